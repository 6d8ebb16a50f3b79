"""A history in motion: losses and accuracies, one panel under another, drawn as they came."""

from __future__ import annotations

import numpy as np
from matplotlib.patheffects import withStroke

from .curves import end_names, fit, line_axes, looks_of, series
from .landscape import short
from .layout import NOTE, SMALL, sheet, text_width
from .palette import FAINT, INK, PAPER
from .picture import DPI, style
from .scenes import Note, rising

HIGH = {1: 250, 2: 150, 3: 118}  # pixels of a panel, by how many there are
HEAD, FOOT = 34, 52
GAP, TALL = 7, 24  # pixels from a mark to its words, and their height
DOT = {"marker": "o", "ms": 8, "mfc": INK, "mec": "white", "mew": 1.2, "ls": "", "zorder": 5}
RIM = [withStroke(linewidth=3, foreground=PAPER)]


class HistoryScene:
    """How does a training go? Curves that grow on fixed axes, one panel under another.

    panels: {"loss": {"train": T values, "held out": T values}, "accuracy": {...}}, at most three.
    steps: the T rising numbers behind the values; 1, 2, 3 ... by default. unit: what a step is.
    frames: how many of the T steps are shown, evenly spaced; all by default. mark: (step, words), a
    line that appears when that step is reached and stays.
    """

    def __init__(self, panels, steps=None, title="", unit="epoch", frames=None, mark=None):
        count = _length(panels)
        self.all_steps = rising(np.arange(1, count + 1) if steps is None else steps, count)
        self.frames = min(frames or count, count)
        self.picks = np.linspace(0, count - 1, self.frames).round().astype(int)
        self.steps = self.all_steps[self.picks]
        self.title, self.unit = title, unit
        self.mark = _mark(mark, self.all_steps)
        self.lines = {
            quantity: {name: series(name, self.all_steps, y) for name, y in values.items()}
            for quantity, values in panels.items()
        }
        with style():
            self._compose()
            self.draw(0)

    def _compose(self):
        count = len(self.lines)
        self.figure = sheet(FOOT + count * (HIGH[count] + HEAD), self.title, " ")
        self.note = Note(self.figure, self.steps, self.unit)
        names = [name for lines in self.lines.values() for name in lines]
        self.parts = []
        for row, (quantity, lines) in enumerate(self.lines.items()):
            bottom = FOOT + (count - 1 - row) * (HIGH[count] + HEAD)
            axes = line_axes(self.figure, names, "", "", bottom, HIGH[count])
            axes.tick_params(labelbottom=row == count - 1)
            self.parts.append(Panel(axes, quantity, lines, self.picks))
        axes.set_xlabel(self.unit)
        self.parts += [Flag(self.parts[:], self.mark, self.steps)] if self.mark else []
        moving = [artist for part in self.parts for artist in part.moving]
        self.moving = [*moving, *self.note.moving]

    def draw(self, k):
        """Show frame k: data is set, nothing is made."""
        for part in self.parts:
            part.draw(k)
        self.note.draw(k, "")

    def facts(self, k):
        """What frame k shows, in one sentence."""
        i = self.picks[k]
        parts = [
            f"{quantity} {', '.join(f'{name} {y[i]:.3g}' for name, (_, y) in lines.items())}"
            for quantity, lines in self.lines.items()
        ]
        if self.mark and self.steps[k] >= self.mark[0]:
            parts.append(f"{self.mark[1]} marked at {self.mark[0]:,}")
        start = f"{self.title}, " if self.title else ""
        return f"{start}{self.unit} {self.steps[k]:,}: {'; '.join(parts)}."


class Panel:
    """One quantity: the whole way faint, the way so far in colour, and where we are in numbers."""

    def __init__(self, axes, quantity, lines, picks):
        self.axes, self.picks, self.lines = axes, picks, lines
        looks = looks_of(list(lines))
        for x, y in lines.values():
            axes.plot(x, y, color=FAINT, lw=1.5)
        fit(axes, list(lines.values()))
        end_names(axes, lines, looks)
        self.ways = [axes.plot([], [], **look.line)[0] for look in looks]
        self.dots = axes.plot([], [], clip_on=False, **DOT)[0]
        self.said = self._heads(quantity, looks)
        self.moving = [*self.ways, *axes.spines.values(), self.dots, *self.said]

    def _heads(self, quantity, looks):
        """The quantity's name above the panel, and beside it a text for each line."""
        figure, box = self.axes.figure, self.axes.get_window_extent()
        _write(figure, box.x0, box.y1 + 10, quantity, size=NOTE, weight="bold")
        place, said = box.x0 + text_width(figure, quantity, NOTE, weight="bold") + 22, []
        for name, look in zip(self.lines, looks, strict=True):
            words = _write(figure, place, box.y1 + 10, "", size=SMALL, color=look.name)
            said.append(words)
            place += text_width(figure, f"{name} 0.0000", SMALL) + 18
        return said

    def draw(self, k):
        i = self.picks[k]
        for way, text, (name, (x, y)) in zip(self.ways, self.said, self.lines.items(), strict=True):
            way.set_data(x[: i + 1], y[: i + 1])
            text.set_text(f"{name} {_number(y[i])}")
        ends = [(x[i], y[i]) for x, y in self.lines.values()]
        self.dots.set_data(*np.transpose(ends))


class Flag:
    """A vertical line through all panels, with its words where the fewest curves run."""

    def __init__(self, panels, mark, steps):
        self.step, self.words, self.steps = *mark, steps
        look = {"color": INK, "lw": 1.4, "ls": (0, (4, 2.5))}
        self.lines = [panel.axes.plot([], [], zorder=1.5, **look)[0] for panel in panels]
        _, (x, y), sides = min(self._places(panels), key=lambda place: place[0])
        self.text = _write(panels[0].axes.figure, x, y, "", size=SMALL, path_effects=RIM, **sides)
        self.moving = [*self.lines, self.text]

    def _places(self, panels):
        """Candidates (how much of the curves the words would hide, place, alignment)."""
        for panel in panels:
            box = panel.axes.get_window_extent()
            wide = text_width(panel.axes.figure, self.words, SMALL) + GAP
            here = panel.axes.transData.transform((self.step, 0))[0]
            curves = [_pixels(panel.axes, x, y) for x, y in panel.lines.values()]
            for low in (box.y1 - TALL, box.y0):
                for side, left, x in (
                    ("left", here, here + GAP),
                    ("right", here - wide, here - GAP),
                ):
                    outside = left < box.x0 or left + wide > box.x1
                    hidden = sum(_inside(curve, left, left + wide, low) for curve in curves)
                    yield hidden + 1e6 * outside, (x, low + 7), {"ha": side}

    def draw(self, k):
        reached = self.steps[k] >= self.step
        for line in self.lines:
            line.set_data(([self.step] * 2, line.axes.get_ylim()) if reached else ([], []))
        self.text.set_text(self.words if reached else "")


def _pixels(axes, x, y):
    """A curve as points (n, 2) of the figure, at least one in each pixel across."""
    fine = np.linspace(x[0], x[-1], 1000)
    return axes.transData.transform(np.column_stack([fine, np.interp(fine, x, y)]))


def _inside(points, left, right, low):
    """How many points lie in the box of the words, or close to it."""
    x, y = points.T
    return int(((left < x) & (x < right) & (low - 4 < y) & (y < low + TALL + 4)).sum())


def _write(figure, x, y, words, **look):
    """A text whose baseline begins at this pixel."""
    across, up = figure.get_size_inches() * DPI
    return figure.text(x / across, y / up, words, **look)


def _number(value):
    """Three digits, zeros at the end too, so that a number that moves keeps its width."""
    usual = 1e-3 <= abs(value) < 1000
    return f"{value:#.3g}".rstrip(".").replace("-", "\N{MINUS SIGN}") if usual else short(value)


def _length(panels):
    """How many values every line of every panel has."""
    if not 1 <= len(panels) <= len(HIGH) or not all(panels.values()):
        raise ValueError(
            f"panels must hold 1 to {len(HIGH)} quantities with their lines, for example "
            f'{{"loss": {{"train": values}}}}, got {list(panels)}.'
        )
    lengths = {len(y) for values in panels.values() for y in values.values()}
    if len(lengths) != 1:
        raise ValueError(
            f"panels must hold lines of one length, one value for each step, got lengths "
            f"{sorted(lengths)}; record all of them at the same steps."
        )
    return lengths.pop()


def _mark(mark, steps):
    if mark is None:
        return None
    step, words = mark
    if not steps[0] <= step <= steps[-1]:
        raise ValueError(
            f"mark must lie between the first and the last step, {steps[0]} and {steps[-1]}, got "
            f"{step}; pass (step, words)."
        )
    return step, words
