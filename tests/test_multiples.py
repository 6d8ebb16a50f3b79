"""Boundaries side by side: shares of known fields, panels on one scale, readable words."""

import numpy as np
import pytest

from tests import drawn
from utils import plots

GRID = plots.grid([[-1.0, -1.0], [1.0, 1.0]], size=60)
X = np.array([[-1.0, 0.2], [1.0, -0.2], [-0.5, 0.3], [0.5, -0.3], [0.4, 0.4]])
TRAIN = X, np.array([0, 1, 0, 1, 1])
HELD_OUT = 0.5 * X, np.array([0, 1, 0, 0, 1])


def rises(points):
    """P(class 1) over the plane, 0.5 on the line x1 = 0."""
    return 0.5 + 0.2 * points[:, 0]


def upwards(points):
    """P(class 1) over the plane, 0.5 on the line x2 = 0."""
    return 0.5 + 0.1 * points[:, 1]


TWO = {"across": rises, "up": upwards}
TWELVE = {f"epoch {k}": rises(GRID.points) for k in range(12)}
PICTURES = {
    "two": lambda: plots.boundaries(TWO, TRAIN, HELD_OUT, "Two", grid=GRID),
    "twelve": lambda: plots.boundaries(TWELVE, TRAIN, HELD_OUT, "Twelve", grid=GRID),
    "no title": lambda: plots.boundaries({"a long name of a network": rises}, TRAIN),
    "columns": lambda: plots.boundaries({1: rises, 2: upwards, 3: rises}, TRAIN, columns=2),
}
pictures = pytest.mark.parametrize("name", PICTURES)


@pictures
def test_words_are_readable_and_do_not_touch(name, figures):
    made = PICTURES[name]()
    assert drawn.too_small(figures[0]) == [] and drawn.collisions(figures[0]) == []
    assert made.facts.endswith(".") and len(made.facts) < 700


def test_facts_of_known_fields():
    # x1 > 0 at points 1, 3, 4 and x2 > 0 at points 0, 2, 4; labels 0 1 0 0 1. The grid reaches
    # 1.24 up and 4/3 of that across.
    assert PICTURES["two"]().facts == (
        "Two: share of 5 held-out points on their side: across 80.0 %, up 40.0 %; "
        "P(class 1) from 0.17 to 0.83."
    )


def test_without_held_out_points_train_points_are_counted():
    made = plots.boundaries(TWO, TRAIN, grid=GRID)
    assert made.facts.startswith("share of 5 train points on their side: across 100.0 %, up 20.0 %")
    assert "Share of 5 train points on their side." in made.words
    assert "held out" not in made.words and "held out" in PICTURES["two"]().words


@pytest.mark.parametrize("shape", [GRID.shape, (-1,), (-1, 1)])
def test_a_field_is_as_good_as_its_function(shape):
    given = {name: predict(GRID.points).reshape(shape) for name, predict in TWO.items()}
    made = plots.boundaries(given, TRAIN, HELD_OUT, "Two", grid=GRID)
    assert made.png == PICTURES["two"]().png


def test_each_panel_has_its_boundary_its_points_and_its_words(figures):
    PICTURES["two"]()
    across, up = figures[0].axes
    for axes, side in ((across, 0), (up, 1)):
        (line,) = [c for c in axes.collections if hasattr(c, "get_segments")][1].get_segments()
        np.testing.assert_allclose(line[:, side], 0, atol=1e-9)
        points = [len(c.get_offsets()) for c in axes.collections if not hasattr(c, "get_segments")]
        assert points == [2, 3, 3, 2]
        assert axes.get_xlim() == across.get_xlim() and axes.get_ylim() == across.get_ylim()
    assert [text.get_text() for text in up.texts] == ["up", "40.0 %"]


def test_the_score_is_that_of_the_points_and_not_of_the_grid():
    def spiked(points):
        """Wrong at one held-out point, between the nodes of the grid."""
        near = np.abs(points - HELD_OUT[0][1]).max(axis=1) < 1e-9
        return np.where(near, 0.0, rises(points))

    assert "spiked 60.0 %" in plots.boundaries({"spiked": spiked}, TRAIN, HELD_OUT).facts


def test_many_points_are_drawn_smaller(figures):
    many = np.tile(X, (80, 1)), np.tile(TRAIN[1], 80)
    plots.boundaries(TWO, TRAIN, grid=GRID)
    plots.boundaries(TWO, many, grid=GRID)
    few, crowd = (figure.axes[0].collections[-1].get_sizes()[0] for figure in figures)
    assert crowd == pytest.approx(0.4 * few)


REFUSED = {
    "nothing": (lambda: plots.boundaries({}, TRAIN), "panels is empty; name at least one"),
    "another grid": (
        lambda: plots.boundaries({"mine": np.zeros(50)}, TRAIN, grid=GRID),
        r"the panel 'mine' must be .* grid's 2700 points, got the shape \(50,\)",
    ),
    "logits": (
        lambda: plots.boundaries({"mine": lambda points: points[:, 0]}, TRAIN),
        "probabilities must lie between 0 and 1",
    ),
    "columns": (lambda: plots.boundaries(TWO, TRAIN, columns=0), "columns must be a whole number"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_answered_in_one_sentence(case):
    call, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        call()
