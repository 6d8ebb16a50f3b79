"""Curves with their names at their right ends."""

from __future__ import annotations

import numpy as np

from .layout import LEFT, SMALL, log_ticks, panel, text_width, ticks
from .palette import HELD_OUT, LOOKS, TRAIN, Look
from .picture import DPI

PARTS = {"train": Look({"color": TRAIN}, TRAIN), "held out": Look({"color": HELD_OUT}, HELD_OUT)}


def looks_of(names):
    """A look for each name: "train" and "held out" have their own, others one after another."""
    others = [name for name in names if name not in PARTS]
    if not names or len(others) > len(LOOKS):
        raise ValueError(
            f"lines must hold 1 to {len(LOOKS)} entries besides train and held out, to be told "
            f"apart, got {len(names)}; draw them in several pictures."
        )
    looks = {**dict(zip(others, LOOKS)), **PARTS}
    return [looks[name] for name in names]


def series(name, x, y):
    """x and y as float arrays of one length; at least one y must be finite."""
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if x.shape != y.shape or x.ndim != 1 or not len(x):
        raise ValueError(
            f"the curve {name!r} needs one y for each x, got the shapes {y.shape} and {x.shape}."
        )
    if not np.isfinite(y).any():
        raise ValueError(f"the curve {name!r} holds no finite number; did the training diverge?")
    return x, y


def line_axes(figure, names, xlabel, ylabel, bottom=52, height=270):
    """Axes as wide as the figure, less the room the curves' names take at their right."""
    room = 26 + max(text_width(figure, name, SMALL) for name in names)
    width = figure.get_size_inches()[0] * DPI - LEFT - room
    axes = panel(figure, LEFT, bottom, width, height, xlabel=xlabel, ylabel=ylabel)
    axes.grid(axis="y")
    return axes


def draw_curves(axes, curves, looks, log=False):
    """Draw {name: (x, y)} and fit the axes to them: x from end to end, y from 0 if they near it."""
    for xy, look in zip(curves.values(), looks, strict=False):
        axes.plot(*xy, **look.line)
    fit(axes, list(curves.values()), log)


def fit(axes, lines, log=False):
    """Limits and ticks for lines (x, y): x from end to end, a linear y from 0 if they near it."""
    axes.set_xlim(min(x[0] for x, _ in lines), max(x[-1] for x, _ in lines))
    values = np.concatenate([y[np.isfinite(y)] for _, y in lines])
    ticks(axes.xaxis)
    if log:
        if values.min() <= 0:
            raise ValueError(
                f"a logarithmic axis needs numbers above 0, got {values.min():g}; use log=False."
            )
        axes.set_yscale("log")
        log_ticks(axes.yaxis)
        return
    if 0 <= values.min() < 0.3 * values.max():
        axes.set_ylim(0, values.max() * 1.06)
    ticks(axes.yaxis)


def end_names(axes, curves, looks, gap=17):
    """Write each curve's name beside its end, moved apart where names would overlap."""
    low, high = axes.get_ylim()
    box = axes.get_window_extent()
    ends = [(0, np.clip(y[np.isfinite(y)][-1], low, high)) for _, y in curves.values()]
    heights = apart(axes.transData.transform(ends)[:, 1], gap, box.y0, box.y1)
    for name, height, look in zip(curves, heights, looks, strict=False):
        axes.annotate(
            name,
            (1, (height - box.y0) / box.height),
            xycoords="axes fraction",
            xytext=(8, 0),
            textcoords="offset points",
            color=look.name,
            size=SMALL,
            va="center_baseline",
            annotation_clip=False,
        )


def apart(heights, gap, low, high):
    """Heights in the same order, at least `gap` apart and, where there is room, low to high."""
    order = np.argsort(heights, kind="stable")
    spread = np.array(heights, dtype=float)[order]
    for i in range(1, len(spread)):
        spread[i] = max(spread[i], spread[i - 1] + gap)
    spread[-1] = min(spread[-1], high)
    for i in range(len(spread) - 2, -1, -1):
        spread[i] = min(spread[i], spread[i + 1] - gap)
    placed = np.empty_like(spread)
    placed[order] = spread + max(0, low - spread[0])
    return placed


def trend(name, x, y):
    """Where a curve begins and ends, in words."""
    good = np.flatnonzero(np.isfinite(y))
    first, last = good[0], good[-1]
    lost = f", then {y[last + 1]}" if last + 1 < len(y) else ""
    return f"{name} {y[first]:.3g} at {x[first]:,.6g}, {y[last]:.3g} at {x[last]:,.6g}{lost}"


def agreement(first, second):
    """How many digits two dicts of curves share, at most 6: beyond that rounding decides."""
    shared = [part for part in first if part in second]
    if any(len(first[part][1]) != len(second[part][1]) for part in shared):
        return "the two are of different length"
    gap = max(_gap(first[part][1], second[part][1]) for part in shared)
    digits = int(-np.log10(max(gap, 1e-6)))
    return f"the two agree to {digits} digits" if digits > 0 else "the two differ"


def _gap(first, second):
    scale = np.maximum(np.abs(first), np.finfo(float).tiny)
    return np.max(np.abs(second - first) / scale)
