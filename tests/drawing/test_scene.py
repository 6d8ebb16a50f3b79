"""Scene: rows of panels under a title and one note; frames choose among moments."""

import numpy as np
import pytest
from PIL import Image

from tests.drawing.film.scenes import Small
from utils.drawing.film import picture
from utils.drawing.film.save import save
from utils.drawing.marks.lines import Line
from utils.drawing.marks.mark import Words
from utils.drawing.panels.panel import Panel
from utils.drawing.scene import LONG, Scene
from utils.drawing.style.page import text_width

X = np.linspace(0, 1, 20)
WAVES = np.sin(5 * X + np.arange(4)[:, np.newaxis])
STEPS = [0, 10, 25, 40]


def panel(name="", y=WAVES, key="", **settings):
    settings = {"limits": (0, 1, -1, 1), **settings}
    return Panel(Line(X, y, key), name=name, axes=("$t$", "$y$"), **settings)


def note(scene, k):
    """What stands between the title and the panels in frame k."""
    scene.draw(k)
    lines = [text.get_text() for text in scene.figure.texts]
    return [line for line in lines if line and line not in scene.title]


# the settings of a scene, and its note in the second frame
NOTES = [
    ({"steps": STEPS}, ["step 10 of 40"]),
    ({"steps": STEPS, "unit": "epoch"}, ["epoch 10 of 40"]),
    ({}, ["step 1 of 3"]),
    ({"steps": [0, 1000, 2900, 12_345]}, ["step 1,000 of 12,345"]),
    ({"steps": [0, 0.5, 1, 2]}, ["step 0.5 of 2.0"]),
    ({"steps": [0, 0.25, 1 / 3, 2]}, ["step 0.25 of 2.00"]),
    ({"steps": ["start", "sample 1", "sample 2", "all"]}, ["sample 1"]),
    ({"steps": STEPS, "said": "a wave"}, ["step 10 of 40 · a wave"]),
    ({"steps": STEPS, "said": lambda i: f"{i} waves"}, ["step 10 of 40 · 1 waves"]),
    ({"steps": STEPS, "said": "costs $5 to $10"}, ["step 10 of 40 · costs \\$5 to \\$10"]),
    ({"steps": STEPS, "frames": 2}, ["step 40 of 40"]),
    ({"steps": STEPS, "frames": 9}, ["step 10 of 40"]),
]


@pytest.mark.parametrize(("settings", "lines"), NOTES)
def test_the_note_says_where_we_are(settings, lines):
    assert note(Scene([panel()], "A wave", **settings), 1) == lines


def test_a_long_note_is_wrapped_and_keeps_its_place():
    """Its room is that of the longest, so that nothing moves when words do."""
    words = ["short", "many words " * 12, "short", "some words " * 5]
    scene = Scene([panel()], "A wave", STEPS, said=lambda i: words[i].strip())
    found = [note(scene, k) for k in range(4)]
    assert [len(lines) for lines in found] == [1, 4, 1, 2]
    assert found[1][0] == "step 10 of 40" and " ".join(found[1][1:]) == words[1].strip()
    places = {tuple(text.get_position() for text in scene.figure.texts)}
    scene.draw(0)
    assert {tuple(text.get_position() for text in scene.figure.texts)} == places


def test_words_below_the_title_do_not_move_with_the_number():
    scene = Scene([panel()], "A wave", [0, 9, 1500, 2900], said="a word")
    (line,) = [text for text in scene.figure.texts if "of 2,900" in text.get_text()]
    places = set()
    for k in range(4):
        scene.draw(k)
        places.add(line.get_position())
    assert len(places) == 1


def test_a_still_scene_has_no_counter():
    scene = Scene([panel(y=WAVES[0])], "A wave", said="it stands")
    assert note(scene, 0) == ["it stands"] and scene.frames == 1
    assert scene.facts(0) == "A wave: it stands."


@pytest.mark.parametrize(("frames", "shown"), [(None, [0, 1, 2, 3]), (3, [0, 2, 3]), (1, [0])])
def test_frames_are_moments_evenly_spaced(frames, shown):
    asked = []
    marked = Panel(Words(0, 0, lambda i: asked.append(i) or f"moment {i}"), limits=(0, 1, 0, 1))
    scene = Scene([[marked, panel()]], frames=frames)
    asked.clear()
    for k in range(scene.frames):
        scene.draw(k)
    assert asked == shown and scene.frames == len(shown)
    assert scene.facts(scene.frames - 1).startswith(f"step {shown[-1]}: moment {shown[-1]}; ")


def test_a_panel_that_stands_still_stands_beside_one_that_moves():
    scene = Scene([[panel(), panel(y=WAVES[0])]], steps=STEPS)
    assert scene.count == 4 and [p.moments for p in scene.panels] == [4, None]


def test_facts_tell_title_place_words_and_every_panel():
    scene = Scene([[panel("one"), panel("two")]], "Waves", STEPS, said=r"all $\hat{y}$")
    assert scene.facts(1) == (
        "Waves, step 10: all y hat; one from −1 to 0.999; two from −1 to 0.999."
    )


def test_what_two_panels_say_alike_is_told_once():
    scene = Scene([[panel(), panel()]], "Waves", STEPS)
    assert scene.facts(1) == "Waves, step 10: from −1 to 0.999."


def test_facts_that_grow_too_long_keep_the_first_of_each_panel():
    """A reader who does not see it hears one short sentence."""
    marks = [Words(0, 0, f"{name} " * 30) for name in ("first", "second", "third")]
    scene = Scene([[Panel(*marks), Panel(*marks)]], "Long")
    told = scene.facts(0)
    assert len(told) <= LONG and told.count("first") == 60 and "second" not in told


def test_entries_of_the_key_stand_there_once():
    scene = Scene([[panel(key="wave"), panel(key="wave")], [panel(key="other")]])
    keys = [text.get_text() for legend in scene.figure.legends for text in legend.get_texts()]
    assert keys == ["wave", "other"]


def test_a_long_title_is_wrapped():
    title = "A title that says what happens, and does so in many more words than one line holds"
    scene = Scene([panel()], title)
    lines = [text for text in scene.figure.texts if text.get_text() in title and text.get_text()]
    assert " ".join(text.get_text() for text in lines) == title and len(lines) == 2
    assert all(text_width(line.get_text(), 14, "bold") < 640 for line in lines)


@pytest.mark.parametrize(("rows", "width"), [([1], 640), ([2], 800), ([1, 1], 640), ([1, 3], 800)])
def test_a_page_is_as_wide_as_its_rows_need(rows, width):
    assert (
        Scene([[panel() for _ in range(n)] for n in rows]).figure.canvas.get_width_height()[0]
        == width
    )
    wished = Scene([[panel() for _ in range(n)] for n in rows], width=700)
    assert wished.figure.canvas.get_width_height()[0] == 700


def test_a_panel_alone_is_a_row():
    assert [len(row) for row in Scene([panel(), [panel()]]).rows] == [1, 1]


def test_a_still_is_the_scene_at_one_frame(tmp_path):
    """picture(k) shows what frame k of the film shows; a notebook gets the last one."""
    scene = Scene([panel("wave")], "A wave", STEPS)
    for k, name in ((1, "step 10 of 40"), (-1, "step 40 of 40")):
        still = scene.picture(k)
        assert still.facts == scene.facts(k) and name in still.words
    save(scene, tmp_path / "a.png")
    shown = np.asarray(Image.open(tmp_path / "a.png")).astype(int)
    still.save(tmp_path / "b.png")
    assert np.abs(shown - np.asarray(Image.open(tmp_path / "b.png"))).mean() < 0.1
    data = scene._repr_mimebundle_()
    assert data["text/plain"] == scene.facts(3) and "<img" in data["text/html"]


def test_any_title_can_be_drawn():
    """Dollars, formulas and what looks like one."""
    for title in ("From $5 to $10", r"cost $\foo$", "$x_1$ beside $x_2$", "a $$ b"):
        words = Scene([panel(name=title, said=title)], title).picture().words
        assert len({word.replace("\\", "") for word in words} & {title.replace("\\", "")}) == 1


REFUSED = {
    "no panel": (
        lambda: Scene([]),
        r"rows is empty; give at least one panel, .* \[\[Panel\(...\)\]",
    ),
    "an empty row": (lambda: Scene([[]]), "rows is empty"),
    "steps": (
        lambda: Scene([panel()], steps=[0, 10]),
        "must have one number of moments, got Panel 4, steps 2; record all of them at the same",
    ),
    "panels": (
        lambda: Scene([[panel(), panel(y=WAVES[:3])]]),
        "steps and all panels of a scene must have one number of moments, got Panel 4, Panel 3",
    ),
    "falling": (
        lambda: Scene([panel()], steps=[0, 10, 10, 20]),
        r"steps must be 4 rising numbers, one for each moment, .* \(4,\); pass .* seen.steps",
    ),
    "table of steps": (lambda: Scene([panel()], steps=np.ones((4, 2))), r"the shape \(4, 2\)"),
    "frames": (
        lambda: Scene([panel()], frames=0),
        "frames must be a whole number of at least 1, go",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_answered_in_one_sentence(case):
    call, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        call()


def test_a_scene_is_what_a_film_takes():
    """The same that an author's own object has."""
    scene = Scene([panel()], steps=STEPS)
    for name in ("figure", "frames", "moving", "draw", "facts"):
        assert hasattr(scene, name) and hasattr(Small(), name)
    assert picture.words(scene.figure)
