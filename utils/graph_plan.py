"""Where the nodes, edges and numbers of a computation graph stand, in pixels."""

from __future__ import annotations

import numpy as np

from .board import Cell, Line, Wire
from .chain_steps import SHARE, TOTAL, VALUE, number
from .layering import Layering
from .layout import text_width
from .palette import GRADIENT_WORDS, VALUES, WEIGHTS

ROOM, EDGE = 800, 28
NAME, RULE = 16, 13
NUMBER, PAD, SHORT, BEND, WIDEST_BEND = 12, 10, 50, 10, 80
ONE_LINE, TWO_LINES, PASSING, MARGIN = 40, 60, 26, 18
LANE, PORT, SUM = 58, 24, 22


class GraphPlan:
    """cells {name: Cell}, wires {edge: Wire} to and fro, places {number: (x, y)}, and the height.

    figure: where texts are measured. foot: the lower end of the graph.
    """

    def __init__(self, figure, chain, foot):
        self.chain = chain
        self.layering = Layering(chain.names, chain.edges)
        self.sizes = {item: self._size(item) for column in self.layering.columns for item in column}
        heights = self.layering.heights(self.sizes)
        self.height = max(y + self.sizes[item] / 2 for item, y in heights.items())
        self.y = {item: foot + self.height - y for item, y in heights.items()}
        self._across(figure)
        self.cells = {name: self._cell(name) for name in chain.names}
        self.wires = {}
        for edge in chain.edges:
            corners = self._way(edge)
            self.wires[edge] = Wire(corners)
            self.wires[edge[::-1]] = Wire(corners[::-1], bright=GRADIENT_WORDS, quiet=True)
        end = self._port(chain.last, 0, 1)
        self.wires[chain.last,] = Wire([end, (end[0] + self.run, end[1])])
        self.places = dict(self._places())

    def _ports(self, name):
        """The edges out of and into a node, from the top down."""
        way, y = self.layering.ways, self.y
        out = [edge for edge in self.chain.edges if edge[0] == name]
        into = [edge for edge in self.chain.edges if edge[1] == name]
        return (
            sorted(out, key=lambda edge: -y[way[edge][1]]),
            sorted(into, key=lambda edge: -y[way[edge][-2]]),
        )

    def _size(self, item):
        """The height that an item takes in its column."""
        if item not in self.chain.nodes:
            return PASSING
        ways = len(self.chain.followers(item))
        return self._tall(item) + MARGIN + 2 * SUM * (ways > 1)

    def _tall(self, name):
        """The height of a node's cell, so that its edges have room beside it."""
        node, ways = self.chain.nodes[name], len(self.chain.followers(name))
        least = TWO_LINES if node.formula else ONE_LINE
        return max(least, LANE * ways - 24, PORT * len(node.inputs))

    def _across(self, figure):
        """The columns' left edges and widths."""
        columns = self.layering.columns
        self.run = self._run(figure)
        self.width = [max(self._wide(figure, item) for item in column) for column in columns]
        free = ROOM - 2 * EDGE - sum(self.width) - self.run * len(columns)
        bend = min(WIDEST_BEND, free / max(len(columns) - 1, 1))
        if bend < BEND:
            raise ValueError(
                f"a graph of {len(columns)} columns with these formulas is too wide for {ROOM} "
                "pixels; shorten the formulas, or make one node of two."
            )
        spare = free - bend * (len(columns) - 1)
        steps = np.cumsum([0, *(width + self.run + bend for width in self.width[:-1])])
        self.left = EDGE + spare / 2 + steps
        self.column = {item: c for c, column in enumerate(columns) for item in column}

    def _run(self, figure):
        """How far an edge runs straight beside its numbers."""
        chain = self.chain
        shown = [*chain.values.values(), *chain.shares.values()]
        return max(SHORT, *(8 + text_width(figure, number(value), NUMBER) for value in shown))

    def _wide(self, figure, item):
        if item not in self.chain.nodes:
            return 0
        formula = self.chain.nodes[item].formula
        texts = [(item, NAME), *([(formula, RULE)] if formula else [])]
        return 2 * PAD + max(_width(figure, *text) for text in texts)

    def _cell(self, name):
        node, tall, c = self.chain.nodes[name], self._tall(name), self.column[name]
        low, half = self.y[name] - tall / 2, tall / 2
        lines = [Line(f"${name}$", NAME, half - 6)]
        if node.formula:
            lines = [Line(f"${name}$", NAME, half + 5), Line(f"${node.formula}$", RULE, half - 19)]
        colour = WEIGHTS if node.learned else VALUES
        return Cell(self.left[c], low, self.width[c], tall, colour, tuple(lines))

    def _port(self, name, at, count):
        """Where edge `at` of `count` leaves a node."""
        c = self.column[name]
        return self.left[c] + self.width[c], self.y[name] + LANE * ((count - 1) / 2 - at)

    def _way(self, edge):
        """The corners of an edge: straight beside its numbers, then a smooth bend."""
        source, *passed, target = self.layering.ways[edge]
        out, into = self._ports(source)[0], self._ports(target)[1]
        x, y = self._port(source, out.index(edge), len(out))
        corners = [(x, y), (x + self.run, y)]
        for item in passed:
            left = self.left[self.column[item]]
            corners += _bend(corners[-1], (left, self.y[item]))
            corners.append((left + self.width[self.column[item]] + self.run, self.y[item]))
        drop = PORT * ((len(into) - 1) / 2 - into.index(edge))
        end = self.left[self.column[target]], self.y[target] + drop
        return np.array(corners + _bend(corners[-1], end))

    def _places(self):
        """(kind, what) and the middle of each number: above the edge, below it, below the node."""
        for name in self.chain.names:
            out = self._ports(name)[0]
            for at, edge in enumerate(out or [None]):
                x, y = self._port(name, at, max(len(out), 1))
                yield (VALUE, name, edge), (x + self.run / 2, y + 12)
                if edge:
                    yield (SHARE, edge), (x + self.run / 2, y - 13)
                else:
                    yield (TOTAL, name), (x + self.run / 2, y - 13)
            if len(out) > 1:
                cell = self.cells[name]
                yield (TOTAL, name), (cell.middle[0], cell.low - 14)


def _width(figure, text, size):
    """Width of a formula in pixels; refuses one that Matplotlib cannot read."""
    try:
        return text_width(figure, f"${text}$", size)
    except ValueError:
        raise ValueError(
            f"{text!r} cannot be drawn as a formula; write names and formulas as they stand "
            r"between two $ of a text, for example \hat{y} or w x."
        ) from None


def _bend(start, end):
    """A smooth way from one place to another, level at both."""
    t = np.linspace(0, 1, 17)[1:, np.newaxis]
    along = np.asarray(start) + (np.asarray(end) - start) * [1, 0] * t
    along[:, 1] += (end[1] - start[1]) * (3 * t**2 - 2 * t**3)[:, 0]
    return [tuple(place) for place in along]
