"""A box that is open towards the camera: three walls with a grid, and three named sides."""

from __future__ import annotations

import numpy as np
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.ticker import MaxNLocator

from .layout import SMALL, SYMBOL, panel, plain
from .palette import FAINT, INK, MUTED

WIDE, HIGH = 640, 470  # pixels of the box and the numbers at its sides
ROOM = 68, 44  # pixels for the numbers, left and right of the box, above and below it
CORNERS = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)])
WALL = "#f3f4f2"
CLEAR = 0.88  # share of a side that has numbers, so that those of two sides never meet
NUMBER, NAME = 17, 40  # pixels from an edge to its numbers, and to its name


class Box:
    """A box round points (n, 3), on one scale for all of the cameras.

    Its sides have one scale, unless one is shorter than half of the longest: that one is stretched
    to half of it. names: what the three sides are called.
    """

    def __init__(self, figure, bottom, points, cameras, names):
        low, high = points.min(axis=0), points.max(axis=0)
        spans = np.where(high > low, high - low, 1.0)
        self.middle, self.half = (low + high) / 2, 0.52 * spans
        self.sides = np.maximum(spans / spans.max(), 0.5)
        self.axes = panel(figure, 0, bottom, WIDE, HIGH, xlim=(0, WIDE), ylim=(0, HIGH))
        self.axes.axis("off")
        self.scale, self.centre = self._fit(cameras)
        self.walls = PolyCollection([], facecolors=WALL, edgecolors=FAINT, linewidths=1)
        self.grid = LineCollection([], colors=FAINT, linewidths=0.8)
        for artist in (self.walls, self.grid):
            self.axes.add_collection(artist, autolim=False)
        self._name(names)
        numbers = [text for side in self.numbers for text in side]
        self.moving = [self.walls, self.grid, *numbers, *self.names]

    def _fit(self, cameras):
        """(pixels of half a side, pixel of the middle): the box fits, whichever camera looks."""
        corners = (CORNERS * self.sides).T
        across, up = np.abs([camera.project(*corners)[:2] for camera in cameras]).max(axis=(0, 2))
        left, above = ROOM
        scale = min((WIDE / 2 - left) / across, (HIGH / 2 - above) / up)
        return float(scale), (WIDE / 2, HIGH / 2 + 12)

    def _name(self, names):
        self.ticks = [_ticks(m - CLEAR * h, m + CLEAR * h) for m, h in zip(self.middle, self.half)]
        centred = {"ha": "center", "va": "center"}
        look = {"size": SMALL, "color": MUTED, **centred}
        self.numbers = [
            [self.axes.text(0, 0, plain(tick), **look) for tick in side] for side in self.ticks
        ]
        look = {"size": SYMBOL, "color": INK, **centred}
        self.names = [self.axes.text(0, 0, name, **look) for name in names]

    def inside(self, points):
        """Points (..., 3) in the unit of the box, whose longest side runs from -1 to 1."""
        return (points - self.middle) / self.half * self.sides

    def place(self, points):
        """Pixels (..., 2) of points in the unit of the box, and how far away each is."""
        across, up, ground = self.camera.project(*np.moveaxis(points, -1, 0))
        tilt = np.deg2rad(self.camera.elevation)
        pixels = np.stack([across, up], axis=-1) * self.scale + self.centre
        return pixels, ground * np.cos(tilt) - points[..., 2] * np.sin(tilt)

    def look(self, camera):
        """See the box from here: its three far walls, and numbers at its near edges."""
        self.camera = camera
        self.far = np.where(self.place(np.eye(3))[1] > 0, 1.0, -1.0)
        self.walls.set_verts([self.place(self._wall(axis))[0] for axis in range(3)])
        rules = np.concatenate([self._rules(axis) for axis in range(3)])
        self.grid.set_segments(self.place(rules)[0])
        for axis in range(3):
            self._write(axis)

    def _wall(self, axis):
        """The corners (4, 3) of the far wall across an axis."""
        corners = np.ones((4, 3))
        corners[:, (axis + 1) % 3] = [-1, 1, 1, -1]
        corners[:, (axis + 2) % 3] = [-1, -1, 1, 1]
        corners[:, axis] = self.far[axis]
        return corners * self.sides

    def _rules(self, axis):
        """The lines (n, 3, 3) of an axis's ticks, each round the two far walls along it."""
        first, second = (axis + 1) % 3, (axis + 2) % 3
        spots = self._spots(axis)
        lines = np.empty((len(spots), 3, 3))
        lines[..., axis] = spots[:, np.newaxis]
        lines[..., first] = np.array([-1, 1, 1]) * self.far[first] * self.sides[first]
        lines[..., second] = np.array([1, 1, -1]) * self.far[second] * self.sides[second]
        return lines

    def _spots(self, axis):
        """Where the ticks of an axis are, in the unit of the box."""
        return (self.ticks[axis] - self.middle[axis]) / self.half[axis] * self.sides[axis]

    def _write(self, axis):
        """Put the numbers and the name of an axis beside its edge."""
        spots = np.append(self._spots(axis), 0)
        points = np.tile(self._edge(axis), (len(spots), 1))
        points[:, axis] = spots
        pixels = self.place(points)[0]
        outward = self._outward(axis, pixels[-1])
        for text, pixel in zip(self.numbers[axis], pixels):
            text.set_position((pixel + NUMBER * outward).round())
        self.names[axis].set_position((pixels[-1] + NAME * outward).round())

    def _edge(self, axis):
        """The middle of the edge that has the numbers: near and low, or upright at the left."""
        edge = -self.far * self.sides
        edge[axis] = 0
        if axis < 2:
            edge[2] = self.far[2] * self.sides[2]
            return edge
        sides = edge * [-1, 1, 1], edge * [1, -1, 1]
        return min(sides, key=lambda side: self.place(side)[0][0])

    def _outward(self, axis, middle):
        """The direction in the picture, across an edge, that leads away from the box."""
        along = self.place(np.eye(3)[axis])[0] - self.centre
        across = np.array([along[1], -along[0]]) / max(np.hypot(*along), 1e-9)
        return across if across @ (middle - self.centre) > 0 else -across


def _ticks(low, high):
    """A few round numbers between low and high."""
    found = MaxNLocator(3, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    return found[(found >= low) & (found <= high)]
