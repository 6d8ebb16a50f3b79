"""Constraints: a projection of the weights after each update, back to where they are allowed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import checks

EPSILON = 1e-7  # added to a norm before dividing by it, as in Keras


class Constraint:
    """`constraint(w)` is the array of the shape of w that is allowed and, but for EPSILON, nearest.

    A norm is taken over `axis`, a number or a list: 0 makes the norms of the units of a Dense
    kernel (d, units), [0, 1, 2] those of the filters of a Conv2D kernel (kh, kw, c, f).
    """

    def __call__(self, w):
        raise NotImplementedError


@dataclass(eq=False)
class MaxNorm(Constraint):
    """w min(|w|, max_value) / (|w| + 1e-7): no norm above max_value (Srebro & Shraibman 2005)."""

    max_value: float = 2
    axis: object = 0

    def __post_init__(self):
        checks.number("max_value", self.max_value, low=0)
        checks.axes("axis", self.axis)

    def __call__(self, w):
        norms = _norms(w, self.axis)
        return w * (np.minimum(norms, self.max_value) / (norms + EPSILON))


@dataclass(eq=False)
class UnitNorm(Constraint):
    """w / (|w| + 1e-7): every norm is 1."""

    axis: object = 0

    def __post_init__(self):
        checks.axes("axis", self.axis)

    def __call__(self, w):
        return w / (_norms(w, self.axis) + EPSILON)


@dataclass(eq=False)
class NonNeg(Constraint):
    """max(w, 0): no weight below 0."""

    def __call__(self, w):
        return np.maximum(w, 0)


def _norms(w, axis):
    axis = axis if np.ndim(axis) == 0 else tuple(axis)
    return np.sqrt((w * w).sum(axis=axis, keepdims=True))


CONSTRAINTS = {"max_norm": MaxNorm(), "unit_norm": UnitNorm(), "non_neg": NonNeg()}


def get(constraint):
    """The constraint that a name, a Constraint or None stands for."""
    if constraint is None:
        return None
    return checks.instance(constraint, Constraint, CONSTRAINTS)
