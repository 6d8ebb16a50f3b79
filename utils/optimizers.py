"""Optimizers: from a gradient to a step.

Here stand those that give each weight a step of its own size, and the table of all. What they share
and SGD, with one size for all, are in utils/descent.py. In the formulas w is a parameter, g its
gradient, lr the learning rate and t the number of the update, from 1; epsilon keeps a division from
0/0, and where it stands is Keras's choice.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import checks
from .descent import SGD, Optimizer


@dataclass(eq=False)
class Adagrad(Optimizer):
    """a += g^2; w -= lr g / sqrt(a + epsilon) (Duchi, Hazan & Singer 2011).

    a begins at initial_accumulator_value, so that the first steps are not the longest of all.
    """

    learning_rate: object = 0.001
    initial_accumulator_value: float = 0.1
    epsilon: float = 1e-7
    weight_decay: object = None
    clipnorm: object = None
    clipvalue: object = None
    global_clipnorm: object = None

    def remember(self, w):
        return {"a": np.full_like(w, self.initial_accumulator_value)}

    def step(self, w, g, a):
        a += g * g
        w -= self.rate * g / np.sqrt(a + self.epsilon)


@dataclass(eq=False)
class Adadelta(Optimizer):
    """a = rho a + (1 - rho) g^2; s = g sqrt(d + epsilon) / sqrt(a + epsilon);
    d = rho d + (1 - rho) s^2; w -= lr s (Zeiler 2012).

    The step is measured in past steps, sqrt(d), over past gradients, sqrt(a): it has the unit of w,
    and the paper's lr is 1.
    """

    learning_rate: object = 0.001
    rho: float = 0.95
    epsilon: float = 1e-7
    weight_decay: object = None
    clipnorm: object = None
    clipvalue: object = None
    global_clipnorm: object = None
    memories = ("a", "d")

    def step(self, w, g, a, d):
        a *= self.rho
        a += (1 - self.rho) * (g * g)
        change = g * np.sqrt(d + self.epsilon) / np.sqrt(a + self.epsilon)
        d *= self.rho
        d += (1 - self.rho) * (change * change)
        w -= self.rate * change


@dataclass(eq=False)
class RMSprop(Optimizer):
    """v = rho v + (1 - rho) g^2; w -= lr g / sqrt(v + epsilon) (Tieleman & Hinton 2012).

    Epsilon stands inside the root, as in Keras. Centered, the root is of v - c^2 + epsilon, with
    c = rho c + (1 - rho) g: the variance of g (Graves 2013, eq. 38 to 41). With momentum,
    m = momentum m + lr g / sqrt(...) and w -= m.
    """

    learning_rate: object = 0.001
    rho: float = 0.9
    momentum: float = 0.0
    epsilon: float = 1e-7
    centered: bool = False
    weight_decay: object = None
    clipnorm: object = None
    clipvalue: object = None
    global_clipnorm: object = None

    def __post_init__(self):
        super().__post_init__()
        self.memories = ("v", *(["m"] if self.momentum else []), *(["c"] if self.centered else []))

    def step(self, w, g, v, m=None, c=None):
        v *= self.rho
        v += (1 - self.rho) * (g * g)
        spread = v
        if self.centered:
            c *= self.rho
            c += (1 - self.rho) * g
            spread = v - c * c
        change = self.rate * g / np.sqrt(spread + self.epsilon)
        if self.momentum:
            m *= self.momentum
            m += change
            change = m
        w -= change


class _Adam(Optimizer):
    """The formula that Adam and AdamW share: m and v are running means of g and g^2."""

    def __post_init__(self):
        super().__post_init__()
        self.memories = ("m", "v", "v_max") if self.amsgrad else ("m", "v")

    def step(self, w, g, m, v, v_max=None):
        t = self.iterations
        m += (1 - self.beta_1) * (g - m)
        v += (1 - self.beta_2) * (g * g - v)
        if self.amsgrad:
            v = np.maximum(v_max, v, out=v_max)
        rate = self.rate * (1 - self.beta_2**t) ** 0.5 / (1 - self.beta_1**t)
        w -= rate * m / (np.sqrt(v) + self.epsilon)


@dataclass(eq=False)
class Adam(_Adam):
    """m = beta_1 m + (1 - beta_1) g; v = beta_2 v + (1 - beta_2) g^2;
    w -= lr sqrt(1 - beta_2^t) / (1 - beta_1^t) * m / (sqrt(v) + epsilon).

    The two powers of t undo that m and v start at 0 (Kingma & Ba 2015, the form before section
    2.1). Keras's form: epsilon is the paper's epsilon hat, not corrected itself. AMSGrad divides by
    the largest v so far, so that no step grows (Reddi, Kale & Kumar 2018).
    """

    learning_rate: object = 0.001
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-7
    amsgrad: bool = False
    weight_decay: object = None
    clipnorm: object = None
    clipvalue: object = None
    global_clipnorm: object = None


@dataclass(eq=False)
class AdamW(_Adam):
    """First w -= lr weight_decay w, for biases too, then Adam's step (Loshchilov & Hutter 2019)."""

    learning_rate: object = 0.001
    weight_decay: float = 0.004
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-7
    amsgrad: bool = False
    clipnorm: object = None
    clipvalue: object = None
    global_clipnorm: object = None


@dataclass(eq=False)
class Adamax(Optimizer):
    """m = beta_1 m + (1 - beta_1) g; v = max(beta_2 v, |g|);
    w -= lr / (1 - beta_1^t) * m / (v + epsilon) (Kingma & Ba 2015, section 7.1).

    Adam with the largest recent |g| in place of the root of the mean of g^2.
    """

    learning_rate: object = 0.001
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-7
    weight_decay: object = None
    clipnorm: object = None
    clipvalue: object = None
    global_clipnorm: object = None
    memories = ("m", "v")

    def step(self, w, g, m, v):
        m += (1 - self.beta_1) * (g - m)
        v *= self.beta_2
        np.maximum(v, np.abs(g), out=v)
        w -= self.rate / (1 - self.beta_1**self.iterations) * m / (v + self.epsilon)


@dataclass(eq=False)
class Nadam(Optimizer):
    """Adam that looks ahead as Nesterov does (Dozat 2016): with u_t = beta_1 (1 - 0.96^t / 2),
    w -= lr / (sqrt(v / (1 - beta_2^t)) + epsilon)
      * (u_(t+1) m / (1 - u_1 ... u_(t+1)) + (1 - u_t) g / (1 - u_1 ... u_t)).
    """

    learning_rate: object = 0.001
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-7
    weight_decay: object = None
    clipnorm: object = None
    clipvalue: object = None
    global_clipnorm: object = None
    memories = ("m", "v")

    def remember(self, w):
        return {**super().remember(w), "product": np.ones((), w.dtype)}

    def step(self, w, g, m, v, product):
        t = self.iterations
        now, ahead = (self.beta_1 * (1 - 0.5 * 0.96**i) for i in (t, t + 1))
        product *= now
        m += (1 - self.beta_1) * (g - m)
        v += (1 - self.beta_2) * (g * g - v)
        m_hat = ahead * m / (1 - product * ahead) + (1 - now) * g / (1 - product)
        v_hat = v / (1 - self.beta_2**t)
        w -= self.rate * m_hat / (np.sqrt(v_hat) + self.epsilon)


OPTIMIZERS = {
    "sgd": SGD,
    "adagrad": Adagrad,
    "adadelta": Adadelta,
    "rmsprop": RMSprop,
    "adam": Adam,
    "adamw": AdamW,
    "adamax": Adamax,
    "nadam": Nadam,
}


def get(optimizer):
    """The optimizer that a name or an Optimizer stands for."""
    found = checks.lookup(optimizer, OPTIMIZERS, "optimizer")
    return checks.instance(found() if isinstance(optimizer, str) else found, Optimizer)
