"""Walks: ways that may leave their map, update by update, from the start to the end."""

from itertools import combinations

import numpy as np
from matplotlib.lines import Line2D

from ... import checks
from ..style.numbers import fixed, steady
from ..style.page import SMALL, wrap
from ..style.palette import INK, MUTED, PAPER
from .grid import at
from .mark import Mark
from .ways import DOT, RING

WAY = {"color": INK, "lw": 1.4, "marker": "o", "ms": 3.6, "mew": 0, "zorder": 5}
RIM = {"color": "white", "lw": 3.4, "marker": "o", "ms": 5.6, "mew": 0, "zorder": 5}
START, END = {**RING, "mec": INK}, {**DOT, "mfc": INK}
CROSS = {**END, "marker": "X", "ms": 10}
CIRCLE = {"boxstyle": "circle,pad=0.22", "fc": PAPER, "ec": INK, "lw": 1.6}
NUMBER = {"size": SMALL, "ha": "center", "va": "center", "zorder": 7, "bbox": CIRCLE}
LINE, APART, LEFT = 19, 8, 32  # pixels from line to line of a list, between entries, left of words
CLOSE = 0.055  # of the map's width, between two starts that can be numbered


class Walk(Mark):
    """Points (T, 2), one for each update, as far as they stay on the map; a dot where the walk
    ends, a cross where it leaves.

    ground: a Heights. name, value: what the walk and its height are called. height: at its end,
    else read off the ground. After the edge the points may hold anything. `shown` (k, 2) is what
    is drawn; `left` the update at which the walk leaves, or None.
    """

    number = ""

    def __init__(self, ground, name, points, value="loss", height=None):
        points = checks.array(f"the path {name!r}", points, float, gaps=True)
        if points.ndim != 2 or points.shape[1] != 2 or not len(points):
            raise ValueError(
                f"the path {name!r} must hold points (T, 2), got the shape {points.shape}."
            )
        low, high = np.reshape(ground.grid.extent, (2, 2)).T
        inside = ((low <= points) & (points <= high)).all(axis=1)
        if not inside[0]:
            raise ValueError(
                f"the path {name!r} must start on the map, which reaches from {low} to {high}, got "
                f"{points[0]}; choose a larger grid."
            )
        self.ground, self.name, self.value, self.last = ground, name, value, len(points) - 1
        self.left = None if inside.all() else int(inside.argmin())
        self.shown = points[: self.left]
        if self.left and np.isfinite(points[self.left]).all():
            edge = _edge(points[self.left - 1], points[self.left], low, high)
            self.shown = np.vstack([self.shown, edge])
        reached = at(ground.grid, ground.heights, self.shown[-1:]).item()
        self.height = reached if height is None else height

    @property
    def keys(self):
        """What its signs mean."""
        looks = {"start": START, "update": {**WAY, "ms": 4}, "end": END}
        looks |= {"leaves the map": CROSS} if self.left else {}
        return [Line2D([], [], label=label, **look) for label, look in looks.items()]

    def make(self, axes):
        for look in (RIM, WAY):
            axes.plot(*self.shown.T, **look)
        axes.plot(*self.shown[-1:].T, **(CROSS if self.left else END))
        if self.number:
            axes.text(*self.shown[0], self.number, **NUMBER)
        else:
            axes.plot(*self.shown[:1].T, **START)

    def words(self):
        """How the walk ends, in few words."""
        if self.left:
            return f"leaves at update {self.left}"
        return f"{self.value} {steady(self.height)}"

    def facts(self, i):
        here, there = (f"({', '.join(map(fixed, place))})" for place in self.shown[[0, -1]])
        start = f"{self.number} from {here}".strip()
        if self.left:
            return [f"{start} leaves the map at update {self.left}"]
        updates = f"{self.last:,} update{'s' * (self.last != 1)}"
        end = self.words() if self.number else updates
        return [f"{start} to {there}, {end}"]


class Listing(Mark):
    """What numbers at the starts of walks stand for: their names, and how they end."""

    def __init__(self, walks):
        _refuse_close(walks)
        self.walks = walks
        for number, walk in enumerate(walks, 1):
            walk.number = str(number)

    def make(self, axes):
        room, down = axes.bbox.width - LEFT, 0
        below = {"xycoords": "axes fraction", "textcoords": "offset pixels", "size": SMALL}
        for walk in self.walks:
            axes.annotate(walk.number, (0, 1), (12, -down - LINE / 2), **{**NUMBER, **below})
            lines = [(line, INK, "bold") for line in wrap(walk.name, room, SMALL, "bold")]
            lines += [(line, MUTED, "normal") for line in wrap(walk.words(), room, SMALL)]
            for line, color, weight in lines:
                look = {"va": "center", "color": color, "weight": weight, **below}
                axes.annotate(line, (0, 1), (LEFT, -down - LINE / 2), **look)
                down += LINE
            down += APART
        if down > axes.bbox.height + APART:
            raise ValueError(
                f"together has no room to list {len(self.walks)} walks beside their map; shorten "
                "their names, or leave together out to see each path on a map of its own."
            )


def _edge(start, end, low, high):
    """Where the line from a point on the map to one off it crosses the edge."""
    step = end - start
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.where(step > 0, (high - start) / step, (low - start) / step)
    return start + np.nanmin(np.where(step == 0, np.nan, shares)) * step


def _refuse_close(walks):
    """Refuse starts so near that one number would cover another."""
    grid, ratio = walks[0].ground.grid, walks[0].ground.ratio
    sides = np.ptp(grid.x), np.ptp(grid.y) / ratio
    for one, two in combinations(walks, 2):
        if np.hypot(*((one.shown[0] - two.shown[0]) / sides)) < CLOSE:
            raise ValueError(
                f"together numbers the starts, and those of {one.name!r} and {two.name!r} lie on "
                "each other; leave together out to see each path on a map of its own."
            )
