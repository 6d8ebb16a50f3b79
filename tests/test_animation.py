"""Animations: what is recorded is what is drawn, on one scale, in few bytes, the same each time."""

import builtins
import io
import json
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image, ImageSequence

from utils import animation, fields, picture
from utils.palette import FIELD

GRID = fields.grid([[-1.0, -1.0], [1.0, 1.0]], size=24)
STEPS = [0, 10, 25, 40]


def turning(turn):
    """P(class 1) = 1/2 on a line through (0, 0) that turns: x + turn y = 0."""
    return 1 / (1 + np.exp(-4 * (GRID.points[:, 0] + turn * GRID.points[:, 1])))


FRAMES = np.array([turning(turn) for turn in (0.5, 1.0, 2.0, 4.0)])
X = np.array([[-1.0, 0.2], [1.0, -0.2], [-0.5, 0.3], [0.5, -0.3]])
TRAIN = X, np.array([0, 1, 0, 1])
HELD_OUT = 0.5 * X + 0.1, np.array([0, 1, 0, 0])
LOSSES = {"train": [0.7, 0.5, 0.3, 0.1], "held out": [0.7, 0.6, 0.5, 0.4]}


def boundary(**settings):
    known = {"held_out": HELD_OUT, "steps": STEPS, "losses": LOSSES, "title": "A line turns"}
    return animation.BoundaryScene(GRID, FRAMES, TRAIN, **{**known, **settings})


def pair(**settings):
    frames = {"NumPy": FRAMES, "Keras": FRAMES[::-1]}
    losses = {"NumPy": LOSSES["train"], "Keras": np.linspace(0.7, 0.1, 40)}
    known = {"held_out": HELD_OUT, "steps": STEPS, "losses": losses, "title": "Two lines turn"}
    return animation.PairScene(GRID, frames, TRAIN, **{**known, **settings})


SCENES = {"boundary": boundary, "pair": pair}


def opened(path):
    return Image.open(io.BytesIO(Path(path).read_bytes()))


@pytest.mark.parametrize("k, turn", [(0, 0.5), (1, 1.0), (2, 2.0), (3, 4.0)])
def test_boundary_line_is_the_recorded_one(k, turn):
    scene = boundary()
    scene.draw(k)
    (line,) = scene.view.line.get_segments()
    np.testing.assert_allclose(line[:, 0] + turn * line[:, 1], 0, atol=0.03)


@pytest.mark.parametrize("k", range(4))
def test_field_is_the_recorded_one(k):
    scene = boundary()
    with picture.style():
        pixels = animation.Film(scene).frame(k)
    for x in (-1.1, 0.9):
        place = scene.view.field.axes.transData.transform((x, 0.9)).astype(int)
        p = fields.at(GRID, FRAMES[k].reshape(GRID.shape), np.array([[x, 0.9]]))
        expected = FIELD((np.floor(10 * p) + 0.5) / 10, bytes=True)
        np.testing.assert_array_equal(pixels[len(pixels) - place[1], [place[0]]], expected)


def test_facts_are_those_of_the_frame():
    scene = boundary()
    assert scene.facts(0) == (
        "A line turns, update 0: 75.0 % of 4 held-out points on their side; "
        f"P(class 1) from {FRAMES[0].min():.2f} to {FRAMES[0].max():.2f}; the boundary crosses "
        "x1 = 0 at x2 = 0.00; loss train 0.7, held out 0.7."
    )
    assert scene.facts(3).startswith("A line turns, update 40: 25.0 % of 4 held-out points")
    assert scene.facts(3).endswith("loss train 0.1, held out 0.4.")


def test_facts_of_a_pair_name_both():
    assert (
        pair()
        .facts(0)
        .startswith("Two lines turn, update 0: NumPy 75.0 % of 4 held-out points on their side")
    )
    assert "Keras 25.0 % of 4 held-out points on their side" in pair().facts(0)
    assert pair().facts(1).endswith("loss NumPy 0.5, Keras 0.562.")


def test_accuracy_is_taken_as_given():
    assert "90.0 % of 4 held-out points" in boundary(accuracy=[0.9, 0.9, 0.9, 0.9]).facts(2)


def test_points_are_scored_by_the_train_set_where_none_are_held_out():
    scene = boundary(held_out=None)
    assert "100.0 % of 4 train points" in scene.facts(0)
    assert "held out" not in picture.words(scene.figure.legends[0])


def test_words_below_the_title_do_not_move_with_the_number():
    scene = boundary(steps=[0, 9, 1500, 2900])
    places = set()
    for k in range(4):
        scene.draw(k)
        places.add(scene.note.said.get_position())
        assert scene.note.count.get_text() == f"update {scene.steps[k]:,} of 2,900"
    assert len(places) == 1


def test_dots_stand_on_the_curves_and_the_way_ends_there():
    scene = boundary()
    scene.draw(2)
    x, y = scene.strip.dots[0].get_data()
    np.testing.assert_allclose(x, [25, 25])
    np.testing.assert_allclose(y, [0.3, 0.5])
    np.testing.assert_allclose(scene.strip.ways[0].get_data(), [[0, 10, 25], [0.7, 0.5, 0.3]])


def test_a_loss_for_each_update_is_read_at_the_frames_update():
    dense = np.linspace(0.7, 0.1, 40)
    scene = boundary(losses={"train": dense})
    assert scene.facts(1).endswith(f"loss train {dense[9]:.3g}.")
    scene.draw(1)
    assert len(scene.strip.ways[0].get_xdata()) == 10


def test_a_scene_without_losses_has_no_strip():
    scene = boundary(losses=None)
    assert len(scene.figure.axes) == 1
    assert "loss" not in scene.facts(0)


def test_gif_has_the_frames_durations_and_words(tmp_path):
    path = tmp_path / "new" / "a.gif"
    saved = animation.save(boundary(), path, fps=20, hold=1.5)
    image = opened(path)
    assert image.n_frames == 4
    assert image.size == (640, boundary().figure.canvas.get_width_height()[1])
    times = [frame.info["duration"] for frame in ImageSequence.Iterator(image)]
    assert times == [1500, 50, 50, 1500]
    facts, words = picture.read(path)
    assert facts == saved.facts == repr(saved)
    assert words == saved.words
    for word in ("A line turns", "update 25 of 40", "held out", "class 1", "$x_1$", "0.2"):
        assert word in words
    assert json.loads(image.info["comment"])["facts"] == facts


def test_facts_of_the_file_are_of_first_middle_and_last_frame(tmp_path):
    scene = boundary()
    lines = animation.save(scene, tmp_path / "a.gif").facts.split("\n")
    assert lines == [
        f"First frame: {scene.facts(0)}",
        f"Middle frame: {scene.facts(2)}",
        f"Last frame: {scene.facts(3)}",
    ]


@pytest.mark.parametrize("count, names", [(1, ["First"]), (2, ["First", "Last"])])
def test_short_films(tmp_path, count, names):
    short = animation.BoundaryScene(GRID, FRAMES[:count], TRAIN, steps=STEPS[:count])
    lines = animation.save(short, tmp_path / "a.gif").facts.split("\n")
    assert [line.split()[0] for line in lines] == names
    assert opened(tmp_path / "a.gif").n_frames == count


def test_still_is_the_last_frame_with_its_facts(tmp_path):
    scene = boundary()
    animation.save(scene, tmp_path / "a.gif", tmp_path / "a_last.png")
    assert picture.read(tmp_path / "a_last.png")[0] == scene.facts(3)
    with picture.style():
        last = animation.Film(scene).frame(3)[..., :3]
    np.testing.assert_array_equal(np.asarray(opened(tmp_path / "a_last.png")), last)


def test_still_is_written_only_when_asked(tmp_path):
    animation.save(boundary(), tmp_path / "a.gif")
    assert [path.name for path in tmp_path.iterdir()] == ["a.gif"]


def test_budget_is_kept_or_nothing_is_written(tmp_path):
    with pytest.raises(ValueError) as error:
        animation.save(boundary(), tmp_path / "a.gif", tmp_path / "a.png", budget=20_000)
    said = str(error.value)
    assert said.startswith("a.gif would take ") and "more than its budget of 20 kB" in said
    assert "frames instead of 4, draw a smaller figure than 640 x " in said
    assert said.endswith("or fewer bands.")
    assert not list(tmp_path.iterdir())


def test_a_still_is_made_smaller_by_drawing_less(tmp_path):
    with pytest.raises(ValueError, match="of 20 kB: draw a smaller figure than 640 x"):
        animation.save(boundary(), tmp_path / "a.png", budget=20_000)


def test_a_frame_of_the_article_is_small(tmp_path):
    animation.save(boundary(), tmp_path / "a.gif")
    assert (tmp_path / "a.gif").stat().st_size < 4 * 30_000


class Own:
    """A scene of an author who knows nothing of layers: it is redrawn as a whole."""

    frames = 3

    def __init__(self):
        self.figure = Figure(figsize=(4.8, 3), dpi=100)
        self.axes = self.figure.add_subplot(xlim=(0, 2), ylim=(0, 2))
        (self.line,) = self.axes.plot([], [])

    def draw(self, k):
        self.line.set_data([0, k], [0, k])
        self.axes.set_title(f"step {k}")

    def facts(self, k):
        return f"a line to {k}."


def test_any_object_that_draws_is_a_scene(tmp_path):
    saved = animation.save(Own(), tmp_path / "a.gif")
    assert saved.facts == (
        "First frame: a line to 0.\nMiddle frame: a line to 1.\nLast frame: a line to 2."
    )
    assert [word for word in saved.words if "step" in word] == ["step 0", "step 1", "step 2"]
    assert opened(tmp_path / "a.gif").size == (480, 300)


def test_settings_of_the_reader_do_not_matter(tmp_path):
    animation.save(boundary(), tmp_path / "a.gif")
    with matplotlib.rc_context({"font.size": 30, "lines.linewidth": 9, "axes.grid": True}):
        animation.save(boundary(), tmp_path / "b.gif")
    assert (tmp_path / "a.gif").read_bytes() == (tmp_path / "b.gif").read_bytes()


def test_progress_is_told_on_stderr_and_can_be_silenced(tmp_path, capsys, monkeypatch):
    pytest.importorskip("tqdm")
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    animation.save(Own(), tmp_path / "a.gif")
    told = capsys.readouterr()
    assert told.out == ""
    assert "a.gif" in told.err
    monkeypatch.setenv("TQDM_DISABLE", "1")
    animation.save(Own(), tmp_path / "a.gif")
    assert capsys.readouterr().err == ""


def test_tqdm_is_not_needed(tmp_path, monkeypatch, capsys):
    load = builtins.__import__

    def without(name, *rest, **settings):
        if name == "tqdm":
            raise ImportError(name)
        return load(name, *rest, **settings)

    monkeypatch.setattr(builtins, "__import__", without)
    animation.save(Own(), tmp_path / "a.gif")
    assert capsys.readouterr().err == ""


REFUSED = {
    "fps": (lambda: animation.save(boundary(), "a.gif", fps=0), "fps must be between 1 and 50"),
    "hold": (lambda: animation.save(boundary(), "a.gif", hold=-1), "hold must be between 0 and 60"),
    "suffix": (
        lambda: animation.save(Own(), "a.gif", "a.avi"),
        r"a film is written as \.gif, \.webp, \.mp4, \.png, got 'a.avi'; rename it",
    ),
    "no path": (lambda: animation.save(Own()), 'save needs a path, for example "boundary.gif"'),
    "steps": (lambda: boundary(steps=[0, 10]), r"4 rising numbers, one for each frame, .* \(2,\)"),
    "falling": (lambda: boundary(steps=[0, 10, 10, 20]), "steps must be 4 rising numbers"),
    "losses": (
        lambda: boundary(losses={"train": [1, 2]}),
        r"losses\['train'\] must hold 4 values, one for each frame, or 40, .* got 2",
    ),
    "diverged": (
        lambda: boundary(losses={"train": [np.nan] * 4}),
        "the curve 'train' holds no finite number; did the training diverge",
    ),
    "accuracy": (lambda: boundary(accuracy=[1.0]), "accuracy must hold 4 shares, .* got 1"),
    "three": (
        lambda: animation.PairScene(GRID, dict.fromkeys("abc", FRAMES), TRAIN),
        r"two recordings of the same length, got lengths \[4, 4, 4\]",
    ),
    "unequal": (
        lambda: animation.PairScene(GRID, {"a": FRAMES, "b": FRAMES[:2]}, TRAIN),
        r"two recordings of the same length, got lengths \[4, 2\]",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_answered_in_one_sentence(case, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    call, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        call()
    assert not list(Path().iterdir())
