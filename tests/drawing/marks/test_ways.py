"""Ways: a ring where each begins, its trail as far as the moment, a dot where it has come to."""

import numpy as np
import pytest
from matplotlib.colors import same_color

from tests.drawing import known
from utils.drawing.marks.ways import Ways
from utils.drawing.style.palette import INK, LOOKS, OPTIMIZERS, STEPS

SPIRAL = np.array([[0.0, 0.0], [1, 0], [1, 1], [0, 1], [-1, -2]])
PAIR = {"SGD": SPIRAL, "Adam": -SPIRAL}


def data(artist):
    return artist.get_xydata().tolist()


@pytest.mark.parametrize("i", [0, 1, 4])
def test_each_way_has_a_ring_a_trail_and_a_dot(i):
    mark = Ways(PAIR)
    known.on_axes(mark)
    mark.draw(i)
    for at, points in enumerate(PAIR.values()):
        assert data(mark.trails[at]) == points[: i + 1].tolist()
        assert data(mark.starts[at]) == [[0, 0]] and data(mark.ends[at]) == [points[i].tolist()]
    assert set(mark.moving) == {*mark.trails, *mark.starts, *mark.ends} and mark.moments == 5
    assert mark.bounds() == (-1, 1, -2, 2)


def test_an_optimizer_has_its_colour_and_others_follow_one_another():
    for names, colours in (
        (["Adam", "SGD"], [OPTIMIZERS["Adam"], OPTIMIZERS["SGD"]]),
        (["Adam", "mine"], [LOOKS[0].name, LOOKS[1].name]),
    ):
        mark = Ways(dict.fromkeys(names, SPIRAL))
        known.on_axes(mark)
        assert [key.get_label() for key in mark.keys] == names
        for part in (mark.trails, [key for key in mark.keys]):
            assert all(same_color(a.get_color(), c) for a, c in zip(part, colours, strict=True))
        assert all(
            same_color(end.get_markerfacecolor(), c)
            for end, c in zip(mark.ends, colours, strict=True)
        )


def test_all_optimizers_may_go_at_once():
    assert len(Ways(dict.fromkeys(OPTIMIZERS, SPIRAL)).keys) == len(OPTIMIZERS) > 4


@pytest.mark.parametrize(("points", "count"), [(SPIRAL, 1), (np.stack([SPIRAL] * 3, axis=1), 3)])
def test_points_without_names_have_one_colour_and_no_key(points, count):
    mark = Ways(points, color="#009e73")
    known.on_axes(mark)
    assert len(mark.trails) == count and mark.keys == [] and mark.moments == 5
    assert all(same_color(trail.get_color(), "#009e73") for trail in mark.trails)
    assert mark.facts(4) == ["at (−1.00, −2.00)"] * count
    assert same_color(list(Ways(points).looks.values())[0], INK)


def test_a_named_way_is_told_by_its_name_and_without_a_minus_before_0():
    assert Ways(PAIR).facts(1) == ["SGD at (1.00, 0.00)", "Adam at (−1.00, 0.00)"]
    assert Ways({"Adam": SPIRAL}).keys == []


@pytest.mark.parametrize("i", [0, 2, 4])
def test_a_way_in_the_colours_of_its_steps(i):
    mark = Ways({"Adam": SPIRAL}, by_step=True)
    known.on_axes(mark)
    mark.draw(i)
    (line,) = mark.coloured
    np.testing.assert_array_equal(
        np.reshape(line.get_segments(), (-1, 2, 2)), np.stack([SPIRAL[:-1], SPIRAL[1:]], 1)[:i]
    )
    tones = STEPS(np.arange(1, 5) / 4)
    np.testing.assert_allclose(line.get_color(), tones[:i])
    assert line in mark.moving
    gaps = np.abs(255 * tones[:, np.newaxis] - mark.colours).max(axis=2)
    assert gaps.min(axis=1).max() <= 1 and not len(Ways(SPIRAL).colours)


REFUSED = {
    "none": (lambda: Ways({}), r"ways must have one length, got \[\]"),
    "columns": (
        lambda: Ways(np.zeros((4, 2, 3))), r"the way '0' must hold points \(T, 2\), .* \(4, 3\)"
    ),
    "no points": (lambda: Ways({"mine": np.zeros((0, 2))}), r"'mine' must hold .* \(0, 2\)"),
    "flat": (lambda: Ways({"mine": [1, 2]}), r"got the shape \(2,\); stack its coordinates as col"),
    "nan": (
        lambda: Ways({"mine": SPIRAL * np.nan}), "the way 'mine' holds nan or infinity; cut it off"
    ),
    "lengths": (lambda: Ways({"a": SPIRAL, "b": SPIRAL[:3]}), r"one length, got \[3, 5\]; hold"),
    "many": (
        lambda: Ways(dict.fromkeys("abcde", SPIRAL)),
        "ways must hold 1 to 4 entries to be told apart, got 5; .* name them as optimizers are",
    ),
    "by step": (lambda: Ways(PAIR, by_step=True), "one way by its steps, got 2; draw"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_answered_in_one_sentence(case):
    call, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        call()
