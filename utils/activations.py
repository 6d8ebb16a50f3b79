"""Activations: a function g beside its derivative, a = g(z) and dz = da * g'(z).

Here stand those that work number by number, and the table of all. What they share, and Softmax and
LogSoftmax, which work on whole rows, are in utils/activation.py.
"""

import functools
import math
from dataclasses import dataclass

import numpy as np

from . import checks
from .activation import NAMES, Activation, LogSoftmax, Softmax

# NumPy is quicker with an array of one number than with a number, and float32 widens no result.
ZERO, ONE, FORTY = (np.array(number, np.float32) for number in (0, 1, 40))


@dataclass(eq=False)
class Linear(Activation):
    """g(z) = z."""

    def forward(self, z, out=None):
        return np.positive(z, out=out)

    def slope(self, z, a):
        return 1.0


@dataclass(eq=False)
class ReLU(Activation):
    """g(z) = max(z, 0); g'(0) = 0, as in Keras (Nair & Hinton 2010)."""

    def forward(self, z, out=None):
        return np.maximum(z, _zeros(z.shape, z.dtype), out=out)

    def slope(self, z, a):
        return (a > ZERO).astype(a.dtype)


@dataclass(eq=False)
class LeakyReLU(Activation):
    """g(z) = z where z > 0, else negative_slope * z (Maas, Hannun & Ng 2013)."""

    negative_slope: float = 0.2

    def __post_init__(self):
        checks.number("negative_slope", self.negative_slope, low=0)

    def forward(self, z, out=None):
        return np.multiply(z, self.slope(z, None), out=out)

    def slope(self, z, a):
        return np.where(z > 0, z.dtype.type(1), z.dtype.type(self.negative_slope))


@dataclass(eq=False)
class ELU(Activation):
    """g(z) = z where z > 0, else alpha (e^z - 1) (Clevert, Unterthiner & Hochreiter 2016)."""

    alpha: float = 1.0

    def __post_init__(self):
        checks.number("alpha", self.alpha, low=0)

    def forward(self, z, out=None):
        above, below = _parts(z)
        return np.add(above, self.alpha * np.expm1(below), out=out)

    def slope(self, z, a):
        return np.where(z > 0, z.dtype.type(1), self.alpha * np.exp(_parts(z)[1]))


@dataclass(eq=False)
class SELU(Activation):
    """g(z) = 1.0507 z where z > 0, else 1.7581 (e^z - 1).

    An ELU times a constant, both chosen so that outputs of mean 0 and variance 1 stay so from layer
    to layer under lecun_normal weights (Klambauer et al. 2017, eq. 2).
    """

    scale, depth = 1.0507009873554805, 1.7580993408473768

    def forward(self, z, out=None):
        above, below = _parts(z)
        return np.add(self.scale * above, self.depth * np.expm1(below), out=out)

    def slope(self, z, a):
        steep = z.dtype.type(self.scale)
        return np.where(a < 0, self.depth * np.exp(_parts(z)[1]), steep)


@dataclass(eq=False)
class GELU(Activation):
    """g(z) = z Phi(z), with Phi the normal distribution function (Hendrycks & Gimpel 2016).

    NumPy has no erf, so the exact form takes Python's, number by number: a hundred times as slow as
    `approximate`, z (1 + tanh u) / 2 = z sigmoid(2 u) with u = sqrt(2 / pi) (z + 0.044715 z^3).
    """

    approximate: bool = False
    analytic = False

    def __post_init__(self):
        checks.flag("approximate", self.approximate)

    def forward(self, z, out=None):
        share = sigmoid.forward(_twice_u(z)) if self.approximate else _phi(z)
        return np.multiply(z, share, out=out)

    def slope(self, z, a):
        if self.approximate:
            right, left = (sigmoid.forward(sign * _twice_u(z)) for sign in (1, -1))
            return right + right * left * _twice_u(z, 3)
        phi = np.divide(a, z, out=np.full_like(z, 0.5), where=np.abs(z) > 1e-20)
        near = np.clip(z, -FORTY, FORTY)
        return phi + near * np.exp(-0.5 * near * near) * math.sqrt(0.5 / math.pi)


@dataclass(eq=False)
class SiLU(Activation):
    """g(z) = z sigmoid(z), also called swish (Elfwing, Uchibe & Doya 2018)."""

    def forward(self, z, out=None):
        return np.multiply(z, sigmoid.forward(z), out=out)

    def slope(self, z, a):
        s = sigmoid.forward(z)
        return s + a * (1 - s)


@dataclass(eq=False)
class Softplus(Activation):
    """g(z) = log(1 + e^z) = max(z, 0) + log(1 + e^-|z|), in which nothing overflows.

    A smooth ReLU; g' = sigmoid(z) = 1 - e^-a (Dugas et al. 2001).
    """

    def forward(self, z, out=None):
        above, below = _parts(z)
        return np.add(above, np.log1p(np.exp(below - above)), out=out)

    def slope(self, z, a):
        return -np.expm1(-a)


@dataclass(eq=False)
class Softsign(Activation):
    """g(z) = z / (1 + |z|), like tanh but slower to saturate (Bergstra et al. 2009)."""

    analytic = False

    def forward(self, z, out=None):
        return np.divide(z, 1 + np.abs(z), out=out)

    def slope(self, z, a):
        share = 1 / (1 + np.abs(z))
        return share * share


@dataclass(eq=False)
class Tanh(Activation):
    """g(z) = tanh(z); g' = 1 - a^2 = 4 sigmoid(2 z) sigmoid(-2 z)."""

    def forward(self, z, out=None):
        return np.tanh(z, out=out)

    def slope(self, z, a):
        return 1 - a * a

    def exact_slope(self, z):
        return 4 * sigmoid.exact_slope(2 * np.clip(z, -400, 400))


@dataclass(eq=False)
class Sigmoid(Activation):
    """g(z) = 1 / (1 + e^-z) = e^z / (1 + e^z), 1 beyond 40; g' = a (1 - a) = g(z) g(-z)."""

    def forward(self, z, out=None):
        e = np.exp(np.minimum(z, FORTY))
        return np.divide(e, ONE + e, out=out)

    def slope(self, z, a):
        return a * (1 - a)

    def exact_slope(self, z):
        return self.forward(z) * self.forward(-z)


@functools.lru_cache(maxsize=64)
def _zeros(shape, dtype):
    """Zeros to compare with: np.maximum is three times faster against an array than against 0."""
    zeros = np.zeros(shape, dtype, order="F")
    zeros.flags.writeable = False
    return zeros


def _parts(z):
    """max(z, 0) and min(z, 0)."""
    zeros = _zeros(z.shape, z.dtype)
    return np.maximum(z, zeros), np.minimum(z, zeros)


def _phi(z):
    """The normal distribution function erfc(-z / sqrt 2) / 2."""
    return 0.5 * np.asarray(np.frompyfunc(math.erfc, 1, 1)(z * -math.sqrt(0.5)), z.dtype)


def _twice_u(z, power=1):
    """GELU's 2 u, or with 3 z times its derivative; beyond 40 its sigmoid is 0 or 1."""
    z = np.clip(z, -FORTY, FORTY)
    return math.sqrt(8 / math.pi) * z * (1 + power * 0.044715 * z * z)


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
NAMES.update({type(g): name for name, g in ACTIVATIONS.items()})


def get(activation):
    """The activation that a name, an Activation or None (linear) stands for."""
    return checks.instance("linear" if activation is None else activation, Activation, ACTIVATIONS)
