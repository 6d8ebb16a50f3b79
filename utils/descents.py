"""Descents: paths on the map of a surface, one map for each, or all on one."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from matplotlib.lines import Line2D

from . import fields
from .landscape import MAP, banded, checked_heights, paint, scale, short
from .layout import SMALL, SYMBOL, key, panel, sheet, ticks
from .palette import INK, MUTED, PAPER
from .picture import DPI, Picture, style
from .tiles import ACROSS, LEFT, RIGHT, tiles

ROOM = 54  # pixels above small maps, for the key and the scale
WIDE = 400  # pixels of the one map
LIST = 40  # pixels from the one map to the list beside it
CLOSE = 22  # pixels between two starts that can be numbered
STEP, LINE = 46, 19  # pixels from entry to entry of the list, and from line to line
WAY = {"color": INK, "lw": 1.4, "marker": "o", "ms": 3.6, "mew": 0}
RIM = {"color": "white", "lw": 3.4, "marker": "o", "ms": 5.6, "mew": 0}
RING = {"marker": "o", "ls": "", "ms": 7, "mfc": PAPER, "mec": INK, "mew": 1.6, "zorder": 5}
DOT = {"marker": "o", "ls": "", "ms": 9, "mfc": INK, "mec": "white", "mew": 1.4, "zorder": 6}
CROSS = {"marker": "X", "ls": "", "ms": 10, "mfc": INK, "mec": "white", "mew": 1.2, "zorder": 6}


def descents(
    grid, heights, paths, title="", axes=("$w_1$", "$w_2$"), value="loss", columns=4,
    together=False, values=None,
):  # fmt: skip
    """Where do paths end that start, or step, differently?

    grid: from plots.grid, or fields.Grid(x, y). heights (rows, cols) on it. paths: {caption: points
    (T, 2), one for each update}; one that leaves the map is cut at its edge, and may hold anything
    from there on. axes, value: what the two sides and the height are called. columns: maps in a
    row. together: all paths on one map, numbered. values: {caption: the height at its end};
    otherwise it is read off heights.
    """
    heights = checked_heights(grid, heights)
    if not paths:
        raise ValueError('paths is empty; name at least one, for example {"rate 0.1": points}.')
    walks = {str(name): Walk(name, points, grid) for name, points in paths.items()}
    ends = {str(name): end for name, end in (values or {}).items()}
    for name, walk in walks.items():
        walk.height = ends.get(name, fields.at(grid, heights, walk.shown[-1:]).item())
    with style():
        if together:
            figure = _together(grid, heights, walks, title, axes, value)
        else:
            figure = _apart(grid, heights, walks, title, axes, value, columns)
        facts = "; ".join(walk.facts(name, value) for name, walk in walks.items())
        return Picture(figure, f"{title + ': ' if title else ''}{facts}.")


class Walk:
    """A path as far as it stays on the map: `shown` (k, 2); `left` is the update it leaves at."""

    def __init__(self, name, points, grid):
        points = np.asarray(points, dtype=float)
        if points.ndim != 2 or points.shape[1] != 2 or not len(points):
            raise ValueError(
                f"the path {name!r} must hold points (T, 2), got the shape {points.shape}."
            )
        low, high = np.reshape(grid.extent, (2, 2)).T
        inside = ((low <= points) & (points <= high)).all(axis=1)
        if not inside[0]:
            raise ValueError(
                f"the path {name!r} must start on the map, which reaches from {low} to {high}, got "
                f"{points[0]}; choose a larger grid."
            )
        self.last = len(points) - 1
        self.left = None if inside.all() else int(inside.argmin())
        self.shown = points[: self.left]
        if self.left and np.isfinite(points[self.left]).all():
            edge = _edge(points[self.left - 1], points[self.left], low, high)
            self.shown = np.vstack([self.shown, edge])

    def words(self, value):
        """How the path ends, in few words."""
        return f"leaves at update {self.left}" if self.left else f"{value} {short(self.height)}"

    def facts(self, name, value):
        """Start and end of the path."""
        x, y = self.shown[0]
        start = f"{name} from ({x:z.2f}, {y:z.2f})"
        if self.left:
            return f"{start} leaves the map at update {self.left}"
        x, y = self.shown[-1]
        end = f"to ({x:z.2f}, {y:z.2f}) in {self.last:,} updates"
        return f"{start} {end}, {value} {self.height:.3g}"


def _edge(start, end, low, high):
    """Where the line from a point on the map to one off it crosses the edge."""
    step = end - start
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.where(step > 0, (high - start) / step, (low - start) / step)
    return start + np.nanmin(np.where(step == 0, np.nan, shares)) * step


def _apart(grid, heights, walks, title, names, value, columns):
    """A map for each path."""
    heads = {name: walk.words(value) for name, walk in walks.items()}
    figure, places, top = tiles(heads, _ratio(grid), columns, title, "", names, ROOM)
    levels, colours = banded(heights)
    for axes, walk in zip(places, walks.values(), strict=True):
        paint(axes, grid, heights, levels, colours, round(axes.get_window_extent().width))
        _draw(axes, grid, walk)
    scale(figure, levels, colours, value, ACROSS - RIGHT - MAP, top + 32)
    key(figure, _key(walks), LEFT, top + 26)
    return figure


def _together(grid, heights, walks, title, names, value):
    """One map, with a number at each start, and what the numbers stand for beside it."""
    _apart_enough(grid, walks)
    high = max(round(WIDE * _ratio(grid)), STEP * len(walks) + 70)
    note = "A ring where each begins, a dot where it ends, a small dot for each update."
    figure = sheet(high + 72, title, note, width=ACROSS)
    axes = panel(figure, LEFT, 56, WIDE, round(WIDE * _ratio(grid)))
    axes.set_xlabel(names[0], size=SYMBOL, labelpad=2)
    axes.set_ylabel(names[1], size=SYMBOL, labelpad=2)
    levels, colours = banded(heights)
    paint(axes, grid, heights, levels, colours, WIDE)
    ticks(axes.xaxis)
    ticks(axes.yaxis)
    for number, walk in enumerate(walks.values(), 1):
        _draw(axes, grid, walk, number)
    left = LEFT + WIDE + LIST
    for number, (name, walk) in enumerate(walks.items(), 1):
        _entry(figure, left, 56 + high - STEP * (number - 1), number, name, walk.words(value))
    scale(figure, levels, colours, value, left, 82)
    return figure


def _apart_enough(grid, walks):
    """Refuse starts so near that one number would cover another."""
    sides = np.array([np.ptp(grid.x), np.ptp(grid.y) / _ratio(grid)]) / WIDE
    for (one, a), (two, b) in combinations(walks.items(), 2):
        if np.hypot(*((a.shown[0] - b.shown[0]) / sides)) < CLOSE:
            raise ValueError(
                f"together numbers the starts, and those of {one!r} and {two!r} lie on each other; "
                "leave together out to see each path on a map of its own."
            )


def _entry(figure, left, top, number, name, words):
    """One entry of the list: the number in its ring, the caption and how the path ends."""
    across, up = figure.get_size_inches() * DPI
    ring = Line2D([(left + 12) / across], [(top - 14) / up], **{**RING, "ms": 17})
    figure.add_artist(ring)
    look = {"size": SMALL, "ha": "center", "va": "center_baseline", "zorder": 7}
    figure.text((left + 12) / across, (top - 14) / up, str(number), **look)
    place = (left + 36) / across
    figure.text(place, (top - LINE) / up, name, size=SMALL, weight="bold")
    figure.text(place, (top - 2 * LINE) / up, words, size=SMALL, color=MUTED)


def _draw(axes, grid, walk, number=None):
    left, right, bottom, top = grid.extent
    axes.set(xlim=(left, right), ylim=(bottom, top))
    for look in (RIM, WAY):
        axes.plot(*walk.shown.T, **look)
    axes.plot(*walk.shown[-1:].T, clip_on=False, **(CROSS if walk.left else DOT))
    axes.plot(*walk.shown[:1].T, clip_on=False, **{**RING, "ms": 17 if number else 7})
    if number:
        look = {"size": SMALL, "ha": "center", "va": "center_baseline", "zorder": 7}
        axes.text(*walk.shown[0], str(number), **look)


def _key(walks):
    handles = [
        Line2D([], [], label="start", **RING),
        Line2D([], [], label="update", **{**WAY, "ms": 4}),
        Line2D([], [], label="end", **DOT),
    ]
    leaves = any(walk.left for walk in walks.values())
    return handles + [Line2D([], [], label="leaves the map", **CROSS)] * leaves


def _ratio(grid):
    """Height of the map over its width: equal units, where the sides are alike."""
    left, right, bottom, top = grid.extent
    ratio = (top - bottom) / (right - left)
    return ratio if 1 / 2 < ratio < 2 else 1
