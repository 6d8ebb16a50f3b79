"""A confusion matrix: each count in its cell, mistakes on a scale of their own, shares beside."""

import numpy as np
import pytest

from tests import drawn
from utils.drawing.film import picture
from utils.drawing.panels.confusion import MISTAKES, Confusion
from utils.drawing.scene import Scene

# By hand: 3 of 10 cats were taken for dogs, 1 of 2 birds for a cat.
COUNTS = [[7, 3, 0], [0, 1200, 0], [1, 0, 1]]
NAMES = ["cat", "dog", "bird"]


def rendered(panel):
    scene = Scene([panel], "Who is taken for whom")
    with picture.style():
        return picture.render(scene.figure)


def test_each_count_stands_in_its_cell():
    panel = Confusion(COUNTS, NAMES)
    rendered(panel)
    texts = {text.get_position(): text.get_text() for text in panel.axes.texts}
    found = {place: text for place, text in texts.items() if text and place[0] <= 2}
    assert found == {(0, 0): "7", (1, 0): "3", (1, 1): "1,200", (0, 2): "1", (2, 2): "1"}
    beside = [text for (x, y), text in sorted(texts.items(), key=lambda t: t[0][1]) if x > 2.4]
    assert beside == ["70.0 %", "100.0 %", "50.0 %"]


def test_both_sides_have_their_names():
    panel = Confusion(COUNTS, NAMES)
    rendered(panel)
    axes = panel.axes
    for side in (axes.xaxis, axes.yaxis):
        assert [tick.get_text() for tick in side.get_ticklabels()] == NAMES
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("predicted class", "true class")
    assert axes.get_ylim() == (2.5, -0.5)  # the first class on top


def test_mistakes_are_seen_beside_many_right_answers():
    panel = Confusion(COUNTS, NAMES)
    rendered(panel)
    shades = panel.axes.images[0].get_array()
    np.testing.assert_allclose(shades[0, 1], MISTAKES(1.0))
    np.testing.assert_allclose(shades[2, 0], MISTAKES(1 / 3))
    np.testing.assert_allclose(shades[0, 2], MISTAKES(0.0))
    assert len({tuple(shades[k, k]) for k in range(3)}) == 1


def test_the_facts_name_the_most_frequent_mistakes():
    facts = "; ".join(Confusion(COUNTS, NAMES).facts(0))
    assert facts == "1,208 of 1,212 right; cat taken for dog 3 times; bird taken for cat 1 times"
    assert Confusion(np.eye(2, dtype=int)).facts(0) == ["2 of 2 right"]


@pytest.mark.parametrize("k", [2, 10])
def test_words_are_readable_and_do_not_touch(k):
    panel = Confusion(np.full((k, k), 88) + 900 * np.eye(k, dtype=int))
    rendered(panel)
    figure = panel.axes.figure
    assert drawn.too_small(figure) == [] and drawn.collisions(figure) == []


BAD = [
    ([[1, 2]], "a square table of numbers from 0 up, got the shape"),
    ([1, 2], "a square table"),
    ([[1, -1], [0, 1]], "from 0 up"),
]


@pytest.mark.parametrize(("counts", "sentence"), BAD)
def test_what_is_no_table_is_refused(counts, sentence):
    with pytest.raises(ValueError, match=sentence):
        Confusion(counts)
    with pytest.raises(ValueError, match="one for each of 3 classes"):
        Confusion(COUNTS, ["a", "b"])


def test_moments_share_the_scale_of_the_last():
    first = [[0, 0, 10], [0, 0, 1200], [0, 0, 2]]
    panel = Confusion([first, COUNTS], NAMES)
    scene = Scene([panel], "Who is taken for whom")
    image = panel.axes.images[0]
    scene.draw(0)
    np.testing.assert_allclose(image.get_array()[0, 2], MISTAKES(1.0))  # beyond the end of 3
    assert panel.facts(0)[0] == "2 of 1,212 right"
    scene.draw(1)
    np.testing.assert_allclose(image.get_array()[2, 0], MISTAKES(1 / 3))
    assert [text.get_text() for text in panel.axes.texts][:3] == ["7", "3", ""]
    assert panel.facts(1) == Confusion(COUNTS, NAMES).facts(0)
