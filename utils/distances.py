"""Distances: losses of how far each output lies from its target; and the mean that losses share.

A loss is written number by number; `Loss` takes the mean over the n examples of a batch, the one
place where 1/n stands. y holds the targets, p the network's outputs, both (n, units).
"""

from dataclasses import dataclass

import numpy as np

from . import checks
from .activation import LogSoftmax, Softmax
from .activations import Sigmoid

# Probabilities are kept this far from 0 and 1 before a logarithm, as in Keras.
EPSILON = 1e-7
ROUNDING = 1e-5  # so far from 0 and 1 may lie what is meant for a probability


class Loss:
    """`loss(y, p)` is the mean loss, `loss.gradient(y, p)` its gradient, of the shape of p.

    Both take arrays, lists and tables of numbers, by position and of equal shapes (n, units), or
    (n, ..., units) for images; a class number may stand for a row of y. Raises ValueError for what
    is missing or no number, for shapes that differ, and for targets or outputs without a meaning.

    With a weight for each example, sample_weight (n,), the loss is sum_i w_i loss_i / n: divided by
    n, not by the sum of the weights, as in Keras.

    A subclass writes `each(y, p)`, the losses before the mean, and `slope(y, p)`, their derivatives
    by p, in a new array. Training calls `mean` and `mean_slope`, which take arrays as they are.
    """

    summed = False  # whether the loss of an example is a sum over its units, not a mean
    classes = False  # whether y holds class numbers
    link = None  # the activation that makes probabilities out of logits for this loss
    from_logits = False

    def __call__(self, y, p, sample_weight=None):
        return self.mean(*self._arrays(y, p, sample_weight))

    def gradient(self, y, p, sample_weight=None):
        return self.mean_slope(*self._arrays(y, p, sample_weight))

    def _arrays(self, y, p, sample_weight):
        if self.classes:
            p = checks.array("p", p)
        else:
            y, p = checks.pair(y, p)
        if p.ndim < 1 + (self.summed or self.classes):
            raise ValueError(
                f"p must hold a row of outputs for each example, got the shape {p.shape}; one "
                "example is p[np.newaxis]."
            )
        if self.classes:
            y = checks.class_numbers(checks.array("y", y, np.float64, checks.LABELS), p.shape)
        self.check(y)
        self.check_outputs(p)
        if sample_weight is not None:
            sample_weight = checks.weights(sample_weight, len(p), p.dtype)
        return y, p, sample_weight

    def mean(self, y, p, sample_weight=None):
        """The mean loss of arrays as training holds them."""
        return self._mean(self.each(y, p), sample_weight)

    def mean_slope(self, y, p, sample_weight=None):
        """The gradient of arrays as training holds them."""
        return self._mean_slope(self.slope(y, p), sample_weight)

    def each(self, y, p):
        raise NotImplementedError

    def slope(self, y, p):
        raise NotImplementedError

    def check(self, y):
        """Refuse targets that this loss has no meaning for."""

    def check_outputs(self, p):
        """Refuse outputs that this loss has no meaning for."""

    def _mean(self, each, sample_weight):
        count = each.size // each.shape[-1] if self.summed else each.size
        if sample_weight is not None:
            each = np.dot(sample_weight, each.reshape(len(each), -1))
        return float(np.add.reduce(each, axis=None)) / count

    def _mean_slope(self, slope, sample_weight):
        slope /= slope.size // slope.shape[-1] if self.summed else slope.size
        if sample_weight is not None:
            slope *= sample_weight.reshape(-1, *[1] * (slope.ndim - 1))
        return slope


@dataclass(eq=False)
class MeanSquaredError(Loss):
    """L = mean over examples and units of (p - y)^2; dL/dp = 2 (p - y) / (n units)."""

    def each(self, y, p):
        error = p - y
        return error * error

    def slope(self, y, p):
        return 2 * (p - y)


@dataclass(eq=False)
class MeanAbsoluteError(Loss):
    """L = mean over examples and units of |p - y|; its slope is the sign of p - y, 0 at 0."""

    def each(self, y, p):
        return np.abs(p - y)

    def slope(self, y, p):
        return np.sign(p - y)


@dataclass(eq=False)
class Huber(Loss):
    """With e = p - y: L = mean of e^2 / 2 where |e| <= delta, else delta |e| - delta^2 / 2.

    The slope is e, cut off at +-delta, so that one wild target pulls no harder than any other
    beyond delta (Huber 1964).
    """

    delta: float = 1.0

    def __post_init__(self):
        checks.number("delta", self.delta, low=0, low_open=True)

    def each(self, y, p):
        error = np.abs(p - y)
        near = np.minimum(error, self.delta)
        return near * (error - near / 2)

    def slope(self, y, p):
        return np.clip(p - y, -self.delta, self.delta)


@dataclass(eq=False)
class Hinge(Loss):
    """L = mean of max(0, 1 - y p), for y = -1 or 1 and p of any size (Cortes & Vapnik 1995).

    Labels 0 and 1 count as -1 and 1. The slope is -y up to y p = 1, as in Keras, and 0 beyond.
    """

    def each(self, y, p):
        return np.maximum(1 - _signs(y) * p, 0)

    def slope(self, y, p):
        y = _signs(y)
        return -y * (y * p <= 1).astype(p.dtype)

    def check(self, y):
        if not (np.isin(y, (0, 1)).all() or np.isin(y, (-1, 1)).all()):
            found = np.unique(y)
            some = ", ".join(f"{label:g}" for label in found[:4])
            raise ValueError(
                f"labels must be 0 and 1, or -1 and 1, for the hinge loss, got {some}"
                f"{' ...' * (len(found) > 4)}. For other targets use Huber or MeanSquaredError."
            )


@dataclass(eq=False)
class KLDivergence(Loss):
    """L = mean over examples of sum_k y_k log(y_k / p_k), for rows of shares that add up to 1.

    How much is lost by taking p for y; 0 where they are equal (Kullback & Leibler 1951). Both are
    kept off 0; where p was moved the loss is flat.
    """

    summed = True

    def each(self, y, p):
        y, p = np.clip(y, EPSILON, 1), np.clip(p, EPSILON, 1)
        near = np.abs(y - p) < p / 2
        return y * np.where(near, np.log1p(np.where(near, y - p, 0) / p), np.log(y / p))

    def slope(self, y, p):
        clipped = np.clip(p, EPSILON, 1)
        return -np.clip(y, EPSILON, 1) / clipped * (clipped == p)

    def check(self, y):
        within_0_and_1(y, "a divergence")

    def check_outputs(self, p):
        probabilities(p)


def _signs(y):
    """Labels 0 and 1 as -1 and 1; other labels as they are."""
    return 2 * y - 1 if ((y == 0) | (y == 1)).all() else y


def within_0_and_1(y, loss):
    """Refuse targets that no probability can reach."""
    outside = np.argwhere((y < 0) | (y > 1))
    if len(outside):
        raise ValueError(
            f"labels must lie between 0 and 1 for {loss}, got {y[tuple(outside[0])]:g} in "
            f"row {outside[0][0]}. For several classes use SparseCategoricalCrossentropy and one "
            "output unit per class."
        )


def probabilities(p):
    """Refuse outputs further from 0 and 1 than rounding takes a probability."""
    outside = np.argwhere((p < -ROUNDING) | (p > 1 + ROUNDING))
    if len(outside):
        raise ValueError(
            f"p must hold probabilities, between 0 and 1, got {p[tuple(outside[0])]:g} in row "
            f"{outside[0][0]}; a cross-entropy of logits takes from_logits=True."
        )


def check_network(loss, layers):
    """Refuse layers in a row whose units, or whose outputs under this loss, mean nothing."""
    for last in layers:
        bend, units = getattr(last, "activation", None), last.output_shape[-1]
        if units == 1 and isinstance(bend, (Softmax, LogSoftmax)):
            raise ValueError(
                f"{last!r} is a softmax of one unit, which always gives the same; take sigmoid "
                "with binary_crossentropy, or one unit per class."
            )
    if units == 1 and loss.link == "softmax":
        raise ValueError(
            f"{loss!r} needs one output unit per class, and the network ends in one; take "
            "BinaryCrossentropy with a sigmoid."
        )
    if loss.from_logits and isinstance(bend, (Sigmoid, Softmax)):
        raise ValueError(
            f"{loss!r} takes logits, and {last!r} makes probabilities of them; leave out one of "
            "the two, from_logits or the activation."
        )
