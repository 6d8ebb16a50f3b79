"""Surfaces: what is said of their ways, what strips say of their colours, and what is refused."""

import numpy as np
import pytest
from PIL import Image

from tests import drawn
from tests.drawing.panels.test_trails import BOWL, FAST, GRID, SLOW, X, Y
from utils.drawing.film import save
from utils.drawing.film.picture import render, words
from utils.drawing.marks.grid import Grid
from utils.drawing.marks.lines import Dots
from utils.drawing.panels.panel import Panel
from utils.drawing.panels.surface import Map, Surface
from utils.drawing.scene import Scene
from utils.drawing.style.page import style
from utils.drawing.style.palette import STEPS, SURFACE

WAYS = {"SGD": SLOW, "Momentum": FAST}
LONG = "the mean of the squared differences of answers and labels"


def both(ways=None, steps=None, unit="update", **settings):
    """A surface beside its map."""
    given = {"ways": WAYS if ways is None else ways, **settings}
    panels = Surface(GRID, BOWL, **given), Map(GRID, BOWL, **given)
    return Scene([panels], "A bowl", steps, unit, frames=4)


SCENES = {
    "both": both,
    "by step": lambda: both({"SGD": FAST}, by_step=True),
    "turning": lambda: Scene([Surface(GRID, BOWL, WAYS, turn=(-40, 10))], "It turns", frames=4),
    "map alone": lambda: Scene([Map(GRID, BOWL, {"SGD": FAST}, by_step=True)], frames=4),
    "surface with strips": lambda: Scene(
        [Surface(GRID, BOWL, {"SGD": SLOW}, by_step=True, scale=True)], frames=4
    ),
    "long words": lambda: both(value=LONG),
}


def rendered(scene):
    with style():
        render(scene.figure)
    return scene.figure


@pytest.mark.parametrize("make", SCENES.values(), ids=SCENES)
def test_words_are_readable_and_do_not_touch(make):
    figure = rendered(make())
    assert drawn.too_small(figure) == [] and drawn.collisions(figure) == []


@pytest.mark.parametrize("kind", [Surface, Map])
def test_facts_say_where_the_ways_are_and_how_high(kind):
    panel = kind(GRID, BOWL, WAYS)
    assert panel.facts(0) == [
        "SGD at (1.50, 2.00), loss 3.25", "Momentum at (1.50, 2.00), loss 3.25",
    ]  # fmt: skip
    assert panel.facts(20) == [
        "SGD at (0.50, 2.00), loss 1.25", "Momentum at (−0.50, 1.00), loss 0.250",
    ]  # fmt: skip
    named = kind(GRID, BOWL, {"SGD": SLOW}, value="cost")
    assert named.facts(20) == ["SGD at (0.50, 2.00), cost 1.25"]


def test_the_heights_of_ways_are_there_to_be_said():
    panel = Map(GRID, BOWL, {"SGD": SLOW})
    np.testing.assert_allclose(panel.marks[1].reached["SGD"], SLOW[:, 0] ** 2 + 1, atol=1e-2)


@pytest.mark.parametrize("kind", [Surface, Map])
def test_heights_stand_still_without_ways(kind):
    panel = kind(GRID, BOWL)
    scene = Scene([panel], "A bowl")
    assert scene.frames == 1 and panel.moving == [] and scene.facts(0) == "A bowl."


def test_a_surface_turns_beside_what_moves():
    dots = Panel(Dots(np.arange(5), np.arange(5)))
    scene = Scene([[Surface(GRID, BOWL, turn=(0, 40)), dots]])
    scene.draw(4)
    assert scene.panels[0].marks[0].camera.azimuth == 40 and scene.frames == 5


def test_what_stands_still_is_not_drawn_again():
    """With a camera that stands only the ways move; one that turns moves relief and names, too."""
    still, turning = (Surface(GRID, BOWL, {"SGD": SLOW}, turn=t) for t in ((0, 0), (0, 9)))
    for panel in (still, turning):
        Scene([panel])
    (relief, trails), moves = turning.marks, set(turning.moving)
    assert set(still.moving) == set(still.marks[1].moving)
    assert moves == {*trails.moving, relief.picture, relief.lines, *relief.words}


@pytest.mark.parametrize(
    ("sides", "ratio"), [((4, 4), 1), ((4, 2), 0.5), ((2, 5), 2.5), ((9, 1), 1)]
)
def test_a_map_has_equal_units_where_its_sides_are_alike(sides, ratio):
    grid = Grid(np.linspace(0, sides[0], 9), np.linspace(0, sides[1], 7))
    assert Map(grid, np.zeros(grid.shape)).ratio == pytest.approx(ratio)


def test_a_surface_is_as_high_as_its_block():
    """A summit at its nearest corner needs less room above than one at its farthest."""
    near, far = ((X - a) ** 2 + (Y - b) ** 2 for a, b in ((-2, -1), (2, 3)))
    near, far = (Surface(GRID, np.exp(-away)).ratio for away in (near, far))
    assert 0.6 < near < far - 0.1 < 1


def test_strips_name_the_ends_of_the_colours():
    scene = both({"SGD": FAST}, np.arange(21) * 100, "update", by_step=True, value="cost")
    figure = rendered(scene)
    assert {"cost 0", "8", "2,000"} <= set(words(figure))
    strips = [axes.images[0].get_array() for axes in figure.axes if axes.images]
    heights, steps = strips
    np.testing.assert_array_equal(
        heights[0, [0, -1], :3], SURFACE([0.5 / 14, 13.5 / 14], bytes=True)[:, :3]
    )
    np.testing.assert_array_equal(steps[0, :, :3], STEPS(np.arange(STEPS.N), bytes=True)[:, :3])


@pytest.mark.parametrize("kind", [Surface, Map])
def test_strips_are_drawn_on_request_and_take_their_room(kind):
    rooms = {}
    for scale in (False, True):
        panel = kind(GRID, BOWL, {"SGD": FAST}, scale=scale, by_step=True)
        panel.steps = np.arange(21)
        rooms[scale] = panel.margins(300).bottom
        assert len(panel._strips(300)) == 2 * scale
    assert rooms[True] - rooms[False] == 2 * (12 + 17 + 12)
    panel.value = LONG
    assert panel.margins(300).bottom > rooms[True]


def test_a_number_stands_below_words_that_leave_it_no_room():
    panel = Map(GRID, BOWL, value="Quadratwurzelfunktion")
    ((_, *narrow),), ((_, *wide),) = panel._strips(180), panel._strips(300)
    assert narrow == [["Quadratwurzelfunktion", "0"], "8", 2]
    assert wide == [["Quadratwurzelfunktion 0"], "8", 0]
    assert panel.margins(180).bottom == panel.margins(300).bottom + 2 * 17


def test_a_map_holds_other_marks():
    dots = Dots(np.arange(21) / 20, np.ones(21))
    panel = Map(GRID, BOWL, marks=[dots], scale=False)
    scene = Scene([panel])
    scene.draw(20)
    assert dots.moving[0] in panel.moving and dots.moving[0].get_xdata() == [1]
    assert panel.limits == GRID.extent


def test_a_gif_keeps_the_colours_of_the_steps(tmp_path):
    made = both({"SGD": FAST}, by_step=True)
    save.save(made, tmp_path / "a.gif")
    with Image.open(tmp_path / "a.gif") as image:
        shown = np.unique(np.asarray(image.convert("RGB")).reshape(-1, 3), axis=0).astype(int)
    for colour in STEPS(np.arange(STEPS.N), bytes=True)[:, :3].astype(int):
        assert np.abs(shown - colour).max(axis=1).min() <= 4


@pytest.mark.parametrize("name", ["by step", "turning"])
def test_it_is_a_scene_for_save(name, tmp_path):
    made = SCENES[name]()
    before = [id(artist) for artist in made.figure.findobj()]
    saved = save.save(made, tmp_path / "a.gif")
    assert [id(artist) for artist in made.figure.findobj()] == before and saved.frames == 4
    save.save(SCENES[name](), tmp_path / "b.gif")
    assert (tmp_path / "a.gif").read_bytes() == (tmp_path / "b.gif").read_bytes()


REFUSED = {
    "shape": (lambda kind: kind(GRID, BOWL[:9], WAYS), r"the grid's shape \(81, 81\)"),
    "nan": (lambda kind: kind(GRID, BOWL * np.nan, WAYS), "heights hold nan or infinity; clip"),
    "points": (lambda kind: kind(GRID, BOWL, {"a": X[:, :3]}), r"points \(T, 2\), got .* 3\)"),
    "infinite": (lambda kind: kind(GRID, BOWL, {"a": SLOW * np.inf}), "cut it off where it"),
    "lengths": (
        lambda kind: kind(GRID, BOWL, {"a": SLOW, "b": FAST[:5]}), r"one length, got \[5, 21\]",
    ),
    "many": (lambda kind: kind(GRID, BOWL, dict.fromkeys("abcde", SLOW)), "1 to 4 .* got 5"),
    "by step": (lambda kind: kind(GRID, BOWL, WAYS, by_step=True), "one way by its steps, got 2"),
    "steps": (lambda kind: Scene([kind(GRID, BOWL, WAYS)], steps=-np.arange(21)), "21 rising"),
    "other steps": (lambda kind: Scene([kind(GRID, BOWL, WAYS)], steps=range(5)), "one number of"),
}  # fmt: skip


@pytest.mark.filterwarnings("ignore:invalid value")
@pytest.mark.parametrize("kind", [Surface, Map])
@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_answered_in_one_sentence(case, kind):
    call, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        call(kind)
