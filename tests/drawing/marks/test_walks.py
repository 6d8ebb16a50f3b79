"""Walks: cut where they leave their map, with words for how they end, and a list of several."""

import numpy as np
import pytest

from tests.drawing import known
from tests.drawing.marks.test_heights import BOWL, GRID
from utils.drawing.marks.heights import Heights
from utils.drawing.marks.walks import Listing, Walk

GROUND = Heights(GRID, BOWL)
STEEP = np.array([[1.5, 2.0], [-2.1, -0.4], [9.0, 9.0]])
WILD = np.array([[0.0, 0.0], [1.0, 1.0], [np.nan, np.inf], [0.0, 0.0]])
SHORT = np.array([[1.5, 2.0], [1.0, 1.5], [0.5, 1.0]])


def walk(points, name="a", **settings):
    return Walk(GROUND, name, points, **settings)


def lines(mark):
    """The lines of a walk on axes: its rim, its way, its end, its start."""
    return known.on_axes(mark, GRID.extent).lines


def test_a_walk_stays_whole_on_the_map():
    mark = walk(SHORT)
    rim, way, end, start = lines(mark)
    np.testing.assert_array_equal(way.get_xydata(), SHORT)
    np.testing.assert_array_equal(rim.get_xydata(), SHORT)
    assert way.get_marker() == "o" and way.get_markersize() < end.get_markersize()
    np.testing.assert_array_equal(end.get_xydata(), SHORT[-1:])
    np.testing.assert_array_equal(start.get_xydata(), SHORT[:1])
    assert mark.left is None and end.get_marker() == "o"


def test_a_walk_is_cut_where_it_crosses_the_edge():
    """From (1.5, 2) towards (-2.1, -0.4): at x = -2 it is at y = -1 / 3."""
    mark = walk(STEEP)
    _, way, end, _ = lines(mark)
    np.testing.assert_allclose(way.get_xydata(), [(1.5, 2), (-2, -1 / 3)])
    assert mark.left == 1 and end.get_marker() == "X"


@pytest.mark.parametrize(
    "second, edge", [((0, 5), (0, 3)), ((0, -3), (0, -1)), ((6, 1), (2, 1)), ((3, 4), (2, 3))]
)
def test_every_edge_cuts(second, edge):
    np.testing.assert_allclose(walk([(0, 1), second, (0, 1)]).shown, [(0, 1), edge])


def test_what_comes_after_the_edge_may_be_anything():
    mark = walk(WILD)
    np.testing.assert_array_equal(mark.shown, WILD[:2])
    assert mark.facts(0) == ["from (0.00, 0.00) leaves the map at update 2"]


@pytest.mark.parametrize(
    ("points", "settings", "words", "facts"),
    [
        (SHORT, {}, "loss 0.250", "from (1.50, 2.00) to (0.50, 1.00), 2 updates"),
        (SHORT[:2], {"value": "cost"}, "cost 1.25", "from (1.50, 2.00) to (1.00, 1.50), 1 update"),
        (SHORT, {"height": 0.125}, "loss 0.125", "from (1.50, 2.00) to (0.50, 1.00), 2 updates"),
        (STEEP, {}, "leaves at update 1", "from (1.50, 2.00) leaves the map at update 1"),
    ],
)
def test_words_and_facts_say_how_a_walk_ends(points, settings, words, facts):
    mark = walk(points, **settings)
    assert mark.words() == words and mark.facts(0) == [facts]


def test_keys_are_those_of_the_signs_that_are_drawn():
    assert [key.get_label() for key in walk(SHORT).keys] == ["start", "update", "end"]
    assert [key.get_label() for key in walk(STEEP).keys][-1] == "leaves the map"


def listed(*walks, high=300):
    """The texts of a list of walks, from the top: words and places in pixels from its corner."""
    axes = known.on_axes(Listing(walks))
    return [(text.get_text(), text.xyann) for text in axes.texts]


def test_a_list_numbers_walks_and_tells_their_ends():
    walks = walk(SHORT, "one"), walk(-SHORT + [0, 2], "two"), walk(STEEP + [0, -2], "three")
    told = listed(*walks)
    words = ["1", "one", "loss 0.250", "2", "two", "loss 0.250", "3", "three", "leaves at update 1"]
    assert [text for text, _ in told] == words
    heights = [down for _, (_, down) in told]
    assert heights[0] == heights[1] > heights[2] > heights[3] == heights[4]
    numbers = [known.on_axes(mark, GRID.extent).texts[0] for mark in walks]
    assert [text.get_text() for text in numbers] == ["1", "2", "3"]
    assert [text.get_position() for text in numbers] == [tuple(mark.shown[0]) for mark in walks]
    assert walks[0].facts(0) == ["1 from (1.50, 2.00) to (0.50, 1.00), loss 0.250"]


def test_long_names_are_wrapped():
    told = listed(
        walk(SHORT, "a walk with a name that needs more than one line of its list, or two")
    )
    assert len(told) > 3 and told[-1][0] == "loss 0.250"


def test_numbers_stand_in_front_of_what_they_lie_on():
    mark = walk(SHORT)
    Listing([mark])
    axes = known.on_axes(mark, GRID.extent)
    (number,) = axes.texts
    assert number.get_zorder() > max(line.get_zorder() for line in axes.lines)
    assert number.get_bbox_patch() is not None


REFUSED = {
    "shape": (lambda: walk(np.zeros((4, 3))), r"the path 'a' must hold points .* \(4, 3\)"),
    "empty": (lambda: walk(np.zeros((0, 2))), r"the path 'a' must hold points \(T, 2\)"),
    "outside": (
        lambda: walk([(5, 0), (0, 0)]),
        r"the path 'a' must start on the map, .* from \[-2. -1.\] to \[2. 3.\], got \[5. 0.\]",
    ),
    "nan first": (lambda: walk(WILD[2:]), "must start on the map"),
    "one start": (
        lambda: Listing([walk(SHORT, "one"), walk(SHORT + 0.1, "two")]),
        "together numbers the starts, and those of 'one' and 'two' lie on each other; leave",
    ),
    "many": (
        lambda: listed(*(walk([(x, y)], f"{x}, {y}") for x in (-1, 0, 1, 2) for y in (0, 1, 2))),
        "together has no room to list 12 walks beside their map; shorten",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_answered_in_one_sentence(case):
    call, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        call()
