"""Distances: losses of how far each output lies from its target; and the mean that losses share.

A loss is written number by number; `Loss` takes the mean over the n examples of a batch, the one
place where 1/n stands. y holds the targets, p the network's outputs, both (n, units).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import checks


class Loss:
    """`loss(y, p)` is the mean loss, `loss.gradient(y, p)` its gradient, of the shape of p.

    With a weight for each example, sample_weight (n,), the loss is sum_i w_i loss_i / n: divided by
    n, not by the sum of the weights, as in Keras.

    A subclass writes `each(y, p)`, the losses before the mean, (n, units) or (n,), and
    `slope(y, p)`, their derivatives by p, in a new array.
    """

    summed = False  # whether the loss of an example is a sum over its units, not a mean
    classes = False  # whether y holds class numbers
    link = None  # the activation that makes probabilities out of logits for this loss
    from_logits = False

    def __call__(self, y, p, sample_weight=None):
        return self._mean(self.each(self._fitting(y, p), p), sample_weight)

    def gradient(self, y, p, sample_weight=None):
        return self._mean_slope(self.slope(self._fitting(y, p), p), sample_weight)

    def _fitting(self, y, p):
        """y, when its shape and class numbers fit p: NumPy would stretch (n,) against (n, 1)."""
        if self.classes:
            return checks.class_numbers(np.asarray(y), len(p), p.shape[-1])
        if np.shape(y) != np.shape(p):
            raise ValueError(
                f"y and p must have equal shapes, got {np.shape(y)} and {np.shape(p)}; "
                "one column is y.reshape(-1, 1)."
            )
        return y

    def each(self, y, p):
        raise NotImplementedError

    def slope(self, y, p):
        raise NotImplementedError

    def check(self, y):
        """Refuse targets that this loss has no meaning for."""

    def _mean(self, each, sample_weight):
        count = len(each) if self.summed else each.size
        if sample_weight is not None:
            each = np.dot(np.asarray(sample_weight, each.dtype), each)
        return float(np.add.reduce(each, axis=None)) / count

    def _mean_slope(self, slope, sample_weight):
        slope /= len(slope) if self.summed else slope.size
        if sample_weight is not None:
            slope *= np.reshape(sample_weight, (-1, 1))
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
        checks.two_classes(y)


def _signs(y):
    """Labels 0 and 1 as -1 and 1; other labels as they are."""
    return 2 * y - 1 if ((y == 0) | (y == 1)).all() else y
