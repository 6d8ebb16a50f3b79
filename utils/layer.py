"""A layer: outputs forward, gradients backward.

Rows are examples. A layer is built once from the shape of one example, then `forward` turns inputs
into outputs and `backward` turns the gradient of the loss with respect to the outputs into the
gradient with respect to the inputs, filling `grads` on the way. The 1/n of the mean stands in the
loss, never here.

Between layers the examples lie side by side in memory (order "F"): a batch of images is
(n, h, w, c) to read and (c, w, h, n) in memory, so that each step works on runs of n numbers.
"""

from __future__ import annotations

from dataclasses import MISSING, field, fields

import numpy as np


def named(get, default=MISSING):
    """A setting that may be given by name: `get` turns the name into the thing itself."""
    return field(default=default, metadata={"get": get})


class Layer:
    """What Sequential needs of a layer. `params` and `grads` have equal keys.

    `state` holds what training moves without a gradient. The arrays of a pass (`x`, `z`, `a`, `dz`,
    `dx`) are kept under their names in the formulas and used again by the next batch of the same
    size: copy what should outlive the next call.
    """

    trainable = True  # False keeps the parameters as they are: set it, and compile the network

    def __post_init__(self):
        for setting in fields(self):
            if "get" in setting.metadata:
                value = setting.metadata["get"](getattr(self, setting.name))
                setattr(self, setting.name, value)

    def build(self, input_shape, rng, dtype=np.float64):
        """Make the parameters for examples of `input_shape`; returns the shape of one output."""
        if hasattr(self, "input_shape"):
            raise ValueError(f"{self!r} already belongs to a network; make a new layer for it.")
        self.input_shape, self.dtype, self.rng = tuple(input_shape), np.dtype(dtype), rng
        self.params, self.grads, self.state = {}, {}, {}
        self.regularizers, self.constraints = [], []
        self.block = self.dblock = np.empty(0, dtype)
        self.follower = None
        self.first = False
        self._n, self._rooms = None, {}
        try:
            self.output_shape = self.make(rng)
        except ValueError:
            Layer.release(self)
            raise
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

        They lie under each other in one block, whose rows are as long as their last axis.
        """
        self._shapes = shapes
        units = max(shape[-1] for shape in shapes.values())
        self.block = np.zeros((sum(map(_rows, shapes.values())), units), self.dtype)
        self.dblock = np.zeros_like(self.block)
        self._name()
        for name, w in self.params.items():
            w[...] = getattr(self, name + "_initializer")(w.shape, rng)
            regularizer = getattr(self, name + "_regularizer")
            constraint = getattr(self, name + "_constraint")
            self.regularizers += [(name, regularizer)] if regularizer else []
            self.constraints += [(name, constraint)] if constraint else []

    def adopt(self, block, dblock):
        """Move all parameters and gradients into memory that the network laid out."""
        block[...] = self.block
        self.block, self.dblock = block, dblock
        self._name()

    def _name(self):
        """params and grads are views into the two blocks."""
        start = 0
        for name, shape in self._shapes.items():
            part = slice(start, start + _rows(shape))
            self.params[name] = self.block[part].reshape(shape)
            self.grads[name] = self.dblock[part].reshape(shape)
            start = part.stop

    def weights(self):
        """What Keras calls weights: the parameters, then what the layer keeps beside them."""
        return [*self.params.values(), *self.state.values()]

    def penalty(self):
        """What this layer's regularizers add to the loss, if it trains."""
        if not self.trainable:
            return 0.0
        return sum((r.value(self.params[name]) for name, r in self.regularizers), 0.0)

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
        return {}

    def enter(self, n):
        """Make the arrays for batches of n examples the current ones."""
        if n != self._n:
            if n not in self._rooms:
                if len(self._rooms) == 4:
                    self._rooms.clear()
                self._rooms[n] = self.room(n)
            self.__dict__.update(self._rooms[n])
            self._n = n

    def leave(self):
        """Forget the arrays of the last pass, because the next one takes another way."""
        for name in self._rooms.get(self._n, ()):
            self.__dict__.pop(name, None)
        self._n = None

    def __getstate__(self):
        """What a copy takes along: not the arrays of a pass, which are views of each other."""
        passing = {name for room in self.__dict__.get("_rooms", {}).values() for name in room}
        kept = {name: value for name, value in self.__dict__.items() if name not in passing}
        return {**kept, "_n": None, "_rooms": {}}

    def __repr__(self):
        """Class(arguments), leaving out what equals the default: it reads like the architecture."""
        shown, skipped = [], False
        for setting in fields(self):
            value, default = getattr(self, setting.name), setting.default
            if "get" in setting.metadata and default is not MISSING:
                default = setting.metadata["get"](default)
            if value is default or value == default:
                skipped = True
            else:
                named = getattr(value, "name", None)
                plain = named and setting.metadata["get"](named) is value
                words = repr(named if plain else value)
                shown.append(f"{setting.name}={words}" if skipped else words)
        return f"{type(self).__name__}({', '.join(shown)})"


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


def steps(layers):
    """The layers, but one quicker layer in the place of two where `merged` knows one."""
    quick = []
    for layer in layers:
        both = layer.merged(quick[-1]) if quick else None
        quick[-1:] = [both] if both else [*quick[-1:], layer]
    return quick


def _rows(shape):
    return int(np.prod(shape[:-1]))
