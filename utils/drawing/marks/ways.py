"""Ways: points that move over the plane and leave a trail."""

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke

from ... import checks
from ..style.numbers import fixed, steady
from ..style.palette import INK, LOOKS, OPTIMIZERS, PAPER, STEPS
from .grid import at
from .mark import Mark

RIM = [withStroke(linewidth=4, foreground="white")]
SPOT = {"marker": "o", "ls": "", "clip_on": False, "zorder": 6}
RING = {**SPOT, "ms": 7, "mfc": PAPER, "mew": 1.6}
DOT = {**SPOT, "ms": 9, "mec": "white", "mew": 1.4}
BROAD = 3.4  # points, of a line in the colours of its steps


class Ways(Mark):
    """Points that move: a ring where each begins, its trail, a dot where it has come to.

    ways: {name: points (T, 2)}, at most four, or named as optimizers are; or points (T, 2), or
    several at once (T, n, 2), in one colour. by_step: one way in the colours of its steps. heights:
    a Heights on which they climb, and which is called `value` where it is told how high they are.
    """

    def __init__(self, ways, by_step=False, color=INK, heights=None, value="loss"):
        named = isinstance(ways, dict)
        if not named:
            points = checks.array("the way", ways, float, gaps=True)
            points = points[:, np.newaxis] if points.ndim == 2 else points
            ways = {f"{n}": points[:, n] for n in range(points.shape[1])}
        self.ways = {name: checked(name, points) for name, points in ways.items()}
        self.moments = same_length(self.ways)
        colours = colours_of(self.ways) if named else [color] * len(self.ways)
        self.looks = dict(zip(self.ways, colours, strict=True))
        self.by_step, self.named, self.value = by_step, named, value
        self.reached = {name: at(heights.grid, heights.heights, points)
                        for name, points in self.ways.items()} if heights else {}  # fmt: skip
        if by_step and len(self.ways) != 1:
            raise ValueError(
                f"by_step colours one way by its steps, got {len(self.ways)}; draw each in a panel "
                "of its own, or leave by_step out."
            )
        several = named and len(self.ways) > 1
        self.keys = way_keys(self.looks) if several else []
        self.colours = STEPS(np.arange(STEPS.N), bytes=True) if by_step else ()

    def make(self, axes):
        self.trails, self.starts, self.ends, self.coloured = [], [], [], []
        for colour in self.looks.values():
            look = {"color": "white", "lw": BROAD + 2.2} if self.by_step else {"path_effects": RIM}
            self.trails += axes.plot([], [], **{"color": colour, "lw": 2.2, **look}, zorder=5)
            if self.by_step:
                line = LineCollection([], linewidths=BROAD, capstyle="round", zorder=5)
                self.coloured.append(axes.add_collection(line, autolim=False))
            self.starts += axes.plot([], [], mec=colour, **RING)
            self.ends += axes.plot([], [], mfc=colour, **DOT)
        self.moving = [*self.trails, *self.coloured, *self.starts, *self.ends]

    def draw(self, i):
        rows = zip(self.ways.values(), self.trails, self.starts, self.ends, strict=True)
        for points, trail, start, end in rows:
            trail.set_data(*points[: i + 1].T)
            start.set_data(*points[:1].T)
            end.set_data(*points[i : i + 1].T)
        for line, points in zip(self.coloured, self.ways.values()):
            line.set_segments(np.stack([points[:i], points[1 : i + 1]], axis=1))
            line.set_color(self.tones(np.arange(1, i + 1)))

    def tones(self, ticks):
        """The colours of a coloured way at these places, counted in points from its start."""
        first, last = self.steps[0], self.steps[-1]
        steps = np.interp(ticks, np.arange(self.moments), self.steps)
        return STEPS((steps - first) / (last - first or 1))

    def facts(self, i):
        clauses = []
        for name, points in self.ways.items():
            high = f", {self.value} {steady(self.reached[name][i])}" if self.reached else ""
            place = ", ".join(map(fixed, points[i]))
            clauses.append(f"{name + ' ' if self.named else ''}at ({place}){high}")
        return clauses

    def bounds(self):
        points = np.vstack(list(self.ways.values()))
        return points[:, 0].min(), points[:, 0].max(), points[:, 1].min(), points[:, 1].max()


def way_keys(looks):
    """The key to ways {name: colour}."""
    return [Line2D([], [], color=c, lw=2.6, label=name) for name, c in looks.items()]


def colours_of(names):
    """A colour for each name: an optimizer's own, else one after another."""
    if names and set(names) <= set(OPTIMIZERS):
        return [OPTIMIZERS[name] for name in names]
    if not 1 <= len(names) <= len(LOOKS):
        raise ValueError(
            f"ways must hold 1 to {len(LOOKS)} entries to be told apart, got {len(names)}; draw "
            "them in several panels, or name them as optimizers are."
        )
    return [look.name for look in LOOKS[: len(names)]]


def checked(name, points, columns=2):
    """Points (T, columns) as finite floats."""
    points = checks.array(f"the way {name!r}", points, float, gaps=True)
    if points.ndim != 2 or points.shape[1] != columns or not len(points):
        raise ValueError(
            f"the way {name!r} must hold points (T, {columns}), got the shape {points.shape}; "
            "stack its coordinates as columns."
        )
    if not np.isfinite(points).all():
        raise ValueError(
            f"the way {name!r} holds nan or infinity; cut it off where it diverges, or take a "
            "smaller step."
        )
    return points


def same_length(ways):
    """How many points every way has."""
    lengths = sorted({len(points) for points in ways.values()})
    if len(lengths) != 1:
        raise ValueError(f"ways must have one length, got {lengths}; hold the last point.")
    return lengths[0]
