"""Numbers in cells and a window on them: each number in its cell, each colour on one scale."""

import numpy as np
import pytest
from matplotlib import colormaps
from matplotlib.colors import to_rgba

from tests.drawing import known
from utils.drawing.marks.cells import Numbers, Window
from utils.drawing.style.page import axes_at, blank
from utils.drawing.style.palette import CLASS_1, DIVERGING, GREYS

TABLE = np.array([[0, 1.0, 2], [3, np.nan, 8]])


@pytest.fixture
def axes():
    return axes_at(blank(300, 200), 0, 0, 300, 200, xlim=(0.5, 3.5), ylim=(2.5, 0.5))


def test_each_number_stands_in_its_cell(axes):
    mark = Numbers([TABLE, -TABLE])
    mark.make(axes)
    mark.draw(1)
    found = {text.get_position(): text.get_text() for text in axes.texts}
    assert found[(3, 1)] == "\N{MINUS SIGN}2" and found[(1, 2)] == "\N{MINUS SIGN}3"
    assert found[(2, 2)] == "" and mark.moments == 2


def test_each_colour_is_of_one_scale():
    mark = Numbers([TABLE, TABLE / 2], write=None)
    seen = known.pixels(mark, 1, mark.bounds(), (60, 40))[10::20, 10::20]
    expected = GREYS(TABLE / 16, bytes=True)
    for place in [(0, 0), (0, 1), (0, 2), (1, 0), (1, 2)]:
        np.testing.assert_allclose(seen[place], expected[place], atol=2)


@pytest.mark.parametrize("colours", [None, "gray"])
def test_a_scale_around_0_has_its_middle_in_near_white(colours):
    mark = Numbers(TABLE, -8, 8, colours, write=None)
    seen = known.pixels(mark, 0, mark.bounds(), (60, 40))[10::20, 10::20]
    expected = colormaps["gray"] if colours else DIVERGING
    np.testing.assert_allclose(seen[0, 0], expected(0.5, bytes=True), atol=2)
    np.testing.assert_allclose(seen[1, 2], expected(1.0, bytes=True), atol=2)


def test_a_number_on_a_dark_cell_is_pale(axes):
    mark = Numbers(TABLE)
    mark.make(axes)
    mark.draw(0)
    pale, dark = (mark.texts[place].get_color() for place in ((1, 2), (0, 0)))
    assert sum(to_rgba(pale)[:3]) > 2.5 and sum(to_rgba(dark)[:3]) < 0.8


def test_a_window_frames_its_cells(axes):
    mark = Window([(0, 1), (np.nan, np.nan)], (2, 2))
    mark.make(axes)
    mark.draw(0)
    box = mark.frames.get_paths()[0].vertices
    assert [*box.min(axis=0), *box.max(axis=0)] == [1.5, 0.5, 3.5, 2.5]
    assert tuple(mark.frames.get_edgecolor()[0]) == to_rgba(CLASS_1)
    mark.draw(1)
    assert not mark.frames.get_visible() and mark.facts(1) == []
    assert mark.facts(0) == ["window at row 0, column 1"]


def test_a_window_with_gaps_frames_each_cell_by_itself(axes):
    mark = Window((1, 0), (2, 2), (2, 3))
    mark.make(axes)
    mark.draw(0)
    corners = [path.vertices.min(axis=0) for path in mark.frames.get_paths()]
    np.testing.assert_array_equal(corners, [(0.5, 1.5), (3.5, 1.5), (0.5, 3.5), (3.5, 3.5)])
    assert mark.moments is None


def test_what_is_told():
    assert Numbers(TABLE).facts(0) == ["2 x 3 numbers, 5 of them known, from 0 to 8"]
    assert Numbers([TABLE, 0 * TABLE + [1, 1, np.nan]]).facts(1)[0].startswith("2 x 3 numbers, 3")
    assert Numbers([TABLE, np.full((2, 3), np.nan)]).facts(1) == ["2 x 3 cells, all empty"]
    assert Numbers(TABLE[:, :1]).facts(0) == ["2 x 1 numbers from 0 to 3"]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Numbers(np.zeros(3)), "rows and columns, and moments before them"),
        (lambda: Numbers(np.zeros((0, 3))), "rows and columns"),
        (lambda: Numbers([[np.inf, 1]]), "holds infinity, or nothing but nan"),
        (lambda: Numbers([[np.nan]]), "holds infinity, or nothing but nan"),
        (lambda: Window([1, 2, 3]), r"pairs \(row, column\), got the shape \(3,\)"),
    ],
)
def test_bad_input(make, words):
    with pytest.raises(ValueError, match=words):
        make()
