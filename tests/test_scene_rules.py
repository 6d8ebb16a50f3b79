"""What every scene keeps, whatever it shows: one table of scenes, one test for each rule."""

from itertools import pairwise

import matplotlib
import numpy as np
import pytest
from PIL import Image, ImageSequence

from tests import (
    drawn,
    test_animation,
    test_blueprint,
    test_dropping,
    test_graphs,
    test_histories,
    test_landscape,
    test_samples,
    test_space,
    test_trails,
    test_weights,
)
from utils import animation, diagrams, dropping, histories, picture, samples, weights

SCENES = {
    "boundary": test_animation.boundary,
    "pair": test_animation.pair,
    "landscape": test_landscape.scene,
    "landscape by step": lambda: test_trails.scene(frames=8),
    "space": lambda: test_space.scene(frames=20),
    "blueprint": lambda: diagrams.BlueprintScene(test_blueprint.MODELS["classes"]()),
    "graph": lambda: diagrams.GraphScene(test_graphs.FAN),
    **{f"history, {name}": make for name, make in test_histories.SCENES.items()},
    **{f"samples, {name}": make for name, make in test_samples.SCENES.items()},
    **{f"dropout, {name}": make for name, make in test_dropping.SCENES.items()},
    **{f"weights, {name}": make for name, make in test_weights.SCENES.items()},
}
scenes = pytest.mark.parametrize("make", SCENES.values(), ids=SCENES)


def picks(scene):
    """The first, the middle and the last frame."""
    return sorted({0, scene.frames // 2, scene.frames - 1})


def test_every_scene_is_in_the_table():
    modules = animation, diagrams, dropping, histories, samples, weights
    found = {name: each for module in modules for name, each in vars(module).items()}
    wanted = {each for name, each in found.items() if name.endswith("Scene")}
    assert len(wanted) > 5
    assert wanted == {type(make()) for make in SCENES.values()}


@scenes
def test_words_are_readable_and_do_not_touch(make):
    scene = make()
    for k in picks(scene):
        scene.draw(k)
        with picture.style():
            picture.render(scene.figure)
        assert drawn.too_small(scene.figure) == [] and drawn.collisions(scene.figure) == []


@scenes
def test_artists_are_made_once_and_a_frame_depends_on_its_number_only(make):
    scene = make()
    made = [id(artist) for artist in scene.figure.findobj()]
    with picture.style():
        film = animation.Film(scene)
        there = [film.frame(k).copy() for k in picks(scene)]
        back = [film.frame(k).copy() for k in reversed(picks(scene))][::-1]
    np.testing.assert_array_equal(there, back)
    assert all((one != two).any() for one, two in pairwise(there))
    assert [id(artist) for artist in scene.figure.findobj()] == made


@scenes
def test_scale_stays(make):
    scene = make()
    axes = scene.figure.axes

    def scale():
        return [(a.get_xlim(), a.get_ylim(), a.get_position().bounds) for a in axes]

    before = scale()
    for k in range(scene.frames):
        scene.draw(k)
        assert scale() == before


@scenes
def test_film_is_what_matplotlib_draws(make):
    """The layered frame, against Matplotlib's own drawing of the whole figure."""
    scene = make()
    middle = scene.frames // 2
    with picture.style():
        filmed = animation.Film(scene).frame(middle).copy()
        scene.draw(middle)
        whole = picture.render(scene.figure)
    gap = np.abs(filmed[..., :3].astype(int) - whole[..., :3])
    assert np.sqrt((gap**2.0).mean()) < 0.5
    assert (gap.max(axis=-1) > 48).mean() < 1e-3


@scenes
def test_gif_shows_what_was_drawn_and_is_the_same_twice(make, tmp_path):
    """And saving leaves no figure open and the reader's settings as they were."""
    from matplotlib import pyplot

    settings = dict(matplotlib.rcParams)
    scene = make()
    saved = animation.save(scene, tmp_path / "a.gif", fps=50, hold=0.1)
    assert dict(matplotlib.rcParams) == settings and pyplot.get_fignums() == []
    animation.save(make(), tmp_path / "b.gif", fps=50, hold=0.1)
    assert (tmp_path / "a.gif").read_bytes() == (tmp_path / "b.gif").read_bytes()
    assert saved.facts.endswith(f"Last frame: {scene.facts(scene.frames - 1)}")
    with picture.style(), Image.open(tmp_path / "a.gif") as gif:
        film = animation.Film(scene)
        for k, frame in enumerate(ImageSequence.Iterator(gif)):
            gap = np.asarray(frame.convert("RGB")).astype(int) - film.frame(k)[..., :3]
            assert np.sqrt((gap**2.0).mean()) < 1.5


@scenes
def test_facts_are_one_short_sentence(make):
    scene = make()
    for k in picks(scene):
        assert scene.facts(k).endswith(".") and len(scene.facts(k)) < 500
    assert len({scene.facts(k) for k in picks(scene)}) == len(picks(scene))
