"""Pooling: each window of an image becomes one number per channel, its largest or its mean."""

from dataclasses import dataclass

import numpy as np

from . import activations, checks
from .convolution import Conv2D
from .images.patches import Patches, rows
from .images.windows import ImageLayer, Windowed, pair


class Pooling(Windowed):
    """The numbers that a window sees, merged into one by the subclass's `merge`, a ufunc."""

    def __post_init__(self):
        size = pair("pool_size", self.pool_size)
        self.window(size, size if self.strides is None else pair("strides", self.strides))

    def room(self, n):
        padded, x = self.images(n, self.around)
        dpadded, dx = self.images(n)
        seen, dseen = self.views(padded), self.views(dpadded)
        return {
            "x": x,
            "seen": seen,
            "a": self.outputs(n),
            "dpadded": dpadded,
            "dseen": dseen,
            "dx": dx,
        }

    def forward(self, x, training=False):
        self.take(x)
        first, *others = self.seen
        self.a[...] = first
        for seen in others:
            self.merge(self.a, seen, out=self.a)
        return self.a


@dataclass(eq=False, repr=False)
class MaxPooling2D(Pooling):
    """The largest number of each window, channel by channel (Ranzato et al. 2007).

    x (n, h, w, c), a (n, oh, ow, c). The gradient goes back to where the largest number stood; of
    several equally large ones to the first, row by row, as in Keras on TensorFlow.
    """

    pool_size: object = (2, 2)
    strides: object = None
    padding: str = "valid"
    around = -np.inf
    merge = np.maximum

    def room(self, n):
        won, left = (np.empty((n, *self.output_shape), bool, order="F") for _ in range(2))
        return {**super().room(n), "won": won, "left": left}

    def backward(self, dout):
        self.dpadded[...] = 0
        self.left[...] = True  # the windows whose largest number is still to be found
        for seen, dseen in zip(self.seen, self.dseen):
            np.equal(seen, self.a, out=self.won)
            self.won &= self.left
            self.left ^= self.won
            dseen += dout * self.won
        return self.dx

    def merged(self, before):
        """One step for a convolution with relu and the pooling of its outputs two by two."""
        if (
            isinstance(before, Conv2D)
            and isinstance(before.activation, activations.ReLU)
            and self.size == self.steps == (2, 2)
            and self.padding == "valid"
        ):
            return _ReluMaxima(before, self)


@dataclass(eq=False, repr=False)
class AveragePooling2D(Pooling):
    """The mean of each window, channel by channel (LeCun et al. 1998); padding does not count.

    x (n, h, w, c), a (n, oh, ow, c). The gradient goes back to all pixels of a window in equal
    shares.
    """

    pool_size: object
    strides: object = None
    padding: str = "valid"
    merge = np.add

    def room(self, n):
        padded, ones = self.images(1)
        ones[...] = 1
        return {**super().room(n), "share": 1 / sum(self.views(padded))}

    def forward(self, x, training=False):
        return np.multiply(super().forward(x), self.share, out=self.a)

    def backward(self, dout):
        self.dpadded[...] = 0
        for dseen in self.dseen:
            dseen += dout * self.share
        return self.dx


@dataclass(eq=False, repr=False)
class GlobalAveragePooling2D(ImageLayer):
    """The mean of each channel over the whole image (Lin, Chen & Yan 2014, section 3.2).

    x (n, h, w, c), a (n, c), or (n, 1, 1, c) with keepdims.
    """

    keepdims: bool = False

    def __post_init__(self):
        checks.flag("keepdims", self.keepdims)

    def make(self, rng):
        _, _, c = super().make(rng)
        return (1, 1, c) if self.keepdims else (c,)

    def room(self, n):
        x, dx = (np.empty((n, *self.input_shape), self.dtype, order="F") for _ in range(2))
        return {"x": x, "a": self.outputs(n), "dx": dx}

    def forward(self, x, training=False):
        self.take(x)
        return np.mean(x, axis=(1, 2), keepdims=self.keepdims, out=self.a)

    def backward(self, dout):
        h, w, c = self.input_shape
        self.dx[...] = dout.reshape(-1, 1, 1, c) / (h * w)
        return self.dx


class _ReluMaxima(ImageLayer):
    """Conv2D, relu and MaxPooling2D((2, 2)) in one step, with less to compute, write and read.

    The same numbers as from the layers one by one. Outputs that no window of the pooling sees are
    not computed, relu comes after the maximum, and z exists one strip at a time. The largest of
    four is found by a knock-out: left against right, then upper against lower.
    """

    def __init__(self, conv, pool):
        self.conv, self.pool, self.params, conv.step = conv, pool, conv.params, self
        self.input_shape, self.output_shape = conv.input_shape, pool.output_shape
        self.dtype, self.regularizers = conv.dtype, conv.regularizers
        self.follower, self._n, self._rooms = None, None, {}

    def __repr__(self):
        return f"{self.conv!r} with {self.pool!r}"

    def penalty(self):
        return self.conv.penalty()

    def twin(self, old=None):
        twin = _ReluMaxima(self.conv.twin(), self.pool.twin())
        twin._rooms = {} if old is None else old._rooms
        return twin

    def room(self, n):
        oh, ow, f = self.output_shape
        patches = Patches(self.conv, n, (2 * oh, 2 * ow), columns=2)

        def empty(h, w, dtype=self.dtype):
            return np.empty((n, h, w, f), dtype, order="F")

        return {
            "patches": patches,
            "x": patches.x,
            "a": self.outputs(n),
            "left": empty(2 * oh, ow, bool),
            "upper": empty(oh, ow, bool),
            "z": empty(2 * oh, patches.wide),
            "better": empty(2 * oh, patches.wide // 2),
        }

    def forward(self, x, training=False):
        self.take(x)
        for j in self.patches.strips:
            q, z, better = self._at(j)
            np.matmul(self.patches.gather(j), self.conv.block, out=rows(z))
            _larger(z[:, :, 0::2], z[:, :, 1::2], better, self.left[:, :, q])
            _larger(better[:, 0::2], better[:, 1::2], self.a[:, :, q], self.upper[:, :, q])
            self.conv.activation.forward(self.a[:, :, q], out=self.a[:, :, q])
        _forget(self.conv)
        _forget(self.pool)
        self.pool.a = self.a
        return self.a

    def backward(self, dout):
        self.patches.start_backward()
        for j in self.patches.strips:
            q, dz, dbetter = self._at(j)
            da = dout[:, :, q] * (self.a[:, :, q] > 0)
            _back_to_larger(da, self.upper[:, :, q], dbetter[:, 0::2], dbetter[:, 1::2])
            _back_to_larger(dbetter, self.left[:, :, q], dz[:, :, 0::2], dz[:, :, 1::2])
            self.patches.backward(j, dz)
        self.conv.regularize()
        return self.patches.dx

    def _at(self, j):
        """For the columns j of the convolution: those of the pooling, and arrays for z."""
        q = slice(j.start // 2, j.stop // 2)
        return q, self.z[:, :, : j.stop - j.start], self.better[:, :, : q.stop - q.start]


def _forget(layer):
    """Take away the arrays of a layer's last pass, because this one takes another way."""
    for name in layer._rooms.get(layer._n, ()):
        layer.__dict__.pop(name, None)
    layer._n = None


def _larger(first, second, out, won):
    """The larger of two, and whether it was the first; of two equal ones it is the first."""
    np.greater_equal(first, second, out=won)
    np.maximum(first, second, out=out)


def _back_to_larger(dout, won, dfirst, dsecond):
    np.multiply(dout, won, out=dfirst)
    np.subtract(dout, dfirst, out=dsecond)
