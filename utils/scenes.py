"""Scenes: recorded arrays, drawn frame by frame on one figure and on one fixed scale."""

from __future__ import annotations

import numpy as np
from matplotlib.collections import LineCollection

from . import fields
from .curves import draw_curves, end_names, line_axes, series
from .layout import LEFT, NOTE, sheet, text_width
from .palette import FAINT, HELD_OUT, INK, MUTED, TRAIN, TWINS, Look
from .picture import DPI, style
from .planes import (
    WIDE,
    counted,
    draw_points,
    field_facts,
    height,
    pairs,
    plane_axes,
    plane_key,
    score_words,
)

STRIP = 144
BANDS = 10
LOSSES = tuple(Look({"color": colour, "lw": 2}, colour) for colour in (TRAIN, HELD_OUT))


class FieldView:
    """A field of probabilities and its boundary, moving, behind points that stand still."""

    def __init__(self, axes, grid, frames, train, held_out, bands, size=22):
        self.grid, self.frames = grid, frames
        self.field = fields.FieldArtist(grid, frames[0], bands)
        self.line = LineCollection([], colors=INK, linewidths=2)
        axes.add_artist(self.field)
        axes.add_collection(self.line, autolim=False)
        self.moving = [self.field, self.line]
        self.front = [*draw_points(axes, train, held_out, size), *axes.spines.values()]

    def draw(self, k):
        self.field.set_field(self.frames[k])
        self.line.set_segments(fields.boundary(self.grid, self.frames[k]))


class Strip:
    """Curves below a scene: the whole way faint, the way so far in colour, dots where we are."""

    def __init__(self, figure, steps, losses, looks, xlabel):
        self.steps = steps
        self.lines = {n: series(n, *_on_steps(n, y, steps)) for n, y in losses.items()}
        axes = line_axes(figure, list(losses), xlabel, "loss", height=84)
        faint = [Look({"color": FAINT, "lw": 1.5}, look.name) for look in looks]
        draw_curves(axes, self.lines, faint)
        end_names(axes, self.lines, faint)
        dot = {"marker": "o", "ms": 8, "mfc": INK, "mec": "white", "mew": 1.2, "ls": ""}
        self.ways = [axes.plot([], [], **look.line)[0] for look in looks[: len(losses)]]
        self.dots = axes.plot([], [], clip_on=False, zorder=5, **dot)
        self.moving = self.ways + self.dots

    def draw(self, k):
        for way, (x, y) in zip(self.ways, self.lines.values(), strict=True):
            past = np.searchsorted(x, self.steps[k], side="right")
            way.set_data(x[:past], y[:past])
        self.dots[0].set_data([self.steps[k]] * len(self.lines), self._heights(k))

    def _heights(self, k):
        return [np.interp(self.steps[k], x, y) for x, y in self.lines.values()]

    def facts(self, k):
        """The losses at frame k, in words."""
        values = zip(self.lines, self._heights(k), strict=True)
        return "loss " + ", ".join(f"{name} {value:.3g}" for name, value in values)


class Note:
    """The line below the title: the update we are at, then what is counted there."""

    def __init__(self, figure, steps, unit):
        self.steps, self.unit = steps, unit
        self.count = figure.heading[-1]
        x, y = self.count.get_position()
        room = text_width(figure, self._words(-1) + " \N{MIDDLE DOT} ", NOTE)
        x += room / (DPI * figure.get_figwidth())
        self.said = figure.text(x, y, "", size=NOTE, color=MUTED)
        self.moving = [self.count, self.said]

    def _words(self, k):
        return f"{self.unit} {self.steps[k]:,} of {self.steps[-1]:,}"

    def draw(self, k, words):
        self.count.set_text(self._words(k))
        self.said.set_text(words)


class BoundaryScene:
    """How does the boundary form? The field above, the loss below, one fixed scale.

    grid: from plots.grid. frames: T arrays of probabilities at grid.points. train, held_out: pairs
    (X, y). steps: T numbers of updates. losses: {name: T values, or one for each update from 1 on}.
    accuracy: T shares of the held-out (else train) points on their side; without it they are read
    off the field. bands: colours of the field; fewer make a smaller file.
    """

    def __init__(
        self, grid, frames, train, held_out=None, steps=None, losses=None, title="", unit="update",
        accuracy=None, bands=BANDS,
    ):  # fmt: skip
        train, held_out = pairs(train, held_out)
        self.grid, self.fields = grid, fields.recorded(grid, frames)
        self.title, self.unit, self.frames = title, unit, len(self.fields)
        self.steps = rising(steps, self.frames)
        self.shares = shares(grid, self.fields, held_out or train, accuracy)
        self.kind = "held-out" if held_out else "train"
        self.scores = [score_words(share, train, held_out) for share in self.shares]
        with style():
            self._compose(train, held_out, losses, bands)
            self.draw(0)

    def _compose(self, train, held_out, losses, bands):
        bottom = 56 + STRIP * bool(losses)
        self.figure = sheet(bottom + height(WIDE) + 42, self.title, " ")
        self.note = Note(self.figure, self.steps, self.unit)
        axes = plane_axes(self.figure, self.grid, LEFT, bottom, WIDE)
        plane_key(self.figure, held_out is not None, bottom + height(WIDE) + 12, line=True)
        self.view = FieldView(axes, self.grid, self.fields, train, held_out, bands)
        self.strip = Strip(self.figure, self.steps, losses, LOSSES, self.unit) if losses else None
        self.parts = [self.view, *([self.strip] if losses else [])]
        self.moving = [artist for part in [*self.parts, self.note] for artist in part.moving]
        self.front = self.view.front

    def draw(self, k):
        """Show frame k: data is set, nothing is made."""
        for part in self.parts:
            part.draw(k)
        self.note.draw(k, f"{100 * self.shares[k]:.1f} % of {self.kind} points on their side")

    def facts(self, k):
        """What frame k shows, in one sentence."""
        shown = [self.scores[k], field_facts(self.grid, self.fields[k])]
        shown += [self.strip.facts(k)] if self.strip else []
        start = f"{self.title}, " if self.title else ""
        return f"{start}{self.unit} {self.steps[k]:,}: {'; '.join(shown)}."


class PairScene:
    """Do two trainings form the same boundary? Two fields side by side, their losses below.

    frames: {"NumPy": T fields, "Keras": T fields}. losses: {the same names: values}. accuracy: {the
    same names: T shares}. All else as for BoundaryScene.
    """

    def __init__(
        self, grid, frames, train, held_out=None, steps=None, losses=None, title="", unit="update",
        accuracy=None, bands=BANDS,
    ):  # fmt: skip
        train, held_out = pairs(train, held_out)
        self.grid, self.title, self.unit = grid, title, unit
        self.fields = {name: fields.recorded(grid, values) for name, values in frames.items()}
        self.frames = _same_length(self.fields)
        self.steps = rising(steps, self.frames)
        self.shares = {
            name: shares(grid, values, held_out or train, (accuracy or {}).get(name))
            for name, values in self.fields.items()
        }
        self.counted = counted(train, held_out)
        with style():
            self._compose(train, held_out, losses, bands)
            self.draw(0)

    def _compose(self, train, held_out, losses, bands):
        bottom, width = 56 + STRIP * bool(losses), 348
        self.figure = sheet(bottom + height(width) + 80, self.title, " ", width=800)
        self.note = Note(self.figure, self.steps, self.unit)
        self.names, self.parts, self.front = [], [], []
        for left, (name, values) in zip((LEFT, LEFT + 366), self.fields.items(), strict=True):
            axes = plane_axes(self.figure, self.grid, left, bottom, width)
            self.names.append(axes.set_title(name, pad=8))
            self.parts.append(FieldView(axes, self.grid, values, train, held_out, bands, 14))
            self.front += self.parts[-1].front
        axes.set_ylabel("")
        axes.set_yticklabels([])
        plane_key(self.figure, held_out is not None, bottom + height(width) + 44, line=True)
        self.strip = Strip(self.figure, self.steps, losses, TWINS, self.unit) if losses else None
        self.parts += [self.strip] if losses else []
        moving = [artist for part in [*self.parts, self.note] for artist in part.moving]
        self.moving = moving + self.names

    def draw(self, k):
        """Show frame k: data is set, nothing is made."""
        for part in self.parts:
            part.draw(k)
        for text, (name, shares) in zip(self.names, self.shares.items(), strict=True):
            text.set_text(f"{name}: {100 * shares[k]:.1f} %")
        self.note.draw(k, f"share of {self.counted}")

    def facts(self, k):
        """What frame k shows, in one sentence."""
        shown = [
            f"{name} {100 * self.shares[name][k]:.1f} % of {self.counted}, "
            f"{field_facts(self.grid, values[k])}"
            for name, values in self.fields.items()
        ]
        shown += [self.strip.facts(k)] if self.strip else []
        start = f"{self.title}, " if self.title else ""
        return f"{start}{self.unit} {self.steps[k]:,}: {'; '.join(shown)}."


def _same_length(frames):
    counts = [len(values) for values in frames.values()]
    if len(counts) != 2 or counts[0] != counts[1]:
        raise ValueError(
            f"frames must hold two recordings of the same length, got lengths {counts}; record "
            "both at the same updates."
        )
    return counts[0]


def rising(steps, count):
    """The rising numbers of the steps, one for each frame; 0, 1, 2 ... where none are given."""
    steps = np.arange(count) if steps is None else np.asarray(steps)
    if steps.shape != (count,) or (np.diff(steps) <= 0).any():
        raise ValueError(
            f"steps must be {count} rising numbers, one for each frame, got the shape "
            f"{steps.shape}; pass recorder.steps."
        )
    return steps


def _on_steps(name, y, steps):
    """(x, y) of a curve with one value for each frame, or for each update from 1 on."""
    if len(y) == len(steps):
        return steps, y
    if len(y) == steps[-1]:
        return np.arange(1, len(y) + 1), y
    raise ValueError(
        f"losses[{name!r}] must hold {len(steps)} values, one for each frame, or {steps[-1]}, one "
        f"for each update, got {len(y)}."
    )


def shares(grid, frames, data, given=None):
    """For each frame the share of points on their side, as given or read off the field."""
    if given is not None:
        if len(given) != len(frames):
            raise ValueError(
                f"accuracy must hold {len(frames)} shares, one for each frame, got {len(given)}."
            )
        return np.asarray(given, dtype=float)
    X, y = data
    return np.array([np.mean((fields.at(grid, f, X) > 0.5) == (y == 1)) for f in frames])
