"""Sweeps: medians and ranges over seeds, settings where they belong, 0 on a logarithmic axis."""

import numpy as np
import pytest
from matplotlib.colors import same_color

from tests import drawn
from utils import palette, picture, plots

RATES = np.array([0, 1e-3, 1e-2, 0.1])
TRAIN = np.array([[0.9, 0.92, 0.91], [0.88, 0.9, 0.95], [0.8, 0.8, 0.86], [0.5, 0.6, 0.55]])
LINES = {"train": TRAIN, "held out": TRAIN - 0.1}
SIZES = [50, 100, 200, 400]
NAMED = {"logistic regression": TRAIN, "large network": TRAIN + 0.05, "with L2": TRAIN[:, :1]}
MANY = np.concatenate([[0], np.geomspace(3e-6, 2, 40)])
PICTURES = {
    "nought": lambda: plots.sweep(
        RATES, LINES, r"$\lambda$", "accuracy", "Decay", mark={"best": 1e-3}
    ),
    "named": lambda: plots.sweep(SIZES, NAMED, "train points $n$", "error on held-out data"),
    "linear": lambda: plots.sweep(
        [0, 0.125, 0.25, 0.5], LINES, "$p$", "accuracy", log=False, mark={"one": 0, "two": 0.5}
    ),
    "many": lambda: plots.sweep(MANY, {"held out": np.sin(MANY)}, "rate", "loss", "Many"),
    "two": lambda: plots.sweep([0, 0.5], {"train": [0.5, 0.6]}, "$x$", "$y$", mark={"here": 0}),
}
pictures = pytest.mark.parametrize("name", PICTURES)


def tick_words(axes):
    return [text.get_text() for text in picture.texts(axes.xaxis) if text is not axes.xaxis.label]


@pictures
def test_words_are_readable_and_do_not_touch(name, figures):
    made = PICTURES[name]()
    assert drawn.too_small(figures[0]) == [] and drawn.collisions(figures[0]) == []
    assert made.facts.endswith(".") and "\n" not in made.facts and len(made.facts) < 700


def test_facts_are_those_of_the_medians():
    assert PICTURES["nought"]().facts == (
        "Decay: train 0.91 at 0, 0.55 at 0.1, highest 0.91 at 0, lowest 0.55 at 0.1, "
        "3 seeds at most 0.1 apart; held out 0.81 at 0, 0.45 at 0.1, highest 0.81 at 0, "
        "lowest 0.45 at 0.1, 3 seeds at most 0.1 apart; best 0.001."
    )


def test_one_run_for_each_setting_has_no_range():
    made = PICTURES["two"]()
    assert made.facts == (
        "train 0.5 at 0, 0.6 at 0.5, highest 0.6 at 0.5, lowest 0.5 at 0; here 0."
    )
    assert not any("seeds" in word for word in made.words)


def test_dots_are_medians_and_the_band_is_the_range(figures):
    plots.sweep([1, 2, 4, 8], {"train": TRAIN}, "n", "accuracy")
    axes = figures[0].axes[0]
    np.testing.assert_allclose(
        axes.lines[0].get_xydata(), [(1, 0.91), (2, 0.9), (4, 0.8), (8, 0.55)]
    )
    (band,) = axes.collections
    corners = band.get_paths()[0].vertices
    for x, row in zip((1, 2, 4, 8), TRAIN, strict=True):
        at = corners[corners[:, 0] == x, 1]
        assert at.min() == pytest.approx(row.min()) and at.max() == pytest.approx(row.max())


def test_nought_stands_one_step_left_and_is_not_joined(figures):
    PICTURES["nought"]()
    axes = figures[0].axes[0]
    assert axes.get_xscale() == "log"
    joined, bar, alone = axes.lines[:3]
    np.testing.assert_allclose(joined.get_xdata(), [1e-3, 1e-2, 0.1])
    np.testing.assert_allclose(alone.get_xydata(), [(1e-4, 0.91)])
    np.testing.assert_allclose(bar.get_xydata(), [(1e-4, 0.9), (1e-4, 0.92)])
    assert tick_words(axes) == ["0", "10⁻³", "10⁻²", "0.1"]


def test_settings_are_ticks_where_there_is_room(figures):
    PICTURES["named"]()
    PICTURES["many"]()
    few, many = (tick_words(figure.axes[0]) for figure in figures)
    assert few == ["50", "100", "200", "400"]
    assert many[0] == "0" and 3 < len(many) < 10 and not set(many) & {"0.000003", "2"}


def test_a_mark_stands_at_its_setting_with_its_number(figures):
    made = PICTURES["linear"]()
    lines = [line for line in figures[0].axes[0].lines if line.is_dashed()]
    assert [list(line.get_xdata()) for line in lines] == [[0, 0], [0.5, 0.5]]
    assert {"one 0", "two 0.5"} <= set(made.words)


def test_train_and_held_out_have_their_colours(figures):
    PICTURES["nought"]()
    PICTURES["named"]()
    (parts, others) = (figure.axes[0].lines for figure in figures)
    assert same_color(parts[0].get_color(), palette.TRAIN)
    assert same_color(parts[3].get_color(), palette.HELD_OUT)
    for line, look in zip(others, palette.LOOKS, strict=False):
        assert same_color(line.get_color(), look.line["color"])


def test_the_note_says_how_many_seeds():
    assert "Median of 3 seeds; the band is their range." in PICTURES["nought"]().words
    assert "Median of 3 seeds; the band is their range." in PICTURES["named"]().words


REFUSED = {
    "not rising": (
        lambda: plots.sweep([1, 1], LINES, "x", "y"),
        "two or more finite settings, rising",
    ),
    "below 0": (
        lambda: plots.sweep([-1, 1], {"a": [1, 2]}, "x", "y"),
        r"x must not be below 0 on a logarithmic axis, got \[-1\.  1\.\]",
    ),
    "shape": (
        lambda: plots.sweep(RATES, {"a": TRAIN.T}, "x", "y"),
        r"'a' must hold a row for each of 4 settings .* shape \(3, 4\)",
    ),
    "diverged": (
        lambda: plots.sweep(RATES, {"a": TRAIN * [1, np.nan, 1]}, "x", "y"),
        "'a' holds .* at setting 0, which has no place; leave out",
    ),
    "mark": (
        lambda: plots.sweep(RATES, LINES, "x", "y", mark={"best": 3}),
        "the mark 'best' must lie between the settings 0 and 0.1, got 3",
    ),
    "many": (
        lambda: plots.sweep(RATES, dict.fromkeys("abcde", TRAIN), "x", "y"),
        "lines must hold 1 to 4 entries besides train and held out",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_answered_in_one_sentence(case):
    call, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        call()
