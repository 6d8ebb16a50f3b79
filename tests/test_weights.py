"""Weights: a matrix that shrinks pales on one scale; the dots stand on the medians of the seeds."""

import numpy as np
import pytest
from matplotlib.colors import to_rgba_array
from PIL import Image

from utils import animation, fields, picture
from utils.palette import CLASSES, DIVERGING
from utils.weights import WeightsScene, short

GRID = fields.grid([[-1.0, -1.0], [1.0, 1.0]], size=24)
VALUES = [0, 1e-3, 1e-2, 0.1]
MATRIX = np.array([[-1.0, 2.0, -0.5], [0.0, -1.5, 0.25]])
WEIGHTS = [MATRIX, MATRIX / 2, MATRIX / 4, 0 * MATRIX]
X = np.array([[-1.0, 0.2], [1.0, -0.2], [-0.5, 0.3], [0.5, -0.3]])
TRAIN = X, np.array([0, 1, 0, 1])
HELD_OUT = 0.5 * X + 0.1, np.array([0, 1, 0, 0])
FLAT = np.full(len(GRID.points), 0.5 - 1e-9)
FIELDS = [1 / (1 + np.exp(-slope * GRID.points[:, 0])) for slope in (9, 4, 1)] + [FLAT]
SCORES = {
    "train": np.array([[1.0, 0.9, 0.98], [0.96, 0.95, 0.97], [0.9, 0.9, 0.8], [0.5, 0.5, 0.5]]),
    "held out": np.array([0.8, 0.85, 0.87, 0.5]),
}


def scene(**settings):
    known = {
        "values": VALUES, "weights": WEIGHTS, "fields": FIELDS, "grid": GRID, "train": TRAIN,
        "held_out": HELD_OUT, "scores": SCORES, "title": "A penalty",
    }  # fmt: skip
    return WeightsScene(**{**known, **settings})


def bare():
    return scene(values=[2, 3, 5, 7], held_out=None, scores=None, title="", name="patience")


SCENES = {"all": scene, "bare": bare}


@pytest.mark.parametrize("k", range(4))
def test_a_weight_has_its_colour_on_the_one_scale_of_all_frames(k):
    made = scene()
    with picture.style():
        pixels = animation.Film(made).frame(k)
    for (row, column), weight in np.ndenumerate(WEIGHTS[k]):
        x, y = made.map.image.axes.transData.transform((column + 1, row + 1)).astype(int)
        expected = DIVERGING((weight + 2) / 4, bytes=True)
        np.testing.assert_allclose(pixels[len(pixels) - y, x], expected, atol=2)


def test_the_bar_says_which_colour_is_which_weight():
    made = scene()
    with picture.style():
        pixels = animation.Film(made).frame(0)
    bar = made.figure.axes[1]
    for weight in (-1.9, -1.0, 1.0, 1.9):
        x, y = bar.transData.transform((0.5, weight)).astype(int)
        expected = DIVERGING((weight + 2) / 4, bytes=True)
        np.testing.assert_allclose(pixels[len(pixels) - y, x], expected, atol=5)


def test_a_few_large_weights_do_not_set_the_scale():
    first = np.linspace(-1, 1, 1000).reshape(20, 50)
    first[3, 4:6] = -7, 7
    made = scene(weights=[first, first / 10, 0 * first, 0 * first])
    assert made.map.limit == 0.99  # a hundredth of 1000 lies beyond, the two large ones included
    assert {"\u2264 \u22120.99", "0", "\u2265 0.99"} <= set(picture.words(made.figure))
    assert scene(weights=[0 * MATRIX] * 4).map.limit == 1.0


def test_dots_stand_on_the_medians_at_the_value():
    made = scene()
    made.draw(2)
    at = [np.ravel(dot.get_data()) for dot in made.strip.dots]
    np.testing.assert_allclose(at, [(1e-2, 0.9), (1e-2, 0.87)])
    assert made.strip.rule.get_xdata() == [1e-2, 1e-2]
    made.draw(0)
    assert made.strip.dots[0].get_xdata() == [1e-4]


def test_the_band_is_the_range_over_the_seeds():
    axes = scene().strip.rule.axes
    corners = np.vstack([band.get_paths()[0].vertices for band in axes.collections[:1]])
    for x, low, high in ((1e-3, 0.95, 0.97), (1e-2, 0.8, 0.9), (0.1, 0.5, 0.5)):
        there = corners[np.isclose(corners[:, 0], x), 1]
        assert (there.min(), there.max()) == (low, high)


def test_words_of_a_frame():
    made = scene()
    made.draw(1)
    lamda = "\N{GREEK SMALL LETTER LAMDA}"
    assert made.note.get_text() == f"{lamda} = 10⁻³   share of 4 held-out points on their side"
    assert made.map.said.get_text() == "weights up to 1"
    assert made.said.get_text() == "boundary: 75.0 %"
    made.draw(3)
    assert made.said.get_text() == "no boundary: 75.0 %"


def test_what_is_left_by_rounding_is_0():
    made = scene(weights=[MATRIX, MATRIX, MATRIX, 1e-9 * MATRIX])
    made.draw(3)
    assert made.map.said.get_text() == "weights up to 0"
    assert "2 x 3 weights from 0 to 0;" in made.facts(3)


def test_the_colours_of_the_classes_are_kept_in_a_gif(tmp_path):
    many = [size * np.random.default_rng(0).normal(size=(32, 64)) for size in (3, 1, 0.5, 0.2)]
    animation.save(scene(weights=many, held_out=None), tmp_path / "a.gif")
    with Image.open(tmp_path / "a.gif") as film:
        table = np.array(film.getpalette()).reshape(-1, 3)
    for colour in CLASSES:
        wanted = (255 * to_rgba_array(colour)[0, :3]).round()
        assert np.abs(table - wanted).max(axis=1).min() <= 3


def test_facts_are_those_of_the_frame():
    lamda = "\N{GREEK SMALL LETTER LAMDA}"
    low, high = FIELDS[1].min(), FIELDS[1].max()
    assert scene().facts(1) == (
        f"A penalty, {lamda} = 0.001: 2 x 3 weights from -0.75 to 1; 75.0 % of 4 held-out points "
        f"on their side; P(class 1) from {low:.2f} to {high:.2f}; the boundary misses x1 = 0; "
        "accuracy, median of 3: train 0.96 (0.95 to 0.97), held out 0.85 (0.85 to 0.85)."
    )
    assert bare().facts(0).startswith("patience = 2: 2 x 3 weights from -1.5 to 2; 100.0 % of 4 tr")


SHORT = {
    0: "0", 0.05: "0.05", 0.001: "10⁻³", 3e-5: "3·10⁻⁵", 0.123: "0.12", 7.08e-7: "7.1·10⁻⁷",
    12.3: "12", 9.99e-4: "10⁻³", 1e4: "10⁴", 1: "1",
}  # fmt: skip


@pytest.mark.parametrize("value", SHORT)
def test_short_numbers(value):
    assert short(value) == SHORT[value]


REFUSED = {
    "falling": (
        lambda: scene(values=[1, 0.1, 0.01, 0]),
        "values must hold two or more finite settings, rising",
    ),
    "negative": (lambda: scene(values=[-1, 0, 1, 2]), "values must not be below 0 .* got .-1"),
    "shapes": (
        lambda: scene(weights=[MATRIX, MATRIX.T] * 2),
        r"one shape, got the shapes \[\(2, 3\), \(3, 2\)\]; record one layer's kernel",
    ),
    "weights": (lambda: scene(weights=WEIGHTS[:3]), "weights must hold one .* of 4 values, got 3"),
    "fields": (lambda: scene(fields=FIELDS[:3]), "fields must hold one .* of 4 values, got 3"),
    "scores": (
        lambda: scene(scores={"train": [1, 1]}),
        r"'train' must hold a row for each of 4 settings .* got the shape \(2, 1\)",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_answered_in_one_sentence(case):
    call, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        call()
