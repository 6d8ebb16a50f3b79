"""The blueprint's plan: wires run clear of cells, cells and words apart, every step lights one."""

from itertools import combinations, pairwise
from types import SimpleNamespace

import numpy as np
import pytest

from tests.drawing.graphs.test_update import MODELS, every
from utils.drawing.graphs.cells import ROOM
from utils.drawing.graphs.update import Update
from utils.drawing.graphs.update_plan import UpdatePlan
from utils.drawing.style.page import text_width
from utils.drawing.style.palette import GRADIENTS, INK, VALUES, WEIGHTS


def planned(name):
    return UpdatePlan(Update(MODELS[name]()))


def inside(cell, start, end):
    """Whether a piece of wire, level or upright, runs through a cell."""
    (left, right), (low, top) = (sorted(pair) for pair in zip(start, end, strict=True))
    assert left == right or low == top
    across = cell.left + 1 < right and left < cell.right - 1
    return across and cell.low + 1 < top and low < cell.top - 1


@every
def test_wires_run_between_cells_and_not_through_them(name):
    plan = planned(name)
    for wire in plan.wires.values():
        for piece in pairwise(wire.corners):
            assert not any(inside(cell, *piece) for cell in plan.cells.values())


@every
def test_cells_do_not_overlap_and_have_room(name):
    cells = planned(name).cells.values()
    for a, b in combinations(cells, 2):
        assert a.right < b.left or b.right < a.left or a.top < b.low or b.top < a.low
    assert min(cell.left for cell in cells) == 0 and max(cell.right for cell in cells) <= ROOM


@every
def test_words_fit_into_their_cells(name):
    plan = planned(name)
    written = [label for label in plan.labels if label.colour == INK]
    found = 0
    for cell in plan.cells.values():
        mine = [
            label for label in written
            if label.x == cell.middle[0] and cell.low < label.y < cell.top
        ]  # fmt: skip
        for label in mine:
            assert text_width(label.text, label.size) <= cell.width
            assert cell.low + 4 <= label.y and label.y + label.size <= cell.top
        found += len(mine)
        assert len(mine) == 1 + (cell.height > 50 and "cdots" not in mine[0].text)
    assert found == len(written)


def test_letters_are_as_large_as_the_cells_allow():
    assert {label.size for label in planned("classes").labels if label.colour == INK} == {15}
    assert {label.size for label in planned("six").labels if label.colour == INK} == {11, 12}


@pytest.mark.parametrize(
    "name, dark",
    [("article", {0, 12, 28}), ("nine", {0, 11, 26}), ("one layer, not compiled", {0, 4, 9})],
)
def test_every_step_lights_a_wire_where_it_makes_something_of_something(name, dark):
    update = Update(MODELS[name]())
    wires = UpdatePlan(update).wires
    lit = [{(s, t) for s in step.reads for t in step.makes} for step in update.steps]
    assert {k for k, pairs in enumerate(lit) if not pairs & set(wires)} == dark


def test_what_waits_in_memory_is_dashed():
    wires = planned("article").wires
    memory = {(("A", at - 1), ("dW", at)) for at in range(1, 6)}
    assert {pair for pair, wire in wires.items() if wire.dashed} == memory | {
        (("Z", at), ("dZ", at)) for at in range(1, 5)
    }


def test_gradients_stand_below_what_they_belong_to():
    cells = planned("article").cells
    for (symbol, layer), cell in cells.items():
        if symbol[0] == "d":
            own = cells[symbol[1:], layer]
            assert (own.left, own.width, own.height) == (cell.left, cell.width, cell.height)
            assert own.low > cell.top


def test_colours_say_what_is_learned_what_flows_and_what_comes_back():
    colours = {"W": WEIGHTS, "b": WEIGHTS, "dW": GRADIENTS, "dA": GRADIENTS, "Z": VALUES}
    for (symbol, _), cell in planned("article").cells.items():
        assert cell.colour == colours.get(symbol, GRADIENTS if symbol[0] == "d" else VALUES)


def test_what_is_written_beside_the_cells():
    texts = [label.text for label in planned("nine").labels if label.colour != INK]
    for words in ("layer 1", "layers 3 to 7", "linear", "memory", "update", "RMSprop"):
        assert words in texts
    for words in ("$(n, 3)$", "$(n, 1)$"):
        assert words in texts
    assert "$(n,)$" not in texts
    assert "$(n,)$".replace(",)", "{,})") in [label.text for label in planned("classes").labels]


def test_the_band_of_memory_holds_what_forward_leaves():
    plan = planned("article")
    (band,) = plan.bands
    for (symbol, _), cell in plan.cells.items():
        held = band.left < cell.left and cell.right < band.right
        held &= band.low < cell.low and cell.top < band.top
        assert held == (symbol in ("Z", "A"))


def test_shapes_without_room_are_refused_in_one_sentence():
    """Six layers of a hundred thousand units, without the memory they need."""
    kernel, bend = np.broadcast_to(0.0, (100_000, 100_000)), SimpleNamespace(name="relu")
    layer = SimpleNamespace(params={"kernel": kernel}, activation=bend, regularizers=[])
    model = SimpleNamespace(layers=[layer] * 6, loss=None, optimizer=None)
    with pytest.raises(
        ValueError,
        match=r"dW\[6\] of shape \(100000, 100000\) does not fit into its cell; draw a model of",
    ):
        UpdatePlan(Update(model))
