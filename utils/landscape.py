"""A landscape: a surface with paths that descend on it, beside its map."""

from __future__ import annotations

import numpy as np
from matplotlib.colors import to_rgba_array
from matplotlib.lines import Line2D

from . import fields
from .layout import NOTE, SMALL, SYMBOL, key, panel, plain, sheet, ticks
from .palette import INK, LOOKS, MUTED, OPTIMIZERS, PAPER, STEPS, SURFACE, WALLS
from .picture import style
from .relief import BASE, LATTICE, Camera, ReliefArtist, texture
from .scenes import Note, rising
from .trails import StepTrail, Trail, step_scale

WIDE, HIGH = 462, 402  # pixels of the surface
MAP = 236  # pixels of the map's longer side
BANDS = 14


class LandscapeScene:
    """How do paths descend? A surface that turns slowly, its map, and the paths on both.

    grid: from plots.grid, or fields.Grid(x, y). heights (rows, cols) on it. paths: {name: points
    (T, 2)}, at most four, or named as optimizers are. steps: T rising numbers, the update behind
    each point. values: {name: T numbers} to write beside the step; otherwise the heights. frames:
    how many of the T steps are shown, evenly spaced; all by default. axes, value: what the two
    sides and the height are called. turn: degrees round the surface, from the first frame to the
    last, eased at both ends; elevation: degrees above the ground. What a nearer part of the surface
    hides of a path is dotted. by_step: the one path has the colours of its steps.
    """

    def __init__(
        self, grid, heights, paths, steps=None, values=None, title="", axes=("$w_1$", "$w_2$"),
        value="loss", unit="update", frames=None, turn=(-50, -25), elevation=42, bands=BANDS,
        by_step=False,
    ):  # fmt: skip
        self.grid, self.heights = grid, checked_heights(grid, heights)
        self.paths = {name: _path(name, points) for name, points in paths.items()}
        count = _same_length(self.paths)
        self.all_steps = rising(steps, count)
        self.values = values or {
            name: fields.at(grid, self.heights, points) for name, points in self.paths.items()
        }
        self.frames = min(frames or count, count)
        self.picks = np.linspace(0, count - 1, self.frames).round().astype(int)
        self.steps = self.all_steps[self.picks]
        self.title, self.names, self.value, self.unit = title, axes, value, unit
        self.turn, self.elevation = turn, elevation
        with style():
            self._compose(bands, by_step)
            self.draw(0)

    def _compose(self, bands, by_step):
        levels, colours = banded(self.heights, bands)
        self.figure = sheet(HIGH + 34, self.title, " ", width=800, left=28)
        self.note = Note(self.figure, self.steps, self.unit)
        self.view = View(self.figure, self.grid, self.heights, levels, colours, self.names)
        self.map = Map(self.figure, self.grid, self.heights, levels, colours, self.names)
        place = self.view, self.map, self.grid, self.heights
        self.trails = self._coloured(place) if by_step else self._named(place)
        scale(self.figure, levels, colours, self.value, 800 - 20 - MAP, 62)
        trails = [artist for trail in self.trails for artist in trail.moving]
        self.moving = [*self.view.moving, *trails, *self.note.moving]

    def _named(self, place):
        """A trail for each path, in a colour of its own, and the key to them."""
        looks = dict(zip(self.paths, _looks(self.paths), strict=True))
        if len(looks) > 1:
            handles = [Line2D([], [], color=c, lw=2.6, label=name) for name, c in looks.items()]
            key(self.figure, handles, 28, 14)
        return [Trail(*place, self.paths[name], colour) for name, colour in looks.items()]

    def _coloured(self, place):
        """The one trail in the colours of its steps, and their scale."""
        if len(self.paths) != 1:
            raise ValueError(
                f"by_step colours one path by its steps, got {len(self.paths)} paths; draw each in "
                "a scene of its own, or leave by_step out."
            )
        self.colours = STEPS(np.arange(STEPS.N), bytes=True)
        step_scale(self.figure, self.all_steps, self.unit, 28, 14)
        return [StepTrail(*place, *self.paths.values(), self.all_steps)]

    def draw(self, k):
        """Show frame k: data is set, nothing is made."""
        share = k / max(self.frames - 1, 1)
        eased = share * share * (3 - 2 * share)
        start, end = self.turn
        self.view.look(Camera(start + eased * (end - start), self.elevation))
        for trail in self.trails:
            trail.draw(self.picks[k])
        self.note.draw(k, self._said(k))

    def _said(self, k):
        numbers = {name: short(values[self.picks[k]]) for name, values in self.values.items()}
        if len(numbers) == 1:
            return f"{self.value} {next(iter(numbers.values()))}"
        return f"{self.value}: {', '.join(f'{name} {number}' for name, number in numbers.items())}"

    def facts(self, k):
        """What frame k shows, in one sentence."""
        i = self.picks[k]
        places = [
            f"{name} at ({points[i][0]:z.2f}, {points[i][1]:z.2f}), {self.value} "
            f"{self.values[name][i]:.3g}"
            for name, points in self.paths.items()
        ]
        start = f"{self.title}, " if self.title else ""
        return f"{start}{self.unit} {self.steps[k]:,}: {'; '.join(places)}."


class View:
    """The surface in three dimensions, with the names of its sides at the two nearest edges."""

    def __init__(self, figure, grid, heights, levels, colours, names):
        self.axes = panel(figure, 14, 34, WIDE, HIGH, xlim=(0, WIDE), ylim=(0, HIGH))
        self.axes.axis("off")
        top = texture(heights, levels, colours, LATTICE)
        self.relief = ReliefArtist(heights, top, _packed(WALLS), *_packed([PAPER]))
        self.axes.add_artist(self.relief)
        look = {"size": SYMBOL, "ha": "center", "va": "center", "color": INK}
        self.names = [self.axes.text(0, 0, name, **look) for name in names]
        self.moving = [self.relief, *self.names]

    def look(self, camera):
        self.relief.look(camera)
        for text, side in zip(self.names, ((0, 1.14), (1.14, 0)), strict=True):
            x, y = np.array([side, np.negative(side)]).T
            pixels, _ = self.relief.place(x, y, -BASE)
            text.set_position(pixels[pixels[:, 1].argmin()].round())


class Map:
    """The same surface from above, with its ticks."""

    def __init__(self, figure, grid, heights, levels, colours, names):
        left, right, bottom, top = grid.extent
        sides = np.array([right - left, top - bottom])
        across, up = MAP * sides / sides.max() if 1 / 3 < sides[0] / sides[1] < 3 else (MAP, MAP)
        place = 800 - 20 - MAP, 34 + HIGH - 22 - up, across, up
        self.axes = panel(figure, *place, xlim=(left, right), ylim=(bottom, top))
        paint(self.axes, grid, heights, levels, colours, MAP)
        self.axes.set_xlabel(names[0], size=SYMBOL, labelpad=2)
        self.axes.set_ylabel(names[1], size=SYMBOL, labelpad=4)
        ticks(self.axes.xaxis)
        ticks(self.axes.yaxis)


def _packed(colours):
    return (to_rgba_array(colours) * 255).round().astype(np.uint8).view("<u4").ravel()


def banded(heights, bands=BANDS):
    """(levels, colours): the edges of equal bands of height, and a colour for each band."""
    levels = np.linspace(heights.min(), heights.max() + 1e-12, bands + 1)
    return levels, SURFACE((np.arange(bands) + 0.5) / bands, bytes=True)


def paint(axes, grid, heights, levels, colours, size):
    """Fill axes, `size` pixels wide, with the map of a surface."""
    flat = texture(heights, levels, colours, 2 * size, shades=0)
    image = flat.view(np.uint8).reshape(2 * size, 2 * size, 4)
    where = {"extent": grid.extent, "origin": "lower", "aspect": "auto"}
    axes.imshow(image, interpolation="antialiased", **where)


def scale(figure, levels, colours, value, left, bottom):
    """What the colours mean: the lowest and the highest value at the ends of their bands."""
    axes = panel(figure, left, bottom, MAP, 12, xticks=[], yticks=[])
    axes.spines[:].set_visible(False)
    axes.imshow(colours[np.newaxis, :, :3], aspect="auto", extent=(0, 1, 0, 1))
    for x, side, number in ((0, "left", levels[0]), (1, "right", levels[-1])):
        axes.text(x, -0.4, short(number, 2), size=SMALL, color=MUTED, ha=side, va="top")
    axes.text(0.5, -0.4, value, size=NOTE, color=INK, ha="center", va="top")


def short(number, digits=3):
    """A number with so many digits, as people write it."""
    return plain(float(f"{number:.{digits}g}"))


def _looks(paths):
    if set(paths) <= set(OPTIMIZERS):
        return [OPTIMIZERS[name] for name in paths]
    if not 1 <= len(paths) <= len(LOOKS):
        raise ValueError(
            f"paths must hold 1 to {len(LOOKS)} entries to be told apart, got {len(paths)}; draw "
            "them in several scenes, or name them as optimizers are."
        )
    return [look.name for look in LOOKS[: len(paths)]]


def checked_heights(grid, heights):
    heights = np.asarray(heights, dtype=float)
    if heights.shape != grid.shape:
        raise ValueError(
            f"heights must have the grid's shape {grid.shape}, one row for each y, got "
            f"{heights.shape}; take f(*numpy.meshgrid(grid.x, grid.y))."
        )
    if not np.isfinite(heights).all():
        raise ValueError("heights hold nan or infinity; clip them, or choose a smaller grid.")
    return heights


def _path(name, points):
    points = np.asarray(points, dtype=float)
    if points.ndim != 2 or points.shape[1] != 2 or not np.isfinite(points).all():
        raise ValueError(
            f"the path {name!r} must hold finite points (T, 2), got the shape {points.shape}; cut "
            "it off where it diverges."
        )
    return points


def _same_length(paths):
    lengths = {len(points) for points in paths.values()}
    if len(lengths) != 1:
        raise ValueError(f"paths must have one length, got {sorted(lengths)}; hold the last point.")
    return lengths.pop()
