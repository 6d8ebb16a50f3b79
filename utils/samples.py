"""Samples: one boundary for each training sample, and that of their mean."""

from __future__ import annotations

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D

from .fields import FieldArtist, boundary, labelled, recorded
from .layout import LEFT, NOTE, SMALL, key, sheet, text_width
from .palette import CLASSES, GREY, INK, LOOKS, MARKERS, MUTED, PAPER
from .picture import style
from .planes import field_facts, height, plane_axes
from .scenes import BANDS

ROOM, GAP, BELOW = 800, 14, 56
NOW = {"colors": INK, "linewidths": 2.2}
RIM = {"colors": PAPER, "linewidths": 4.2}
OTHERS = {"colors": GREY, "linewidths": 0.9}
TRUTH = {"color": LOOKS[2].name, "lw": 2, "ls": (0, (4, 2))}


class SamplesScene:
    """How much does a boundary depend on the sample it was learned from?

    Each frame adds a sample: its points, its boundaries dark, those of the samples before thin. The
    last frame shows all boundaries, and dark the one of the mean probability over the samples,
    which fills the plane.

    grid: from plots.grid. fields: {name: T arrays of probabilities at grid.points}, two or three
    kinds of model, each trained on the same T samples. truth: the probabilities of the best
    possible classifier at grid.points. samples: T pairs (X, y). unit: what a sample is called.
    measured: {name: words} that stand below the name.
    """

    def __init__(
        self, grid, fields, truth=None, samples=None, title="", unit="sample", measured=None
    ):
        self.grid, self.title, self.unit = grid, title, unit
        self.measured = measured or {}
        self.fields = _same_count({name: recorded(grid, part) for name, part in fields.items()})
        self.count = len(next(iter(self.fields.values())))
        self.frames = self.count + 1
        self.truth = None if truth is None else recorded(grid, [truth])[0]
        self.samples = _samples(samples, self.count)
        with style():
            self._compose()
            self.draw(0)

    def _compose(self):
        number = len(self.fields)
        width = (ROOM - LEFT - 12 - GAP * (number - 1)) // number
        above = BELOW + height(width) + 34 + 18 * bool(self.measured)
        self.figure = sheet(above + 34, self.title, " ", width=ROOM, left=LEFT)
        self.note = self.figure.heading[-1]
        key(self.figure, list(self._key()), LEFT - 6, above + 8)
        self.views = []
        for column, (name, values) in enumerate(self.fields.items()):
            axes = plane_axes(self.figure, self.grid, LEFT + column * (width + GAP), BELOW, width)
            if column:
                axes.set_ylabel("")
                axes.set_yticklabels([])
            self.views.append(SamplesView(axes, self.grid, values, self.truth, self.samples))
            self.views[-1].name(name, self.measured.get(name, ""), width)
        parts = [artist for view in self.views for artist in view.moving]
        self.moving = [*parts, self.note]
        self.front = [artist for view in self.views for artist in view.front]

    def _key(self):
        if self.samples:
            for number, (colour, marker) in enumerate(zip(CLASSES, MARKERS, strict=True)):
                look = {"ls": "", "ms": 6, "label": f"class {number}"}
                yield Line2D([], [], color=colour, marker=marker, **look)
        yield Line2D([], [], color=INK, lw=2.2, label="boundary")
        yield Line2D([], [], color=GREY, lw=0.9, label=f"of other {self.unit}s")
        if self.truth is not None:
            yield Line2D([], [], label="best possible", **TRUTH)

    def draw(self, k):
        """Show frame k: data is set, nothing is made."""
        for view in self.views:
            view.draw(k)
        last = f"all {self.count} {self.unit}s; dark: the boundary of their mean prediction"
        self.note.set_text(last if k == self.count else self._counted(k))

    def _counted(self, k):
        points = f", {len(self.samples[k][1])} points" if self.samples else ""
        return f"{self.unit} {k + 1} of {self.count}{points}"

    def facts(self, k):
        """What frame k shows, in one sentence."""
        where = f"mean of {self.count} {self.unit}s" if k == self.count else self._counted(k)
        shown = [self._told(k, *part) for part in self.fields.items()]
        return f"{self.title + ', ' if self.title else ''}{where}: {'; '.join(shown)}."

    def _told(self, k, name, values):
        if k < self.count:
            return f"{name} {field_facts(self.grid, values[k])}"
        words = f", {self.measured[name]}" if name in self.measured else ""
        share = f"the {self.unit}s disagree on {100 * disagreement(values):.0f} % of the plane"
        return f"{name} {field_facts(self.grid, values.mean(axis=0))}, {share}{words}"


class SamplesView:
    """One kind of model: its boundaries over the plane, one for each sample."""

    def __init__(self, axes, grid, values, truth, samples):
        self.axes, self.samples, self.count = axes, samples, len(values)
        self.lines = [boundary(grid, field) for field in values]
        mean = values.mean(axis=0)
        self.lines.append(boundary(grid, mean))
        self.field = axes.add_artist(FieldArtist(grid, mean, BANDS))
        self.points = [_empty(axes, *look) for look in zip(CLASSES, MARKERS, strict=True)]
        looks = zip((OTHERS, RIM, NOW), (2.1, 2.2, 2.3), strict=True)
        self.others, self.rim, self.now = (
            axes.add_collection(LineCollection([], zorder=level, **look), autolim=False)
            for look, level in looks
        )
        best = [] if truth is None else boundary(grid, truth)
        self.front = [axes.plot(*line.T, zorder=2.4, **TRUTH)[0] for line in best]
        self.front += axes.spines.values()
        self.moving = [self.field, *self.points, self.others, self.rim, self.now]

    def name(self, name, measured, width):
        """Write the name above the plane, and what was measured between the two."""
        self.axes.set_title(name, pad=26 if measured else 8)
        look = {"xycoords": "axes fraction", "textcoords": "offset points", "size": SMALL}
        self.axes.annotate(measured, (0, 1), (0, 7), color=MUTED, **look)
        for text, size, weight in ((name, NOTE, "bold"), (measured, SMALL, "normal")):
            if text_width(self.axes.figure, text, size, weight=weight) > width:
                raise ValueError(f"{text!r} is wider than its panel of {width} pixels; shorten it.")

    def draw(self, k):
        last = k == self.count
        self.field.set_visible(last)
        self.others.set_segments([line for lines in self.lines[:k] for line in lines])
        for lines in (self.rim, self.now):
            lines.set_segments(self.lines[k])
        for number, points in enumerate(self.points):
            X, y = self.samples[k] if self.samples and not last else (np.empty((0, 2)), np.empty(0))
            points.set_offsets(X[y == number])


def _empty(axes, colour, marker):
    """Points to come, small."""
    look = {"s": 8, "marker": marker, "c": colour, "linewidths": 0, "zorder": 2}
    return axes.scatter([], [], **look)


def disagreement(values):
    """The share of a grid's points that lie on either side, from field to field (T, rows, cols)."""
    sides = values > 0.5
    return np.mean(sides.any(axis=0) & ~sides.all(axis=0))


def _same_count(fields):
    counts = [len(values) for values in fields.values()]
    if not 2 <= len(counts) <= 3 or len(set(counts)) != 1:
        raise ValueError(
            "fields must hold two or three kinds of model with one field for each sample, got "
            f"{counts} fields; train each kind on the same samples."
        )
    return fields


def _samples(samples, count):
    if samples is None:
        return None
    if len(samples) != count:
        raise ValueError(f"samples must hold {count} pairs (X, y), one for each field, got "
                         f"{len(samples)}.")  # fmt: skip
    return [labelled(pair, f"samples[{k}]") for k, pair in enumerate(samples)]
