"""Spreads, bars and tables: every number stands where it is and is written beside it."""

import numpy as np
import pytest

from tests import drawn
from utils.drawing.film import picture
from utils.drawing.panels.spread import Bars, Spread, Table
from utils.drawing.scene import Scene

SEEDS = {"NumPy": [0.9, 0.95, 0.9, 0.85, 0.99], "Keras, the same start": [0.8, 0.9, 1.0]}
GROWING = {"a": [1.0, 2.0, 3.0], "a long name of it": [3.0, 2.0, -1.0]}
TABLE = {"network": ["small", "large"], "weights": [1_153, 1_000_000], "loss": [0.123456, -1e-5]}
PANELS = {
    "spread": lambda: Spread(SEEDS, "accuracy"),
    "bars": lambda: Bars({"train": 0.93, "held out": 0.87}, "accuracy"),
    "growing bars": lambda: Bars(GROWING, "weight"),
    "bars from 1": lambda: Bars({"a": 0.5, "b": 2000.0}, "ratio", start=1.0),
    "table": lambda: Table(TABLE),
}


def rendered(panel, k=-1):
    scene = Scene([panel], "Numbers")
    scene.draw(k)
    with picture.style():
        picture.render(scene.figure)
    return panel.axes


@pytest.mark.parametrize("name", PANELS)
def test_words_are_readable_and_do_not_touch(name):
    figure = rendered(PANELS[name]()).figure
    assert drawn.too_small(figure) == [] and drawn.collisions(figure) == []


def test_a_spread_has_a_dot_for_each_seed_a_bar_and_the_median():
    panel = PANELS["spread"]()
    axes = rendered(panel)
    bar, middle, dots = axes.lines[:3]
    assert len(set(zip(*dots.get_data()))) == 5
    np.testing.assert_allclose(sorted(dots.get_xdata()), sorted(SEEDS["NumPy"]))
    np.testing.assert_allclose(bar.get_xdata(), [0.85, 0.99])
    np.testing.assert_allclose(middle.get_xdata(), [0.9, 0.9])
    heights = [np.mean(line.get_ydata()) for line in axes.lines[::3]]
    assert heights == [0, -1]
    assert {"NumPy  median 0.9", "Keras, the same start  median 0.9", "accuracy"} <= set(
        picture.words(axes)
    )
    assert panel.facts(0) == [
        "NumPy median 0.9 of 5, 0.85 to 0.99", "Keras, the same start median 0.9 of 3, 0.8 to 1"
    ]  # fmt: skip


def test_equal_numbers_lie_above_one_another():
    dots = rendered(Spread({"a": [1, 2, 1, 1]})).lines[2]
    heights = dots.get_ydata()
    same = np.sort(heights[[0, 2, 3]])
    assert heights[1] == 0 == same.mean() and np.diff(same).min() > 0.1


@pytest.mark.parametrize("k", range(3))
def test_bars_are_as_long_as_their_numbers(k):
    panel = Bars(GROWING, "weight")
    axes = rendered(panel, k)
    values = [y[k] for y in GROWING.values()]
    assert [bar.get_x() + bar.get_width() for bar in axes.patches] == values
    assert [text.get_text() for text in axes.texts] == [
        f"{v:.2f}".replace("-", "\N{MINUS SIGN}") for v in values
    ]
    for text, value in zip(axes.texts, values, strict=True):
        assert text.get_position()[0] > max(value, 0)
    assert panel.facts(k)[0].startswith(f"a {values[0]:g}, a long name of it ")
    assert panel.moments == 3 and set(panel.moving) == {*axes.patches, *axes.texts}
    low, high = axes.get_xlim()
    assert low <= -1 and high >= 3


def test_numbers_beside_bars_are_written_as_they_are_told_to_be():
    panel = Bars({"a": [2.0, 100.0], "b": [13.0, 0.0]}, write="{:.0f} %".format)
    for k, words in enumerate((["2 %", "13 %"], ["100 %", "0 %"])):
        assert [text.get_text() for text in rendered(panel, k).texts] == words


def test_bars_begin_where_they_are_told_and_the_first_is_on_top():
    panel = PANELS["bars from 1"]()
    axes = rendered(panel)
    assert [bar.get_x() for bar in axes.patches] == [1, 1]
    assert [bar.get_width() for bar in axes.patches] == [-0.5, 1999]
    first, second = (bar.get_window_extent().y0 for bar in axes.patches)
    assert first > second and panel.moments is None
    names = [text.get_text() for text in axes.get_yticklabels()]
    assert names == ["a", "b"] and Bars({"a": 1}, most=7).limits[1] == 7


def test_a_table_has_its_heads_in_bold_and_its_cells_below_them():
    panel = PANELS["table"]()
    axes = rendered(panel)
    boxes = {text.get_text(): text.get_window_extent() for text in axes.texts}
    bold = [text.get_text() for text in axes.texts if text.get_weight() == "bold"]
    assert bold == list(TABLE)
    rows = [["network", "weights", "loss"], ["small", "1,153", "0.1235"],
            ["large", "1,000,000", "−10⁻⁵"]]  # fmt: skip
    for row in rows:
        assert np.ptp([boxes[cell].y0 for cell in row]) < 6
    for column in zip(*rows, strict=True):
        assert boxes[column[0]].y0 > boxes[column[1]].y1 > boxes[column[2]].y1
        edges = [boxes[cell].x0 if column[0] == "network" else boxes[cell].x1 for cell in column]
        assert np.ptp(edges) < 2  # words begin, numbers end at one place
    assert panel.facts(0) == [
        "network small, weights 1,153, loss 0.1235",
        "network large, weights 1,000,000, loss \N{MINUS SIGN}10⁻⁵",
    ]


@pytest.mark.parametrize("name", ["spread", "bars", "table"])
def test_what_stands_still_stands_beside_what_moves(name):
    panel = PANELS[name]()
    scene = Scene([[Bars(GROWING)], [panel]])
    scene.draw(2)
    assert scene.frames == 3 and panel.moments is None and list(panel.moving) == []


REFUSED = {
    "no spread": (lambda: Spread({}), "values is empty; name at least one, for example"),
    "no bars": (lambda: Bars({}), "values is empty; name at least one, for example"),
    "nan": (lambda: Spread({"NumPy": [0.9, np.nan]}), r"'NumPy' needs finite numbers, at least"),
    "no seeds": (lambda: Spread({"NumPy": []}), r"'NumPy' needs finite numbers, at least one, got"),
    "diverged bar": (lambda: Bars({"a": np.inf}), "'a' needs finite numbers, at least one, got"),
    "moments": (
        lambda: Bars({"a": [1, 2], "b": [1, 2, 3]}),
        r"a number each, or one for each moment, got \[\(2,\), \(3,\)\]",
    ),
    "matrix": (lambda: Bars({"a": [[1, 2]]}), r"or one for each moment, got \[\(1, 2\)\]"),
    "columns": (
        lambda: Table({"a": [1], "b": [1, 2]}),
        r"columns of a table must have one length, got \[1, 2\]",
    ),
    "wide": (
        lambda: Scene([Table({"word " * 9: [1], "words " * 9: ["is " * 30]})]),
        "the table needs .* pixels and has .*; shorten its words, leave some out, or give it a row",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_answered_in_one_sentence(case):
    call, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        call()
