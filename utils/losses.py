"""Losses: one number for how wrong the outputs are, and its gradient.

Here stand the losses of probabilities and the table of all; utils/distances.py holds the others and
the mean over a batch. y holds the targets, p the network's outputs, both (n, units), or y (n,) for
class numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import activations, checks
from .distances import Hinge, Huber, Loss, MeanAbsoluteError, MeanSquaredError

# Probabilities are kept this far from 0 and 1 before a logarithm, as in Keras.
EPSILON = 1e-7


@dataclass(eq=False)
class KLDivergence(Loss):
    """L = mean over examples of sum_k y_k log(y_k / p_k), for rows of shares that add up to 1.

    How much is lost by taking p for y; 0 where they are equal (Kullback & Leibler 1951). Both are
    kept off 0; where p was moved the loss is flat.
    """

    summed = True

    def each(self, y, p):
        y, p = np.clip(y, EPSILON, 1), np.clip(p, EPSILON, 1)
        return y * np.log(y / p)

    def slope(self, y, p):
        clipped = np.clip(p, EPSILON, 1)
        return -np.clip(y, EPSILON, 1) / clipped * (clipped == p)

    def check(self, y):
        checks.between_0_and_1(y, "a divergence")


class Crossentropy(Loss):
    """What the cross-entropies share: from logits, or from probabilities kept off 0 and 1.

    A subclass writes `each_z(y, z)` and `slope_z(y, p)`, losses from logits z and their derivatives
    by z, with p = link(z); and `each_p(y, p)` and `slope_p(y, p)`, the same from probabilities p.
    """

    def each(self, y, p):
        if self.from_logits:
            return self.each_z(y, p)
        return self.each_p(y, np.clip(p, EPSILON, 1 - EPSILON))

    def slope(self, y, p):
        """By p; where p was moved off 0 or 1 the loss is flat and the slope 0."""
        if self.from_logits:
            return self.slope_z(y, activations.get(self.link)(p))
        clipped = np.clip(p, EPSILON, 1 - EPSILON)
        return self.slope_p(y, clipped) * (clipped == p)

    def value(self, y, z, sample_weight=None):
        """The loss from the logits z, exact where probabilities round to 0 or 1."""
        return self._mean(self.each_z(y, z), sample_weight)

    def residual(self, y, p, sample_weight=None):
        """The gradient with respect to the logits, (p - y) / n: no logarithm, no 0/0."""
        return self._mean_slope(self.slope_z(y, p), sample_weight)


@dataclass(eq=False)
class BinaryCrossentropy(Crossentropy):
    """L = -mean(y log p + (1 - y) log(1 - p)) for targets y between 0 and 1.

    With p = sigmoid(z) this is mean(softplus(z) - y z), which stays exact when p rounds to 0 or 1,
    and dL/dz = (p - y) / n (Bishop 2006, eq. 4.90 and 4.109).
    """

    from_logits: bool = False
    link = "sigmoid"

    def each_z(self, y, z):
        return np.logaddexp(activations.ZERO, z) - y * z

    def slope_z(self, y, p):
        return p - y

    def each_p(self, y, p):
        return -(y * np.log(p) + (1 - y) * np.log(1 - p))

    def slope_p(self, y, p):
        return (p - y) / (p * (1 - p))

    def check(self, y):
        checks.between_0_and_1(y)


@dataclass(eq=False)
class CategoricalCrossentropy(Crossentropy):
    """L = -mean over examples of sum_k y_k log p_k, for rows y of shares, such as one-hot rows.

    With p = softmax(z), log p_k = z_k - log sum_j e^z_j and dL/dz = (p sum_k y_k - y) / n
    (Bishop 2006, eq. 4.108 and 4.109). Rows p that do not add up to 1 are divided by their sum, as
    in Keras.
    """

    from_logits: bool = False
    summed = True
    link = "softmax"

    def each(self, y, p):
        return super().each(y, p if self.from_logits else p / p.sum(axis=-1, keepdims=True))

    def slope(self, y, p):
        if self.from_logits:
            return super().slope(y, p)
        total = p.sum(axis=-1, keepdims=True)
        slope = super().slope(y, p / total)
        return (slope - (slope * p).sum(axis=-1, keepdims=True) / total) / total

    def each_z(self, y, z):
        return -y * activations.log_softmax(z)

    def slope_z(self, y, p):
        return p * y.sum(axis=-1, keepdims=True) - y

    def each_p(self, y, p):
        return -y * np.log(p)

    def slope_p(self, y, p):
        return -y / p

    def check(self, y):
        checks.between_0_and_1(y)


@dataclass(eq=False)
class SparseCategoricalCrossentropy(Crossentropy):
    """L = -mean of log p at each example's class: y (n,) holds class numbers 0, 1, 2 ...

    The same number as CategoricalCrossentropy of the one-hot rows.
    """

    from_logits: bool = False
    summed = True
    classes = True
    link = "softmax"

    def _rows(self, y, p):
        return CategoricalCrossentropy(self.from_logits), one_hot(y, p.shape[-1], p.dtype)

    def each(self, y, p):
        rows, hot = self._rows(y, p)
        return rows.each(hot, p)

    def slope(self, y, p):
        rows, hot = self._rows(y, p)
        return rows.slope(hot, p)

    def each_z(self, y, z):
        return -activations.log_softmax(z)[np.arange(len(z)), y]

    def slope_z(self, y, p):
        error = p.copy()
        error[np.arange(len(p)), y] -= 1
        return error


def one_hot(y, units, dtype=np.float64):
    """Class numbers (n,) as rows (n, units) with a 1 at the class."""
    rows = np.zeros((len(y), units), dtype)
    rows[np.arange(len(y)), np.asarray(y, dtype=np.intp)] = 1
    return rows


LOSSES = {
    "mean_squared_error": MeanSquaredError,
    "mse": MeanSquaredError,
    "mean_absolute_error": MeanAbsoluteError,
    "mae": MeanAbsoluteError,
    "huber": Huber,
    "hinge": Hinge,
    "kl_divergence": KLDivergence,
    "binary_crossentropy": BinaryCrossentropy,
    "categorical_crossentropy": CategoricalCrossentropy,
    "sparse_categorical_crossentropy": SparseCategoricalCrossentropy,
}


def get(loss):
    """The loss that a name or a Loss stands for."""
    found = checks.lookup(loss, LOSSES, "loss")
    return checks.instance(found() if isinstance(loss, str) else found, Loss)
