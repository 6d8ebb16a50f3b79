"""Activations: a function g beside its derivative, a = g(z) and dz = da * g'(z)."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

import numpy as np

from . import checks

# NumPy is quicker with an array of one number than with a number, and float32 widens no result.
ZERO, ONE = np.zeros((), np.float32), np.ones((), np.float32)


class Activation:
    """A function g with a = g(z), element by element, and its derivative.

    A subclass writes `__call__(z, out=None)` and `slope(z, a)`, which is g'(z) and may use a = g(z)
    where that is shorter; or `backward`, if an output depends on more than one input.
    """

    def __call__(self, z, out=None):
        raise NotImplementedError

    def slope(self, z, a):
        raise TypeError(
            f"{type(self).__name__} has no elementwise derivative; use its backward(da, z, a)."
        )

    @property
    def name(self):
        """Keras's name of the function, for example leaky_relu; None for one of your own."""
        names = (name for name, known in ACTIVATIONS.items() if type(known) is type(self))
        return next(names, None)

    def derivative(self, z):
        """g'(z), an array of the shape of z."""
        z = np.asarray(z)
        z = z.astype(np.result_type(z, np.float32), copy=False)
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
        return (a > ZERO).astype(a.dtype)


@dataclass(eq=False)
class LeakyReLU(Activation):
    """g(z) = z where z > 0, else negative_slope * z (Maas, Hannun & Ng 2013)."""

    negative_slope: float = 0.2

    def __post_init__(self):
        checks.number("negative_slope", self.negative_slope, low=0)

    def __call__(self, z, out=None):
        z = np.asarray(z)
        return np.multiply(z, self.slope(z, None), out=out)

    def slope(self, z, a):
        kind = np.result_type(z, np.float32).type
        return np.where(z > 0, kind(1), kind(self.negative_slope))


@dataclass(eq=False)
class ELU(Activation):
    """g(z) = z where z > 0, else alpha (e^z - 1) (Clevert, Unterthiner & Hochreiter 2016)."""

    alpha: float = 1.0

    def __post_init__(self):
        checks.number("alpha", self.alpha, low=0)

    def __call__(self, z, out=None):
        above, below = _parts(z)
        return np.add(above, self.alpha * np.expm1(below), out=out)

    def slope(self, z, a):
        return np.where(z > 0, z.dtype.type(1), a + self.alpha)


@dataclass(eq=False)
class SELU(Activation):
    """g(z) = 1.0507 z where z > 0, else 1.7581 (e^z - 1).

    An ELU times a constant, both chosen so that outputs of mean 0 and variance 1 stay so from layer
    to layer under lecun_normal weights (Klambauer et al. 2017, eq. 2).
    """

    scale = 1.0507009873554805
    scaled_alpha = 1.7580993408473768

    def __call__(self, z, out=None):
        above, below = _parts(z)
        return np.add(self.scale * above, self.scaled_alpha * np.expm1(below), out=out)

    def slope(self, z, a):
        return np.where(a < 0, a + self.scaled_alpha, z.dtype.type(self.scale))


@dataclass(eq=False)
class GELU(Activation):
    """g(z) = z Phi(z), with Phi the normal distribution function (Hendrycks & Gimpel 2016).

    NumPy has no erf, so the exact form takes Python's, number by number: a hundred times as slow as
    `approximate`, z (1 + tanh(sqrt(2 / pi) (z + 0.044715 z^3))) / 2.
    """

    approximate: bool = False

    def __post_init__(self):
        checks.flag("approximate", self.approximate)

    def __call__(self, z, out=None):
        z = np.asarray(z)
        if self.approximate:
            return np.multiply(z, 0.5 + 0.5 * self._tanh(z), out=out)
        return np.multiply(z, _phi(z), out=out)

    @staticmethod
    def _tanh(z):
        return np.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z * z * z))

    def slope(self, z, a):
        if self.approximate:
            t = self._tanh(z)
            inner = math.sqrt(2 / math.pi) * (1 + 3 * 0.044715 * z * z)
            return 0.5 * (1 + t + z * (1 - t * t) * inner)
        phi = np.divide(a, z, out=np.full_like(z, 0.5), where=z != 0)
        return phi + z * np.exp(-0.5 * z * z) * math.sqrt(0.5 / math.pi)


@dataclass(eq=False)
class SiLU(Activation):
    """g(z) = z sigmoid(z), also called swish (Elfwing, Uchibe & Doya 2018)."""

    def __call__(self, z, out=None):
        return np.multiply(z, sigmoid(z), out=out)

    def slope(self, z, a):
        s = sigmoid(z)
        return s + a * (1 - s)


@dataclass(eq=False)
class Softplus(Activation):
    """g(z) = log(1 + e^z), a smooth ReLU; g' = sigmoid(z) = 1 - e^-a (Dugas et al. 2001).

    Written as max(z, 0) + log(1 + e^-|z|), in which nothing overflows.
    """

    def __call__(self, z, out=None):
        return np.add(relu(z), np.log1p(np.exp(-np.abs(z))), out=out)

    def slope(self, z, a):
        return -np.expm1(-a)


@dataclass(eq=False)
class Softsign(Activation):
    """g(z) = z / (1 + |z|), like tanh but slower to saturate (Bergstra et al. 2009)."""

    def __call__(self, z, out=None):
        return np.divide(z, 1 + np.abs(z), out=out)

    def slope(self, z, a):
        return 1 / np.square(1 + np.abs(z))


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

    @np.errstate(over="ignore")
    def __call__(self, z, out=None):
        return np.reciprocal(ONE + np.exp(np.negative(z)), out=out)

    def slope(self, z, a):
        return a * (1 - a)


@dataclass(eq=False)
class Softmax(Activation):
    """g(z)_j = e^z_j / sum_k e^z_k over the last axis: probabilities that add up to 1.

    Each output depends on every input of its row, so there is no elementwise slope; the gradient
    passes back as dz = a * (da - sum_k da_k a_k) (Bridle 1990).
    """

    def __call__(self, z, out=None):
        e = np.exp(z - np.max(z, axis=-1, keepdims=True))
        return np.divide(e, e.sum(axis=-1, keepdims=True), out=out)

    def backward(self, da, z, a, out=None):
        return np.multiply(a, da - (da * a).sum(axis=-1, keepdims=True), out=out)


@dataclass(eq=False)
class LogSoftmax(Activation):
    """g(z)_j = z_j - log sum_k e^z_k over the last axis: the logarithms of softmax's outputs.

    The gradient passes back as dz = da - softmax(z) sum_k da_k.
    """

    def __call__(self, z, out=None):
        z = z - np.max(z, axis=-1, keepdims=True)
        return np.subtract(z, np.log(np.exp(z).sum(axis=-1, keepdims=True)), out=out)

    def backward(self, da, z, a, out=None):
        return np.subtract(da, np.exp(a) * da.sum(axis=-1, keepdims=True), out=out)


@functools.lru_cache(maxsize=64)
def _zeros(shape, dtype):
    """Zeros to compare with: np.maximum is three times faster against an array than against 0."""
    zeros = np.zeros(shape, dtype, order="F")
    zeros.flags.writeable = False
    return zeros


def _parts(z):
    """max(z, 0) and min(z, 0)."""
    z = np.asarray(z)
    zeros = _zeros(z.shape, z.dtype)
    return np.maximum(z, zeros), np.minimum(z, zeros)


def _phi(z):
    """The normal distribution function erfc(-z / sqrt 2) / 2."""
    twice = np.frompyfunc(math.erfc, 1, 1)(np.multiply(z, -math.sqrt(0.5)))
    return 0.5 * np.asarray(twice, np.result_type(z, np.float32))


ACTIVATIONS = {
    "linear": (linear := Linear()),
    "relu": (relu := ReLU()),
    "leaky_relu": (leaky_relu := LeakyReLU()),
    "elu": (elu := ELU()),
    "selu": (selu := SELU()),
    "gelu": (gelu := GELU()),
    "silu": (silu := SiLU()),
    "softplus": (softplus := Softplus()),
    "softsign": (softsign := Softsign()),
    "tanh": (tanh := Tanh()),
    "sigmoid": (sigmoid := Sigmoid()),
    "softmax": (softmax := Softmax()),
    "log_softmax": (log_softmax := LogSoftmax()),
}


def get(activation):
    """The activation that a name, an Activation or None (linear) stands for."""
    return checks.instance("linear" if activation is None else activation, Activation, ACTIVATIONS)
