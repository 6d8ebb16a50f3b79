"""Networks, their shapes, one update of them, and computation graphs, drawn from real numbers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle

from .blueprint import BlueprintScene, blueprint
from .board import canvas
from .chain import Chain, Node
from .graphs import GraphScene, computation_graph
from .layout import NOTE, SMALL, SYMBOL, sheet, text_width
from .palette import INK, MUTED, PAPER, VALUES, WEIGHTS
from .picture import Picture, style

__all__ = [
    "BlueprintScene",
    "Chain",
    "GraphScene",
    "Node",
    "blueprint",
    "computation_graph",
    "matrix_sizes",
    "network",
    "steps",
]

ROOM = 800
ALL_SHOWN = 8
MIDDLE, STEP = 218, 33
BLOCK = 50
NOTE_ON_SIZES = (
    "One row is one example, one column is one unit. A dark row of A times a dark column of W, "
    "plus the dark number of b, makes the dark cell of Z. Lengths on a log scale."
)


class Step(NamedTuple):
    """One dense layer: how many numbers it takes, how many units it has, their activation."""

    inputs: int
    units: int
    activation: str

    @property
    def count(self):
        """How many weights and biases it learns."""
        return (self.inputs + 1) * self.units


def steps(model, activations=None):
    """The dense layers of a model, or of a list of sizes such as [2, 25, 1] with activation names.

    Layers without a kernel of two axes (Dropout, Flatten) change no sizes and are passed over.
    """
    if hasattr(model, "layers"):
        dense = [
            Step(*layer.params["kernel"].shape, layer.activation.name)
            for layer in model.layers
            if np.ndim(getattr(layer, "params", {}).get("kernel")) == 2
        ]
        if not dense:
            raise ValueError("the model has no Dense layer to draw; add one, for example Dense(1).")
        return dense
    sizes, names = [int(size) for size in model], list(activations or [])
    if len(sizes) < 2 or len(names) != len(sizes) - 1:
        raise ValueError(
            f"a network of {len(sizes)} sizes needs {max(len(sizes) - 1, 1)} activation names, one "
            f"for each layer after the input, got {len(names)}."
        )
    return [Step(*layer) for layer in zip(sizes, sizes[1:], names, strict=False)]


def network(model, activations=None, title="The network"):
    """Which units does a network have, and what joins them?

    model: a built model, or a list of sizes beside the names of the layers' activations.
    """
    dense = steps(model, activations)
    sizes = [dense[0].inputs, *(step.units for step in dense)]
    with style():
        figure = sheet(430, title, f"{_learned(dense):,} weights and biases", width=ROOM, left=28)
        axes = canvas(figure, ROOM, 430)
        places = np.linspace(88, ROOM - 88, len(sizes))
        columns = [_column(x, size) for x, size in zip(places, sizes, strict=True)]
        for left, right in zip(columns, columns[1:], strict=False):
            _join(axes, left, right)
        for layer, (column, size) in enumerate(zip(columns, sizes, strict=True)):
            _draw_column(axes, column, size)
            _name_column(axes, places[layer], layer, size, dense)
        for layer, step in enumerate(dense, start=1):
            _name_weights(axes, places[layer - 1 : layer + 1].mean(), layer, step)
        _name_units(axes, columns[0], sizes[0], "x", -22)
        _name_units(axes, columns[-1], sizes[-1], r"\hat{y}", 22)
        return Picture(figure, f"{title}: {_network_facts(dense)}.")


def _column(x, size):
    """Places (k, 2) of the units drawn for a layer, in two groups where not all are drawn."""
    shown, gap = size, 0.0
    if size > ALL_SHOWN:
        shown, gap = 2 * int(np.clip(round(0.7 * np.log2(size)), 2, 4)), 1.0
    y = np.arange(shown) + gap * (np.arange(shown) >= shown / 2)
    return np.column_stack([np.full(shown, x), MIDDLE + STEP * (y - y.mean())])


def _join(axes, left, right):
    lines = [(start, end) for start in left for end in right]
    axes.add_collection(LineCollection(lines, colors=WEIGHTS, linewidths=0.9, alpha=0.6, zorder=1))


def _draw_column(axes, column, size):
    axes.plot(*column.T, "o", ms=18, mfc=VALUES, mec=PAPER, mew=2, zorder=3)
    if len(column) < size:
        dots = MIDDLE + np.array([-9, 0, 9])
        axes.plot(np.full(3, column[0, 0]), dots, "o", ms=3.4, color=INK, zorder=3)


def _name_column(axes, x, layer, size, dense):
    words = dense[layer - 1].activation if layer else "input"
    axes.text(x, 42, f"$n^{{[{layer}]}} = {size}$", size=SYMBOL, ha="center")
    axes.text(x, 16, words, size=NOTE, ha="center", color=MUTED)


def _name_weights(axes, x, layer, step):
    axes.text(x, 402, f"$W^{{[{layer}]}}$", size=SYMBOL, ha="center")
    axes.text(x, 382, f"({step.inputs}, {step.units})", size=SMALL, ha="center", color=MUTED)


def _name_units(axes, column, size, letter, aside):
    """x_1, x_2 ... beside units that are all drawn, the first on top."""
    for number, (x, y) in enumerate(column[::-1], start=1):
        name = f"{letter}_{{{number}}}" if size > 1 else letter
        look = {"size": SYMBOL, "ha": "right" if aside < 0 else "left", "va": "center"}
        axes.text(x + aside, y, f"${name}$" if len(column) == size else "", **look)


def _learned(dense):
    return sum(step.count for step in dense)


def _network_facts(dense):
    layers = ", ".join(f"{step.units} {step.activation}" for step in dense)
    learned = f"{_learned(dense):,} weights and biases"
    return f"{dense[0].inputs} inputs, layers of {layers} units, {learned}"


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
