"""Sweeps: medians and ranges over seeds, settings where they belong, 0 on a logarithmic axis."""

import numpy as np
import pytest
from matplotlib.colors import same_color

from tests import drawn
from utils.drawing.film import picture
from utils.drawing.marks.lines import Dots, Rule
from utils.drawing.panels.sweep import Sweep
from utils.drawing.scene import Scene
from utils.drawing.style.palette import HELD_OUT, LOOKS, TRAIN

RATES = np.array([0, 1e-3, 1e-2, 0.1])
SEEDS = np.array([[0.9, 0.92, 0.91], [0.88, 0.9, 0.95], [0.8, 0.8, 0.86], [0.5, 0.6, 0.55]])
LINES = {"train": SEEDS, "held out": SEEDS - 0.1}
SIZES = [50, 100, 200, 400]
NAMED = {"logistic regression": SEEDS, "large network": SEEDS + 0.05, "with L2": SEEDS[:, :1]}
MANY = np.concatenate([[0], np.geomspace(3e-6, 2, 40)])
SWEEPS = {
    "nought": lambda: Sweep(RATES, LINES, r"$\lambda$", mark={"best": 1e-3}),
    "named": lambda: Sweep(SIZES, NAMED, "train points $n$", "error on held-out data"),
    "linear": lambda: Sweep(RATES, LINES, "$p$", log=False, mark={"one": 0, "two": 0.1}),
    "many": lambda: Sweep(MANY, {"held out": np.sin(MANY)}, "rate", "loss"),
    "two": lambda: Sweep([0, 0.5], {"train": [0.5, 0.6]}, "$x$", "$y$", mark={"here": 0}),
    "now": lambda: Sweep(RATES, LINES, r"$\lambda$", now=True),
}
sweeps = pytest.mark.parametrize("name", SWEEPS)


def rendered(panel, k=-1):
    scene = Scene([panel], "Decay")
    scene.draw(k)
    with picture.style():
        picture.render(scene.figure)
    return panel.axes


def tick_words(axes):
    return [text.get_text() for text in picture.texts(axes.xaxis) if text is not axes.xaxis.label]


def curves(axes):
    """The lines that join medians, and the settings that stand alone, in order."""
    return [line for line in axes.lines if line.get_marker() == "o"]


@sweeps
def test_words_are_readable_and_do_not_touch(name):
    axes = rendered(SWEEPS[name]())
    assert drawn.too_small(axes.figure) == [] and drawn.collisions(axes.figure) == []


def test_facts_are_those_of_the_medians():
    assert SWEEPS["nought"]().facts(0) == [
        "train 0.91 at 0, 0.55 at 0.1, highest 0.91 at 0, lowest 0.55 at 0.1, "
        "3 seeds at most 0.1 apart",
        "held out 0.81 at 0, 0.45 at 0.1, highest 0.81 at 0, lowest 0.45 at 0.1, "
        "3 seeds at most 0.1 apart",
        "best 0.001",
    ]


def test_one_run_for_each_setting_has_no_range():
    panel = SWEEPS["two"]()
    assert panel.facts(0) == [
        "train 0.5 at 0, 0.6 at 0.5, highest 0.6 at 0.5, lowest 0.5 at 0", "here 0"
    ]  # fmt: skip
    assert panel.seeds == ""


def test_dots_are_medians_and_the_band_is_the_range():
    axes = rendered(Sweep([1, 2, 4, 8], {"train": SEEDS}))
    np.testing.assert_allclose(
        curves(axes)[0].get_xydata(), [(1, 0.91), (2, 0.9), (4, 0.8), (8, 0.55)]
    )
    (band,) = axes.collections
    corners = band.get_paths()[0].vertices
    for x, row in zip((1, 2, 4, 8), SEEDS, strict=True):
        at = corners[corners[:, 0] == x, 1]
        assert at.min() == pytest.approx(row.min()) and at.max() == pytest.approx(row.max())


def test_nought_stands_one_step_left_and_is_not_joined():
    axes = rendered(SWEEPS["nought"]())
    assert axes.get_xscale() == "log"
    joined, alone = curves(axes)[:2]
    np.testing.assert_allclose(joined.get_xdata(), [1e-3, 1e-2, 0.1])
    np.testing.assert_allclose(alone.get_xydata(), [(1e-4, 0.91)])
    bars = [line for line in axes.lines if line.get_linewidth() == 9]
    np.testing.assert_allclose(bars[0].get_xydata(), [(1e-4, 0.9), (1e-4, 0.92)])
    assert tick_words(axes) == ["0", "0.001", "0.01", "0.1"]


def test_a_linear_axis_has_0_where_it_is():
    axes = rendered(SWEEPS["linear"]())
    assert axes.get_xscale() == "linear"
    np.testing.assert_allclose(curves(axes)[0].get_xdata(), RATES)


def test_settings_are_ticks_where_there_is_room():
    few, many = (tick_words(rendered(SWEEPS[name]())) for name in ("named", "many"))
    assert few == ["50", "100", "200", "400"]
    assert many[0] == "0" and 3 < len(many) < 10 and all("10" in word for word in many[1:])


def test_a_mark_stands_at_its_setting_with_its_number():
    for name, places in (("linear", [0, 0.1]), ("nought", [1e-3]), ("two", [0.05])):
        panel = SWEEPS[name]()
        axes = rendered(panel)
        lines = [line for line in axes.lines if line.is_dashed() and len(line.get_xdata()) == 2]
        lines = [line for line in lines if np.ptp(line.get_xdata()) == 0]
        np.testing.assert_allclose([line.get_xdata()[0] for line in lines], places)
    words = picture.words(rendered(SWEEPS["linear"]()))
    assert {"one 0", "two 0.1"} <= set(words)


def test_train_and_held_out_have_their_colours_and_others_follow():
    parts, others = (curves(rendered(SWEEPS[name]())) for name in ("nought", "named"))
    assert [same_color(line.get_color(), TRAIN) for line in parts] == [True, True, False, False]
    assert all(same_color(line.get_color(), HELD_OUT) for line in parts[2:])
    for line, look in zip(others, LOOKS, strict=False):
        assert same_color(line.get_color(), look.line["color"])


@pytest.mark.parametrize("k", range(4))
def test_dots_stand_on_the_medians_at_the_setting_of_the_moment(k):
    panel = SWEEPS["now"]()
    rendered(panel, k)
    x = [1e-4, 1e-3, 1e-2, 0.1][k]
    (rule,) = [mark for mark in panel.marks if isinstance(mark, Rule)]
    dots = [mark for mark in panel.marks if isinstance(mark, Dots)]
    assert set(rule.moving[0].get_xdata()) == {x} and panel.moments == 4
    for dot, seeds in zip(dots, LINES.values(), strict=True):
        np.testing.assert_allclose(dot.moving[0].get_xydata(), [(x, np.median(seeds[k]))])
    told = [f"{name} {np.median(y[k]):.3g} ({y[k].min():.3g} to {y[k].max():.3g})"
            for name, y in LINES.items()]  # fmt: skip
    assert panel.facts(k) == [f"accuracy {', '.join(told)}"]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (LINES, "Median of 3 seeds; the band is their range."),
        (NAMED, "Median of 3 seeds; the band is their range."),
        ({"a": SEEDS, "b": SEEDS[:, :2]}, "Median of 2 or 3 seeds; the band is their range."),
        ({"a": SEEDS[:, 0]}, ""),
    ],
)
def test_how_many_seeds_there_are_is_said(lines, said):
    assert Sweep(RATES, lines).seeds == said


REFUSED = {
    "not rising": (lambda: Sweep([1, 1], LINES), r"two or more finite settings, rising, got \[1"),
    "one": (lambda: Sweep([1], {"a": [1]}), "two or more finite settings"),
    "nan": (lambda: Sweep([1, np.nan], {"a": [1, 2]}), "two or more finite settings"),
    "below 0": (
        lambda: Sweep([-1, 1], {"a": [1, 2]}),
        r"x must not be below 0 on a logarithmic axis, got \[-1\.  1\.\]; there is log=False",
    ),
    "shape": (
        lambda: Sweep(RATES, {"a": SEEDS.T}),
        r"'a' must hold a row for each of 4 settings .* shape \(3, 4\); transpose it",
    ),
    "a number": (lambda: Sweep(RATES, {"a": 1}), r"'a' must hold a row .* shape \(\)"),
    "diverged": (
        lambda: Sweep(RATES, {"a": SEEDS * [1, np.nan, 1]}),
        "'a' holds .* at setting 0, which has no place; leave out",
    ),
    "mark": (
        lambda: Scene([Sweep(RATES, LINES, mark={"best": 3})]),
        r"the flag 'best 3' must stand between .* and 0\.1.*, got 3",
    ),
    "many": (lambda: Sweep(RATES, dict.fromkeys("abcde", SEEDS)), "lines must hold 1 to 4 entries"),
    "none": (lambda: Sweep(RATES, {}), "lines must hold 1 to 4 entries .* got 0"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_answered_in_one_sentence(case):
    call, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        call()
