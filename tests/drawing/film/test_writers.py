"""Writers: what Pillow and ffmpeg find in a file are the frames that went in."""

import builtins
import io
import subprocess

import imageio_ffmpeg
import numpy as np
import pytest
from PIL import Image, ImageSequence

from tests.drawing.film.scenes import Pixels
from utils.drawing.film import gif, picture, writers
from utils.drawing.film.save import save

SIZE = WIDTH, HEIGHT = 57, 41
EACH = ["a.", "a $\\hat{y}$.", "a third.", "b."]
ABOUT = writers.About("First frame: a.\nLast frame: b.", EACH, ["title", "\N{MINUS SIGN}1"])
DURATIONS = [100, 5, 5, 100]


@pytest.fixture
def frames(rng):
    """Four frames (height, width, 4) of smooth colours, each a little further than the last."""
    across = np.linspace(0, 200, WIDTH)
    up = np.linspace(0, 200, HEIGHT)[:, np.newaxis]
    drawn = [[across + 9 * k + 0 * up, up + 0 * across, 0 * up + 0 * across + 60] for k in range(4)]
    opaque = np.full((HEIGHT, WIDTH), 255)
    return [np.stack([*each, opaque], axis=-1).astype(np.uint8) for each in drawn]


def written(kind, frames, fps=20):
    colours = gif.Palette(frames)
    writer = writers.WRITERS[kind](colours, fps)
    for pixels, duration in zip(frames, DURATIONS, strict=True):
        writer.add(writers.Frame(pixels, colours.indices(pixels), duration))
    return writer.finish(ABOUT)


def gap(one, other):
    """Root of the mean square of the difference of two pictures' colours."""
    return np.sqrt(np.mean((np.asarray(one, float) - other[..., :3]) ** 2))


@pytest.mark.parametrize("kind", [".gif", ".webp"])
def test_an_animation_has_frames_durations_and_facts(kind, frames, tmp_path):
    """Bands of colour, few enough for the palette, come back as they were."""
    frames = [np.where(np.arange(4) < 3, frame // 40 * 40, frame) for frame in frames]
    path = tmp_path / f"a{kind}"
    path.write_bytes(written(kind, frames))
    assert picture.read(path) == (ABOUT.facts, ABOUT.words)
    assert picture.each(path) == ["a.", "a y hat.", "a third.", "b."]
    image = Image.open(io.BytesIO(path.read_bytes()))
    assert image.size == SIZE and image.info["loop"] == 0
    for k, read in enumerate(ImageSequence.Iterator(image)):
        np.testing.assert_array_equal(np.asarray(read.convert("RGB")), frames[k][..., :3])
        assert read.info["duration"] == 10 * DURATIONS[k]
    assert k == 3


def test_webp_keeps_the_palettes_colours(frames):
    colours = gif.Palette(frames)
    image = Image.open(io.BytesIO(written(".webp", frames)))
    wanted = colours.colours[colours.indices(frames[0])]
    np.testing.assert_array_equal(np.asarray(image.convert("RGB")), wanted)


def video(data, tmp_path):
    """What ffmpeg says of the file, and its frames."""
    path = tmp_path / "a.mp4"
    path.write_bytes(data)
    ffmpeg = [imageio_ffmpeg.get_ffmpeg_exe(), "-i", path, "-f", "rawvideo", "-pix_fmt", "rgb24"]
    run = subprocess.run([*ffmpeg, "-"], capture_output=True, check=True)
    return run.stderr.decode(), np.frombuffer(run.stdout, np.uint8).reshape(-1, 42, 58, 3)


def test_a_video_holds_its_first_and_last_frame(frames, tmp_path):
    """20 frames a second: 1 s, two frames, 1 s; sides are made even by one more pixel."""
    about, read = video(written(".mp4", frames), tmp_path)
    assert "Video: h264" in about and "58x42" in about and "20 fps" in about
    assert len(read) == 42
    for place, k in {0: 0, 19: 0, 20: 1, 21: 2, 22: 3, 41: 3}.items():
        assert gap(read[place][:HEIGHT, :WIDTH], frames[k]) < 6


def test_a_video_says_what_it_shows(frames):
    assert b"First frame: a." in written(".mp4", frames)


def test_a_still_is_the_last_frame(frames, tmp_path):
    data = written(".png", frames)
    (tmp_path / "a.png").write_bytes(data)
    assert picture.read(tmp_path / "a.png") == ("b.", ABOUT.words)
    image = Image.open(io.BytesIO(data))
    np.testing.assert_array_equal(np.asarray(image), frames[3][..., :3])


@pytest.mark.parametrize("kind", writers.WRITERS)
def test_same_bytes_twice(kind, frames):
    assert written(kind, frames) == written(kind, frames)


def test_one_rendering_makes_all_files(frames, tmp_path):
    """Every frame is drawn once, however many files there are."""
    scene = Pixels([frame[..., :3] for frame in frames])
    paths = [tmp_path / f"a{kind}" for kind in writers.WRITERS]
    save(scene, *paths, fps=20)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.gif", "a.mp4", "a.png", "a.webp"]
    alone = Pixels(scene.pixels)
    save(alone, tmp_path / "b.gif", fps=20)
    assert scene.draws == alone.draws
    assert (tmp_path / "a.gif").read_bytes() == (tmp_path / "b.gif").read_bytes()


@pytest.mark.parametrize("missing", ["imageio", "imageio_ffmpeg"])
def test_without_imageio_one_sentence_says_what_to_do(missing, monkeypatch):
    load = builtins.__import__

    def without(name, *rest, **settings):
        if name.partition(".")[0] == missing:
            raise ImportError(name)
        return load(name, *rest, **settings)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ImportError, match=r"pip install imageio\[ffmpeg\]. Without it, save"):
        writers.Video(None, 10)
