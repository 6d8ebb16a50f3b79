"""How hypothesis draws its examples here: from a fixed seed, kept in no file."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis.configuration import set_hypothesis_home_dir

# Hypothesis keeps what it reads out of source files; not in the repository.
set_hypothesis_home_dir(Path(tempfile.gettempdir()) / "hypothesis")


def examples(count, shrink=True):
    """So many examples, the same in every run. shrink: whether one that fails is made as small as
    may be, which takes minutes where each is a drawing."""
    phases = [Phase.explicit, Phase.generate, *([Phase.shrink] if shrink else [])]
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(
        max_examples=count,
        phases=phases,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=slow,
    )
