"""Trails: ways that climb on a relief, dotted where a nearer part of it hides them."""

import numpy as np

from ..marks.grid import at
from ..marks.ways import Ways
from .view import Solid

DOTTED = {"lw": 1.2, "ls": ":", "zorder": 4.9}
FAINT = 0.35  # how opaque a hidden dot is


class Trails(Ways, Solid):
    """Ways on a relief: a ring where each begins, a dot where it has come to."""

    def __init__(self, relief, ways, by_step, value):
        super().__init__(ways, by_step, heights=relief.ground, value=value)
        self.relief, grid = relief, relief.ground.grid
        self.ticks, self.points = zip(*(_densely(p, grid) for p in self.ways.values()), strict=True)
        self.shares = [at(grid, relief.ground.shares, points) for points in self.points]

    def make(self, axes):
        super().make(axes)
        self.hidden = [axes.plot([], [], c=c, **DOTTED)[0] for c in self.looks.values()]
        self.moving = [*self.hidden, *self.moving]

    def look(self, camera):
        self.spots = [self.relief.place(*each) for each in zip(self.points, self.shares)]

    def draw(self, i):
        rows = zip(self.ticks, self.spots, self.trails, self.hidden, self.starts, self.ends)
        for ticks, (pixels, seen), trail, hidden, start, end in rows:
            past = np.searchsorted(ticks, i, side="right")
            pixels, seen = pixels[:past], seen[:past]
            trail.set_data(*np.where(seen, pixels.T, np.nan))
            hidden.set_data(*np.where(seen, np.nan, pixels.T))
            for dot, k in ((start, 0), (end, past - 1)):
                dot.set_data(*pixels[[k]].T)
                dot.set_alpha(1 if seen[k] else FAINT)
            for line in self.coloured:
                shown = seen[1:] & seen[:-1]
                line.set_segments(np.stack([pixels[:-1], pixels[1:]], axis=1)[shown])
                line.set_color(self.tones(ticks[1:past])[shown])


def _densely(points, grid, most=600):
    """(ticks, points): a way with points between its steps, so that it keeps to the surface."""
    lengths = np.hypot(*(np.diff(points, axis=0) / (np.ptp(grid.x), np.ptp(grid.y))).T)
    between = np.minimum(np.ceil(lengths * 150), most).astype(int).clip(1)
    pieces = [i + np.arange(n) / n for i, n in enumerate(between)]
    ticks = np.concatenate([*pieces, [len(points) - 1]])
    return ticks, np.column_stack([np.interp(ticks, range(len(points)), axis) for axis in points.T])
