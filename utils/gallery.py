"""The gallery of activations: each function beside its derivative."""

from __future__ import annotations

import numpy as np

from .layout import SMALL, SYMBOL, panel, plain, sheet, ticks
from .palette import FAINT, INK, LOOKS, MUTED
from .picture import Picture, style

REACH = 6.0
FLAT = 0.05
ROW, HIGH = 158, 112


def activations(functions, title="Activations and their derivatives"):
    """What does an activation do, and where does it stop to pass a gradient?

    functions: objects with a name, called as g(z) and g.derivative(z); or {name: (g, derivative)}.
    Where g saturates (the slope falls towards 0 and is under 5 % of the steepest) lies in grey.
    """
    functions = _named(functions)
    z = np.linspace(-REACH, REACH, 1201)
    with style():
        note = "Grey: it saturates. The slope is under 5 % of the steepest and falls towards 0."
        figure = sheet(ROW * len(functions) + 44, title, note, width=800, left=58)
        for row, (name, pair) in enumerate(reversed(functions.items())):
            last = row == 0
            _draw_row(figure, 52 + ROW * row, name, z, pair, last)
        facts = [_describe(name, z, pair[1]) for name, pair in functions.items()]
        return Picture(figure, f"{title}: {'; '.join(facts)}.")


def _named(functions):
    if not isinstance(functions, dict):
        functions = {g.name: (g, g.derivative) for g in functions}
    if not functions:
        raise ValueError("functions is empty; name at least one activation, for example [relu].")
    return functions


def _draw_row(figure, bottom, name, z, pair, last):
    value, slope = pair[0](z), pair[1](z)
    for left, curve, sign, colour in (
        (58, value, "", INK), (446, slope, "\u2032", LOOKS[1].name),
    ):  # fmt: skip
        axes = panel(figure, left, bottom, 330, HIGH, xlim=(-REACH, REACH))
        axes.set_title(f"{name}   $g{sign}(z)$", size=13, pad=7)
        for start, end in saturated(z, pair[1]):
            axes.axvspan(start, end, color=FAINT, alpha=0.6, lw=0)
        axes.axhline(0, color=MUTED, lw=0.8)
        axes.plot(z, curve, color=colour, lw=2.4)
        ticks(axes.yaxis, 4)
        axes.set_xticks([-6, -3, 0, 3, 6])
        axes.tick_params(labelbottom=last)
        axes.set_xlabel("$z$" if last else "", size=SYMBOL, labelpad=0)
        _small_slope(axes, z, value) if left == 58 else _slope_note(axes, slope)


def _small_slope(axes, z, value):
    """An inset where the left branch is not 0 but too small to see."""
    low = value.min()
    if not -0.05 * value.max() < low < 0:
        return
    inset = axes.inset_axes((0.17, 0.36, 0.36, 0.56), xlim=(-REACH, 0.6), ylim=(1.6 * low, -low))
    inset.plot(z, value, color=INK, lw=2.4)
    inset.axhline(0, color=MUTED, lw=0.8)
    inset.set(xticks=[], yticks=[low, 0], yticklabels=[plain(round(low, 3)), "0"])
    inset.spines[:].set_visible(True)
    inset.text(0.05, 0.94, "zoom", transform=inset.transAxes, size=SMALL, color=MUTED, va="top")


def _slope_note(axes, slope):
    axes.set_ylim(-0.06, 1.12)
    if slope[0] == slope[1] and 0 < slope[0] < 0.05 * slope.max():
        axes.text(-3, 0.08, f"{slope[0]:.2g}, not 0", size=SMALL, color=MUTED, ha="center")


def saturated(z, derivative):
    """The ranges [(start, end)] of z, at either end, in which the derivative fades out."""
    slope = np.abs(derivative(z))
    limit = FLAT * slope.max()
    ranges = []
    for far, order in ((-50.0, 1), (50.0, -1)):
        fades = np.abs(derivative(np.array([far])))[0] < 1e-3 * slope.max()
        inside = np.flatnonzero(slope[::order] >= limit)
        if fades and len(inside) and inside[0] > 0:
            ranges.append(tuple(sorted((z[::order][0], z[::order][inside[0] - 1]))))
    return ranges


def _describe(name, z, derivative):
    slope = derivative(z)
    sides = [f"z < {end:.1f}" if start == z[0] else f"z > {start:.1f}"
             for start, end in saturated(z, derivative)]  # fmt: skip
    where = f"saturates for {' and '.join(sides)}" if sides else "does not saturate"
    return f"{name} has slopes from {slope.min():.2g} to {slope.max():.2g} and {where}"
