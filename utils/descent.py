"""Descent: what every optimizer does around its formula, and those with one size of step for all.

An optimizer sees arrays only, so the same object trains a network and walks a surface. A subclass
writes its formula in `step` and nothing else. In the formulas w is a parameter, g its gradient,
lr the learning rate and t the number of the update, from 1.
"""

import copy
import math
import weakref
from dataclasses import dataclass

import numpy as np

from . import checks
from .schedules import Schedule

# What is asked of settings, by name, whichever an optimizer has.
SHARE, POSITIVE = {"low": 0, "high": 1, "high_open": True}, {"low": 0, "low_open": True}
BOUNDS = {
    "momentum": {"low": 0, "high": 1},
    "rho": SHARE,
    "beta_1": SHARE,
    "beta_2": SHARE,
    "epsilon": {"low": 0},
    "initial_accumulator_value": {"low": 0},
    "weight_decay": {"low": 0},
    "clipnorm": POSITIVE,
    "clipvalue": POSITIVE,
    "global_clipnorm": POSITIVE,
}
CLIPS, FLAGS = ("clipnorm", "clipvalue", "global_clipnorm"), ("nesterov", "centered", "amsgrad")


class Optimizer:
    """Moves arrays against their gradients, in place; remembers what its formula needs.

    `learning_rate` is a number or a Schedule; `rate` is the number that the current update takes.
    Before the formula, as in Keras:
    - clipnorm: g longer than that is cut to that length; each array of a list has its own length;
    - clipvalue: every number of g is cut off at +-clipvalue;
    - global_clipnorm: the gradients of a list are cut as one, to that length together;
    - weight_decay: w -= lr weight_decay w, whatever the gradient (Loshchilov & Hutter 2019).
    """

    memories = ()  # names of the arrays, of the shape of w, that the formula carries along
    bounds = {}  # of settings that no other optimizer has, or that are stricter here
    optional = ()  # names of settings that may be None though their default is a number
    by_array = False  # whether a network must hand over each array as it is, not all in one vector
    weight_decay = clipnorm = clipvalue = global_clipnorm = None

    def __post_init__(self):
        if isinstance(self.learning_rate, Schedule):
            self.rate = float(self.learning_rate(0))
        else:
            checks.number("learning_rate", self.learning_rate, **POSITIVE)
            self.rate = self.learning_rate
        for name, bounds in {**BOUNDS, **self.bounds}.items():
            value, default = getattr(self, name, None), getattr(type(self), name, None)
            if value is not None or (default is not None and name not in self.optional):
                checks.number(name, value, **bounds)
        for name in FLAGS:
            checks.flag(name, getattr(self, name, False))
        cut = [name for name in CLIPS if getattr(self, name) is not None]
        if len(cut) > 1:
            raise ValueError(f"only one of {', '.join(CLIPS)} can be set, got {' and '.join(cut)}.")
        self.iterations = 0
        self._kept = self._network = self._shapes = None

    def join(self, network):
        """Belong to one network: what the formula carries along must not serve two.

        The network holds its optimizer, not the other way round: what nobody uses any longer is
        gone at once, with all that its layers keep.
        """
        if self._network is not None and self._network() is not network:
            raise ValueError(
                f"this {type(self).__name__} already trains another network; make a new one."
            )
        self._network = weakref.ref(network)

    def apply(self, params, grads):
        """One update of every array in `params`, in place, with the gradient at the same place.

        params are arrays of floats, the same ones every time; grads arrays, lists or Series of
        finite numbers, of the same shapes. Raises ValueError for anything else.
        """
        if isinstance(params, np.ndarray) or isinstance(grads, np.ndarray):
            raise ValueError("arrays and gradients come in lists, even one: apply([w], [g]).")
        params = [_movable(w) for w in params]
        grads = [checks.array("a gradient", g) for g in grads]
        self.same_arrays(params, grads)
        self.move(params, grads)

    def same_arrays(self, params, grads):
        """Refuse other arrays than those that this optimizer began with, and other gradients."""
        shapes = [w.shape for w in params]
        known = self._shapes or shapes
        if shapes != known or [g.shape for g in grads] != shapes:
            raise ValueError(
                f"this optimizer began with {len(known)} arrays, of shapes {known}, and now got "
                f"{len(shapes)}, of shapes {shapes}, with {len(grads)} gradients, of shapes "
                f"{[g.shape for g in grads]}; each needs a gradient of its shape, and each network "
                "a new optimizer."
            )

    def move(self, params, grads):
        """One update of arrays as training holds them."""
        if self._kept is None:
            self._kept = [self.remember(w) for w in params]
            self._shapes = [w.shape for w in params]
        rate = self.learning_rate
        self.rate = float(rate.rate(self.iterations)) if isinstance(rate, Schedule) else rate
        self.iterations += 1
        if self.global_clipnorm is not None:
            grads = _cut(grads, self.global_clipnorm)
        for w, g, kept in zip(params, grads, self._kept):
            if self.clipnorm is not None:
                (g,) = _cut([g], self.clipnorm)
            elif self.clipvalue is not None:
                g = np.clip(g, -self.clipvalue, self.clipvalue)
            if self.decay(w):
                w -= self.decay(w) * self.rate * w
            self.step(w, g, **kept)

    def __getstate__(self):
        """What a copy takes along: settings and memory, not the network that it belongs to."""
        return {**self.__dict__, "_network": None}

    def __setstate__(self, state):
        """A memory of its own, which can be written to, wherever the copy came from."""
        self.__dict__.update(state)
        if self._kept is not None:
            self._kept = [{k: np.array(a) for k, a in kept.items()} for kept in self._kept]

    __copy__ = copy.deepcopy

    def remember(self, w):
        """What the formula carries along for one array, by name, before the first update."""
        return {name: np.zeros_like(w) for name in self.memories}

    def decay(self, w):
        """The weight decay of one array."""
        return self.weight_decay

    def memory(self):
        """What the formula has carried along so far, by name: arrays."""
        kept = enumerate(self._kept or ())
        return {f"optimizer{k}.{name}": a for k, arrays in kept for name, a in arrays.items()}

    def resume(self, params, iterations, memory):
        """Go on after so many updates of these arrays; takes what `memory` gave then out of it."""
        checks.whole("iterations", iterations, low=0)
        self.iterations = iterations
        self._kept = [self.remember(w) for w in params] if iterations else None
        self._shapes = [w.shape for w in params] if iterations else None
        own = self.memory()
        shapes = [{name: a.shape for name, a in arrays.items()} for arrays in (own, memory)]
        if shapes[0] != shapes[1]:
            raise ValueError(f"{self!r} remembers {shapes[0]}, and the file {shapes[1]}.")
        for name, a in own.items():
            a[...] = memory.pop(name)

    def step(self, w, g, **kept):
        """The formula: change w, and the arrays carried along, in place."""
        raise NotImplementedError


def _movable(w):
    """An array that may be moved in place, without what subclasses of arrays do differently."""
    floats = isinstance(w, np.ndarray) and w.dtype.kind == "f" and w.dtype.itemsize > 2
    if not floats or not w.flags.writeable:
        raise ValueError(
            "an optimizer moves float arrays in place, of float64 or float32 and writeable, got "
            f"{w!r:.60}; make one with numpy.array(w, float)."
        )
    return checks.read("an array to move", w)


def _cut(grads, length):
    """The gradients, made as long together as `length` where they are longer."""
    share = length / max(_length(grads), length)
    return [g * share for g in grads]


def _length(grads):
    """The root of the sum of all squares, of numbers too large to be squared as well."""
    length = math.sqrt(sum(float(np.vdot(g, g)) for g in grads))
    if not math.isinf(length):
        return length
    largest = max(float(np.abs(g).max()) for g in grads)
    return largest * _length([g / largest for g in grads])


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
    global_clipnorm: object = None

    def __post_init__(self):
        super().__post_init__()
        self.memories = ("v",) if self.momentum else ()

    def step(self, w, g, v=None):
        if not self.momentum:
            w -= self.rate * g
            return
        v *= self.momentum
        v -= self.rate * g
        w += self.momentum * v - self.rate * g if self.nesterov else v
