"""Lines, bands and rules: curves that stand, change, or grow as they are recorded."""

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D

from ... import checks
from ..style.numbers import rounded
from ..style.palette import FAINT, INK, LOOKS, Look
from .mark import Mark

DOT = {"marker": "o", "ms": 8, "mfc": INK, "mec": "white", "mew": 1.2, "ls": "", "zorder": 5}
PALE = 0.2


class Line(Mark):
    """A curve y over x (n,): y (n,) stands still, y (T, n) changes from moment to moment."""

    def __init__(self, x, y, name="", look=LOOKS[0], **settings):
        self.x, self.y = (checks.array(n, v, float, gaps=True) for n, v in (("x", x), ("y", y)))
        self.name = name
        if self.y.shape[-1:] != self.x.shape or self.y.ndim not in (1, 2):
            raise ValueError(
                f"the line {name!r} needs one y for each x, for every moment: (n,) or (T, n) for x "
                f"(n,), got y {self.y.shape} for x {self.x.shape}."
            )
        self.moments = len(self.y) if self.y.ndim == 2 else None
        self.style = {**look.line, **settings}
        self.keys = [Line2D([], [], label=name, **self.style)] if name else []

    def make(self, axes):
        self.moving = axes.plot(self.x, self._y(0), **self.style)

    def _y(self, i):
        return np.atleast_2d(self.y)[i]

    def draw(self, i):
        self.moving[0].set_ydata(self._y(i))

    def facts(self, i):
        if self.still and not self.name:
            return []
        y = self._y(i)
        name = f"{self.name} " if self.name else ""
        y = y[np.isfinite(y)]
        ends = f"from {rounded(y.min())} to {rounded(y.max())}" if len(y) else "holds no number"
        return [name + ends]

    def bounds(self):
        return *_ends(self.x), *_ends(self.y)


class Lines(Mark):
    """Lines of one look, others at each moment: a list of arrays (k, 2) for each of T moments."""

    def __init__(self, moments, name="", color=INK, lw=2.0, ls="-", zorder=4.5):
        self.lines, self.moments = moments, len(moments)
        self.look = {"colors": color, "linewidths": lw, "linestyles": ls, "zorder": zorder}
        self.keys = [Line2D([], [], color=color, lw=lw, ls=ls, label=name)] if name else []

    def make(self, axes):
        self.moving = [axes.add_collection(LineCollection([], **self.look), autolim=False)]

    def draw(self, i):
        self.moving[0].set_segments(self.lines[i])


class Trace(Mark):
    """A curve that grows: x (n,), y (n,) whole and faint, and in its look as far as `now` reaches.

    now: for each moment the x that has been reached.
    """

    def __init__(self, x, y, now, look=LOOKS[0]):
        self.x, self.y = _alike("a trace", x, y)
        self.now, self.look = now, look
        self.moments = len(now)

    def make(self, axes):
        axes.plot(self.x, self.y, color=FAINT, lw=1.5, zorder=1.9)
        line, dot = axes.plot([], [], **self.look.line), axes.plot([], [], clip_on=False, **DOT)
        self.moving = [*line, *dot]

    def draw(self, i):
        past = np.searchsorted(self.x, self.now[i], side="right")
        line, dot = self.moving
        line.set_data(self.x[:past], self.y[:past])
        dot.set_data([self.now[i]], [self.value(i)])

    def value(self, i):
        """Where the curve has come to at moment i."""
        return float(np.interp(self.now[i], self.x, self.y))


class Band(Mark):
    """What lies between two curves, low and high (n,) over x, in a pale colour; or, with numbers
    for low and high, between two places of x from edge to edge: Band(None, low, high)."""

    def __init__(self, x, low, high, color=INK, alpha=PALE, **settings):
        self.x, self.low, self.high = x, low, high
        if x is not None:
            self.x, self.low, self.high = _alike("a band", x, low, high)
        self.look = {"color": color, "alpha": alpha, "lw": 0, **settings}

    def make(self, axes):
        if self.x is None:
            axes.axvspan(self.low, self.high, **self.look)
        else:
            axes.fill_between(self.x, self.low, self.high, **self.look)

    def bounds(self):
        if self.x is None:
            return None
        return *_ends(self.x), _ends(self.low)[0], _ends(self.high)[1]


class Rule(Mark):
    """A vertical line: at x, or for each moment at one of places (T,)."""

    def __init__(self, places, **look):
        self.places = np.atleast_1d(places)
        self.moments = len(self.places) if np.ndim(places) else None
        self.look = {"color": INK, "lw": 1, "zorder": 1.5, **look}

    def make(self, axes):
        self.moving = [axes.axvline(self.places[0], **self.look)]

    def draw(self, i):
        self.moving[0].set_xdata([self.places[i]] * 2)


class Dots(Mark):
    """A dot for each moment: it stands at (x[i], y[i])."""

    def __init__(self, x, y, color=INK, **look):
        self.x, self.y = _alike("a dot", x, y)
        self.moments = len(self.x)
        self.look = {**DOT, "mfc": color, "clip_on": False, **look}

    def make(self, axes):
        self.moving = axes.plot([], [], **self.look)

    def draw(self, i):
        self.moving[0].set_data([self.x[i]], [self.y[i]])

    def bounds(self):
        return *_ends(self.x), *_ends(self.y)


def coloured(color, **line):
    """A look of one colour."""
    return Look({"color": color, **line}, color)


def _alike(kind, x, *values):
    """x and values as float arrays (n,) of one length."""
    arrays = [checks.array(kind, each, float, gaps=True) for each in (x, *values)]
    shapes = [each.shape for each in arrays]
    if len(set(shapes)) > 1 or len(shapes[0]) != 1:
        raise ValueError(f"{kind} needs one number for each x (n,), got the shapes {shapes}.")
    return arrays


def _ends(values):
    """The least and the largest of the finite numbers."""
    finite = np.ravel(values)[np.isfinite(np.ravel(values))]
    if not len(finite):
        raise ValueError("a curve holds no finite number; did the training diverge?")
    return float(finite.min()), float(finite.max())
