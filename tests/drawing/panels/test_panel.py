"""Panels: limits that hold their marks, sides with few numbers, names, words and flags above."""

import numpy as np
import pytest

from tests import drawn
from tests.drawing.known import GRID, HELD_OUT, TRAIN, X, slope
from utils.drawing.film import picture
from utils.drawing.marks.field import Field
from utils.drawing.marks.images import Matrix
from utils.drawing.marks.lines import Band, Line, Lines
from utils.drawing.marks.mark import Draw, Words
from utils.drawing.marks.points import Points
from utils.drawing.panels.panel import Panel
from utils.drawing.scene import Scene

T = np.arange(5.0)
FIELD = Field(GRID, slope(GRID.points))
MOVING = Field(GRID, [slope(GRID.points, turn) for turn in (0.5, 1, 2)])
WEIGHTS = Matrix(np.array([[-1000.0, 2000], [0, -1500]]))


def seen(*rows, k=-1, **settings):
    """The figure of a scene, rendered."""
    scene = Scene(list(rows), **settings)
    scene.draw(k)
    with picture.style():
        picture.render(scene.figure)
    return scene.figure


def ticks(axis):
    return [text.get_text() for text in picture.texts(axis) if text is not axis.label]


LIMITS = {
    "a field fills it": ([FIELD, Points(*TRAIN)], GRID.extent),
    "a matrix fills it": ([WEIGHTS], (0.5, 2.5, 2.5, 0.5)),
    "marks with room": ([Points(X), Line([0, 4], [0, 1])], (-1.25, 4.25, -0.365, 1.065)),
    "one point": ([Points([[2.0, 3.0]])], (1.95, 2.05, 2.95, 3.05)),
    "nothing to hold": ([Words(0, 0, "here"), Band(None, 0, 9), Lines([[]])], (0, 1, 0, 1)),
}


@pytest.mark.parametrize("case", LIMITS)
def test_limits_hold_the_marks(case):
    marks, wanted = LIMITS[case]
    assert Panel(*marks).limits == pytest.approx(wanted)
    assert Panel(*marks, limits=(0, 9, 8, 7)).limits == (0, 9, 8, 7)
    axes = seen([Panel(*marks)]).axes[0]
    assert (*axes.get_xlim(), *axes.get_ylim()) == pytest.approx(wanted)


def test_marks_are_drawn_from_the_bottom_up_with_one_key():
    panel = Panel(FIELD, Points(*TRAIN, HELD_OUT), Line(T, T, "rise"))
    labels = [key.get_label() for key in panel.keys]
    assert labels == ["rise", "class 0", "class 1", "held out", "P(class 1) = 0.5"]
    assert np.vstack(panel.colours).shape == (len(FIELD.colours), 4)


def test_moments_are_those_of_the_marks_that_move():
    assert Panel(MOVING, Points(*TRAIN)).moments == 3 and Panel(FIELD).moments is None
    with pytest.raises(ValueError, match="one number of moments, got Field 3, Line 2; record all"):
        Scene([Panel(MOVING, Line(T, [T, T]))])


def test_a_panel_moves_and_tells_what_its_marks_do():
    panel = Panel(MOVING, Line(T, [T, T + 1, T + 2], "it"), name="Two", said=lambda i: f"at {i}")
    Scene([panel], "A title")
    panel.draw(1)
    assert panel.facts(1) == ["Two at 1", *MOVING.facts(1), "it from 1 to 5"]
    assert {*MOVING.moving, panel.marks[1].moving[0]} < set(panel.moving)
    np.testing.assert_array_equal(panel.marks[1].moving[0].get_ydata(), T + 1)
    (said,) = set(panel.moving) - {*MOVING.moving, panel.marks[1].moving[0]}
    assert said.get_text() == "at 1"
    assert Panel(name="only a name").facts(0) == [] and Panel(said="still").facts(0) == ["still"]


NUMBERS = {  # limits, and what stands beside the two sides
    "plain": ((0, 4, -1, 1), {}, ["0", "1", "2", "3", "4"], ["−1", "−0.5", "0", "0.5", "1"]),
    "thousands": ((0, 40_000, 0, 1), {}, ["0", "10,000", "20,000", "30,000", "40,000"], None),
    "whole": ((0, 2, 0, 2), {"whole": "xy"}, ["0", "1", "2"], ["0", "1", "2"]),
    "whole below": ((0, 2, 0, 2), {"whole": "x"}, ["0", "1", "2"], ["0", "0.5", "1", "1.5", "2"]),
    "tiny": ((0, 1e-9, 0, 1), {}, ["0", "2·10⁻¹⁰", "4·10⁻¹⁰", "6·10⁻¹⁰", "8·10⁻¹⁰", "10⁻⁹"], None),
}  # fmt: skip


@pytest.mark.parametrize("case", NUMBERS)
def test_sides_have_few_round_numbers(case):
    limits, settings, across, up = NUMBERS[case]
    axes = seen([Panel(limits=limits, **settings)]).axes[0]
    assert ticks(axes.xaxis) == across and (up is None or ticks(axes.yaxis) == up)


@pytest.mark.parametrize("count", [1, 2, 4])
@pytest.mark.parametrize("limits", [(0, 1, 0, 1e9), (0, 1e9, 0, 1e-9), (-9e11, 1e12, -1e-12, 1)])
def test_wide_numbers_have_room(limits, count):
    figure = seen([Panel(limits=limits) for _ in range(count)])
    assert drawn.collisions(figure) == []
    assert all(len(ticks(axes.xaxis)) >= 2 for axes in figure.axes)


def test_a_panel_without_sides_has_no_numbers():
    figure = seen([Panel(FIELD, axes=None)])
    assert list(picture.texts(figure.axes[0])) == [] and not figure.axes[0].axison


def test_sides_are_named_once_a_row_and_once_a_column():
    def row(count):
        return [Panel(FIELD, axes=("$a$", "$b$")) for _ in range(count)]

    figure = seen(row(4), row(2))
    assert [axes.get_xlabel() for axes in figure.axes] == ["", "", "$a$", "$a$", "$a$", "$a$"]
    assert [axes.get_ylabel() for axes in figure.axes] == ["$b$", "", "", "", "$b$", ""]
    named = [bool(ticks(axes.yaxis)) for axes in figure.axes]
    assert named == [True, False, False, False, True, False]
    assert [bool(ticks(axes.xaxis)) for axes in figure.axes] == [False, False] + [True] * 4


@pytest.mark.parametrize("bare", ["above", "below"])
def test_a_panel_with_sides_keeps_its_numbers_beside_one_without(bare):
    sides = [None, ("$a$", "$b$")] if bare == "above" else [("$a$", "$b$"), None]
    figure = seen(*([Panel(FIELD, axes=names)] for names in sides))
    shown = [bool(list(picture.texts(axes))) for axes in figure.axes]
    assert shown == [names is not None for names in sides]


@pytest.mark.parametrize("other", [{"limits": (0, 1, 0, 2)}, {"axes": ("$a$", "$c$")}])
def test_unlike_panels_side_by_side_keep_their_numbers(other):
    figure = seen([Panel(limits=(0, 1, 0, 1), axes=("$a$", "$b$")),
                   Panel(**{"limits": (0, 1, 0, 1), "axes": ("$a$", "$b$"), **other})])  # fmt: skip
    assert all(ticks(axes.yaxis) for axes in figure.axes)


LONG = "a large network with weights decayed by 0.01 and with dropout"


@pytest.mark.parametrize(
    ("name", "said", "columns"),
    [("epoch 12", "98.0 %", 4), (LONG, "87.5 %", 2), (LONG, LONG, 2), ("", "87.5 %", 1),
     (LONG, "", 2)],
)  # fmt: skip
def test_words_stand_beside_the_name_or_below_it_in_all_panels(name, said, columns):
    names = [name, *["small"] * (columns - 1)]
    figure = seen([Panel(FIELD, name=each, said=said) for each in names])
    assert drawn.collisions(figure) == [] and drawn.too_small(figure) == []
    places = []
    for axes, name in zip(figure.axes, names, strict=True):
        texts = sorted(axes.texts, key=lambda text: -text.get_window_extent().y0)
        bold = [text.get_text() for text in texts if text.get_weight() == "bold"]
        rest = [text for text in texts if text.get_weight() != "bold"]
        assert " ".join(bold) == name
        assert " ".join(text.get_text() for text in rest) == said
        places += [rest[-1].get_window_extent()] if said else []
        level = abs(texts[0].xyann[1] - texts[-1].xyann[1]) < 1
        assert level == (LONG not in names or len(texts) == 1)
    assert np.ptp([place.y0 for place in places] or [0]) < 3


def test_a_name_of_more_than_two_lines_is_refused():
    with pytest.raises(ValueError, match="takes 3 lines above its panel .* shorten it"):
        seen([Panel(FIELD, name=each) for each in (LONG, "small", "small")])


def test_flags_stand_at_their_place_one_above_the_other():
    panel = Panel(limits=(0, 10, 0, 1), flags={"early": 0, "middle": 5, "late": 10}, name="it")
    figure = seen([panel])
    axes = figure.axes[0]
    assert [list(line.get_xdata()) for line in axes.lines] == [[0, 0], [5, 5], [10, 10]]
    words = {text.get_text(): text.get_window_extent() for text in axes.texts}
    heights = [words[name].y0 for name in ("early", "middle", "late", "it")]
    assert heights == sorted(heights) and heights[0] > axes.bbox.y1
    assert drawn.collisions(figure) == []
    for line in axes.lines:
        assert line.get_window_extent().height > axes.bbox.height


def test_a_scale_of_colours_has_its_room():
    figure = seen([Panel(WEIGHTS, ratio=None), Panel(FIELD)], title="Weights")
    assert {"−2·10³", "2·10³"} <= set(picture.words(figure))
    assert drawn.collisions(figure) == []
    (bar,) = figure.axes[0].child_axes
    assert figure.axes[0].bbox.x1 < bar.bbox.x0 and bar.bbox.x1 < figure.axes[1].bbox.x0


def test_own_artists_are_drawn_in_its_box():
    panel = Panel(Draw(lambda axes: axes.plot([0, 1], [0, 1])), limits=(0, 1, 0, 1), ratio=0.5)
    box = seen([panel]).axes[0].bbox
    assert (box.x0, box.width, box.height) == pytest.approx(
        (panel.box[0], panel.box[2], panel.box[3])
    )
    assert box.height == pytest.approx(0.5 * box.width, abs=1)


@pytest.mark.parametrize("x", [-0.1, 10.1])
def test_a_flag_outside_is_refused(x):
    with pytest.raises(ValueError, match=f"the flag 'here' must stand between 0 and 10, got {x}"):
        Scene([Panel(limits=(0, 10, 0, 1), flags={"here": x})])
