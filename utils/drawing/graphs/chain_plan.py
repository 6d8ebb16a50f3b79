"""Where the nodes, edges and numbers of a computation graph stand."""

import numpy as np

from ..style.numbers import rounded
from ..style.page import text_width
from ..style.palette import GRADIENT_WORDS, INK, VALUES, WEIGHTS
from ..style.words import is_formula
from .cells import ROOM, Cell, Label, Wire
from .chain_steps import SHARE, TOTAL, VALUE
from .layering import Layering

FOOT = 8
NAME, RULE, NUMBER = 16, 13, 12  # sizes of letters
PAD, SHORT, BEND, WIDEST_BEND = 10, 50, 10, 80
ONE_LINE, TWO_LINES, PASSING, MARGIN = 40, 60, 26, 18
LANE, PORT, SUM = 58, 24, 22
SIGMA = "\N{GREEK CAPITAL LETTER SIGMA}"


class ChainPlan:
    """`cells` {name: Cell}, `wires` {edge: Wire} to and fro, and `labels`, words and numbers."""

    bands = ()

    def __init__(self, chain):
        self.chain = chain
        layering = Layering(chain.names, chain.edges)
        self.ways, self.columns = layering.ways, layering.columns
        heights = layering.heights({item: self._size(item) for c in self.columns for item in c})
        top = FOOT + max(y + self._size(item) / 2 for item, y in heights.items())
        self.y = {item: top - y for item, y in heights.items()}
        self.out = {name: self._ports(name, 0, 1) for name in chain.names}
        self.into = {name: self._ports(name, -1, -2) for name in chain.names}
        self._across()
        self.cells = {name: self._cell(name) for name in chain.names}
        self.wires = {}
        for edge in chain.edges:
            corners = self._way(edge)
            self.wires[edge] = Wire(corners)
            self.wires[edge[::-1]] = Wire(corners[::-1], bright=GRADIENT_WORDS, quiet=True)
        x, y = self._port(chain.last, None)
        self.wires[chain.last, None] = Wire(np.array([(x, y), (x + self.run, y)]))
        self.labels = [label for n in chain.names for label in [*self._words(n), *self._numbers(n)]]

    def _size(self, item):
        """The height that an item takes in its column."""
        if item not in self.chain.nodes:
            return PASSING
        return self._tall(item) + MARGIN + 2 * SUM * (len(self.chain.followers(item)) > 1)

    def _tall(self, name):
        """The height of a node's cell, so that its edges have room beside it."""
        node, ways = self.chain.nodes[name], len(self.chain.followers(name))
        least = TWO_LINES if node.formula else ONE_LINE
        return max(least, LANE * ways - 24, PORT * len(node.inputs))

    def _ports(self, name, own, next_to):
        """The edges that leave a node, or enter it, from the top down."""
        mine = [edge for edge, way in self.ways.items() if way[own] == name]
        return sorted(mine, key=lambda edge: -self.y[self.ways[edge][next_to]])

    def _across(self):
        """The columns' left edges and widths, and how far an edge runs straight at its numbers."""
        shown = [*self.chain.values.values(), *self.chain.shares.values()]
        self.run = max(SHORT, *(8 + text_width(rounded(value), NUMBER) for value in shown))
        width = [max(self._wide(item) for item in column) for column in self.columns]
        free = ROOM - sum(width) - self.run * len(width)
        bend = min(WIDEST_BEND, free / (len(width) - 1))
        if bend < BEND:
            raise ValueError(
                f"a graph of {len(width)} columns with these formulas is too wide for {ROOM} "
                "pixels; shorten the formulas, or make one node of two."
            )
        first = (free - bend * (len(width) - 1)) / 2
        left = first + np.cumsum([0, *(each + self.run + bend for each in width[:-1])])
        spans = zip(self.columns, left, width)
        self.span = {item: (x, wide) for column, x, wide in spans for item in column}

    def _wide(self, item):
        if item not in self.chain.nodes:
            return 0
        formula = self.chain.nodes[item].formula
        return 2 * PAD + max(_width(item, NAME), _width(formula, RULE) if formula else 0)

    def _cell(self, name):
        (left, wide), tall = self.span[name], self._tall(name)
        colour = WEIGHTS if self.chain.nodes[name].learned else VALUES
        return Cell(left, self.y[name] - tall / 2, wide, tall, colour)

    def _words(self, name):
        """The name of a node, and the formula below it."""
        formula, (x, y) = self.chain.nodes[name].formula, self.cells[name].middle
        yield Label(x, y + 5 if formula else y - 6, f"${name}$", NAME, INK)
        if formula:
            yield Label(x, y - 19, f"${formula}$", RULE, INK)

    def _port(self, name, edge):
        """Where an edge leaves a node; None for the way out of the last one."""
        (left, wide), out = self.span[name], self.out[name] or [None]
        return left + wide, self.y[name] + LANE * ((len(out) - 1) / 2 - out.index(edge))

    def _way(self, edge):
        """The corners of an edge: straight beside its numbers, then a smooth bend."""
        source, *passed, target = self.ways[edge]
        x, y = self._port(source, edge)
        corners = [(x, y), (x + self.run, y)]
        for item in passed:
            left, wide = self.span[item]
            corners += _bend(corners[-1], (left, self.y[item]))
            corners.append((left + wide + self.run, self.y[item]))
        into = self.into[target]
        drop = PORT * ((len(into) - 1) / 2 - into.index(edge))
        return np.array(corners + _bend(corners[-1], (self.span[target][0], self.y[target] + drop)))

    def _numbers(self, name):
        """A node's value above each edge that leaves it, below it the slope that comes back."""
        chain, slope = self.chain, {"size": NUMBER, "colour": GRADIENT_WORDS}
        total, told = rounded(chain.gradients[name]), (TOTAL, name)
        for edge in self.out[name] or [None]:
            x, y = np.add(self._port(name, edge), (self.run / 2, 0))
            yield Label(x, y + 7, rounded(chain.values[name]), NUMBER, INK, of=(VALUE, name))
            share = rounded(chain.shares[edge]) if edge else total
            yield Label(x, y - 18, share, **slope, of=(SHARE, edge) if edge else told)
        if len(self.out[name]) > 1:
            x, low = self.cells[name].middle[0], self.cells[name].low
            yield Label(x, low - 19, f"{SIGMA} = {total}", **slope, of=told)


def _width(text, size):
    """Width of a formula in pixels; refuses one that Matplotlib cannot read."""
    if not is_formula(f"${text}$"):
        raise ValueError(
            f"{text!r} cannot be drawn as a formula; write names and formulas as they stand "
            r"between two $ of a text, for example \hat{y} or w x."
        )
    return text_width(f"${text}$", size)


def _bend(start, end):
    """A smooth way from one place to another, level at both."""
    t = np.linspace(0, 1, 17)[1:, np.newaxis]
    along = np.asarray(start) + (np.asarray(end) - start) * [1, 0] * t
    along[:, 1] += (end[1] - start[1]) * (3 * t**2 - 2 * t**3)[:, 0]
    return [tuple(place) for place in along]
