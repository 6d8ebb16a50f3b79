"""Points: each class in its colour and its marker, where it is, as many as were seen."""

import numpy as np
import pytest
from matplotlib.colors import same_color

from tests.drawing import known
from tests.drawing.known import HELD_OUT, TRAIN, X
from utils.drawing.marks.points import MOST, Points
from utils.drawing.style.palette import CLASSES, INK, MARKERS, PAPER

SIX = np.random.default_rng(0).normal(size=(30, 2)), np.arange(30) % 6


def places(mark):
    """The places of each class's filled points."""
    return [np.asarray(artist.get_offsets()) for artist in mark.filled]


@pytest.mark.parametrize("kind", [np.arange(6), -np.arange(6)[::-1], np.array(list("abcdef"))])
def test_each_class_has_its_colour_its_marker_and_its_place(kind):
    mark = Points(SIX[0], kind[SIX[1]])
    axes = known.on_axes(mark)
    assert axes.collections[:] == mark.filled and mark.still
    for k, artist in enumerate(mark.filled):
        assert same_color(artist.get_facecolor()[0], CLASSES[k])
        np.testing.assert_array_equal(artist.get_offsets(), SIX[0][SIX[1] == k])
    shapes = [artist.get_paths()[0].vertices.tobytes() for artist in mark.filled]
    assert len(set(shapes)) == 6
    assert [key.get_marker() for key in mark.keys] == list(MARKERS)
    assert [key.get_color() for key in mark.keys] == list(CLASSES)


def test_held_out_points_are_hollow_larger_and_above():
    mark = Points(*TRAIN, HELD_OUT)
    filled, hollow = np.split(np.array(known.on_axes(mark).collections), 2)
    for k, (one, other) in enumerate(zip(filled, hollow, strict=True)):
        np.testing.assert_array_equal(other.get_offsets(), HELD_OUT[0][HELD_OUT[1] == k])
        assert same_color(other.get_facecolor()[0], PAPER)
        assert same_color(other.get_edgecolor()[0], CLASSES[k])
        assert other.get_sizes()[0] > one.get_sizes()[0]
        assert other.get_zorder() > one.get_zorder()
        assert np.array_equal(other.get_paths()[0].vertices, one.get_paths()[0].vertices)
    names = [key.get_label() for key in mark.keys]
    assert names == ["class 0", "class 1", "held out"]
    assert same_color(mark.keys[2].get_markerfacecolor(), PAPER)


def test_few_of_many_held_out_points_are_drawn_and_the_key_says_so():
    many = np.random.default_rng(1).normal(size=(1234, 2)), np.zeros(1234)
    mark = Points(*TRAIN, many)
    hollow = known.on_axes(mark).collections[2]
    assert len(hollow.get_offsets()) == MOST < 1234
    assert mark.keys[-1].get_label() == f"held out, {MOST} of 1,234"
    assert "1,234 held-out points" in mark.described()[0]


def test_points_without_labels_are_dark_and_need_no_key():
    mark = Points(X)
    known.on_axes(mark)
    (artist,) = mark.filled
    assert same_color(artist.get_facecolor()[0], INK) and mark.keys == []
    np.testing.assert_array_equal(artist.get_offsets(), X)


def test_points_move():
    mark = Points(np.stack([X, X + 1, X - 1]), TRAIN[1])
    known.on_axes(mark)
    mark.draw(1)
    zero, one = places(mark)
    np.testing.assert_array_equal(zero, X[[0, 2]] + 1)
    np.testing.assert_array_equal(one, X[[1, 3, 4]] + 1)
    assert mark.moments == 3 and mark.moving == mark.filled
    assert mark.bounds() == (-2, 2, pytest.approx(-1.3), 1.4)


def test_labels_change_and_a_class_may_be_gone_at_the_end():
    mark = Points(X, [[0, 1, 2, 3, 0], [0, 0, 1, 1, 0]])
    known.on_axes(mark)
    mark.draw(0)
    assert [len(each) for each in places(mark)] == [2, 1, 1, 1]
    np.testing.assert_array_equal(places(mark)[3], X[[3]])
    mark.draw(1)
    assert [len(each) for each in places(mark)] == [3, 2, 0, 0]
    assert len(mark.keys) == 4


@pytest.mark.parametrize("seen", [[0, 2, 5], np.array([0, 2, 5])])
def test_as_many_points_as_were_seen_are_there(seen):
    mark = Points(*TRAIN, seen=seen)
    known.on_axes(mark)
    mark.draw(1)
    np.testing.assert_array_equal(np.vstack(places(mark)), X[:2])
    assert mark.facts(1) == ["2 of 5 points"] and Points(*TRAIN).facts(0) == []
    mark.draw(0)
    assert not any(len(each) for each in places(mark))
    mark.draw(2)
    assert sum(len(each) for each in places(mark)) == 5


def test_many_points_and_narrow_planes_have_smaller_ones():
    def area(mark, width=400):
        figure = known.on_axes(mark).figure
        axes = figure.add_axes((0, 0, width / 400, 1))
        mark.make(axes)
        return axes.collections[0].get_sizes()[0]

    many = np.tile(X, (200, 1)), np.tile(TRAIN[1], 200)
    assert area(Points(*many)) < area(Points(*TRAIN))
    assert area(Points(*TRAIN), 200) < area(Points(*TRAIN))
    assert area(Points(*TRAIN, size=60)) == 2 * area(Points(*TRAIN, size=30))


def test_what_there_is_in_words():
    assert Points(*TRAIN, HELD_OUT).described() == [
        "5 training points (2 of class 0, 3 of class 1) and 5 held-out points",
        "x1 from −1.00 to 1.00, x2 from −0.30 to 0.40",
    ]
    assert Points([[-0.001, 0], [1, 1]], ["b", "a"]).described() == [
        "2 training points (1 of a, 1 of b)",
        "x1 from 0.00 to 1.00, x2 from 0.00 to 1.00",
    ]


def test_bounds_hold_every_point():
    far = np.array([[3.0, 0.0], [0.0, -4.0]]), [0, 1]
    assert Points(*TRAIN, far).bounds() == (-1, 3, -4, 0.4)


REFUSED = {
    "masked": (lambda: Points(np.ma.masked_less(X, X.max())), "X is a masked array"),
    "moments": (
        lambda: Points(np.stack([X, X]), TRAIN[1], seen=[1, 2, 3]),
        r"X, y and seen must have one row for each moment, got \[2, 3\]",
    ),
    "labels": (lambda: Points(np.stack([X, X]), [TRAIN[1]] * 3), r"each moment, got \[2, 3\]"),
    "early nan": (
        lambda: Points(np.stack([X * np.nan, X]), TRAIN[1]), r"X holds \[nan nan\] in row 0"
    ),
    "columns": (lambda: Points(np.zeros((2, 5, 3))), r"two columns to be drawn, got .* \(10, 3\)"),
    "one column": (lambda: Points(X[:, 0]), r"two columns to be drawn, got the shape \(5,\)"),
    "empty": (lambda: Points(np.zeros((0, 2))), r"got the shape \(0, 2\)"),
    "lengths": (lambda: Points(X, [0, 1]), "one label per point, got 5 and 2"),
    "one-hot": (lambda: Points(X, np.eye(2)[TRAIN[1]]), "one label per point, got 5 and 2"),
    "held out": (lambda: Points(*TRAIN, X), r"held_out must be the pair \(X, y\), got ndarray"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_answered_in_one_sentence(case):
    call, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        call()
