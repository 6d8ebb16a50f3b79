"""Histories in motion: curves grow on axes that stay, numbers are those of the step."""

import numpy as np
import pytest
from matplotlib.colors import same_color

from utils import animation, palette, picture
from utils.histories import HistoryScene

T = 40
FALL = np.linspace(0.8, 0.02, T)
RISE = np.linspace(0.5, 0.89, T)
PANELS = {
    "loss": {"train": list(FALL), "held out": list(FALL + 0.1)},
    "accuracy": {"train": RISE, "held out": RISE - 0.1},
}
SCENES = {
    "two": lambda: HistoryScene(PANELS, title="A training", mark=(21, "best weights")),
    "one": lambda: HistoryScene({"loss": PANELS["loss"]}, mark=(40, "here it stops")),
    "three": lambda: HistoryScene({**PANELS, "weights": {"W1": RISE, "W2": FALL}}, mark=(1, "a")),
    "frames": lambda: HistoryScene(PANELS, 100 * np.arange(T), "Updates", "update", 5),
}


def seen(scene, k):
    scene.draw(k)
    with picture.style():
        picture.render(scene.figure)
    return scene.figure


def test_facts_are_those_of_the_step():
    made = SCENES["two"]()
    assert made.frames == T
    assert made.facts(0) == (
        "A training, epoch 1: loss train 0.8, held out 0.9; accuracy train 0.5, held out 0.4."
    )
    assert made.facts(39) == (
        "A training, epoch 40: loss train 0.02, held out 0.12; accuracy train 0.89, held out 0.79; "
        "best weights marked at 21."
    )


def test_frames_are_spaced_evenly_over_the_steps():
    made = SCENES["frames"]()
    assert list(made.steps) == [0, 1000, 2000, 2900, 3900]
    assert made.facts(4).startswith("Updates, update 3,900: loss train 0.02,")
    made.draw(4)
    assert "update 3,900 of 3,900" in picture.words(made.figure)


def test_curves_grow_and_dots_are_at_their_ends():
    made = SCENES["two"]()
    made.draw(9)
    loss = made.parts[0]
    for way, values in zip(loss.ways, PANELS["loss"].values(), strict=True):
        np.testing.assert_array_equal(way.get_xdata(), np.arange(1, 11))
        np.testing.assert_array_equal(way.get_ydata(), values[:10])
    np.testing.assert_allclose(np.transpose(loss.dots.get_data()), [(10, 0.62), (10, 0.72)])
    assert [text.get_text() for text in loss.said] == ["train 0.620", "held out 0.720"]


def test_axes_hold_all_that_comes_and_never_move():
    made = SCENES["two"]()
    limits = [(axes.get_xlim(), axes.get_ylim()) for axes in made.figure.axes]
    for k in range(made.frames):
        made.draw(k)
        assert [(axes.get_xlim(), axes.get_ylim()) for axes in made.figure.axes] == limits
    for (x, y), lines in zip(limits, PANELS.values(), strict=True):
        assert x == (1, T) and y[0] <= np.min(list(lines.values()))
        assert np.max(list(lines.values())) <= y[1]


def test_colours_are_those_of_train_and_held_out():
    for part in SCENES["two"]().parts[:2]:
        for way, text, colour in zip(
            part.ways, part.said, (palette.TRAIN, palette.HELD_OUT), strict=True
        ):
            assert same_color(way.get_color(), colour) and same_color(text.get_color(), colour)


def test_the_mark_appears_when_its_step_is_reached():
    made = SCENES["two"]()
    flag = made.parts[-1]
    made.draw(19)
    assert flag.text.get_text() == "" and not len(flag.lines[0].get_xdata())
    made.draw(20)
    assert flag.text.get_text() == "best weights"
    assert [list(line.get_xdata()) for line in flag.lines] == [[21, 21]] * 2
    made.draw(3)
    assert flag.text.get_text() == ""


@pytest.mark.parametrize("step", [1, 10, 21, 34, 40])
def test_the_words_of_the_mark_hide_no_curve(step):
    made = HistoryScene(PANELS, mark=(step, "a few words"))
    figure = seen(made, T - 1)
    box = made.parts[-1].text.get_window_extent()
    for part in made.parts[:2]:
        for way in part.ways:
            x = np.linspace(1, T, 2000)
            dots = np.column_stack([x, np.interp(x, *way.get_data())])
            pixels = part.axes.transData.transform(dots)
            assert not box.count_contains(pixels)
    assert box.x1 < figure.bbox.x1


def test_numbers_keep_their_width():
    made = HistoryScene({"a": {"train": [0.9, 0.95, 1.0, 12.5, -0.5, 2500, 1e-6]}})
    shown = []
    for k in range(made.frames):
        made.draw(k)
        shown.append(made.parts[0].said[0].get_text().removeprefix("train "))
    assert shown == [
        "0.900",
        "0.950",
        "1.00",
        "12.5",
        "\N{MINUS SIGN}0.500",
        "2,500",
        "1e\N{MINUS SIGN}06",
    ]


def test_it_is_a_scene_for_save(tmp_path):
    made = HistoryScene(PANELS, title="A training", frames=4, mark=(21, "best weights"))
    before = [id(artist) for artist in made.figure.findobj()]
    saved = animation.save(made, tmp_path / "a.gif", tmp_path / "a.png")
    assert [id(artist) for artist in made.figure.findobj()] == before
    assert saved.frames == 4 and {"best weights", "loss", "held out"} <= set(saved.words)


REFUSED = {
    "no panel": (lambda: HistoryScene({}), "panels must hold 1 to 3 quantities"),
    "no line": (lambda: HistoryScene({"loss": {}}), "panels must hold 1 to 3 quantities"),
    "lengths": (
        lambda: HistoryScene({"loss": {"train": FALL, "held out": FALL[:5]}}),
        r"lines of one length, .* got lengths \[5, 40\]",
    ),
    "steps": (lambda: HistoryScene(PANELS, steps=[1, 2]), "steps must be 40 rising numbers"),
    "nan": (
        lambda: HistoryScene({"loss": {"train": [np.nan] * 3}}),
        "the curve 'train' holds no finite number",
    ),
    "mark": (lambda: HistoryScene(PANELS, mark=(41, "late")), "between .* 1 and 40, got 41"),
    "many": (
        lambda: HistoryScene({"loss": dict.fromkeys("abcde", FALL)}),
        "lines must hold 1 to 4 entries besides train and held out, .* got 5",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_answered_in_one_sentence(case):
    call, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        call()
