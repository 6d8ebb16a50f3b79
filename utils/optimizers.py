"""Optimizers: from a gradient to a step.

An optimizer sees arrays only, so the same object trains a network and walks a surface. A subclass
writes its formula in `step` and nothing else. In the formulas w is a parameter, g its gradient,
lr the learning rate and t the number of the update, from 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import checks


class Optimizer:
    """Moves arrays against their gradients, in place; remembers what its formula needs."""

    memories = ()  # names of the arrays, of the shape of w, that the formula carries along

    def __post_init__(self):
        checks.number("learning_rate", self.learning_rate, low=0, low_open=True)
        self.iterations = 0
        self._kept = self._network = None

    def join(self, network):
        """Belong to one network: what the formula carries along must not serve two."""
        if self._network not in (None, network):
            raise ValueError(
                f"this {type(self).__name__} already trains another network; make a new one."
            )
        self._network = network

    def apply(self, params, grads):
        """One update of every array in `params` with the array at the same place in `grads`."""
        if self._kept is None:
            self._kept = [{name: np.zeros_like(w) for name in self.memories} for w in params]
        self._same_arrays(params, grads)
        self.iterations += 1
        for w, g, kept in zip(params, grads, self._kept):
            self.step(w, g, **kept)

    def step(self, w, g, **kept):
        """The formula: change w, and the arrays carried along, in place."""
        raise NotImplementedError

    def _same_arrays(self, params, grads):
        if not len(params) == len(grads) == len(self._kept):
            raise ValueError(
                f"this optimizer began with {len(self._kept)} arrays and now got {len(params)} "
                f"with {len(grads)} gradients; make a new optimizer for each network."
            )


@dataclass(eq=False)
class SGD(Optimizer):
    """w -= lr g; with momentum v = momentum v - lr g and w += v (Polyak 1964).

    Nesterov looks ahead: w += momentum v - lr g (Sutskever et al. 2013). This v is a velocity;
    where others average, v = m v + (1 - m) g, the same lr makes steps 1 - m times as long.
    """

    learning_rate: float = 0.01
    momentum: float = 0.0
    nesterov: bool = False

    def __post_init__(self):
        super().__post_init__()
        checks.number("momentum", self.momentum, low=0, high=1)
        self.memories = ("v",) if self.momentum else ()

    def step(self, w, g, v=None):
        if not self.momentum:
            w -= self.learning_rate * g
            return
        v *= self.momentum
        v -= self.learning_rate * g
        w += self.momentum * v - self.learning_rate * g if self.nesterov else v


@dataclass(eq=False)
class RMSprop(Optimizer):
    """v = rho v + (1 - rho) g^2; w -= lr g / sqrt(v + epsilon) (Tieleman & Hinton 2012).

    Epsilon stands inside the root, as in Keras. With momentum, m = momentum m + lr g / sqrt(...)
    and w -= m.
    """

    learning_rate: float = 0.001
    rho: float = 0.9
    momentum: float = 0.0
    epsilon: float = 1e-7

    def __post_init__(self):
        super().__post_init__()
        checks.number("rho", self.rho, low=0, high=1, high_open=True)
        checks.number("momentum", self.momentum, low=0, high=1)
        checks.number("epsilon", self.epsilon, low=0)
        self.memories = ("v", "m") if self.momentum else ("v",)

    def step(self, w, g, v, m=None):
        v *= self.rho
        v += (1 - self.rho) * (g * g)
        change = self.learning_rate * g / np.sqrt(v + self.epsilon)
        if self.momentum:
            m *= self.momentum
            m += change
            change = m
        w -= change


@dataclass(eq=False)
class Adam(Optimizer):
    """m = beta_1 m + (1 - beta_1) g; v = beta_2 v + (1 - beta_2) g^2;
    w -= lr sqrt(1 - beta_2^t) / (1 - beta_1^t) * m / (sqrt(v) + epsilon).

    The two powers of t undo that m and v start at 0 (Kingma & Ba 2015, the form before section
    2.1). Keras's form: epsilon is the paper's epsilon hat, not corrected itself.
    """

    learning_rate: float = 0.001
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-7
    memories = ("m", "v")

    def __post_init__(self):
        super().__post_init__()
        checks.number("beta_1", self.beta_1, low=0, high=1, high_open=True)
        checks.number("beta_2", self.beta_2, low=0, high=1, high_open=True)
        checks.number("epsilon", self.epsilon, low=0)

    def step(self, w, g, m, v):
        t = self.iterations
        m += (1 - self.beta_1) * (g - m)
        v += (1 - self.beta_2) * (g * g - v)
        rate = self.learning_rate * (1 - self.beta_2**t) ** 0.5 / (1 - self.beta_1**t)
        w -= rate * m / (np.sqrt(v) + self.epsilon)


OPTIMIZERS = {"sgd": SGD, "rmsprop": RMSprop, "adam": Adam}


def get(optimizer):
    """The optimizer that a name or an Optimizer stands for."""
    found = checks.lookup(optimizer, OPTIMIZERS, "optimizer")
    return checks.instance(found() if isinstance(optimizer, str) else found, Optimizer)
