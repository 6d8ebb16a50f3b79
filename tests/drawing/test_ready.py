"""Ready-made scenes: what is recorded is what is drawn, with the words and facts of its moment."""

import numpy as np
import pytest
from matplotlib.colors import same_color, to_rgba_array
from PIL import Image

from tests import drawn
from tests.drawing.known import thirds
from tests.drawing.scenes import (
    FALL,
    FIELDS,
    GRID,
    KINDS,
    LOSSES,
    MATRIX,
    MODELS,
    NAMES,
    QUANTITIES,
    SAMPLES,
    SCENES,
    STEEP,
    STEPS,
    TRAIN,
    TURNS,
    X,
    boundary,
    pair,
    samples,
    three,
    turned,
    weights,
)  # fmt: skip
from utils import animation
from utils.drawing import ready
from utils.drawing.film import picture
from utils.drawing.marks import grid as planes
from utils.drawing.style.palette import CLASSES, OPTIMIZERS, PARTS, TWINS

LAMBDA = "\N{GREEK SMALL LETTER LAMDA}"
scenes = pytest.mark.parametrize("make", SCENES.values(), ids=SCENES)


def picks(scene):
    return sorted({0, scene.frames // 2, scene.frames - 1})


@scenes
def test_words_are_readable_and_do_not_touch(make):
    scene = make()
    for k in picks(scene):
        scene.draw(k)
        with picture.style():
            picture.render(scene.figure)
        assert drawn.too_small(scene.figure) == [] and drawn.collisions(scene.figure) == []


@scenes
def test_facts_are_one_short_sentence_of_the_moment(make):
    scene = make()
    told = [scene.facts(k) for k in picks(scene)]
    assert all(facts.endswith(".") and ".." not in facts and len(facts) <= 480 for facts in told)
    assert len(set(told)) == len(told) > 1


def field_of(panel):
    return panel.marks[0]


@pytest.mark.parametrize(("k", "turn"), list(enumerate(TURNS)))
def test_the_boundary_is_the_recorded_one(k, turn):
    scene = boundary()
    scene.draw(k)
    field = field_of(scene.panels[0])
    np.testing.assert_allclose(field.artist.field.ravel(), FIELDS[k], rtol=1e-6)
    (line,) = field.lines[1].get_segments()
    np.testing.assert_allclose(line @ [1, turn], 0, atol=0.03)


def test_facts_of_a_boundary():
    scene = boundary()
    assert scene.facts(0) == (
        "A line turns, update 0: 75.0 % of 4 held-out points classified correctly; "
        f"P(class 1) from {FIELDS[0].min():.2f} to {FIELDS[0].max():.2f}; the boundary crosses "
        "x1 = 0 at x2 = 0.00; loss train 0.7, held out 0.7."
    )
    assert scene.facts(3).startswith("A line turns, update 40: 25.0 % of 4 held-out points")
    assert scene.facts(3).endswith("loss train 0.1, held out 0.4.")


NAMED = {
    "two": (lambda: ready.boundary(GRID, FIELDS, (X, list("abab"))), "P(b) from"),
    "three": (
        lambda: ready.boundary(GRID, thirds(GRID.points), (X, list("abcb"))), "of the plane a 3"
    ),
    "a penalty": (lambda: weights(train=(X, list("abab")), held_out=None), "P(b) from"),
}  # fmt: skip


@pytest.mark.parametrize("case", NAMED)
def test_facts_name_classes_as_their_labels_do(case):
    make, words = NAMED[case]
    assert words in make().facts(0)


@pytest.mark.parametrize("accuracy", [None, [0.5]])
def test_a_field_that_stands_still_has_one_share_beside_losses_that_move(accuracy):
    scene = boundary(fields=FIELDS[0], accuracy=accuracy)
    share = 75.0 if accuracy is None else 50.0
    assert scene.frames == 4
    for k in range(4):
        scene.draw(k)
        assert f": {share} % of 4 held-out points" in scene.facts(k)


def test_facts_of_a_pair_name_both():
    told = pair().facts(0)
    assert told.startswith("Two lines turn, update 0: share of 4 held-out points classified correc")
    assert "; NumPy 75.0 %; P(class 1) from" in told and "; Keras 25.0 %" in told
    assert pair().facts(1).endswith("loss NumPy 0.5, Keras 0.562.")


def test_three_classes_are_drawn_and_scored():
    scene = three()
    points = turned(X, 0.4)
    right = thirds(points).argmax(axis=1) == [1, 2, 1, 0]  # air, land, sea
    scene.draw(1)
    assert scene.facts(1).startswith(
        f"Three classes, update 1: {100 * right.mean():.1f} % of 4 training points"
    )
    assert {"air", "land", "sea", "boundary"} <= set(picture.words(scene.figure))
    colours = [artist.get_facecolor()[0] for artist in scene.panels[0].marks[1].filled]
    assert all(same_color(one, other) for one, other in zip(colours, CLASSES))


def test_accuracy_is_taken_as_given():
    assert "90.0 % of 4 held-out points" in boundary(accuracy=[0.9] * 4).facts(2)
    told = pair(accuracy={"Keras": [0.1, 0.2, 0.3, 0.4]}).facts(0)
    assert "Keras 10.0 %" in told and "NumPy 75.0 %" in told


def test_points_are_scored_by_the_training_set_where_none_are_held_out():
    scene = boundary(held_out=None)
    assert "100.0 % of 4 training points" in scene.facts(0)
    assert "held out" not in picture.words(scene.figure.legends[0])
    assert "held out" in picture.words(boundary().figure.legends[0])


def test_the_words_below_the_title_count_to_the_last_step():
    scene = boundary(steps=[0, 9, 1500, 2900])
    scene.draw(2)
    note = " ".join(text.get_text() for text in scene._noted)
    assert note.startswith("update 1,500 of 2,900 ") and note.endswith(scene.said(2))


def test_losses_grow_below_on_the_steps_of_the_fields():
    scene = boundary()
    scene.draw(2)
    strip = scene.panels[-1]
    for trace, (name, y) in zip(strip.marks, LOSSES.items(), strict=True):
        np.testing.assert_array_equal(trace.moving[0].get_xydata(), list(zip(STEPS, y))[:3])
        assert same_color(trace.moving[0].get_color(), PARTS[name].line["color"])
    assert len(boundary(losses=None).figure.axes) == 1
    assert "loss" not in boundary(losses=None).facts(0)


def test_a_loss_for_each_update_is_read_at_the_update_of_the_moment():
    dense = np.linspace(0.7, 0.1, 40)
    scene = boundary(losses={"train": dense})
    assert scene.facts(1).endswith(f"loss train {dense[9]:.3g}.")
    scene.draw(1)
    assert len(scene.panels[-1].marks[0].moving[0].get_xdata()) == 10


def test_two_that_should_agree_are_drawn_as_twins_and_more_in_rows():
    for trace, look in zip(pair().panels[-1].marks, TWINS, strict=True):
        assert same_color(trace.moving[0].get_color(), look.line["color"])
    four = SCENES["four"]()
    assert [len(row) for row in four.rows] == [2, 2, 1]
    assert [panel.name for panel in four.panels] == [*NAMES, "loss"]


def test_histories_are_those_of_the_step():
    scene = SCENES["history"]()
    assert scene.frames == 40
    assert scene.facts(0) == (
        "A training, epoch 1: loss train 0.8, held out 0.9; accuracy train 0.5, held out 0.4."
    )
    assert scene.facts(39) == (
        "A training, epoch 40: loss train 0.02, held out 0.12; best weights; "
        "accuracy train 0.89, held out 0.79."
    )


def test_frames_are_spaced_evenly_over_the_steps():
    scene = SCENES["few frames"]()
    shown = []
    for k in range(scene.frames):
        scene.draw(k)
        shown.append(scene._noted[0].get_text())
    assert shown == [f"update {k} of 3,900" for k in ("0", "1,000", "2,000", "2,900", "3,900")]
    assert scene.facts(4).startswith("Many, update 3,900: loss train 0.02,")


def test_words_of_a_penalty():
    scene = weights()
    left, right = scene.panels[:2]
    scene.draw(1)
    note = f"{LAMBDA} = 10⁻³ \N{MIDDLE DOT} share of 4 held-out points classified correctly"
    assert scene._noted[0].get_text() == note
    said = [panel._said_lines[0] for panel in (left, right)]
    assert [text.get_text() for text in said] == ["weights up to 1", "boundary: 75.0 %"]
    scene.draw(3)
    assert [text.get_text() for text in said] == ["weights up to 0", "no boundary: 75.0 %"]
    low, high = STEEP[1].min(), STEEP[1].max()
    assert scene.facts(1) == (
        f"A penalty, {LAMBDA} = 10⁻³: share of 4 held-out points classified correctly; weights up "
        f"to 1; 2 x 3 weights from −0.75 to 1; boundary: 75.0 %; P(class 1) from {low:.2f} to "
        f"{high:.2f}; the boundary misses x1 = 0; accuracy train 0.96 (0.95 to 0.97), held out "
        "0.85 (0.85 to 0.85)."
    )


def test_the_colours_of_the_classes_are_kept_in_a_gif(tmp_path):
    many = [size * np.random.default_rng(0).normal(size=(32, 64)) for size in (3, 1, 0.5, 0.2)]
    animation.save(weights(weights=many, held_out=None), tmp_path / "a.gif")
    with Image.open(tmp_path / "a.gif") as film:
        table = np.array(film.getpalette()).reshape(-1, 3)
    for colour in CLASSES:
        wanted = (255 * to_rgba_array(colour)[0, :3]).round()
        assert np.abs(table - wanted).max(axis=1).min() <= 3


def lines_of(panel, name):
    """The segments of the mark of lines with this name in the key, at the moment that is drawn."""
    (mark,) = [m for m in panel.marks if any(key.get_label() == name for key in m.keys)]
    return mark.moving[0].get_segments()


def on_the_line(points, turn):
    """The points (k, 2) lie within a fifth of a cell of x + turn y = 0."""
    np.testing.assert_allclose(points @ [1, turn] / np.hypot(1, turn), 0, atol=0.02)


def visible(mark):
    return [artist for artist in mark.moving if artist.get_visible()]


@pytest.mark.parametrize("k", range(3))
def test_the_dark_line_is_that_of_this_sample_and_the_others_came_before(k):
    scene = samples()
    scene.draw(k)
    for panel, turns in zip(scene.panels, KINDS.values(), strict=True):
        (line,) = lines_of(panel, "boundary")
        on_the_line(line, turns[k])
        others = lines_of(panel, "of other samples")
        assert len(others) == k and not visible(panel.marks[0])
        for line, turn in zip(others, turns, strict=False):
            on_the_line(line, turn)
        (best,) = lines_of(panel, "best possible")
        on_the_line(best, 1.5)
        shown = [artist.get_offsets() for mark in panel.marks[1:4] for artist in visible(mark)]
        np.testing.assert_allclose(shown[0], X[[0, 2]] + k / 10)
        np.testing.assert_allclose(shown[1], X[[1, 3]] + k / 10)


def test_the_last_frame_has_every_line_and_that_of_the_mean():
    scene = samples(truth=None)
    scene.draw(3)
    panel = scene.panels[0]
    mean = np.mean(MODELS["straight"], axis=0).reshape(GRID.shape)
    assert len(lines_of(panel, "of other samples")) == 3 and visible(panel.marks[0])
    np.testing.assert_allclose(panel.marks[0].mark.artist.field, mean, rtol=1e-6)
    (line,) = lines_of(panel, "boundary")
    np.testing.assert_allclose(planes.at(GRID, mean, line), 0.5, atol=1e-3)
    assert not any(visible(mark) for mark in panel.marks[1:4])


def test_facts_of_samples():
    low, high = min(MODELS["straight"][1]), max(MODELS["straight"][1])
    told = samples(measured=None).facts(1)
    start = f"Lines, sample 2 of 3, 4 points: straight P(class 1) from {low:.2f} to {high:.2f}; the"
    assert told.startswith(f"{start} boundary crosses x1 = 0 at x2 = 0.00; large network P(class 1")
    assert "; large network variance 0.09" in samples().facts(1)
    assert samples(samples=None, title="", unit="seed").facts(0).startswith("seed 1 of 3: straight")
    assert "all 3 samples; dark: the boundary of their mean" in samples().facts(3)


def test_samples_may_be_unequal_and_one_is_enough():
    unequal = samples(samples=[SAMPLES[0], (X[:3], [0, 1, 0]), SAMPLES[2]])
    assert ", sample 2 of 3, 3 points: " in unequal.facts(1)
    unequal.draw(1)
    shown = [a.get_offsets() for mark in unequal.panels[0].marks[1:4] for a in visible(mark)]
    np.testing.assert_allclose(shown[1], X[[1]])
    assert ready.samples(GRID, {"one": [FIELDS[0]]}).frames == 2


def test_disagreement_is_the_share_of_the_plane_with_both_sides():
    sides = np.random.default_rng(0).random((3, len(GRID.points)))
    flat = np.full(len(GRID.points), 0.2)
    told = ready.samples(GRID, {"a": [flat] * 3, "b": [flat, 1 - flat, flat], "c": sides}).facts(3)
    share = np.mean([len(set(column > 0.5)) == 2 for column in sides.T])
    for percent in ("0", "100", f"{100 * share:.0f}"):
        assert f"the samples disagree on {percent} % of the plane" in told


def test_ways_of_optimizers_have_their_colours_on_the_surface_and_on_its_map():
    scene = SCENES["landscape"]()
    keys = {key.get_label(): key.get_color() for key in scene._keys()}
    assert all(same_color(keys[name], OPTIMIZERS[name]) for name in ("SGD", "Adam"))
    scene.draw(1)
    assert scene.facts(1).startswith("Two ways down, update 50:") and "loss" in scene.facts(1)


REFUSED = {
    "steps": (lambda: boundary(steps=[0, 10], losses=None), "moments, got Panel 4, steps 2"),
    "falling": (lambda: boundary(steps=[0, 10, 10, 20]), "steps must be 4 rising numbers"),
    "losses": (
        lambda: boundary(losses={"train": [1, 2]}),
        "a loss must hold 4 values, one for each moment, or 40, one for each update, got 2",
    ),
    "diverged": (
        lambda: boundary(losses={"train": [np.nan] * 4}),
        "the curve 'train' holds no finite number; did the training diverge",
    ),
    "accuracy": (lambda: boundary(accuracy=[1.0]), "accuracy must hold 4 shares, .* got 1"),
    "unequal": (
        lambda: ready.boundaries(GRID, {"a": FIELDS, "b": FIELDS[:2]}, TRAIN),
        "one number of moments, got Panel 4, Panel 2; record all of them",
    ),
    "columns": (lambda: pair(columns=0), "columns must be a whole number of at least 1, got 0"),
    "labels": (lambda: boundary(held_out=(X, [0, 1])), "held_out must hold one label per point"),
    "no quantity": (lambda: ready.history({}), "panels must hold quantities with their lines"),
    "no line": (lambda: ready.history({"loss": {}}), "panels must hold quantities with their"),
    "lengths": (
        lambda: ready.history({"loss": {"train": FALL, "held out": FALL[:5]}}),
        r"lines must have one length, .* got \[5, 40\]",
    ),
    "epochs": (lambda: ready.history(QUANTITIES, steps=[1, 2]), "got Curves 40, steps 2"),
    "mark": (lambda: ready.history(QUANTITIES, mark={"late": 41}), "'late' .* 1 and 40, got 41"),
    "many": (
        lambda: ready.history({"loss": dict.fromkeys("abcde", FALL)}), "1 to 4 entries .* got 5"
    ),
    "values fall": (
        lambda: weights(values=[1, 0.1, 0.01, 0]), "two or more finite settings, rising"
    ),
    "negative": (lambda: weights(values=[-1, 0, 1, 2]), "must not be below 0 .* got .-1"),
    "shapes": (
        lambda: weights(weights=[MATRIX, MATRIX.T] * 2), r"got 4 of \(2, 3\) and \(3, 2\); record"
    ),
    "three weights": (lambda: weights(weights=[MATRIX] * 3), "got Panel 3, Panel 4, Sweep 4"),
    "three fields": (lambda: weights(fields=STEEP[:3]), "got Panel 4, Panel 3, Sweep 4"),
    "scores": (
        lambda: weights(scores={"train": [1, 1]}), r"row for each of 4 settings .* \(2, 1\)"
    ),
    "counts": (
        lambda: ready.samples(GRID, {**MODELS, "c": MODELS["straight"][:2]}),
        r"got \[2, 3\] fields; train each kind of model on the same samples",
    ),
    "two samples": (lambda: samples(samples=SAMPLES[:2]), r"got \[3\] fields and 2 samples"),
    "no model": (lambda: ready.samples(GRID, {}), r"got \[\] fields"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_answered_in_one_sentence(case):
    call, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        call()
