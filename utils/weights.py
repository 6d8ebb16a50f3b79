"""Weights: what a penalty of growing size does to a weight matrix and to the boundary."""

from __future__ import annotations

import numpy as np
from matplotlib.colors import to_rgba_array

from .curves import line_axes
from .fields import recorded
from .layout import LEFT, SYMBOL, panel, plain, power, sheet, ticks
from .palette import CLASSES, DIVERGING, INK
from .picture import style
from .planes import counted, field_facts, height, pairs, plane_axes, plane_key, score_words
from .scenes import BANDS, FieldView, shares
from .sweeps import draw_sweep, places, results, settings

ROOM, STRIP = 800, 168
MAP, BAR, PLANE = 244, 12, 348


class WeightsScene:
    """What does a setting do to the weights, to the boundary and to the accuracy?

    One frame for each value. On the left one weight matrix on the same scale throughout, on the
    right the boundary of the same network, below the accuracies of all seeds with dots where we
    are. No frame stands between two values, because nothing was trained there.

    values: T rising numbers, 0 or more; the axis is logarithmic and 0 stands left of it. weights: T
    matrices (inputs, units). fields: T arrays of probabilities at grid.points. grid: from
    plots.grid. train, held_out: pairs (X, y). scores: {"train" and "held out": T accuracies, or
    (T, seeds) of them}, drawn as medians with their range. name: the setting's symbol.
    """

    def __init__(
        self, values, weights, fields, grid, train, held_out=None, scores=None, title="",
        name="\N{GREEK SMALL LETTER LAMDA}",
    ):  # fmt: skip
        train, held_out = pairs(train, held_out)
        self.values = settings(values, name="values")
        self.frames, self.title, self.setting = len(self.values), title, name
        self.weights = _matrices(weights, self.frames)
        self.grid, self.fields = grid, recorded(grid, fields)
        _as_many("fields", len(self.fields), self.frames)
        self.shares = shares(grid, self.fields, held_out or train)
        self.counted = counted(train, held_out)
        self.scores = [score_words(share, train, held_out) for share in self.shares]
        with style():
            self._compose(train, held_out, scores)
            self.draw(0)

    def _compose(self, train, held_out, scores):
        bottom, high = 56 + STRIP * bool(scores), height(PLANE)
        self.figure = sheet(bottom + high + 72, self.title, " ", width=ROOM)
        self.note = self.figure.heading[-1]
        plane_key(self.figure, held_out is not None, bottom + high + 42, line=True)
        self.map = MatrixView(self.figure, self.weights, bottom, high)
        axes = plane_axes(self.figure, self.grid, ROOM - 12 - PLANE, bottom, PLANE)
        self.said = axes.set_title(" ", pad=8)
        self.view = FieldView(axes, self.grid, self.fields, train, held_out, BANDS, 14)
        self.strip = ScoreStrip(self.figure, self.values, scores, self.setting) if scores else None
        self.parts = [self.map, self.view, *([self.strip] if scores else [])]
        moving = [artist for part in self.parts for artist in part.moving]
        self.moving = [*moving, self.said, self.note]
        self.front = self.view.front
        self.colours = (255 * to_rgba_array(CLASSES)).round().astype(np.uint8)

    def draw(self, k):
        """Show frame k: data is set, nothing is made."""
        for part in self.parts:
            part.draw(k)
        line = "boundary" if self.view.line.get_segments() else "no boundary"
        self.said.set_text(f"{line}: {100 * self.shares[k]:.1f} %")
        self.note.set_text(f"{self.setting} = {short(self.values[k])}   share of {self.counted}")

    def facts(self, k):
        """What frame k shows, in one sentence."""
        shown = [self.map.facts(k), self.scores[k], field_facts(self.grid, self.fields[k])]
        shown += [self.strip.facts(k)] if self.strip else []
        start = f"{self.title}, " if self.title else ""
        return f"{start}{self.setting} = {self.values[k]:g}: {'; '.join(shown)}."


class MatrixView:
    """One matrix (inputs, units) of T, as a map of colours on one scale, with its bar.

    The scale ends where a hundredth of the weights of some frame lie beyond it, so that a few
    large ones do not make all others pale.
    """

    def __init__(self, figure, matrices, bottom, high):
        self.matrices = np.round(matrices, 6)  # less than a millionth is the rest of a rounding
        self.limit = _limit(np.abs(matrices))
        rows, columns = matrices.shape[1:]
        axes = panel(figure, LEFT, bottom, MAP, high, xlabel="unit", ylabel="input")
        axes.spines[:].set_visible(False)
        self.image = self._image(axes, matrices[0], (0.5, columns + 0.5, rows + 0.5, 0.5))
        axes.set(xticks=sorted({1, columns}), yticks=sorted({1, rows}))
        axes.yaxis.labelpad = -6
        self.said = axes.set_title(" ", pad=8)
        bar = panel(figure, LEFT + MAP + 10, bottom, BAR, high, xticks=[])
        scale = np.linspace(-self.limit, self.limit, 256)[:, np.newaxis]
        self._image(bar, scale[::-1], (0, 1, -self.limit, self.limit))
        bar.yaxis.tick_right()
        bar.spines[:].set_visible(False)
        bar.set_yticks([-self.limit, 0, self.limit], self._ends(np.abs(matrices).max()))
        self.moving = [self.image, self.said]

    def _ends(self, largest):
        """The words of the bar: its ends stand for larger weights too, where there are any."""
        low, high = ("\N{LESS-THAN OR EQUAL TO} ", "\N{GREATER-THAN OR EQUAL TO} ")
        low, high = (low, high) if largest > self.limit else ("", "")
        return f"{low}\N{MINUS SIGN}{short(self.limit)}", "0", f"{high}{short(self.limit)}"

    def _image(self, axes, values, extent):
        look = {"cmap": DIVERGING, "vmin": -self.limit, "vmax": self.limit, "aspect": "auto"}
        return axes.imshow(values, extent=extent, interpolation="nearest", **look)

    def draw(self, k):
        self.image.set_data(self.matrices[k])
        self.said.set_text(f"weights up to {short(np.abs(self.matrices[k]).max())}")

    def facts(self, k):
        """The matrix at frame k, in words."""
        W = self.matrices[k]
        return f"{W.shape[0]} x {W.shape[1]} weights from {W.min():z.2g} to {W.max():z.2g}"


class ScoreStrip:
    """Accuracies against a setting on a logarithmic axis: medians, ranges, dots where we are."""

    def __init__(self, figure, values, scores, name):
        self.scores = {part: results(part, y, len(values)) for part, y in scores.items()}
        self.medians = [np.median(y, axis=1) for y in self.scores.values()]
        self.places = places(values, values)
        axes = line_axes(figure, list(scores), name, "accuracy", height=108)
        axes.set_xlabel(name, size=SYMBOL, labelpad=0)
        looks = draw_sweep(axes, values, self.scores)
        ticks(axes.yaxis, 3)
        self.rule = axes.axvline(self.places[0], color=INK, lw=1)
        dot = {"marker": "o", "ms": 10, "mec": "white", "mew": 1.4, "zorder": 5}
        self.dots = [axes.plot([], [], color=look.name, **dot)[0] for look in looks]
        self.moving = [self.rule, *self.dots]

    def draw(self, k):
        self.rule.set_xdata([self.places[k]] * 2)
        for dot, middle in zip(self.dots, self.medians, strict=True):
            dot.set_data([self.places[k]], [middle[k]])

    def facts(self, k):
        """The accuracies at frame k, in words."""
        shown = (
            f"{part} {np.median(y[k]):.3g} ({y[k].min():.3g} to {y[k].max():.3g})"
            for part, y in self.scores.items()
        )
        seeds = next(iter(self.scores.values())).shape[1]
        return f"accuracy, median of {seeds}: {', '.join(shown)}"


def _limit(sizes):
    """The end of the scale for matrices of sizes (T, inputs, units), with two digits."""
    limit = max(np.quantile(size, 0.99) for size in sizes) or sizes.max() or 1.0
    return float(f"{limit:.2g}")


def short(value):
    """A number with two digits, as people write it: 0.05, 3·10⁻⁵, 10⁻³."""
    if value == 0:
        return "0"
    exponent = int(np.floor(np.log10(value)))
    lead = float(f"{value / 10.0**exponent:.2g}")
    if lead == 10:
        lead, exponent = 1.0, exponent + 1
    if -2 <= exponent <= 2:
        return plain(float(f"{value:.2g}"))
    return ("" if lead == 1 else f"{plain(lead)}\N{MIDDLE DOT}") + power(10.0**exponent)


def _matrices(weights, count):
    shapes = sorted({np.shape(W) for W in weights})
    if len(shapes) != 1 or len(shapes[0]) != 2:
        raise ValueError(
            f"weights must be matrices (inputs, units) of one shape, got the shapes {shapes}; "
            "record one layer's kernel for each value."
        )
    _as_many("weights", len(weights), count)
    return np.asarray(weights, dtype=float)


def _as_many(name, got, count):
    if got != count:
        raise ValueError(f"{name} must hold one entry for each of {count} values, got {got}.")
