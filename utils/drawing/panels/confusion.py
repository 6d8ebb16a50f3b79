"""A confusion matrix: which class is taken for which, and how often."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from ... import checks
from ..marks.mark import Draw
from ..style.page import NOTE, SMALL, text_width
from ..style.palette import FAINT, INK, LOOKS, MUTED, PAPER
from .panel import Panel

MISTAKES = LinearSegmentedColormap.from_list("mistakes", [PAPER, LOOKS[2].line["color"]])
DARK = 0.55  # shares of the largest count from which on letters are pale


class Confusion(Panel):
    """Which class is taken for which? Counts (k, k): a row for each true class, a column for each
    predicted one.

    What is right stands on the diagonal in grey; mistakes are the darker the more often they were
    made, on a scale of their own, so that a few are seen beside many right answers. At the right
    stands the share of each row that is right. names: of the k classes.
    """

    def __init__(self, counts, names=None, axes=("predicted class", "true class"), wide=None):
        counts = checks.read("counts", counts)
        if counts.dtype.kind not in "biu":
            counts = checks.array("counts", counts)
        if counts.ndim != 2 or len(set(counts.shape)) != 1 or (counts < 0).any():
            raise ValueError(
                f"counts must be a square table of numbers from 0 up, got the shape "
                f"{counts.shape}; row i, column j holds how often class i was taken for class j."
            )
        k = len(counts)
        self.classes = [str(name) for name in (range(k) if names is None else names)]
        if len(self.classes) != k:
            raise ValueError(f"names must hold one for each of {k} classes.")
        self.counts, self.right = counts, np.diag(counts)
        self.mistakes = counts - np.diag(self.right)
        self.shares = self.right / np.maximum(counts.sum(axis=1), 1)
        limits = -0.5, k - 0.5, k - 0.5, -0.5
        super().__init__(Draw(self._cells), limits=limits, axes=axes, ratio=1, wide=wide)

    def _ticks(self, side, count=5):
        return list(range(len(self.counts))), self.classes

    def _ticks_below(self):
        return self._ticks("x")

    def _right(self):
        return 12 + text_width("100.0 %", SMALL)

    def _cells(self, axes):
        worst = max(self.mistakes.max(), 1)
        shades = MISTAKES(self.mistakes / worst)
        shades[np.diag_indices(len(self.counts))] = MISTAKES.with_extremes(over=FAINT)(2.0)
        axes.imshow(shades, extent=self.limits, aspect="auto", interpolation="nearest")
        axes.tick_params(length=0)
        middle = {"ha": "center", "va": "center_baseline"}
        for (row, column), count in np.ndenumerate(self.counts):
            dark = row != column and count > DARK * worst
            look = {"color": PAPER if dark else INK, "size": NOTE, **middle}
            axes.text(column, row, f"{count:,}" if count else "", **look)
        look = {"size": SMALL, "color": MUTED, "va": "center_baseline", "clip_on": False}
        for row, share in enumerate(self.shares):
            axes.text(len(self.counts) - 0.5 + self._gap(), row, f"{100 * share:.1f} %", **look)

    def _gap(self):
        """Six pixels in the unit of the axes."""
        return 6 * len(self.counts) / self.box[2]

    def facts(self, i):
        """How many are right, and the three most frequent mistakes."""
        most = np.argsort(-self.mistakes, axis=None, kind="stable")[:3]
        pairs = [(*divmod(int(at), len(self.counts)), self.mistakes.flat[at]) for at in most]
        told = [f"{self.classes[true]} taken for {self.classes[other]} {count} times"
                for true, other, count in pairs if count]  # fmt: skip
        return [f"{self.right.sum():,} of {self.counts.sum():,} right", *told]
