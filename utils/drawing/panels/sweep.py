"""Sweeps: what one setting does to a result, over several seeds."""

import numpy as np

from ... import checks
from ..marks.lines import Band, Dots, Line, Rule
from ..style.numbers import alike, rounded, scientific
from ..style.page import SMALL, beside, log_places, text_width
from .curves import around, end_names, looks_of, trend
from .panel import Panel

MARGIN = 0.035  # of the axis: left of the first setting, and right of the last
DOT = {"marker": "o", "ms": 7, "mec": "white", "mew": 1, "zorder": 3}


class Sweep(Panel):
    """Which setting is best, and is its gain larger than what chance does?

    x: the settings, rising. lines: {name: results (len(x), seeds), or (len(x),)}; a line joins the
    medians over the seeds, a band reaches from the lowest to the highest. setting, quantity: what
    the two sides are called. log: a logarithmic x axis, on which a first setting of 0 stands apart
    at its left. mark: {words: a setting}, which is written behind the words. now: dots that stand
    at one setting each moment.
    """

    grid = True

    def __init__(
        self, x, lines, setting="", quantity="accuracy", log=True, mark=None, now=False, wide=None
    ):
        self.x = settings(x, log)
        self.results = {name: _results(name, y, len(self.x)) for name, y in lines.items()}
        self.mark, self.now, self.looks = mark or {}, now, looks_of(lines)
        self.spots = self.places(self.x, log)
        self.apart = log and self.x[0] == 0
        self.log = "x" if log else ""
        marks = [mark for name in lines for mark in self._line(name)]
        marks += [Rule(self.spots)] if now else []
        marks += [self._dots(name) for name in lines] if now else []
        flags = {f"{words} {scientific(x)}": self.places(x, log) for words, x in self.mark.items()}
        super().__init__(
            *marks, axes=(setting, quantity), ratio=None, wide=wide, limits=self._around(),
            flags=flags,
        )  # fmt: skip

    def places(self, values, log=True):
        """Where settings stand on the axis: 0 one step left of the smallest other, if log."""
        x = self.x
        step = x[1] / x[2] if len(x) > 2 and x[0] == 0 else 0.1
        return np.where(np.equal(values, 0) & log, x[1] * step, values)

    def median(self, name):
        return np.median(self.results[name], axis=1)

    def _line(self, name):
        """The band, the medians and their line; the first setting for itself if it stands apart."""
        y, look = self.results[name], self.looks[name]
        low, middle, high = y.min(axis=1), self.median(name), y.max(axis=1)
        first = 1 if self.apart else 0
        yield Band(self.spots[first:], low[first:], high[first:], color=look.name)
        yield Line(self.spots[first:], middle[first:], look=look, **DOT)
        if self.apart:
            pale = {"color": look.name, "alpha": 0.2, "lw": 9, "ls": "-", "zorder": 1}
            ends = [low[0], high[0]]
            yield Line(self.spots[[0, 0]], ends, **pale, solid_capstyle="butt")
            yield Line(self.spots[:1], middle[:1], look=look, **DOT)

    def _dots(self, name):
        return Dots(self.spots, self.median(name), self.looks[name].name, ms=10, mew=1.4)

    def _around(self):
        """Fixed limits, with room for the dots at both ends."""
        upright = around(np.concatenate(list(self.results.values()), axis=1))
        first, last = self.spots[[0, -1]]
        if self.log:
            room = (last / first) ** MARGIN
            return first / room, last * room, *upright
        room = MARGIN * (last - first)
        return first - room, last + room, *upright

    def _right(self):
        numbers = 0 if self.log else super()._right()
        return max(26 + beside(self.results), numbers)

    def make(self, figure, box):
        super().make(figure, box)
        end_names(self.axes, {n: (self.x, self.median(n)) for n in self.results}, self.looks)

    def _ticks(self, side, count=5):
        """On a logarithmic axis at all settings where there is room, else as usual; and at 0."""
        if side not in self.log:
            return super()._ticks(side, count)
        words = ["0"] * int(self.x[0] == 0) + alike(self.x[self.x > 0])
        middles = np.interp(np.log(self.spots), np.log(self.limits[:2]), (0, self.box[2]))
        wide = np.array([text_width(word, SMALL) for word in words])
        if (np.diff(middles) >= (wide[1:] + wide[:-1]) / 2 + 8).all():
            return list(self.spots), words
        least = 0.99 * self.x[self.x > 0][0]
        places, names = log_places(least, self.limits[1])
        zero = list(self.spots[self.x == 0])
        return [*zero, *places], ["0"] * len(zero) + names

    @property
    def seeds(self):
        """How many seeds stand behind a dot, in words; "" where there is one."""
        counts = sorted({y.shape[1] for y in self.results.values()} - {1})
        if not counts:
            return ""
        seeds = " or ".join(str(count) for count in counts)
        return f"Median of {seeds} seeds; the band is their range."

    def facts(self, i):
        if self.now:
            return [f"{self.names[1]} {', '.join(self._at(name, i) for name in self.results)}"]
        marks = [f"{words} {rounded(setting)}" for words, setting in self.mark.items()]
        return [self._described(name) for name in self.results] + marks

    def _at(self, name, i):
        y = self.results[name][i]
        return f"{name} {rounded(np.median(y))} ({rounded(y.min())} to {rounded(y.max())})"

    def _described(self, name):
        """Ends, extremes and the widest range of a line, in words."""
        x, y, middle = self.x, self.results[name], self.median(name)
        high, low = middle.argmax(), middle.argmin()
        words = f"{trend(name, x, middle)}, highest {rounded(middle[high])} at {x[high]:,.6g}"
        words += f", lowest {rounded(middle[low])} at {x[low]:,.6g}"
        seeds, wide = y.shape[1], np.ptp(y, axis=1).max()
        return words + (f", {seeds} seeds at most {rounded(wide, 2)} apart" if seeds > 1 else "")


def settings(x, log=True):
    """Settings as a rising float array."""
    x = checks.array("x", x, float, gaps=True)
    if x.ndim != 1 or len(x) < 2 or not np.isfinite(x).all() or (np.diff(x) <= 0).any():
        raise ValueError(f"x must hold two or more finite settings, rising, got {x}.")
    if log and x[0] < 0:
        raise ValueError(
            f"x must not be below 0 on a logarithmic axis, got {x}; there is log=False."
        )
    return x


def _results(name, y, count):
    """Results as a float array (count, seeds)."""
    y = checks.array(f"{name!r}", y, float, gaps=True)
    y = y.reshape(len(y), -1) if y.ndim and y.size else y
    if y.ndim != 2 or len(y) != count or not y.size:
        raise ValueError(
            f"{name!r} must hold a row for each of {count} settings and a column for each seed, "
            f"got the shape {y.shape}; transpose it, or stack the runs in this order."
        )
    if not np.isfinite(y).all():
        row = np.flatnonzero(~np.isfinite(y).all(axis=1))[0]
        raise ValueError(
            f"{name!r} holds {y[row]} at setting {row}, which has no place; leave out settings at "
            "which a training diverged, or give these runs the worst result that is shown."
        )
    return y
