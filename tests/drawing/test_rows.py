"""Rows: equal panels in order, one column's sides above each other, heights that suit the page."""

import numpy as np
import pytest

from tests.drawing.known import GRID, slope
from utils.drawing import rows
from utils.drawing.marks.field import Field
from utils.drawing.panels.curves import Curves
from utils.drawing.panels.panel import Panel
from utils.drawing.scene import Scene

FIELD = Field(GRID, slope(GRID.points))
T = np.arange(9.0)


def planes(count, **settings):
    return [Panel(FIELD, name=f"plane {k}", **settings) for k in range(count)]


def boxes(scene):
    """The boxes (left, bottom, right, top) of all panels, in their order."""
    return np.array([panel.axes.bbox.extents for panel in scene.panels])


@pytest.mark.parametrize(
    ("count", "columns", "lines"), [(12, 4, 3), (5, 4, 2), (3, 4, 1), (4, 2, 2)]
)
def test_panels_are_equal_and_stand_row_by_row(count, columns, lines):
    scene = Scene(rows.in_rows(planes(count), columns), "Many")
    left, bottom, right, top = boxes(scene).T
    assert np.ptp(right - left) <= 1 and np.ptp(top - bottom) <= 1
    assert (top - bottom)[0] == pytest.approx(0.75 * (right - left)[0], abs=1)
    assert len({round(edge) for edge in bottom}) == lines == len(scene.rows)
    order = sorted(range(count), key=lambda k: (-round(bottom[k]), left[k]))
    assert order == list(range(count))
    width, height = scene.figure.bbox.size
    assert right.max() < width and top.max() < height and left.min() > 0 and bottom.min() > 0
    columns = [left[k::columns] for k in range(columns)]
    assert all(np.ptp(edges) <= 1 for edges in columns if len(edges))


def test_a_panel_alone_is_no_higher_than_may_be():
    for ratio in (0.75, 2.0):
        left, bottom, right, top = boxes(Scene([planes(1, ratio=ratio)], width=1600))[0]
        assert top - bottom == pytest.approx(min(rows.TALLEST, ratio * (right - left)), abs=1)
        assert top - bottom <= rows.TALLEST + 1


@pytest.mark.parametrize("others", [1, 2])
def test_a_row_fills_its_page(others):
    scene = Scene([planes(1 + others, ratio=0.5), [Curves({"_loss": T}, T)]])
    left, _, right, _ = boxes(scene).T
    edge = scene.figure.bbox.width - right.max()
    assert 0 < edge < 40 and right[-1] == pytest.approx(right[others], abs=20)
    assert left[0] == pytest.approx(left[-1], abs=1)


def test_a_share_of_the_row_may_be_given():
    wide, narrow = planes(1, ratio=None, wide=3), planes(1, ratio=None, wide=1)
    left, bottom, right, top = boxes(Scene([[*wide, *narrow]])).T
    widths = right - left
    assert (
        widths[0] == pytest.approx(3 * widths[1], rel=0.01) and np.ptp(top) == np.ptp(bottom) == 0
    )


HEIGHTS = {  # panels without a ratio: how many stand alone, and how high each is
    "alone": (1, 250),
    "two": (2, 150),
    "four": (4, 118),
}


@pytest.mark.parametrize("case", HEIGHTS)
def test_curves_are_as_high_as_the_page_has_room(case):
    count, high = HEIGHTS[case]
    scene = Scene([[Curves({"loss": T}, T)] for _ in range(count)])
    _, bottom, _, top = boxes(scene).T
    np.testing.assert_allclose(top - bottom, high, atol=1)
    below = Scene([planes(1), *[[Curves({"loss": T}, T)] for _ in range(count)]])
    _, bottom, _, top = boxes(below).T
    np.testing.assert_allclose((top - bottom)[1:], 110, atol=1)


def test_a_panel_without_a_ratio_is_as_high_as_its_neighbour():
    scene = Scene([[*planes(1), Curves({"loss": T}, T)]])
    (_, low, _, high), (_, bottom, _, top) = boxes(scene)
    assert (low, high) == (bottom, top)


def test_panels_that_share_a_side_end_at_one_place_in_any_order():
    names = ("a", "held out", "a name of some length", "b")
    scene = Scene([[Curves({name: T}, T)] for name in names])
    left, _, right, _ = boxes(scene).T
    assert np.ptp(left) == np.ptp(right) == 0
    other = Scene([[Curves({"a": T}, T)], [Curves({"a name of some length": T}, 2 * T)]])
    assert np.ptp(boxes(other)[:, 2]) > 50  # these do not share it


@pytest.mark.parametrize("columns", [0, -1, 2.5, "4"])
def test_columns_are_a_whole_number(columns):
    with pytest.raises(ValueError, match="columns must be a whole number of at least 1, got"):
        rows.in_rows(planes(3), columns)
