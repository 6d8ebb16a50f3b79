"""Curves over steps: still, or growing moment by moment, with their names where they end."""

import numpy as np
from matplotlib.patheffects import withStroke

from ... import checks
from ..graphs.layering import apart
from ..marks.lines import Line, Trace
from ..style.numbers import rounded, steady
from ..style.page import SMALL, beside, text_width
from ..style.palette import LOOKS, OPTIMIZERS, PAPER, PARTS, TWINS, Look
from .panel import Panel

CLOSE = 17  # pixels from one name to the next
GRID, TALL = 101, 4.5  # places along the axes that are looked at; a name's height in its distance
RIM = [withStroke(linewidth=3, foreground=PAPER)]


class Curves(Panel):
    """How do numbers change? Curves over steps, one colour and one name each.

    lines: {name: y}, with one value for each step, or {name: (x, y)}; a name that begins with _ is
    not written. x: the steps, those of the scene by default. quantity: what y is; unit: what x is.
    grows: whether a curve is drawn as far as the moment, with its number above. log: a logarithmic
    y axis. flags: {words: x}, lines that appear when x is reached. looks: {name: Look}; twins: two
    curves that should coincide, the second thin and dashed on the first.
    """

    grid = True

    def __init__(
        self, lines, x=None, quantity="loss", unit="", grows=True, log=False, flags=None,
        looks=None, twins=False, wide=None,
    ):  # fmt: skip
        self.lines, self.x, self.grows = dict(lines), x, grows
        self.looks = looks or looks_of(self.lines, twins)
        self.quantity, self.log = quantity, "y" if log else ""
        names = (unit, "" if grows else quantity)
        name = quantity if grows else ""
        super().__init__(axes=names, name=name, ratio=None, wide=wide, flags=flags)
        self.alone = list(self.lines) == [quantity]
        widest = beside(self._written())
        self.beside = 16 + 10 * bool(widest) + widest

    def _written(self):
        return [name for name in self.lines if not name.startswith("_")]

    @property
    def moments(self):
        whole = {name: y for name, y in self.lines.items() if not isinstance(y, tuple)}
        counts = {_size(*line) for line in whole.items()}
        if len(counts) > 1:
            raise ValueError(
                f"lines must have one length, one value for each step, got {sorted(counts)}; "
                "record all of them at the same steps, or give pairs (x, y)."
            )
        return counts.pop() if counts and self.grows else None

    @property
    def series(self):
        """{name: (x, y)} as float arrays."""
        steps = self.steps if self.x is None else self.x
        return {name: _series(name, *(y if isinstance(y, tuple) else (steps, y)))
                for name, y in self.lines.items()}  # fmt: skip

    @property
    def limits(self):
        """x from end to end; y from 0 where the numbers come near it."""
        series = self.series.values()
        left, right = min(x[0] for x, _ in series), max(x[-1] for x, _ in series)
        left, right = (left - 0.5, right + 0.5) if left == right else (left, right)
        return left, right, *around(np.concatenate([y for _, y in series]), self.log)

    def _right(self):
        return max(self.beside, super()._right())

    def make(self, figure, box):
        looks, series, written = self.looks, self.series, self._written()
        if self.grows:
            self.marks = [Trace(*xy, self.steps, looks[name]) for name, xy in series.items()]
        else:
            self.marks = [Line(*xy, look=looks[name]) for name, xy in series.items()]
        counts = all(np.array_equal(x, np.round(x)) for x, _ in series.values())
        self.whole = "x" if counts else ""
        super().make(figure, box)
        names = end_names if self.grows else write_names
        if written:
            names(self.axes, {name: series[name] for name in written}, looks)

    def _head(self):
        """The quantity above the panel, and beside it a number for each growing curve."""
        super()._head()
        self.numbers = {}
        place = text_width(self.name, SMALL, "bold") + 22
        look = {"xycoords": "axes fraction", "textcoords": "offset pixels", "size": SMALL}
        for name in self._written() if self.grows else ():
            wide = text_width(f"{name} 0.0000", SMALL)
            if place + wide <= self.box[2] + self.beside:
                look |= {"color": self.looks[name].name}
                text = self.axes.annotate("", (0, 1), (round(place), self._lift), **look)
                self.numbers[name] = text
            place += wide + 18

    @property
    def moving(self):
        flags = self._flags if self.grows else []
        return [*super().moving, *self.numbers.values(), *flags]

    def draw(self, i):
        super().draw(i)
        for trace, name in zip(self.marks, self.lines, strict=False):
            if name in self.numbers:
                named = "" if self.alone else f"{name} "
                self.numbers[name].set_text(named + steady(trace.value(i)))
        for at, x in enumerate(self.flags.values()) if self.grows else ():
            for artist in self._flags[2 * at : 2 * at + 2]:
                artist.set_visible(bool(self.steps[i] >= x))

    def facts(self, i):
        if not self.grows:
            return [trend(name, *xy) for name, xy in self.series.items()]
        values = [rounded(trace.value(i)) if self.alone else f"{name} {rounded(trace.value(i))}"
                  for trace, name in zip(self.marks, self.lines, strict=False)]  # fmt: skip
        flagged = [words for words, x in self.flags.items() if self.steps[i] >= x]
        return [f"{self.quantity} {', '.join(values)}", *flagged]


def around(values, log=False):
    """Where an upright side begins and ends: at 0, where the numbers come near it."""
    values = values[np.isfinite(values)]
    low, high = float(values.min()), float(values.max())
    if log and low <= 0:
        raise ValueError(f"a logarithmic axis needs numbers above 0, got {low:g}; use log=False.")
    if log:
        room = max(high / low, 1.01) ** 0.05
        return low / room, high * room
    room = 0.05 * (high - low or 1.0)
    return (0.0, 1.06 * high) if 0 <= low < 0.3 * high else (low - room, high + room)


def looks_of(names, twins=False):
    """{name: Look}: "train", "held out" and optimizers have their own, others one after another."""
    names = list(names)
    if names and set(names) <= set(OPTIMIZERS):
        return {name: Look({"color": OPTIMIZERS[name]}, OPTIMIZERS[name]) for name in names}
    if twins:
        _countable(names, len(TWINS))
        return dict(zip(names, TWINS))
    others = [name for name in names if name not in PARTS]
    _countable(names, len(LOOKS) + len(names) - len(others))
    return {name: {**dict(zip(others, LOOKS)), **PARTS}[name] for name in names}


def _countable(names, most):
    if not 1 <= len(names) <= most:
        raise ValueError(
            f"lines must hold 1 to {most} entries to be told apart, besides train and held out, "
            f"got {len(names)}; draw them in several panels."
        )


def _series(name, x, y):
    """x and y as float arrays of one length; at least one y must be finite."""
    x, y = (checks.array(f"the curve {name!r}", each, float, gaps=True) for each in (x, y))
    if x.shape != y.shape or x.ndim != 1 or not len(x):
        raise ValueError(
            f"the curve {name!r} needs one y for each x, got the shapes {y.shape} and {x.shape}; "
            "give a pair (x, y) where it has steps of its own."
        )
    if not np.isfinite(y).any():
        raise ValueError(f"the curve {name!r} holds no finite number; did the training diverge?")
    return x, y


def write_names(axes, curves, looks):
    """Write each curve's name beside its end, or inside where curves end together and part."""
    left, right = axes.get_xlim()
    x = np.linspace(left, right, GRID)
    y = np.array([np.interp(x, *xy) for xy in curves.values()])
    pixels = axes.transData.transform(np.stack([np.tile(x, (len(y), 1)), y], -1).reshape(-1, 2))
    pixels = pixels[:, 1].reshape(y.shape)
    gaps = np.diff(np.sort(pixels[:, -1]))
    wide = [int(text_width(name, SMALL) * GRID / axes.bbox.width) + 2 for name in curves]
    heights, last = pixels - axes.bbox.y0, GRID - max(wide, default=0)
    places = [(_hidden(heights, wide, at, lift), at, lift)
              for at in range(3, last, 2) for lift in (4, -4)]  # fmt: skip
    hidden, at, lift = min(places, default=(1, 0, 0))
    if not len(gaps) or gaps.min() >= CLOSE or hidden > 3 * len(y):
        return end_names(axes, curves, looks)
    for name, line in zip(curves, y, strict=True):
        look = {"color": looks[name].name, "size": SMALL, "path_effects": RIM, "zorder": 6}
        look |= {"va": "bottom" if lift > 0 else "top", "textcoords": "offset pixels"}
        axes.annotate(name, (x[at], line[at]), (2, lift), **look)


def _hidden(pixels, wide, at, lift):
    """How much of the curves names would hide that begin there, above or below their curves, whose
    heights (curves, GRID) are counted from the axes."""
    hidden = 0
    for line, width in zip(pixels, wide):
        low, high = sorted((line[at] + lift, line[at] + lift * TALL))
        part = pixels[:, at : at + width]
        hidden += np.sum((low < part) & (part < high)) + pixels.size * (low < 0)
    if np.diff(np.sort(pixels[:, at])).min(initial=CLOSE) < CLOSE:
        hidden += pixels.size  # one name would hide another
    return hidden


def end_names(axes, curves, looks):
    """Write each curve's name beside its end, moved apart where names would overlap."""
    ends = [(axes.get_xlim()[1], y[np.isfinite(y)][-1]) for _, y in curves.values()]
    heights = axes.transAxes.inverted().transform(axes.transData.transform(ends))[:, 1]
    order = np.argsort(heights, kind="stable")
    places = apart(np.clip(heights, 0, 1)[order], [CLOSE / axes.bbox.height] * len(order))
    places -= max(0, max(places, default=0) - 1 - CLOSE / 2 / axes.bbox.height)  # beside the panel
    places += max(0, -min(places, default=0))
    look = {"xycoords": "axes fraction", "textcoords": "offset points", "size": SMALL}
    look |= {"va": "center_baseline", "annotation_clip": False}
    for at, place in zip(order, places, strict=True):
        name = list(curves)[at]
        axes.annotate(name, (1, place), (8, 0), color=looks[name].name, **look)


def trend(name, x, y):
    """Where a curve begins and ends, in words."""
    good = np.flatnonzero(np.isfinite(y))
    first, last = good[0], good[-1]
    lost = f", then {y[last + 1]}" if last + 1 < len(y) else ""
    ends = f"{rounded(y[first])} at {x[first]:,.6g}, {rounded(y[last])} at {x[last]:,.6g}"
    return f"{name.lstrip('_')} {ends}{lost}"


def counted(lines):
    """Each line over 1, 2, 3 ..."""
    return {name: (np.arange(1, _size(name, y) + 1), y) for name, y in lines.items()}


def _size(name, y):
    return checks.read(f"the curve {name!r}", y).size
