"""The gallery of activations: each function beside its derivative."""

import numpy as np

from .film.picture import Picture
from .marks.lines import Band, Line, coloured
from .marks.mark import Draw, Words
from .panels.panel import Panel
from .scene import Scene
from .style.numbers import plain
from .style.page import SMALL
from .style.palette import FAINT, INK, LOOKS, MUTED, PAPER

REACH, FLAT = 6.0, 0.05  # of z; the share of the steepest slope that counts as flat
HIGH = 112  # pixels of a panel
NOTE = "Grey: it saturates. The slope is under 5 % of the steepest and falls towards 0."


def activations(functions, title="Activations and their derivatives"):
    """What does an activation do, and where does it stop to pass a gradient?

    functions: objects with a name, called as g(z) and g.derivative(z); or {name: (g, derivative)}.
    Where g saturates (the slope falls towards 0 and is under 5 % of the steepest) lies in grey.
    """
    if not isinstance(functions, dict):
        functions = {g.name: (g, g.derivative) for g in functions}
    if not functions:
        raise ValueError("functions is empty; name at least one activation, for example [relu].")
    z = np.linspace(-REACH, REACH, 1201)
    rows = [_row(name, z, pair) for name, pair in functions.items()]
    facts = [_described(name, z, derivative) for name, (_, derivative) in functions.items()]
    return Picture(Scene(rows, title, said=NOTE).figure, f"{title}: {'; '.join(facts)}.")


def _row(name, z, pair):
    """A function and its slope."""
    value, slope = pair[0](z), pair[1](z)
    grey = [Band(None, *ends, color=FAINT, alpha=0.6) for ends in saturated(z, pair[1])]
    zero = Draw(lambda axes: axes.axhline(0, color=MUTED, lw=0.8))
    looks = coloured(INK, lw=2.4), coloured(LOOKS[1].name, lw=2.4)
    drawn = value, np.where(np.append(_leaps(slope), False), np.nan, slope)
    left, right = ([*grey, zero, Line(z, y, look=k)] for y, k in zip(drawn, looks))
    right += _jumps(z, slope)
    low, high = value.min(), value.max()
    room = 0.05 * (high - low or 1.0)
    left += [Draw(_zoom(z, value))] if -0.05 * high < low < 0 else []
    if slope[0] == slope[1] and 0 < slope[0] < 0.05 * slope.max():
        look = {"color": MUTED, "size": SMALL, "ha": "center"}
        right.append(Words(-3, 0.16, f"{slope[0]:.2g}, not 0", **look))
    ends = (low - room, high + room), (-0.06, 1.12)
    named = f"{name}   $g(z)$", f"{name}   $g^{{\\prime}}(z)$"
    row = [Panel(*marks, limits=(-REACH, REACH, *limits), axes=("$z$", ""),
                 name=words, ratio=None)
           for marks, limits, words in zip((left, right), ends, named)]  # fmt: skip
    for panel in row:
        panel.high = HIGH
    return row


def _leaps(slope):
    """Between which neighbours a slope jumps by more than half of its range."""
    return np.abs(np.diff(slope)) > 0.5 * np.ptp(slope)


def _jumps(z, slope):
    """Dots where a slope jumps: filled at the value that it has there, open at the other end."""
    look = {"marker": "o", "ms": 6, "mec": LOOKS[1].name, "mew": 1.6, "zorder": 4}

    def make(axes):
        for at in np.flatnonzero(_leaps(slope)):
            axes.plot(z[at], slope[at + 1], **look, mfc=PAPER)
            axes.plot(z[at], slope[at], **look, mfc=LOOKS[1].name)

    return [Draw(make)]


def _zoom(z, value):
    """An inset where the left branch is not 0 but too small to see."""

    def make(axes):
        low, reach = value.min(), (0.17, 0.36, 0.36, 0.56)
        inset = axes.inset_axes(reach, xlim=(-REACH, 0.6), ylim=(1.6 * low, -low))
        inset.plot(z, value, color=INK, lw=2.4)
        inset.axhline(0, color=MUTED, lw=0.8)
        inset.set(xticks=[], yticks=[low, 0], yticklabels=[plain(round(low, 3)), "0"])
        inset.spines[:].set_visible(True)
        look = {"size": SMALL, "color": MUTED, "va": "top"}
        inset.text(0.05, 0.94, "zoom", transform=inset.transAxes, **look)

    return make


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


def _described(name, z, derivative):
    slope = derivative(z)
    sides = [f"z < {end:.1f}" if start == z[0] else f"z > {start:.1f}"
             for start, end in saturated(z, derivative)]  # fmt: skip
    where = f"saturates for {' and '.join(sides)}" if sides else "does not saturate"
    return f"{name} has slopes from {slope.min():.2g} to {slope.max():.2g} and {where}"
