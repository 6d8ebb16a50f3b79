"""Small multiples: equal panels in order, words where there is room, no word on another."""

import numpy as np
import pytest

from tests import drawn
from utils import picture
from utils.tiles import tiles

TWELVE = {f"epoch {k}": f"{50 + 4 * k}.0 %" for k in range(12)}
LONG = {
    "logistic regression": "85.0 %",
    "a large network with weights decayed by 0.01 and dropout": "87.5 %",
    "small": "80.0 %",
}


def made(heads, columns=4, **settings):
    with picture.style():
        figure, panels, top = tiles(heads, 0.75, columns, "Title", "Note.", **settings)
        picture.render(figure)
        return figure, [axes.get_window_extent() for axes in panels], top


def lines(figure):
    return [[text.get_text() for text in axes.texts] for axes in figure.axes]


@pytest.mark.parametrize("count, columns, rows", [(12, 4, 3), (5, 4, 2), (3, 4, 1), (4, 2, 2)])
def test_panels_are_equal_and_stand_row_by_row(count, columns, rows):
    _, boxes, top = made(dict(list(TWELVE.items())[:count]), columns)
    sizes = np.array([(box.width, box.height) for box in boxes])
    np.testing.assert_allclose(sizes, sizes[:1].repeat(count, axis=0), atol=1e-3)
    assert sizes[0, 1] == pytest.approx(0.75 * sizes[0, 0], abs=1)
    assert len({round(box.y0) for box in boxes}) == rows
    reading = sorted(boxes, key=lambda box: (-round(box.y0), box.x0))
    assert [id(box) for box in reading] == [id(box) for box in boxes]
    assert max(box.y1 for box in boxes) < top and max(box.x1 for box in boxes) < 800


def test_few_panels_are_no_larger_than_may_be():
    _, (box,), _ = made({"one": "1 %"})
    assert box.width == pytest.approx(400)


def test_words_stand_beside_the_caption_or_in_all_panels_below_it():
    figure, _, _ = made(TWELVE)
    assert lines(figure)[2] == ["epoch 2", "58.0 %"]
    heights = [[text.get_window_extent().y0 for text in axes.texts] for axes in figure.axes]
    assert all(abs(one - other) < 3 for one, other in heights)
    figure, _, _ = made(LONG, 3)
    assert lines(figure)[2] == ["80.0 %", "small"]
    assert len(lines(figure)[1]) > 2 and lines(figure)[1][0] == "87.5 %"
    low, high = (text.get_window_extent().y0 for text in figure.axes[2].texts)
    assert high - low == pytest.approx(18, abs=3)


@pytest.mark.parametrize(
    "heads, columns",
    [(TWELVE, 4), (TWELVE, 3), (LONG, 3), (LONG, 2), (LONG, 1)],
)
def test_words_are_readable_and_do_not_touch(heads, columns):
    figure, _, _ = made(heads, columns, room=34)
    assert drawn.too_small(figure) == [] and drawn.collisions(figure) == []


def test_sides_are_named_once_a_row_and_once_a_column():
    figure, _, _ = made(dict(list(TWELVE.items())[:6]), 4, names=("$a$", "$b$"))
    across = [axes.get_xlabel() for axes in figure.axes]
    assert across == ["", "", "$a$", "$a$", "$a$", "$a$"]
    assert [axes.get_ylabel() for axes in figure.axes] == ["$b$", "", "", "", "$b$", ""]


@pytest.mark.parametrize("columns", [0, 2.5, "4"])
def test_columns_are_a_whole_number(columns):
    with pytest.raises(ValueError, match="columns must be a whole number of at least 1, got"):
        made(TWELVE, columns)
