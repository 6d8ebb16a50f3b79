"""Computation graphs: the numbers drawn are those of the chain, each where it belongs."""

import itertools

import numpy as np
import pytest

from tests import drawn
from tests.test_chain import FAN, RELU, UNIT
from utils import diagrams, picture
from utils.board import KNOWN, MADE, READ, WAITING
from utils.chain import Chain, Node
from utils.chain_steps import SHARE, TOTAL, VALUE, number
from utils.graphs import states

LONG = [
    Node("x", value=1.0),
    *(Node(f"z_{k}", "g(z)", (f"z_{k - 1}" if k else "x",), np.tanh) for k in range(5)),
]
PAST = [
    Node("a", value=3.0, learned=True),
    Node("b", "a^2", ("a",), lambda a: a * a),
    Node("c", r"\sqrt{b}", ("b",), np.sqrt),
    Node("d", "b + c", ("b", "c"), np.add),
    Node("e", "a b d", ("a", "b", "d"), lambda a, b, d: a * b * d),
]
GRAPHS = {"unit": UNIT, "fan": FAN, "relu": RELU, "long": LONG, "past": PAST}
every = pytest.mark.parametrize("name", GRAPHS)


def boxes(scene):
    """{number: box} of the numbers that are seen, in pixels."""
    with picture.style():
        shown = {name: text for name, text in scene.numbers.items() if text.get_text()}
        return {name: text.get_window_extent() for name, text in shown.items()}


@every
def test_words_of_the_picture(name, figures):
    diagrams.computation_graph(GRAPHS[name])
    assert drawn.too_small(figures[0]) == []
    assert drawn.collisions(figures[0]) == []


@every
def test_words_of_every_frame(name):
    scene = diagrams.GraphScene(GRAPHS[name])
    picture.render(scene.figure)
    for k in range(scene.frames):
        scene.draw(k)
        assert drawn.too_small(scene.figure) == []
        assert drawn.collisions(scene.figure) == []


@every
def test_no_number_lies_on_a_node_or_on_a_wire(name):
    scene = diagrams.GraphScene(GRAPHS[name])
    scene.draw(scene.frames - 1)
    for what, box in boxes(scene).items():
        for cell in scene.board.cells.values():
            apart = box.x1 <= cell.left or cell.right <= box.x0
            assert apart or box.y1 <= cell.low or cell.top <= box.y0, what
        for wire in scene.board.wires.values():
            for start, end in itertools.pairwise(np.asarray(wire.corners, float)):
                x, y = np.linspace(start, end, 60).T
                inside = (box.x0 < x) & (x < box.x1) & (box.y0 + 2 < y) & (y < box.y1 - 2)
                assert not inside.any(), what


@every
def test_wires_run_between_nodes_and_not_through_them(name):
    board = diagrams.GraphScene(GRAPHS[name]).board
    for wire in board.wires.values():
        x, y = np.asarray(wire.corners, float).T
        for cell in board.cells.values():
            across = (cell.left + 1 < x) & (x < cell.right - 1)
            assert not (across & (cell.low - 3 < y) & (y < cell.top + 3)).any()


@every
def test_numbers_drawn_are_those_of_the_chain(name):
    chain, scene = Chain(GRAPHS[name]), diagrams.GraphScene(GRAPHS[name])
    scene.draw(scene.frames - 1)
    told = {what: text.get_text() for what, text in scene.numbers.items()}
    for (kind, what, *_), text in told.items():
        if kind == VALUE:
            assert text == number(chain.values[what])
        elif kind == SHARE:
            assert text == number(chain.shares[what])
        else:
            assert text.removeprefix("\N{GREEK CAPITAL LETTER SIGMA} = ") == number(
                chain.gradients[what]
            )
    assert len([what for what in told if what[0] == SHARE]) == len(chain.edges)


def test_values_stand_above_their_edge_and_slopes_below():
    scene = diagrams.GraphScene(FAN)
    scene.draw(scene.frames - 1)
    found = boxes(scene)
    for edge in scene.chain.edges:
        y = scene.board.wires[edge].corners[0][1]
        assert found[VALUE, edge[0], edge].y0 > y - 1
        assert found[SHARE, edge].y1 < y + 1
    cell = scene.board.cells["x"]
    assert found[TOTAL, "x"].y1 < cell.low
    assert scene.numbers[TOTAL, "x"].get_text() == "\N{GREEK CAPITAL LETTER SIGMA} = 1.5"


def test_values_light_up_first_then_slopes():
    scene = diagrams.GraphScene(UNIT)
    counts = []
    for k in range(scene.frames):
        scene.draw(k)
        kinds = [name[0] for name in boxes(scene)]
        counts.append((kinds.count(VALUE), kinds.count(SHARE) + kinds.count(TOTAL)))
    assert counts == [
        *((values, 0) for values in (4, 5, 6, 7, 8)),
        *((8, slopes) for slopes in (1, 2, 3, 4, 5, 6, 7, 8, 8)),
    ]


def test_the_states_of_a_step():
    scene = diagrams.GraphScene(UNIT)
    assert states(scene.chain, scene.steps[2]) == {
        "x": KNOWN, "w": KNOWN, "b": READ, "y": KNOWN, "u": READ, "z": MADE,
        "a": WAITING, "J": WAITING,
    }  # fmt: skip
    back = states(scene.chain, scene.steps[8])
    assert (back["z"], back["a"], back["J"]) == (MADE, READ, KNOWN)


def test_the_way_back_shines_in_its_own_colour_from_right_to_left():
    board = diagrams.GraphScene(UNIT).board
    there, back = board.wires["z", "a"], board.wires["a", "z"]
    np.testing.assert_array_equal(there.corners, back.corners[::-1])
    assert back.quiet and back.bright != there.bright
    assert there.corners[0][0] < there.corners[-1][0]


def test_facts():
    minus = "\N{MINUS SIGN}"
    assert diagrams.computation_graph(RELU, title="A bend").facts == (
        f"A bend: z = {minus}0.5 with slope 1; y hat = relu(z) = 0 with slope {minus}0.5; "
        f"J = e^y hat z = {minus}0.5 with slope 1."
    )
    scene = diagrams.GraphScene(UNIT, title="A unit")
    assert scene.facts(2) == f"A unit, step 3 of 14: Forward: z; z = u + b = {minus}0.8."
    assert scene.facts(8) == (
        "A unit, step 9 of 14: Backward, to z by way of a; dJ/dz = dJ/da times da/dz = "
        f"{minus}1.38 times 0.214 = {minus}0.295."
    )


@pytest.mark.parametrize("draw", [diagrams.computation_graph, diagrams.GraphScene])
def test_a_graph_that_is_too_wide_is_refused_in_one_sentence(draw):
    chained = [
        Node(f"z_{k}", r"\mathrm{a\ long\ name}", (f"z_{k - 1}" if k else "x",), np.tanh)
        for k in range(7)
    ]
    with pytest.raises(ValueError, match="a graph of 8 columns .* too wide for 800 pixels"):
        draw([Node("x", value=1.0), *chained])


@pytest.mark.parametrize("draw", [diagrams.computation_graph, diagrams.GraphScene])
def test_a_formula_that_cannot_be_read_is_refused_in_one_sentence(draw):
    with pytest.raises(
        ValueError, match=r"'\\\\hat\{' cannot be drawn as a formula; write names and"
    ):
        draw([Node("x", value=1.0), Node("y", r"\hat{", ("x",), np.sin)])
