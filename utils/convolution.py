"""Convolution: one small dense layer at work on every window of an image."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import activations, checks, constraints, initializers, regularizers
from .layer import named
from .windows import ImageLayer, Windowed, pair, several

# So many numbers of patches and outputs are at work at once: what a processor's own cache holds.
STRIP = 2**18


def rows(z):
    """(n, h, w, f) as (n h w, f), in the same memory, because the examples lie side by side."""
    return z.reshape((-1, z.shape[-1]), order="F")


class Patches:
    """What the window of a convolution sees, one patch a row, and a 1 for the bias behind each.

    Patches take kh * kw times the memory of their images. So they are gathered for a strip of some
    columns of positions at a time, which stays in the cache, and gathered again in backward.
    """

    def __init__(self, conv, n, positions, columns=1):
        (oh, ow), (kh, kw, c, _) = positions, conv.params["kernel"].shape
        self.conv, self.inside, self.height = conv, kh * kw * c, n * oh
        self.cells = list(np.ndindex(kh, kw))
        wide = max(STRIP // (self.height * sum(conv.block.shape)) // columns, 1) * columns
        self.strips = [slice(j, min(j + wide, ow)) for j in range(0, ow, wide)]
        self.wide = min(wide, ow)
        self.rows1 = np.ones((self.height * self.wide, len(conv.block)), conv.dtype, order="F")
        self.drows = np.empty((self.height * self.wide, self.inside), conv.dtype, order="F")
        # The same memory as (n, oh, columns, kh, kw, c), to be filled window by window.
        shape = kh, kw, c, self.wide, oh, n
        self.patches = self.rows1.T[: self.inside].reshape(shape).transpose(5, 4, 3, 0, 1, 2)
        self.dpatches = self.drows.T.reshape(shape).transpose(5, 4, 3, 0, 1, 2)
        padded, self.x = conv.images(n)
        self.dpadded, self.dx = conv.images(n)
        self.windows = conv.windows(padded, positions)
        self.dwindows = conv.windows(self.dpadded, positions)

    def gather(self, j):
        """The patches of the columns j, (rows, kh kw c + 1)."""
        wide = j.stop - j.start
        self.patches[:, :, :wide] = self.windows[:, :, j]
        return self.rows1[: self.height * wide]

    def start_backward(self):
        self.conv.dblock[...] = 0
        self.dpadded[...] = 0

    def backward(self, j, dz):
        """From dz at the columns j: add to dW, and add dpatches = dz W^T to dx, cell by cell."""
        dz = rows(dz)
        self.conv.dblock += self.gather(j).T @ dz
        if not self.conv.first:
            np.matmul(dz, self.conv.block[: self.inside].T, out=self.drows[: len(dz)])
            for h, w in self.cells:
                seen = self.dwindows[:, :, j, h, w]
                seen += self.dpatches[:, :, : j.stop - j.start, h, w]


@dataclass(eq=False, repr=False)
class Conv2D(Windowed):
    """Each of f filters looks at every window of the image: z = patches W + b, a = g(z).

    x (n, h, w, c), W (kh, kw, c, f), b (f,), z and a (n, oh, ow, f). With strides s and dilation d
    z[oi, oj] = sum over i, j, c of x[s oi + d i, s oj + d j, c] W[i, j, c] + b, a cross-correlation
    as everywhere in the field (LeCun et al. 1998). With a patch a row it is Dense: dW is
    patches^T dz, and dpatches = dz W^T goes back to the pixels, added up where windows overlap
    (Chellapilla, Puri & Simard 2006).
    """

    filters: int
    kernel_size: object
    strides: object = (1, 1)
    padding: str = "valid"
    dilation_rate: object = (1, 1)
    activation: object = named(activations.get, None)
    use_bias: bool = True
    kernel_initializer: object = named(initializers.get, "glorot_uniform")
    bias_initializer: object = named(initializers.get, "zeros")
    kernel_regularizer: object = named(regularizers.get, None)
    bias_regularizer: object = named(regularizers.get, None)
    kernel_constraint: object = named(constraints.get, None)
    bias_constraint: object = named(constraints.get, None)

    def __post_init__(self):
        checks.whole("filters", self.filters)
        checks.flag("use_bias", self.use_bias)
        super().__post_init__()
        self.window(
            pair("kernel_size", self.kernel_size),
            pair("strides", self.strides),
            pair("dilation_rate", self.dilation_rate),
        )

    def make(self, rng):
        *positions, c = super().make(rng)
        bias = {"bias": (self.filters,)} if self.use_bias else {}
        self.draw(rng, kernel=(*self.size, c, self.filters), **bias)
        return (*positions, self.filters)

    def room(self, n):
        patches, (oh, ow, f) = Patches(self, n, self.positions), self.output_shape
        z = np.empty((n, oh, ow, f), self.dtype, order="F")
        dz = np.empty((n, oh, patches.wide, f), self.dtype, order="F")
        return {"patches": patches, "x": patches.x, "z": z, "a": self.outputs(n), "dz": dz}

    def __getattr__(self, name):
        """z and a after a pass through a step that keeps neither: made when someone looks."""
        if name not in ("z", "a") or not hasattr(self.__dict__.get("step"), "x"):
            raise AttributeError(f"this Conv2D has no {name!r}, or not before its first forward.")
        self.forward(self.step.x)
        return self.__dict__[name]

    def forward(self, x, training=False):
        self.take(x)
        for j in self.patches.strips:
            z = self.z[:, :, j]
            np.matmul(self.patches.gather(j), self.block, out=rows(z))
            self.activation.forward(z, out=self.a[:, :, j])
        return self.a

    def backward(self, dout):
        self.patches.start_backward()
        for j in self.patches.strips:
            z, a, dz = self.z[:, :, j], self.a[:, :, j], self.dz[:, :, : j.stop - j.start]
            self.patches.backward(j, self.activation.backward(dout[:, :, j], z, a, out=dz))
        self.regularize()
        return self.patches.dx


@dataclass(eq=False, repr=False)
class ZeroPadding2D(ImageLayer):
    """A frame of zeros round each image (n, h, w, c).

    padding is a number for all four sides, two numbers (rows, columns), or
    ((above, below), (left, right)).
    """

    padding: object = (1, 1)

    def __post_init__(self):
        two = several(self.padding) and len(self.padding) == 2
        sides = self.padding if two else (self.padding, self.padding)
        self.pads = [pair("padding", side, low=0) for side in sides]

    def make(self, rng):
        h, w, c = super().make(rng)
        (top, bottom), (left, right) = self.pads
        self.inside = np.s_[:, top : top + h, left : left + w]
        return (top + h + bottom, left + w + right, c)

    def room(self, n):
        a = self.outputs(n)
        a[...] = 0
        return {"a": a, "x": a[self.inside]}

    def forward(self, x, training=False):
        self.take(x)
        return self.a

    def backward(self, dout):
        return dout[self.inside]
