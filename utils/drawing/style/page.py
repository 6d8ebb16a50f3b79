"""The page: our style, axes at places in pixels, the room that words take, ticks, a key."""

from functools import cache
from pathlib import Path

import numpy as np
from matplotlib import style as _styles
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from .numbers import alike, plain
from .words import shown

DPI = 100
STYLE = Path(__file__).with_name("ilearn.mplstyle")
NAMES = 260  # pixels that names beside an axis may take
TITLE, NOTE, SMALL, SYMBOL = 14, 12, 11, 15  # sizes of letters in points


def style():
    """A context in which Matplotlib draws in the project's style, whatever the reader has set."""
    return _styles.context(["default", STYLE])


def blank(width, height):
    """An empty figure of this many pixels."""
    # Matplotlib cuts pixels off after the point, and 115 / 100 * 100 is a little less than 115.
    figure = Figure(figsize=((width + 1e-6) / DPI, (height + 1e-6) / DPI), dpi=DPI)
    FigureCanvasAgg(figure)
    return figure


def axes_at(figure, left, bottom, width, height, **settings):
    """Axes whose box has this place and size in pixels."""
    across, up = figure.get_size_inches() * DPI
    axes = figure.add_axes((left / across, bottom / up, width / across, height / up))
    axes.set(**settings)
    return axes


def write(figure, x, y, words, **look):
    """A text whose baseline begins at this pixel."""
    across, up = figure.get_size_inches() * DPI
    return figure.text(x / across, y / up, words, **look)


@cache
def _probe():
    return blank(100, 100)


def text_width(text, size, weight="normal"):
    """Width of a text in pixels, in our style."""
    return _width(shown(text), size, weight)


@cache
def _width(text, size, weight):
    with style():
        probe = _probe().text(0, 0, text, size=size, weight=weight)
        try:
            return probe.get_window_extent().width
        finally:
            probe.remove()


def wrap(text, room, size, weight="normal"):
    """The lines of a text that may be `room` pixels wide."""
    if text_width(text, size, weight) <= room:
        return [text] if text else []
    lines = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, weight) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def round_ticks(count=5, whole=False):
    """Where Matplotlib puts few, round ticks; `whole` where what is counted has no parts."""
    least = 1 if whole or count < 2 else 2
    return MaxNLocator(count, steps=[1, 2, 2.5, 5, 10], integer=whole, min_n_ticks=least)


def round_places(low, high, count=5, whole=False):
    """(places, words) of few, round numbers from low to high, or a little beyond."""
    places = round_ticks(count, whole).tick_values(low, high)
    return places, [plain(place) for place in places]


def log_places(low, high):
    """(places, words) at powers of ten, at 2 and 5 times these as well on a short axis, and at
    round numbers on one that is shorter still."""
    first, last = np.log10([low, high])
    leads = (1, 2, 5) if last - first < 2 else (1,)
    decades = np.arange(np.floor(first), np.ceil(last) + 1)
    decades = decades[:: max(1, round(len(decades) / 6))]
    places = np.array([lead * 10.0**decade for decade in decades for lead in leads])
    places = _between(places, low, high)
    if len(places) < 2:
        places = _between(round_ticks(4).tick_values(low, high), low, high)
    return places, alike(places)


def _between(places, low, high):
    return places[(places >= low * (1 - 1e-9)) & (places <= high * (1 + 1e-9))]


def fixed_ticks(axis, places, words):
    """Words at these places, and no other ticks."""
    axis.set_major_locator(FixedLocator(places))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(
        FuncFormatter(lambda x, at: shown(words[at]) if at is not None else "")
    )


def beside(names):
    """Pixels that the widest of the names beside an axis takes."""
    widest = max(names, key=lambda name: text_width(name, SMALL), default="")
    if text_width(widest, SMALL) > NAMES:
        raise ValueError(f"{widest!r} is wider than the {NAMES} pixels beside an axis; shorten it.")
    return text_width(widest, SMALL)


def key_rows(handles, room):
    """The handles of a key in rows that are at most `room` pixels wide."""
    rows, used = [[]], 0
    for handle in handles:
        wide = text_width(handle.get_label(), SMALL) + 50
        if wide - 14 > room:
            raise ValueError(
                f"{handle.get_label()!r} is too long for a key of {room} pixels; shorten it."
            )
        if rows[-1] and used + wide > room:
            rows.append([])
            used = 0
        rows[-1].append(handle)
        used += wide
    return [row for row in rows if row]


def key(figure, handles, left, bottom):
    """A legend without a frame, in one row, its lower left corner at this pixel."""
    across, up = figure.get_size_inches() * DPI
    return figure.legend(
        handles=handles,
        ncols=len(handles),
        loc="lower left",
        bbox_to_anchor=(left / across, bottom / up),
        handlelength=1.5,
        handletextpad=0.6,
        columnspacing=1.1,
        fontsize=SMALL,
    )
