"""The blueprint of an update: every layer with its shapes, forward above, backward below."""

from __future__ import annotations

from matplotlib.patches import FancyBboxPatch, Patch

from .board import KNOWN, MADE, READ, WAITING, Board, canvas, edge
from .layout import NOTE, SMALL, SYMBOL, key, sheet, text_width
from .notation import GAP, in_math, plain
from .palette import FAINT, GRADIENTS, MUTED, VALUES, WEIGHTS
from .passes import Passes
from .picture import Picture, style
from .plan import LEFT, LOOP, Plan

ROOM, HEIGHT = 800, 446
MEMORY = 199, 84
HEADS = 390, 373
CAPTION, FORMULA = 424, 312
NOTE_ON_STILL = (
    "Forward from left to right in the upper half, backward from right to left in the lower half. "
    "What forward keeps in memory, backward reads along the dashed lines."
)


class BlueprintScene:
    """What happens in one update? Forward, loss, backward and update light up one by one.

    model: a Sequential of Dense layers; where it is compiled, its loss and optimizer are named.
    """

    def __init__(self, model, title="One update of the network"):
        self.passes, self.title = Passes(model), title
        self.frames = len(self.passes.stages)
        self.plan = Plan(self.passes)
        with style():
            self.figure, axes, self.board = _drawn(self.plan, title)
            self.words = axes.text(LEFT, CAPTION, "", size=NOTE)
            self.formula = axes.text(FORMULA, CAPTION, "", size=SYMBOL)
            self.moving = [*self.board.moving, self.words, self.formula]
            self.draw(0)

    def draw(self, k):
        """Show frame k: data is set, nothing is made."""
        stage = self.passes.stages[k]
        self.board.draw(states(self.passes, k), lit(stage))
        self.words.set_text(stage.words)
        self.formula.set_text(stage.formula)

    def facts(self, k):
        """What frame k shows, in one sentence."""
        stage = self.passes.stages[k]
        made = f"makes {self._listed(stage.makes)}"
        read = f" from {self._listed(stage.reads)}" if stage.reads else ""
        where = f"{self.title}, step {k + 1} of {self.frames}"
        return f"{where}: {stage.words}; {made}{read}."

    def _listed(self, names):
        shown = [f"{plain(name)} {self.passes.shape(name)}".strip() for name in names]
        return ", ".join(shown) if len(shown) < 5 else f"{shown[0]} to {shown[-1]}"


def blueprint(model, title="One update of the network"):
    """Which quantities does one update of a network compute, of which shapes, and out of what?

    model: a Sequential of Dense layers; where it is compiled, its loss and optimizer are named.
    """
    passes = Passes(model)
    with style():
        figure, axes, board = _drawn(Plan(passes), title, NOTE_ON_STILL)
        board.draw(dict.fromkeys(board.cells, KNOWN))
        return Picture(figure, f"{title}: {_facts(passes)}.")


def states(passes, k):
    """The state of every quantity at stage k, by name; the parameters are known from the start."""
    stages = passes.stages
    found = {name: WAITING for stage in stages for name in stage.makes}
    found.update(dict.fromkeys(stages[-1].makes, KNOWN))
    for stage in stages[:k]:
        found.update(dict.fromkeys(stage.makes, KNOWN))
    found.update(dict.fromkeys(stages[k].reads, READ))
    found.update(dict.fromkeys(stages[k].makes, MADE))
    return found


def lit(stage):
    """The wires that a stage uses: from what it reads to what it makes."""
    return {(source, target) for source in stage.reads for target in stage.makes}


def _drawn(plan, title, note=""):
    """The figure with everything that never moves, its axes, and the board of cells."""
    room = HEIGHT if not note else CAPTION - 6
    figure = sheet(room, title, note, width=ROOM, left=LEFT)
    axes = canvas(figure, ROOM, room)
    _draw_memory(axes, plan)
    for column in plan.passes.columns:
        _name_column(axes, plan, column)
    for name in plan.cells:
        _name_shape(axes, plan, name)
    for y, words in ((79, "update"), (54, plan.passes.optimizer_name)):
        axes.text(LOOP - 7, y, words, size=SMALL, color=MUTED, ha="right")
    key(figure, _key(moving=not note), LEFT, 10)
    _check_widths(figure, plan)
    return figure, axes, Board(axes, plan.cells, plan.wires)


def _check_widths(figure, plan):
    """Refuse a network whose shapes do not fit into the cells."""
    for name, cell in plan.cells.items():
        widths = [text_width(figure, line.text, line.size) for line in cell.lines]
        if max(widths) > cell.width:
            raise ValueError(
                f"{plain(name)} of shape {plan.passes.shape(name)} does not fit into its cell; "
                "draw a model of fewer layers, or the sizes alone with diagrams.network(model)."
            )


def _key(moving):
    """What colours mean, and, where something moves, what edges mean."""
    colours = {"learned": WEIGHTS, "forward, kept in memory": VALUES, "gradients": GRADIENTS}
    handles = [Patch(fc=colour, lw=0, label=words) for words, colour in colours.items()]
    edges = {"read now": READ, "made now": MADE} if moving else {}
    return handles + [edge(state, words) for words, state in edges.items()]


def _draw_memory(axes, plan):
    low, height = MEMORY
    right = plan.cells["A", plan.passes.last].right + 7
    shape = "round,pad=0,rounding_size=7"
    corner = LEFT - 7, low
    axes.add_patch(
        FancyBboxPatch(corner, right - LEFT + 7, height, boxstyle=shape, fc=FAINT, alpha=0.4, lw=0)
    )
    axes.text(LEFT, low + height - 15, "memory", size=SMALL, color=MUTED)


def _name_column(axes, plan, column):
    x = plan.left(column) + plan.inner / 2
    first, last = f"layer {column}", ""
    if column == GAP:
        first = f"layers 3 to {plan.passes.last - 2}"
    else:
        last = plan.passes.layers[column].activation
    for y, words in zip(HEADS, (first, last), strict=True):
        axes.text(x, y, words, size=SMALL, color=MUTED, ha="center")


def _name_shape(axes, plan, name):
    """The shape of X, of Y, and once for Z and A, whose gradients below have the same."""
    symbol, column = name
    cell, look = plan.cells[name], {"size": plan.sizes[1], "color": MUTED, "ha": "center"}
    shape = in_math(plan.passes.shape(name))
    if name == ("A", 0):
        axes.text(cell.middle[0], cell.low - 16, shape, **look)
    elif symbol == "Y":
        axes.text(cell.middle[0], cell.top + 6, shape, **look)
    elif symbol == "A":
        axes.text(cell.right, cell.low - 16, shape, **{**look, "ha": "right"})


def _facts(passes):
    parts = []
    for number in passes.layers:
        names = [*passes.learned(number), ("Z", number), ("A", number)]
        parts.append(", ".join(f"{plain(name)} {passes.shape(name)}" for name in names))
    return "; ".join(parts) + "; each gradient has the shape of its quantity"
