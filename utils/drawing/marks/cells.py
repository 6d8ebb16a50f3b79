"""Numbers in cells, and a window that stands on them."""

import numpy as np
from matplotlib import colormaps
from matplotlib.collections import LineCollection, PolyCollection

from ... import checks
from ..style.numbers import rounded
from ..style.page import SMALL
from ..style.palette import CLASS_1, DIVERGING, FAINT, GREYS, INK, PAPER
from .mark import Mark


class Numbers(Mark):
    """A table (rows, cols), or T of them: a cell for each number, in its colour, with it inside.

    values: nan stands for a cell that is still empty. low, high: the scale of the colours, by
    default that of all numbers; one from -h to h has its middle in near-white. colours: a colormap
    or its name. write: how a number is written, None for colours alone.
    """

    fills = True

    def __init__(self, values, low=None, high=None, colours=None, size=SMALL, write=rounded):
        values = checks.array("a table of numbers", values, float, gaps=True)
        if values.ndim not in (2, 3) or not values.size:
            raise ValueError(
                f"numbers have rows and columns, and moments before them, got the shape "
                f"{values.shape}; take one example and one channel, x[0, :, :, 0]."
            )
        if np.isinf(values).any() or np.isnan(values).all():
            raise ValueError("a table of numbers holds infinity, or nothing but nan; replace it.")
        self.values = values if values.ndim == 3 else values[np.newaxis]
        self.moments = len(self.values) if values.ndim == 3 else None
        self.low = float(np.nanmin(values)) if low is None else low
        self.high = float(np.nanmax(values)) if high is None else high
        usual = DIVERGING if self.low == -self.high else GREYS
        self.colormap = colormaps[colours] if isinstance(colours, str) else colours or usual
        self.size, self.write = size, write

    def make(self, axes):
        rows, columns = self.values.shape[1:]
        look = {"vmin": self.low, "vmax": self.high, "cmap": self.colormap, "aspect": "auto"}
        self.image = axes.imshow(self.values[0], extent=self.bounds(), zorder=0, **look)
        lines = [[(0.5, y), (columns + 0.5, y)] for y in np.arange(rows + 1) + 0.5]
        lines += [[(x, 0.5), (x, rows + 0.5)] for x in np.arange(columns + 1) + 0.5]
        look = {"colors": FAINT, "linewidths": 0.8, "zorder": 1, "clip_on": False}
        axes.add_collection(LineCollection(lines, **look), autolim=False)
        look = {"size": self.size, "ha": "center", "va": "center", "zorder": 2}
        places = np.ndindex(rows, columns) if self.write else ()
        self.texts = {(r, c): axes.text(c + 1, r + 1, "", **look) for r, c in places}
        self.moving = [self.image, *self.texts.values()]

    def draw(self, i):
        values = self.values[i]
        self.image.set_data(np.ma.masked_invalid(values))
        shades = self.colormap(np.clip((values - self.low) / (self.high - self.low or 1), 0, 1))
        dark = shades[..., :3] @ [0.299, 0.587, 0.114] < 0.5
        for place, text in self.texts.items():
            text.set_text("" if np.isnan(values[place]) else self.write(values[place]))
            text.set_color(PAPER if dark[place] and not np.isnan(values[place]) else INK)

    def facts(self, i):
        values = self.values[i]
        known, shape = values[~np.isnan(values)], " x ".join(map(str, values.shape))
        if not known.size:
            return [f"{shape} cells, all empty"]
        told = f", {known.size} of them known," if known.size < values.size else ""
        return [f"{shape} numbers{told} from {rounded(known.min())} to {rounded(known.max())}"]

    def bounds(self):
        """The cells in columns and rows, the first row on top."""
        rows, columns = self.values.shape[1:]
        return 0.5, columns + 0.5, rows + 0.5, 0.5


class Window(Mark):
    """A frame round some cells of a table or image: where a kernel stands.

    corners: (row, column) of the first cell, counted from 0, or T of them; nan hides it. size:
    cells down and across. gaps: the distance of the cells that it sees, which are then marked one
    by one.
    """

    def __init__(self, corners, size=(1, 1), gaps=(1, 1), color=CLASS_1, width=2.4, style="solid"):
        corners = checks.array("a window's corners", corners, float, gaps=True)
        if corners.ndim not in (1, 2) or corners.shape[-1] != 2:
            raise ValueError(
                f"a window's corners are pairs (row, column), got the shape {corners.shape}."
            )
        self.corners = corners if corners.ndim == 2 else corners[np.newaxis]
        self.moments = len(self.corners) if corners.ndim == 2 else None
        self.cells = [(g * r, g_ * c) for g, g_ in [gaps] for r, c in np.ndindex(*size)]
        self.boxes = [(0, 0, *size)] if max(gaps) == 1 else [(*cell, 1, 1) for cell in self.cells]
        self.look = {"edgecolors": color, "linewidths": width, "linestyles": style, "zorder": 3}

    def make(self, axes):
        look = {**self.look, "facecolors": "none", "clip_on": False}
        self.frames = PolyCollection([_box(*box) for box in self.boxes], **look)
        axes.add_collection(self.frames, autolim=False)
        self.moving = [self.frames]

    def draw(self, i):
        row, column = self.corners[i]
        self.frames.set_visible(not np.isnan(row))
        self.frames.set_verts([_box(row + r, column + c, h, w) for r, c, h, w in self.boxes])

    def facts(self, i):
        row, column = self.corners[i]
        return [] if np.isnan(row) else [f"window at row {row:g}, column {column:g}"]


def _box(row, column, height, width):
    """The corners of a box of cells."""
    left, top = column + 0.5, row + 0.5
    if np.isnan([left, top]).any():
        left, top = 0.0, 0.0
    right, low = left + width, top + height
    return [(left, top), (right, top), (right, low), (left, low)]
