"""Adam and its family: steps that are a running mean of gradients over the root of their squares.

In the formulas w is a parameter, g its gradient, lr the learning rate and t the number of the
update, from 1.
"""

from dataclasses import dataclass

import numpy as np

from . import checks
from .descent import Optimizer


def adam_step(w, g, m, v, v_max, rate, t, betas, epsilon):
    """Adam's formula, in place; AMSGrad's where there is an array of the largest v so far."""
    beta_1, beta_2 = betas
    m += (1 - beta_1) * (g - m)
    v += (1 - beta_2) * (g * g - v)
    if v_max is not None:
        v = np.maximum(v_max, v, out=v_max)
    rate = rate * (1 - beta_2**t) ** 0.5 / (1 - beta_1**t)
    w -= rate * m / (np.sqrt(v) + epsilon)


class _Adam(Optimizer):
    """The formula that Adam and AdamW share: m and v are running means of g and g^2."""

    def __post_init__(self):
        super().__post_init__()
        self.memories = ("m", "v", "v_max") if self.amsgrad else ("m", "v")

    def step(self, w, g, m, v, v_max=None):
        betas = self.beta_1, self.beta_2
        adam_step(w, g, m, v, v_max, self.rate, self.iterations, betas, self.epsilon)


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


@dataclass(eq=False)
class ScheduleFreeAdamW(Optimizer):
    """z -= lr g / (sqrt(v / (1 - beta_2^t)) + epsilon), with Adam's v; x is the mean of all z so
    far; w = (1 - beta_1) z + beta_1 x (Defazio et al. 2024).

    Three points instead of a falling learning rate: z takes the steps, x is their average, and g is
    taken at w, between the two. In the first warmup_steps updates the rate rises from 0. As in
    Keras, each z counts the same in x, weight_decay, which is off unless set, shrinks w, and the
    network holds w when training ends. The paper predicts with x = (w - (1 - beta_1) z) / beta_1.
    This is Keras's formula as it is written; on TensorFlow, Keras 3.15 finds x with the new z.
    """

    learning_rate: object = 0.0025
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-8
    warmup_steps: int = 0
    weight_decay: object = None
    clipnorm: object = None
    clipvalue: object = None
    global_clipnorm: object = None
    memories = ("z", "v")
    bounds = {"beta_1": {"low": 0, "low_open": True, "high": 1}}

    def __post_init__(self):
        super().__post_init__()
        checks.whole("warmup_steps", self.warmup_steps, low=0)

    def remember(self, w):
        return {**super().remember(w), "z": w.copy()}

    def step(self, w, g, z, v):
        t = self.iterations
        rate = self.rate * min(t / self.warmup_steps, 1.0) if self.warmup_steps else self.rate
        x = (w - (1 - self.beta_1) * z) / self.beta_1
        v += (1 - self.beta_2) * (g * g - v)
        z -= rate * g / (np.sqrt(v / (1 - self.beta_2**t)) + self.epsilon)
        x += (z - x) / t
        w[...] = (1 - self.beta_1) * z + self.beta_1 * x
