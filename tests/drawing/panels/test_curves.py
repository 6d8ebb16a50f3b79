"""Curves: names apart where they end, growing or still; trends in words; none beyond its axes."""

from itertools import pairwise

import numpy as np
import pytest
from matplotlib.colors import same_color

from tests import drawn
from utils.drawing.film import picture
from utils.drawing.panels.curves import CLOSE, Curves, looks_of, trend
from utils.drawing.scene import Scene
from utils.drawing.style.palette import HELD_OUT, LOOKS, OPTIMIZERS, PARTS, TRAIN, TWINS

T = 40
STEPS = np.arange(1, T + 1)
FALL = np.linspace(0.8, 0.02, T)
RISE = np.linspace(0.5, 0.89, T)
LOSSES = {"train": list(FALL), "held out": FALL + 0.1}


def composed(lines, steps=STEPS, title="", **settings):
    """(scene, panel) of curves alone on their page."""
    panel = Curves(lines, unit="epoch", **settings)
    return Scene([panel], title, steps, "epoch"), panel


def rendered(scene, k=-1):
    scene.draw(k)
    with picture.style():
        picture.render(scene.figure)
    return scene.figure


def test_curves_grow_and_dots_are_at_their_ends():
    scene, panel = composed(LOSSES)
    scene.draw(9)
    for trace, values in zip(panel.marks, LOSSES.values(), strict=True):
        np.testing.assert_array_equal(trace.moving[0].get_xdata(), np.arange(1, 11))
        np.testing.assert_array_equal(trace.moving[0].get_ydata(), values[:10])
    ends = [trace.moving[1].get_xydata()[0] for trace in panel.marks]
    np.testing.assert_allclose(ends, [(10, 0.62), (10, 0.72)])
    shown = [text.get_text() for text in panel.numbers.values()]
    assert shown == ["train 0.620", "held out 0.720"]
    assert scene.facts(9) == "epoch 10: loss train 0.62, held out 0.72."


def test_a_curve_with_steps_of_its_own_is_read_at_the_moment():
    dense = np.linspace(0.7, 0.1, 40)
    scene, panel = composed({"train": (np.arange(1, 41), dense)}, [0, 10, 40])
    assert scene.count == 3 and panel.moments is None
    scene.draw(1)
    assert len(panel.marks[0].moving[0].get_xdata()) == 10
    assert scene.facts(1) == f"epoch 10: loss train {dense[9]:.3g}."


def test_one_curve_that_is_the_quantity_says_its_name_once():
    scene, panel = composed({"loss": FALL})
    assert panel.numbers["loss"].get_text() == "0.800"
    assert scene.facts(0) == "epoch 1: loss 0.8."


def test_axes_hold_all_that_comes_and_never_move():
    scene, panel = composed(LOSSES)
    axes = panel.axes
    limits = axes.get_xlim(), axes.get_ylim()
    for k in range(T):
        scene.draw(k)
        assert (axes.get_xlim(), axes.get_ylim()) == limits
    assert limits[0] == (1, T) and limits[1][0] <= 0.02 and limits[1][1] >= 0.9


RANGES = {  # values, log, the least and the largest y of the axes
    "near 0": ([0.1, 1.0], False, (0, 1.06)),
    "far from 0": ([0.5, 1.0], False, (0.475, 1.025)),
    "below 0": ([-1.0, 1.0], False, (-1.1, 1.1)),
    "flat": ([3.0, 3.0], False, (2.95, 3.05)),
    "log": ([1.0, 100.0], True, (100**-0.05, 100 * 100**0.05)),
    "flat log": ([2.0, 2.0], True, (2 / 1.01**0.05, 2 * 1.01**0.05)),
    "diverged": ([1.0, 2.0, np.inf, np.nan], False, (0.95, 2.05)),
}


@pytest.mark.parametrize("case", RANGES)
def test_y_begins_at_0_where_the_numbers_come_near_it(case):
    values, log, wanted = RANGES[case]
    panel = Curves({"a": values}, np.arange(len(values)), grows=False, log=log)
    assert panel.limits == pytest.approx((0, len(values) - 1, *wanted))


def test_a_flag_appears_when_its_step_is_reached_and_stays():
    scene, panel = composed(LOSSES, flags={"best weights": 21, "the end": 40})
    for k, shown in ((0, []), (19, []), (20, ["best weights"]), (39, ["best weights", "the end"])):
        scene.draw(k)
        texts = [a.get_text() for a in panel._flags if a.get_visible() and hasattr(a, "get_text")]
        assert texts == shown and sum(a.get_visible() for a in panel._flags) == 2 * len(shown)
        assert scene.facts(k).endswith(", ".join(shown).replace(", ", "; ") + ".") is True
    assert set(panel._flags) <= set(panel.moving)
    assert list(panel._flags[0].get_xdata()) == [21, 21]


def test_a_still_panel_has_whole_curves_and_its_flags_at_once():
    panel = Curves(LOSSES, STEPS, "loss", "epoch", grows=False, flags={"best": 21})
    scene = Scene([panel])
    axes = panel.axes
    for line, y in zip(axes.lines, LOSSES.values(), strict=False):
        np.testing.assert_array_equal(line.get_xydata(), np.column_stack([STEPS, y]))
    assert panel.moments is None and list(panel.moving) == []
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("epoch", "loss")
    assert all(artist.get_visible() for artist in panel._flags)
    assert scene.facts(0) == "train 0.8 at 1, 0.02 at 40; held out 0.9 at 1, 0.12 at 40."


@pytest.mark.parametrize("step", [1, 10, 21, 34, 40])
def test_the_words_of_a_flag_hide_no_curve(step):
    scene, panel = composed(LOSSES, flags={"a few words": step})
    figure = rendered(scene)
    (text,) = [artist for artist in panel._flags if hasattr(artist, "get_text")]
    box = text.get_window_extent()
    for y in LOSSES.values():
        x = np.linspace(1, T, 2000)
        places = panel.axes.transData.transform(np.column_stack([x, np.interp(x, STEPS, y)]))
        assert not box.count_contains(places)
    assert box.x1 < figure.bbox.x1 and drawn.collisions(figure) == []


def test_numbers_keep_their_width():
    scene, panel = composed({"train": [0.9, 0.95, 1.0, 12.5, -0.5, 2500, 1e-6]}, range(7))
    shown = []
    for k in range(7):
        scene.draw(k)
        shown.append(panel.numbers["train"].get_text().removeprefix("train "))
    assert shown == ["0.900", "0.950", "1.00", "12.5", "−0.500", "2.5·10³", "10⁻⁶"]


LINES = {
    "two": LOSSES,
    "four that end together": {name: FALL + k / 1e4 for k, name in enumerate("abcd")},
    "names of some length": {"logistic regression": RISE, "a network, trained": RISE, "c": FALL},
    "ends at the top": {"one": RISE, "two": RISE - 1e-3, "three": RISE - 2e-3},
    "ends at the bottom": {"one": FALL, "two": FALL + 1e-3, "three": FALL + 2e-3},
}


@pytest.mark.parametrize("grows", [True, False])
@pytest.mark.parametrize("log", [True, False])
@pytest.mark.parametrize("case", LINES)
def test_names_are_read_beside_their_ends_and_touch_nothing(case, log, grows):
    lines = LINES[case]
    scene, panel = composed(lines, title="A title", log=log, grows=grows)
    figure = rendered(scene)
    assert drawn.collisions(figure) == [] and drawn.too_small(figure) == []
    named = {t.get_text(): t for t in picture.texts(panel.axes) if t.get_text() in lines}
    assert list(sorted(named)) == sorted(lines)
    for name, text in named.items():
        assert same_color(text.get_color(), looks_of(lines)[name].name)


def test_many_names_that_end_together_stay_beside_their_panel():
    for y in (RISE, FALL):
        names = list(OPTIMIZERS)[:9]
        scene, panel = composed(dict.fromkeys(names, y), title="A title", grows=False)
        figure = rendered(scene)
        boxes = [t.get_window_extent() for t in picture.texts(panel.axes) if t.get_text() in names]
        room = panel.axes.bbox.padded(CLOSE)
        assert len(boxes) == 9 and drawn.collisions(figure) == []
        assert all(room.y0 <= box.y0 and box.y1 <= room.y1 for box in boxes)


def test_a_name_that_begins_with_a_line_below_is_not_written():
    panel = Curves({"_x": (STEPS, FALL), "y": (STEPS, RISE)}, grows=False)
    words = picture.words(rendered(Scene([panel])))
    assert "y" in words and not any("_x" in word for word in words)


def test_steps_are_whole_numbers_where_they_count():
    for x, wanted in ((np.arange(3), True), (np.array([0, 0.4, 0.8]), False)):
        panel = Curves({"a": [1, 2, 3]}, x, unit="k", grows=False)
        rendered(Scene([panel]))
        texts = [text for text in picture.texts(panel.axes.xaxis) if text.get_text() != "k"]
        assert all(text.get_text().isdigit() for text in texts) == wanted


def test_trend_names_both_ends():
    told = trend("loss", np.array([1, 2900]), np.array([0.69314, 0.0558]))
    assert told == "loss 0.693 at 1, 0.0558 at 2,900"


def test_trend_of_a_training_that_diverged():
    y = np.array([1.0, 5.0, np.nan, np.nan])
    assert trend("loss", np.arange(4.0), y) == "loss 1 at 0, 5 at 1, then nan"
    assert trend("_loss", np.arange(2), np.array([np.nan, 3])) == "loss 3 at 1, 3 at 1"


def test_train_and_held_out_have_their_colours_and_others_follow():
    looks = looks_of(["small", "held out", "large", "train"])
    names = [look.name for look in looks.values()]
    assert names == [LOOKS[0].name, HELD_OUT, LOOKS[1].name, TRAIN]
    scene, panel = composed(LOSSES)
    for trace, name in zip(panel.marks, LOSSES, strict=True):
        assert same_color(trace.moving[0].get_color(), PARTS[name].line["color"])
        assert same_color(panel.numbers[name].get_color(), PARTS[name].name)


def test_both_twins_can_be_seen():
    looks = looks_of(["first", "second"], twins=True)
    assert list(looks.values()) == list(TWINS)
    panel = Curves({"first": FALL, "second": FALL}, STEPS, grows=False, twins=True)
    Scene([panel])
    under, over = panel.axes.lines
    assert under.get_linewidth() > 3 * over.get_linewidth()
    assert over.get_zorder() >= under.get_zorder() and over.is_dashed()
    assert not same_color(under.get_color(), over.get_color())


def test_panels_below_one_another_share_their_steps():
    panels = Curves(LOSSES, unit="epoch"), Curves({"train": RISE}, None, "accuracy", "epoch")
    figure = rendered(Scene([[panel] for panel in panels], "Both", STEPS, "epoch"))
    assert [axes.get_xlabel() for axes in figure.axes] == ["", "epoch"]
    assert drawn.collisions(figure) == []
    for one, two in pairwise(figure.axes):
        assert (one.bbox.x0, one.bbox.width) == (two.bbox.x0, two.bbox.width)


REFUSED = {
    "none": (lambda: composed({}), "lines must hold 1 to 4 entries to be told apart, .* got 0"),
    "many": (
        lambda: composed({**dict.fromkeys("abcde", FALL), **LOSSES}),
        "1 to 6 entries to be told apart, besides train and held out, got 7; draw them in several",
    ),
    "three twins": (lambda: composed(dict.fromkeys("abc", FALL), twins=True), "1 to 2 entries"),
    "lengths": (
        lambda: composed({"train": FALL, "held out": FALL[:5]}),
        r"lines must have one length, .* got \[5, 40\]; record all of them at the same steps",
    ),
    "a pair": (
        lambda: composed({"loss": (STEPS, [1, 2])}),
        r"the curve 'loss' needs one y for each x, got the shapes \(2,\) and \(40,\); give a pair",
    ),
    "nan": (lambda: composed({"train": FALL * np.nan}), "'train' holds no finite number; did the"),
    "log": (lambda: composed({"a": RISE - 0.5}, log=True), "numbers above 0, got 0; use log=False"),
    "flag": (lambda: composed(LOSSES, flags={"late": 41}), "'late' .* between 1 and 40, got 41"),
    "long": (lambda: composed({"a name " * 9: FALL}), "is wider than the 260 pixels beside"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_answered_in_one_sentence(case):
    call, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        call()
