"""A confusion matrix: which class is taken for which, and how often."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from ... import checks
from ..marks.mark import Draw
from ..style.page import NOTE, SMALL, text_width
from ..style.palette import FAINT, INK, LOOKS, MUTED, PAPER
from .panel import Panel

MISTAKES = LinearSegmentedColormap.from_list("mistakes", [PAPER, LOOKS[2].line["color"]])
TONES = 32  # shades of mistakes that a film keeps as they are
DARK = 0.55  # shares of the largest count from which on letters are pale


class Confusion(Panel):
    """Which class is taken for which? Counts (k, k): a row for each true class, a column for each
    predicted one; or (T, k, k) for T moments.

    What is right stands on the diagonal in grey; mistakes are the darker the more often they were
    made, on a scale of their own, so that a few are seen beside many right answers. The scale is
    that of the last moment, at whose most frequent mistake it ends. At the right stands the share
    of each row that is right. names: of the k classes.
    """

    def __init__(self, counts, names=None, axes=("predicted class", "true class"), wide=None):
        counts = checks.read("counts", counts)
        if counts.dtype.kind not in "biu":
            counts = checks.array("counts", counts)
        if counts.ndim not in (2, 3) or np.ptp(counts.shape[-2:]) or (counts < 0).any():
            raise ValueError(
                f"counts must be a square table of numbers from 0 up, got the shape "
                f"{counts.shape}; row i, column j holds how often class i was taken for class j."
            )
        moving, k = counts.ndim == 3, counts.shape[-1]
        self.classes = [str(name) for name in (range(k) if names is None else names)]
        if len(self.classes) != k:
            raise ValueError(f"names must hold one for each of {k} classes.")
        self.counts = counts if moving else counts[np.newaxis]
        self.mistakes = self.counts * (1 - np.eye(k, dtype=int))
        self.right = np.diagonal(self.counts, axis1=1, axis2=2)
        self.shares = self.right / np.maximum(self.counts.sum(axis=2), 1)
        self.worst = max(self.mistakes[-1].max(), 1)
        limits = -0.5, k - 0.5, k - 0.5, -0.5
        cells = Draw(self._cells, *((self._set, len(counts)) if moving else ()))
        shares = np.unique(np.minimum(self.mistakes / self.worst, 1))
        picks = np.linspace(0, len(shares) - 1, min(len(shares), TONES)).astype(int)
        cells.colours = MISTAKES(shares[picks], bytes=True)
        super().__init__(cells, limits=limits, axes=axes, ratio=1, wide=wide)

    def _ticks(self, side, count=5):
        return list(range(len(self.classes))), self.classes

    def _ticks_below(self):
        return self._ticks("x")

    def _right(self):
        return 12 + text_width("100.0 %", SMALL)

    def _cells(self, axes):
        look = {"extent": self.limits, "aspect": "auto", "interpolation": "nearest"}
        image = axes.imshow(self._shades(0), **look)
        axes.tick_params(length=0)
        look = {"size": NOTE, "ha": "center", "va": "center_baseline"}
        k = len(self.classes)
        texts = [axes.text(column, row, "", **look) for row, column in np.ndindex(k, k)]
        look = {"size": SMALL, "color": MUTED, "va": "center_baseline", "clip_on": False}
        texts += [axes.text(k - 0.5 + self._gap(), row, "", **look) for row in range(k)]
        self._set(0, image, *texts)
        return [image, *texts]

    def _set(self, i, image, *texts):
        image.set_data(self._shades(i))
        dark = self.mistakes[i].ravel() > DARK * self.worst
        for text, count, pale in zip(texts, self.counts[i].flat, dark):
            text.set(text=f"{count:,}" if count else "", color=PAPER if pale else INK)
        for text, share in zip(texts[dark.size :], self.shares[i]):
            text.set_text(f"{100 * share:.1f} %")

    def _shades(self, i):
        """Colours (k, k, 4) of a moment's cells."""
        shades = MISTAKES(np.minimum(self.mistakes[i] / self.worst, 1))
        shades[np.diag_indices(len(self.classes))] = MISTAKES.with_extremes(over=FAINT)(2.0)
        return shades

    def _gap(self):
        """Six pixels in the unit of the axes."""
        return 6 * len(self.classes) / self.box[2]

    def facts(self, i):
        """How many are right, and the three most frequent mistakes."""
        mistakes = self.mistakes[i]
        most = np.argsort(-mistakes, axis=None, kind="stable")[:3]
        pairs = [(*divmod(int(at), len(self.classes)), mistakes.flat[at]) for at in most]
        told = [f"{self.classes[true]} taken for {self.classes[other]} {count} times"
                for true, other, count in pairs if count]  # fmt: skip
        return [f"{self.right[i].sum():,} of {self.counts[i].sum():,} right", *told]
