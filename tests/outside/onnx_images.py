"""ONNX operators on images, each as layers of the library: ONNX has channels first, we last.

A signal (n, c, length) is an image of height 1. Pads are written ((above, below), (left, right)).
"""

import numpy as np

from utils.convolution import Conv2D, Conv2DTranspose, DepthwiseConv2D, ZeroPadding2D
from utils.pooling import AveragePooling2D, GlobalAveragePooling2D, MaxPooling2D

from .onnx_rules import need, need_floats, refuse, through


def channels_last(x):
    need_floats(x)
    need(x.ndim in (3, 4), "volumes: windows along three axes")
    x = x.reshape(*x.shape[:2], -1, x.shape[-1]) if x.ndim == 4 else x[:, :, None]
    return x.transpose(0, 2, 3, 1)


def channels_first(y, ndim):
    y = y.transpose(0, 3, 1, 2)
    return y[:, :, 0] if ndim == 3 else y


def on_image(setting, fill):
    """A setting for each axis, with `fill` for the height of a signal."""
    return tuple(setting) if len(setting) == 2 else (fill, *setting)


class Window:
    """Where a window of ONNX's stands: its size, strides, dilation and pads along both axes."""

    def __init__(self, a, shape, size):
        ndim = len(size)
        self.ceil, self.shape = a.get("ceil_mode", 0), shape
        self.size = on_image(size, 1)
        self.strides = on_image(a.get("strides", [1] * ndim), 1)
        self.dilation = on_image(a.get("dilations", [1] * ndim), 1)
        self.spans = [d * (k - 1) + 1 for d, k in zip(self.dilation, self.size)]
        pads = a.get("pads", [0] * 2 * ndim)
        before, after = on_image(pads[:ndim], 0), on_image(pads[ndim:], 0)
        self.pads = tuple(zip(before, after))
        if a.get("auto_pad", "NOTSET").startswith("SAME"):
            sides = zip(shape, self.spans, self.strides)
            wanted = [max((-(-i // s) - 1) * s + span - i, 0) for i, span, s in sides]
            halves = [(p // 2, p - p // 2) for p in wanted]
            lower = a["auto_pad"] == "SAME_LOWER"
            self.pads = tuple(half[::-1] if lower else half for half in halves)

    def positions(self):
        """How many there are; with ceil_mode also one that only begins on image or pad."""
        counts = []
        for i, span, s, (b, e) in zip(self.shape, self.spans, self.strides, self.pads):
            o = (i + b + e - span) // s + 1
            further = self.ceil and (i + b + e - span) % s and o * s < i + b
            counts.append(o + bool(further))
        return tuple(counts)

    def reached(self):
        """The pads as far as windows reach into them, or beyond them."""
        axes = zip(self.shape, self.spans, self.strides, self.pads, self.positions())
        return tuple((b, max((o - 1) * s + span - i - b, 0)) for i, span, s, (b, _), o in axes)


def grouped(convolve):
    """A convolution in groups of channels: each group by itself, its outputs side by side."""

    def operator(a, x, W, B=None):
        need(W.ndim in (3, 4), "volumes: windows along three axes")
        window = Window(a, x.shape[2:] if x.ndim == 4 else (1, x.shape[2]), W.shape[2:])
        groups, images = a.get("group", 1), channels_last(x)
        if convolve is conv and groups == images.shape[-1] > 1:
            return channels_first(depthwise(window, images, W, B), x.ndim)
        parts, kernels = np.split(images, groups, axis=-1), np.split(W, groups)
        biases = [None] * groups if B is None else np.split(B, groups)
        outputs = [convolve(a, window, *part) for part in zip(parts, kernels, biases)]
        return channels_first(np.concatenate(outputs, axis=-1), x.ndim)

    return operator


def conv(a, window, x, W, bias):
    kernel = channels_last(W).transpose(1, 2, 3, 0)
    settings = {"dilation_rate": window.dilation, "use_bias": bias is not None}
    layer = Conv2D(len(W), window.size, window.strides, **settings)
    weights = [kernel] if bias is None else [kernel, bias]
    return through([ZeroPadding2D(window.pads), layer], x, weights)


def depthwise(window, x, W, bias):
    """A group for each channel: W (c m, 1, kh, kw)."""
    kernel = W.reshape(x.shape[-1], -1, *window.size).transpose(2, 3, 0, 1)
    settings = {"dilation_rate": window.dilation, "use_bias": bias is not None}
    settings["depth_multiplier"] = kernel.shape[-1]
    layer = DepthwiseConv2D(window.size, window.strides, **settings)
    weights = [kernel] if bias is None else [kernel, bias]
    return through([ZeroPadding2D(window.pads), layer], x, weights)


def conv_transpose(a, window, x, W, bias):
    """What is painted in whole, W (c, f, kh, kw), without the pads that ONNX cuts off."""
    more, padding, pads = on_image(a.get("output_padding", [0, 0]), 0), "valid", window.pads
    if "output_shape" in a:
        axes = zip(a["output_shape"], x.shape[1:3], window.strides, window.spans)
        more = [size - (s * (o - 1) + span) for size, o, s, span in axes]
        need(min(more) >= 0, "pads to be found for a shape")
    if a.get("auto_pad", "NOTSET") != "NOTSET":
        need(a["auto_pad"] == "SAME_UPPER", "pads to be found for a shape")
        more, padding, pads = None, "same", ((0, 0), (0, 0))
    kernel = W.reshape(*W.shape[:2], *window.size).transpose(2, 3, 1, 0)
    settings = {"dilation_rate": window.dilation, "use_bias": bias is not None}
    settings.update(padding=padding, output_padding=more)
    layer = Conv2DTranspose(W.shape[1], window.size, window.strides, **settings)
    z = through([layer], x, [kernel] if bias is None else [kernel, bias])
    (above, below), (left, right) = pads
    return z[:, above : z.shape[1] - below, left : z.shape[2] - right]


def gradient_to_images(window, dout, W):
    """backward of ZeroPadding2D and Conv2D, for W (f, c, kh, kw) and images of window.shape."""
    pad = ZeroPadding2D(window.pads)
    settings = {"dilation_rate": window.dilation, "use_bias": False}
    layer = Conv2D(len(W), window.size, window.strides, **settings)
    layer.build(pad.build((*window.shape, W.shape[1]), None, dout.dtype), RNG, dout.dtype)
    layer.params["kernel"][...] = W.reshape(*W.shape[:2], *window.size).transpose(2, 3, 1, 0)
    layer.forward(np.zeros((len(dout), *layer.input_shape)))
    return np.array(pad.backward(layer.backward(dout)))


def columns_to_image(a, columns, image_shape, block_shape):
    """dx of the convolution that copies each number of a window into a filter of its own."""
    need(len(image_shape) == 2, "volumes: windows along three axes")
    need_floats(columns)
    window = Window(a, tuple(map(int, image_shape)), tuple(map(int, block_shape)))
    filters = columns.shape[1]
    W = np.eye(filters).reshape(filters, -1, *window.size)
    dout = columns.reshape(*columns.shape[:2], *window.positions())
    return channels_first(gradient_to_images(window, channels_last(dout), W), 4)


def pooled(kind):
    """A pooling by `kind`, where its "valid" or "same" puts the windows where ONNX has them."""

    def operator(a, x):
        need(a["outputs"] == 1, "where the largest numbers stand is asked for")
        need(set(a.get("dilations", [1])) == {1}, "windows with gaps; ours pool without")
        images, layers = channels_last(x), []
        window = Window(a, images.shape[1:3], a["kernel_shape"])
        reached = window.reached()
        if a.get("count_include_pad") and np.any(reached):
            need(np.all(np.array(reached) <= window.pads), "windows over what is no pad")
            layers, reached = [ZeroPadding2D(window.pads)], ((0, 0), (0, 0))
        elif np.any(reached):
            layer = kind(window.size, window.strides, "same")
            layer.build(images.shape[1:], None, x.dtype)
            same = layer.pads == reached and layer.positions == window.positions()
            need(same, 'pads that are not those of "same"')
        layers += [kind(window.size, window.strides, "same" if np.any(reached) else "valid")]
        return channels_first(through(layers, images), x.ndim)

    return operator


def global_average(a, x):
    images = channels_last(x)
    return channels_first(through([GlobalAveragePooling2D(keepdims=True)], images), x.ndim)


def global_maximum(a, x):
    images = channels_last(x)
    return channels_first(through([MaxPooling2D(images.shape[1:3])], images), x.ndim)


def zero_padding(a, x, pads=None, value=None, axes=None):
    images, value = channels_last(x), a.get("value", 0.0) if value is None else value
    zeros = a.get("mode", "constant") == "constant" and value == 0
    need(zeros, "a frame of other numbers than zeros")
    above, below = np.split(np.array(a["pads"] if pads is None else pads), 2)
    need(axes is None and x.ndim == 4 and not any([*above[:2], *below[:2]]), "other axes")
    layer = ZeroPadding2D(tuple((int(b), int(e)) for b, e in zip(above[2:], below[2:])))
    return channels_first(through([layer], images), 4)


RNG = np.random.default_rng(0)  # draws the kernels that the cases' own replace
OPERATORS = {
    "Conv": grouped(conv),
    "ConvTranspose": grouped(conv_transpose),
    "Col2Im": columns_to_image,
    "MaxPool": pooled(MaxPooling2D),
    "AveragePool": pooled(AveragePooling2D),
    "GlobalMaxPool": global_maximum,
    "GlobalAveragePool": global_average,
    "Pad": zero_padding,
    "LRN": refuse("no normalization over neighbouring channels"),
    "MaxUnpool": refuse("needs to be told where the largest numbers stood"),
}
