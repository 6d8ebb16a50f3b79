"""The product of each dense layer as blocks: A W + b = Z, with the part that makes one number."""

import numpy as np
from matplotlib.patches import Rectangle

from ..style.numbers import rounded
from ..style.page import SMALL, SYMBOL, text_width
from ..style.palette import INK, MUTED, VALUES, WEIGHTS
from .board import Canvas

WIDEST, TALLEST, LARGE, SMALLEST, DARK = 64, 90, 14, 6, 5  # pixels of the sides of blocks
FIRST, BESIDE, APART, FAR = 50, 9, 36, 60  # pixels before, beside and between blocks
ROW, BETWEEN = 92, 26
SIGNS = ("", "\N{MULTIPLICATION SIGN}", "+", "=")
# Of the words beside a block: how far from its middle, how aligned, how they look.
LINES = ((3, "bottom", SYMBOL, INK), (-3, "top", SMALL, MUTED), (-24, "top", 13, INK))


class Products(Canvas):
    """Which shapes meet in each layer's product, for n examples?

    dense: the layers, from dense_layers. A dark row of A times a dark column of W, plus the dark
    number of b, makes the dark cell of Z. A side of k numbers is `pixel` k^`power` pixels long.
    """

    def __init__(self, dense, n):
        if not (isinstance(n, int | np.integer) and n > 0):
            raise ValueError(f"n must be a whole number of examples, at least 1, got {n!r}.")
        self.rows = [_blocks(number, layer, int(n)) for number, layer in enumerate(dense, start=1)]
        shapes = [shape for row in self.rows for _, shape, _ in row]
        rooms = [(WIDEST, max(s[-1] for s in shapes)), (TALLEST, max(s[0] for s in shapes))]
        # The power nearest to 1 with which all blocks have room, and a side of 1 is seen.
        self.power = min(1, *(np.log(room / SMALLEST) / np.log(max(k, 2)) for room, k in rooms))
        self.pixel = min(LARGE, *(room / k**self.power for room, k in rooms))
        self.columns = [max(map(self._width, column)) for column in zip(*self.rows)]
        self.row = max(ROW, round(self._side(rooms[1][1])) + BETWEEN)
        high = self.row * len(dense)
        super().__init__(high=high, least=(round(FIRST + sum(self.columns) + 3 * APART), high))

    @property
    def note(self):
        """What the blocks mean."""
        return (
            "A row is an example, a column a unit: a dark row of A times a dark column of W, plus "
            "the dark number of b, makes the dark cell of Z; twice as large is drawn "
            f"{rounded(2**self.power, 2)} times as long"
        )

    def _side(self, count):
        return self.pixel * count**self.power

    def _width(self, block):
        """Pixels of a block and of the words beside it."""
        words = [text_width(str(part), size) for part, (_, _, size, _) in zip(block, LINES)]
        return self._side(block[1][-1]) + BESIDE + max(words)

    def make(self, figure, box):
        super().make(figure, box)
        gap = min(FAR, (box[2] - FIRST - sum(self.columns)) / 3)
        left = FIRST + np.cumsum([0, *(width + gap for width in self.columns[:-1])])
        look, middle = {"color": MUTED, "va": "center"}, {"ha": "center", "va": "center"}
        for number, row in enumerate(self.rows, start=1):
            y = box[3] - self.row * (number - 0.5)
            self.axes.text(0, y + 10, "layer", size=SMALL, **look)
            self.axes.text(0, y - 10, str(number), size=SYMBOL, weight="bold", **look)
            for x, sign, block in zip(left, SIGNS, row):
                self.axes.text(x - gap / 2, y, sign, size=SYMBOL, **middle)
                self._draw_block(x, y, *block)

    def _draw_block(self, x, y, name, shape, more):
        """A block around the height y: its rectangle, its dark part, its words."""
        rows, columns = shape if len(shape) == 2 else (1, *shape)
        width, height = self._side(columns), self._side(rows)
        across, up = min(DARK, 0.6 * width), min(DARK, 0.6 * height)
        left, low = x + 0.6 * (width - across), y - height / 2 + 0.72 * (height - up)
        if name[1] in "XA":
            left, across = x, width
        if name[1] == "W":
            low, up = y - height / 2, height
        colour = WEIGHTS if name[1] in "Wb" else VALUES
        self.axes.add_patch(Rectangle((x, y - height / 2), width, height, fc=colour, lw=0))
        self.axes.add_patch(Rectangle((left, low), across, up, fc=INK, lw=0))
        for text, (above, va, size, ink) in zip((name, str(shape), more), LINES):
            look = {"size": size, "color": ink, "va": va}
            self.axes.text(x + width + BESIDE, y + above, text, **look)

    def facts(self, i):
        """The shapes of each product."""
        shapes = [[shape for _, shape, _ in row] for row in self.rows]
        return [
            f"layer {number}: {a} \N{MULTIPLICATION SIGN} {w} + {b} = {z}"
            for number, (a, w, b, z) in enumerate(shapes, start=1)
        ]


def _blocks(number, layer, n):
    """The symbols and shapes of one layer's product; and what is made of Z."""
    a = f"A^{{[{number - 1}]}}" if number > 1 else "X"
    w, b, z, out = (f"{symbol}^{{[{number}]}}" for symbol in "WbZA")
    name = layer.activation.replace("_", r"\_")
    shapes = (n, layer.inputs), (layer.inputs, layer.units), (layer.units,), (n, layer.units)
    more = "", "", "", rf"${out}=\mathrm{{{name}}}({z})$"
    return [(f"${symbol}$", *each) for symbol, *each in zip((a, w, b, z), shapes, more)]
