"""Normalization: mean 0 and variance 1, then a scale and a shift that are learned."""

from dataclasses import dataclass

import numpy as np

from . import checks, constraints, initializers, regularizers
from .layer import Layer, named


class Normalization(Layer):
    """x^ = (x - mean) / sqrt(variance + epsilon), a = gamma x^ + beta.

    gamma and beta vary along `axes`. Backward: dgamma = sum of dout x^ and dbeta = sum of dout over
    the other axes, dx^ = dout gamma, and where mean and variance were taken from x
    dx = (dx^ - mean of dx^ - x^ * mean of dx^ x^) / sqrt(variance + epsilon), with means over the
    same axes as they (Ioffe & Szegedy 2015, section 3, simplified).
    """

    def __post_init__(self):
        constraints.check_axes("axis", self.axis)
        checks.number("epsilon", self.epsilon, low=0)
        checks.flag("center", self.center)
        checks.flag("scale", self.scale)
        super().__post_init__()

    def make(self, rng):
        shape = (None, *self.input_shape)
        axes = self.axis if isinstance(self.axis, (tuple, list)) else [self.axis]
        self.axes = tuple(sorted({axis % len(shape) for axis in axes}))
        known = range(-len(shape), len(shape))
        if 0 in self.axes or len(self.axes) < len(axes) or not set(axes) <= set(known):
            raise ValueError(
                f"{type(self).__name__} works along axes 1 to {len(shape) - 1} of a batch of such "
                f"examples, shape (n, {', '.join(map(str, shape[1:]))}), got axis={self.axis!r}."
            )
        self.others = tuple(i for i in range(len(shape)) if i not in self.axes)
        self.across = [size if i in self.axes else 1 for i, size in enumerate(shape)]
        self.sizes = tuple(shape[i] for i in self.axes)
        names = ["gamma"] * self.scale + ["beta"] * self.center
        if names:
            self.draw(rng, **dict.fromkeys(names, self.sizes))
        return self.input_shape

    def room(self, n):
        xhat, dx = (np.empty((n, *self.input_shape), self.dtype, order="F") for _ in range(2))
        return {"xhat": xhat, "a": self.outputs(n), "dx": dx}

    def learned(self, name, otherwise):
        """gamma or beta, in a shape that stretches over a batch."""
        return self.params[name].reshape(self.across) if name in self.params else otherwise

    def normalize(self, x, mean, variance):
        self.std = np.sqrt(variance + self.epsilon)
        np.subtract(x, mean, out=self.xhat)
        np.divide(self.xhat, self.std, out=self.xhat)
        np.multiply(self.xhat, self.learned("gamma", 1), out=self.a)
        return np.add(self.a, self.learned("beta", 0), out=self.a)

    def backward(self, dout):
        for name, gradient in self.grads.items():
            each = dout * self.xhat if name == "gamma" else dout
            gradient[...] = each.sum(axis=self.others)
        self.regularize()
        dxhat = dout * self.learned("gamma", 1)
        if self.over:
            mean, slope = (
                v.mean(axis=self.over, keepdims=True) for v in (dxhat, dxhat * self.xhat)
            )
            dxhat = dxhat - mean - self.xhat * slope
        return np.divide(dxhat, self.std, out=self.dx)


@dataclass(eq=False, repr=False)
class BatchNormalization(Normalization):
    """Each channel gets mean 0 and variance 1 over the batch (Ioffe & Szegedy 2015, algorithm 1).

    x (n, ..., c), gamma and beta (c,), mean and variance over all axes but `axis`. Prediction uses
    moving averages instead, which each training batch moves by 1 - momentum of the way to its own
    mean and variance (divided by n, as in Keras); they are the layer's `state`. With trainable
    False training uses them too, and leaves them as they are.
    """

    axis: int = -1
    momentum: float = 0.99
    epsilon: float = 1e-3
    center: bool = True
    scale: bool = True
    beta_initializer: object = named(initializers.get, "zeros")
    gamma_initializer: object = named(initializers.get, "ones")
    moving_mean_initializer: object = named(initializers.get, "zeros")
    moving_variance_initializer: object = named(initializers.get, "ones")
    beta_regularizer: object = named(regularizers.get, None)
    gamma_regularizer: object = named(regularizers.get, None)
    beta_constraint: object = named(constraints.get, None)
    gamma_constraint: object = named(constraints.get, None)

    def __post_init__(self):
        checks.number("momentum", self.momentum, low=0, high=1)
        super().__post_init__()

    def make(self, rng):
        shape = super().make(rng)
        for name in ("moving_mean", "moving_variance"):
            self.state[name] = self.start(name, self.sizes, rng).astype(self.dtype)
        return shape

    def forward(self, x, training=False):
        self.enter(len(x))
        training = training and self.trainable
        self.over = self.others if training else None
        if not training:
            return self.normalize(x, *(v.reshape(self.across) for v in self.state.values()))
        now = moments(x, self.over)
        for moving, value in zip(self.state.values(), now):
            moving[...] = self.momentum * moving + (1 - self.momentum) * value.reshape(self.sizes)
        return self.normalize(x, *now)


@dataclass(eq=False, repr=False)
class LayerNormalization(Normalization):
    """Each example gets mean 0 and variance 1 along `axis` (Ba, Kiros & Hinton 2016, eq. 4).

    x (n, ..., d), gamma and beta (d,), or of the shape that several axes have. The same in training
    and prediction, since no example knows of the others.
    """

    axis: object = -1
    epsilon: float = 1e-3
    center: bool = True
    scale: bool = True
    beta_initializer: object = named(initializers.get, "zeros")
    gamma_initializer: object = named(initializers.get, "ones")
    beta_regularizer: object = named(regularizers.get, None)
    gamma_regularizer: object = named(regularizers.get, None)
    beta_constraint: object = named(constraints.get, None)
    gamma_constraint: object = named(constraints.get, None)

    def forward(self, x, training=False):
        self.enter(len(x))
        self.over = self.axes
        return self.normalize(x, *moments(x, self.over))


def moments(x, axes):
    """Mean and variance over some axes, which stay with length 1."""
    mean = x.mean(axis=axes, keepdims=True)
    return mean, np.square(x - mean).mean(axis=axes, keepdims=True)
