"""The race of films: everybody draws the same recording, and each round is compared by itself."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from benchmarks import films
from benchmarks.films import FILMS, Way


@pytest.fixture(params=FILMS, ids=[film.title for film in FILMS])
def film(request):
    return request.param


def test_our_film_has_all_frames(film, tmp_path):
    assert film.scene().frames == film.frames
    width, height = (round(films.DPI * side) for side in film.size)
    assert f"{width} x {height} pixels" in films.title(film)


@pytest.mark.parametrize("way", [films.one_by_one, films.cleared, films.by_ffmpeg])
def test_the_usual_ways_draw_the_frames_in_the_same_size(way, film, tmp_path):
    path = tmp_path / "film.gif"
    way(film, [0, film.frames - 1], path)
    with Image.open(path) as image:
        assert image.n_frames == 2
        wanted = np.multiply(films.DPI, film.size)
        assert np.abs(np.array(image.size) - wanted).max() < 1.01  # ffmpeg makes sides even
        first = np.asarray(image.convert("RGB"), int)
        image.seek(1)
        assert np.abs(first - np.asarray(image.convert("RGB"))).mean() > 0.5


def test_everybody_is_measured(monkeypatch):
    """Ours and three others, one cost a frame and round, and the bytes of a frame."""
    scene = films.boundary_scene
    monkeypatch.setattr(films, "ours", lambda film, path: films.one_by_one(film, [0, 1], path))
    ways = films.measure(replace(FILMS[0], scene=scene), rounds=2, some=2)
    assert [way.name for way in ways] == [
        "ours",
        "a figure a frame",
        "FuncAnimation, Pillow",
        "FuncAnimation, ffmpeg",
    ]
    assert all(len(way.costs) == 2 and min(way.costs) > 0 and way.size > 0 for way in ways)


def test_a_ratio_compares_the_same_round():
    ours = Way("ours", None, 100, costs=[0.01, 0.02], size=20_000)
    slow = Way("slow", None, 20, 8.0, costs=[0.1, 0.1], size=40_000)
    rows = films.rows([ours, slow])
    assert rows[0] == ["ours", "15.0", "66.7", "", "", "", "", "20.0"]
    assert rows[1][3:] == ["7.5 times as fast", "5.0 - 10.0", ">= 8", "no", "40.0"]
    slow.costs = [0.2, 0.2]
    assert films.rows([ours, slow])[1][6] == "yes"


def test_children_count(monkeypatch):
    """ffmpeg is a process of its own; its seconds are ours to count."""
    import subprocess
    import sys

    before = films.seconds()
    subprocess.run([sys.executable, "-c", "sum(range(3_000_000))"], check=True)
    assert films.seconds() - before > 0.02
