"""The plane of two features: its axes, the points on it, its key and its facts."""

from __future__ import annotations

import numpy as np
from matplotlib.lines import Line2D

from . import fields
from .layout import LEFT, SYMBOL, key, panel, sheet, ticks
from .palette import CLASSES, INK, MARKERS, MUTED, PAPER

WIDE = 544
BELOW = 56


def pairs(train, held_out=None):
    """train and held_out as checked pairs (X, y); held_out may be None."""
    held_out = None if held_out is None else fields.labelled(held_out, "held_out")
    return fields.labelled(train), held_out


def plane(grid, title, note=""):
    """A figure with the plane of a grid on it: (figure, axes)."""
    figure = sheet(BELOW + height(WIDE) + 44, title, note)
    return figure, plane_axes(figure, grid, LEFT, BELOW, WIDE)


def height(width):
    """How many pixels high a plane of this width is."""
    return round(width / fields.ASPECT)


def plane_axes(figure, grid, left, bottom, width):
    """Axes of the plane of a grid, `width` pixels wide."""
    x0, x1, y0, y1 = grid.extent
    axes = panel(figure, left, bottom, width, height(width), xlim=(x0, x1), ylim=(y0, y1))
    axes.set_xlabel("$x_1$", size=SYMBOL, labelpad=2)
    axes.set_ylabel("$x_2$", size=SYMBOL, labelpad=4)
    ticks(axes.xaxis)
    ticks(axes.yaxis)
    return axes


def draw_points(axes, train, held_out=None, size=22, edge=1.0):
    """Train points filled, held-out points hollow and larger; returns the artists.

    size: area of a point in square points. edge: how broad their rims are, as a share of the usual.
    """
    artists = []
    for number, (colour, marker) in enumerate(zip(CLASSES, MARKERS, strict=True)):
        X, y = train
        looks = {"s": size, "c": colour, "edgecolors": "white", "linewidths": 0.6 * edge}
        artists.append(axes.scatter(*X[y == number].T, marker=marker, zorder=3, **looks))
    for number, (colour, marker) in enumerate(zip(CLASSES, MARKERS, strict=True)):
        X, y = held_out or (np.empty((0, 2)), np.empty(0))
        looks = {"s": 1.8 * size, "c": PAPER, "edgecolors": colour, "linewidths": 1.7 * edge}
        artists.append(axes.scatter(*X[y == number].T, marker=marker, zorder=4, **looks))
    return artists


def plane_key(figure, held_out, bottom, line=False, left=LEFT):
    """The key of a plane: both classes, held-out points and, with `line`, the boundary."""
    handles = [
        Line2D([], [], color=colour, marker=marker, ls="", ms=7, label=f"class {number}")
        for number, (colour, marker) in enumerate(zip(CLASSES, MARKERS, strict=True))
    ]
    if held_out:
        hollow = {"ls": "", "ms": 7, "mfc": PAPER, "mec": MUTED, "mew": 1.8}
        handles.append(Line2D([], [], marker="o", label="held out", **hollow))
    if line:
        handles.append(Line2D([], [], color=INK, label="P(class 1) = 0.5"))
    key(figure, handles, left - 6, bottom)


def score_words(share, train, held_out=None):
    """The share of points that lie on their side of the boundary, in words."""
    return f"{100 * share:.1f} % of {counted(train, held_out)}"


def counted(train, held_out=None):
    """Which points a score counts, in words."""
    count, kind = (len(held_out[1]), "held-out") if held_out else (len(train[1]), "train")
    return f"{count} {kind} points on their side"


def field_facts(grid, field):
    """Range of a field of probabilities and where it is 1/2 on the line x1 = 0 (or mid-picture)."""
    left, right = grid.extent[:2]
    x = 0.0 if left < 0 < right else (left + right) / 2
    heights = " and ".join(f"{y:z.2f}" for y in fields.crossings(grid, field, x))
    crossing = f"crosses x1 = {x:.3g} at x2 = {heights}" if heights else f"misses x1 = {x:.3g}"
    span = f"P(class 1) from {field.min():.2f} to {field.max():.2f}"
    return f"{span}; the boundary {crossing}"
