"""Still pictures: each function answers one question about arrays or a predict function."""

from __future__ import annotations

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D

from . import fields
from .fields import grid
from .layout import LEFT, class_keys, end_labels, key, limits, line_axes, panel, sheet, ticks
from .palette import CLASSES, FAINT, INK, LOOKS, MARKERS, PAPER, PARTS, TWINS
from .picture import Picture, style

__all__ = ["boundary", "curves", "dataset", "grid", "learning_curves"]


def dataset(train, held_out=None, title="The data"):
    """What do the points look like? train and held_out: pairs (X (n, 2), y (n,) of 0 and 1)."""
    train, held_out = pairs(train, held_out)
    with style():
        figure, axes = plane(grid(_all_points(train, held_out)), title)
        draw_points(axes, train, held_out)
        key(figure, class_keys(held_out is not None), LEFT, 484)
        return Picture(figure, f"{title}: {_count(train, held_out)}.")


def _count(train, held_out):
    X, y = train
    counts = f"{len(y)} train points ({(y == 0).sum()} of class 0, {(y == 1).sum()} of class 1)"
    held = f" and {len(held_out[1])} held-out points" if held_out else ""
    (left, bottom), (right, top) = X.min(axis=0), X.max(axis=0)
    ranges = f"x1 from {left:.2f} to {right:.2f}, x2 from {bottom:.2f} to {top:.2f}"
    return f"{counts}{held}; {ranges}"


def boundary(predict, train, held_out=None, title="Decision boundary", grid=None):
    """On which side does each point lie? The field is P(class 1), the line is where it is 1/2.

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
        line = Line2D([], [], color=INK, label=r"$P(\mathrm{class\ 1})=\frac{1}{2}$")
        key(figure, [*class_keys(held_out is not None), line], LEFT, 488)
        return Picture(figure, f"{title}: {score}; {field_facts(grid, field)}.")


def score_words(share, train, held_out=None):
    """The share of points that lie on their side of the boundary, in words."""
    count, kind = (len(held_out[1]), "held-out") if held_out else (len(train[1]), "train")
    return f"{100 * share:.1f} % of {count} {kind} points on their side"


def field_facts(grid, field):
    """Range of a field of probabilities and where it is 1/2 on the line x1 = 0 (or mid-picture)."""
    left, right = grid.extent[:2]
    x = 0.0 if left < 0 < right else (left + right) / 2
    heights = " and ".join(f"{y:.2f}" for y in fields.crossings(grid, field, x))
    crossing = f"crosses x1 = {x:.3g} at x2 = {heights}" if heights else f"misses x1 = {x:.3g}"
    span = f"P(class 1) from {field.min():.2f} to {field.max():.2f}"
    return f"{span}; the boundary {crossing}"


def curves(x, lines, xlabel, ylabel, title="", log=False, twins=False):
    """How do these numbers change? lines: {name: y of the length of x}.

    log: logarithmic y axis. twins: two lines expected to coincide; the first is drawn broad and
    pale, the second thin and dashed on top of it.
    """
    lines = {name: series(name, x, y) for name, y in lines.items()}
    looks = TWINS if twins else LOOKS
    if not 1 <= len(lines) <= len(looks):
        raise ValueError(
            f"lines must hold 1 to {len(looks)} curves to be told apart, got {len(lines)}; "
            "draw them in two pictures."
        )
    with style():
        figure = sheet(640, 330, title, left=LEFT + 6)
        axes = line_axes(figure, list(lines), xlabel, ylabel, log)
        for (name, xy), look in zip(lines.items(), looks, strict=False):
            axes.plot(*xy, label=name, **look)
        limits(axes, lines.values(), log)
        ends = [(n, y[-1], look["color"]) for (n, (_, y)), look in zip(lines.items(), looks)]
        end_labels(axes, ends)
        return Picture(figure, _sentence(title, [trend(name, *xy) for name, xy in lines.items()]))


def learning_curves(histories, quantity="loss", title="", log=False, xlabel="epoch"):
    """Does the loss fall, on train and on held-out data, and do two trainings agree?

    histories: {"NumPy": history, "Keras": history}, one or two of them; a History or its dict with
    the keys `quantity` and, where held-out data was watched, `val_` + quantity.
    """
    if not 1 <= len(histories) <= 2:
        raise ValueError(f"learning_curves draws 1 or 2 histories, got {len(histories)}.")
    runs = {name: _history(name, run, quantity) for name, run in histories.items()}
    parts = list(next(iter(runs.values())))
    with style():
        figure = sheet(640, 330 + 34 * (len(runs) > 1), title, left=LEFT + 6)
        axes = line_axes(figure, parts, xlabel, quantity, log)
        for run, looks in zip(runs.values(), _run_looks(len(runs)), strict=True):
            for xy, look in zip(run.values(), looks, strict=False):
                axes.plot(*xy, **look)
        limits(axes, [xy for run in runs.values() for xy in run.values()], log)
        ends = zip(parts, next(iter(runs.values())).values(), PARTS, strict=False)
        end_labels(axes, [(part, y[-1], dark) for part, (_, y), (_, dark) in ends])
        if len(runs) > 1:
            key(figure, _run_keys(runs), LEFT + 6, 334)
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
    solid = [{"color": dark} for _, dark in PARTS]
    broad = [{"color": pale, "lw": 6} for pale, _ in PARTS]
    thin = [{"color": dark, "lw": 1.6, "ls": (0, (4, 2))} for _, dark in PARTS]
    return [solid] if count == 1 else [broad, thin]


def _run_keys(runs):
    looks = {"color": FAINT, "lw": 6}, {"color": INK, "lw": 1.6, "ls": (0, (4, 2))}
    return [Line2D([], [], label=name, **look) for name, look in zip(runs, looks, strict=True)]


def _run_facts(runs, quantity):
    facts = [
        f"{quantity} of {name}: {', '.join(trend(part, *xy) for part, xy in run.items())}"
        for name, run in runs.items()
    ]
    if len(runs) == 2:
        facts.append(_agreement(*runs.values()))
    return facts


def _agreement(first, second):
    """How many digits two runs share, at most 6: beyond that rounding decides."""
    shared = [part for part in first if part in second]
    if any(len(first[part][1]) != len(second[part][1]) for part in shared):
        return "the two are of different length"
    gap = max(np.max(np.abs(first[p][1] - second[p][1]) / np.abs(first[p][1])) for p in shared)
    digits = min(6, int(-np.log10(max(gap, 1e-9))))
    return f"the two agree to {digits} digits" if digits > 0 else "the two differ"


def series(name, x, y):
    """x and y as arrays of one length; at least one y must be finite."""
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if x.shape != y.shape or x.ndim != 1 or not len(x):
        raise ValueError(
            f"the curve {name!r} needs one y for each x, got the shapes {y.shape} and {x.shape}."
        )
    if not np.isfinite(y).any():
        raise ValueError(f"the curve {name!r} holds no finite number; did the training diverge?")
    return x, y


def trend(name, x, y):
    """Where a curve begins and ends, in words."""
    good = np.flatnonzero(np.isfinite(y))
    first, last = good[0], good[-1]
    lost = f", then {y[last + 1]}" if last + 1 < len(y) else ""
    return f"{name} {y[first]:.3g} at {x[first]:,.6g}, {y[last]:.3g} at {x[last]:,.6g}{lost}"


def _sentence(title, facts):
    return f"{title + ': ' if title else ''}{'; '.join(facts)}."


def plane(grid, title, note=""):
    """A figure with the plane of a grid on it: (figure, axes)."""
    figure = sheet(640, 520, title, note, left=LEFT)
    return figure, plane_axes(figure, grid, LEFT, 56, 552)


def plane_axes(figure, grid, left, bottom, width):
    """Axes of the plane of a grid, `width` pixels wide."""
    x0, x1, y0, y1 = grid.extent
    axes = panel(figure, left, bottom, width, round(width / fields.ASPECT))
    axes.set(xlim=(x0, x1), ylim=(y0, y1), xlabel="$x_1$", ylabel="$x_2$")
    ticks(axes.xaxis)
    ticks(axes.yaxis)
    return axes


def draw_points(axes, train, held_out=None, size=22):
    """Train points filled, held-out points hollow and larger; returns the artists."""
    artists = []
    for number, (colour, marker) in enumerate(zip(CLASSES, MARKERS, strict=True)):
        X, y = train
        looks = {"s": size, "c": colour, "edgecolors": "white", "linewidths": 0.6}
        artists.append(axes.scatter(*X[y == number].T, marker=marker, zorder=3, **looks))
    for number, (colour, marker) in enumerate(zip(CLASSES, MARKERS, strict=True)):
        X, y = held_out or (np.empty((0, 2)), np.empty(0))
        looks = {"s": 1.8 * size, "c": PAPER, "edgecolors": colour, "linewidths": 1.7}
        artists.append(axes.scatter(*X[y == number].T, marker=marker, zorder=4, **looks))
    return artists


def pairs(train, held_out=None):
    """train and held_out as checked pairs (X, y); held_out may be None."""
    held_out = None if held_out is None else fields.labelled(held_out, "held_out")
    return fields.labelled(train), held_out


def _all_points(train, held_out):
    return np.vstack([X for X, _ in (train, held_out or train)])
