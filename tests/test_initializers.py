"""Initializers: spread, limits and cut-off of a large draw; equal seeds give equal numbers."""

import math

import numpy as np
import pytest

from utils import initializers
from utils.initializers import INITIALIZERS, RandomNormal, fans

# shape: inputs and outputs of one unit
FANS = {
    (3, 7): (3, 7),
    (5, 5, 3, 8): (75, 200),
    (3, 1, 2, 4): (6, 12),
    (4, 6, 10): (24, 40),
    (9,): (9, 9),
}

# name: standard deviation as a function of fan_in and fan_out, and the farthest value possible
SPREAD = {
    "zeros": lambda fan_in, fan_out: (0, 0),
    "random_normal": lambda fan_in, fan_out: (0.05, math.inf),
    "glorot_uniform": lambda fan_in, fan_out: uniform(2 / (fan_in + fan_out)),
    "glorot_normal": lambda fan_in, fan_out: truncated(2 / (fan_in + fan_out)),
    "he_uniform": lambda fan_in, fan_out: uniform(2 / fan_in),
    "he_normal": lambda fan_in, fan_out: truncated(2 / fan_in),
}
SHAPES = {(200, 300): (200, 300), (5, 5, 40, 60): (1000, 1500)}  # and their fans


def uniform(variance):
    """A uniform distribution of variance s^2 ends at +-sqrt(3) s."""
    return math.sqrt(variance), math.sqrt(3 * variance)


def truncated(variance):
    """A standard normal cut off at +-2 has the variance 1 - 4 phi(2) / (2 Phi(2) - 1) = .7737."""
    return math.sqrt(variance), 2 * math.sqrt(variance / 0.7737413)


def draw(name, shape, seed=1):
    return INITIALIZERS[name](shape, np.random.default_rng(seed))


@pytest.mark.parametrize("shape", FANS, ids=str)
def test_fans(shape):
    assert fans(shape) == FANS[shape]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("name", SPREAD)
def test_spread(name, shape):
    """Mean and standard deviation within four of their standard errors, no value beyond the limit.

    60,000 draws: the standard error of the mean is s / sqrt(n), that of s at most s / sqrt(2 n).
    """
    w = draw(name, shape)
    std, limit = SPREAD[name](*SHAPES[shape])
    assert w.shape == shape
    assert abs(w.mean()) <= 4 * std / math.sqrt(w.size)
    assert abs(w.std() - std) <= 4 * std / math.sqrt(2 * w.size)
    assert np.abs(w).max() <= limit * (1 + 1e-7)
    if 0 < limit < math.inf:
        assert np.abs(w).max() > 0.99 * limit


@pytest.mark.parametrize("name", ["glorot_normal", "he_normal"])
def test_truncated_normal_is_a_normal_in_between(name):
    """The share within half a standard deviation (before the cut) is .3829 / .9545 = .4012."""
    w = draw(name, (200, 300))
    share = np.mean(np.abs(w) < np.abs(w).max() / 4)
    assert share == pytest.approx(0.4012, abs=4 * math.sqrt(0.4 * 0.6 / w.size))


@pytest.mark.parametrize("name", ["glorot_uniform", "he_uniform"])
def test_uniform_is_flat(name):
    w = draw(name, (200, 300))
    counts, _ = np.histogram(w, 10, (-np.abs(w).max(), np.abs(w).max()))
    np.testing.assert_allclose(counts, 6000, atol=4 * math.sqrt(6000))


@pytest.mark.parametrize("name", SPREAD)
def test_numbers_come_from_the_generator_given(name):
    """Equal seeds give equal numbers, other seeds others; the global generator is left alone."""
    before = np.random.get_state()[1].copy()
    np.testing.assert_array_equal(draw(name, (4, 5)), draw(name, (4, 5)))
    assert name == "zeros" or not np.array_equal(draw(name, (4, 5)), draw(name, (4, 5), seed=2))
    np.testing.assert_array_equal(np.random.get_state()[1], before)


def test_random_normal_settings(rng):
    w = RandomNormal(mean=2.0, stddev=0.5)((200, 300), rng)
    assert w.mean() == pytest.approx(2, abs=4 * 0.5 / math.sqrt(w.size))
    assert w.std() == pytest.approx(0.5, abs=4 * 0.5 / math.sqrt(2 * w.size))


def test_names():
    for name, known in INITIALIZERS.items():
        words = "".join(part.capitalize() for part in name.split("_"))
        assert type(known).__name__ == words
        assert initializers.get(name) is known and initializers.get(known) is known


KERAS = list(SPREAD)


@pytest.mark.keras
@pytest.mark.parametrize("name", KERAS)
def test_keras_s_of_the_same_name_spreads_alike(name, keras):
    """Standard deviation and farthest value; Keras cuts at two deviations of its own draw."""
    for shape in SHAPES:
        theirs = keras.initializers.get(type(INITIALIZERS[name]).__name__)
        theirs.seed = 3
        w, other = draw(name, shape), theirs(shape, dtype="float64").numpy()
        error = 4 * math.sqrt(2) * w.std() / math.sqrt(2 * w.size)
        assert abs(w.std() - other.std()) <= error
        if name != "random_normal":
            np.testing.assert_allclose(np.abs(w).max(), np.abs(other).max(), rtol=5e-3)
