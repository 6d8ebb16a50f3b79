"""Still pictures: each function answers one question about arrays or a predict function."""

from __future__ import annotations

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D

from . import fields
from .curves import agreement, draw_curves, end_names, line_axes, series, trend
from .descents import descents
from .fields import grid
from .gallery import activations
from .layout import LEFT, SMALL, key, log_ticks, panel, sheet, ticks
from .multiples import boundaries
from .palette import (
    FAINT,
    HELD_OUT,
    HELD_OUT_PALE,
    INK,
    LOOKS,
    MUTED,
    THIN,
    TRAIN,
    TRAIN_PALE,
    TWINS,
    Look,
)
from .picture import Picture, style
from .planes import (
    BELOW,
    WIDE,
    draw_points,
    field_facts,
    height,
    pairs,
    plane,
    plane_key,
    score_words,
)
from .sweeps import sweep

__all__ = [
    "activations", "boundaries", "boundary", "curves", "dataset", "descents", "grid",
    "learning_curves", "plateau", "spread", "sweep",
]  # fmt: skip

PARTS = ((TRAIN_PALE, TRAIN), (HELD_OUT_PALE, HELD_OUT))


def dataset(train, held_out=None, title="The data"):
    """What do the points look like? train and held_out: pairs (X (n, 2), y (n,) of 0 and 1)."""
    train, held_out = pairs(train, held_out)
    with style():
        figure, axes = plane(grid(_all_points(train, held_out)), title)
        draw_points(axes, train, held_out)
        plane_key(figure, held_out is not None, BELOW + height(WIDE) + 12)
        return Picture(figure, _sentence(title, [*_counts(train, held_out)]))


def _counts(train, held_out):
    X, y = train
    held = f" and {len(held_out[1])} held-out points" if held_out else ""
    yield f"{len(y)} train points ({(y == 0).sum()} of class 0, {(y == 1).sum()} of class 1){held}"
    (left, bottom), (right, top) = X.min(axis=0), X.max(axis=0)
    yield f"x1 from {left:.2f} to {right:.2f}, x2 from {bottom:.2f} to {top:.2f}"


def boundary(predict, train, held_out=None, title="Decision boundary", grid=None):
    """On which side does each point lie? The field is P(class 1), the line is where it is 0.5.

    predict: points (m, 2) -> probabilities (m,), (m, 1) or (m, 2). grid: from plots.grid.
    """
    train, held_out = pairs(train, held_out)
    grid = grid or fields.grid(_all_points(train, held_out))
    field = fields.probability(predict, grid.points).reshape(grid.shape)
    X, y = held_out or train
    right = (fields.probability(predict, X) > 0.5) == (y == 1)
    score = score_words(right.mean(), train, held_out)
    with style():
        figure, axes = plane(grid, title, score)
        axes.add_artist(fields.FieldArtist(grid, field))
        axes.add_collection(LineCollection(fields.boundary(grid, field), colors=INK, linewidths=2))
        draw_points(axes, train, held_out)
        plane_key(figure, held_out is not None, BELOW + height(WIDE) + 12, line=True)
        return Picture(figure, _sentence(title, [score, field_facts(grid, field)]))


def _all_points(train, held_out):
    return np.vstack([X for X, _ in (train, held_out or train)])


def curves(x, lines, xlabel, ylabel, title="", log=False, twins=False):
    """How do these numbers change? lines: {name: y of the length of x}.

    log: logarithmic y axis. twins: two lines expected to coincide; the first is drawn broad and
    pale, the second thin and dashed on top of it.
    """
    lines = {name: series(name, x, y) for name, y in lines.items()}
    looks = TWINS if twins else LOOKS
    _countable("lines", lines, looks)
    with style():
        figure = sheet(340, title)
        axes = line_axes(figure, list(lines), xlabel, ylabel)
        draw_curves(axes, lines, looks, log)
        end_names(axes, lines, looks)
        return Picture(figure, _sentence(title, [trend(name, *xy) for name, xy in lines.items()]))


def _countable(name, curves, looks):
    if not 1 <= len(curves) <= len(looks):
        raise ValueError(
            f"{name} must hold 1 to {len(looks)} entries to be told apart, got {len(curves)}; "
            "draw them in several pictures."
        )


def learning_curves(histories, quantity="loss", title="", log=False, xlabel="epoch"):
    """Does the loss fall, on train and on held-out data, and do two trainings agree?

    histories: {"NumPy": history, "Keras": history}, one or two of them; a History or its dict with
    the key `quantity` and, where held-out data was watched, `val_` + quantity.
    """
    _countable("histories", histories, TWINS)
    runs = {name: _history(name, run, quantity) for name, run in histories.items()}
    with style():
        figure = sheet(340 + 30 * (len(runs) > 1), title)
        axes = line_axes(figure, ["train", "held out"], xlabel, quantity)
        for run, looks in zip(runs.values(), _run_looks(len(runs)), strict=True):
            draw_curves(axes, run, looks, log)
        end_names(axes, next(iter(runs.values())), _run_looks(1)[0])
        if len(runs) > 1:
            key(figure, _run_keys(runs), LEFT, 336)
        return Picture(figure, _sentence(title, _run_facts(runs, quantity)))


def _history(name, run, quantity):
    values = getattr(run, "history", run)
    if quantity not in values:
        raise ValueError(
            f"the history of {name} holds no {quantity!r}, only {', '.join(values)}; choose one."
        )
    parts = {"train": values[quantity], "held out": values.get(f"val_{quantity}")}
    return {
        part: series(name, np.arange(1, len(y) + 1), y)
        for part, y in parts.items()
        if y is not None
    }


def _run_looks(count):
    """The looks of train and held out: for one run, or for two that may coincide."""
    solid = [Look({"color": dark}, dark) for _, dark in PARTS]
    broad = [Look({"color": pale, "lw": 6}, dark) for pale, dark in PARTS]
    thin = [Look({"color": dark, **THIN}, dark) for _, dark in PARTS]
    return [solid] if count == 1 else [broad, thin]


def _run_keys(runs):
    looks = {"color": FAINT, "lw": 6, "solid_capstyle": "butt"}, {"color": INK, **THIN}
    return [Line2D([], [], label=name, **look) for name, look in zip(runs, looks, strict=True)]


def _run_facts(runs, quantity):
    facts = [
        f"{quantity} of {name}: {', '.join(trend(part, *xy) for part, xy in run.items())}"
        for name, run in runs.items()
    ]
    return facts + ([agreement(*runs.values())] if len(runs) == 2 else [])


def spread(values, xlabel, title=""):
    """How much does chance matter? values: {name: one number for each seed}.

    One dot for each seed, the range as a bar, the median as a line with its number.
    """
    values = {name: np.asarray(numbers, dtype=float).ravel() for name, numbers in values.items()}
    for name, numbers in values.items():
        if not len(numbers) or not np.isfinite(numbers).all():
            raise ValueError(f"{name!r} needs one finite number for each seed, got {numbers}.")
    with style():
        rows = 62 * len(values)
        figure = sheet(rows + 62, title, left=24)
        axes = panel(figure, 24, 54, 592, rows, xlabel=xlabel, yticks=[])
        axes.spines["left"].set_visible(False)
        axes.set_ylim(-len(values) + 0.35, 0.7)
        for row, (name, numbers) in enumerate(values.items()):
            _spread_row(axes, -row, name, numbers)
        axes.margins(x=0.06)
        ticks(axes.xaxis)
        return Picture(figure, _sentence(title, [_range(*item) for item in values.items()]))


def _spread_row(axes, row, name, numbers):
    middle, ends = np.median(numbers), [numbers.min(), numbers.max()]
    axes.plot(ends, [row, row], color=FAINT, lw=12, solid_capstyle="round")
    axes.plot([middle] * 2, [row - 0.24, row + 0.24], color=INK, lw=2.4, solid_capstyle="butt")
    axes.plot(numbers, row + _stacked(numbers), "o", ms=7, mfc=MUTED, mec="white", mew=1)
    words = f"{name}  median {middle:.4g}"
    axes.annotate(words, (0, row + 0.42), xycoords=("axes fraction", "data"), size=SMALL)


def _stacked(numbers, step=0.17):
    """Equal numbers lie above and below each other instead of hiding each other."""
    lift = np.zeros(len(numbers))
    for number in np.unique(numbers):
        same = np.flatnonzero(numbers == number)
        lift[same] = step * (np.arange(len(same)) - (len(same) - 1) / 2)
    return lift


def _range(name, numbers):
    span = f"{numbers.min():.4g} to {numbers.max():.4g}"
    return f"{name} median {np.median(numbers):.4g} of {len(numbers)}, {span}"


def plateau(losses, gradients, title="", xlabel="update"):
    """Why does this start not learn? The loss beside the size of the gradient in each layer.

    losses: {name of a start: values}. gradients: {the same names: one size for each layer, in
    order}, drawn on a logarithmic axis.
    """
    lines = {name: series(name, np.arange(1, len(y) + 1), y) for name, y in losses.items()}
    sizes = {name: series(name, np.arange(1, len(y) + 1), y) for name, y in gradients.items()}
    _countable("losses", lines, LOOKS)
    if list(lines) != list(sizes):
        raise ValueError(
            f"gradients must have the names of losses, {list(lines)}, got {list(sizes)}."
        )
    with style():
        figure = sheet(352, title, width=800)
        left = panel(figure, LEFT, 52, 318, 250, xlabel=xlabel, ylabel="loss")
        right = panel(figure, 478, 52, 296, 250, xlabel="layer", ylabel="size of the gradient")
        draw_curves(left, lines, LOOKS)
        _draw_sizes(right, sizes)
        for axes in (left, right):
            axes.grid(axis="y")
        looks = zip(lines, LOOKS, strict=False)
        key(figure, [Line2D([], [], label=n, **look.line) for n, look in looks], LEFT, 318)
        return Picture(figure, _sentence(title, _plateau_facts(lines, sizes)))


def _draw_sizes(axes, sizes):
    dots = [Look({**look.line, "marker": "o", "ms": 7}, look.name) for look in LOOKS]
    draw_curves(axes, sizes, dots, log=True)
    axes.margins(0.08)
    axes.autoscale()
    log_ticks(axes.yaxis)
    axes.set_xticks(next(iter(sizes.values()))[0])


def _plateau_facts(lines, sizes):
    for name, xy in lines.items():
        layers = ", ".join(f"{size:.2g}" for size in sizes[name][1])
        yield f"{trend(name, *xy)}, gradient by layer {layers}"


def _sentence(title, facts):
    return f"{title + ': ' if title else ''}{'; '.join(facts)}."
