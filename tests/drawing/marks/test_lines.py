"""Lines: curves that stand, change and grow, bands between them, and where they are now."""

import numpy as np
import pytest
from matplotlib.colors import same_color

from tests.drawing import known
from utils.drawing.marks.lines import Band, Dots, Line, Lines, Rule, Trace, coloured
from utils.drawing.style.palette import FAINT, LOOKS

T = np.arange(5.0)
TWO = np.array([T, T**2])


def test_a_line_stands_still_or_has_a_curve_for_each_moment():
    still, moving = Line(T, T + 1, "rise"), Line(T, TWO, look=coloured("#009e73"))
    known.on_axes(still), known.on_axes(moving)
    np.testing.assert_array_equal(still.moving[0].get_xydata(), np.column_stack([T, T + 1]))
    assert still.moments is None and still.still
    moving.draw(1)
    np.testing.assert_array_equal(moving.moving[0].get_ydata(), T**2)
    assert moving.moments == 2 and not moving.still
    assert same_color(moving.moving[0].get_color(), "#009e73")
    assert same_color(still.moving[0].get_color(), LOOKS[0].line["color"])
    assert [key.get_label() for key in still.keys] == ["rise"] and moving.keys == []
    assert moving.bounds() == (0, 4, 0, 16)


def test_a_line_tells_its_range_at_the_moment():
    assert Line(T, TWO, "it").facts(0) == ["it from 0 to 4"]
    assert Line(T, TWO).facts(1) == ["from 0 to 16"]
    low = "\N{MINUS SIGN}0.333"
    assert Line(T, -1 / 3 + 0 * T, "flat").facts(0) == [f"flat from {low} to {low}"]
    assert Line(T, T).facts(0) == []


def test_a_line_may_have_gaps_and_diverge():
    lost = Line(T, [[1, np.nan, 2, np.inf, np.nan], [np.nan] * 5], "it")
    known.on_axes(lost)
    assert lost.facts(0) == ["it from 1 to 2"] and lost.facts(1) == ["it holds no number"]
    assert lost.bounds() == (0, 4, 1, 2)


def test_lines_are_those_of_the_moment():
    first, second = [np.eye(2)], [np.zeros((3, 2)), np.ones((2, 2))]
    mark = Lines([first, second, []], "boundary", color="#009e73")
    known.on_axes(mark)
    for i, wanted in enumerate((first, second, [])):
        mark.draw(i)
        drawn = mark.moving[0].get_segments()
        assert len(drawn) == len(wanted)
        for one, other in zip(drawn, wanted):
            np.testing.assert_array_equal(one, other)
    assert mark.moments == 3 and len(mark.moving) == 1 and mark.bounds() is None
    assert same_color(mark.moving[0].get_color()[0], "#009e73")
    assert mark.keys[0].get_label() == "boundary" and Lines([[]]).keys == []


@pytest.mark.parametrize(("i", "count", "height"), [(0, 1, 0.0), (1, 3, 6.5), (2, 5, 16.0)])
def test_a_trace_grows_as_far_as_the_moment_and_its_dot_stands_at_the_end(i, count, height):
    mark = Trace(T, T**2, [0, 2.5, 4], coloured("#009e73"))
    axes = known.on_axes(mark, (0, 4, 0, 16))
    mark.draw(i)
    np.testing.assert_array_equal(mark.moving[0].get_xydata(), np.column_stack([T, T**2])[:count])
    assert mark.moving[-1].get_xydata().tolist() == [[[0, 2.5, 4][i], height]]
    assert mark.value(i) == height and mark.moments == 3
    whole = axes.lines[0]
    assert len(whole.get_xdata()) == 5 and same_color(whole.get_color(), FAINT)
    assert mark.moving == axes.lines[1:] and whole not in mark.moving


def test_a_band_reaches_from_the_low_to_the_high_curve():
    mark = Band(T, T - 1, T + 2)
    corners = known.on_axes(mark).collections[0].get_paths()[0].vertices
    for x in T:
        there = corners[corners[:, 0] == x, 1]
        assert (there.min(), there.max()) == (x - 1, x + 2)
    assert mark.bounds() == (0, 4, -1, 6)


def test_a_band_between_two_places_is_as_high_as_the_panel():
    mark = Band(None, 0, 0.5, color="#ff0000", alpha=1)
    seen = known.pixels(mark)
    red = (seen[..., :3] == (255, 0, 0)).all(axis=2)
    assert red[:, 42:58].all() and not red[:, :39].any() and not red[:, 61:].any()
    assert mark.bounds() is None


def test_a_rule_stands_or_is_where_the_moment_is():
    still, moving = Rule(0.5), Rule([0.1, 0.7])
    known.on_axes(still), known.on_axes(moving)
    still.draw(0)
    moving.draw(1)
    assert set(still.moving[0].get_xdata()) == {0.5} and set(moving.moving[0].get_xdata()) == {0.7}
    assert (still.moments, moving.moments) == (None, 2)
    assert still.still and not moving.still


def test_dots_stand_at_the_place_of_the_moment():
    mark = Dots(T, T**2, "#009e73")
    known.on_axes(mark)
    mark.draw(3)
    assert mark.moving[-1].get_xydata().tolist() == [[3, 9]] and len(mark.moving) == 1
    assert same_color(mark.moving[-1].get_markerfacecolor(), "#009e73")
    assert mark.moments == 5 and mark.bounds() == (0, 4, 0, 16)


REFUSED = {
    "line": (
        lambda: Line(T, [1, 2], "loss"),
        r"the line 'loss' needs one y for each x, .* \(T, n\) for x \(n,\), got y \(2,\) for x",
    ),
    "line of rows": (lambda: Line(T, np.zeros((2, 3, 5))), r"got y \(2, 3, 5\) for x \(5,\)"),
    "line, nan": (
        lambda: Line(T, T * np.nan).bounds(), "holds no finite number; did the training diverge"
    ),
    "trace": (lambda: Trace(T, [1], [1]), r"a trace needs one number for each x \(n,\), got the"),
    "band": (lambda: Band(T, [1], T), r"a band needs .* the shapes \[\(5,\), \(1,\), \(5,\)\]"),
    "dots": (lambda: Dots(T, 3), r"a dot needs .* the shapes \[\(5,\), \(\)\]"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_answered_in_one_sentence(case):
    call, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        call()
