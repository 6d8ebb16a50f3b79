"""Texts drawn word by word, against Matplotlib's own drawing of the whole line."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from utils.drawing.film import stamps
from utils.drawing.style.page import style as ours

LINES = {
    "a line": ("update 137 of 2,900", {}),
    "bold": ("NumPy: 25.0 %", {"weight": "bold", "size": 14}),
    "kerned": ("AV To. 1,7 Wa", {}),
    "spaces": ("three   wide gaps", {}),
    "centred": ("held out", {"ha": "center"}),
    "on its top": ("gap", {"va": "top"}),
    "turned": ("a side", {"rotation": 90}),
    "formula": ("the slope $\\partial L/\\partial w_1$ here", {}),
    "two lines": ("above\nbelow", {}),
    "pale": ("a whisper", {"alpha": 0.4, "color": "#D55E00"}),
}


@pytest.fixture(autouse=True)
def style():
    with ours():
        yield


def made(line="update 1 of 9", x=0.3137, **look):
    figure = Figure(figsize=(4, 1.2), dpi=100)
    FigureCanvasAgg(figure)
    return figure, figure.text(x, 0.5123, line, **look)


def blank(figure):
    renderer = figure.canvas.get_renderer()
    renderer.clear()
    figure.patch.draw(renderer)
    return renderer


def shown(renderer):
    return np.asarray(renderer.buffer_rgba())[..., :3].astype(int).copy()


def pressed(figure, text, kept=None):
    renderer = blank(figure)
    (kept or stamps.Stamps(figure.canvas)).press_text(text, renderer)
    return shown(renderer)


def drawn(figure, text):
    renderer = blank(figure)
    text.draw(renderer)
    return shown(renderer)


@pytest.mark.parametrize(("line", "look"), LINES.values(), ids=LINES)
@pytest.mark.parametrize("x", [0.3137, 0.32, 0.3281])
def test_looks_as_matplotlib_draws_it(line, look, x):
    """Within a sixteenth of a pixel: an edge from ink to paper changes by a sixteenth of 255."""
    figure, text = made(line, x, **look)
    gap = np.abs(pressed(figure, text) - drawn(figure, text))
    assert drawn(figure, text).min() < 200, "nothing is drawn"
    assert gap.max() <= 40


def test_an_annotation_stands_beside_its_point():
    figure, _ = made("")
    axes = figure.add_axes((0, 0, 1, 1))
    beside = {"xytext": (20.4, 9), "textcoords": "offset pixels"}
    text = axes.annotate("loss 0.25", (0.3, 0.4), **beside)
    first = pressed(figure, text)
    assert np.abs(first - drawn(figure, text)).max() <= 40


def test_the_text_is_left_as_it_was():
    figure, text = made("update 1 of 9")
    pressed(figure, text)
    assert (text.get_text(), text.get_position()) == ("update 1 of 9", (0.3137, 0.5123))


def test_a_word_is_drawn_once(monkeypatch):
    figure, text = made()
    kept, words = stamps.Stamps(figure.canvas), []
    of = kept.of
    monkeypatch.setattr(kept, "of", lambda artists, *at: words.append(artists[0].get_text()) or of(
        artists, *at))  # fmt: skip
    for number in (1, 2, 3):
        text.set_text(f"update {number} of 9")
        pressed(figure, text, kept)
    assert words == ["update", "1", "of", "9", "2", "3"]


def test_moved_text_moves():
    figure, text = made()
    kept = stamps.Stamps(figure.canvas)
    before = pressed(figure, text, kept)
    text.set_position((0.3137 + 5 / 400, 0.5123))
    assert (pressed(figure, text, kept)[:, 5:] == before[:, :-5]).all()


@pytest.mark.parametrize("change", [{"color": "#D55E00"}, {"alpha": 0.3}, {"visible": False}])
def test_a_new_look_is_drawn_anew(change):
    figure, text = made()
    kept = stamps.Stamps(figure.canvas)
    pressed(figure, text, kept)
    text.set(**change)
    assert np.abs(pressed(figure, text, kept) - drawn(figure, text)).max() <= 40


def test_a_stamp_is_the_box_that_is_filled():
    figure, text = made()
    pixels, left, bottom = stamps.Stamps(figure.canvas).of([text])
    box = text.get_window_extent()
    assert abs(left - box.x0) <= 2 and abs(bottom - box.y0) <= 2
    assert abs(pixels.shape[1] - box.width) <= 3 and abs(pixels.shape[0] - box.height) <= 3
    assert all(edge.any() for edge in (pixels[0, :, 3], pixels[-1, :, 3], pixels[:, 0, 3]))


def test_nothing_makes_no_stamp():
    figure, _ = made()
    kept = stamps.Stamps(figure.canvas)
    renderer = blank(figure)
    before = shown(renderer)
    stamps.press(kept.of([]), renderer)
    assert kept.of([]) is None and (shown(renderer) == before).all()
