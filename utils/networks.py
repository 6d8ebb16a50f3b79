"""Networks as columns of units joined by their weights."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from matplotlib.collections import LineCollection

from .board import canvas
from .layout import NOTE, SMALL, SYMBOL, sheet
from .palette import INK, MUTED, PAPER, VALUES, WEIGHTS
from .picture import Picture, style

ROOM, HEIGHT, EDGE = 800, 430, 88
MIDDLE, STEP, TALL = 218, 33, 270
UNIT = 18
JOINT = {"colors": WEIGHTS, "linewidths": 0.9, "alpha": 0.6}


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
    with style():
        note = f"{_learned(dense):,} weights and biases"
        figure = sheet(HEIGHT, title, note, width=ROOM, left=28)
        axes = canvas(figure, ROOM, HEIGHT)
        columns = places(dense)
        for left, right in zip(columns, columns[1:], strict=False):
            axes.add_collection(LineCollection(joints(left, right), zorder=1, **JOINT))
        for column in columns:
            axes.plot(*column.T, "o", mfc=VALUES, mec=PAPER, mew=2, zorder=3, ms=UNIT)
        name(axes, dense, columns)
        return Picture(figure, f"{title}: {_network_facts(dense)}.")


def sizes(dense):
    """How many units each column has, the inputs first."""
    return [dense[0].inputs, *(step.units for step in dense)]


def places(dense, most=8):
    """Places (k, 2) in pixels of the units drawn in each column, from below.

    Of a layer with more than `most` units the first and the last few are drawn, in two groups.
    """
    counts = sizes(dense)
    columns = zip(np.linspace(EDGE, ROOM - EDGE, len(counts)), counts, strict=True)
    return [_column(x, size, most) for x, size in columns]


def _column(x, size, most):
    shown, gap = size, 0.0
    if size > most:
        half = np.clip(round(0.7 / 8 * most * np.log2(size)), 2, most // 2)
        shown, gap = 2 * int(half), 1.0
    y = np.arange(shown) + gap * (np.arange(shown) >= shown / 2)
    step = min(STEP, TALL / max(1, np.ptp(y)))
    return np.column_stack([np.full(shown, x), MIDDLE + step * (y - y.mean())])


def joints(left, right):
    """The lines from each unit of a column to each of the next, in the order of a kernel."""
    return [(start, end) for start in left for end in right]


def name(axes, dense, columns):
    """Every word of a network, and the dots that stand for units left out; returns the dots."""
    dots, counts = [], sizes(dense)
    for layer, (column, size) in enumerate(zip(columns, counts, strict=True)):
        x = column[0, 0]
        words = dense[layer - 1].activation if layer else "input"
        axes.text(x, 42, f"$n^{{[{layer}]}} = {size}$", size=SYMBOL, ha="center")
        axes.text(x, 16, words, size=NOTE, ha="center", color=MUTED)
        if len(column) < size:
            y = MIDDLE + np.array([-9, 0, 9])
            dots += axes.plot(np.full(3, x), y, "o", ms=3.4, color=INK, zorder=3)
    for layer, step in enumerate(dense, start=1):
        _name_weights(axes, (columns[layer - 1][0, 0] + columns[layer][0, 0]) / 2, layer, step)
    _name_units(axes, columns[0], counts[0], "x", -22)
    _name_units(axes, columns[-1], counts[-1], r"\hat{y}", 22)
    return dots


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
