"""Sweeps: what one setting does to a result, over several seeds."""

from __future__ import annotations

import numpy as np
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from .curves import end_names, fit, line_axes, looks_of, trend
from .landscape import short
from .layout import NOTE, SMALL, SYMBOL, log_ticks, plain, power, sheet, text_width
from .palette import INK
from .picture import Picture, style

HIGH, FOOT = 270, 54
MARGIN = 0.035  # of the axis: left of the first setting, and right of the last
LINE = 20  # pixels from one line of marks to the next
DOT = {"marker": "o", "ms": 7, "mec": "white", "mew": 1, "zorder": 3}
PALE = 0.2


def sweep(x, lines, xlabel, ylabel, title="", log=True, mark=None):
    """Which setting is best, and is its gain larger than what chance does?

    x: the settings, rising. lines: {name: results (len(x), seeds), or (len(x),)}; a line joins the
    medians over the seeds, a band reaches from the lowest to the highest. log: a logarithmic x
    axis, on which a first setting of 0 stands apart at its left. mark: {words: a setting}, which is
    written behind the words.
    """
    x, marks = settings(x, log), _marks(mark or {}, x)
    lines = {name: results(name, y, len(x)) for name, y in lines.items()}
    medians = {name: (x, np.median(y, axis=1)) for name, y in lines.items()}
    with style():
        figure = sheet(FOOT + HIGH + 8 + LINE * len(marks), title, _note(lines))
        axes = line_axes(figure, list(lines), xlabel, ylabel, FOOT, HIGH)
        axes.yaxis.labelpad = 1
        axes.xaxis.label.set_size(SYMBOL if xlabel.startswith("$") else NOTE)
        draw_sweep(axes, x, lines, log)
        for row, (words, setting) in enumerate(marks.items()):
            _draw_mark(axes, row, f"{words} {short(setting)}", places(setting, x, log))
        return Picture(figure, _facts(title, lines, medians, marks))


def draw_sweep(axes, x, lines, log=True):
    """Draw checked results over checked settings, and name them; returns their looks."""
    looks = looks_of(list(lines))
    _fit(axes, x, lines, log)
    for y, look in zip(lines.values(), looks, strict=True):
        _draw(axes, places(x, x, log), y, look, apart=log and x[0] == 0)
    end_names(axes, {name: (x, np.median(y, axis=1)) for name, y in lines.items()}, looks)
    return looks


def places(settings, x, log=True):
    """Where settings stand on the axis: 0 one step left of the smallest other, if log."""
    step = x[1] / x[2] if len(x) > 2 and x[0] == 0 else 0.1
    return np.where(np.equal(settings, 0) & log, x[1] * step, settings)


def _fit(axes, x, lines, log):
    """Fixed limits and ticks, with room for the dots at both ends."""
    spots = places(x, x, log)
    fit(axes, [(spots, side(y, axis=1)) for y in lines.values() for side in (np.min, np.max)])
    ends = spots[[0, -1]]
    if not log:
        axes.set_xlim(ends + MARGIN * np.ptp(ends) * np.array([-1, 1]))
        return
    axes.set_xscale("log")
    axes.set_xlim(ends * (ends[1] / ends[0]) ** (MARGIN * np.array([-1, 1])))
    _tick(axes, x, spots)


def _tick(axes, x, spots):
    """Ticks of a logarithmic axis: at all settings where there is room, else as usual, and at 0."""
    words = {place: _named(setting) for place, setting in zip(spots, x, strict=True)}
    middles = axes.transData.transform(np.column_stack([spots, spots]))[:, 0]
    wide = np.array([text_width(axes.figure, word, SMALL) for word in words.values()])
    if (np.diff(middles) < (wide[1:] + wide[:-1]) / 2 + 8).any():
        log_ticks(axes.xaxis)
        usual = axes.xaxis.get_major_formatter()
        least = 0.99 * x[x > 0][0]
        others = [tick for tick in axes.xaxis.get_major_locator()() if tick > least]
        words = {**dict.fromkeys(spots[x == 0], "0"), **{tick: usual(tick) for tick in others}}
    axes.xaxis.set_major_locator(FixedLocator(list(words)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: words.get(value, "")))
    axes.xaxis.set_minor_locator(NullLocator())


def _named(setting):
    """A setting as people write it: powers of ten with their exponent."""
    is_power = setting > 0 and np.isclose(np.log10(setting) % 1, [0, 1], atol=1e-9).any()
    return power(setting) if is_power else plain(setting)


def _draw(axes, spots, y, look, apart):
    """The band, the medians and their line; the first setting for itself if it stands apart."""
    low, middle, high = y.min(axis=1), np.median(y, axis=1), y.max(axis=1)
    start = 1 if apart else 0
    pale = {"color": look.name, "alpha": PALE}
    axes.fill_between(spots[start:], low[start:], high[start:], lw=0, **pale)
    axes.plot(spots[start:], middle[start:], **{**look.line, **DOT})
    if apart:
        ends = [low[0], high[0]]
        axes.plot(spots[[0, 0]], ends, lw=9, solid_capstyle="butt", zorder=1, **pale)
        axes.plot(spots[:1], middle[:1], **{**look.line, **DOT})


def _draw_mark(axes, row, words, place):
    """A line at a setting, and words above the axes; every mark has a row of its own."""
    top = 1 + (6 + LINE * row) / HIGH
    line = {"color": INK, "lw": 1.4, "ls": (0, (4, 2.5)), "zorder": 1.5, "clip_on": False}
    axes.plot([place, place], [0, top], transform=axes.get_xaxis_transform(), **line)
    share = axes.transAxes.inverted().transform(axes.transData.transform((place, 0)))[0]
    side = "left" if share < 0.25 else "right" if share > 0.75 else "center"
    axes.text(share, top + 4 / HIGH, words, size=SMALL, ha=side, transform=axes.transAxes)


def settings(x, log=True, name="x"):
    """Settings as a rising float array."""
    x = np.asarray(x, dtype=float)
    if x.ndim != 1 or len(x) < 2 or not np.isfinite(x).all() or (np.diff(x) <= 0).any():
        raise ValueError(f"{name} must hold two or more finite settings, rising, got {x}.")
    if log and x[0] < 0:
        raise ValueError(
            f"{name} must not be below 0 on a logarithmic axis, got {x}; plots.sweep has log=False."
        )
    return x


def results(name, y, count):
    """Results as a float array (count, seeds)."""
    y = np.asarray(y, dtype=float)
    y = y.reshape(len(y), -1) if y.ndim else y
    if y.ndim != 2 or len(y) != count or not y.size:
        raise ValueError(
            f"{name!r} must hold a row for each of {count} settings and a column for each seed, "
            f"got the shape {y.shape}; transpose it, or stack the runs in this order."
        )
    if not np.isfinite(y).all():
        row = np.flatnonzero(~np.isfinite(y).all(axis=1))[0]
        raise ValueError(
            f"{name!r} holds {y[row]} at setting {row}, which has no place; leave out settings at "
            "which a training diverged, or give these runs the worst result that is shown."
        )
    return y


def _marks(mark, x):
    for words, setting in mark.items():
        if not x[0] <= setting <= x[-1]:
            raise ValueError(
                f"the mark {words!r} must lie between the settings {x[0]:g} and {x[-1]:g}, got "
                f"{setting:g}."
            )
    return mark


def _note(lines):
    """How many seeds stand behind a dot, in words; a line with one result a setting counts none."""
    counts = sorted({y.shape[1] for y in lines.values()} - {1})
    if not counts:
        return ""
    seeds = " or ".join(str(count) for count in counts)
    return f"Median of {seeds} seeds; the band is their range."


def _facts(title, lines, medians, marks):
    parts = [_described(name, *medians[name], y) for name, y in lines.items()]
    parts += [f"{words} {setting:.3g}" for words, setting in marks.items()]
    return f"{title + ': ' if title else ''}{'; '.join(parts)}."


def _described(name, x, middle, y):
    """Ends, extremes and the widest range of a line, in words."""
    high, low = middle.argmax(), middle.argmin()
    words = f"{trend(name, x, middle)}, highest {middle[high]:.3g} at {x[high]:,.6g}"
    words += f", lowest {middle[low]:.3g} at {x[low]:,.6g}"
    seeds, wide = y.shape[1], np.ptp(y, axis=1).max()
    return words + (f", {seeds} seeds at most {wide:.2g} apart" if seeds > 1 else "")
