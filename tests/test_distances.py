"""Distances: slopes at the kinks, hinge labels, and whose losses are summed, whose averaged."""

import numpy as np
import pytest

from utils import keras_baseline
from utils.distances import Hinge, Huber, Loss, MeanAbsoluteError, MeanSquaredError

# loss, y, p, slope of each: at a kink, next to it, far from it
SLOPES = {
    "MSE": (MeanSquaredError(), [1.0, 1.0, 1.0], [1.0, 1.5, -9.0], [0, 1, -20]),
    "MAE": (MeanAbsoluteError(), [1.0, 1.0, 1.0], [1.0, 1.25, -9.0], [0, 1, -1]),
    "Huber": (Huber(0.5), [1.0, 1.0, 1.0, 1.0], [1.5, 0.5, 1.25, -9.0], [0.5, -0.5, 0.25, -0.5]),
    "hinge": (Hinge(), [1.0, -1.0, 1.0, -1.0], [1.0, -1.0, 1.5, 9.0], [-1, 1, 0, 1]),
    "hinge, 0 and 1": (Hinge(), [1.0, 0.0, 1.0, 0.0], [1.0, -1.0, 1.5, 9.0], [-1, 1, 0, 1]),
}


@pytest.mark.parametrize("case", SLOPES)
def test_slopes_at_kinks(case):
    loss, y, p, slopes = SLOPES[case]
    y, p = np.array(y)[:, None], np.array(p)[:, None]
    np.testing.assert_array_equal(loss.slope(y, p)[:, 0], slopes)
    np.testing.assert_array_equal(loss.gradient(y, p)[:, 0], np.array(slopes) / len(slopes))


@pytest.mark.keras
@pytest.mark.parametrize("case", SLOPES)
def test_slopes_at_kinks_equal_keras(case, keras):
    import tensorflow as tf

    loss, y, p, slopes = SLOPES[case]
    y, p = np.array(y)[:, None], tf.constant(np.array(p)[:, None])
    with tf.GradientTape() as tape:
        tape.watch(p)
        value = keras_baseline.translate(loss, dtype="float64")(y, p)
    np.testing.assert_allclose(tape.gradient(value, p)[:, 0] * len(slopes), slopes, rtol=1e-15)


def test_huber_is_half_a_square_then_a_line(rng):
    """Near 0 half the squared error; far away delta times the absolute one, less a constant."""
    y, p = np.zeros((50, 2)), rng.normal(size=(50, 2))
    assert Huber(100)(y, p) == pytest.approx(MeanSquaredError()(y, p) / 2, rel=1e-14)
    far, delta = 10 + np.abs(p), 0.5
    line = delta * MeanAbsoluteError()(y, far) - delta**2 / 2
    assert Huber(delta)(y, far) == pytest.approx(line, rel=1e-14)


class Written(Loss):
    """A loss as a reader writes one: p - y, with the slope 1."""

    def each(self, y, p):
        return p - y

    def slope(self, y, p):
        return np.ones_like(p)


class Summed(Written):
    summed = True


@pytest.mark.parametrize(("loss", "times"), [(Written(), 1), (Summed(), 3)])
def test_mean_over_examples(loss, times):
    """Over the units a loss is averaged, unless it says that it is a sum."""
    y, p = np.zeros((2, 3)), np.array([[1.0, 2.0, 3.0], [5.0, 5.0, 5.0]])
    assert loss(y, p) == times * 3.5
    assert loss(y, p, np.array([0.5, 3.0])) == times * 8
    np.testing.assert_allclose(loss.gradient(y, p), np.full((2, 3), times / 6), rtol=1e-15)
    weighted = loss.gradient(y, p, np.array([0.5, 3.0]))
    np.testing.assert_allclose(weighted[:, 0], [times / 12, times / 2], rtol=1e-15)
    assert isinstance(loss(y, p), float)


def test_loss_of_reader_trains():
    """A subclass with its formula alone is a loss; without it there is none."""
    with pytest.raises(NotImplementedError):
        Loss()(np.zeros((1, 1)), np.zeros((1, 1)))
    with pytest.raises(NotImplementedError):
        Loss().gradient(np.zeros((1, 1)), np.zeros((1, 1)))
