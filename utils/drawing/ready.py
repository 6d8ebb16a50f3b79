"""Ready-made scenes: each answers one question about recorded arrays, in one line."""

import numpy as np

from .. import checks
from .marks import grid as planes
from .marks.data import Labelled
from .marks.field import BANDS, Classes, Field, field_facts
from .marks.images import Matrix
from .marks.lines import Lines
from .marks.mark import Draw, Shown
from .marks.points import Points
from .panels.curves import Curves
from .panels.panel import Panel
from .panels.space import Space
from .panels.surface import NAMES, Map, Surface
from .panels.sweep import Sweep, settings
from .rows import in_rows
from .scene import Scene
from .style.numbers import scientific
from .style.palette import GREY, INK, LOOKS, PAPER

SIDES = ("$x$", "$y$", "$z$")
LAMBDA = "\N{GREEK SMALL LETTER LAMDA}"


def boundary(
    grid, fields, train, held_out=None, steps=None, losses=None, title="", unit="update",
    accuracy=None, bands=BANDS,
):  # fmt: skip
    """How does the boundary form? The field above, the losses below, on one scale.

    grid: from plots.grid. fields: probabilities at grid.points, (m,) of class 1 or (m, classes), or
    T of them. train, held_out: pairs (X, y). steps: T numbers of updates. losses: {name: T values,
    or one for each update from 1 on}. accuracy: T shares of the held-out (else training) points
    classified correctly; without it they are read off the field. bands: colours of the field; fewer
    make a smaller file.
    """
    given = {"": accuracy} if accuracy is not None else None
    return boundaries(grid, {"": fields}, train, held_out, steps, losses, title, unit, given, bands)


def boundaries(
    grid, fields, train, held_out=None, steps=None, losses=None, title="", unit="update",
    accuracy=None, bands=BANDS, columns=4,
):  # fmt: skip
    """How do the boundaries of several networks form? One field for each, the losses below.

    fields: {"NumPy": T fields, "Keras": T fields}. accuracy: {the same names: T shares}. columns:
    how many stand in a row. All else as for boundary.
    """
    data, panels = Labelled(train, held_out), []
    for name, p in fields.items():
        field = field_mark(grid, p, data.names, bands)
        share = _at(field, shares(field, data, (accuracy or {}).get(name)))
        said = (lambda i, share=share: f"{100 * share(i):.1f} %") if name else None
        points = Points(*train, held_out)
        panels.append(Panel(field, points, name=name, said=said))
    rows = in_rows(panels, columns)
    if losses:
        lines = {name: _on_updates(y, steps) for name, y in losses.items()}
        twins = len(fields) == 2 and list(losses) == list(fields)
        rows.append([Curves(lines, steps, unit=unit, twins=twins)])
    alone = "" in fields
    said = (lambda i: data.score(share(i))) if alone else f"share of {data.counted}"
    return Scene(rows, title, steps, unit, said)


def _at(mark, values):
    """The value of a mark's moment, as a function of the scene's."""
    return lambda i: values[mark.at(i)]


def field_mark(grid, p, names, bands=BANDS):
    """Field for two classes, Classes for more."""
    shape = np.shape(p)
    more = len(shape) > 1 and shape[-1] > 2 and shape[-2:-1] == (len(grid.points),)
    return Classes(grid, p, names=names) if more else Field(grid, p, bands, names[-1])


def shares(field, data, given=None):
    """For each moment the share of points classified correctly, as given or read off the field."""
    count = field.moments or 1
    if given is not None:
        if len(given) != count:
            raise ValueError(
                f"accuracy must hold {count} shares, one for each moment, got {len(given)}."
            )
        return checks.array("accuracy", given, float)
    X, y = data.scored
    return np.array([np.mean(field.side(X, i) == y) for i in range(count)])


def _on_updates(y, steps):
    """A curve with one value for each moment as it is, one for each update as a pair (x, y)."""
    if steps is None or len(y) == len(steps):
        return y
    if len(y) == steps[-1]:
        return np.arange(1, len(y) + 1), y
    raise ValueError(
        f"a loss must hold {len(steps)} values, one for each moment, or {steps[-1]}, one for each "
        f"update, got {len(y)}."
    )


def history(panels, steps=None, title="", unit="epoch", frames=None, mark=None):
    """How does a training go? Curves that grow, one panel under another.

    panels: {"loss": {"train": T values, "held out": T values}, "accuracy": {...}}. steps: the T
    rising numbers behind the values; 1, 2, 3 ... by default. frames: how many of them are shown,
    evenly spaced. mark: {words: step}, a line that appears when that step is reached and stays.
    """
    if not panels or not all(panels.values()):
        raise ValueError(
            'panels must hold quantities with their lines, for example {"loss": {"train": values}}'
            f", got {panels}."
        )
    first = next(iter(next(iter(panels.values())).values()))
    steps = np.arange(1, len(first) + 1) if steps is None else steps
    rows = []
    for quantity, lines in panels.items():
        rows.append([Curves(lines, steps, quantity, unit, flags=mark)])
    return Scene(rows, title, steps, unit, frames=frames)


def weights(
    values, weights, fields, grid, train, held_out=None, scores=None, title="", name=LAMBDA
):
    """What does a setting do to the weights, to the boundary and to the accuracy?

    One frame for each value; none stands between two, because nothing was trained there. values: T
    rising numbers, 0 or more; the axis is logarithmic and 0 stands left of it. weights: T matrices
    (inputs, units). fields: T arrays of probabilities at grid.points. scores: {"train" and "held
    out": T accuracies, or (T, seeds) of them}. name: the setting's symbol.
    """
    values, data = settings(values), Labelled(train, held_out)
    matrix, field = Matrix(weights), field_mark(grid, fields, data.names)
    share = shares(field, data)
    largest = np.abs(matrix.images).max(axis=(1, 2))
    left = Panel(
        matrix, axes=("unit", "input"), ratio=None, wide=1.0, whole="xy",
        said=lambda i: f"weights up to {scientific(largest[i])}",
    )  # fmt: skip
    right = Panel(
        field, Points(*train, held_out),
        said=lambda i: f"{'' if field.boundary(i) else 'no '}boundary: {100 * share[i]:.1f} %",
    )  # fmt: skip
    below = [[Sweep(values, scores, name, now=True)]] if scores else []
    steps = [f"{name} = {scientific(value)}" for value in values]
    return Scene([[left, right], *below], title, steps, said=f"share of {data.counted}")


def landscape(
    grid, heights, paths, steps=None, title="", axes=NAMES, value="loss", unit="update",
    frames=None, turn=(-50, -50), elevation=42, bands=14, by_step=False,
):  # fmt: skip
    """How do paths descend? A surface beside its map, and the paths on both.

    grid: from plots.grid, or plots.Grid(x, y). heights (rows, cols) on it. paths: {name: points (T,
    2)}, at most four, or named as optimizers are. steps: T rising numbers, the update behind each
    point. axes, value: what the two sides and the height are called. frames: how many of the T
    steps are shown. turn: degrees round the surface, from the first frame to the last; elevation:
    degrees above the ground. by_step: the one path has the colours of its steps.
    """
    ways = {"ways": paths, "names": axes, "value": value, "by_step": by_step, "bands": bands}
    look = {"turn": turn, "elevation": elevation, "scale": False}
    row = [Surface(grid, heights, **ways, **look), Map(grid, heights, **ways)]
    return Scene([row], title, steps, unit, frames=frames)


def space(curves, steps=None, title="", axes=SIDES, unit="time", frames=None, **settings):
    """How do curves grow in space? Their trails and dots in a box.

    curves: {name: points (T, 3)}, at most four. steps: T rising numbers, the time of each point.
    settings: fade, keep, turn and elevation, as for Space.
    """
    box = Space(curves, axes, **settings)
    return Scene([[box]], title, steps, unit, frames=frames)


def samples(grid, fields, truth=None, samples=None, title="", unit="sample", measured=None):
    """How much does a boundary depend on the sample it was learned from?

    Each frame adds a sample: its points, its boundary dark, those of the samples before thin. The
    last frame shows all boundaries, and dark the one of the mean probability over the samples,
    which fills the plane. fields: {name: T arrays of probabilities at grid.points}, each kind of
    model trained on the same T samples. truth: the probabilities of the best possible classifier at
    grid.points. samples: T pairs (X, y). measured: {name: words} that stand beside the name.
    """
    marks = {name: Field(grid, p) for name, p in fields.items()}
    counts = sorted({len(mark.fields) for mark in marks.values()})
    if len(counts) != 1 or samples is not None and len(samples) != counts[0]:
        raise ValueError(
            f"fields must hold one field for each sample, got {counts} fields"
            f"{f' and {len(samples)} samples' if samples is not None else ''}; train each kind of "
            "model on the same samples."
        )
    count = counts[0]
    row = [_sampled(grid, mark, truth, samples, unit) for mark in marks.values()]
    for panel, name in zip(row, marks, strict=True):
        panel.name, panel.said = name, (measured or {}).get(name)
    sizes = [f", {len(y)} points" for _, y in samples] if samples else [""] * count
    steps = [f"{unit} {k + 1} of {count}{sizes[k]}" for k in range(count)]
    last = f"all {count} {unit}s; dark: the boundary of their mean prediction"
    return Scene([row], title, [*steps, last])


def _sampled(grid, mark, truth, samples, unit):
    """The panel of one kind of model."""
    count, mean = len(mark.fields), mark.fields.mean(axis=0)
    lines = [mark.boundary(i) for i in range(count)]
    past = [[line for each in lines[:k] for line in each] for k in range(count + 1)]
    now, last = [*lines, planes.boundary(grid, mean)], [False] * count + [True]
    plane = Field(grid, mean)
    plane.keys = []
    marks = [Shown(plane, last)]
    for k, pair in enumerate(samples or ()):
        marks.append(Shown(Points(*pair, size=14), [i == k for i in range(count + 1)]))
    marks.append(Draw(lambda axes: None, facts=lambda i: _told(grid, mark.fields, i, unit)))
    marks += [Lines(past, f"of other {unit}s", GREY, 0.9), Lines(now, "", PAPER, 4.2)]
    marks.append(Lines(now, "boundary", INK, 2.2))
    if truth is not None:
        best = Field(grid, truth).boundary(0)
        look = {"color": LOOKS[2].name, "ls": (0, (4, 2)), "zorder": 4.8}
        marks.append(Lines([best] * (count + 1), "best possible", **look))
    return Panel(*marks)


def _told(grid, fields, i, unit):
    """What a frame of `samples` says of fields (T, rows, cols) of one kind of model."""
    if i < len(fields):
        return "; ".join(field_facts(grid, fields[i]))
    sides = fields > 0.5
    share = np.mean(sides.any(axis=0) & ~sides.all(axis=0))
    return f"the {unit}s disagree on {100 * share:.0f} % of the plane"
