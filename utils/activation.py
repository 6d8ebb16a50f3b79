"""An activation: what every one does around its formula; and the two that work on whole rows.

Those that work number by number, and the table of all, are in utils/activations.py.
"""

from dataclasses import dataclass

import numpy as np

from . import checks

NAMES = {}  # Keras's name of each class


class Activation:
    """A function g with a = g(z), element by element, and its derivative.

    `g(z)` and `g.derivative(z)` take any numbers, complex ones too where g is analytic. Layers call
    `forward` and `backward`, on arrays of floats as they are. A subclass writes
    `forward(z, out=None)`, or `__call__` in its place, and `slope(z, a)`, which is g'(z) and may
    use a = g(z) where that is shorter; or `backward`, if an output depends on more than one input.
    """

    analytic = True  # whether its formula may be computed of complex numbers
    rows = False  # whether it works on whole rows, along the last axis

    def __init_subclass__(cls):
        cls.forward = vars(cls).get("__call__", cls.forward)

    def __call__(self, z, out=None):
        z = checks.read("z", z)
        if z.dtype.kind != "c" or not self.analytic:
            z = checks.array("z", z)
        if self.rows and z.ndim == 0:
            raise ValueError(f"{type(self).__name__} takes rows of numbers, got one number, {z}.")
        if out is not None and np.shape(out) != z.shape:
            raise ValueError(f"out must have the shape of z, {z.shape}, got {np.shape(out)}.")
        return self.forward(z, out)

    def forward(self, z, out=None):
        raise NotImplementedError

    def slope(self, z, a):
        name = type(self).__name__
        raise TypeError(f"{name} has no elementwise derivative; use its backward(da, z, a).")

    @property
    def name(self):
        """Keras's name of the function, for example leaky_relu; None for one of your own."""
        return NAMES.get(type(self))

    def derivative(self, z):
        """g'(z), an array of the shape of z, with all its digits where g is flat too."""
        z = checks.array("z", z)
        return np.multiply(np.ones_like(z), self.exact_slope(z))

    def exact_slope(self, z):
        return self.slope(z, self.forward(z))

    def backward(self, da, z, a, out=None):
        """dz = da * g'(z): how a gradient passes back through g."""
        return np.multiply(da, self.slope(z, a), out=out)


@dataclass(eq=False)
class Softmax(Activation):
    """g(z)_j = e^z_j / sum_k e^z_k over the last axis: probabilities that add up to 1.

    Each output depends on every input of its row, so there is no elementwise slope; the gradient
    passes back as dz = a * (da - sum_k da_k a_k) (Bridle 1990).
    """

    rows = True

    def forward(self, z, out=None):
        e = np.exp(z - np.maximum.reduce(z, axis=-1, keepdims=True))
        return np.divide(e, np.add.reduce(e, axis=-1, keepdims=True), out=out)

    def backward(self, da, z, a, out=None):
        return np.multiply(a, da - (da * a).sum(axis=-1, keepdims=True), out=out)


@dataclass(eq=False)
class LogSoftmax(Activation):
    """g(z)_j = z_j - log sum_k e^z_k over the last axis: the logarithms of softmax's outputs.

    The gradient passes back as dz = da - softmax(z) sum_k da_k.
    """

    rows = True

    def forward(self, z, out=None):
        below, height = from_top(z)
        return np.subtract(below, height[..., np.newaxis], out=out)

    def backward(self, da, z, a, out=None):
        return np.subtract(da, np.exp(a) * da.sum(axis=-1, keepdims=True), out=out)


def from_top(z):
    """z - max z along the last axis, and log sum e^(z - max z), whose largest term is 1.

    The logarithm is of 1 + the others, which keeps its digits where they are small.
    """
    if z.ndim != 2:
        below, height = from_top(z.reshape(-1, z.shape[-1]))
        return below.reshape(z.shape), height.reshape(z.shape[:-1])
    rows, top = np.arange(len(z)), z.argmax(axis=-1)
    below = z - z[rows, top][:, np.newaxis]
    e = np.exp(below)
    e[rows, top] = 0
    return below, np.log1p(np.add.reduce(e, axis=-1))
