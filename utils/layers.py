"""Layers: outputs forward, gradients backward.

Rows are examples. A layer is built once from the shape of one example, then `forward` turns inputs
into outputs and `backward` turns the gradient of the loss with respect to the outputs into the
gradient with respect to the inputs, filling `grads` on the way. The 1/n of the mean stands in the
loss, never here.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import numpy as np

from . import activations, checks, initializers, regularizers


def named(get, default):
    """A setting that may be given by name: `get` turns the name into the thing itself."""
    return field(default=default, metadata={"get": get})


class Layer:
    """What Sequential needs of a layer. `params` and `grads` have equal keys.

    The arrays of a pass (`x`, `z`, `a`, `dz`, `dx`) are kept under their names in the formulas and
    used again by the next batch of the same size: copy what should outlive the next call.
    """

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
        self.params, self.grads, self.regularizers = {}, {}, []
        self.block = self.dblock = np.empty(0, dtype)
        self.follower = None
        self.first = False
        self._n, self._rooms = None, {}
        self.output_shape = self.make(rng)
        return self.output_shape

    def make(self, rng):
        """The layer's own part of build; returns the shape of one output."""
        return self.input_shape

    def forward(self, x, training=False):
        raise NotImplementedError

    def backward(self, dout):
        raise NotImplementedError

    def penalty(self):
        """What this layer's regularizers add to the loss."""
        return sum((r(self.params[name]) for name, r in self.regularizers), 0.0)

    def adopt(self, block, dblock):
        """Move all parameters and gradients into memory that the network laid out."""
        block[...] = self.block
        self.block, self.dblock = block, dblock

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

    def __repr__(self):
        return _repr(self)


@dataclass(eq=False, repr=False)
class Dense(Layer):
    """Every output unit sees every input: z = x W + b, a = g(z).

    x (n, d), W (d, units), b (units,), z and a (n, units). Backward: dz = da * g'(z),
    dW = x^T dz, db = sum over examples of dz, dx = dz W^T; the penalties' gradients are added to
    dW and db.

    W and b lie under each other in one block (d + 1, units), and the inputs carry a column of ones,
    so that x W + b is one matrix product, and dW and db another.
    """

    units: int
    activation: object = named(activations.get, None)
    use_bias: bool = True
    kernel_initializer: object = named(initializers.get, "glorot_uniform")
    bias_initializer: object = named(initializers.get, "zeros")
    kernel_regularizer: object = named(regularizers.get, None)
    bias_regularizer: object = named(regularizers.get, None)

    def __post_init__(self):
        checks.whole("units", self.units)
        super().__post_init__()

    def make(self, rng):
        if len(self.input_shape) != 1:
            raise ValueError(
                f"Dense expects examples that are rows of numbers, got shape {self.input_shape}; "
                "put Flatten() before it."
            )
        d = self.input_shape[0]
        self.block = np.zeros((d + self.use_bias, self.units), self.dtype)
        self.dblock = np.zeros_like(self.block)
        self._name()
        for name, shape in (("kernel", (d, self.units)), ("bias", (self.units,))):
            if name in self.params:
                self.params[name][...] = getattr(self, name + "_initializer")(shape, rng)
                regularizer = getattr(self, name + "_regularizer")
                self.regularizers += [(name, regularizer)] if regularizer else []
        return (self.units,)

    def adopt(self, block, dblock):
        super().adopt(block, dblock)
        self._name()

    def _name(self):
        """params and grads are views into the two blocks."""
        d = self.input_shape[0]
        self.params, self.grads = {"kernel": self.block[:d]}, {"kernel": self.dblock[:d]}
        if self.use_bias:
            self.params["bias"], self.grads["bias"] = self.block[d], self.dblock[d]

    def inputs(self, n):
        self.enter(n)
        return self.x

    def room(self, n):
        d, order = self.input_shape[0], "C" if self.first else "F"
        x1 = np.ones((n, d + self.use_bias), self.dtype, order=order)
        z, dz = (np.empty((n, self.units), self.dtype, order="F") for _ in range(2))
        dx = np.empty((n, d), self.dtype, order="F")
        return {"x1": x1, "x": x1[:, :d], "z": z, "a": self.outputs(n), "dz": dz, "dx": dx}

    def forward(self, x, training=False):
        self.enter(len(x))
        if x.base is not self.x1:
            self.x[...] = x
        np.matmul(self.x1, self.block, out=self.z)
        return self.activation(self.z, out=self.a)

    def backward(self, dout):
        return self.backward_z(self.activation.backward(dout, self.z, self.a, out=self.dz))

    def backward_z(self, dz):
        """The part of backward below the activation, from the gradient with respect to z."""
        np.matmul(self.x1.T, dz, out=self.dblock)
        for name, regularizer in self.regularizers:
            self.grads[name] += regularizer.gradient(self.params[name])
        if not self.first:
            return np.matmul(dz, self.params["kernel"].T, out=self.dx)


@dataclass(eq=False, repr=False)
class Dropout(Layer):
    """While training, a share `rate` of the inputs is set to 0 and the rest divided by 1 - rate.

    The mean of each output stays what it was, so prediction leaves the inputs alone ("inverted"
    dropout; Srivastava et al. 2014, section 10). Backward multiplies by the same mask.
    """

    rate: float

    def __post_init__(self):
        checks.number("rate", self.rate, low=0, high=1, high_open=True)

    def forward(self, x, training=False):
        self.mask = None
        if not training or self.rate == 0:
            return x
        kept = self.rng.random(x.shape) >= self.rate
        self.mask = kept * self.dtype.type(1 / (1 - self.rate))
        return x * self.mask

    def backward(self, dout):
        return dout if self.mask is None else dout * self.mask


@dataclass(eq=False, repr=False)
class Flatten(Layer):
    """Each example becomes one row: (n, ...) -> (n, product of the other sizes)."""

    def make(self, rng):
        return (int(np.prod(self.input_shape)),)

    def forward(self, x, training=False):
        return x.reshape(len(x), -1)

    def backward(self, dout):
        return np.reshape(dout, (len(dout), *self.input_shape))


def _repr(thing):
    """Class(arguments), leaving out what equals the default: it reads like the architecture."""
    shown, skipped = [], False
    for setting in fields(thing):
        value, get = getattr(thing, setting.name), setting.metadata.get("get")
        default = get(setting.default) if get else setting.default
        if value is default or (not get and value == default):
            skipped = True
        else:
            words = repr(getattr(value, "name", value))
            shown.append(f"{setting.name}={words}" if skipped else words)
    return f"{type(thing).__name__}({', '.join(shown)})"
