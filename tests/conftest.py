"""What the tests share: random numbers, Keras, rendered figures, counts of the outside suites."""

import os

import numpy as np
import pytest

from utils.drawing.film import picture

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")


def pytest_terminal_summary(terminalreporter):
    """What the suites of others counted: record_property("count", a line)."""
    for report in terminalreporter.stats.get("passed", []):
        for name, line in report.user_properties:
            if name == "count":
                terminalreporter.write_line(line)


@pytest.fixture
def rng():
    """A generator that begins anew in every test."""
    return np.random.default_rng(20240229)


@pytest.fixture(scope="session")
def _keras():
    keras = pytest.importorskip("keras")
    if keras.backend.backend() != "tensorflow":
        pytest.skip("the numbers here are those of Keras on TensorFlow")
    return keras


@pytest.fixture
def keras(_keras):
    """Keras on TensorFlow, its new layers and constants in float64."""
    _keras.config.set_floatx("float64")
    yield _keras
    _keras.config.set_floatx("float64")


@pytest.fixture
def figures(monkeypatch):
    """The figures that are rendered during a test."""
    seen, render = [], picture.render

    def note(figure):
        seen.append(figure)
        return render(figure)

    monkeypatch.setattr(picture, "render", note)
    return seen
