"""What every scene keeps, whatever it shows: one table of compositions, one test for each rule."""

import gc
import re
from functools import cache
from itertools import pairwise

import matplotlib
import numpy as np
import pytest
from PIL import Image, ImageSequence

from tests import drawn
from tests.drawing.compositions import COMPOSITIONS, kinds, public
from utils import animation, diagrams
from utils.drawing.film import picture
from utils.drawing.film.film import Film
from utils.drawing.film.save import save
from utils.drawing.panels.panel import Panel
from utils.drawing.scene import LONG
from utils.drawing.style.page import style

made = cache(lambda name: COMPOSITIONS[name]())
scenes = pytest.mark.parametrize("name", COMPOSITIONS)


@pytest.fixture(autouse=True, scope="module")
def emptied():
    """Figures of the whole table take room."""
    yield
    made.cache_clear()
    gc.collect()


def picks(scene):
    """The first, the middle and the last frame."""
    return sorted({0, scene.frames // 2, scene.frames - 1})


def subclasses(kind):
    return {kind}.union(*map(subclasses, kind.__subclasses__()))


def test_every_panel_and_every_mark_is_in_the_table():
    held = set().union(*(kinds(made(name)) for name in COMPOSITIONS))
    missing = {kind.__name__ for kind in public() - held - {animation.Mark}}
    assert not missing, f"no composition in tests/drawing/compositions.py holds {missing}"
    assert len(public()) > 25


def test_every_scene_of_the_faces_is_in_the_table():
    """The ready-made ones of animation, and those of diagrams that are no pictures."""
    others = {"frames", "record", "save", "show", "watch", "network", "matrix_sizes", "steps"}
    names = {name for name in animation.__all__ + diagrams.__all__ if name.islower()} - others
    told = " ".join(COMPOSITIONS).replace(" ", "_")
    assert not {name for name in names if name not in told and f"ready:_{name[:4]}" not in told}
    assert {"boundaries", "samples", "dropout", "blueprint"} <= names


@scenes
def test_words_are_readable_and_do_not_touch(name):
    scene = made(name)
    for k in picks(scene):
        scene.draw(k)
        with style():
            picture.render(scene.figure)
        assert drawn.too_small(scene.figure) == [] and drawn.collisions(scene.figure) == []


@scenes
def test_artists_are_made_once_and_a_frame_depends_on_its_number_only(name):
    scene = made(name)
    before = [id(artist) for artist in scene.figure.findobj()]
    with style():
        film = Film(scene)
        there = [film.frame(k).copy() for k in picks(scene)]
        back = [film.frame(k).copy() for k in reversed(picks(scene))][::-1]
    np.testing.assert_array_equal(there, back)
    assert all((one != two).any() for one, two in pairwise(there))
    assert [id(artist) for artist in scene.figure.findobj()] == before


@scenes
def test_scale_stays(name):
    scene = made(name)

    def scale():
        axes = drawn.axes_of(scene.figure)
        return [(a.get_xlim(), a.get_ylim(), a.get_position().bounds) for a in axes]

    before = scale()
    for k in range(scene.frames):
        scene.draw(k)
        assert scale() == before


@scenes
def test_film_is_what_matplotlib_draws(name):
    """The layered frame, against Matplotlib's own drawing of the whole figure."""
    scene = made(name)
    middle = scene.frames // 2
    with style():
        filmed = Film(scene).frame(middle).copy()
        scene.draw(middle)
        whole = picture.render(scene.figure)
    gap = np.abs(filmed[..., :3].astype(int) - whole[..., :3])
    assert np.sqrt((gap**2.0).mean()) < 0.5
    assert (gap.max(axis=-1) > 48).mean() < 1e-3


@scenes
def test_gif_shows_what_was_drawn_and_is_the_same_twice(name, tmp_path):
    """And saving leaves no figure open and the reader's settings as they were."""
    from matplotlib import pyplot

    settings = dict(matplotlib.rcParams)
    scene = made(name)
    saved = save(scene, tmp_path / "a.gif", fps=50, hold=0.1)
    assert dict(matplotlib.rcParams) == settings and pyplot.get_fignums() == []
    save(COMPOSITIONS[name](), tmp_path / "b.gif", fps=50, hold=0.1)
    assert (tmp_path / "a.gif").read_bytes() == (tmp_path / "b.gif").read_bytes()
    assert saved.facts.endswith(f"frame: {scene.facts(scene.frames - 1)}")
    with style(), Image.open(tmp_path / "a.gif") as gif:
        film = Film(scene)
        for k, frame in enumerate(ImageSequence.Iterator(gif)):
            gap = np.asarray(frame.convert("RGB")).astype(int) - film.frame(k)[..., :3]
            assert np.sqrt((gap**2.0).mean()) < 1.5


@scenes
def test_facts_are_one_short_sentence(name):
    scene = made(name)
    for k in picks(scene):
        assert scene.facts(k).endswith(".") and len(scene.facts(k)) <= LONG
        assert "\n" not in scene.facts(k)
        assert not re.search(r"[-−]0(?:\.0+)?(?!\.?\d)", scene.facts(k))
    assert len({scene.facts(k) for k in picks(scene)}) == len(picks(scene))


def test_every_kind_of_panel_below_the_faces_is_in_the_table():
    held = set().union(*(kinds(made(name)) for name in COMPOSITIONS))
    inner = {kind for kind in subclasses(Panel) if kind.__module__.startswith("utils.")}
    assert not {kind.__name__ for kind in inner - held if not subclasses(kind) - {kind}}
