"""A board of cells joined by wires; each cell waits, is known, is read or is made right now."""

import numpy as np
from matplotlib.collections import LineCollection, PatchCollection, PolyCollection
from matplotlib.patches import FancyBboxPatch, Patch

from ..graphs.cells import ROOM, largest
from ..marks.mark import Mark
from ..style.palette import GREY, INK, PAPER
from ..style.words import spoken
from .panel import PLAIN, Panel

WAITING, KNOWN, READ, MADE = range(4)
# What is read now has a dashed edge, what is made now a thick one.
WIDTHS = {WAITING: 1.0, KNOWN: 0.0, READ: 1.8, MADE: 3.0}
STYLES = {state: (0, (3, 1.6)) if state == READ else "solid" for state in WIDTHS}
SAID = {READ: "read now", MADE: "made now"}
PALE, BAND = 0.62, 0.4
DASHES = (0, (2.5, 2))
HEAD = 7.0
FORMULA, SIZES = 46, (17, 15, 13, 11)  # pixels above the cells, and sizes of letters there
PAGE = 800


class Canvas(Panel):
    """Marks on a panel without axes, whose units are pixels.

    high: its height, unless another panel in its row has a ratio. least: (width, height) that its
    words need.
    """

    in_pixels = True

    def __init__(self, *marks, high, least):
        super().__init__(*marks, axes=None, ratio=None)
        self.high, self.least = high, least
        self.page = max(PAGE, PLAIN + least[0] + self._right())

    def make(self, figure, box):
        width, height = box[2:]
        if width < self.least[0] or height < self.least[1]:
            raise ValueError(
                f"a {type(self).__name__} with these words needs {self.least[0]} x {self.least[1]} "
                f"pixels, got {width} x {height}; give it a row of its own, or a broader page by "
                "width=."
            )
        super().make(figure, box)


class Board(Canvas):
    """Cells joined by wires, made step by step, below the formula of the step.

    plan: where all of it stands: its cells {name: Cell}, wires {(from, to): Wire}, labels and
    bands, lists of Label and of Cells that lie behind. steps: a Step for each moment. known: names
    of the cells that are known from the start. colours: {words: colour}, for the key.
    """

    def __init__(self, plan, steps, colours, known=()):
        tops = [cell.top for cell in plan.cells.values()] + [label.y + 14 for label in plan.labels]
        high = round(max(tops)) + FORMULA
        super().__init__(Cells(plan, steps, colours, known), high=high, least=(ROOM, high))


class Cells(Mark):
    """The cells of a board, its wires and its words."""

    def __init__(self, plan, steps, colours, known):
        self.plan, self.told, self.moments = plan, steps, len(steps)
        self.states = list(_states(plan.cells, steps, known))
        self.since = {what: i for i, step in enumerate(steps) for what in step.tells}
        self.size = largest([step.formula for step in steps], ROOM, SIZES)
        if self.size is None:
            longest = max((step.formula for step in steps), key=len)
            raise ValueError(f"the formula {longest!r} is wider than {ROOM} pixels; shorten it.")
        self.keys = [Patch(fc=colour, lw=0, label=words) for words, colour in colours.items()]
        edges = ((state, {"lw": WIDTHS[state], "ls": STYLES[state]}) for state in SAID)
        self.keys += [Patch(fc=PAPER, ec=INK, label=SAID[state], **look) for state, look in edges]

    def make(self, axes):
        cells, wires = self.plan.cells.values(), self.plan.wires.values()
        for band in self.plan.bands:
            axes.add_patch(_box(band, fc=band.colour, alpha=BAND, lw=0, clip_on=False))
        boxes, corners = [_box(cell) for cell in cells], [np.asarray(w.corners) for w in wires]
        self.lines = LineCollection(corners, zorder=1, clip_on=False)
        self.heads = PolyCollection([_head(each) for each in corners], zorder=2, clip_on=False)
        self.boxes = PatchCollection(boxes, zorder=3, clip_on=False)
        self.veil = PatchCollection(boxes, lw=0, zorder=5)
        shapes = [self.lines, self.heads, self.boxes, self.veil]
        for shape in shapes:
            axes.add_collection(shape, autolim=False)
        self.texts = [
            axes.text(x, y, text, size=size, color=colour, ha=ha, zorder=4)
            for x, y, text, size, colour, ha, _ in self.plan.labels
        ]
        self.formula = axes.text(0, axes.get_ylim()[1] - FORMULA / 2, "", size=self.size)
        told = [text for label, text in zip(self.plan.labels, self.texts) if label.of]
        self.moving = [*shapes, *told, self.formula]

    def draw(self, i):
        step, states = self.told[i], self.states[i]
        self._draw_cells([states[name] for name in self.plan.cells])
        self._draw_wires([a in step.reads and b in step.makes for a, b in self.plan.wires])
        self.formula.set_text(step.formula)
        for label, text in zip(self.plan.labels, self.texts):
            text.set_text(label.text if label.of is None or self.since[label.of] <= i else "")

    def _draw_cells(self, states):
        cells = self.plan.cells.values()
        self.boxes.set(
            facecolors=[PAPER if s == WAITING else c.colour for s, c in zip(states, cells)],
            edgecolors=[GREY if state == WAITING else INK for state in states],
            linewidths=[WIDTHS[state] for state in states],
            linestyles=[STYLES[state] for state in states],
        )
        self.veil.set_facecolors([(PAPER, PALE if s == WAITING else 0.0) for s in states])

    def _draw_wires(self, lit):
        wires = self.plan.wires.values()
        colours = [w.bright if on else "none" if w.quiet else GREY for w, on in zip(wires, lit)]
        widths = [2.4 if on else 1.0 for on in lit]
        styles = [DASHES if wire.dashed else "solid" for wire in wires]
        self.lines.set(colors=colours, linewidths=widths, linestyles=styles)
        self.heads.set(facecolors=colours, edgecolors="none")

    def facts(self, i):
        return list(self.told[i].facts) or [spoken(self.told[i].formula)]


def _states(cells, steps, known):
    """The state of every cell at each step, {name: state}."""
    before = {name: KNOWN if name in known else WAITING for name in cells}
    for step in steps:
        yield {**before, **dict.fromkeys(step.reads, READ), **dict.fromkeys(step.makes, MADE)}
        before.update(dict.fromkeys(step.makes, KNOWN))


def _box(cell, **look):
    shape = "round,pad=0,rounding_size=5"
    return FancyBboxPatch((cell.left, cell.low), cell.width, cell.height, boxstyle=shape, **look)


def _head(corners):
    """The triangle at the end of a wire."""
    along = corners[-1] - corners[-2]
    along = HEAD * along / np.hypot(*along)
    across = 0.55 * np.array([-along[1], along[0]])
    return [corners[-1], corners[-1] - along + across, corners[-1] - along - across]
