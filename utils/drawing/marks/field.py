"""Fields over the plane: how probable each class is, and the line where it is even."""

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap, to_rgba_array
from matplotlib.lines import Line2D

from ... import checks
from ..style.numbers import fixed
from ..style.page import SMALL
from ..style.palette import CLASSES, FIELD, INK, PAPER
from . import grid as planes
from .data import bounded, is_stepped
from .mark import Mark

BANDS = 10
LINE = (("white", 3.8), (INK, 2.2))  # a pale rim, then the line itself
EDGE = {"capstyle": "projecting", "zorder": 4.5}  # above the points


class _Field(Mark):
    """What both kinds of field share: an artist in colours, and a line above the points."""

    fills = True

    def __init__(self, grid, fields, words):
        self.grid, self.fields = grid, fields
        self.moments = len(fields) if len(fields) > 1 else None
        self.stepped = is_stepped(fields[-1])
        self.colours = _bytes(CLASSES)
        self.keys = [Line2D([], [], color=INK, lw=2, label=words)]

    def make(self, axes):
        self.artist = axes.add_artist(self._artist())
        self.lines = [
            axes.add_collection(
                LineCollection([], colors=colour, linewidths=broad, **EDGE), autolim=False
            )
            for colour, broad in LINE
        ]
        self.moving = [self.artist, *self.lines]

    def draw(self, i):
        self.artist.set_field(self.fields[i])
        lines = self.boundary(i)
        for artist in self.lines:
            artist.set_segments(lines)

    def bounds(self):
        return self.grid.extent


class Field(_Field):
    """P(class 1) over a grid, with the line where it is 1/2.

    grid: from plots.grid. p: the probabilities at grid.points, (m,), (m, 1) or (m, 2), or T of
    them. bands: how many colours; fewer make a smaller file. name: of class 1. A field of few
    values, as of a tree, is drawn with its true corners.
    """

    def __init__(self, grid, p, bands=BANDS, name="class 1"):
        checks.whole("bands", bands)
        self.bands, self.name = bands, name
        super().__init__(grid, recorded(grid, p), f"P({name}) = 0.5")

    def _artist(self):
        colours = FIELD((np.arange(self.bands) + 0.5) / self.bands, bytes=True)
        return FieldArtist(self._banded, colours, self.stepped)

    def _banded(self, level):
        return np.minimum(level * self.bands, self.bands - 1).astype(np.uint8)

    def boundary(self, i):
        """The line at moment i, as a list of (k, 2)."""
        if self.stepped:
            return planes.edges(self.grid, self.fields[i] > 0.5)
        return planes.boundary(self.grid, self.fields[i])

    def side(self, X, i):
        """The class, 0 or 1, of points X at moment i, read off the field."""
        field = self.fields[i]
        if self.stepped:
            return field.ravel()[planes.nearest(self.grid, X)] > 0.5
        return planes.at(self.grid, field, X) > 0.5

    def facts(self, i):
        return field_facts(self.grid, self.fields[i], self.name)


class Tints(Mark):
    """What the colours of a Field mean: a bar of them from 0 to 1 in a corner of its panel.

    bands, name: those of the field. corner: the bar's left lower corner, in shares of the panel.
    """

    def __init__(self, bands=BANDS, name="class 1", corner=(0.77, 0.1)):
        checks.whole("bands", bands)
        self.bands, self.name, self.corner = bands, name, corner

    def make(self, axes):
        bar = axes.inset_axes((*self.corner, 0.2, 0.035), yticks=[], zorder=6)
        shades = FIELD((np.arange(self.bands) + 0.5) / self.bands, bytes=True)
        bar.imshow(shades[np.newaxis], extent=(0, 1, 0, 1), aspect="auto")
        bar.set_xticks((0, 0.5, 1), ("0", "0.5", "1"))
        bar.tick_params(length=3, pad=2, labelsize=SMALL, labelcolor=INK)
        bar.set_title(f"P({self.name})", size=SMALL, color=INK, pad=4)


class Classes(_Field):
    """The likeliest of three or more classes over a grid, paler where it is less sure.

    grid: from plots.grid. p: probabilities at grid.points, (m, classes), or T of them. tones: how
    many shades each class has. names: of the classes; "class 0" and so on by default.
    """

    def __init__(self, grid, p, tones=5, names=None):
        checks.whole("tones", tones)
        p = checks.array("p", p, float, gaps=True)
        p = p[np.newaxis] if p.ndim == 2 else p
        if p.ndim != 3 or p.shape[1] != len(grid.points) or not 2 <= p.shape[2] <= len(CLASSES):
            raise ValueError(
                f"p must hold 2 to {len(CLASSES)} probabilities for each of the grid's "
                f"{len(grid.points)} points, got the shape {p.shape}; record "
                "model.predict(grid.points)."
            )
        self.tones, self.count = tones, p.shape[2]
        self.names = names or [f"class {k}" for k in range(self.count)]
        fields = bounded(p).reshape(len(p), *grid.shape, self.count)
        super().__init__(grid, fields, "boundary")
        self.stepped = is_stepped(fields[-1, ..., -1])

    def _artist(self):
        colours = [tints(colour, self.tones) for colour in CLASSES[: self.count]]
        return FieldArtist(self._banded, np.concatenate(colours), self.stepped)

    def _banded(self, level):
        """Which colour each pixel has: its class, and how far it is from a tie."""
        sure = (level.max(axis=-1) - 1 / self.count) / (1 - 1 / self.count)
        tone = np.clip(sure * self.tones, 0, self.tones - 1).astype(np.uint8)
        return level.argmax(axis=-1).astype(np.uint8) * np.uint8(self.tones) + tone

    def boundary(self, i):
        p = self.fields[i]
        if self.stepped:
            return planes.edges(self.grid, p.argmax(axis=-1))
        lines = []
        for k in range(self.count - 1):  # every border has a class before the last on one side
            others = np.delete(p, k, axis=-1).max(axis=-1)
            lines += planes.boundary(self.grid, p[..., k] - others, 0.0)
        return lines

    def side(self, X, i):
        """The class of points X at moment i, read off the field."""
        p = self.fields[i].reshape(-1, self.count)
        return p[planes.nearest(self.grid, X)].argmax(axis=-1)

    def facts(self, i):
        likeliest = self.fields[i].argmax(axis=-1)
        shares = [100 * np.mean(likeliest == k) for k in range(self.count)]
        parts = ", ".join(f"{name} {share:.0f} %" for name, share in zip(self.names, shares))
        return [f"of the plane {parts}"]


class FieldArtist(Artist):
    """A field drawn over its axes in few colours, with their edges between grid points.

    banded: from levels to numbers of colours (n, 4), bytes of RGBA. stepped: each pixel has the
    value of the nearest grid point instead of one between its neighbours. Matplotlib's own image
    resamples each frame ten times more slowly.
    """

    def __init__(self, banded, colours, stepped=False):
        super().__init__()
        self.banded, self.stepped = banded, stepped
        self.colours = np.ascontiguousarray(colours).view(np.uint32).ravel()

    def set_field(self, field):
        """Show another field (rows, cols), which may have a third axis."""
        self.field, self.stale = field.astype(np.float32), True

    def draw(self, renderer):
        """Draw the field at one colour per pixel of its axes."""
        if not self.get_visible():
            return
        box = self.axes.bbox
        left, bottom, right, top = (round(edge) for edge in box.extents)
        numbers = self.banded(self._levels(top - bottom, right - left))
        pixels = self.colours.take(numbers).view(np.uint8).reshape(*numbers.shape, 4)
        context = renderer.new_gc()
        context.set_clip_rectangle(box)
        renderer.draw_image(context, left, bottom, pixels)
        context.restore()
        self.stale = False

    def _levels(self, height, width):
        if not self.stepped:
            return planes.stretched(self.field, height, width)
        rows, columns = (node + (share[:, 0] >= 0.5) for node, share in (
            planes.centres(height, len(self.field)), planes.centres(width, self.field.shape[1])
        ))  # fmt: skip
        return self.field[rows][:, columns]


def recorded(grid, p):
    """Recorded outputs (m,), (m, 1), (m, 2), or T of these, as T fields (T, rows, cols)."""
    p, (rows, columns) = checks.array("p", p, float, gaps=True), grid.shape
    if p.shape[-2:] == (rows * columns, 2):
        p = p[..., 1]
    if p.shape == (rows, columns) or p.shape[:1] == (rows * columns,):
        p = p[np.newaxis]
    if p.ndim < 2 or not len(p) or p[0].size != rows * columns:
        raise ValueError(
            f"p must hold one probability for each of the grid's {rows * columns} points, for "
            f"every moment, got the shape {p.shape}; record predictions at grid.points, and draw "
            "three or more classes with Classes."
        )
    return bounded(p).reshape(len(p), rows, columns)


def tints(colour, count):
    """A colour in tones (count, 4), bytes of RGBA, from pale to full."""
    ramp = LinearSegmentedColormap.from_list("tint", [PAPER, colour])
    return ramp(np.linspace(0.16, 0.6, count), bytes=True)


def field_facts(grid, field, name="class 1"):
    """Range of a field of probabilities and where it is 1/2 on the line x1 = 0 (or mid-picture)."""
    left, right = grid.extent[:2]
    x = 0.0 if left < 0 < right else (left + right) / 2
    heights = " and ".join(fixed(y) for y in planes.crossings(grid, field, x))
    crossing = f"crosses x1 = {x:.3g} at x2 = {heights}" if heights else f"misses x1 = {x:.3g}"
    span = f"P({name}) from {field.min():.2f} to {field.max():.2f}"
    return [span, f"the boundary {crossing}"]


def _bytes(colours):
    return (255 * to_rgba_array(colours)).round().astype(np.uint8)
