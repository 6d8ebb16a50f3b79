"""Losses: one number for how wrong the outputs are, and its gradient.

A loss is the mean over the n examples of a batch; this is the one place where 1/n stands.
y holds the targets, p the network's outputs, both (n, units), or y (n,) for class numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import activations, checks

# Probabilities are kept this far from 0 and 1 before a logarithm, as in Keras.
EPSILON = 1e-7


class Loss:
    """`loss(y, p)` is the mean loss, `loss.gradient(y, p)` its gradient, of the shape of p."""

    classes = False  # whether y holds class numbers
    link = None  # the activation that makes probabilities out of logits for this loss
    from_logits = False

    def __call__(self, y, p):
        raise NotImplementedError

    def gradient(self, y, p):
        raise NotImplementedError

    def check(self, y):
        """Refuse targets that this loss has no meaning for."""


@dataclass(eq=False)
class MeanSquaredError(Loss):
    """L = mean over examples and units of (p - y)^2; dL/dp = 2 (p - y) / (n units)."""

    def __call__(self, y, p):
        error = p - y
        return float(np.vdot(error, error)) / error.size

    def gradient(self, y, p):
        return 2 * (p - y) / p.size


class Crossentropy(Loss):
    """What the cross-entropies share: from logits, or from probabilities kept off 0 and 1.

    A subclass writes `value(y, z)` from logits z, `probable(y, p)` from probabilities p, and
    `slope(y, p)`, the gradient of the latter.
    """

    def __call__(self, y, p):
        if self.from_logits:
            return self.value(y, p)
        return self.probable(y, np.clip(p, EPSILON, 1 - EPSILON))

    def gradient(self, y, p):
        """With respect to p; where p was moved off 0 or 1 the loss is flat and the gradient 0."""
        if self.from_logits:
            return self.residual(y, activations.get(self.link)(p))
        clipped = np.clip(p, EPSILON, 1 - EPSILON)
        return self.slope(y, clipped) * (clipped == p)

    def residual(self, y, p):
        """The gradient with respect to the logits, (p - y) / n: no logarithm, no 0/0."""
        return (p - y) / len(p)


@dataclass(eq=False)
class BinaryCrossentropy(Crossentropy):
    """L = -mean(y log p + (1 - y) log(1 - p)) for targets y between 0 and 1.

    With p = sigmoid(z) this is mean(softplus(z) - y z), which stays exact when p rounds to 0 or 1,
    and dL/dz = (p - y) / n (Bishop 2006, eq. 4.90 and 4.109).
    """

    from_logits: bool = False
    link = "sigmoid"

    def value(self, y, z):
        return float((np.logaddexp(0, z) - y * z).sum()) / z.size

    def probable(self, y, p):
        return -float((y * np.log(p) + (1 - y) * np.log(1 - p)).mean())

    def slope(self, y, p):
        return (p - y) / (p * (1 - p)) / p.size

    def residual(self, y, p):
        return (p - y) / p.size

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
    link = "softmax"

    def value(self, y, z):
        return -float((y * _log_softmax(z)).sum()) / len(z)

    def __call__(self, y, p):
        return super().__call__(y, p if self.from_logits else _shares(p))

    def gradient(self, y, p):
        if self.from_logits:
            return super().gradient(y, p)
        total = p.sum(axis=-1, keepdims=True)
        slope = super().gradient(y, _shares(p))
        return (slope - (slope * p).sum(axis=-1, keepdims=True) / total) / total

    def probable(self, y, p):
        return -float((y * np.log(p)).sum()) / len(p)

    def slope(self, y, p):
        return -y / p / len(p)

    def residual(self, y, p):
        return (p * y.sum(axis=-1, keepdims=True) - y) / len(p)

    def check(self, y):
        checks.between_0_and_1(y)


@dataclass(eq=False)
class SparseCategoricalCrossentropy(Crossentropy):
    """L = -mean of log p at each example's class: y (n,) holds class numbers 0, 1, 2 ...

    The same number as CategoricalCrossentropy of the one-hot rows.
    """

    from_logits: bool = False
    classes = True
    link = "softmax"

    def _rows(self, y, p):
        return CategoricalCrossentropy(self.from_logits), one_hot(y, p.shape[-1], p.dtype)

    def value(self, y, z):
        return -float(_log_softmax(z)[np.arange(len(z)), y].sum()) / len(z)

    def __call__(self, y, p):
        rows, hot = self._rows(y, p)
        return rows(hot, p)

    def gradient(self, y, p):
        rows, hot = self._rows(y, p)
        return rows.gradient(hot, p)

    def residual(self, y, p):
        gradient = p / len(p)
        gradient[np.arange(len(p)), y] -= 1 / len(p)
        return gradient


def one_hot(y, units, dtype=np.float64):
    """Class numbers (n,) as rows (n, units) with a 1 at the class."""
    rows = np.zeros((len(y), units), dtype)
    rows[np.arange(len(y)), np.asarray(y, dtype=np.intp)] = 1
    return rows


def _shares(p):
    return p / p.sum(axis=-1, keepdims=True)


def _log_softmax(z):
    z = z - z.max(axis=-1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))


LOSSES = {
    "mean_squared_error": MeanSquaredError,
    "mse": MeanSquaredError,
    "binary_crossentropy": BinaryCrossentropy,
    "categorical_crossentropy": CategoricalCrossentropy,
    "sparse_categorical_crossentropy": SparseCategoricalCrossentropy,
}


def get(loss):
    """The loss that a name or a Loss stands for."""
    found = checks.lookup(loss, LOSSES, "loss")
    return checks.instance(found() if isinstance(loss, str) else found, Loss)
