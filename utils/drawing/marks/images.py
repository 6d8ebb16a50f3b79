"""Images and matrices: numbers as colours, on one scale for all moments."""

import numpy as np

from ... import checks
from ..style.numbers import MINUS, rounded, scientific
from ..style.page import SMALL, text_width
from ..style.palette import DIVERGING, GREYS
from .mark import Mark

LESS, MORE = "\N{LESS-THAN OR EQUAL TO} ", "\N{GREATER-THAN OR EQUAL TO} "
BAR = 12  # pixels, how broad a scale of colours is
BEYOND = 0.01  # share of a matrix's weights that may lie beyond its scale


class Image(Mark):
    """An image (rows, cols), or T of them, drawn from its upper left corner.

    images: numbers on a scale from `low` to `high`, those of all images by default; or colours
    (..., 3) from 0 to 1, or from 0 to 255 where they are whole numbers. colours: a colormap.
    """

    fills, channels = True, (3, 4)

    def __init__(self, images, low=None, high=None, colours=GREYS, name=""):
        images = checks.read("images", images)
        if images.dtype.kind not in "biu":
            images = checks.array("images", images, gaps=True)
        self.rgb = images.ndim >= 3 and images.shape[-1] in self.channels
        if images.ndim - self.rgb not in (2, 3) or not images.size:
            raise ValueError(
                f"an image has rows and columns, and moments before them, got the shape "
                f"{images.shape}; take one channel, images[..., 0], or three as colours."
            )
        if not np.isfinite(images).all():
            raise ValueError("an image holds nan or infinity; clip it, or replace these numbers.")
        self.images = images if images.ndim - self.rgb == 3 else images[np.newaxis]
        self.moments = len(self.images) if len(self.images) > 1 else None
        self.low = float(self.images.min()) if low is None else low
        self.high = float(self.images.max()) if high is None else high
        self.colormap, self.name = colours, name

    def make(self, axes):
        look = {"extent": self.bounds(), "interpolation": "nearest", "aspect": "auto"}
        if not self.rgb:
            look |= {"cmap": self.colormap, "vmin": self.low, "vmax": self.high}
        self.moving = [axes.imshow(self.images[0], **look)]

    def draw(self, i):
        self.moving[0].set_data(self.images[i])

    def facts(self, i):
        image = self.images[i]
        name = f"{self.name}: " if self.name else ""
        shape = " x ".join(str(side) for side in image.shape[:2])
        return [f"{name}{shape} from {rounded(image.min())} to {rounded(image.max())}"]

    def bounds(self):
        """The image in columns and rows, the first row on top."""
        rows, columns = self.images.shape[1:3]
        return 0.5, columns + 0.5, rows + 0.5, 0.5


class Matrix(Image):
    """A matrix (rows, cols), or T of them, around 0: from minus to plus the largest.

    The scale ends where a hundredth of the numbers of some moment lie beyond it, so that a few
    large ones do not make all others pale.
    """

    channels = ()  # three columns are no colours

    def __init__(self, matrices, limit=None, name="weights"):
        shapes = sorted({np.shape(matrix) for matrix in matrices}, key=str)
        if len(shapes) != 1 or len(shapes[0]) not in (1, 2):
            raise ValueError(
                "a matrix has rows and columns, the same at each moment, got "
                f"{len(matrices)} of {' and '.join(map(str, shapes))}; record one layer's kernel."
            )
        matrices = checks.array("a matrix", matrices, float, gaps=True)
        if not np.isfinite(matrices).all():
            raise ValueError("a matrix holds nan or infinity; cut it off where it diverges.")
        matrices = np.round(matrices, 6) + 0.0  # less than a millionth is the rest of a rounding
        limit = limit or _limit(np.abs(matrices.reshape(-1, *matrices.shape[-2:])))
        super().__init__(matrices, -limit, limit, DIVERGING, name)
        beyond = np.abs(matrices).max() > limit  # the ends stand for larger numbers too
        low, high = (LESS, MORE) if beyond else ("", "")
        self.words = f"{low}{MINUS}{scientific(limit)}", "0", f"{high}{scientific(limit)}"
        self.beside = 10 + BAR + max(text_width(word, SMALL) for word in self.words)

    def make(self, axes):
        """The matrix, and the scale of its colours beside it."""
        super().make(axes)
        width = axes.bbox.width
        bar = axes.inset_axes((1 + 10 / width, 0, BAR / width, 1), xticks=[])
        shades = np.linspace(self.high, self.low, 256)[:, np.newaxis]
        look = {"extent": (0, 1, self.low, self.high), "aspect": "auto", "cmap": self.colormap}
        bar.imshow(shades, **look)
        bar.yaxis.tick_right()
        bar.spines[:].set_visible(False)
        bar.set_yticks((self.low, 0, self.high), self.words)

    def facts(self, i):
        W = self.images[i]
        shape = f"{W.shape[0]} x {W.shape[1]} {self.name}"
        return [f"{shape} from {rounded(W.min(), 2)} to {rounded(W.max(), 2)}"]


def _limit(sizes):
    """The end of the scale for numbers of sizes (T, rows, cols), with two digits."""
    limit = max(np.quantile(size, 1 - BEYOND) for size in sizes) or sizes.max() or 1.0
    return float(f"{limit:.2g}")
