"""The plane of two features: where a model is asked, and where its answers cross 1/2."""

from dataclasses import dataclass
from functools import cached_property

import contourpy
import numpy as np

from ... import checks

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
    X = checks.array("X", X, float, gaps=True)
    if X.ndim != 2 or X.shape[1] != 2 or len(X) == 0:
        raise ValueError(
            f"X must have two columns to be drawn, got the shape {X.shape}; choose two of them, "
            "for example X[:, :2]."
        )
    if not np.isfinite(X).all():
        row = np.flatnonzero(~np.isfinite(X).all(axis=1))[0]
        raise ValueError(f"X holds {X[row]} in row {row}, which has no place; drop such rows.")
    return X


def at(grid, field, X):
    """The field (rows, cols) at the points X, by bilinear interpolation; clipped at the edges."""
    column, dx = _place(grid.x, X[:, 0])
    row, dy = _place(grid.y, X[:, 1])
    lower = field[row, column] * (1 - dx) + field[row, column + 1] * dx
    upper = field[row + 1, column] * (1 - dx) + field[row + 1, column + 1] * dx
    return lower * (1 - dy) + upper * dy


def nearest(grid, X):
    """For each of the points X the number of the grid's point that is nearest to it."""
    (column, dx), (row, dy) = _place(grid.x, X[:, 0]), _place(grid.y, X[:, 1])
    return (row + (dy >= 0.5)) * len(grid.x) + column + (dx >= 0.5)


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


def boundary(grid, field, level=0.5):
    """The line field = level as a list of (k, 2) arrays."""
    return contourpy.contour_generator(grid.x, grid.y, field).lines(level)


def edges(grid, regions):
    """The borders between regions of equal numbers (rows, cols), half way between grid points."""
    x, y = (np.append(side, 2 * side[-1] - side[-2]) - (side[1] - side[0]) / 2
            for side in (grid.x, grid.y))  # fmt: skip
    column, low, high = _runs((regions[:, 1:] != regions[:, :-1]).T)
    upright = np.stack([x[column + 1], y[low], x[column + 1], y[high]], axis=-1)
    row, left, right = _runs(regions[1:] != regions[:-1])
    level = np.stack([x[left], y[row + 1], x[right], y[row + 1]], axis=-1)
    return [*np.concatenate([upright, level]).reshape(-1, 2, 2)]


def _runs(marked):
    """(row, start, end) of each run of marked cells in the rows of an array."""
    steps = np.diff(np.pad(marked, ((0, 0), (1, 1))).astype(int), axis=1)
    (row, start), (_, end) = np.nonzero(steps == 1), np.nonzero(steps == -1)
    return row, start, end


def stretched(field, height, width):
    """A field (rows, cols), or (rows, cols, n), at the centres of height x width pixels, by
    bilinear interpolation."""
    if field.ndim == 3:
        layers = [stretched(layer, height, width) for layer in np.moveaxis(field, -1, 0)]
        return np.stack(layers, axis=-1)
    up, across = centres(height, len(field)), centres(width, field.shape[1])
    return between(between(field, up).T, across).T


def centres(pixels, nodes):
    """For each pixel's centre: the node before it, and how far it lies on the way to the next."""
    position = (np.arange(pixels) + 0.5) / pixels * (nodes - 1)
    node = np.minimum(position.astype(int), nodes - 2)
    return node, (position - node).astype(np.float32)[:, np.newaxis]


def between(field, centres):
    """The rows of a field at these places."""
    node, share = centres
    low = field.take(node, axis=0)
    return low + share * (field.take(node + 1, axis=0) - low)
