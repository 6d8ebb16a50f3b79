"""Regularizers: a penalty on the size of the weights, and its gradient."""

from dataclasses import dataclass

import numpy as np

from . import checks


class Regularizer:
    """A number R(w) added to the loss once, and dR/dw added to the gradient of w.

    `regularizer(w)` and `regularizer.gradient(w)` take any array, list or table of finite numbers.
    A subclass writes `value(w)` and `slope(w)`, which training calls, on arrays of floats as they
    are; or `__call__(w)` and `gradient(w)` of its own.
    """

    def __init_subclass__(cls):
        cls.value = vars(cls).get("__call__", cls.value)
        cls.slope = vars(cls).get("gradient", cls.slope)

    def __call__(self, w):
        return self.value(checks.array("w", w))

    def gradient(self, w):
        return self.slope(checks.array("w", w))

    def value(self, w):
        raise NotImplementedError

    def slope(self, w):
        raise NotImplementedError


@dataclass(eq=False)
class L1(Regularizer):
    """R(w) = l1 * sum |w|; dR/dw = l1 * sign(w) (Tibshirani 1996)."""

    l1: float = 0.01

    def __post_init__(self):
        checks.number("l1", self.l1, low=0)

    def value(self, w):
        return self.l1 * float(np.abs(w).sum())

    def slope(self, w):
        return self.l1 * np.sign(w)


@dataclass(eq=False)
class L2(Regularizer):
    """R(w) = l2 * sum w^2, without the factor 1/2, as in Keras; dR/dw = 2 * l2 * w."""

    l2: float = 0.01

    def __post_init__(self):
        checks.number("l2", self.l2, low=0)

    def value(self, w):
        return self.l2 * float(np.vdot(w, w))

    def slope(self, w):
        return 2 * self.l2 * w


@dataclass(eq=False)
class L1L2(Regularizer):
    """R(w) = l1 * sum |w| + l2 * sum w^2 (Zou & Hastie 2005); by name both factors are 0.01."""

    l1: float = 0.0
    l2: float = 0.0

    def __post_init__(self):
        checks.number("l1", self.l1, low=0)
        checks.number("l2", self.l2, low=0)

    def value(self, w):
        return self.l1 * float(np.abs(w).sum()) + self.l2 * float(np.vdot(w, w))

    def slope(self, w):
        return self.l1 * np.sign(w) + 2 * self.l2 * w


REGULARIZERS = {"l1": L1(), "l2": L2(), "l1_l2": L1L2(0.01, 0.01)}


def get(regularizer):
    """The regularizer that a name, a Regularizer or None stands for."""
    if regularizer is None:
        return None
    return checks.instance(regularizer, Regularizer, REGULARIZERS)
