"""Where things stand on a figure: a headed sheet, panels in pixels, ticks, a key."""

from __future__ import annotations

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from .palette import INK, MUTED
from .picture import DPI

WIDTH = 640
LEFT = 76
TITLE, NOTE, SMALL, SYMBOL = 14, 12, 11, 15


def sheet(height, title, note="", width=WIDTH, left=LEFT):
    """A figure `width` pixels wide with `height` pixels of room below its title and its note.

    The texts are in `figure.heading`.
    """
    styles = {"size": TITLE, "color": INK, "weight": "bold"}, {"size": NOTE, "color": MUTED}
    lines = [
        (line, look)
        for text, look in zip((title, note), styles, strict=True)
        for line in wrap(text, look, width - left - 12)
    ]
    steps = [round(look["size"] * 1.75) for _, look in lines]
    full = height + sum(steps) + 14
    figure = _blank(width, full)
    baselines = full - 8 - np.cumsum(steps)
    figure.heading = [
        figure.text(left / width, base / full, line, **look)
        for (line, look), base in zip(lines, baselines, strict=True)
    ]
    return figure


def _blank(width, height):
    # Matplotlib cuts pixels off after the point, and 115 / 100 * 100 is a little less than 115.
    figure = Figure(figsize=((width + 1e-6) / DPI, (height + 1e-6) / DPI), dpi=DPI)
    FigureCanvasAgg(figure)
    return figure


def wrap(text, look, room):
    """The lines of a text that may be `room` pixels wide."""
    probe, lines = _blank(100, 100), []
    for word in text.split(" ") if text else []:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(probe, longer, **look) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def panel(figure, left, bottom, width, height, **settings):
    """Axes whose box has this place and size in pixels."""
    across, up = figure.get_size_inches() * DPI
    axes = figure.add_axes((left / across, bottom / up, width / across, height / up))
    axes.set(**settings)
    return axes


def text_width(figure, text, size, **look):
    """Width of a text in pixels."""
    probe = figure.text(0, 0, text, size=size, **look)
    width = probe.get_window_extent().width
    probe.remove()
    return width


def ticks(axis, count=5):
    """Few, round ticks; thousands have their comma."""
    axis.set_major_locator(MaxNLocator(count, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(FuncFormatter(lambda value, _: plain(value)))


def log_ticks(axis):
    """Ticks at powers of ten; at 2 and 5 times these as well where the axis is short."""
    low, high = np.log10(axis.get_view_interval())
    short = high - low < 2
    decades = np.arange(np.floor(low), np.ceil(high) + 1)
    decades = decades[:: max(1, round(len(decades) / 6))]
    places = [lead * 10.0**decade for decade in decades for lead in ((1, 2, 5) if short else (1,))]
    axis.set_major_locator(FixedLocator(places))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(lambda x, _: plain(x) if short else power(x)))


def plain(value):
    """A number as people write it: 2,900 and 0.25 and a true minus sign."""
    return f"{value:,.10g}".replace("-", "\N{MINUS SIGN}")


def power(value):
    """A power of ten: 0.1, 1 and 10, else 10 with its exponent."""
    exponent = round(np.log10(value))
    if -1 <= exponent <= 2:
        return plain(value)
    raised = str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"10{raised}"


def key(figure, handles, left, bottom, columns=None):
    """A legend without a frame, in one row or `columns`, its lower left corner at this pixel."""
    across, up = figure.get_size_inches() * DPI
    return figure.legend(
        handles=handles,
        ncols=columns or len(handles),
        loc="lower left",
        bbox_to_anchor=(left / across, bottom / up),
        handlelength=1.8,
        handletextpad=0.6,
        fontsize=SMALL,
    )
