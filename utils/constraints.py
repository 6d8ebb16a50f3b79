"""Constraints: a projection of the weights after each update, back to where they are allowed."""

import numbers
from dataclasses import dataclass

import numpy as np

from . import checks

EPSILON = 1e-7  # added to a norm before dividing by it, as in Keras


class Constraint:
    """`constraint(w)` is the array of the shape of w that is allowed and, but for EPSILON, nearest.

    w may be any array, list or table of finite numbers. A norm is taken over `axis`, a number or a
    list: 0 makes the norms of the units of a Dense kernel (d, units), [0, 1, 2] those of the
    filters of a Conv2D kernel (kh, kw, c, f).

    A subclass writes `project(w)`, which training calls, on an array of floats as it is; or, as in
    Keras, `__call__(w)`.
    """

    def __init_subclass__(cls):
        cls.project = vars(cls).get("__call__", cls.project)

    def __call__(self, w):
        w = checks.array("w", w)
        try:
            return self.project(w)
        except IndexError:
            raise ValueError(
                f"{self!r} needs weights of more axes, got the shape {w.shape}; axis 0 makes the "
                "norms of a Dense layer's units, [0, 1, 2] those of a Conv2D's filters."
            ) from None

    def project(self, w):
        raise NotImplementedError


@dataclass(eq=False)
class MaxNorm(Constraint):
    """w min(|w|, max_value) / (|w| + 1e-7): no norm above max_value (Srebro & Shraibman 2005)."""

    max_value: float = 2
    axis: object = 0

    def __post_init__(self):
        checks.number("max_value", self.max_value, low=0)
        check_axes("axis", self.axis)

    def project(self, w):
        norms = _norms(w, self.axis)
        return w * (np.minimum(norms, self.max_value) / (norms + EPSILON))


@dataclass(eq=False)
class UnitNorm(Constraint):
    """w / (|w| + 1e-7): every norm is 1."""

    axis: object = 0

    def __post_init__(self):
        check_axes("axis", self.axis)

    def project(self, w):
        return w / (_norms(w, self.axis) + EPSILON)


@dataclass(eq=False)
class NonNeg(Constraint):
    """max(w, 0): no weight below 0."""

    def project(self, w):
        return np.maximum(w, 0)


def check_axes(name, value):
    """Refuse what is neither a whole number nor a list of them, each different."""
    given = list(value) if isinstance(value, (list, tuple)) else [value]
    whole_numbers = all(isinstance(a, numbers.Integral) and not isinstance(a, bool) for a in given)
    if not given or not whole_numbers or len(set(given)) < len(given):
        raise ValueError(
            f"{name} must be a whole number or a list of different ones, such as 0 or [0, 1, 2], "
            f"got {value!r}."
        )


def _norms(w, axis):
    axis = axis if np.ndim(axis) == 0 else tuple(axis)
    if w.ndim == 0:
        raise IndexError("a number has no axis, though NumPy takes it for one")
    return np.sqrt((w * w).sum(axis=axis, keepdims=True))


CONSTRAINTS = {"max_norm": MaxNorm(), "unit_norm": UnitNorm(), "non_neg": NonNeg()}


def get(constraint):
    """The constraint that a name, a Constraint or None stands for."""
    if constraint is None:
        return None
    return checks.instance(constraint, Constraint, CONSTRAINTS)
