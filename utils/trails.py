"""Trails: paths on a surface and on its map, in one colour or in the colours of their steps."""

from __future__ import annotations

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.patheffects import withStroke

from . import fields
from .layout import SMALL, panel, plain, text_width
from .palette import INK, MUTED, PAPER, STEPS
from .picture import DPI

RIM = [withStroke(linewidth=4, foreground="white")]
DOT = {"marker": "o", "ls": "", "mew": 1.6, "clip_on": False, "zorder": 6}
BROAD, SCALE = 3.4, 120  # points of a coloured line, pixels of the scale of its colours


class Trail:
    """One path on the surface and on the map: a ring at its start, a dot where it has come to."""

    def __init__(self, view, map_, grid, heights, points, colour):
        self.view, self.points = view, points
        self.time, self.dense = _densely(points, grid)
        lifted = view.relief.lift(fields.at(grid, heights, self.dense))
        self.place = [*_unit(grid, self.dense), lifted]
        self.hidden = LineCollection([], colors=[colour], linewidths=1.2, linestyles=":")
        self.line = LineCollection([], colors=[colour], linewidths=2.2, path_effects=RIM)
        for line in (self.hidden, self.line):
            view.axes.add_collection(line, autolim=False)
        self.flat = map_.axes.plot([], [], color=colour, lw=2.2, path_effects=RIM)[0]
        looks = {"mfc": PAPER, "mec": colour, "ms": 7}, {"mfc": colour, "mec": "white", "ms": 9}
        self.dots = [view.axes.plot([], [], **DOT, **look)[0] for look in looks]
        self.marks = [map_.axes.plot([], [], **DOT, **look)[0] for look in looks]
        self.moving = [self.hidden, self.line, self.flat, *self.dots, *self.marks]

    def draw(self, step):
        past = np.searchsorted(self.time, step, side="right")
        pixels, seen = self.view.relief.place(*(axis[:past] for axis in self.place))
        self.line.set_segments(_runs(pixels, seen))
        self.hidden.set_segments(_runs(pixels, ~seen))
        self.flat.set_data(*self.dense[:past].T)
        for dot, mark, i in zip(self.dots, self.marks, (0, past - 1), strict=True):
            dot.set_data(*pixels[[i]].T)
            dot.set_alpha(1 if seen[i] else 0.35)
            mark.set_data(*self.dense[[i]].T)
        return pixels, seen


class StepTrail(Trail):
    """A path whose colour says at which step it was there; its ring and its dot are dark."""

    def __init__(self, view, map_, grid, heights, points, steps):
        super().__init__(view, map_, grid, heights, points, INK)
        when = np.interp(self.time, np.arange(len(steps)), steps)[1:]
        self.colours = STEPS((when - steps[0]) / (steps[-1] - steps[0] or 1))
        for rim in (self.line, self.flat):
            rim.set(color="white", linewidth=BROAD + 2.2, path_effects=[])
        look = {"linewidths": BROAD, "capstyle": "round", "zorder": 2.5}
        self.coloured = [LineCollection([], **look) for _ in (view, map_)]
        for line, part in zip(self.coloured, (view, map_), strict=True):
            part.axes.add_collection(line, autolim=False)
        self.moving[3:3] = self.coloured

    def draw(self, step):
        pixels, seen = super().draw(step)
        known = np.full(len(seen) - 1, True)
        ways = (pixels, seen[1:] & seen[:-1]), (self.dense[: len(seen)], known)
        for line, (points, shown) in zip(self.coloured, ways, strict=True):
            line.set_segments(np.stack([points[:-1], points[1:]], axis=1)[shown])
            line.set_color(self.colours[: len(shown)][shown])
        return pixels, seen


def step_scale(figure, steps, unit, left, bottom):
    """What the colours of a path mean: the first and the last step at the ends of their scale."""
    across, up = figure.get_size_inches() * DPI
    words = f"{unit} {plain(steps[0])}"
    start = left + text_width(figure, words, SMALL) + 8
    axes = panel(figure, start, bottom, SCALE, 12, xticks=[], yticks=[])
    axes.spines[:].set_visible(False)
    colours = STEPS(np.arange(STEPS.N))[np.newaxis, :, :3]
    axes.imshow(colours, aspect="auto", extent=(0, 1, 0, 1))
    for x, word in ((left, words), (start + SCALE + 8, plain(steps[-1]))):
        figure.text(x / across, (bottom + 2) / up, word, size=SMALL, color=MUTED)


def _runs(pixels, seen):
    """The stretches of a path that are seen."""
    ends = np.flatnonzero(np.diff(seen.astype(int))) + 1
    return [part for part, shown in zip(np.split(pixels, ends), seen[[0, *ends]]) if shown]


def _densely(points, grid, most=600):
    """(time, points): a path with points between its steps, so that it keeps to the surface."""
    x, y = (np.ptp(side) for side in (grid.x, grid.y))
    lengths = np.hypot(np.diff(points[:, 0]) / x, np.diff(points[:, 1]) / y)
    between = np.minimum(np.ceil(lengths * 150), most).astype(int).clip(1)
    pieces = [i + np.arange(n) / n for i, n in enumerate(between)]
    time = np.concatenate([*pieces, [len(points) - 1]])
    return time, np.column_stack([np.interp(time, range(len(points)), axis) for axis in points.T])


def _unit(grid, points):
    """Points in the square [-1, 1] x [-1, 1] of the grid."""
    sides = zip(points.T, (grid.x, grid.y), strict=True)
    return [2 * (p - side[0]) / (side[-1] - side[0]) - 1 for p, side in sides]
