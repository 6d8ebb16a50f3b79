"""Heights over the plane: bands of colour, and the lines between them."""

import numpy as np

from ... import checks
from ..style.palette import SURFACE
from .field import FieldArtist
from .grid import boundary
from .mark import Mark

LEVEL = {"color": "white", "alpha": 0.5, "lw": 1, "zorder": 1}


class Heights(Mark):
    """Heights (rows, cols) on a grid in bands of colour, with pale lines between the bands.

    ends: the lowest and the highest; shares: the heights from 0 there to 1 there; shades: the
    colours of the bands; ratio: of the map's height to its width.
    """

    fills = True

    def __init__(self, grid, heights, bands=14):
        checks.whole("bands", bands)
        self.grid, self.heights, self.bands = grid, _checked(grid, heights), bands
        low, high = self.ends = float(self.heights.min()), float(self.heights.max())
        self.shares = (self.heights - low) / (high - low or 1.0)
        self.shades = SURFACE((np.arange(bands) + 0.5) / bands, bytes=True)
        left, right, bottom, top = grid.extent
        ratio = (top - bottom) / (right - left)
        self.ratio = ratio if 1 / 3 < ratio < 3 else 1  # equal units, if alike

    def band(self, shares):
        """The number of the band of each share."""
        return np.minimum(shares * self.bands, self.bands - 1).astype(np.uint8)

    def lines(self):
        """Where two bands meet: points (n, 3) with their share of the height, nan between lines."""
        points = [gap := np.full((1, 3), np.nan)]
        for share in np.arange(1, self.bands) / self.bands:
            for line in boundary(self.grid, self.shares, share):
                points += [np.column_stack([line, np.full(len(line), share)]), gap]
        return np.vstack(points)

    def make(self, axes):
        axes.add_artist(FieldArtist(self.band, self.shades)).set_field(self.shares)
        axes.plot(*self.lines()[:, :2].T, **{**LEVEL, "lw": 0.7})

    def bounds(self):
        return self.grid.extent


def _checked(grid, heights):
    heights = checks.array("heights", heights, float, gaps=True)
    if heights.shape != grid.shape:
        raise ValueError(
            f"heights must have the grid's shape {grid.shape}, one row for each y, got "
            f"{heights.shape}; take f(*numpy.meshgrid(grid.x, grid.y))."
        )
    if not np.isfinite(heights).all():
        raise ValueError("heights hold nan or infinity; clip them, or choose a smaller grid.")
    return heights
