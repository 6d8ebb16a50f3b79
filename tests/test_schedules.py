"""Schedules: rates by hand at the steps where something changes, and equal to Keras's."""

import inspect
import math
from dataclasses import MISSING, fields

import numpy as np
import pytest

from utils import keras_baseline
from utils.schedules import (
    CosineDecay,
    CosineDecayRestarts,
    ExponentialDecay,
    PiecewiseConstantDecay,
    PolynomialDecay,
    Schedule,
)

HALF = 0.5**0.5
# schedule, rates by step
VALUES = {
    "exponential": (ExponentialDecay(0.8, 2, 0.25), {0: 0.8, 1: 0.4, 2: 0.2, 6: 0.0125}),
    "exponential that grows": (ExponentialDecay(0.5, 1, 2), {0: 0.5, 3: 4.0}),
    "staircase": (
        ExponentialDecay(0.8, 3, 0.5, staircase=True),
        {0: 0.8, 2: 0.8, 3: 0.4, 5: 0.4, 6: 0.2, 300: 0.8 * 2.0**-100},
    ),
    "line": (PolynomialDecay(1.0, 10, 0.5), {0: 1, 4: 0.8, 10: 0.5, 11: 0.5, 1000: 0.5}),
    "square": (PolynomialDecay(1.0, 10, 0.0, 2), {0: 1, 5: 0.25, 9: 0.01, 10: 0, 99: 0}),
    "piecewise": (
        PiecewiseConstantDecay([2, 5], [1.0, 0.5, 0.125]),
        {0: 1, 2: 1, 3: 0.5, 5: 0.5, 6: 0.125, 999: 0.125},
    ),
    "piecewise, one boundary": (PiecewiseConstantDecay([0], [1.0, 0.5]), {0: 1, 1: 0.5}),
    "cosine": (
        CosineDecay(2.0, 8),
        {0: 2, 2: 1 + HALF, 4: 1, 6: 1 - HALF, 8: 0, 9: 0, 80: 0},
    ),
    "cosine to alpha": (CosineDecay(2.0, 8, alpha=0.25), {0: 2, 4: 1.25, 8: 0.5, 100: 0.5}),
    "warm cosine": (
        CosineDecay(0.0, 8, 0.25, warmup_target=2.0, warmup_steps=4),
        {0: 0, 1: 0.5, 3: 1.5, 4: 2, 8: 1.25, 12: 0.5, 13: 0.5},
    ),
    "warm cosine of no steps": (CosineDecay(0.5, 8, warmup_target=2.0), {0: 2, 4: 1, 8: 0}),
    "restarts": (
        CosineDecayRestarts(2.0, 4),
        {0: 2, 2: 1, 3: 1 - HALF, 4: 2, 8: 1, 12: 2, 20: 1, 28: 2, 60: 2},
    ),
    "restarts of equal length": (
        CosineDecayRestarts(2.0, 4, t_mul=1.0, m_mul=0.5),
        {0: 2, 2: 1, 4: 1, 6: 0.5, 8: 0.5, 4000: 2.0**-999},
    ),
    "restarts, lower each time": (
        CosineDecayRestarts(1.0, 4, t_mul=2.0, m_mul=0.5, alpha=0.2),
        {0: 1, 2: 0.6, 4: 0.6, 8: 0.4, 12: 0.4, 20: 0.3},
    ),
    "restarts ten times as long": (
        CosineDecayRestarts(1.0, 3, t_mul=10.0),
        {0: 1, 3: 1, 18: 0.5, 33: 1, 333: 1, 3333: 1},
    ),
}


@pytest.mark.parametrize("case", VALUES)
def test_rates_by_hand(case):
    schedule, rates = VALUES[case]
    assert isinstance(schedule, Schedule)
    for step, rate in rates.items():
        assert schedule(step) == pytest.approx(rate, rel=1e-14, abs=1e-15)


@pytest.mark.parametrize("case", VALUES)
def test_asking_changes_nothing(case):
    """A schedule remembers nothing: backwards it gives the same rates."""
    schedule, _ = VALUES[case]
    forwards = [schedule(step) for step in range(30)]
    assert [schedule(step) for step in reversed(range(30))] == forwards[::-1]
    assert min(forwards) >= 0


def test_between_restarts_the_rate_falls():
    schedule = CosineDecayRestarts(1.0, 5, t_mul=1.5)
    rates = np.array([schedule(step) for step in range(66)])
    rises = np.flatnonzero(np.diff(rates) > 0) + 1
    np.testing.assert_array_equal(rises, [5, 13, 24, 41])  # 5, 12.5, 23.75 and 40.625 rounded up


def test_repr_is_the_call():
    schedule = ExponentialDecay(0.1, 100, 0.5)
    assert repr(schedule) == (
        "ExponentialDecay(initial_learning_rate=0.1, decay_steps=100, decay_rate=0.5, "
        "staircase=False)"
    )


def test_a_schedule_needs_its_formula():
    with pytest.raises(NotImplementedError):
        Schedule()(0)


DOUBLE = np.float64  # Keras computes in the type of the first number, or else in float32
KERAS = {
    "exponential": ExponentialDecay(DOUBLE(0.5), 7, 0.75),
    "staircase": ExponentialDecay(DOUBLE(0.5), 7, 0.75, staircase=True),
    "line": PolynomialDecay(DOUBLE(0.5), 37, 0.125),
    "square root": PolynomialDecay(DOUBLE(0.5), 37, 0.125, power=0.5),
    "piecewise": PiecewiseConstantDecay([3, 17, 40], [0.5, 0.25, 0.125, 0.0625]),
    "cosine": CosineDecay(DOUBLE(0.5), 37, alpha=0.125),
    "warm cosine": CosineDecay(DOUBLE(0.125), 37, 0.125, warmup_target=0.5, warmup_steps=11),
    "restarts": CosineDecayRestarts(DOUBLE(0.5), 5, alpha=0.125),
    "restarts of equal length": CosineDecayRestarts(DOUBLE(0.5), 5, t_mul=1.0, m_mul=0.75),
    "restarts, others": CosineDecayRestarts(DOUBLE(0.5), 5, t_mul=1.5, m_mul=0.75),
}


@pytest.mark.keras
@pytest.mark.parametrize("case", KERAS)
def test_equals_keras(case, keras):
    theirs = keras_baseline.translate(KERAS[case])
    assert type(theirs) is getattr(keras.optimizers.schedules, type(KERAS[case]).__name__)
    for step in range(80):
        assert KERAS[case](step) == pytest.approx(float(theirs(step)), rel=1e-13, abs=1e-15)


@pytest.mark.keras
def test_restart_that_keras_misses(keras):
    """log 1000 / log 10 is just below 3: Keras is at the bottom where the fourth cosine begins."""
    ours = CosineDecayRestarts(DOUBLE(1.0), 3, t_mul=10.0)
    assert math.log(1000) / math.log(10) < 3
    assert ours(333) == 1 and float(keras_baseline.translate(ours)(333)) < 1e-12
    assert ours(334) == pytest.approx(float(keras_baseline.translate(ours)(334)), rel=1e-12)


@pytest.mark.keras
@pytest.mark.parametrize("kind", dict.fromkeys(type(schedule) for schedule in KERAS.values()))
def test_names_and_defaults_are_keras_s(kind, keras):
    theirs = inspect.signature(getattr(keras.optimizers.schedules, kind.__name__)).parameters
    ours = {setting.name: setting.default for setting in fields(kind)}
    for name, default in ours.items():
        wanted = inspect.Parameter.empty if default is MISSING else default
        assert theirs[name].default == wanted
    assert [name for name in theirs if name in ours] == list(ours)
