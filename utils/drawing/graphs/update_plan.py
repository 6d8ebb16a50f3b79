"""Where the quantities of an update stand in its blueprint, and which way they take."""

from ..style.palette import FAINT, GRADIENTS, INK, VALUES, WEIGHTS
from .cells import ROOM, Cell, Label, Wire, largest
from .notation import GAP, in_math

RIGHT, SIDE, BETWEEN, WITHIN, WIDEST = 734, 44, 18, 12, 150
SIZES, SHAPE = (15, 14, 13, 12, 11), 13  # of letters in cells, the largest that fit; and below
# Lower edges and heights of the rows, from the bottom up.
ROWS = {
    "dW": (8, 54), "db": (67, 30), "dZ": (122, 40), "dA": (122, 40), "Z": (192, 40),
    "A": (192, 40), "J": (192, 40), "b": (257, 30), "Y": (257, 40), "W": (292, 54),
}  # fmt: skip
MEMORY, HEADS = (169, 84), (370, 353)
COLOURS = {"W": WEIGHTS, "b": WEIGHTS, "d": GRADIENTS}
# How a wire runs from a quantity to one that is made of it, and whether it comes out of memory.
ROUTES = {
    "A Z": "across", "A A": "across", "A J": "across", "Z A": "across", "Y J": "down",
    "b Z": "down", "W Z": "down", "W A": "down", "J dZ": "corner", "J dA": "corner",
    "dA dZ": "across", "dZ dA": "across", "dA dA": "across", "dZ db": "down", "dZ dW": "down",
    "dA dW": "down", "Z dZ": "down", "A dW": "elbow", "dW W": "loop",
}  # fmt: skip
DASHED = ("Z dZ", "A dW")


class UpdatePlan:
    """Where each quantity of an Update stands, which way it takes, and what is written there:
    `cells`, `wires` and `labels`; `bands`, cells behind the others, show what memory holds."""

    def __init__(self, update):
        self.update = update
        room, count = RIGHT - 2 * SIDE, len(update.columns)
        self.inner = min(WIDEST, (room - (count + 1) * BETWEEN) / count)
        self.between = (room - count * self.inner) / (count + 1)
        made = dict.fromkeys(name for step in update.steps for name in step.makes)
        self.cells = {name: self._cell(*name) for name in made}
        pairs = [(s, t) for step in update.steps for t in step.makes for s in step.reads]
        routes = {pair: self._route(*pair) for pair in pairs}
        self.wires = {pair: wire for pair, wire in routes.items() if wire}
        self.labels = [*self._words(), *self._heads(), *self._shapes(), *self._margin()]
        low, height = MEMORY
        self.bands = [Cell(-7, low, self.cells["A", update.last].right + 14, height, FAINT)]

    def left(self, column):
        """The left edge of a column; the inputs are column 0."""
        before = self.update.columns.index(column) if column else 0
        return SIDE + self.between + before * (self.inner + self.between) if column else 0

    def _cell(self, symbol, column):
        left, width = self.left(column), self.inner
        if symbol in ("J", "Y"):
            left, width = RIGHT - SIDE, SIDE
        elif column == 0:
            width = SIDE
        elif symbol[-1] in "ZA" and column != GAP:
            width = (self.inner - WITHIN) / 2
            left += (width + WITHIN) * (symbol[-1] == "A")
        return Cell(left, ROWS[symbol][0], width, ROWS[symbol][1], COLOURS.get(symbol[0], VALUES))

    def _words(self):
        """What is written in the cells, in letters of one size for weights, biases, and others."""
        for kind in ("W", "b", "ZAJY"):
            texts = {name: self._texts(name) for name in self.cells if name.symbol[-1] in kind}
            size = min((self._letters(*each) for each in texts.items()), default=0)
            for name, lines in texts.items():
                cell = self.cells[name]
                bases = [31, 8] if len(lines) == 2 else [cell.height / 2 - 6]
                for line, base in zip(lines, bases):
                    yield Label(cell.middle[0], cell.low + base, line, size, INK)

    def _texts(self, name):
        """What is written in a cell, line by line."""
        text, shape = f"${name}$", in_math(self.update.shape(name))
        if name.symbol[-1] == "W" and shape:
            return [text, shape]
        return [f"{text} {shape}" if name.symbol[-1] == "b" else text]

    def _letters(self, name, lines):
        size = largest(lines, self.cells[name].width - 2, SIZES)
        if size is None:
            raise ValueError(
                f"{name.plain} of shape {self.update.shape(name)} does not fit into its cell; draw "
                "a model of fewer layers, or the sizes alone with diagrams.network(model)."
            )
        return size

    def _heads(self):
        """The name of each column and its activation."""
        for column in self.update.columns:
            lines = [f"layers 3 to {self.update.last - 2}"]
            if column != GAP:
                lines = [f"layer {column}", self.update.layers[column].activation]
            x = self.left(column) + self.inner / 2
            yield from (Label(x, y, line) for y, line in zip(HEADS, lines))

    def _shapes(self):
        """The shape of X, of Y, and once for Z and A, whose gradients below have the same."""
        for name, cell in self.cells.items():
            shape, x = in_math(self.update.shape(name)), cell.middle[0]
            if name.symbol == "Y":
                yield Label(x, cell.top + 6, shape, SHAPE)
            elif name == ("A", 0):
                yield Label(x, cell.low - 16, shape, SHAPE)
            elif name.symbol == "A":
                yield Label(cell.right, cell.low - 16, shape, SHAPE, ha="right")

    def _margin(self):
        yield Label(0, sum(MEMORY) - 15, "memory", ha="left")
        y = self.cells["dW", self.update.last].middle[1]
        yield Label(ROOM - 7, y + 7, "update", ha="right")
        yield Label(ROOM - 7, y - 18, self.update.optimizer_name, ha="right")

    def _route(self, source, target):
        """The wire between two quantities; None where something stands between them."""
        pair = f"{source.symbol} {target.symbol}"
        if pair not in ROUTES or self._covered(source, target, ROUTES[pair]):
            return None
        corners = _corners(ROUTES[pair], self.cells[source], self.cells[target])
        return Wire(corners, dashed=pair in DASHED)

    def _covered(self, source, target, way):
        """W stands behind b, dW behind db; one loop stands for the updates of all layers."""
        if way == "loop":
            return not source.layer == target.layer == self.update.last
        weights = source if source.symbol == "W" else target
        mark = weights.symbol[:-1]
        nearest = self.update.learned(weights.layer, mark=mark)[-1]
        return way == "down" and weights.symbol == mark + "W" != nearest.symbol


def _corners(way, source, target):
    """The corners of a wire from one cell to another."""
    (x, y), (_, end) = source.middle, target.middle
    narrow, aside, top = min(source, target, key=lambda c: c.width).middle[0], 11, target.top - 12
    right, left = source.right, target.left
    return {
        "across": [(right, y), (left, y)] if x < left else [(source.left, y), (target.right, y)],
        "down": [(narrow, source.low), (narrow, target.top)],
        "corner": [(x, source.low), (x, end), (target.right, end)],
        "elbow": [(right, y - 12), (right + aside, y - 12), (right + aside, end), (left, end)],
        "loop": [(right, y), (ROOM, y), (ROOM, top), (target.right, top)],
    }[way]
