"""Landscapes: paths lie on the surface and on the map, and the facts say where."""

import numpy as np
import pytest

from utils import animation, fields
from utils.landscape import LandscapeScene, short
from utils.palette import OPTIMIZERS

GRID = fields.Grid(np.linspace(-2, 2, 81), np.linspace(-1, 3, 81))
X, Y = np.meshgrid(GRID.x, GRID.y)
BOWL = X**2 + (Y - 1) ** 2
SLOW = np.column_stack([np.linspace(1.5, 0.5, 21), np.full(21, 2.0)])
FAST = np.column_stack([np.linspace(1.5, -0.5, 21), np.linspace(2, 1, 21)])
PATHS = {"SGD": SLOW, "Momentum": FAST}


def scene(**settings):
    return LandscapeScene(GRID, BOWL, **{"paths": PATHS, "title": "A bowl", **settings})


def test_facts_are_those_of_the_frame():
    made = scene()
    assert made.facts(0) == (
        "A bowl, update 0: SGD at (1.50, 2.00), loss 3.25; Momentum at (1.50, 2.00), loss 3.25."
    )
    assert made.facts(20).startswith("A bowl, update 20: SGD at (0.50, 2.00), loss 1.25; Momentum")
    assert made.facts(20).endswith("at (-0.50, 1.00), loss 0.25.")


def test_values_are_taken_as_given():
    made = scene(paths={"SGD": SLOW}, values={"SGD": np.arange(21.0)}, value="cost", unit="step")
    assert made.facts(20) == "A bowl, step 20: SGD at (0.50, 2.00), cost 20."
    made.draw(3)
    assert made.note.said.get_text() == "cost 3"


def test_frames_are_spaced_evenly_and_end_at_the_end():
    made = scene(frames=5, steps=np.arange(0, 210, 10))
    assert list(made.steps) == [0, 50, 100, 150, 200] and made.frames == 5
    assert "update 200" in made.facts(4)


def test_a_trail_on_the_map_is_the_path_so_far():
    made = scene()
    made.draw(10)
    x, y = made.trails[1].flat.get_data()
    assert (x[0], y[0]) == (1.5, 2) and (x[-1], y[-1]) == pytest.approx((0.5, 1.5))
    np.testing.assert_allclose(y - 2, (x - 1.5) / 2, atol=1e-12)
    assert np.ravel(made.trails[1].marks[1].get_data()) == pytest.approx([0.5, 1.5])


def test_a_trail_on_the_surface_keeps_to_it():
    """The end of the trail and its dot are where the relief places that point of the surface."""
    made = scene()
    made.draw(20)
    for trail, (x, y) in zip(made.trails, ((0.5, 2.0), (-0.5, 1.0)), strict=True):
        z = made.view.relief.lift((x / 1) ** 2 + (y - 1) ** 2)
        (wanted,), _ = made.view.relief.place([x / 2], [(y - 1) / 2], z)
        np.testing.assert_allclose(np.ravel(trail.dots[1].get_data()), wanted, atol=0.5)
        shown = [*trail.line.get_segments(), *trail.hidden.get_segments()]
        assert np.abs(np.vstack(shown) - wanted).sum(axis=1).min() < 1


def test_what_the_rim_hides_is_dotted():
    """From low down, the near rim of the bowl hides a path in front of it."""
    near = np.column_stack([np.linspace(-1.6, 1.6, 40), np.full(40, -0.8)])
    made = scene(paths={"SGD": near}, turn=(0, 0), elevation=15)
    made.draw(39)
    (trail,) = made.trails
    hidden = sum(len(part) for part in trail.hidden.get_segments())
    assert hidden > 0.3 * len(trail.dense)
    above = scene(paths={"SGD": near}, turn=(0, 0), elevation=85)
    above.draw(39)
    assert not above.trails[0].hidden.get_segments()


def test_the_camera_eases():
    made = scene(turn=(0, 40))
    turns = []
    for k in range(made.frames):
        made.draw(k)
        turns.append(made.view.relief.camera.azimuth)
    steps = np.diff(turns)
    assert turns[0] == 0 and turns[-1] == 40 and (steps > 0).all()
    assert steps[0] < steps[10] / 3 and steps[-1] < steps[10] / 3


def test_names_of_the_sides_stand_at_the_two_nearest_edges():
    made = scene(turn=(-45, -45))
    made.draw(0)
    first, second = (np.array(text.get_position()) for text in made.view.names)
    assert first[0] > 231 > second[0] and max(first[1], second[1]) < 201


def test_colours_are_the_optimizers():
    assert [trail.flat.get_color() for trail in scene().trails] == [
        OPTIMIZERS["SGD"],
        OPTIMIZERS["Momentum"],
    ]


def test_it_is_a_scene_for_save(tmp_path):
    made = scene(frames=4)
    before = [id(artist) for artist in made.figure.findobj()]
    saved = animation.save(made, tmp_path / "a.gif", tmp_path / "a.png")
    assert [id(artist) for artist in made.figure.findobj()] == before
    assert saved.frames == 4 and "A bowl" in saved.words and "Momentum" in saved.words
    animation.save(scene(frames=4), tmp_path / "b.gif")
    assert (tmp_path / "a.gif").read_bytes() == (tmp_path / "b.gif").read_bytes()


def test_short_numbers():
    assert [short(v) for v in (0.12345, -2.5, 1234.5)] == ["0.123", "\N{MINUS SIGN}2.5", "1,230"]


REFUSED = {
    "shape": (lambda: LandscapeScene(GRID, BOWL[:9], PATHS), r"the grid's shape \(81, 81\)"),
    "nan": (lambda: LandscapeScene(GRID, BOWL / (X - X), PATHS), "heights hold nan or infinity"),
    "points": (lambda: scene(paths={"a": np.zeros((4, 3))}), r"finite points \(T, 2\), got .* 3\)"),
    "infinite": (lambda: scene(paths={"a": SLOW * np.inf}), "cut it off where it diverges"),
    "steps": (lambda: scene(steps=np.arange(5)), "steps must be 21 rising numbers"),
    "falling": (lambda: scene(steps=-np.arange(21)), "steps must be 21 rising numbers"),
    "lengths": (lambda: scene(paths={"a": SLOW, "b": FAST[:5]}), r"one length, got \[5, 21\]"),
    "many": (lambda: scene(paths=dict.fromkeys("abcde", SLOW)), "1 to 4 entries .* got 5"),
}


@pytest.mark.filterwarnings("ignore:divide by zero", "ignore:invalid value")
@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_answered_in_one_sentence(case):
    call, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        call()
