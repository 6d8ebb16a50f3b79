"""Layers of rows. For images see `convolution` and `pooling`, for layers in a stack `residual`."""

import math
from dataclasses import dataclass

import numpy as np

from . import activations, checks, constraints, initializers, regularizers
from .layer import Layer, named


@dataclass(eq=False, repr=False)
class Dense(Layer):
    """Every output unit sees every input: z = x W + b, a = g(z).

    x (n, d), W (d, units), b (units,), z and a (n, units). Backward: dz = da * g'(z),
    dW = x^T dz, db = sum over examples of dz, dx = dz W^T; penalties add to dW and db.

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
    kernel_constraint: object = named(constraints.get, None)
    bias_constraint: object = named(constraints.get, None)

    def __post_init__(self):
        checks.whole("units", self.units)
        checks.flag("use_bias", self.use_bias)
        super().__post_init__()

    def make(self, rng):
        if len(self.input_shape) != 1:
            raise ValueError(
                f"Dense expects examples that are rows of numbers, got shape {self.input_shape}; "
                "put Flatten() before it."
            )
        bias = {"bias": (self.units,)} if self.use_bias else {}
        self.draw(rng, kernel=(*self.input_shape, self.units), **bias)
        return (self.units,)

    def inputs(self, n):
        self.enter(n)
        return self.x

    def room(self, n):
        d = self.input_shape[0]
        order = "C" if self.first and d > 8 else "F"  # long rows of data come in C order
        x1 = np.ones((n, d + self.use_bias), self.dtype, order=order)
        z, dz = (np.empty((n, self.units), self.dtype, order="F") for _ in range(2))
        dx = np.empty((n, d), self.dtype, order="F")
        views = {"x": x1[:, :d], "x1T": x1.T, "zT": z.T, "dxT": dx.T}
        return {"x1": x1, "z": z, "a": self.outputs(n), "dz": dz, "dx": dx, **views}

    def _place_of_z(self):
        """In a prediction a's: only the last z is asked for. A reader's g may need both arrays."""
        ours = type(self.activation).__module__ == activations.__name__
        over = ours and self.follower is not None and self.a.flags.f_contiguous
        return (self.a, self.a.T) if over else (self.z, self.zT)

    def forward(self, x, training=False):
        self.enter(len(x))
        if x is not self.x:
            self.x[...] = x
        z, zT = (self.z, self.zT) if self.learns else self._place_of_z()
        # z = x W + b; np.dot is quicker than np.matmul, and fills only C-ordered arrays, as zT is.
        np.dot(self.block.T, self.x1T, out=zT)
        return self.activation.forward(z, out=self.a)

    def backward(self, dout):
        return self.backward_z(self.activation.backward(dout, self.z, self.a, out=self.dz))

    def backward_z(self, dz):
        """The part of backward below the activation, from the gradient with respect to z."""
        np.dot(self.x1T, dz, out=self.dblock)
        self.regularize()
        if not self.first:
            np.dot(self.params["kernel"], dz.T, out=self.dxT)
            return self.dx


class _Bend(Layer):
    """a = g(z), where z is what comes in and g is the subclass's `activation`."""

    def room(self, n):
        dz = np.empty((n, *self.input_shape), self.dtype, order="F")
        return {"a": self.outputs(n), "dz": dz}

    def forward(self, x, training=False):
        self.enter(len(x))
        self.z = x
        return self.activation.forward(x, out=self.a)

    def backward(self, dout):
        return self.activation.backward(dout, self.z, self.a, out=self.dz)

    def backward_z(self, dz):
        """The part of backward below the activation: nothing."""
        return dz


@dataclass(eq=False, repr=False)
class Activation(_Bend):
    """An activation as a layer of its own: a = g(z), dz = da * g'(z)."""

    activation: object = named(activations.get)


@dataclass(eq=False, repr=False)
class Softmax(_Bend):
    """Activation("softmax") under Keras's other name: each row (n, ..., k) becomes k shares."""

    axis: int = -1
    activation = activations.softmax

    def make(self, rng):
        if self.axis not in (-1, len(self.input_shape)):
            raise ValueError(f"Softmax works along the last axis, axis=-1, got axis={self.axis!r}.")
        return self.input_shape


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
        self.enter(len(x))
        kept = self.rng.random(x.shape[::-1]).T >= self.rate
        self.mask = kept * self.dtype.type(1 / (1 - self.rate))
        return np.multiply(x, self.mask, out=self.a)

    def backward(self, dout):
        return dout if self.mask is None else dout * self.mask


@dataclass(eq=False, repr=False)
class GaussianNoise(Layer):
    """While training, each input gets a normal number of mean 0 added: a = x + stddev * e.

    To blur the inputs is to punish steep outputs (Bishop 1995). Backward passes gradients on.
    """

    stddev: float

    def __post_init__(self):
        checks.number("stddev", self.stddev, low=0)

    def forward(self, x, training=False):
        if not training:
            return x
        self.enter(len(x))
        return np.add(x, self.rng.normal(0, self.stddev, x.shape[::-1]).T, out=self.a)

    def backward(self, dout):
        return dout


@dataclass(eq=False, repr=False)
class ActivityRegularization(Layer):
    """Adds (l1 * sum |x| + l2 * sum x^2) / n to the loss and passes x (n, ...) on as it is.

    The penalty is a mean over the examples, as in Keras; its gradient is added in backward.
    """

    l1: float = 0.0
    l2: float = 0.0

    def __post_init__(self):
        regularizers.L1L2(self.l1, self.l2)  # which refuses what is no penalty

    def make(self, rng):
        self.regularizer = regularizers.L1L2(self.l1, self.l2)
        self.regularizers = [("x", self.regularizer)]
        return self.input_shape

    def forward(self, x, training=False):
        self.x = x
        return x

    def backward(self, dout):
        return dout + self.regularizer.slope(self.x) / len(self.x)

    def penalty(self):
        return self.regularizer.value(self.x) / len(self.x)


@dataclass(eq=False, repr=False)
class Flatten(Layer):
    """Each example becomes one row, the last axis fastest: (n, ...) -> (n, product of sizes)."""

    def make(self, rng):
        return (math.prod(self.input_shape),)

    def room(self, n):
        a = self.outputs(n)
        return {"a": a, "x": a.reshape(n, *self.input_shape)}

    def forward(self, x, training=False):
        self.enter(len(x))
        self.x[...] = x
        return self.a

    def backward(self, dout):
        return np.reshape(dout, (len(dout), *self.input_shape))


@dataclass(eq=False, repr=False)
class Reshape(Layer):
    """Each example takes another shape, the last axis running fastest; -1 stands for what is left.

    For example Reshape((28, 28, 1)) turns rows of 784 pixels into images.
    """

    target_shape: tuple

    def make(self, rng):
        shape, size = self.input_shape, math.prod(self.input_shape)
        try:
            return np.empty(shape, "V0").reshape(self.target_shape).shape  # takes no memory
        except (TypeError, ValueError):
            raise ValueError(
                f"Reshape cannot lay out the {size} numbers of an example of shape {shape} as "
                f"{self.target_shape!s:.60}; the sizes must multiply to {size}, and one may be -1."
            ) from None

    def forward(self, x, training=False):
        return np.reshape(x, (len(x), *self.output_shape))

    backward = Flatten.backward
