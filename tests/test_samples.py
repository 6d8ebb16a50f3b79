"""Samples: lines of known slopes are added one by one; the last frame is their mean."""

import numpy as np
import pytest

from utils import fields
from utils.samples import SamplesScene, disagreement

GRID = fields.grid([[-1.0, -1.0], [1.0, 1.0]], size=32)


def turning(turn):
    """P(class 1) = 1/2 on the line x + turn y = 0."""
    return 1 / (1 + np.exp(-4 * (GRID.points[:, 0] + turn * GRID.points[:, 1])))


TURNS = {"straight": (0.9, 1.0, 1.1), "large network": (0.5, 2.0, 9.0)}
FIELDS = {name: [turning(turn) for turn in turns] for name, turns in TURNS.items()}
X = np.array([[-1.0, 0.2], [1.0, -0.2], [-0.5, 0.3], [0.5, -0.3]])
SAMPLES = [(X + shift, [0, 1, 0, 1]) for shift in (0.0, 0.1, 0.2)]
MEASURED = {"straight": "variance 0.01", "large network": "variance 0.09"}


def scene(**settings):
    known = {"truth": turning(1.5), "samples": SAMPLES, "title": "Lines", "measured": MEASURED}
    return SamplesScene(GRID, FIELDS, **{**known, **settings})


def on_the_line(points, turn):
    """The points (k, 2) lie within a fifth of a cell of x + turn y = 0."""
    np.testing.assert_allclose(points @ [1, turn] / np.hypot(1, turn), 0, atol=0.02)


def three():
    return SamplesScene(GRID, {**FIELDS, "with L2": FIELDS["straight"]}, unit="seed")


SCENES = {"two": scene, "three": three}


@pytest.mark.parametrize("k", range(3))
def test_the_dark_line_is_that_of_this_sample_and_the_others_came_before(k):
    made = scene()
    made.draw(k)
    for view, turns in zip(made.views, TURNS.values(), strict=True):
        for lines in (view.now, view.rim):
            (line,) = lines.get_segments()
            on_the_line(line, turns[k])
        others = view.others.get_segments()
        assert len(others) == k and not view.field.get_visible()
        for line, turn in zip(others, turns, strict=False):
            on_the_line(line, turn)


def test_the_last_frame_has_every_line_and_that_of_the_mean():
    made = scene(truth=None)
    made.draw(3)
    view = made.views[0]
    mean = np.mean(FIELDS["straight"], axis=0).reshape(GRID.shape)
    assert len(view.others.get_segments()) == 3 and view.field.get_visible()
    np.testing.assert_allclose(view.field.field, mean)
    (line,) = view.now.get_segments()
    np.testing.assert_allclose(fields.at(GRID, mean, line), 0.5, atol=1e-3)
    assert not any(len(points.get_offsets()) for points in view.points)


def test_points_are_those_of_the_sample():
    made = scene()
    made.draw(2)
    for view in made.views:
        shown = [points.get_offsets() for points in view.points]
        np.testing.assert_allclose(shown[0], X[[0, 2]] + 0.2)
        np.testing.assert_allclose(shown[1], X[[1, 3]] + 0.2)


def test_the_best_possible_boundary_is_drawn():
    front = scene().views[0].front
    (line,) = [artist for artist in front if hasattr(artist, "get_data")]
    x, y = line.get_data()
    np.testing.assert_allclose(x + 1.5 * y, 0, atol=0.05)


def test_facts_are_those_of_the_frame():
    made = scene()
    low, high = min(FIELDS["straight"][1]), max(FIELDS["straight"][1])
    assert made.facts(1).startswith(
        f"Lines, sample 2 of 3, 4 points: straight P(class 1) from {low:.2f} to {high:.2f}; the "
        "boundary crosses x1 = 0 at x2 = 0.00; large network P(class 1)"
    )
    assert made.facts(3).startswith("Lines, mean of 3 samples: straight P(class 1)")
    assert made.facts(3).endswith("% of the plane, variance 0.09.")
    assert scene(samples=None, title="", unit="seed").facts(0).startswith("seed 1 of 3: straight")


def test_disagreement_is_the_share_with_both_sides():
    values = np.array([[[0.1, 0.9, 0.2, 0.9]], [[0.2, 0.8, 0.7, 0.6]], [[0.3, 0.7, 0.1, 0.8]]])
    assert disagreement(values) == 0.25
    flat = np.full(len(GRID.points), 0.2)
    made = SamplesScene(GRID, {"a": [turning(1.0)] * 2, "b": [flat, 1 - flat]}).facts(2)
    assert made.count("the samples disagree on 0 % of the plane; b") == 1
    assert made.endswith("the samples disagree on 100 % of the plane.")


REFUSED = {
    "one kind": (lambda: SamplesScene(GRID, {"a": FIELDS["straight"]}), r"two or three .* got \[3"),
    "four kinds": (lambda: SamplesScene(GRID, dict.fromkeys("abcd", FIELDS["straight"])), "two or"),
    "unequal": (
        lambda: SamplesScene(GRID, {**FIELDS, "c": FIELDS["straight"][:2]}),
        r"got \[3, 3, 2\] fields; train each kind on the same samples",
    ),
    "samples": (lambda: scene(samples=SAMPLES[:2]), r"must hold 3 pairs \(X, y\), .*, got 2"),
    "labels": (lambda: scene(samples=[*SAMPLES[:2], (X, [0, 1, 2, 0])]), r"row 2 of samples\[2\]"),
    "words": (lambda: scene(measured={"straight": "bias " * 20}), "wider than its panel of 349"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_answered_in_one_sentence(case):
    call, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        call()
