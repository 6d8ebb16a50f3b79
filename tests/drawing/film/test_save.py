"""Saving: all files from one rendering, within their budget or not at all, and read back."""

import io
import json
import re
from pathlib import Path

import imageio.v3 as imageio
import matplotlib
import numpy as np
import pytest
from PIL import Image, ImageSequence

from tests.drawing.film.scenes import Pixels, Small, growing, running
from utils import animation
from utils.drawing.film import picture
from utils.drawing.film.film import Film
from utils.drawing.film.save import Saved, durations, frames, save
from utils.drawing.film.writers import About
from utils.drawing.style.page import style
from utils.notebook import page, progress


def opened(path):
    return Image.open(io.BytesIO(Path(path).read_bytes()))


def drawn(scene):
    """All frames as Film draws them (frames, height, width, 3)."""
    with style():
        film = Film(scene)
        return np.array([film.frame(k)[..., :3].copy() for k in range(scene.frames)])


def gap(read, wanted):
    """Root mean square difference of each frame, at most."""
    return np.sqrt(((np.asarray(read, float) - wanted) ** 2).mean(axis=(1, 2, 3))).max()


def test_a_gif_has_the_frames_durations_facts_and_words(tmp_path):
    path = tmp_path / "new" / "a.gif"
    saved = save(Small(), path, fps=20, hold=1.5)
    image = opened(path)
    assert image.size == (240, 160) and image.n_frames == 4
    times = [frame.info["duration"] for frame in ImageSequence.Iterator(image)]
    assert times == [1500, 50, 50, 1500]
    told = [
        f"{name} frame: A dot, step {k}." for name, k in zip(("First", "Middle", "Last"), (0, 2, 3))
    ]
    assert picture.read(path) == ("\n".join(told), saved.words)
    assert json.loads(image.info["comment"])["facts"] == saved.facts
    assert {"A dot runs", "step 0", "step 1", "step 3", "0.5"} <= set(saved.words)
    assert saved.sizes == {"a.gif": path.stat().st_size}


@pytest.mark.parametrize("count, names", [(1, ["First"]), (2, ["First", "Last"])])
def test_short_films(tmp_path, count, names):
    lines = save(Small(count), tmp_path / "a.gif").facts.split("\n")
    assert [line.split()[0] for line in lines] == names
    assert opened(tmp_path / "a.gif").n_frames == count


def test_a_reader_sees_one_line_and_a_program_finds_the_facts(tmp_path):
    """Sizes are rounded up to one digit: other processors leave other bytes."""
    saved = save(Small(), tmp_path / "a.gif", tmp_path / "a.png")
    kilo = {name: int(size / 1000) + 1 for name, size in saved.sizes.items()}
    assert max(kilo.values()) < 10
    files = f"a.gif (4 frames, under {kilo['a.gif']} kB), a.png (under {kilo['a.png']} kB)"
    assert repr(saved) == saved.line == f"{files}. A dot, step 3."
    data = saved._repr_mimebundle_()
    heard = " ".join(saved.facts.splitlines())
    assert data["text/html"] == page.shown(heard, 240, tmp_path / "a.gif", line=files)
    still = save(Small(), tmp_path / "a.png")
    assert 'alt="A dot, step 3."' in still._repr_mimebundle_()["text/html"]
    assert data["text/plain"] == saved.line


@pytest.mark.parametrize(
    ("size", "told"),
    [(800, "1 kB"), (1000, "2 kB"), (9900, "10 kB"), (54_321, "60 kB"), (123_456, "200 kB")],
)
def test_a_size_is_told_with_one_digit(size, told, tmp_path):
    (tmp_path / "a.gif").write_bytes(bytes(size))
    saved = Saved([tmp_path / "a.gif"], About("", [""], []), 2, (240, 160))
    assert saved.line.startswith(f"a.gif (2 frames, under {told})")


def test_a_still_is_the_last_frame_with_its_facts(tmp_path):
    scene = Small()
    save(scene, tmp_path / "a.gif", tmp_path / "a_last.png")
    assert picture.read(tmp_path / "a_last.png")[0] == scene.facts(3)
    read = np.asarray(opened(tmp_path / "a_last.png"))
    np.testing.assert_array_equal(read, drawn(scene)[3])


def test_a_still_is_written_only_when_asked(tmp_path):
    save(Small(), tmp_path / "a.gif")
    assert [path.name for path in tmp_path.iterdir()] == ["a.gif"]


HELD = [
    (0, [10, 10, 10, 10, 10]),
    (1.0, [100, 10, 10, 10, 100]),
    (0.05, [10, 10, 10, 10, 10]),
    ({2: 1.5}, [10, 10, 150, 10, 10]),
    ({0: 0.3, -1: 2, 3: 0.5}, [30, 10, 10, 50, 200]),
    ({}, [10, 10, 10, 10, 10]),
]


@pytest.mark.parametrize(("hold", "times"), HELD)
def test_frames_are_held(hold, times):
    """Hundredths of a second at ten frames a second."""
    assert durations(5, 10, hold) == times


def test_pauses_are_in_the_file(tmp_path):
    save(Small(), tmp_path / "a.gif", fps=10, hold={1: 0.8})
    image = opened(tmp_path / "a.gif")
    times = [frame.info["duration"] for frame in ImageSequence.Iterator(image)]
    assert times == [100, 800, 100, 100]


@pytest.mark.parametrize(("kind", "near"), [(".gif", 1), (".webp", 1), (".mp4", 8)])
# imageio's reader of videos leaves the pipes of ffmpeg to the garbage collector.
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
@pytest.mark.filterwarnings("ignore:Exception ignored:pytest.PytestUnraisableExceptionWarning")
def test_any_film_is_read_back_frame_by_frame(kind, near, tmp_path):
    """By imageio; H.264 loses a little at edges, and as little at every frame."""
    scene = Soft()
    save(scene, tmp_path / f"a{kind}", hold=0)
    read = [frame[..., :3] for frame in imageio.imiter(tmp_path / f"a{kind}")]
    assert len(read) == scene.frames
    assert gap(read, drawn(scene)) < near


class Soft(Pixels):
    """Bands of grey that move to the right, smooth enough for any codec."""

    def __init__(self, frames=5):
        place = np.arange(128) - 9 * np.arange(frames)[:, np.newaxis]
        waves = 128 + 12 * (8 * np.sin(place / 20)).round()
        rows = np.repeat(waves[:, np.newaxis], 96, axis=1)
        super().__init__(np.repeat(rows[..., np.newaxis], 3, axis=-1).astype(np.uint8))


def test_frames_are_those_that_are_drawn():
    scene = Small()
    given = list(frames(scene))
    np.testing.assert_array_equal(given, drawn(scene))
    assert animation.frames is frames


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
@pytest.mark.filterwarnings("ignore:Exception ignored:pytest.PytestUnraisableExceptionWarning")
def test_frames_can_be_handed_to_imageio(tmp_path):
    """The line of its docstring."""
    import imageio as old

    path = tmp_path / "mine.mp4"
    old.mimsave(path, list(frames(Soft())), fps=10)
    assert gap(list(imageio.imiter(path)), drawn(Soft())) < 8


def test_frames_are_made_one_by_one():
    scene = Small(9)
    made = frames(scene)
    assert scene.draws == 1
    next(made)
    before = scene.draws
    next(made)
    assert scene.draws == before + 1


def test_settings_of_the_reader_do_not_matter(tmp_path):
    save(Small(), tmp_path / "a.gif")
    with matplotlib.rc_context({"font.size": 30, "lines.linewidth": 9, "axes.grid": True}):
        save(Small(), tmp_path / "b.gif")
    assert (tmp_path / "a.gif").read_bytes() == (tmp_path / "b.gif").read_bytes()


# How films change: a little all the time, or all of it early, or late, or now and then.
CHANGES = {
    "evenly": lambda share: share,
    "early": lambda share: min(1, 4 * share),
    "late": lambda share: max(0, 4 * share - 3),
    "in steps": lambda share: round(8 * share) / 8,
}
COUNT = 60


def cut(frames, when, film=running):
    """The same film in so many frames, as its author would make it."""
    whole = film(COUNT, when)
    picks = np.linspace(0, COUNT - 1, frames).round().astype(int)
    return Pixels([whole.pixels[k] for k in picks])


@pytest.mark.parametrize("kind", [".gif", ".webp"])
@pytest.mark.parametrize("film", [running, growing])
@pytest.mark.parametrize("when", CHANGES.values(), ids=CHANGES)
def test_the_advised_number_of_frames_fits(when, film, kind, tmp_path):
    """Where fewer frames make a smaller file; else none is advised."""
    path = tmp_path / f"a{kind}"
    size = save(cut(COUNT, when, film), path, budget=10**8).sizes[path.name]
    path.unlink()
    budget = size * 2 // 3
    with pytest.raises(ValueError, match=r"budget of \d+ kB: (show|draw) .* than .* fewer b") as no:
        save(cut(COUNT, when, film), path, budget=budget)
    assert not list(tmp_path.iterdir())
    advised = re.search(
        r"show (\d+) frames instead of 60, for example by frames=\1,", str(no.value)
    )
    if advised or film is running:
        frames = int(advised[1])
        assert 3 <= frames < COUNT
        save(cut(frames, when, film), path, budget=budget)
        assert path.stat().st_size <= budget


# a budget, and how many of 600 frames are drawn at most: some that nothing is advised for, and
# more where a smaller number of frames is tried
DRAWN = [(1_000, 90), (15_000, 590)]


@pytest.mark.parametrize(("budget", "most"), DRAWN)
@pytest.mark.parametrize("kind", [".gif", ".webp"])
@pytest.mark.parametrize("film", [running, growing])
def test_a_film_that_will_not_fit_is_refused_after_ten_frames(film, kind, budget, most, tmp_path):
    """Before the rest is rendered; a few stretches of it are looked at."""
    scene = film(600, lambda share: share)
    end = f"file would take about [0-9,]+ kB, more than its budget of {budget // 1000} kB: "
    with pytest.raises(ValueError, match=f"^a {kind} {end}"):
        save(scene, tmp_path / f"a{kind}", budget=budget)
    assert scene.draws < most and not list(tmp_path.iterdir())


@pytest.mark.parametrize("when", CHANGES.values(), ids=CHANGES)
def test_a_film_that_fits_is_not_refused(when, tmp_path):
    """However large its first frames are beside the rest."""
    path = tmp_path / "a.gif"
    size = save(cut(COUNT, when), path, budget=10**8).sizes["a.gif"]
    save(cut(COUNT, when), path, budget=size)
    assert path.stat().st_size == size


def test_nothing_is_written_unless_all_can_be(tmp_path):
    sizes = save(Small(9), tmp_path / "a.png", tmp_path / "a.gif").sizes
    assert sizes["a.png"] < sizes["a.gif"]
    paths = [tmp_path / "new" / name for name in sizes]
    with pytest.raises(ValueError) as error:
        save(Small(9), *paths, budget=sizes["a.gif"] - 1)
    said = str(error.value)
    kilo = f"{sizes['a.gif'] / 1000:.0f}"
    assert said.startswith(
        f"a.gif would take about {kilo} kB, more than its budget of {kilo} kB: show "
    )
    assert said.endswith(", or draw a smaller figure than 240 x 160, or fewer bands.")
    assert not (tmp_path / "new").exists()


def test_a_still_is_made_smaller_by_drawing_less(tmp_path):
    with pytest.raises(
        ValueError, match="of 2 kB: draw a smaller figure than 240 x 160, or fewer b"
    ):
        save(Small(), tmp_path / "a.png", budget=2_000)


def test_progress_is_told(tmp_path, monkeypatch):
    told, bar = [], progress.bar

    def noting(steps, name, **settings):
        told.append((len(steps), name))
        return bar(steps, name, **settings)

    monkeypatch.setattr(progress, "bar", noting)
    save(Small(), tmp_path / "a.gif", tmp_path / "a.png")
    assert told == [(4, "a.gif")]


REFUSED = {
    "fps": (lambda: save(Small(), "a.gif", fps=0), "fps must be between 1 and 50, got 0; browsers"),
    "hold": (
        lambda: save(Small(), "a.gif", hold=-1),
        "hold must be between 0 and 60 seconds at one of 4 frames, got -1 at frame 0; try 1.0",
    ),
    "hold of no frame": (
        lambda: save(Small(), "a.gif", hold={4: 1.0}),
        "at one of 4 frames, got 1.0 at frame 4; try",
    ),
    "hold between frames": (lambda: save(Small(), "a.gif", hold={1.5: 1.0}), "1.0 at frame 1.5"),
    "hold too long": (lambda: save(Small(), "a.gif", hold={-1: 61}), "got 61 at frame -1"),
    "suffix": (
        lambda: save(Small(), "a.gif", "a.avi"),
        r"a film is written as \.gif, \.webp, \.mp4, \.png, got 'a.avi'; rename it",
    ),
    "no path": (lambda: save(Small()), 'save needs a path, for example "boundary.gif"'),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_answered_in_one_sentence(case, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    call, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        call()
    assert not list(Path().iterdir())
