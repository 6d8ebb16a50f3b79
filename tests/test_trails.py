"""Trails in the colours of their steps: each piece has the colour of its step, in films too."""

import io

import numpy as np
import pytest
from PIL import Image

from tests import drawn
from tests.test_landscape import BOWL, FAST, GRID, SLOW
from utils import animation, picture
from utils.landscape import LandscapeScene
from utils.palette import STEPS


def scene(points=FAST, **settings):
    return LandscapeScene(GRID, BOWL, {"SGD": points}, title="A bowl", by_step=True, **settings)


def test_each_piece_has_the_colour_of_its_step():
    made = scene()
    made.draw(20)
    (trail,) = made.trails
    for line in trail.coloured:
        pieces, colours = line.get_segments(), line.get_colors()
        np.testing.assert_array_equal(colours[[0, -1]], STEPS([0.0, 1.0]))
        assert len(pieces) == len(colours) == len(trail.dense) - 1
    middle = np.mean(trail.coloured[1].get_segments(), axis=1)
    for (x, _), colour in zip(middle, trail.coloured[1].get_colors(), strict=True):
        step = (1.5 - x) / 2  # the path goes from x = 1.5 to -0.5
        near = [STEPS(np.clip(step + gap, 0, 1)) for gap in (-0.01, 0, 0.01)]
        assert tuple(colour) in near


def test_uneven_steps_are_coloured_by_their_number():
    made = scene(steps=np.arange(21) ** 2)
    made.draw(20)
    line = made.trails[0].coloured[1]
    ends = np.array(line.get_segments())[:, 1, 0]
    half = line.get_colors()[np.abs(ends - 0.5).argmin()]  # at 10 of 20 points: step 100 of 400
    assert tuple(half) == STEPS(0.249) or tuple(half) == STEPS(0.251)


@pytest.mark.parametrize("steps", [100 + np.arange(21), np.linspace(0, 0.5, 21)])
def test_steps_may_begin_and_end_anywhere(steps):
    made = scene(steps=steps)
    made.draw(20)
    colours = made.trails[0].coloured[1].get_colors()
    np.testing.assert_array_equal(colours[-1], STEPS(1.0))
    assert tuple(colours[0]) in {STEPS(0.0), STEPS(0.01)}


def test_what_is_not_reached_or_hidden_has_no_colour():
    made = scene()
    made.draw(0)
    assert not any(len(line.get_segments()) for line in made.trails[0].coloured)
    near = np.column_stack([np.linspace(-1.6, 1.6, 40), np.full(40, -0.8)])
    low = scene(near, turn=(0, 0), elevation=15)
    low.draw(39)
    on_surface, on_map = (len(line.get_segments()) for line in low.trails[0].coloured)
    assert on_surface < 0.7 * on_map and low.trails[0].hidden.get_segments()


def test_the_scale_names_the_first_and_the_last_step():
    made = scene(steps=np.arange(21) * 100, unit="step")
    with picture.style():
        picture.render(made.figure)
    assert {"step 0", "2,000"} <= set(picture.words(made.figure))
    assert drawn.too_small(made.figure) == [] and drawn.collisions(made.figure) == []


def test_a_gif_keeps_the_colours_of_the_steps(tmp_path):
    made = scene(frames=3)
    before = [id(artist) for artist in made.figure.findobj()]
    animation.save(made, tmp_path / "a.gif")
    assert [id(artist) for artist in made.figure.findobj()] == before
    with Image.open(io.BytesIO((tmp_path / "a.gif").read_bytes())) as image:
        shown = {tuple(pixel) for pixel in np.asarray(image.convert("RGB")).reshape(-1, 3)}
    steps = (255 * STEPS(np.arange(STEPS.N))[:, :3]).round().astype(int)
    for colour in steps:
        assert min(np.abs(np.subtract(colour, other)).max() for other in shown) <= 4


def test_only_one_path_can_be_coloured_by_its_steps():
    with pytest.raises(ValueError, match="colours one path by its steps, got 2 paths; draw each"):
        LandscapeScene(GRID, BOWL, {"SGD": SLOW, "Momentum": FAST}, by_step=True)
