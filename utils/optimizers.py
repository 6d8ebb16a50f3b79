"""Optimizers: from a gradient to a step.

Here stand those that give each weight a step of its own size, those of signs and of matrices, and
the table of all. What they share and SGD, with one size for all, are in utils/descent.py; Adam and
its family are in utils/adam.py. In the formulas w is a parameter, g its gradient, lr the learning
rate and t the number of the update, from 1; epsilon keeps a division from 0/0, and where it stands
is Keras's choice.
"""

from dataclasses import dataclass

import numpy as np

from . import checks
from .adam import Adam, Adamax, AdamW, Nadam, ScheduleFreeAdamW, adam_step
from .descent import POSITIVE, SGD, SHARE, Optimizer


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


@dataclass(eq=False)
class Lion(Optimizer):
    """w -= lr sign(beta_1 m + (1 - beta_1) g); then m = beta_2 m + (1 - beta_2) g
    (Chen et al. 2023, algorithm 2).

    Every number moves by exactly lr, which is why lr is set three to ten times smaller than Adam's;
    m is the one array that it carries along.
    """

    learning_rate: object = 0.001
    beta_1: float = 0.9
    beta_2: float = 0.99
    weight_decay: object = None
    clipnorm: object = None
    clipvalue: object = None
    global_clipnorm: object = None
    memories = ("m",)
    bounds = {"beta_1": {"low": 0, "low_open": True, "high": 1}}

    def step(self, w, g, m):
        w -= self.rate * np.sign(self.beta_1 * m + (1 - self.beta_1) * g)
        m *= self.beta_2
        m += (1 - self.beta_2) * g


@dataclass(eq=False)
class Muon(Optimizer):
    """m = momentum m + g; w -= lr rms_rate sqrt(max(rows, columns)) O, for a matrix w (Jordan 2024;
    rms_rate is from Liu et al. 2025).

    O is g + momentum m, or m itself without nesterov, with its singular values brought near 1 by
    ns_steps times X = muon_a X + (muon_b A + muon_c A A) X with A = X X^T (Newton and Schulz). With
    rms_rate None the factor before O is lr alone.

    Arrays that are no matrices, such as biases and the kernels of convolutions, move as under Adam,
    with the settings that begin with adam_, epsilon, and a rate of lr adam_lr_ratio; the two kinds
    have a weight decay each. In Keras a matrix can be left to Adam by the name of its layer, as is
    usual for the last one. Arrays have no names, so here every matrix is moved as one.
    """

    learning_rate: object = 0.001
    adam_beta_1: float = 0.9
    adam_beta_2: float = 0.999
    adam_weight_decay: object = 0.004
    epsilon: float = 1e-7
    weight_decay: object = 0.004
    clipnorm: object = None
    clipvalue: object = None
    global_clipnorm: object = None
    muon_a: float = 3.4445
    muon_b: float = -4.7750
    muon_c: float = 2.0315
    adam_lr_ratio: float = 1
    momentum: float = 0.95
    ns_steps: int = 5
    nesterov: bool = True
    rms_rate: object = 0.2
    by_array = True
    optional = ("adam_weight_decay", "weight_decay", "rms_rate")
    bounds = {
        "adam_beta_1": SHARE,
        "adam_beta_2": SHARE,
        "adam_weight_decay": {"low": 0},
        "muon_a": {},
        "muon_b": {},
        "muon_c": {},
        "adam_lr_ratio": {"low": 0},
        "rms_rate": POSITIVE,
    }

    def __post_init__(self):
        super().__post_init__()
        checks.whole("ns_steps", self.ns_steps, low=0)

    def remember(self, w):
        return {name: np.zeros_like(w) for name in (("m",) if w.ndim == 2 else ("m", "v"))}

    def decay(self, w):
        return self.weight_decay if w.ndim == 2 else self.adam_weight_decay

    def step(self, w, g, m, v=None):
        if v is not None:
            rate, betas = self.rate * self.adam_lr_ratio, (self.adam_beta_1, self.adam_beta_2)
            adam_step(w, g, m, v, None, rate, self.iterations, betas, self.epsilon)
            return
        m *= self.momentum
        m += g
        rate = self.rate
        if self.rms_rate is not None:
            rate *= self.rms_rate * max(w.shape) ** 0.5
        w -= rate * self.orthogonal(g + self.momentum * m if self.nesterov else m)

    def orthogonal(self, g):
        """g with its singular values brought near 1, by products of matrices alone."""
        x = g.T if g.shape[0] > g.shape[1] else g
        x = x / (np.linalg.norm(x) + 1e-7)
        for _ in range(self.ns_steps):
            a = x @ x.T
            x = self.muon_a * x + (self.muon_b * a + self.muon_c * a @ a) @ x
        return x.T if g.shape[0] > g.shape[1] else x


OPTIMIZERS = {
    "sgd": SGD,
    "adagrad": Adagrad,
    "adadelta": Adadelta,
    "rmsprop": RMSprop,
    "adam": Adam,
    "adamw": AdamW,
    "adamax": Adamax,
    "nadam": Nadam,
    "lion": Lion,
    "muon": Muon,
    "schedulefreeadamw": ScheduleFreeAdamW,
}


def get(optimizer):
    """The optimizer that a name or an Optimizer stands for."""
    found = checks.lookup(optimizer, OPTIMIZERS, "optimizer")
    return checks.instance(found() if isinstance(optimizer, str) else found, Optimizer)
