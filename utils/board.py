"""A board of cells joined by wires; each cell waits, is known, is read or is made right now."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from matplotlib.collections import LineCollection, PatchCollection, PolyCollection
from matplotlib.patches import FancyBboxPatch, Patch

from .layout import panel
from .palette import GREY, INK, PAPER

WAITING, KNOWN, READ, MADE = range(4)
# What is read now has a dashed edge, what is made now a thick one.
WIDTHS = {WAITING: 1.0, KNOWN: 0.0, READ: 1.8, MADE: 3.0}
STYLES = {state: (0, (3, 1.6)) if state == READ else "solid" for state in WIDTHS}
PALE = 0.62
DASHES = (0, (2.5, 2))
HEAD = 7.0


class Line(NamedTuple):
    """A line of text in a cell, its baseline's distance from the cell's lower edge in pixels."""

    text: str
    size: float
    low: float


class Cell(NamedTuple):
    """A rounded box in pixels, with its colour and its lines of text."""

    left: float
    low: float
    width: float
    height: float
    colour: str
    lines: tuple

    @property
    def right(self):
        return self.left + self.width

    @property
    def top(self):
        return self.low + self.height

    @property
    def middle(self):
        return self.left + self.width / 2, self.low + self.height / 2


class Wire(NamedTuple):
    """The corners (k, 2) of an arrow; dashed where a value waits in memory before it is read.

    A quiet one is seen only while it shines, in its colour `bright`.
    """

    corners: object
    dashed: bool = False
    bright: str = INK
    quiet: bool = False


def canvas(figure, width, height):
    """Axes without axes: their units are pixels."""
    axes = panel(figure, 0, 0, width, height, xlim=(0, width), ylim=(0, height))
    axes.set_axis_off()
    return axes


class Board:
    """Cells {name: Cell} and wires {(from, to): Wire}, drawn once; `draw` sets their looks only."""

    def __init__(self, axes, cells, wires):
        self.cells, self.wires = cells, wires
        boxes = [_box(cell) for cell in cells.values()]
        self.boxes = axes.add_collection(PatchCollection(boxes, zorder=3))
        self.words = [_word(axes, cell, line) for cell in cells.values() for line in cell.lines]
        self.veil = axes.add_collection(PatchCollection(boxes, lw=0, zorder=5))
        self.lines = axes.add_collection(
            LineCollection([wire.corners for wire in wires.values()], zorder=1), autolim=False
        )
        heads = [_head(np.asarray(wire.corners, float)) for wire in wires.values()]
        self.heads = axes.add_collection(PolyCollection(heads, lw=0, zorder=2), autolim=False)
        self.moving = [self.lines, self.heads, self.boxes, *self.words, self.veil]

    def draw(self, states, lit=()):
        """Show each cell in its state, a number by name, and the wires whose names are in `lit`."""
        self._draw_cells([states[name] for name in self.cells])
        self._draw_wires([name in lit for name in self.wires])

    def _draw_cells(self, states):
        cells = zip(states, self.cells.values(), strict=True)
        self.boxes.set(
            facecolors=[PAPER if state == WAITING else cell.colour for state, cell in cells],
            edgecolors=[GREY if state == WAITING else INK for state in states],
            linewidths=[WIDTHS[state] for state in states],
            linestyles=[STYLES[state] for state in states],
        )
        self.veil.set_facecolors([(PAPER, PALE if s == WAITING else 0.0) for s in states])

    def _draw_wires(self, bright):
        wires = self.wires.values()
        colours = [_shine(wire, on) for wire, on in zip(wires, bright, strict=True)]
        self.lines.set(
            colors=colours,
            linewidths=[2.4 if on else 1.0 for on in bright],
            linestyles=[DASHES if wire.dashed else "solid" for wire in wires],
        )
        self.heads.set_facecolors(colours)


def _shine(wire, on):
    return wire.bright if on else "none" if wire.quiet else GREY


def edge(state, words):
    """A state's entry in the key of a figure."""
    look = {"lw": WIDTHS[state], "ls": STYLES[state]}
    return Patch(fc=PAPER, ec=INK, label=words, **look)


def _box(cell):
    shape = "round,pad=0,rounding_size=5"
    return FancyBboxPatch((cell.left, cell.low), cell.width, cell.height, boxstyle=shape)


def _word(axes, cell, line):
    look = {"size": line.size, "color": INK, "ha": "center", "zorder": 4}
    return axes.text(cell.middle[0], cell.low + line.low, line.text, **look)


def _head(corners):
    """The triangle at the end of a wire."""
    along = corners[-1] - corners[-2]
    along = HEAD * along / np.hypot(*along)
    across = 0.55 * np.array([-along[1], along[0]])
    return [corners[-1], corners[-1] - along + across, corners[-1] - along - across]
