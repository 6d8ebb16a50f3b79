"""A box that is open towards the camera: the grid of its far walls, and three named sides."""

import numpy as np
from matplotlib.collections import LineCollection

from ..style.numbers import plain
from ..style.page import SMALL, SYMBOL, round_ticks, text_width
from ..style.palette import FAINT, INK, MUTED
from .view import Solid

CORNERS = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)])
CLEAR = 0.88  # share of a side that has numbers, so that those of two sides never meet
GAP, NAME, HIGH = 5, 10, 14  # pixels from an edge to its numbers, half of a name, of a number
BELOW, ABOVE = 34, 4  # pixels for the words below the box, and of room above it
UPRIGHT = 0.7, 1.2  # least and greatest height of the box, over the longest side of its ground


class Box(Solid):
    """A box round points (n, 3), on one scale for all cameras.

    The two sides of the ground have one scale, unless one is shorter than half of the other: it is
    stretched to half of it. The height is stretched so that the box fills its axes, within bounds.
    names: what the three sides are called.
    """

    def __init__(self, points, names):
        low, high = points.min(axis=0), points.max(axis=0)
        spans = np.where(high > low, high - low, 1.0)
        self.middle, self.half, self.names = (low + high) / 2, 0.52 * spans, names
        self.sides = np.append(np.maximum(spans[:2] / spans[:2].max(), 0.5), 1)
        ends = zip(self.middle - CLEAR * self.half, self.middle + CLEAR * self.half)
        self.ticks = [_ticks(*each) for each in ends]

    def make(self, axes):
        self._fit(*axes.bbox.size)
        self.grid = LineCollection([], colors=FAINT, linewidths=1, zorder=1)
        axes.add_collection(self.grid, autolim=False)
        look = {"ha": "center", "va": "center"}
        small = {"size": SMALL, "color": MUTED, **look}
        self.numbers = [[axes.text(0, 0, plain(t), **small) for t in side] for side in self.ticks]
        look |= {"size": SYMBOL, "color": INK}
        self.words = [axes.text(0, 0, name, **look) for name in self.names]
        self.turned = [self.grid, *sum(self.numbers, []), *self.words]

    def _fit(self, width, height):
        """Set the height of the box, pixels of half its side, and the pixel of its middle."""
        self.widths = [[text_width(plain(t), SMALL) for t in side] for side in self.ticks]
        self.wide = [max(side) for side in self.widths]
        left, right = max(GAP + self.wide[2] + 2 * NAME, self._aside()), self._aside()
        room = np.array([width - left - right, height - BELOW - ABOVE])
        across, deep = self._reach([1, 1, 0])
        upright = (room[1] * across / room[0] - deep) / max(self._reach([0, 0, 1])[1], 1e-9)
        self.sides[2] = np.clip(upright, *UPRIGHT)
        self.scale = float((room / 2 / self._reach([1, 1, 1])).min())
        self.centre = left + room[0] / 2, BELOW + room[1] / 2

    def _aside(self):
        """Pixels that the words at the sides of the ground need at the left and at the right."""
        across, up, _ = np.moveaxis([c.project(*np.eye(3)[:, :2]) for c in self.cameras], 1, 0)
        share = (np.abs(up) / np.maximum(np.hypot(across, up), 1e-9)).max(axis=0)
        return max(max(self.wide) / 2 + GAP, *share * (GAP + share * self.wide[:2] + 2 * NAME))

    def _reach(self, of):
        """How far such sides reach across and up from the middle, whichever camera looks."""
        seen = [camera.project(*(CORNERS * self.sides * of).T)[:2] for camera in self.cameras]
        return np.abs(seen).max(axis=(0, 2))

    def inside(self, points):
        """Points (..., 3) in the unit of the box, whose longest side of the ground is 2 long."""
        return (points - self.middle) / self.half * self.sides

    def place(self, points):
        """Pixels (..., 2) of points in the unit of the box, and how far away each is."""
        across, up, ground = self.camera.project(*np.moveaxis(points, -1, 0))
        tilt = np.deg2rad(self.camera.elevation)
        pixels = np.stack([across, up], axis=-1) * self.scale + self.centre
        return pixels, ground * np.cos(tilt) - points[..., 2] * np.sin(tilt)

    def look(self, camera):
        self.camera = camera
        self.far = np.where(self.place(np.eye(3))[1] > 0, 1.0, -1.0)
        lines = [self._lines(axis) for axis in range(3)]
        self.grid.set_segments(self.place(np.concatenate(lines))[0])
        for axis in range(3):
            self._write(axis)

    def _lines(self, axis):
        """Lines (n, 3, 3) across an axis, at its ticks and ends, each along the two far walls."""
        spots = np.append(self._spots(axis), self.sides[axis] * np.array([-1, 1]))
        lines = np.tile(self.far * self.sides, (len(spots), 3, 1))
        lines[:, 0, (axis + 1) % 3] *= -1
        lines[:, 2, (axis + 2) % 3] *= -1
        lines[..., axis] = spots[:, np.newaxis]
        return lines

    def _spots(self, axis):
        """Where the ticks of an axis are, in the unit of the box."""
        return (self.ticks[axis] - self.middle[axis]) / self.half[axis] * self.sides[axis]

    def _write(self, axis):
        """Put the numbers and the name of an axis beside its edge; where the numbers have no room
        beside each other, one of them."""
        spots = np.append(self._spots(axis), 0)
        points = np.tile(self._edge(axis), (len(spots), 1))
        points[:, axis] = spots
        pixels = self.place(points)[0]
        outward = self._outward(axis, pixels[-1])
        half = np.abs(outward) @ (self.wide[axis] / 2, HIGH / 2)
        room = max(np.convolve(self.widths[axis], [0.5, 0.5], "valid")) + 3, HIGH
        crowded = (np.abs(pixels[1] - pixels[0]) < room).all()
        for n, (text, pixel) in enumerate(zip(self.numbers[axis], pixels)):
            text.set_position((pixel + (GAP + half) * outward).round())
            text.set_visible(not crowded or n == (len(spots) - 1) // 2)
        self.words[axis].set_position((pixels[-1] + (GAP + 2 * half + NAME) * outward).round())

    def _edge(self, axis):
        """The middle of the edge that has the numbers: near and low, or upright at the left."""
        near = -self.far * self.sides
        near[axis] = 0
        if axis < 2:
            return near * [1, 1, -1]
        return min(near * [-1, 1, 1], near * [1, -1, 1], key=lambda side: self.place(side)[0][0])

    def _outward(self, axis, middle):
        """The direction in the picture, across an edge, that leads away from the box."""
        along = self.place(np.eye(3)[axis])[0] - self.centre
        across = np.array([along[1], -along[0]]) / max(np.hypot(*along), 1e-9)
        return across if across @ (middle - self.centre) > 0 else -across


def _ticks(low, high):
    """A few round numbers between low and high."""
    found = round_ticks(3).tick_values(low, high)
    return found[(found >= low) & (found <= high)]
