"""Numbers in rows: the spread over seeds, bars, and a table."""

import numpy as np

from ... import checks
from ..marks.mark import Draw
from ..style.numbers import rounded, steady
from ..style.page import NOTE, SMALL, beside, fixed_ticks, text_width
from ..style.palette import FAINT, GREY, INK, MUTED
from .panel import Panel

ROW, LIFT = 62, 0.17  # pixels of a row, and what part of it equal dots lie apart
BAR, CELL = 30, 26  # pixels of a bar with its room, and of a line of a table


class Spread(Panel):
    """How much does chance matter? values: {name: one number for each seed}.

    One dot for each seed, the range as a bar, the median as a line with its number.
    """

    def __init__(self, values, quantity="", wide=None):
        self.values = {name: _numbers(name, each) for name, each in _some(values).items()}
        every = np.concatenate(list(self.values.values()))
        room = 0.06 * (np.ptp(every) or 1.0)
        limits = every.min() - room, every.max() + room, 0.35 - len(values), 0.7
        super().__init__(
            Draw(self._rows), axes=(quantity, ""), ratio=None, wide=wide, limits=limits
        )
        self.high = ROW * len(values)

    def _left(self):
        return 24

    def _rows(self, axes):
        axes.spines["left"].set_visible(False)
        axes.set_yticks([])
        heads = [self._head_of(name) for name in self.values]
        _refuse_narrow("spread", max(text_width(head, SMALL) for head in heads), self.box[2] + 8)
        for row, (numbers, head) in enumerate(zip(self.values.values(), heads, strict=True)):
            middle, ends = np.median(numbers), [numbers.min(), numbers.max()]
            axes.plot(ends, [-row, -row], color=FAINT, lw=12, solid_capstyle="round")
            look = {"color": INK, "lw": 2.4, "solid_capstyle": "butt"}
            axes.plot([middle] * 2, [-row - 0.24, -row + 0.24], **look)
            axes.plot(numbers, -row + _stacked(numbers), "o", ms=7, mfc=MUTED, mec="white", mew=1)
            axes.annotate(head, (0, 0.42 - row), xycoords=("axes fraction", "data"), size=SMALL)

    def _head_of(self, name):
        return f"{name}  median {rounded(np.median(self.values[name]), 4)}"

    def facts(self, i):
        return [
            f"{name} median {rounded(np.median(numbers), 4)} of {len(numbers)}, "
            f"{rounded(numbers.min(), 4)} to {rounded(numbers.max(), 4)}"
            for name, numbers in self.values.items()
        ]


class Bars(Panel):
    """How large is each? values: {name: a number, or one for each moment}; from 0, or `start`.

    most: where the axis ends. write: how the number beside a bar is written.
    """

    def __init__(
        self, values, quantity="", color=GREY, start=0.0, most=None, wide=None, write=steady
    ):
        self.bars = {
            str(name): checks.array(f"{name!r}", each, float, gaps=True)
            for name, each in _some(values).items()
        }
        shapes = sorted({each.shape for each in self.bars.values()})
        if len(shapes) > 1 or len(shapes[0]) > 1:
            raise ValueError(f"bars need a number each, or one for each moment, got {shapes}.")
        table = np.array([_numbers(*bar) for bar in self.bars.items()])
        table = table if shapes[0] else table[:, 0]
        self.table = table if table.ndim == 2 else table[:, np.newaxis]
        self.count = table.shape[1] if table.ndim == 2 else None
        low, high = min(start, float(table.min())), max(start, float(table.max()))
        high = most or high + 0.04 * (high - low or 1.0)
        self.color, self.start, self.write = color, start, write
        super().__init__(
            Draw(self._rows, self._set if self.count else None, self.count), axes=(quantity, ""),
            ratio=None, wide=wide, limits=(low, high, len(self.bars) - 0.5, -0.5),
        )  # fmt: skip
        self.high = BAR * len(self.bars)

    def _left(self):
        return 20 + beside(self.bars)

    def _right(self):
        return 64

    def _rows(self, axes):
        fixed_ticks(axes.yaxis, range(len(self.bars)), list(self.bars))
        axes.tick_params(axis="y", length=0, labelcolor=INK)
        bars = axes.barh(range(len(self.bars)), self.table[:, 0], 0.66, self.start, fc=self.color)
        look = {"size": SMALL, "va": "center_baseline", "clip_on": False}
        texts = [axes.text(0, row, "", **look) for row in range(len(self.bars))]
        self._set(0, *bars, *texts)
        return [*bars, *texts]

    def _set(self, i, *artists):
        gap = 0.012 * (self.limits[1] - self.limits[0])
        for row, value in enumerate(self.table[:, i]):
            bar, text = artists[row], artists[row + len(self.bars)]
            bar.set_width(value - self.start)
            text.set(text=self.write(value), x=max(value, self.start) + gap)

    def facts(self, i):
        values = self.table[:, i if self.count else 0]
        return [", ".join(f"{name} {rounded(v)}" for name, v in zip(self.bars, values))]


class Table(Panel):
    """Where a table is what one reads. columns: {head: texts or numbers}, one for each row."""

    in_pixels = True

    def __init__(self, columns, wide=None):
        self.columns = {head: [_cell(value) for value in column]
                        for head, column in columns.items()}  # fmt: skip
        counts = {len(column) for column in self.columns.values()}
        if len(counts) != 1:
            raise ValueError(f"the columns of a table must have one length, got {sorted(counts)}.")
        self.rows = counts.pop()
        super().__init__(Draw(self._cells), axes=None, ratio=None, wide=wide)
        self.high = CELL * (self.rows + 1) + 6

    def _cells(self, axes):
        _, _, width, height = self.box
        wide = [max(text_width(c, NOTE, "bold") for c in (head, *column))
                for head, column in self.columns.items()]  # fmt: skip
        _refuse_narrow("table", sum(wide) + 12 * len(wide), width)
        gap = min((width - sum(wide)) / max(len(wide) - 1, 1), 60)
        axes.plot([0, width], [height - CELL - 2] * 2, color=GREY, lw=1)
        left = 0
        for at, (head, column) in enumerate(self.columns.items()):
            x, side = (left, "left") if at == 0 else (left + wide[at], "right")
            axes.text(x, height - 18, head, size=NOTE, ha=side, weight="bold")
            for row, cell in enumerate(column, 2):
                axes.text(x, height - CELL * row + 4, cell, size=NOTE, ha=side)
            left += wide[at] + gap

    def facts(self, i):
        heads = list(self.columns)
        rows = zip(*self.columns.values(), strict=True)
        return [", ".join(f"{h} {c}" for h, c in zip(heads, row, strict=True)) for row in rows]


def _some(values):
    if not values:
        raise ValueError('values is empty; name at least one, for example {"mine": [0.9, 0.8]}.')
    return values


def _refuse_narrow(name, needed, width):
    if needed > width:
        raise ValueError(
            f"the {name} needs {needed:.0f} pixels and has {width}; shorten its words, leave some "
            "out, or give it a row with fewer panels."
        )


def _cell(value):
    return value if isinstance(value, str) else rounded(value, 4)


def _numbers(name, numbers):
    numbers = checks.array(f"{name!r}", numbers, float, gaps=True).ravel()
    if not len(numbers) or not np.isfinite(numbers).all():
        raise ValueError(f"{name!r} needs finite numbers, at least one, got {numbers}.")
    return numbers


def _stacked(numbers):
    """Equal numbers lie above and below each other instead of hiding each other."""
    lift = np.zeros(len(numbers))
    for number in np.unique(numbers):
        same = np.flatnonzero(numbers == number)
        lift[same] = LIFT * (np.arange(len(same)) - (len(same) - 1) / 2)
    return lift
