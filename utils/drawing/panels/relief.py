"""A relief: heights as a block in three dimensions, worked out column of pixels by column."""

from functools import cached_property

import numpy as np
from matplotlib.artist import Artist
from matplotlib.colors import to_rgba_array

from ..marks.grid import stretched
from ..marks.heights import LEVEL
from ..style.page import SYMBOL
from ..style.palette import INK, PAPER, WALLS
from .view import Solid

LATTICE = 800  # texels along each side of the surface; twice as many for a picture that stands
FINE = 2  # points across, and up, in each pixel, which shows their mean; twice as many likewise
REACH = float(np.sqrt(2))  # from the middle of the square [-1, 1] x [-1, 1] to a corner
RISE, BASE = 0.9, 0.12  # heights of the surface, and of what it stands on; the sides are 2 long
ABOVE = 0.03  # room for a line on the highest point
BESIDE = 1.14, 1.22  # from the middle to the name of a side, and to where the name ends
SHADES = 6  # steps of light for each unit of the cosine
LIGHT = np.arange(-10, 2)  # the steps that occur, from the darkest to the brightest


class Relief(Solid):
    """Heights as a block, with lines between their bands, and names at its two nearest sides.

    ground: a Heights. In each column of pixels we walk from the nearest ground to the farthest;
    whatever rises above all before it is seen.
    """

    def __init__(self, ground, names):
        self.ground, self.names = ground, names
        lines = ground.lines()
        self.drawn = np.isfinite(lines[:, 0])
        self.levels = np.nan_to_num(lines[:, :2]), np.nan_to_num(lines[:, 2])

    @cached_property
    def fits(self):
        """(half the width, low, high) of the block and its names, whichever camera looks."""
        x, y = self._unit(self.ground.grid.points)
        feet = [(a, b) for a in (-1, 1) for b in (-1, 1)]
        feet += [(a * BESIDE[1], b * BESIDE[1]) for a, b in ((0, 1), (0, -1), (1, 0), (-1, 0))]
        top = x, y, ABOVE + RISE * self.ground.shares.ravel()
        points = np.hstack([top, np.column_stack([feet, np.full(len(feet), -BASE)]).T])
        across, up = np.moveaxis([camera.project(*points)[:2] for camera in self.cameras], 1, 0)
        return np.abs(across).max(), up.min(), up.max()

    def make(self, axes):
        detail = 2 if len(self.cameras) == 1 else 1
        self.size, self.lattice, self.fine = axes.bbox.size.round(), detail * LATTICE, detail * FINE
        top = texture(self.ground, self.lattice).ravel()
        self.paints = np.concatenate([top, _packed(WALLS), _packed([PAPER])])
        tops = stretched(RISE * self.ground.shares, self.lattice, self.lattice)
        self.tops = tops.astype(np.float32).ravel()
        self.picture = axes.add_artist(Pixels())
        self.lines = axes.plot([], [], **LEVEL)[0]
        look = {"size": SYMBOL, "ha": "center", "va": "center", "color": INK}
        self.words = [axes.text(0, 0, name, **look) for name in self.names]
        self.turned = [self.picture, self.lines, *self.words]

    def look(self, camera):
        self.camera = camera
        self.picture.pixels = self._pixels(*(self.fine * self.size).astype(int))
        pixels, seen = self.place(*self.levels, covered=0.5)
        self.lines.set_data(*np.where(self.drawn & seen, pixels.T, np.nan))
        for text, side in zip(self.words, ((0, BESIDE[0]), (BESIDE[0], 0)), strict=True):
            pixels, _ = self._place(*np.transpose([side, np.negative(side)]), -BASE)
            text.set_position(pixels[pixels[:, 1].argmin()].round())

    def place(self, points, shares, covered=2.0):
        """Pixels (n, 2) of points (n, 2) at shares of the height, and whether they are seen: a
        nearer part hides a point where it stands out above it by so many pixels."""
        pixels, away = self._place(*self._unit(points), RISE * shares)
        columns, steps = self._seen.shape
        column = np.clip((self.fine * pixels[:, 0]).astype(int), 0, columns - 1)
        nearer = np.clip((away / REACH + 1) / 2 * steps - 3, 0, steps - 1).astype(int)
        return pixels, pixels[:, 1] + covered >= self._seen[column, nearer] / self.fine

    def _place(self, x, y, z):
        across, up, away = self.camera.project(x, y, z)
        unit, middle = self._scale(*self.size)
        return np.column_stack([across * unit + self.size[0] / 2, up * unit + middle]), away

    def _unit(self, points):
        """Points (n, 2) of the grid in the square [-1, 1] x [-1, 1]: x and y."""
        low, high = np.reshape(self.ground.grid.extent, (2, 2)).T
        return (2 * (points - low) / (high - low) - 1).T

    def _scale(self, width, height):
        """Pixels of one unit, and the height in pixels of the middle of the ground."""
        half, low, high = self.fits
        unit = min(width / (2 * half), height / (high - low))
        return unit, height / 2 - unit * (low + high) / 2

    def _pixels(self, width, height):
        """The picture (height, width, 4), at first so many points."""
        unit, middle = self._scale(width, height)
        across = (np.arange(width) + 0.5 - width / 2) / unit
        steps = int(1.3 * REACH * unit)
        away = ((np.arange(steps) + 0.5) / steps * 2 - 1) * REACH
        rise, foot = (self.camera.project(0, 0, z)[1] * unit for z in (1, -BASE))
        texel, inside = self._texels(across.astype(np.float32), away.astype(np.float32))
        level = middle + unit * away * np.sin(np.deg2rad(self.camera.elevation))
        up = self.tops.take(texel, mode="clip") * np.float32(rise) + (level + 1).astype(np.float32)
        up = np.minimum(up, height).astype(np.int16) * inside  # whole points, rounded up
        self._seen = np.maximum.accumulate(up, axis=1)
        first = inside.argmax(axis=1)
        start = np.ceil((level[first] + foot).clip(0)).astype(np.int16) * inside.any(axis=1)
        self._build_walls(texel, first, across, away)
        return self._fill(texel, start[:, np.newaxis], height)

    def _texels(self, across, away):
        """(columns, steps): where on the surface each step of the walk is, and whether it is."""
        x, y = self.camera.ground(across[:, np.newaxis], away)
        half = self.lattice / 2
        column, row = ((half + half * each).astype(np.int32) for each in (x, y))
        inside = (np.abs(x) < 1) & (np.abs(y) < 1)
        return row * np.int32(self.lattice) + column, inside

    def _build_walls(self, texel, first, across, away):
        """The first step onto the surface of each column meets a side of the block."""
        x, y = self.camera.ground(across, away[first])
        texel[np.arange(len(first)), first] = self.lattice**2 + (np.abs(x) < np.abs(y))

    def _fill(self, texel, start, height):
        """Each step is seen where it rises above those before."""
        none = np.full((len(texel), 1), len(self.paints) - 1, np.int32)
        edges = np.hstack([start, np.maximum(self._seen, start)])
        counts = np.diff(edges, axis=1, prepend=np.int16(0), append=np.int16(height))
        shown = np.repeat(np.hstack([none, texel, none]).ravel(), counts.ravel())
        picture = self.paints.take(shown).reshape(len(texel), height)
        while len(picture) > self.size[0]:
            half = _mean(picture[0::2], picture[1::2])
            picture = _mean(half[:, 0::2], half[:, 1::2])
        return np.ascontiguousarray(picture.T)[..., np.newaxis].view(np.uint8)


class Pixels(Artist):
    """An artist that copies `pixels` (height, width, 4), as many as its axes have."""

    def draw(self, renderer):
        left, bottom = (round(edge) for edge in self.axes.bbox.extents[:2])
        renderer.draw_image(renderer.new_gc(), left, bottom, self.pixels)
        self.stale = False


def texture(ground, size):
    """Packed colours (size, size) of the bands of heights, in light from the upper left."""
    shares = stretched(ground.shares, size, size)
    lit = np.full((ground.bands, len(LIGHT), 4), 255.0)
    brightness = 1 + 0.16 * LIGHT[:, np.newaxis] / SHADES
    lit[..., :3] = np.minimum(ground.shades[:, np.newaxis, :3] * brightness, 255)
    packed = lit.astype(np.uint8).view("<u4").ravel()
    return packed.take(ground.band(shares) * np.int32(len(LIGHT)) + _light(shares))


def _light(shares):
    """The number of each point's step of light."""
    dy, dx = (RISE * slope * len(shares) / 2 for slope in np.gradient(shares))
    cosine = (0.45 * dx - 0.35 * dy + 1) / np.sqrt(1 + dx**2 + dy**2)
    return (np.round((cosine - 1) * SHADES) - LIGHT[0]).clip(0, len(LIGHT) - 1).astype(np.int32)


def _packed(colours):
    return (to_rgba_array(colours) * 255).round().astype(np.uint8).view("<u4").ravel()


def _mean(a, b):
    """The mean of packed colours: what both have, and half of what one of them has."""
    return (a & b) + (((a ^ b) & np.uint32(0xFEFEFEFE)) >> np.uint32(1))
