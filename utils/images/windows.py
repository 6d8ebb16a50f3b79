"""Windows: where a window may stand on an image, and what it sees there.

Images are (n, h, w, c): rows from above, columns from the left, channels last.
"""

import numpy as np

from .. import checks
from ..layer import Layer

PADDINGS = {"valid": 0, "same": 0}
CELLS = 2**16  # of a window, at most


def several(value):
    """Whether a setting is more than one number."""
    return isinstance(value, (tuple, list, range)) or np.ndim(value) > 0


def pair(name, value, low=1):
    """A setting for rows and for columns: a whole number for both, or two of them."""
    values = tuple(value) if several(value) else (value, value)
    if len(values) != 2:
        raise ValueError(f"{name} must be a whole number or two of them, got {value!r}.")
    for each in values:
        checks.whole(name, each, low)
    return tuple(map(int, values))


class ImageLayer(Layer):
    """A layer that keeps its images x (n, h, w, c) in a place of its own, see `room`."""

    def make(self, rng):
        if len(self.input_shape) != 3:
            raise ValueError(
                f"{type(self).__name__} expects images (height, width, channels), got examples of "
                f"shape {self.input_shape}; put Reshape((height, width, channels)) before it."
            )
        return self.input_shape

    def inputs(self, n):
        self.enter(n)
        return self.x

    def take(self, x):
        """Have x in its place, where the layer before may have written it already."""
        self.enter(len(x))
        if x is not self.x:
            self.x[...] = x


class Windowed(ImageLayer):
    """A window of kh x kw cells that slides over images.

    Along an axis of i pixels, a window of k cells that lie d pixels apart spans d (k - 1) + 1
    pixels and, moved by s pixels at a time, has o = (i + p - span) // s + 1 positions (Dumoulin &
    Visin 2016, relationship 15). The padding p is 0 for "valid"; for "same" it is what
    o = ceil(i / s) needs, an odd pixel of it below and to the right, as in Keras.
    """

    around = 0  # what the padding holds

    def window(self, size, steps, dilation=(1, 1)):
        """Say what slides, before it is known over what."""
        checks.lookup(str(self.padding), PADDINGS, "padding")
        if size[0] * size[1] > CELLS:
            raise ValueError(
                f"a window of {size[0]} x {size[1]} cells is too large, more than {CELLS:,} in "
                "all; take a smaller one, or GlobalAveragePooling2D()."
            )
        self.size, self.steps, self.dilation = size, steps, dilation

    def make(self, rng):
        return self.slide(super().make(rng))

    def slide(self, image):
        """Find the positions on images of this shape; returns the shape of what is seen there."""
        self.image = image
        axes = zip(image, self.size, self.steps, self.dilation)
        self.pads, self.positions = zip(*(self._fit(*axis) for axis in axes))
        return (*self.positions, image[2])

    def _fit(self, i, k, s, d):
        """(pixels of padding before, after) and the number of positions along one axis."""
        span = d * (k - 1) + 1
        if self.padding == "same":
            o = -(-i // s)
            p = max((o - 1) * s + span - i, 0)
            return (p // 2, p - p // 2), o
        o = (i - span) // s + 1
        if o < 1:
            raise ValueError(
                f"{self!r} does not fit into images of {self.image[0]} x "
                f"{self.image[1]} pixels: its window spans {span}, so there are "
                f"({i} - {span}) // {s} + 1 = {o} positions. Take a smaller window, or "
                "padding='same'."
            )
        return (0, 0), o

    def images(self, n, around=0):
        """Memory for n images in their padding, and the part of it that holds the images."""
        (top, bottom), (left, right) = self.pads
        h, w, c = self.image
        padded = np.empty((n, top + h + bottom, left + w + right, c), self.dtype, order="F")
        if any(map(any, self.pads)):
            padded[...] = around
        return padded, padded[:, top : top + h, left : left + w]

    def windows(self, padded, positions):
        """A view (n, oh, ow, kh, kw, c): what the window sees at each position.

        Windows overlap: write to one cell (kh, kw) at a time.
        """
        n, h, w, c = padded.strides
        (s, t), (d, e) = self.steps, self.dilation
        shape = (len(padded), *positions, *self.size, padded.shape[3])
        return np.lib.stride_tricks.as_strided(padded, shape, (n, h * s, w * t, h * d, w * e, c))

    def views(self, padded):
        """For each cell of the window, row by row, what it sees: views (n, oh, ow, c)."""
        windows = self.windows(padded, self.positions)
        return [windows[:, :, :, h, w] for h, w in np.ndindex(*self.size)]
