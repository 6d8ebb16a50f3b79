"""A layer: outputs forward, gradients backward.

Rows are examples. A layer is built once from the shape of one example, then `forward` turns inputs
into outputs and `backward` turns the gradient of the loss with respect to the outputs into the
gradient with respect to the inputs, filling `grads` on the way. The 1/n of the mean stands in the
loss, never here.

Between layers the examples lie side by side in memory (order "F"): a batch of images is
(n, h, w, c) to read and (c, w, h, n) in memory, so that each step works on runs of n numbers.
"""

import copy
import math
from dataclasses import MISSING, field, fields, is_dataclass

import numpy as np

OWN = {"follower", "dblock", "_n", "_rooms"}  # what a copy makes anew
REMARKS = (bool, int, float, str, type(None))  # what may be said of a layer after it was built


def named(get, default=MISSING):
    """A setting that may be given by name: `get` turns the name into the thing itself."""
    return field(default=default, metadata={"get": get})


class Layer:
    """What Sequential needs of a layer. `params` and `grads` have equal keys.

    `state` holds what training moves without a gradient. The arrays of a pass (`x`, `z`, `a`, `dz`,
    `dx`) are kept under their names in the formulas and used again by the next batch of the same
    size: copy what should outlive the next call. Only one pass at a time may use them, so every
    prediction works on twins, and no copy takes them along.
    """

    trainable = True  # False keeps the parameters as they are: set it, and compile the network

    def __post_init__(self):
        for setting in fields(self):
            get = setting.metadata.get("get", lambda value: value)
            setattr(self, setting.name, get(getattr(self, setting.name)))

    def build(self, input_shape, rng, dtype=np.float64):
        """Make the parameters for examples of `input_shape`; returns the shape of one output."""
        if hasattr(self, "input_shape"):
            raise ValueError(f"{self!r} already belongs to a network; make a new layer for it.")
        self.input_shape, self.dtype, self.rng = tuple(input_shape), np.dtype(dtype), rng
        self.params, self.grads, self.state, self._shapes = {}, {}, {}, {}
        self.regularizers, self.constraints = [], []
        self.block = self.dblock = np.empty(0, dtype)
        self.first, self.learns = False, True
        self.follower, self._n, self._rooms = None, None, {}
        try:
            self.output_shape = self.make(rng)
        except ValueError:
            Layer.release(self)
            raise
        self._built = (*self.__dict__, "_built")
        return self.output_shape

    def release(self):
        """Undo build, so that the layer belongs to no network."""
        del self.input_shape

    def make(self, rng):
        """The layer's own part of build; returns the shape of one output."""
        return self.input_shape

    def forward(self, x, training=False):
        raise NotImplementedError

    def backward(self, dout):
        raise NotImplementedError

    def draw(self, rng, **shapes):
        """Make parameters of these shapes, filled by their initializers in this order.

        They lie under each other in one block, whose rows are as long as their last axes, or hold
        one number each where those differ.
        """
        starts = [self.start(name, shape, rng) for name, shape in shapes.items()]
        self._shapes, lasts = shapes, {shape[-1] for shape in shapes.values()}
        units, size = max(lasts) if len(lasts) == 1 else 1, sum(map(math.prod, shapes.values()))
        self.block = np.zeros((size // units, units), self.dtype)
        self.dblock = np.zeros_like(self.block)
        self._name()
        for (name, w), start in zip(self.params.items(), starts):
            w[...] = start
            regularizer = getattr(self, name + "_regularizer")
            constraint = getattr(self, name + "_constraint")
            self.regularizers += [(name, regularizer)] if regularizer else []
            self.constraints += [(name, constraint)] if constraint else []

    def start(self, name, shape, rng):
        """The first numbers of a parameter: its initializer's, or a file's, if rng is a Given."""
        if hasattr(rng, "weight_of"):
            return rng.weight_of(self, shape)
        return getattr(self, name + "_initializer")(shape, rng)

    def adopt(self, block, dblock):
        """Move all parameters and gradients into memory that the network laid out."""
        block[...] = self.block
        self.block, self.dblock = block, dblock
        self._name()

    def own(self):
        """Have the parameters and gradients in arrays of this layer's own."""
        self.adopt(*(np.zeros(self.block.shape, self.dtype) for _ in range(2)))

    def _name(self):
        """params and grads are views into the two blocks."""
        start = 0
        for name, shape in self._shapes.items():
            part = slice(start, start + math.prod(shape) // self.block.shape[1])
            self.params[name] = self.block[part].reshape(shape)
            self.grads[name] = self.dblock[part].reshape(shape)
            start = part.stop

    def weights(self):
        """What Keras calls weights: the parameters, then what the layer keeps beside them."""
        return [*self.params.values(), *self.state.values()]

    def penalty(self):
        """What this layer's regularizers add to the loss, if it trains."""
        mine = self.regularizers if self.trainable else ()
        return sum((r.value(self.params[name]) for name, r in mine), 0.0)

    def regularize(self):
        """Add the penalties' gradients to grads."""
        for name, regularizer in self.regularizers:
            self.grads[name] += regularizer.slope(self.params[name])

    def constrain(self):
        """After an update, take the parameters back to where the constraints allow them."""
        for name, constraint in self.constraints if self.trainable else ():
            self.params[name][...] = constraint.project(self.params[name])

    def merged(self, before):
        """A quicker layer for the work of the layer before and of this one, where there is one."""

    def inputs(self, n):
        """An array for n inputs of this layer, where the layer before may write its outputs."""
        return np.empty((n, *self.input_shape), self.dtype, order="F")

    def outputs(self, n):
        """An array for n outputs: a place that the following layer likes, or one of our own."""
        if self.follower is not None:
            return self.follower.inputs(n)
        return np.empty((n, *self.output_shape), self.dtype, order="F")

    def room(self, n):
        """The arrays, by name, that a pass over n examples needs."""
        return {"a": self.outputs(n)}

    def enter(self, n):
        """Make the arrays for batches of n examples the current ones."""
        if n != self._n:
            if n not in self._rooms:
                self._furnish(n)
            self.__dict__.update(self._rooms[n])
            self._n = n

    def _furnish(self, n):
        """Make rooms; in a long row the last first, for each asks its follower for a place."""
        row = [self]
        while row[-1].follower is not None and n not in row[-1].follower._rooms:
            row.append(row[-1].follower)
        for layer in reversed(row):
            if len(layer._rooms) == 4:
                layer._rooms.clear()
            layer._rooms[n] = layer.room(n)

    def twin(self, old=None):
        """The same layer for another pass, which learns nothing, in arrays of its own or an old
        twin's; all else is shared."""
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__, learns=False, _n=None)
        twin._rooms = {} if old is None else old._rooms
        return twin

    def __getstate__(self):
        """What a copy takes along: settings and weights, and nothing that a pass has left."""
        everything = self.__dict__
        known = everything.get("_built", everything)
        left = {*OWN, *(("params", "grads") if everything.get("_shapes") else ())}
        kept = {k: v for k, v in everything.items() if k in known or isinstance(v, REMARKS)}
        return {k: v for k, v in kept.items() if k not in left}

    def __setstate__(self, state):
        """Arrays of its own, which can be written to, wherever the copy came from."""
        self.__dict__.update(state)
        if "_built" in state:
            self.follower, self._n, self._rooms = None, None, {}
            for kind in ("params", "grads", "state"):
                setattr(self, kind, {k: np.array(w) for k, w in state.get(kind, {}).items()})
            self.own()

    __copy__ = copy.deepcopy

    def __repr__(self):
        """Class(arguments), leaving out what equals the default: it reads like the architecture."""
        shown, skipped = [], False
        for setting in fields(self):
            value, default = getattr(self, setting.name), setting.default
            if "get" in setting.metadata and default is not MISSING:
                default = setting.metadata["get"](default)
            if alike(value, default):
                skipped = True
            else:
                named = getattr(value, "name", None)
                plain = named and alike(setting.metadata["get"](named), value)
                words = repr(named if plain else value)
                shown.append(f"{setting.name}={words}" if skipped else words)
        return f"{type(self).__name__}({', '.join(shown)})"


def alike(one, other):
    """Whether two settings are equal; those that are objects, setting by setting."""
    if one is other or type(one) is not type(other):
        return one is other
    return vars(one) == vars(other) if is_dataclass(one) else one == other


def build(layers, shape, rng, dtype):
    """Build layers in a row, or none of them; returns the shape of the last one's output."""
    built = []
    try:
        for layer in layers:
            shape = layer.build(shape, rng, dtype)
            built.append(layer)
    except ValueError:
        release(built)
        raise
    return tuple(shape)


def release(layers):
    for layer in layers:
        layer.release()


def lay_out(layers, block, dblock):
    """Move the parameters and gradients of all layers into two vectors, one after the other."""
    start = 0
    for layer in layers:
        part, shape = slice(start, start + layer.block.size), layer.block.shape
        layer.adopt(block[part].reshape(shape), dblock[part].reshape(shape))
        start = part.stop
