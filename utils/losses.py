"""Losses: one number for how wrong the outputs are, and its gradient.

Here stand the cross-entropies and the table of all losses; utils/distances.py holds the others and
the mean over a batch. y holds the targets, p the network's outputs, both (n, ..., units), or y
(n, ...) for class numbers. Small losses and slopes keep their digits: where they are the rest of a
difference, 1 - p say, the rest is computed, and not the difference.
"""

from dataclasses import dataclass

import numpy as np

from . import activations, checks
from .activation import from_top
from .activations import ONE
from .distances import (
    EPSILON,
    ROUNDING,
    Hinge,
    Huber,
    KLDivergence,
    Loss,
    MeanAbsoluteError,
    MeanSquaredError,
    probabilities,
    within_0_and_1,
)

SURE = 0.01  # slopes of a batch with a smaller loss are the rest of a difference


class Crossentropy(Loss):
    """What the cross-entropies share: from logits, or from probabilities kept off 0 and 1.

    With label_smoothing s the targets are y (1 - s) + s / k, of k classes or of the 2 that one unit
    tells apart (Szegedy et al. 2016).

    A subclass writes `each_z(y, z)` and `slope_z(y, z)`, losses from logits z and their derivatives
    by z; `each_p(y, p)` and `slope_p(y, p)`, the same from probabilities p; and `error(y, p)`, a
    short form of slope_z for p = link(z), right to the rounding of 1.
    """

    label_smoothing = 0.0

    def __post_init__(self):
        checks.flag("from_logits", self.from_logits)
        checks.number("label_smoothing", self.label_smoothing, low=0, high=1)

    def each(self, y, p):
        y = self._smooth(y)
        if self.from_logits:
            return self.each_z(y, p)
        return self.each_p(y, np.clip(p, EPSILON, 1 - EPSILON))

    def slope(self, y, p):
        """By p; where p was moved off 0 or 1 the loss is flat and the slope 0."""
        y = self._smooth(y)
        if self.from_logits:
            return self.slope_z(y, p)
        clipped = np.clip(p, EPSILON, 1 - EPSILON)
        return self.slope_p(y, clipped) * (clipped == p)

    def value(self, y, z, sample_weight=None):
        """The loss from the logits z, exact where probabilities round to 0 or 1."""
        return self._mean(self.each_z(self._smooth(y), z), sample_weight)

    def residual(self, y, p, sample_weight=None):
        """The gradient with respect to the logits, (p - y) / n: no logarithm, no 0/0."""
        return self._mean_slope(self.error(self._smooth(y), p), sample_weight)

    def exact_residual(self, y, z, sample_weight=None):
        """The same from the logits, for a batch whose p - y is little more than p's rounding."""
        return self._mean_slope(self.slope_z(self._smooth(y), z), sample_weight)

    def _smooth(self, y):
        s = self.label_smoothing
        return y * (1 - s) + s / (y.shape[-1] if self.summed else 2) if s else y

    def check(self, y):
        within_0_and_1(y, "a cross-entropy")

    def check_outputs(self, p):
        if not self.from_logits:
            probabilities(p)


@dataclass(eq=False)
class BinaryCrossentropy(Crossentropy):
    """L = -mean(y log p + (1 - y) log(1 - p)) for targets y between 0 and 1.

    With p = sigmoid(z) this is mean(log(e^(-y z) + e^((1 - y) z))), exact where p rounds to 1, and
    dL/dz = (p - y) / n (Bishop 2006, eq. 4.90 and 4.109).
    """

    from_logits: bool = False
    label_smoothing: float = 0.0
    link = "sigmoid"

    def each_z(self, y, z):
        return np.logaddexp(np.negative(y) * z, (ONE - y) * z)

    def slope_z(self, y, z):
        sigmoid = activations.sigmoid.forward
        return (1 - y) * sigmoid(z) - y * sigmoid(-z)

    def error(self, y, p):
        return p - y

    def each_p(self, y, p):
        return -(y * np.log(p) + (1 - y) * np.log1p(-p))

    def slope_p(self, y, p):
        return (p - y) / (p * (1 - p))


@dataclass(eq=False)
class CategoricalCrossentropy(Crossentropy):
    """L = -mean over examples of sum_k y_k log p_k, for rows y of shares, such as one-hot rows.

    With p = softmax(z), log p_k = z_k - log sum_j e^z_j and dL/dz = (p sum_k y_k - y) / n
    (Bishop 2006, eq. 4.108 and 4.109). Rows p that do not add up to 1 are divided by their sum, as
    in Keras.
    """

    from_logits: bool = False
    label_smoothing: float = 0.0
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
        below, height = from_top(z)
        return y * (height[..., np.newaxis] - below)

    def slope_z(self, y, z):
        p = activations.softmax.forward(z)
        return p * (y.sum(axis=-1, keepdims=True) - y) - y * _others(p)

    def error(self, y, p):
        return p * np.add.reduce(y, axis=-1, keepdims=True) - y

    def each_p(self, y, p):
        return -y * np.log(p)

    def slope_p(self, y, p):
        return -y / p

    def check_outputs(self, p):
        if not self.from_logits and (p.min() < -ROUNDING or p.sum(axis=-1).min() <= 0):
            raise ValueError(
                f"p must hold shares, at least 0 and a row of them more than 0, got {p.min():g}; "
                "for logits use from_logits=True."
            )


@dataclass(eq=False)
class SparseCategoricalCrossentropy(Crossentropy):
    """L = -mean of log p at each example's class: y (n, ...) holds class numbers 0, 1, 2 ...

    The same number as CategoricalCrossentropy of the one-hot rows.
    """

    from_logits: bool = False
    summed = True
    classes = True
    link = "softmax"

    def each(self, y, p):
        return CategoricalCrossentropy(self.from_logits).each(_rows(y, p), p)

    def slope(self, y, p):
        return CategoricalCrossentropy(self.from_logits).slope(_rows(y, p), p)

    def each_z(self, y, z):
        below, height = from_top(z)
        return (height - _at(below, y))[..., np.newaxis]

    def slope_z(self, y, z):
        return CategoricalCrossentropy(True).slope_z(_rows(y, z), z)

    def error(self, y, p):
        error = p.copy()
        error.reshape(-1, p.shape[-1])[np.arange(y.size), y.ravel()] -= 1
        return error

    def check(self, y):
        """Any class number that an output stands for."""


def one_hot(y, units, dtype=np.float64):
    """Class numbers (n, ...) as rows (n, ..., units) with a 1 at the class."""
    y = checks.array("y", y, np.float64, checks.LABELS)
    checks.whole("units", units)
    return _rows(checks.class_numbers(y, (*y.shape, units)), np.empty((units,), dtype))


def _rows(y, p):
    """One-hot rows of class numbers, as wide as the rows of p and of their type."""
    rows = np.zeros((y.size, p.shape[-1]), p.dtype)
    rows[np.arange(y.size), y.ravel()] = 1
    return rows.reshape(*y.shape, p.shape[-1])


def _at(rows, y):
    """The number at the class y of each row."""
    return rows.reshape(-1, rows.shape[-1])[np.arange(y.size), y.ravel()].reshape(y.shape)


def _others(p):
    """1 - p for rows p that add up to 1: the sum of the others, where p may round to 1."""
    large = p > 0.5
    others = np.where(large, 0, p).sum(axis=-1, keepdims=True)
    return np.where(large, others, 1 - p)


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
