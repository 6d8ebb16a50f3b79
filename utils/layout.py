"""Where things stand on a figure: a headed sheet, panels in pixels, a key, labels at line ends."""

from __future__ import annotations

import textwrap

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from .palette import CLASSES, INK, MARKERS, MUTED, PAPER
from .picture import DPI

LEFT = 66
TITLE, NOTE = 14, 12


def sheet(width, height, title, note="", left=24):
    """A figure `width` pixels wide with `height` pixels of room below its title and note."""
    lines = [(line, TITLE, INK, "bold") for line in _wrap(title, TITLE * 1.08, width - left)]
    lines += [(line, NOTE, MUTED, "normal") for line in _wrap(note, NOTE, width - left)]
    steps = [round(size * 1.75) for _, size, _, _ in lines]
    full = height + sum(steps) + 14
    figure = Figure(figsize=(width / DPI, full / DPI), dpi=DPI)
    FigureCanvasAgg(figure)
    figure.heading = []
    for (line, size, colour, weight), baseline in zip(lines, full - np.cumsum(steps), strict=True):
        at = left / width, (baseline - 6) / full
        text = figure.text(*at, line, size=size, color=colour, weight=weight, va="baseline")
        figure.heading.append(text)
    return figure


def _wrap(text, size, room):
    if not text.strip():
        return [text] if text else []
    return textwrap.wrap(text, max(20, int((room - 12) / (size * 0.79))))


def panel(figure, left, bottom, width, height, **settings):
    """Axes whose box has this place and size in pixels."""
    across, up = figure.get_size_inches() * DPI
    axes = figure.add_axes((left / across, bottom / up, width / across, height / up))
    axes.set(**settings)
    return axes


def ticks(axis, count=5, whole=False):
    """Few, round ticks; thousands have their comma."""
    axis.set_major_locator(MaxNLocator(count, integer=whole, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(FuncFormatter(lambda value, _: plain(value)))


def plain(value):
    """A number as people write it: 2,900 and 0.25 and a true minus sign."""
    return f"{value:,.10g}".replace("-", "\N{MINUS SIGN}")


def key(figure, handles, left, bottom, columns=None):
    """A legend in one row (or `columns`) with no frame, its lower left corner at this pixel."""
    across, up = figure.get_size_inches() * DPI
    return figure.legend(
        handles=handles,
        ncols=columns or len(handles),
        loc="lower left",
        bbox_to_anchor=(left / across, bottom / up),
    )


def class_keys(held_out=False):
    """Legend handles of the two classes, and of held-out points."""
    handles = [
        Line2D([], [], color=colour, marker=marker, ls="", ms=7, label=f"class {number}")
        for number, (colour, marker) in enumerate(zip(CLASSES, MARKERS, strict=True))
    ]
    if held_out:
        hollow = {"ls": "", "ms": 7, "mfc": PAPER, "mec": MUTED, "mew": 1.8}
        handles.append(Line2D([], [], marker="o", label="held out", **hollow))
    return handles


def line_axes(figure, names, xlabel, ylabel, log=False, bottom=52, height=270):
    """Axes for curves, with room at their right for the curves' names."""
    room = 24 + max(text_width(figure, name, 11) for name in names)
    width = figure.get_size_inches()[0] * DPI
    axes = panel(figure, LEFT + 6, bottom, width - LEFT - 6 - room, height)
    axes.set(xlabel=xlabel, ylabel=ylabel, yscale="log" if log else "linear")
    axes.grid(axis="y")
    ticks(axes.xaxis)
    if not log:
        ticks(axes.yaxis)
    return axes


def limits(axes, lines, log=False):
    """The x axis ends where the lines end; a linear y axis begins at 0 when they come near it."""
    axes.set_xlim(min(x[0] for x, _ in lines), max(x[-1] for x, _ in lines))
    values = np.concatenate([y[np.isfinite(y)] for _, y in lines])
    if not log and 0 <= values.min() < 0.3 * values.max():
        axes.set_ylim(0, values.max() * 1.06)


def text_width(figure, text, size):
    """Width of a text in pixels."""
    probe = figure.text(0, 0, text, size=size)
    width = probe.get_window_extent().width
    probe.remove()
    return width


def end_labels(axes, labels, gap=17):
    """Names right of the lines they belong to, moved apart where they would overlap.

    labels: a list of (text, y at the right edge, colour).
    """
    low, high = axes.get_ylim()
    box = axes.get_window_extent()
    heights = axes.transData.transform([(0, np.clip(y, low, high)) for _, y, _ in labels])[:, 1]
    for (text, _, colour), height in zip(labels, _apart(heights, gap, box.y0, box.y1), strict=True):
        axes.annotate(
            text,
            (1, (height - box.y0) / box.height),
            xycoords="axes fraction",
            xytext=(7, 0),
            textcoords="offset points",
            color=colour,
            size=11,
            va="center_baseline",
            annotation_clip=False,
        )


def _apart(heights, gap, low, high):
    """Heights in the same order, at least `gap` apart and, where there is room, within the axes."""
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
