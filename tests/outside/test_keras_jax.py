"""Every layer, loss and optimizer beside Keras on JAX, in float64, to six decimals or better.

In a process of its own, because Keras chooses its backend once, when it is imported.
"""

import os
import subprocess
import sys
import xml.etree.ElementTree as tree
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CHECKS = Path(__file__).with_name("keras_on_jax.py")
JAX = {
    "KERAS_BACKEND": "jax",
    "JAX_ENABLE_X64": "1",
    "JAX_PLATFORMS": "cpu",
    "JAX_DISABLE_MOST_OPTIMIZATIONS": "1",  # compiling takes longer than running here
}


@pytest.mark.keras
def test_keras_on_jax(tmp_path, record_property):
    pytest.importorskip("jax")
    report = tmp_path / "report.xml"
    options = ["-q", "--junitxml", str(report), "-p", "no:cacheprovider", "-p", "no:xdist"]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(CHECKS)],
        cwd=ROOT,
        env={**os.environ, **JAX},
        capture_output=True,
        text=True,
    )
    cases = list(tree.parse(report).iter("testcase"))
    results = Counter(case[0].tag if len(case) else "passed" for case in cases)
    assert results == {"passed": len(cases)}, run.stdout[-3000:]
    kinds = Counter(case.get("name").split("[")[0] for case in cases)
    assert min(kinds.values()) >= 8 and len(kinds) == 5 and kinds["test_layer"] >= 100
    record_property(
        "count",
        f"Keras on JAX: {kinds['test_layer'] + kinds['test_layer_in_training']} layers and "
        f"{kinds['test_loss']} losses equal in value and gradient, "
        f"{kinds['test_100_steps_of_an_optimizer'] + kinds['test_100_steps_under_a_loss']} "
        "trainings of 100 steps, within 1e-6",
    )
