"""How hypothesis draws its examples here: from a fixed seed, kept in no file."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis.configuration import set_hypothesis_home_dir

# Hypothesis keeps what it reads out of source files; not in the repository.
set_hypothesis_home_dir(Path(tempfile.gettempdir()) / "hypothesis")


def examples(count):
    """So many examples, the same in every run."""
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(
        max_examples=count,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=slow,
    )
