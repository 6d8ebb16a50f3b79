"""Where the quantities of an update stand in its blueprint, and which way they take."""

from __future__ import annotations

from .board import Cell, Line, Wire
from .notation import GAP, in_math, math
from .palette import GRADIENTS, VALUES, WEIGHTS

LEFT, RIGHT, LOOP = 28, 762, 784
SIDE, BETWEEN, WITHIN, WIDEST = 44, 18, 12, 150
# Lower edges and heights of the rows, from the bottom up.
ROWS = {
    "dW": (48, 48), "db": (101, 26), "dZ": (152, 40), "dA": (152, 40), "Z": (222, 40),
    "A": (222, 40), "J": (222, 40), "b": (287, 26), "Y": (287, 40), "W": (318, 48),
}  # fmt: skip
COLOURS = {"W": WEIGHTS, "b": WEIGHTS, "d": GRADIENTS}
# How a wire runs from a quantity to one that is made of it, and whether it comes out of memory.
ROUTES = {
    "A Z": "across", "A A": "across", "A J": "across", "Z A": "across", "Y J": "down",
    "b Z": "down", "W Z": "down", "W A": "down", "J dZ": "corner", "J dA": "corner",
    "dA dZ": "across", "dZ dA": "across", "dA dA": "across", "dZ db": "down", "dZ dW": "down",
    "dA dW": "down", "Z dZ": "down", "A dW": "elbow", "dW W": "loop",
}  # fmt: skip
DASHED = ("Z dZ", "A dW")


class Plan:
    """Where each quantity of an update stands, and which way it takes: `cells` and `wires`."""

    def __init__(self, passes):
        self.passes = passes
        room, count = RIGHT - LEFT - 2 * SIDE, len(passes.columns)
        self.inner = min(WIDEST, (room - (count + 1) * BETWEEN) / count)
        self.between = (room - count * self.inner) / (count + 1)
        self.sizes = (13, 12) if self.inner > 100 else (12, 11)
        made = [name for stage in passes.stages for name in stage.makes]
        self.cells = {name: self._cell(name) for name in dict.fromkeys(made)}
        pairs = [(s, t) for stage in passes.stages for t in stage.makes for s in stage.reads]
        routes = {pair: self._route(*pair) for pair in pairs}
        self.wires = {pair: wire for pair, wire in routes.items() if wire}

    def left(self, column):
        """The left edge of a column; the inputs are column 0."""
        if column == 0:
            return LEFT
        before = self.passes.columns.index(column)
        return LEFT + SIDE + self.between + before * (self.inner + self.between)

    def _span(self, symbol, column):
        """Left edge and width of a cell."""
        if symbol in ("J", "Y"):
            return RIGHT - SIDE, SIDE
        if column == 0:
            return LEFT, SIDE
        if symbol in ("Z", "A", "dZ", "dA") and column != GAP:
            half = (self.inner - WITHIN) / 2
            return self.left(column) + (half + WITHIN) * (symbol[-1] == "A"), half
        return self.left(column), self.inner

    def _cell(self, name):
        symbol, column = name
        low, height = ROWS[symbol]
        text, shape = f"${math(name)}$", self.passes.shape(name)
        large, small = self.sizes
        lines = [Line(text, large, height / 2 - 6)]
        if symbol in ("W", "dW") and shape:
            lines = [Line(text, large, 26), Line(in_math(shape), small, 7)]
        elif symbol in ("b", "db"):
            lines = [Line(f"{text} {in_math(shape)}", small, 7)]
        left, width = self._span(symbol, column)
        return Cell(left, low, width, height, COLOURS.get(symbol[0], VALUES), tuple(lines))

    def _route(self, source, target):
        """The wire between two quantities; None where something stands between them."""
        pair = f"{source[0]} {target[0]}"
        if pair not in ROUTES or self._covered(source, target):
            return None
        corners = getattr(self, "_" + ROUTES[pair])(self.cells[source], self.cells[target])
        return Wire(corners, dashed=pair in DASHED)

    def _covered(self, source, target):
        """W stands behind b, dW behind db; one loop stands for the updates of all layers."""
        way = ROUTES[f"{source[0]} {target[0]}"]
        if way == "loop":
            return not source[1] == target[1] == self.passes.last
        weights = source if source[0] == "W" else target
        mark = weights[0][:-1]
        nearest = self.passes.learned(weights[1], mark)[-1]
        return way == "down" and weights[0] == mark + "W" != nearest[0]

    def _across(self, source, target):
        y = source.middle[1]
        if source.left < target.left:
            return (source.right, y), (target.left, y)
        return (source.left, y), (target.right, y)

    def _down(self, source, target):
        x = min(source, target, key=lambda cell: cell.width).middle[0]
        return (x, source.low), (x, target.top)

    def _corner(self, source, target):
        x, y = source.middle[0], target.middle[1]
        return (x, source.low), (x, y), (target.right, y)

    def _elbow(self, source, target):
        x, y = source.right + 11, target.middle[1]
        start = source.middle[1] - 12
        return (source.right, start), (x, start), (x, y), (target.left, y)

    def _loop(self, source, target):
        low, high = source.middle[1], target.top - 12
        return (source.right, low), (LOOP, low), (LOOP, high), (target.right, high)
