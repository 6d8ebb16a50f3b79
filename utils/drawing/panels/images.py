"""Images: a grid of small pictures, such as digits, filters or feature maps."""

import numpy as np

from ... import checks
from ..marks.mark import Draw
from ..style.numbers import rounded
from ..style.page import SMALL
from ..style.palette import DIVERGING, GREYS, INK
from .panel import Panel

SPACE = 0.12  # of an image's width, between two of them
WORDS, ABOUT = 22, 700  # pixels above each row of images for their names; of all images across


class Images(Panel):
    """What do these look like? n small images in a grid, on one scale.

    images: (n, rows, cols), or (T, n, rows, cols) for T moments; colours (..., 3) last. columns:
    how many stand in a row. names: one for each image, or for each moment a list of them. low,
    high: the scale, by default that of all; each: a scale for every image, where sizes differ;
    signed: a scale round 0 in the colours of weights, from minus to plus the largest, or `high`.
    """

    def __init__(
        self, images, columns=None, names=None, low=None, high=None, each=False, signed=False,
        colours=GREYS, wide=None,
    ):  # fmt: skip
        images = checks.array("images", images, float, gaps=True)
        if not np.isfinite(images).all():
            raise ValueError("images hold nan or infinity; clip them, or replace these numbers.")
        moving = images.ndim == 5 or images.ndim == 4 and images.shape[-1] not in (3, 4)
        if images.ndim not in (3, 4, 5) or not images.size:
            raise ValueError(
                f"images must have the shape (n, rows, cols), or (T, n, rows, cols) for T moments, "
                f"got {images.shape}; take images[..., 0] of one channel."
            )
        self.frames = images if moving else images[np.newaxis]
        self.number = self.frames.shape[1]
        self.columns = min(columns or int(np.ceil(np.sqrt(2 * self.number))), self.number)
        self.lines = -(-self.number // self.columns)
        self.words = self._named(names)
        rows, across = self.frames.shape[2:4]
        self.lift = WORDS * self.columns * (1 + SPACE) * across / ABOUT if self.words else 0
        self.step = across * (1 + SPACE), rows * (1 + SPACE) + self.lift
        if each:
            ends = self.frames.min((2, 3), keepdims=True), self.frames.max((2, 3), keepdims=True)
            self.frames = (self.frames - ends[0]) / np.where(ends[1] > ends[0], np.ptp(ends, 0), 1)
        if signed:
            high = np.abs(self.frames).max() if high is None else high
            low, colours = -high, DIVERGING
        self.low = self.frames.min() if low is None else low
        self.high = self.frames.max() if high is None else high
        self.colormap, width = colours, self.columns * self.step[0] - across * SPACE
        height = self.lines * self.step[1] - rows * SPACE - self.lift
        super().__init__(
            Draw(self._all, *((self._set, len(self.frames)) if moving else ())), axes=None,
            wide=wide, ratio=(height + self.lift) / width, limits=(0, width, height, -self.lift),
        )  # fmt: skip

    def _named(self, names):
        """Names (T, n) as texts; none where there are none."""
        if names is None:
            return None
        rows = [names] if np.ndim(names) == 1 else names
        if any(len(row) != self.number for row in rows):
            raise ValueError(f"names must hold one for each of {self.number} images.")
        return [[str(name) for name in row] for row in rows]

    def _all(self, axes):
        self.artists, self.texts = [], []
        rows, across = self.frames.shape[2:4]
        look = {"vmin": self.low, "vmax": self.high, "cmap": self.colormap}
        for n in range(self.number):
            line, column = divmod(n, self.columns)
            x, y = column * self.step[0], line * self.step[1]
            if self.words:
                words = {"size": SMALL, "color": INK, "zorder": 4}
                self.texts.append(axes.text(x, y - 0.2 * self.lift, "", **words))
            box = (x, x + across, y + rows, y)
            self.artists.append(axes.imshow(self.frames[0, n], extent=box, aspect="auto", **look))
        self._set(0)
        return [*self.artists, *self.texts]

    def _set(self, i, *_):
        for n, artist in enumerate(self.artists):
            artist.set_data(self.frames[i, n])
        words = self.words[min(i, len(self.words) - 1)] if self.words else ()
        for text, name in zip(self.texts, words, strict=True):
            text.set_text(name)

    def facts(self, i):
        shown = self.frames[i if len(self.frames) > 1 else 0]
        shape = f"{shown.shape[1]} x {shown.shape[2]}"
        ends = f"from {rounded(shown.min())} to {rounded(shown.max())}"
        return [f"{self.number} images of {shape} {ends}"]
