"""Every check that scikit-learn has for a classifier and a regressor, none skipped or excused.

In a process of its own: SCIPY_ARRAY_API counts only when it is set before SciPy is imported, and
without it, array-api-strict or pandas some checks would be skipped.
"""

import os
import subprocess
import sys
import xml.etree.ElementTree as tree
from collections import Counter
from pathlib import Path

from sklearn.utils.estimator_checks import estimator_checks_generator

from utils.estimators import NeuralNetworkClassifier, NeuralNetworkRegressor

ROOT = Path(__file__).parents[2]
CHECKS = Path(__file__).with_name("scikit_learn_checks.py")


def test_checks_of_scikit_learn(tmp_path, record_property):
    report = tmp_path / "report.xml"
    options = ["-q", "--junitxml", str(report), "-p", "no:cacheprovider", "-p", "no:xdist"]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(CHECKS)],
        cwd=ROOT,
        env={**os.environ, "SCIPY_ARRAY_API": "1"},
        capture_output=True,
        text=True,
    )
    results = Counter()
    for case in tree.parse(report).iter("testcase"):
        results[case[0].tag if len(case) else "passed"] += 1
    kinds = (NeuralNetworkClassifier, NeuralNetworkRegressor)
    counts = [len(list(estimator_checks_generator(kind()))) for kind in kinds]
    assert results == {"passed": sum(counts)}, run.stdout[-3000:]
    assert counts[0] >= 62 and counts[1] >= 60
    record_property(
        "count",
        f"scikit-learn: {counts[0]} checks of the classifier and {counts[1]} of the regressor "
        "passed, 0 skipped, 0 expected to fail",
    )
