"""Marks of an author's own: two functions, words, and what is seen only at some moments."""

import numpy as np
import pytest

from tests.drawing import known
from utils.drawing.marks.lines import Line
from utils.drawing.marks.mark import Draw, Mark, Shown, Words


def test_a_mark_stands_still_and_says_nothing():
    mark = Mark()
    axes = known.on_axes(mark)
    before = len(axes.get_children())
    mark.draw(0)
    assert len(axes.get_children()) == before
    assert (mark.moments, mark.bounds(), mark.facts(0)) == (None, None, [])
    assert not (mark.moving or mark.keys or mark.colours or mark.fills)


def test_own_artists_are_made_once_and_set_for_each_moment():
    made = []

    def make(axes):
        made.append(axes)
        return axes.plot([], [])[0], axes.text(0, 0, "")

    def draw(i, line, text):
        line.set_data([0, i], [0, i])
        text.set_text(f"step {i}")

    mark = Draw(make, draw, 3, facts=lambda i: f"a line to {i}")
    axes = known.on_axes(mark)
    for i in (2, 0, 1):
        mark.draw(i)
        assert axes.lines[0].get_xdata() == [0, i] and axes.texts[0].get_text() == f"step {i}"
        assert mark.facts(i) == [f"a line to {i}"]
    assert made == [axes] and mark.moving == [axes.lines[0], axes.texts[0]] and mark.moments == 3


@pytest.mark.parametrize(
    ("make", "count"),
    [
        (lambda axes: axes.axhline(0), 1),
        (lambda axes: list(axes.plot([0], [0], [1], [1])), 2),
        (lambda axes: axes.set_facecolor("red"), 0),
    ],
)
def test_own_artists_may_be_one_several_or_none(make, count):
    still, moving = Draw(make), Draw(make, lambda i, *artists: None)
    known.on_axes(still), known.on_axes(moving)
    assert still.still and not moving.still
    assert len(moving.moving) == len(still.moving) == count
    assert still.moments is None and still.facts(0) == []


NAMES = ["low", "high", "top"]
WORDS = {
    "one text": ("still", None, ["still"] * 3),
    "a list": (NAMES, 3, NAMES),
    "an array": (np.array(NAMES), 3, NAMES),
    "numbers": ([1, 2.5, 3], 3, ["1", "2.5", "3"]),
    "a function": (lambda i: i * i, None, ["0", "1", "4"]),
}


@pytest.mark.parametrize("kind", WORDS)
def test_words_are_those_of_the_moment_at_their_place(kind):
    words, moments, wanted = WORDS[kind]
    mark = Words(0.25, -0.5, words)
    known.on_axes(mark)
    for i, text in enumerate(wanted):
        mark.draw(i)
        assert mark.text.get_text() == text and mark.facts(i) == [text]
    assert mark.text.get_position() == (0.25, -0.5) and mark.moments == moments
    assert mark.moving == [mark.text] and mark.still == (kind == "one text")


def test_a_mark_is_seen_only_when_it_is_told_to_be():
    line = Line([0, 1], [[0, 1], [1, 0], [2, 2]], "it")
    mark = Shown(line, [True, False, 1])
    axes = known.on_axes(mark)
    for i, visible in enumerate((True, False, True)):
        mark.draw(i)
        assert axes.lines[0].get_visible() is visible
        assert mark.facts(i) == (line.facts(i) if visible else [])
    assert mark.moments == 3 and mark.moving == line.moving
    assert mark.keys == line.keys and mark.bounds() == line.bounds() == (0, 1, 0, 2)


def test_what_stands_still_moves_where_it_comes_and_goes():
    mark = Shown(Line([0, 1], [0, 1]), [False, True])
    known.on_axes(mark)
    assert mark.moments == 2 and len(mark.moving) == 1


def test_a_mark_of_other_moments_is_refused():
    with pytest.raises(ValueError, match="for each of 2 moments whether .* is seen, got 3"):
        Shown(Line([0, 1], [[0, 1], [1, 0]]), [True, False, True])
