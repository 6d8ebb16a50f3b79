"""A panel: axes with marks on them, the words around them, and the room that these need."""

from typing import NamedTuple

import numpy as np

from ..style.page import (
    SMALL,
    SYMBOL,
    axes_at,
    fixed_ticks,
    log_places,
    round_places,
    text_width,
)
from .heading import Heading

GAP = 14  # pixels between panels that share an axis
PLAIN = 28  # pixels beside a panel without numbers


class Margins(NamedTuple):
    """Pixels that the words round a panel need."""

    left: float
    right: float
    bottom: float
    top: float


class Panel(Heading):
    """Marks on axes, under a name.

    marks: from the bottom up. limits: (left, right, bottom, top), else those of the marks. axes:
    what the two sides are called, None for no axes at all. name: above the panel; said: words at
    its right, or a function of the moment. ratio: height over width; None takes the height of the
    row. wide: its share of the row's width. whole: which sides count things, "x", "y" or both.
    flags: {words: x}, lines at an x with words above the axes.
    """

    high, grid, log, page, extra_keys, reach, unit = None, False, "", 0, (), 0, "step"
    box, in_pixels = (0, 0, 1, 1), False  # in_pixels: whether the unit of its axes is a pixel

    def __init__(
        self, *marks, limits=None, axes=("$x_1$", "$x_2$"), name="", said=None, ratio=3 / 4,
        wide=None, whole="", flags=None,
    ):  # fmt: skip
        self.marks, self.names, self.name, self.said = marks, axes, name, said
        self.ratio, self.wide, self.whole, self.flags = ratio, wide, whole, flags or {}
        self.shares_left = self.shares_below = False
        self.steps, self.level = None, True
        self._limits = limits

    @property
    def moments(self):
        """How many moments its marks have; None where all stand still."""
        counts = {mark.moments for mark in self.marks} - {None}
        if len(counts) > 1:
            kinds = ", ".join(f"{type(mark).__name__} {mark.moments}" for mark in self.marks)
            raise ValueError(
                f"the marks of a panel must have one number of moments, got {kinds}; record all of "
                "them at the same steps."
            )
        return counts.pop() if counts else None

    @property
    def limits(self):
        """(left, right, bottom, top) of the axes."""
        if self.in_pixels:
            return 0, self.box[2], 0, self.box[3]
        if self._limits is not None:
            return self._limits
        full = [mark.bounds() for mark in self.marks if mark.fills]
        if full:
            return full[0]
        found = [each for each in (mark.bounds() for mark in self.marks) if each is not None]
        if not found:
            return 0.0, 1.0, 0.0, 1.0
        left, right, bottom, top = np.transpose(found)
        low, high = np.array([left.min(), bottom.min()]), np.array([right.max(), top.max()])
        room = 0.05 * np.where(high > low, high - low, 1.0)
        (left, bottom), (right, top) = low - room, high + room
        return left, right, bottom, top

    @property
    def keys(self):
        """Its entries of the scene's key."""
        return [key for mark in reversed(self.marks) for key in mark.keys] + [*self.extra_keys]

    @property
    def colours(self):
        """RGBA (n, 4) that fill few pixels and must stay themselves in a GIF."""
        return [np.reshape(mark.colours, (-1, 4)) for mark in self.marks if len(mark.colours)]

    def shape(self):
        """What two panels must have in common to share sides and widths."""
        return type(self), self.ratio, self.names, tuple(self.limits), self.log

    def shares_x(self, below):
        """Whether the panel below has the same horizontal side, so that one set of numbers will
        do for both."""
        if type(self) is not type(below) or None in (self.names, below.names):
            return False
        mine, others = ((p.ratio, p.names[0], *p.limits[:2]) for p in (self, below))
        return mine == others

    def margins(self, width):
        """The room of its words, for axes about `width` pixels wide."""
        right = max(self._right(), self.reach)
        return Margins(self._left(), right, self._bottom(), self._top(width))

    def _left(self):
        if self.names is None:
            return PLAIN
        if self.shares_left:
            return GAP
        widest = max([text_width(word, SMALL) for word in self._ticks("y")[1]], default=0)
        return max(64, 16 + widest + 28 * bool(self.names[1]))

    def _right(self):
        words = self._ticks("x")[1] if self.names else []
        last = text_width(words[-1], SMALL) if words else 0
        return max(16, 6 + last / 2) + max([mark.beside for mark in self.marks], default=0)

    def _bottom(self):
        if self.names is None:
            return 10
        return GAP if self.shares_below else 32 + 22 * bool(self.names[0])

    def _ticks(self, side, count=5):
        """(places, words) of the numbers beside an axis, with so many steps between them."""
        low, high = sorted(self.limits[2:] if side == "y" else self.limits[:2])
        if side in self.log:
            return log_places(low, high)
        return round_places(low, high, count, side in self.whole)

    def _ticks_below(self):
        """As many numbers below the axes as have room."""
        for count in range(5, 0, -1):
            places, words = self._ticks("x", count)
            apart = np.ptp(places[:2]) / abs(self.limits[1] - self.limits[0]) * self.box[2]
            if "x" in self.log or apart >= max(text_width(word, SMALL) for word in words) + 6:
                break
        return places, words

    def make(self, figure, box):
        """Make axes at the box (left, bottom, width, height) in pixels, and all artists."""
        self.figure, self.box = figure, box
        left, right, bottom, top = self.limits
        self.axes = axes_at(figure, *box, xlim=(left, right), ylim=(bottom, top))
        if self.names is None:
            self.axes.set_axis_off()
        else:
            self._name_sides()
        for mark in self.marks:
            mark.steps = self.steps
            mark.make(self.axes)
            if mark.still:
                mark.draw(0)
        self.axes.set(xlim=(left, right), ylim=(bottom, top))
        self._head()
        self._flags = [artist for row, flag in enumerate(self.flags.items())
                       for artist in self._flag(row, *flag)]  # fmt: skip

    def _name_sides(self):
        axes, (x, y) = self.axes, self.names
        axes.set(**{f"{side}scale": "log" for side in self.log})
        fixed_ticks(axes.xaxis, *self._ticks_below())
        fixed_ticks(axes.yaxis, *self._ticks("y"))
        axes.grid(self.grid, axis="y") if self.grid else None
        axes.tick_params(labelleft=not self.shares_left, labelbottom=not self.shares_below)
        axes.set_xlabel("" if self.shares_below else x, size=_size(x), labelpad=2)
        axes.set_ylabel("" if self.shares_left else y, size=_size(y), labelpad=3)

    @property
    def moving(self):
        """Its artists that `draw` changes."""
        words = self._said_lines if callable(self.said) else []
        return [a for mark in self.marks if not mark.still for a in mark.moving] + words

    def draw(self, i):
        """Show moment i: data is set, nothing is made."""
        for mark in self.marks:
            if not mark.still:
                mark.draw(i)
        if callable(self.said):
            self._say(i)

    def facts(self, i):
        """What moment i shows, in short clauses."""
        clauses = [clause for mark in self.marks for clause in mark.facts(mark.at(i))]
        clauses = [self._said(i)] * bool(self.said) + clauses
        if self.name and clauses:
            clauses[0] = f"{self.name} {clauses[0]}"
        return clauses


def _size(words):
    """Symbols are larger than words."""
    return SYMBOL if words.startswith("$") else SMALL + 1
