"""Picture: what is recorded is what is seen; the same bytes twice; no half-written file."""

import base64
import io
import warnings

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from utils.drawing.film import picture
from utils.drawing.film.picture import Picture
from utils.notebook import page


def figure():
    drawn = Figure(figsize=(4, 3))
    axes = drawn.add_subplot()
    axes.plot([0, 1, 2], [0, 10, 5], label="height")
    axes.set(title="A title", xlabel="$x_1$", ylabel="steps", xticks=[0, 1, 2, 3], xlim=(0, 2.5))
    axes.set_yticks([0, 10], labels=["low", "high"])
    axes.legend()
    axes.text(1, 1, "hidden", visible=False)
    return drawn


WORDS = ["$x_1$", "0", "1", "2", "steps", "low", "high", "A title", "height"]


def test_words_are_those_a_reader_sees():
    assert sorted(Picture(figure(), "facts").words) == sorted(WORDS)


def test_words_of_axes_without_axes_leave_out_their_ticks():
    drawn = figure()
    drawn.axes[0].set_axis_off()
    assert Picture(drawn, "facts").words == ["A title", "height"]


def test_minor_ticks_count_too():
    drawn = figure()
    drawn.axes[0].set_xticks([0.5], labels=["half"], minor=True)
    assert "half" in Picture(drawn, "facts").words


def test_same_bytes_twice():
    assert Picture(figure(), "facts").png == Picture(figure(), "facts").png


def test_png_is_100_dots_per_inch_and_opaque():
    drawn = figure()
    drawn.set_dpi(72)
    image = Image.open(io.BytesIO(Picture(drawn, "facts").png))
    assert image.size == (400, 300)
    assert image.mode == "RGB"
    assert image.getpixel((0, 0)) == (251, 251, 249)
    assert "Software" not in image.info


def test_transparent_figures_stay_transparent():
    drawn = figure()
    drawn.patch.set_alpha(0)
    image = Image.open(io.BytesIO(Picture(drawn, "facts").png))
    assert image.mode == "RGBA" and image.getpixel((0, 0))[3] == 0


def test_artists_of_a_scene_are_drawn_too():
    plain, animated = figure(), figure()
    animated.axes[0].lines[0].set_animated(True)
    assert Picture(plain, "").png == Picture(animated, "").png


def test_repr_is_the_facts():
    assert repr(Picture(figure(), "Two lines: one rises.")) == "Two lines: one rises."


def test_notebooks_get_picture_facts_and_alt_text():
    shown = Picture(figure(), "facts")
    data = shown._repr_mimebundle_()
    assert data == {"text/html": page.shown("facts", 400, data=shown.png), "text/plain": "facts"}
    assert base64.b64encode(shown.png).decode() in data["text/html"]


def test_a_saved_picture_is_shown_from_its_file(tmp_path, monkeypatch):
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "a.ipynb"))
    shown = Picture(figure(), "facts").save(tmp_path / "a.png")
    assert 'src="a.png"' in shown._repr_mimebundle_()["text/html"]


def test_save_makes_the_folder_and_returns_the_picture(tmp_path):
    drawn = Picture(figure(), "Facts: é ½ 10⁻³")
    path = tmp_path / "new" / "folder" / "a.png"
    assert drawn.save(path) is drawn
    assert path.read_bytes() == drawn.png
    assert picture.read(path) == (drawn.facts, drawn.words)


@pytest.mark.parametrize("suffix", ["png", "gif"])
def test_read_refuses_pictures_of_others(tmp_path, suffix):
    path = tmp_path / f"a.{suffix}"
    Image.fromarray(np.zeros((2, 2, 3), np.uint8)).save(path)
    with pytest.raises(ValueError, match=f"a.{suffix} holds no facts; expected"):
        picture.read(path)


def test_settings_of_the_reader_stay_as_they_are():
    with matplotlib.rc_context({"font.size": 30, "mathtext.fontset": "cm"}):
        before = dict(matplotlib.rcParams)
        Picture(figure(), "facts")
        assert dict(matplotlib.rcParams) == before


def test_pyplot_figures_are_closed():
    from matplotlib import pyplot

    drawn, axes = pyplot.subplots()
    axes.plot([0, 1])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Picture(drawn, "facts")
    assert pyplot.get_fignums() == []
