"""Where a computation graph stands: numbers beside their wires, nothing on anything else."""

from itertools import pairwise

import numpy as np
import pytest

from tests.drawing.graphs.test_chain import FAN, GRAPHS, UNIT, every
from utils.drawing.graphs.chain import Chain, Node
from utils.drawing.graphs.chain_plan import ChainPlan
from utils.drawing.graphs.chain_steps import SHARE, TOTAL, VALUE
from utils.drawing.style.numbers import rounded
from utils.drawing.style.page import text_width

SIGMA = "\N{GREEK CAPITAL LETTER SIGMA} = "


def planned(name):
    return ChainPlan(Chain(GRAPHS[name]))


def numbers(plan):
    """The labels that a step tells: all numbers beside wires and below nodes."""
    return [label for label in plan.labels if label.of]


def box(label):
    """(left, right, low, top) of a label in pixels, about."""
    half = text_width(label.text, label.size) / 2
    return label.x - half, label.x + half, label.y, label.y + 12


@every
def test_no_number_lies_on_a_node_or_on_a_wire(name):
    plan = planned(name)
    for label in numbers(plan):
        left, right, low, top = box(label)
        for cell in plan.cells.values():
            apart = right <= cell.left or cell.right <= left
            assert apart or top <= cell.low or cell.top <= low, label
        for wire in plan.wires.values():
            for start, end in pairwise(np.asarray(wire.corners, float)):
                x, y = np.linspace(start, end, 60).T
                assert not ((left < x) & (x < right) & (low < y) & (y < top)).any(), label


@every
def test_wires_run_between_nodes_and_not_through_them(name):
    plan = planned(name)
    for wire in plan.wires.values():
        x, y = np.asarray(wire.corners, float).T
        for cell in plan.cells.values():
            across = (cell.left + 1 < x) & (x < cell.right - 1)
            assert not (across & (cell.low - 3 < y) & (y < cell.top + 3)).any()


@every
def test_numbers_drawn_are_those_of_the_chain(name):
    chain, labels = Chain(GRAPHS[name]), numbers(planned(name))
    tables = {VALUE: chain.values, SHARE: chain.shares, TOTAL: chain.gradients}
    for label in labels:
        kind, what = label.of
        assert label.text.removeprefix(SIGMA) == rounded(tables[kind][what])
        assert label.text.startswith(SIGMA) == (kind == TOTAL and bool(chain.followers(what)))
    shares = [label.of[1] for label in labels if label.of[0] == SHARE]
    assert sorted(shares) == sorted(chain.edges)
    ways = [label.of[1] for label in labels if label.of[0] == VALUE]
    assert all(ways.count(node) == max(len(chain.followers(node)), 1) for node in chain.names)


def test_values_stand_above_their_edge_and_slopes_below():
    plan = ChainPlan(Chain(FAN))
    for edge in plan.chain.edges:
        x, y = plan.wires[edge].corners[0]
        mine = [n for n in numbers(plan) if x < n.x < x + plan.run and abs(n.y - y) < 25]
        above, below = sorted(mine, key=lambda label: -label.y)
        assert (above.of, below.of) == ((VALUE, edge[0]), (SHARE, edge))
        assert box(above)[2] > y > box(below)[3]
    (total,) = [label for label in numbers(plan) if label.of == (TOTAL, "x")]
    assert total.text == SIGMA + "1.5" and box(total)[3] < plan.cells["x"].low


def test_names_and_formulas_stand_in_their_cells():
    plan = ChainPlan(Chain(UNIT))
    inside = {
        name: [
            label.text
            for label in plan.labels
            if cell.left <= box(label)[0] and box(label)[1] <= cell.right
            if cell.low <= label.y and label.y + 10 <= cell.top
        ]
        for name, cell in plan.cells.items()
    }
    assert inside == {
        node.name: [f"${node.name}$", *([f"${node.formula}$"] if node.formula else [])]
        for node in UNIT
    }


def test_the_way_back_shines_in_its_own_colour_from_right_to_left():
    wires = ChainPlan(Chain(UNIT)).wires
    there, back = wires["z", "a"], wires["a", "z"]
    np.testing.assert_array_equal(there.corners, back.corners[::-1])
    assert back.quiet and back.bright != there.bright and not there.quiet
    assert there.corners[0][0] < there.corners[-1][0]


def test_a_graph_that_is_too_wide_is_refused_in_one_sentence():
    chained = [
        Node(f"z_{k}", r"\mathrm{a\ long\ name}", (f"z_{k - 1}" if k else "x",), np.tanh)
        for k in range(7)
    ]
    with pytest.raises(
        ValueError, match="a graph of 8 columns .* too wide for 756 pixels; shorten the formulas"
    ):
        ChainPlan(Chain([Node("x", value=1.0), *chained]))


def test_a_formula_that_cannot_be_read_is_refused_in_one_sentence():
    nodes = [Node("x", value=1.0), Node("y", r"\hat{", ("x",), np.sin)]
    with pytest.raises(
        ValueError, match=r"'\\\\hat\{' cannot be drawn as a formula; write names and"
    ):
        ChainPlan(Chain(nodes))
