"""Points on the plane: filled where a model learned from them, hollow where it did not."""

import numpy as np
from matplotlib.lines import Line2D

from ... import checks
from ..style.numbers import fixed
from ..style.palette import CLASSES, INK, MARKERS, MUTED, PAPER
from .data import Labelled
from .grid import points as checked
from .mark import Mark

SIZE, BROAD, FEW = 30, 400, 250  # area of a point in square points, where a plane is as many
# pixels wide, or wider, and holds as many points, or fewer
MOST = 300  # held-out points that are drawn


class Points(Mark):
    """Points X (n, 2) of classes y, filled; held-out ones hollow and larger.

    X: (T, n, 2) where the points move. y: labels (n,), or (T, n) where they change, or None for
    points without any. held_out: a pair (X, y), of which 300 are drawn at most. seen: for each of T
    moments how many of the points are there. size: area in square points.
    """

    def __init__(self, X, y=None, held_out=None, seen=None, size=SIZE):
        self.plain = y is None
        X = checks.array("X", X, float, gaps=True)
        self.places = X if X.ndim == 3 else None
        X = checked(np.vstack(X))[-X.shape[1] :] if X.ndim == 3 else checked(X)
        y = np.zeros(len(X), int) if self.plain else checks.read("y", y)
        y = y.ravel() if y.shape == (len(X), 1) else y
        self.labels = labels = y if y.ndim == 2 else None
        self.data = Labelled((X, y if labels is None else y[-1]), held_out, labels)
        if self.labels is not None:
            self.labels = np.searchsorted(self.data.classes, self.labels)
        self.seen, self.size = seen, size
        counts = {len(each) for each in (self.places, self.labels, seen) if each is not None}
        if len(counts) > 1:
            raise ValueError(
                f"X, y and seen must have one row for each moment, got {sorted(counts)}."
            )
        self.moments = counts.pop() if counts else None
        self.keys = [] if self.plain else list(self._keys())

    def _keys(self):
        looks = zip(self.data.names, CLASSES, MARKERS, strict=False)
        for name, colour, marker in looks:
            yield Line2D([], [], color=colour, marker=marker, ls="", ms=7, label=name)
        if self.data.held_out:
            count = len(self.data.held_out[1])
            label = "held out" + (f", {MOST} of {count:,}" if count > MOST else "")
            hollow = {"ls": "", "ms": 7, "mfc": PAPER, "mec": MUTED, "mew": 1.8}
            yield Line2D([], [], marker="o", label=label, **hollow)

    def make(self, axes):
        count = len(self.data.train[1])
        size = self.size * min(1, (axes.bbox.width / BROAD) ** 1.5)
        size *= np.clip((FEW / count) ** 0.5, 0.6, 1)
        edge = (size / SIZE) ** 0.7
        held_out = self.data.held_out
        filled = {"s": size, "edgecolors": "white", "linewidths": 0.6 * edge, "zorder": 3}
        if self.plain:
            looks = [{"c": INK, "marker": "o"}]
        else:
            looks = [{"c": c, "marker": m} for c, m in zip(CLASSES, MARKERS)]
        looks = looks[: len(self.data.classes)]
        self.filled = [axes.scatter([], [], **filled, **look) for look in looks]
        if held_out:
            held_out = [part[:MOST] for part in held_out]
            for number, look in enumerate(looks):
                hollow = {"s": 1.8 * size, "c": PAPER, "linewidths": 1.7 * edge, "zorder": 4}
                hollow |= {"edgecolors": look["c"], "marker": look["marker"]}
                axes.scatter(*held_out[0][held_out[1] == number].T, **hollow)
        self.moving = self.filled

    def draw(self, i):
        X, y = self.data.train
        X = X if self.places is None else self.places[i]
        y = y if self.labels is None else self.labels[i]
        count = len(X) if self.seen is None else self.seen[i]
        for number, artist in enumerate(self.filled):
            artist.set_offsets(X[:count][y[:count] == number])

    def facts(self, i):
        if self.seen is None:
            return []
        return [f"{self.seen[i]:,} of {len(self.data.train[1]):,} points"]

    def described(self):
        """How many points there are, of which class, and where."""
        X, y = self.data.train
        classes = ", ".join(f"{np.sum(y == k)} of {name}" for k, name in enumerate(self.data.names))
        held = self.data.held_out
        held = f" and {len(held[1]):,} held-out points" if held else ""
        (left, bottom), (right, top) = X.min(axis=0), X.max(axis=0)
        return [
            f"{len(y):,} training points ({classes}){held}",
            f"x1 from {fixed(left)} to {fixed(right)}, x2 from {fixed(bottom)} to {fixed(top)}",
        ]

    def bounds(self):
        every = self.data.all if self.places is None else self.places.reshape(-1, 2)
        low, high = every.min(axis=0), every.max(axis=0)
        return low[0], high[0], low[1], high[1]
