"""Activations: a function g beside its derivative, a = g(z) and dz = da * g'(z)."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from . import checks


class Activation:
    """A function g with a = g(z), element by element, and its derivative.

    A subclass writes `__call__(z, out=None)` and `slope(z, a)`, which is g'(z) and may use a = g(z)
    where that is shorter.
    """

    def __call__(self, z, out=None):
        raise NotImplementedError

    def slope(self, z, a):
        raise NotImplementedError

    @property
    def name(self):
        """Keras's name of the function, for example leaky_relu."""
        return next(name for name, known in ACTIVATIONS.items() if type(known) is type(self))

    def derivative(self, z):
        """g'(z), an array of the shape of z."""
        z = np.asarray(z, dtype=np.result_type(z, np.float32))
        return np.multiply(np.ones_like(z), self.slope(z, self(z)))

    def backward(self, da, z, a, out=None):
        """dz = da * g'(z): how a gradient passes back through g."""
        return np.multiply(da, self.slope(z, a), out=out)


@dataclass(eq=False)
class Linear(Activation):
    """g(z) = z."""

    def __call__(self, z, out=None):
        return np.positive(z, out=out)

    def slope(self, z, a):
        return 1.0


@dataclass(eq=False)
class ReLU(Activation):
    """g(z) = max(z, 0); g'(0) = 0, as in Keras (Nair & Hinton 2010)."""

    def __call__(self, z, out=None):
        z = np.asarray(z)
        return np.maximum(z, _zeros(z.shape, z.dtype), out=out)

    def slope(self, z, a):
        return a > 0


@dataclass(eq=False)
class LeakyReLU(Activation):
    """g(z) = z where z > 0, else negative_slope * z (Maas, Hannun & Ng 2013)."""

    negative_slope: float = 0.2

    def __post_init__(self):
        checks.number("negative_slope", self.negative_slope, low=0)

    def __call__(self, z, out=None):
        return np.multiply(z, self.slope(z, None), out=out)

    def slope(self, z, a):
        return np.where(z > 0, z.dtype.type(1), z.dtype.type(self.negative_slope))


@dataclass(eq=False)
class Tanh(Activation):
    """g(z) = tanh(z); g' = 1 - a^2."""

    def __call__(self, z, out=None):
        return np.tanh(z, out=out)

    def slope(self, z, a):
        return 1 - a * a


@dataclass(eq=False)
class Sigmoid(Activation):
    """g(z) = 1 / (1 + e^-z); g' = a (1 - a). Where e^-z overflows, 1 / inf = 0 is the limit."""

    def __call__(self, z, out=None):
        with np.errstate(over="ignore"):
            return np.divide(1, 1 + np.exp(np.negative(z)), out=out)

    def slope(self, z, a):
        return a * (1 - a)


@dataclass(eq=False)
class Softmax(Activation):
    """g(z)_j = e^z_j / sum_k e^z_k over the last axis: probabilities that add up to 1.

    Each output depends on every input of its row, so there is no elementwise slope; the gradient
    passes back as dz = a * (da - sum_k da_k a_k) (Bridle 1990).
    """

    def __call__(self, z, out=None):
        e = np.exp(z - z.max(axis=-1, keepdims=True))
        return np.divide(e, e.sum(axis=-1, keepdims=True), out=out)

    def slope(self, z, a):
        raise TypeError("softmax has no elementwise derivative; use its backward(da, z, a).")

    def backward(self, da, z, a, out=None):
        return np.multiply(a, da - (da * a).sum(axis=-1, keepdims=True), out=out)


@functools.lru_cache(maxsize=64)
def _zeros(shape, dtype):
    """Zeros to compare with: np.maximum is three times faster against an array than against 0."""
    zeros = np.zeros(shape, dtype, order="F")
    zeros.flags.writeable = False
    return zeros


linear = Linear()
relu = ReLU()
leaky_relu = LeakyReLU()
tanh = Tanh()
sigmoid = Sigmoid()
softmax = Softmax()

ACTIVATIONS = {
    "linear": linear,
    "relu": relu,
    "leaky_relu": leaky_relu,
    "tanh": tanh,
    "sigmoid": sigmoid,
    "softmax": softmax,
}


def get(activation):
    """The activation that a name, an Activation or None (linear) stands for."""
    return checks.instance("linear" if activation is None else activation, Activation, ACTIVATIONS)
