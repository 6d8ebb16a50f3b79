"""Computation graphs: nodes and edges, values above the edges, gradients below them."""

from __future__ import annotations

from math import ceil

from matplotlib.patches import Patch

from .board import KNOWN, MADE, READ, WAITING, Board, canvas, edge
from .chain import Chain
from .chain_steps import SHARE, TOTAL, VALUE, number, spoken, steps
from .graph_plan import EDGE, NUMBER, ROOM, GraphPlan
from .layout import key, sheet
from .palette import GRADIENT_WORDS, INK, VALUES, WEIGHTS
from .picture import Picture, style

FORMULA = 15
FOOT, HEAD = 52, 44
NOTE_ON_STILL = "Above each edge the value that runs along it, below it the slope that comes back."


class GraphScene:
    """How does the chain rule find every slope? Values from left to right, slopes back.

    nodes: a list of chain.Node, each named after its inputs; the last is what the slopes are of.
    """

    def __init__(self, nodes, title="The chain rule"):
        self.chain, self.title = Chain(nodes), title
        self.steps = steps(self.chain)
        self.frames = len(self.steps)
        with style():
            self.figure, axes, self.board, self.numbers = _drawn(self.chain, title, moving=True)
            self.words = self.figure.heading[-1]
            self.words.set_color(INK)
            self.formula = axes.text(EDGE, axes.get_ylim()[1] - 18, "", size=FORMULA)
            self.moving = [*self.board.moving, *self.numbers.values(), self.words, self.formula]
            self.draw(0)

    def draw(self, k):
        """Show frame k: data is set, nothing is made."""
        step = self.steps[k]
        self.board.draw(states(self.chain, step), step.edges)
        for name, text in self.numbers.items():
            text.set_text(_told(self.chain, name) if name[:2] in step.known else "")
        self.words.set_text(step.words)
        self.formula.set_text(step.formula)

    def facts(self, k):
        """What frame k shows, in one sentence."""
        words, formula = spoken(self.steps[k].words), spoken(self.steps[k].formula)
        return f"{self.title}, step {k + 1} of {self.frames}: {words}; {formula}."


def computation_graph(nodes, title="The chain rule"):
    """Which numbers does a computation make on its way, and how does its end depend on each?

    nodes: a list of chain.Node, each named after its inputs; the last is what the slopes are of.
    """
    chain = Chain(nodes)
    with style():
        figure, axes, board, numbers = _drawn(chain, title, moving=False)
        board.draw(dict.fromkeys(board.cells, KNOWN))
        for name, text in numbers.items():
            text.set_text(_told(chain, name))
        return Picture(figure, f"{title}: {_facts(chain)}.")


def states(chain, step):
    """The state of every node at a step, by name."""
    made = {what for kind, what in step.known if kind == VALUE}
    found = {name: KNOWN if name in made else WAITING for name in chain.names}
    found.update(dict.fromkeys(step.read, READ))
    found.update(dict.fromkeys(step.made, MADE))
    return found


def _drawn(chain, title, moving):
    """The figure, its axes, the board, and the texts of the numbers {(kind, what, ...): text}."""
    probe = sheet(10, title, width=ROOM, left=EDGE)
    plan = GraphPlan(probe, chain, FOOT)
    height = ceil(plan.height) + FOOT + HEAD * moving
    figure = sheet(height, title, " " if moving else NOTE_ON_STILL, width=ROOM, left=EDGE)
    axes = canvas(figure, ROOM, height)
    looks = {VALUE: INK, SHARE: GRADIENT_WORDS, TOTAL: GRADIENT_WORDS}
    numbers = {
        name: axes.text(*place, "", size=NUMBER, color=looks[name[0]], ha="center", va="center")
        for name, place in plan.places.items()
    }
    key(figure, _key(chain.last, moving), EDGE, 12)
    return figure, axes, Board(axes, plan.cells, plan.wires), numbers


def _told(chain, name):
    """What stands at a place for a number."""
    kind, what = name[0], name[1]
    if kind == VALUE:
        return number(chain.values[what])
    if kind == SHARE:
        return number(chain.shares[what])
    sign = "\N{GREEK CAPITAL LETTER SIGMA} = " if chain.followers(what) else ""
    return sign + number(chain.gradients[what])


def _key(last, moving):
    """What colours mean, and, where something moves, what edges mean."""
    colours = {
        "learned": WEIGHTS,
        "given or computed": VALUES,
        f"slope of ${last}$": GRADIENT_WORDS,
    }
    handles = [Patch(fc=colour, lw=0, label=words) for words, colour in colours.items()]
    edges = {"read now": READ, "made now": MADE} if moving else {}
    return handles + [edge(state, words) for words, state in edges.items()]


def _facts(chain):
    parts = []
    for name, node in chain.nodes.items():
        rule = f" = {spoken(node.formula)}" if node.formula else ""
        value, gradient = number(chain.values[name]), number(chain.gradients[name])
        parts.append(f"{spoken(name)}{rule} = {value} with slope {gradient}")
    return "; ".join(parts)
