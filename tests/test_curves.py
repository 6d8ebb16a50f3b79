"""Curves: names apart, trends and agreement in words."""

import numpy as np
import pytest

from utils import curves
from utils.palette import HELD_OUT, LOOKS, TRAIN


@pytest.mark.parametrize(
    "heights, expected",
    [
        ([10, 50, 90], [10, 50, 90]),
        ([50, 50], [50, 60]),
        ([52, 50], [60, 50]),
        ([98, 99], [90, 100]),
        ([0, 1, 2], [0, 10, 20]),
        ([-5, 40], [0, 45]),
    ],
)
def test_names_keep_their_distance_and_their_order(heights, expected):
    placed = curves.apart(heights, 10, 0, 100)
    assert (np.diff(np.sort(placed)) >= 10 - 1e-9).all()
    if heights != [-5, 40]:
        np.testing.assert_allclose(placed, expected)


def test_trend_names_both_ends():
    assert curves.trend("loss", np.array([1, 2900]), np.array([0.69314, 0.0558])) == (
        "loss 0.693 at 1, 0.0558 at 2,900"
    )


def test_trend_of_a_training_that_diverged():
    y = np.array([1.0, 5.0, np.nan, np.nan])
    assert curves.trend("loss", np.arange(4.0), y) == "loss 1 at 0, 5 at 1, then nan"


def run(factor, length=3):
    return {"train": (np.arange(length), factor * np.linspace(1, 2, length))}


@pytest.mark.parametrize(
    "factor, said",
    [(1, "6 digits"), (1 + 1e-12, "6 digits"), (1.0004, "3 digits"), (1.2, "differ")],
)
def test_agreement(factor, said):
    assert curves.agreement(run(1), run(factor)).endswith(said)


def test_agreement_of_unequal_lengths():
    assert curves.agreement(run(1), run(1, 4)) == "the two are of different length"


def test_train_and_held_out_have_their_colours_and_others_follow():
    looks = curves.looks_of(["small", "held out", "large", "train"])
    names = [look.name for look in looks]
    assert names == [LOOKS[0].name, HELD_OUT, LOOKS[1].name, TRAIN]


@pytest.mark.parametrize("names", [[], list("abcde")])
def test_more_lines_than_can_be_told_apart_are_refused(names):
    with pytest.raises(ValueError, match=f"1 to 4 entries .* got {len(names)}; draw them in"):
        curves.looks_of(names)
