"""Convolution: one small dense layer at work on every window of an image."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import activations, checks, constraints, initializers, regularizers
from .images.patches import Patches, rows
from .images.windows import ImageLayer, Windowed, pair, several
from .layer import named


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
