"""Convolution: one small dense layer at work on every window of an image."""

from dataclasses import dataclass

import numpy as np

from . import activations, checks, constraints, initializers, regularizers
from .images.cells import CellByCell
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
class DepthwiseConv2D(CellByCell):
    """Each channel has m filters of its own, and none looks at another channel: a = g(z).

    x (n, h, w, c), W (kh, kw, c, m), b (c m,), z and a (n, oh, ow, c m). Output k m + q is
    z[oi, oj] = sum over i, j of x[s oi + d i, s oj + d j, k] W[i, j, k, q] + b: a filter has kh kw
    weights where one of Conv2D has kh kw c (Sifre 2014; Howard et al. 2017, eq. 3).
    """

    kernel_size: object
    strides: object = (1, 1)
    padding: str = "valid"
    depth_multiplier: int = 1
    dilation_rate: object = (1, 1)
    activation: object = named(activations.get, None)
    use_bias: bool = True
    depthwise_initializer: object = named(initializers.get, "glorot_uniform")
    bias_initializer: object = named(initializers.get, "zeros")
    depthwise_regularizer: object = named(regularizers.get, None)
    bias_regularizer: object = named(regularizers.get, None)
    depthwise_constraint: object = named(constraints.get, None)
    bias_constraint: object = named(constraints.get, None)
    # Keras calls these settings depthwise, and the weights kernel.
    kernel_initializer = property(lambda self: self.depthwise_initializer)
    kernel_regularizer = property(lambda self: self.depthwise_regularizer)
    kernel_constraint = property(lambda self: self.depthwise_constraint)

    def __post_init__(self):
        checks.whole("depth_multiplier", self.depth_multiplier)
        super().__post_init__()

    def make(self, rng):
        *positions, c = super().make(rng)
        units = c * self.depth_multiplier
        bias = {"bias": (units,)} if self.use_bias else {}
        self.draw(rng, kernel=(*self.size, c, self.depth_multiplier), **bias)
        return (*positions, units)

    def room(self, n):
        (padded, x), (dpadded, dx) = self.images(n), self.images(n)
        z, dz = (np.empty((n, *self.output_shape), self.dtype, order="F") for _ in range(2))
        sums, dparts = (array.reshape(*z.shape[:3], x.shape[3], -1) for array in (z, dz))
        images = {"x": x, "padded": padded, "dx": dx, "dpadded": dpadded, "dsums": dpadded}
        return {**images, "z": z, "sums": sums, "a": self.outputs(n), "dz": dz, "dparts": dparts}

    def add(self, W, seen):
        self.sums += seen[..., np.newaxis] * W

    def pass_back(self, W, dW, seen, dseen):
        dW[...] = np.einsum("nhwc,nhwcq->cq", seen, self.dparts)
        if not self.first:
            dseen += (self.dparts * W).sum(axis=-1)


@dataclass(eq=False, repr=False)
class Conv2DTranspose(CellByCell):
    """Each pixel paints its window of a larger image: Conv2D's way back, as a layer: a = g(z).

    x (n, h, w, c), W (kh, kw, f, c), b (f,), z and a (n, H, W, f). With strides s and dilation d,
    z[s i + d p, s j + d q] = sum of x[i, j] W[p, q]^T over all i, j, p, q that meet there, + b. It
    multiplies by the transpose of Conv2D's matrix (Zeiler et al. 2010; Dumoulin & Visin 2016,
    chapter 4). As in Keras, H is s (h - 1) + max(span, s) for "valid" and s h for "same";
    output_padding is added to s (h - 1) + span instead, or to s (h - 1) + span mod 2.
    """

    filters: int
    kernel_size: object
    strides: object = (1, 1)
    padding: str = "valid"
    output_padding: object = None
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
        super().__post_init__()
        more = self.output_padding
        self.more = (None, None) if more is None else pair("output_padding", more, low=0)
        if any(e is not None and e >= s for e, s in zip(self.more, self.steps)):
            raise ValueError(
                f"output_padding must be smaller than strides, got {more!r} and {self.strides!r}."
            )
        if max(self.steps) > 1 and max(self.dilation) > 1:
            raise ValueError(
                "Conv2DTranspose takes strides or dilation_rate, not both, as in Keras; got "
                f"{self.strides!r} and {self.dilation_rate!r}."
            )

    def make(self, rng):
        *positions, c = ImageLayer.make(self, rng)
        axes = zip(positions, self.size, self.steps, self.dilation, self.more)
        self.slide((*(self._side(*axis) for axis in axes), self.filters))
        if self.positions != tuple(positions):
            raise ValueError(
                f"{self!r} does not fit {positions[0]} x {positions[1]} pixels: on an image of "
                f"{self.image[0]} x {self.image[1]} its window has {self.positions[0]} x "
                f"{self.positions[1]} positions. Take output_padding=None, or a larger one."
            )
        bias = {"bias": (self.filters,)} if self.use_bias else {}
        self.draw(rng, kernel=(*self.size, self.filters, c), **bias)
        return self.image

    def _side(self, i, k, s, d, more):
        """The pixels of the larger image along one axis."""
        span = d * (k - 1) + 1
        if more is None:
            return s * (i - 1) + (s if self.padding == "same" else max(span, s))
        return s * (i - 1) + more + (span % 2 if self.padding == "same" else span)

    def room(self, n):
        x, dx = (np.empty((n, *self.input_shape), self.dtype, order="F") for _ in range(2))
        (padded, z), (dpadded, dz) = self.images(n), self.images(n)
        images = {"x": x, "dx": dx, "dsums": dx, "padded": padded, "sums": padded, "z": z}
        return {**images, "a": self.outputs(n), "dpadded": dpadded, "dz": dz}

    def add(self, W, seen):
        seen += (rows(self.x) @ W.T).reshape(seen.shape, order="F")

    def pass_back(self, W, dW, seen, dseen):
        dz = rows(dseen)
        dW[...] = dz.T @ rows(self.x)
        if not self.first:
            self.dx += (dz @ W).reshape(self.dx.shape, order="F")


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
