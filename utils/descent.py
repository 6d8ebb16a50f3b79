"""Descent: what every optimizer does around its formula, and the plainest one.

An optimizer sees arrays only, so the same object trains a network and walks a surface. A subclass
writes its formula in `step` and nothing else. In the formulas w is a parameter, g its gradient,
lr the learning rate and t the number of the update, from 1.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass

import numpy as np

from . import checks
from .schedules import Schedule


class Optimizer:
    """Moves arrays against their gradients, in place; remembers what its formula needs.

    `learning_rate` is a number or a Schedule; `rate` is the number that the current update takes.
    Before the formula, as in Keras:
    - clipnorm: g longer than that is cut to that length; each array of a list has its own length;
    - clipvalue: every number of g is cut off at +-clipvalue;
    - weight_decay: w -= lr weight_decay w, whatever the gradient (Loshchilov & Hutter 2019).
    """

    _checked = None
    memories = ()  # names of the arrays, of the shape of w, that the formula carries along

    def __post_init__(self):
        if isinstance(self.learning_rate, Schedule):
            self.rate = float(self.learning_rate(0))
        else:
            checks.number("learning_rate", self.learning_rate, low=0, low_open=True)
            self.rate = self.learning_rate
        for name in ("clipnorm", "clipvalue"):
            if getattr(self, name) is not None:
                checks.number(name, getattr(self, name), low=0, low_open=True)
        if self.weight_decay is not None:
            checks.number("weight_decay", self.weight_decay, low=0)
        if self.clipnorm is not None and self.clipvalue is not None:
            raise ValueError("only one of clipnorm and clipvalue can be set, got both.")
        self.iterations = 0
        self._kept = self._network = self._shapes = None

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
            self._kept = [self.remember(w) for w in params]
        if params is not self._checked:
            self._same_arrays(params, grads)
            self._checked = params
        rate = self.learning_rate
        self.rate = float(rate(self.iterations)) if isinstance(rate, Schedule) else rate
        self.iterations += 1
        for w, g, kept in zip(params, grads, self._kept):
            if self.clipnorm is not None:
                g = g * (self.clipnorm / max(np.sqrt(np.vdot(g, g)), self.clipnorm))
            elif self.clipvalue is not None:
                g = np.clip(g, -self.clipvalue, self.clipvalue)
            if self.weight_decay:
                w -= self.weight_decay * self.rate * w
            self.step(w, g, **kept)

    def __getstate__(self):
        """What a copy takes along: settings and memory, not the network that it belongs to."""
        return {**self.__dict__, "_network": None, "_checked": None}

    def __setstate__(self, state):
        """A memory of its own, which can be written to, wherever the copy came from."""
        self.__dict__.update(state)
        if self._kept is not None:
            self._kept = [{k: np.array(a) for k, a in kept.items()} for kept in self._kept]

    __copy__ = copy.deepcopy

    def remember(self, w):
        """What the formula carries along for one array, by name, before the first update."""
        return {name: np.zeros_like(w) for name in self.memories}

    def memory(self):
        """What the formula has carried along so far, by name: arrays."""
        kept = enumerate(self._kept or ())
        return {f"optimizer{k}.{name}": a for k, arrays in kept for name, a in arrays.items()}

    def resume(self, params, iterations, memory):
        """Go on after so many updates of these arrays; takes what `memory` gave then out of it."""
        checks.whole("iterations", iterations, low=0)
        self.iterations = iterations
        self._kept = [self.remember(w) for w in params] if iterations else None
        own = self.memory()
        shapes = [{name: a.shape for name, a in arrays.items()} for arrays in (own, memory)]
        if shapes[0] != shapes[1]:
            raise ValueError(f"{self!r} remembers {shapes[0]}, and the file {shapes[1]}.")
        for name, a in own.items():
            a[...] = memory.pop(name)

    def step(self, w, g, **kept):
        """The formula: change w, and the arrays carried along, in place."""
        raise NotImplementedError

    def _same_arrays(self, params, grads):
        shapes = [np.shape(w) for w in params]
        self._shapes = self._shapes or shapes
        if shapes != self._shapes or len(grads) != len(shapes):
            raise ValueError(
                f"this optimizer began with {len(self._shapes)} arrays, of shapes {self._shapes}, "
                f"and now got {len(params)}, of shapes {shapes}, with {len(grads)} gradients; make "
                "a new optimizer for each network."
            )
        for w, g in zip(params, grads):
            if not isinstance(w, np.ndarray) or w.shape != np.shape(g):
                raise ValueError(
                    "an optimizer moves float arrays in place, each with a gradient of its shape, "
                    f"got {w!r:.60} with a gradient of shape {np.shape(g)}."
                )


@dataclass(eq=False)
class SGD(Optimizer):
    """w -= lr g; with momentum v = momentum v - lr g and w += v (Polyak 1964).

    Nesterov looks ahead: w += momentum v - lr g (Sutskever et al. 2013). This v is a velocity;
    where others average, v = m v + (1 - m) g, the same lr makes steps 1 - m times as long.
    """

    learning_rate: object = 0.01
    momentum: float = 0.0
    nesterov: bool = False
    weight_decay: object = None
    clipnorm: object = None
    clipvalue: object = None

    def __post_init__(self):
        super().__post_init__()
        checks.number("momentum", self.momentum, low=0, high=1)
        checks.flag("nesterov", self.nesterov)
        self.memories = ("v",) if self.momentum else ()

    def step(self, w, g, v=None):
        if not self.momentum:
            w -= self.rate * g
            return
        v *= self.momentum
        v -= self.rate * g
        w += self.momentum * v - self.rate * g if self.nesterov else v
