"""Activation: what is asked of z around each formula; and rows that keep their digits."""

from dataclasses import dataclass
from decimal import Decimal, localcontext

import numpy as np
import pytest

from utils.activation import Activation, LogSoftmax, Softmax, from_top
from utils.layers import Dense
from utils.models import Sequential


@dataclass(eq=False)
class Cube(Activation):
    """One of a reader's own, written as g(z)."""

    def __call__(self, z, out=None):
        return np.power(z, 3, out=out)

    def slope(self, z, a):
        return 3 * z * z


@dataclass(eq=False)
class Square(Activation):
    """One written as the library writes them, with all that is asked around it."""

    def forward(self, z, out=None):
        return np.square(z, out=out)

    def slope(self, z, a):
        return 2 * z


@pytest.mark.parametrize(("kind", "power"), [(Cube, 3), (Square, 2)])
def test_one_of_your_own_trains(kind, power):
    model = Sequential([Dense(1, kind(), use_bias=False)], 1)
    x, w = np.array([[0.5], [2.0]]), model.get_weights()[0].item()
    model.compile("sgd", "mse")
    np.testing.assert_allclose(model.predict(x), (w * x) ** power, rtol=1e-14)
    model.train_on_batch(x, np.zeros((2, 1)))
    step = 0.01 * np.mean(2 * (w * x) ** power * power * (w * x) ** (power - 1) * x)
    np.testing.assert_allclose(model.get_weights()[0].item(), w - step, rtol=1e-12)


def test_one_of_your_own_has_the_door_of_all():
    np.testing.assert_array_equal(Square()([[1, 2], [3, 4]]), [[1.0, 4.0], [9.0, 16.0]])
    np.testing.assert_array_equal(Square().derivative([1, 2]), [2.0, 4.0])
    with pytest.raises(ValueError, match="z must hold numbers, got the text 'a'"):
        Square()(["a"])


def test_what_a_subclass_must_write():
    with pytest.raises(NotImplementedError):
        Activation()([1.0])
    with pytest.raises(TypeError, match="Softmax has no elementwise derivative; use its backward"):
        Softmax().derivative([[1.0, 2.0]])


def logarithms(row):
    """log softmax with 60 digits."""
    with localcontext() as context:
        context.prec = 60
        powers = [Decimal(float(z)).exp() for z in row]
        return [float((power / sum(powers)).ln()) for power in powers]


# rows whose largest number is more and more of all
ROWS = [
    [0.0, 0.0, 0.0],
    [1.0, -2.0, 0.5],
    [30.0, 0.0, -1.0],
    [0.0, 36.0, 0.0],
    [-50.0, 40.0, -60.0],
    [700.0, 0.0, -5.0],
    [-700.0, -701.0, -900.0],
]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_logarithms_of_shares_keep_their_digits(row, dtype):
    """Also that of a share which rounds to 1; in any number of axes."""
    z, near = np.array(row, dtype), 8 * np.finfo(dtype).eps
    wanted = np.array(logarithms(row), dtype)
    for shape in ((3,), (1, 3), (1, 1, 3)):
        got = LogSoftmax()(z.reshape(shape))
        np.testing.assert_allclose(got, wanted.reshape(shape), rtol=near, atol=1e-300)
    below, height = from_top(z)
    np.testing.assert_allclose(below, z - z.max(), rtol=near)
    assert height.dtype == dtype and height >= 0
