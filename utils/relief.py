"""A height field in three dimensions: what hides what is found column of pixels by column."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from matplotlib.artist import Artist

from .fields import stretched

LATTICE = 800  # texels along each side of the surface
REACH = float(np.sqrt(2))  # from the middle of the square [-1, 1] x [-1, 1] to a corner
RISE, BASE = 0.9, 0.12  # heights of the surface, and of what it stands on; the sides are 2 long
FINE = 2  # points across, and up, in each pixel, which shows their mean
HIDDEN = 2.0  # pixels by which a nearer part must stand out before it hides a point


class Camera(NamedTuple):
    """Where a parallel view comes from, in degrees: round the surface, and above its ground."""

    azimuth: float
    elevation: float = 35

    def project(self, x, y, z):
        """(across, up, away) of points, in the unit of the surface's half side."""
        turn, tilt = np.deg2rad(self.azimuth), np.deg2rad(self.elevation)
        across = x * np.cos(turn) + y * np.sin(turn)
        away = y * np.cos(turn) - x * np.sin(turn)
        return across, z * np.cos(tilt) + away * np.sin(tilt), away

    def ground(self, across, away):
        """(x, y) on the ground of what lies there in the picture."""
        turn = np.deg2rad(self.azimuth)
        x = across * np.cos(turn) - away * np.sin(turn)
        return x, across * np.sin(turn) + away * np.cos(turn)


class ReliefArtist(Artist):
    """A block whose top is a height field, drawn over its axes as the camera sees it.

    heights (rows, cols). colours (LATTICE, LATTICE): packed RGBA of the top; walls: two of them,
    for the sides along x and along y; sky: one, for what lies around. In each column of pixels we
    walk from the nearest ground to the farthest; whatever rises above all before it is seen.
    """

    def __init__(self, heights, colours, walls, sky):
        super().__init__()
        self.low, self.span = float(heights.min()), float(np.ptp(heights)) or 1.0
        fine = stretched(self.lift(heights), LATTICE, LATTICE)
        self.fine = fine.astype(np.float32).ravel()
        self.colours = np.concatenate([colours.ravel(), [*walls, sky]]).astype(np.uint32)

    def lift(self, heights):
        """Heights as they stand in the picture, 0 to RISE."""
        return RISE * (np.asarray(heights) - self.low) / self.span

    def look(self, camera):
        """See it from another side: work out what every pixel of the axes shows."""
        self.camera, self.stale = camera, True
        self._left, self._bottom, right, top = (round(edge) for edge in self.axes.bbox.extents)
        self.size = right - self._left, top - self._bottom
        self._picture = self._pixels(*(FINE * side for side in self.size))

    def draw(self, renderer):
        """Paint what the last look saw."""
        renderer.draw_image(renderer.new_gc(), self._left, self._bottom, self._picture)
        self.stale = False

    def place(self, x, y, z):
        """Points of the block as pixels (n, 2) of the axes, and whether the last look saw them."""
        across, up, away = self.camera.project(*np.broadcast_arrays(x, y, z))
        width, height = self.size
        unit, middle = self._scale(width, height)
        pixels = np.column_stack([across * unit + width / 2, up * unit + middle])
        columns, steps = self._tops.shape
        column = np.clip((FINE * pixels[:, 0]).astype(int), 0, columns - 1)
        nearer = np.clip((away / REACH + 1) / 2 * steps - 3, 0, steps - 1).astype(int)
        return pixels, pixels[:, 1] + HIDDEN >= self._tops[column, nearer] / FINE

    def _scale(self, width, height):
        """Pixels of one unit, and the height in pixels of the middle of the ground."""
        camera = self.camera._replace(azimuth=0)
        low, high = (camera.project(0, y, z)[1] for y, z in ((-REACH, -BASE), (REACH, RISE)))
        unit = min(width / (2 * REACH), height / (high - low))
        return unit, height / 2 - unit * (low + high) / 2

    def _pixels(self, width, height):
        unit, middle = self._scale(width, height)
        across = (np.arange(width) + 0.5 - width / 2) / unit
        steps = int(1.3 * REACH * unit)
        away = ((np.arange(steps) + 0.5) / steps * 2 - 1) * REACH
        rise, foot = (self.camera.project(0, 0, z)[1] * unit for z in (1, -BASE))
        texel, inside = self._texels(across.astype(np.float32), away.astype(np.float32))
        level = middle + unit * away * np.sin(np.deg2rad(self.camera.elevation))
        up = self.fine.take(texel, mode="clip") * np.float32(rise) + (level + 1).astype(np.float32)
        up = np.minimum(up, height).astype(np.int16) * inside  # whole pixels, rounded up
        self._tops = np.maximum.accumulate(up, axis=1)
        first = inside.argmax(axis=1)
        start = np.ceil((level[first] + foot).clip(0)).astype(np.int16) * inside.any(axis=1)
        self._build_walls(texel, first, across, away)
        return self._fill(texel, start[:, np.newaxis], height)

    def _texels(self, across, away):
        """(columns, steps): where on the surface each step of the walk is, and whether it is."""
        x, y = self.camera.ground(across[:, np.newaxis], away)
        half = LATTICE / 2
        column, row = ((half + half * each).astype(np.int32) for each in (x, y))
        inside = (np.abs(x) < 1) & (np.abs(y) < 1)
        return row * np.int32(LATTICE) + column, inside

    def _build_walls(self, texel, first, across, away):
        """The first step onto the surface of each column meets a side of the block."""
        x, y = self.camera.ground(across, away[first])
        texel[np.arange(len(first)), first] = LATTICE**2 + (np.abs(x) < np.abs(y))

    def _fill(self, texel, start, height):
        """The picture (height, columns): each step is seen where it rises above those before."""
        none = np.full((len(texel), 1), len(self.colours) - 1, np.int32)
        edges = np.hstack([start, np.maximum(self._tops, start)])
        counts = np.diff(edges, axis=1, prepend=np.int16(0), append=np.int16(height))
        shown = np.repeat(np.hstack([none, texel, none]).ravel(), counts.ravel())
        return _shrunk(self.colours.take(shown).reshape(len(texel), height))


def _shrunk(fine):
    """Packed colours (columns, rows) at FINE times the size as pixels (rows, columns, 4)."""
    half = _mean(fine[0::2], fine[1::2])
    small = np.ascontiguousarray(_mean(half[:, 0::2], half[:, 1::2]).T)
    return small.view(np.uint8).reshape(*small.shape, 4)


def _mean(a, b):
    """The mean of packed colours: what both have, and half of what one of them has."""
    return (a & b) + (((a ^ b) & np.uint32(0xFEFEFEFE)) >> np.uint32(1))


def texture(heights, levels, colours, size, shades=6):
    """Packed colours (size, size) of a height field: a colour for each band between levels, pale
    lines between the bands and, with `shades`, light that comes from the upper left."""
    fine = stretched(heights, size, size)
    band = np.clip(np.searchsorted(levels, fine) - 1, 0, len(levels) - 2)
    rgb = np.asarray(colours)[band, :3].astype(float)
    slopes = np.gradient(fine)
    if shades:
        rgb *= _light(slopes, np.ptp(heights), size, shades)[..., np.newaxis]
    change = np.hypot(*slopes)
    line = np.any([np.abs(fine - level) < 0.7 * change for level in levels[1:-1]], axis=0)
    rgb[line] = 0.6 * rgb[line] + 0.4 * 255
    opaque = np.full((size, size, 1), 255)
    return (
        np.concatenate([np.clip(rgb, 0, 255), opaque], axis=-1).astype(np.uint8).view("<u4")[..., 0]
    )


def _light(slopes, span, size, shades):
    """How bright each point is, around 1, in a few steps."""
    dy, dx = (RISE / span * slope * size / 2 for slope in slopes)
    cosine = (0.45 * dx - 0.35 * dy + 1) / np.sqrt(1 + dx**2 + dy**2)
    return 1 + 0.16 * (np.round((cosine - 1) * shades) / shades)
