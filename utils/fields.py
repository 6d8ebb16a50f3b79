"""A probability over the plane: where it is looked at, where it crosses 1/2, how it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import contourpy
import numpy as np
from matplotlib.artist import Artist

from .palette import FIELD

ASPECT = 4 / 3


@dataclass(frozen=True, eq=False)
class Grid:
    """Points in rows and columns: `x` (cols,) and `y` (rows,), both rising."""

    x: np.ndarray
    y: np.ndarray

    @property
    def shape(self):
        """(rows, cols): the shape of a field on this grid."""
        return len(self.y), len(self.x)

    @property
    def extent(self):
        """(left, right, bottom, top)."""
        return tuple(float(edge) for edge in (*self.x[[0, -1]], *self.y[[0, -1]]))

    @cached_property
    def points(self):
        """(rows * cols, 2): what a predict function takes; row by row, upwards."""
        return np.stack(np.meshgrid(self.x, self.y), axis=-1).reshape(-1, 2)


def grid(X, margin=0.12, size=100):
    """A grid of `size` columns around the points X (n, 2), `margin` of their range wider all round.

    Where the two ranges are alike (within a factor of 3) the shorter is widened until the picture
    has equal units on both axes.
    """
    X = points(X)
    if not (isinstance(size, int | np.integer) and size >= 2):
        raise ValueError(f"size must be a whole number of at least 2, got {size!r}; try 100.")
    if not margin >= 0:
        raise ValueError(
            f"margin must be 0 or more, got {margin!r}; try 0.1, a tenth of the range."
        )
    low, high = X.min(axis=0), X.max(axis=0)
    spans = np.where(high > low, high - low, 1.0) * (1 + 2 * margin)
    if 1 / 3 < spans[0] / spans[1] < 3:
        spans = np.maximum(spans, spans[::-1] * (ASPECT, 1 / ASPECT))
    left, bottom = (low + high - spans) / 2
    return Grid(
        np.linspace(left, left + spans[0], size),
        np.linspace(bottom, bottom + spans[1], max(2, round(size / ASPECT))),
    )


def points(X):
    """X as a float array (n, 2)."""
    X = np.asarray(X, dtype=float)
    if X.ndim != 2 or X.shape[1] != 2 or len(X) == 0:
        raise ValueError(
            f"X must have two columns to be drawn, got the shape {X.shape}; choose two of them, "
            "for example X[:, :2]."
        )
    if not np.isfinite(X).all():
        row = np.flatnonzero(~np.isfinite(X).all(axis=1))[0]
        raise ValueError(f"X holds {X[row]} in row {row}, which has no place; drop such rows.")
    return X


def labelled(data, name="train"):
    """(X, y) as a float array (n, 2) and a flat array of n labels 0 or 1."""
    try:
        X, y = data
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be the pair (X, y), got {type(data).__name__}.") from None
    X, y = points(X), np.asarray(y).ravel()
    if len(X) != len(y):
        raise ValueError(f"{name} must hold one label per point, got {len(X)} and {len(y)}.")
    wrong = np.flatnonzero(~np.isin(y, (0, 1)))
    if len(wrong):
        raise ValueError(
            f"labels must be 0 or 1 to be drawn as two classes, got {y[wrong[0]]!s} in row "
            f"{wrong[0]} of {name}; compare one class with the rest, for example y == 1."
        )
    return X, y.astype(int)


def probability(predict, X):
    """P(class 1) at each row of X, from outputs of shape (n,), (n, 1) or (n, 2)."""
    p = np.asarray(predict(X), dtype=float)
    if p.shape == (len(X), 2):
        p = p[:, 1]
    if p.size != len(X):
        raise ValueError(
            f"predict must return one probability for each of {len(X)} points, got the shape "
            f"{p.shape}; pass a function such as model.predict."
        )
    return bounded(p.reshape(len(X)))


def bounded(p):
    """Refuse what is not a probability."""
    if not (p.min() >= 0 and p.max() <= 1):
        raise ValueError(
            f"probabilities must lie between 0 and 1, got {p.min():g} to {p.max():g}; end the "
            "network with a sigmoid, or pass the probability instead of the logit."
        )
    return p


def recorded(grid, frames):
    """Recorded outputs (T, m), (T, m, 1) or (T, m, 2) as T fields (T, rows, cols) on the grid."""
    frames = np.asarray(frames, dtype=float)
    rows, columns = grid.shape
    if frames.shape[1:] == (rows * columns, 2):
        frames = frames[..., 1]
    if frames.ndim < 2 or frames[0].size != rows * columns:
        raise ValueError(
            f"frames must hold one probability for each of the grid's {rows * columns} points, got "
            f"the shape {frames.shape}; record predictions at grid.points."
        )
    return bounded(frames).reshape(len(frames), rows, columns)


def at(grid, field, X):
    """The field (rows, cols) at the points X, by bilinear interpolation; clipped at the edges."""
    column, dx = _place(grid.x, X[:, 0])
    row, dy = _place(grid.y, X[:, 1])
    lower = field[row, column] * (1 - dx) + field[row, column + 1] * dx
    upper = field[row + 1, column] * (1 - dx) + field[row + 1, column + 1] * dx
    return lower * (1 - dy) + upper * dy


def _place(ticks, values):
    """The cell each value lies in, and how far into it, 0 to 1."""
    position = np.clip((values - ticks[0]) / (ticks[1] - ticks[0]), 0, len(ticks) - 1)
    cell = np.minimum(position.astype(int), len(ticks) - 2)
    return cell, position - cell


def crossings(grid, field, x):
    """Where the field is 1/2 on the vertical line at x: a rising array of y."""
    line = at(grid, field, np.column_stack([np.full(len(grid.y), x), grid.y])) - 0.5
    below = np.flatnonzero((line[:-1] > 0) != (line[1:] > 0))
    share = line[below] / (line[below] - line[below + 1])
    return grid.y[below] + share * (grid.y[below + 1] - grid.y[below])


def boundary(grid, field):
    """The line field = 1/2 as a list of (k, 2) arrays."""
    return contourpy.contour_generator(grid.x, grid.y, field).lines(0.5)


class FieldArtist(Artist):
    """A field drawn over its axes in `bands` colours, with the bands' edges between grid points.

    Matplotlib's own image resamples each frame ten times more slowly.
    """

    def __init__(self, grid, field, bands=24):
        super().__init__()
        self.grid, self.bands = grid, bands
        colours = FIELD((np.arange(bands) + 0.5) / bands, bytes=True)
        self.colours = np.ascontiguousarray(colours).view(np.uint32).ravel()
        self.set_field(field)
        self._size = None

    def set_field(self, field):
        """Show another field (rows, cols) of probabilities."""
        self.field = field
        self.stale = True

    def draw(self, renderer):
        """Draw the field at one colour per pixel of its axes."""
        if not self.get_visible():
            return
        box = self.axes.bbox
        left, bottom, right, top = (round(edge) for edge in box.extents)
        self._fit(top - bottom, right - left)
        level = _between(_between(self.field.astype(np.float32), self._up).T, self._across).T
        bands = np.minimum(level * self.bands, self.bands - 1).astype(np.uint8)
        pixels = self.colours.take(bands).view(np.uint8).reshape(*bands.shape, 4)
        context = renderer.new_gc()
        context.set_clip_rectangle(box)
        renderer.draw_image(context, left, bottom, pixels)
        context.restore()
        self.stale = False

    def _fit(self, height, width):
        if self._size != (height, width):
            rows, columns = self.grid.shape
            self._up, self._across = _centres(height, rows), _centres(width, columns)
            self._size = height, width


def stretched(field, height, width):
    """A field (rows, cols) at the centres of height x width pixels, by bilinear interpolation."""
    up, across = _centres(height, len(field)), _centres(width, field.shape[1])
    return _between(_between(field, up).T, across).T


def _centres(pixels, nodes):
    """For each pixel's centre: the node before it, and how far it lies on the way to the next."""
    position = (np.arange(pixels) + 0.5) / pixels * (nodes - 1)
    node = np.minimum(position.astype(int), nodes - 2)
    return node, (position - node).astype(np.float32)[:, np.newaxis]


def _between(field, centres):
    """The rows of a field at these places."""
    node, share = centres
    low = field.take(node, axis=0)
    return low + share * (field.take(node + 1, axis=0) - low)
