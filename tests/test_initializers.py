"""Initializers: spread, limits and cut-off of a large draw; equal seeds give equal numbers."""

import math

import numpy as np
import pytest

from utils import initializers
from utils.initializers import (
    INITIALIZERS,
    Constant,
    Orthogonal,
    RandomNormal,
    RandomUniform,
    fans,
)

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
    "ones": lambda fan_in, fan_out: (0, 1),
    "constant": lambda fan_in, fan_out: (0, 0),
    "random_uniform": lambda fan_in, fan_out: (0.05 / math.sqrt(3), 0.05),
    "random_normal": lambda fan_in, fan_out: (0.05, math.inf),
    "glorot_uniform": lambda fan_in, fan_out: uniform(2 / (fan_in + fan_out)),
    "glorot_normal": lambda fan_in, fan_out: truncated(2 / (fan_in + fan_out)),
    "he_uniform": lambda fan_in, fan_out: uniform(2 / fan_in),
    "he_normal": lambda fan_in, fan_out: truncated(2 / fan_in),
    "lecun_uniform": lambda fan_in, fan_out: uniform(1 / fan_in),
    "lecun_normal": lambda fan_in, fan_out: truncated(1 / fan_in),
    # n columns of length 1 in m >= n rows: the squares of m n numbers add up to n
    "orthogonal": lambda fan_in, fan_out: (math.sqrt(1 / max(fan_in, UNITS[fan_in])), math.inf),
}
CONSTANT = {"zeros": 0, "ones": 1, "constant": 0}
SHAPES = {(200, 300): (200, 300), (5, 5, 40, 60): (1000, 1500)}  # and their fans
UNITS = {200: 300, 1000: 60}  # of the shape with this fan_in


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
    assert abs(w.mean() - CONSTANT.get(name, 0)) <= 4 * std / math.sqrt(w.size)
    assert abs(w.std() - std) <= 4 * std / math.sqrt(2 * w.size)
    assert np.abs(w).max() <= limit * (1 + 1e-7)
    if 0 < limit < math.inf:
        assert np.abs(w).max() > 0.99 * limit


@pytest.mark.parametrize("name", ["glorot_normal", "he_normal", "lecun_normal"])
def test_truncated_normal_is_a_normal_in_between(name):
    """The share within half a standard deviation (before the cut) is .3829 / .9545 = .4012."""
    w = draw(name, (200, 300))
    share = np.mean(np.abs(w) < np.abs(w).max() / 4)
    assert share == pytest.approx(0.4012, abs=4 * math.sqrt(0.4 * 0.6 / w.size))


@pytest.mark.parametrize(
    "name", ["random_uniform", "glorot_uniform", "he_uniform", "lecun_uniform"]
)
def test_uniform_is_flat(name):
    w = draw(name, (200, 300))
    counts, _ = np.histogram(w, 10, (-np.abs(w).max(), np.abs(w).max()))
    np.testing.assert_allclose(counts, 6000, atol=4 * math.sqrt(6000))


@pytest.mark.parametrize("name", SPREAD)
def test_numbers_come_from_the_generator_given(name):
    """Equal seeds give equal numbers, other seeds others; the global generator is left alone."""
    before = np.random.get_state()[1].copy()
    np.testing.assert_array_equal(draw(name, (4, 5)), draw(name, (4, 5)))
    alike = np.array_equal(draw(name, (4, 5)), draw(name, (4, 5), seed=2))
    assert alike == (name in CONSTANT)
    np.testing.assert_array_equal(np.random.get_state()[1], before)


def test_random_normal_settings(rng):
    w = RandomNormal(mean=2.0, stddev=0.5)((200, 300), rng)
    assert w.mean() == pytest.approx(2, abs=4 * 0.5 / math.sqrt(w.size))
    assert w.std() == pytest.approx(0.5, abs=4 * 0.5 / math.sqrt(2 * w.size))


def test_random_uniform_settings(rng):
    w = RandomUniform(minval=-1.0, maxval=3.0)((200, 300), rng)
    assert w.mean() == pytest.approx(1, abs=4 * 4 / math.sqrt(12 * w.size))
    assert -1 <= w.min() < -0.999 and 2.999 < w.max() < 3


def test_constant_settings(rng):
    np.testing.assert_array_equal(Constant(3)((2, 2), rng), np.full((2, 2), 3.0))
    assert Constant(3)((2, 2), rng).dtype == float


@pytest.mark.parametrize("shape", [(7, 4), (4, 7), (5, 5), (3, 3, 2, 6), (1, 1, 2, 5)], ids=str)
def test_orthogonal_columns_or_rows(shape, rng):
    """Whichever are fewer; the sizes but the last make the rows."""
    w = Orthogonal(gain=2.0)(shape, rng).reshape(-1, shape[-1])
    w = w if len(w) >= shape[-1] else w.T
    np.testing.assert_allclose(w.T @ w, 4 * np.eye(w.shape[1]), rtol=0, atol=1e-14)


def test_orthogonal_directions_are_equally_likely():
    """Without the signs of R, LAPACK's first number of Q would never be above 0.

    With them it is as often above as below: 200 draws, four standard errors of 7.07.
    """
    rng = np.random.default_rng(4)
    above = sum(Orthogonal()((3, 3), rng)[0, 0] > 0 for _ in range(200))
    assert abs(above - 100) <= 28


def test_orthogonal_layers_keep_lengths(rng):
    """Twenty of them, where Gaussian ones of the same variance would spread the lengths."""
    x = start = rng.normal(size=(6, 16))
    for _ in range(20):
        x = x @ Orthogonal()((16, 16), rng)
    np.testing.assert_allclose(np.linalg.norm(x, axis=1), np.linalg.norm(start, axis=1), rtol=1e-13)


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
        theirs = getattr(keras.initializers, type(INITIALIZERS[name]).__name__)()
        theirs.seed = 3
        w, other = draw(name, shape), theirs(shape, dtype="float64").numpy()
        error = 4 * math.sqrt(2) * w.std() / math.sqrt(2 * w.size)
        assert abs(w.std() - other.std()) <= error
        if name not in ("random_normal", "orthogonal"):
            np.testing.assert_allclose(np.abs(w).max(), np.abs(other).max(), rtol=5e-3)
