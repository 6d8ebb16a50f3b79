"""Networks, their shapes, one update of them, and computation graphs, drawn from real numbers."""

from __future__ import annotations

import numpy as np
from matplotlib.patches import Rectangle

from .blueprint import BlueprintScene, blueprint
from .board import canvas
from .chain import Chain, Node
from .dropping import DropoutScene
from .graphs import GraphScene, computation_graph
from .layout import SMALL, SYMBOL, sheet, text_width
from .networks import ROOM, network, steps
from .palette import INK, MUTED, VALUES, WEIGHTS
from .picture import Picture, style

__all__ = [
    "BlueprintScene",
    "Chain",
    "DropoutScene",
    "GraphScene",
    "Node",
    "blueprint",
    "computation_graph",
    "matrix_sizes",
    "network",
    "steps",
]

BLOCK = 50
NOTE_ON_SIZES = (
    "One row is one example, one column is one unit. A dark row of A times a dark column of W, "
    "plus the dark number of b, makes the dark cell of Z. Lengths on a log scale."
)


def matrix_sizes(model, n, activations=None, title="How the shapes fit together"):
    """Which shapes meet in each layer's product A W + b = Z, for n examples?"""
    if not (isinstance(n, int | np.integer) and n > 0):
        raise ValueError(f"n must be a whole number of examples, at least 1, got {n!r}.")
    dense = steps(model, activations)
    rows = [_shapes(layer, step, n) for layer, step in enumerate(dense, start=1)]
    widest = max(shape[-1] for row in rows for shape in row.values())
    scale = min(13, BLOCK / np.log1p(widest))
    tall = max(76, int(_side(scale, max(n, widest))) + 30)
    with style():
        figure = sheet(tall * len(rows) + 20, title, NOTE_ON_SIZES, width=ROOM, left=28)
        axes = canvas(figure, ROOM, tall * len(rows) + 20)
        places = _block_places(figure, rows, dense, scale)
        for layer, (row, step) in enumerate(zip(rows, dense, strict=True), start=1):
            y = tall * (len(rows) - layer + 0.5) + 12
            _product(axes, y, layer, places, row, step, scale)
        return Picture(figure, f"{title}: {_product_facts(rows)}.")


def _shapes(layer, step, n):
    """The matrices of one layer's product: {symbol: shape}."""
    before = "X" if layer == 1 else f"A^{{[{layer - 1}]}}"
    return {
        before: (int(n), step.inputs),
        f"W^{{[{layer}]}}": (step.inputs, step.units),
        f"b^{{[{layer}]}}": (step.units,),
        f"Z^{{[{layer}]}}": (int(n), step.units),
    }


def _bent(layer, step):
    """A = g(Z) of one layer, for mathtext."""
    name = step.activation.replace("_", r"\_")
    return rf"$A^{{[{layer}]}}=\mathrm{{{name}}}(Z^{{[{layer}]}})$"


def _block_places(figure, rows, dense, scale):
    """Where the four blocks of every row begin, so that all words have room."""
    columns = zip(*(row.values() for row in rows), strict=True)
    widths = [
        max(_side(scale, shape[-1]) + text_width(figure, str(shape), SMALL) for shape in shapes)
        for shapes in columns
    ]
    ends = (_side(scale, s.units) + text_width(figure, _bent(1, s), 13) for s in dense)
    free = ROOM - 92 - sum(widths[:-1]) - max(widths[-1], *ends)
    return np.cumsum([78, *(width + min(70, free / 3) for width in widths[:-1])])


def _product(axes, y, layer, places, row, step, scale):
    """One layer's product, around the height y; `scale` pixels for each factor e of a side."""
    axes.text(28, y + 2, "layer", size=SMALL, color=MUTED, va="bottom")
    axes.text(28, y - 2, str(layer), size=SYMBOL, weight="bold", color=MUTED, va="top")
    signs = ("", "\N{MULTIPLICATION SIGN}", "+", "=")
    for x, sign, block in zip(places, signs, row.items(), strict=True):
        right = _block(axes, x, y, *block, scale)
        axes.text(x - 20, y, sign, size=SYMBOL, ha="center", va="center")
    axes.text(right + 9, y - 24, _bent(layer, step), size=13, va="top")


def _block(axes, x, y, name, shape, scale):
    """One matrix with its name, its shape and its dark part; returns where it ends."""
    rows, columns = shape if len(shape) == 2 else (1, *shape)
    width, height = _side(scale, columns), _side(scale, rows)
    colour = WEIGHTS if name[0] in "Wb" else VALUES
    axes.add_patch(Rectangle((x, y - height / 2), width, height, fc=colour, lw=0))
    across, up = min(5, 0.6 * width), min(5, 0.6 * height)
    left, low = x + 0.6 * (width - across), y + 0.22 * (height - up)
    if name[0] in "XA":
        left, across = x, width
    if name[0] == "W":
        low, up = y - height / 2, height
    if name[0] == "b":
        low = y - up / 2
    axes.add_patch(Rectangle((left, low), across, up, fc=INK, lw=0))
    axes.text(x + width + 9, y + 3, f"${name}$", size=SYMBOL, va="bottom")
    axes.text(x + width + 9, y - 3, str(shape), size=SMALL, va="top", color=MUTED)
    return x + width


def _side(scale, count):
    """Pixels for a side of `count` numbers, on a logarithmic scale."""
    return scale * np.log1p(count)


def _product_facts(rows):
    shapes = [[str(shape) for shape in row.values()] for row in rows]
    return "; ".join(
        f"layer {layer}: {a} times {w} plus {b} gives {z}"
        for layer, (a, w, b, z) in enumerate(shapes, start=1)
    )
