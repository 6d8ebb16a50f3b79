"""Texts of a picture, wherever they stand: whole and inside it, or refused; a lone $ is a $."""

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from tests.drawing.known import GRID, TRAIN, X, slope
from tests.examples import examples
from utils.animation import (
    Bars,
    Curves,
    Field,
    Images,
    Line,
    Map,
    Matrix,
    Panel,
    Points,
    Scene,
    Space,
    Spread,
    Surface,
    Sweep,
    Table,
    Ways,
    Words,
)
from utils.drawing.film import picture
from utils.drawing.style.page import style

P = slope(GRID.points)
T = np.arange(4.0)
WAY = np.column_stack([T / 8, T / 8])
HEIGHTS = (GRID.points**2).sum(axis=1).reshape(GRID.shape)
CUBE = np.random.default_rng(0).normal(size=(5, 3))
DIGITS = np.random.default_rng(1).uniform(size=(3, 8, 8))


def field(**settings):
    return Panel(Field(GRID, P), **settings)


def line(*marks, **settings):
    return Panel(Line(T, T), *marks, axes=("$t$", "$y$"), **settings)


PLACES = {
    "title": lambda text: ([field()], text),
    "words beside the counter": lambda text: ([field()], "", None, "step", text),
    "name": lambda text: ([field(name=text)],),
    "said": lambda text: ([field(said=text)],),
    "side below": lambda text: ([field(axes=(text, "$y$"))],),
    "side at the left": lambda text: ([field(axes=("$x$", text))],),
    "flag": lambda text: ([line(flags={text: 1.0})],),
    "line": lambda text: ([Panel(Line(T, T, text))],),
    "class": lambda text: ([Panel(Points(X, np.where(TRAIN[1], text, "b")))],),
    "words": lambda text: ([line(Words(1, 1, text))],),
    "curve": lambda text: ([Curves({text: T + 1, "b": T})],),
    "quantity": lambda text: ([Curves({"a": T}, quantity=text)],),
    "result": lambda text: ([Sweep(T + 1, {text: T, "b": T + 1}, "s")],),
    "setting": lambda text: ([Sweep(T + 1, {"a": T}, text)],),
    "bar": lambda text: ([Bars({text: 1, "b": 2}, "q")],),
    "spread": lambda text: ([Spread({text: T, "b": T}, "q")],),
    "cell": lambda text: ([Table({"a": [text, "x"], "b": ["1", "2"]})],),
    "head": lambda text: ([Table({text: ["v", "x"], "b": ["1", "2"]})],),
    "image": lambda text: ([Images(DIGITS, names=[text, "b", "c"])],),
    "way": lambda text: ([Panel(Ways({text: WAY, "b": -WAY}))],),
    "heights": lambda text: ([Map(GRID, HEIGHTS, value=text)],),
    "side of a surface": lambda text: ([Surface(GRID, HEIGHTS, names=(text, "b"))],),
    "side of a box": lambda text: ([Space({"a": CUBE}, (text, "b", "c"))],),
}
LONG = "a network with 25, 50, 50 and 25 hidden units, Adam, learning rate 0.01, dropout 0.5"


def outside(scene):
    """The texts of a scene's picture that leave it."""
    with style():
        picture.render(scene.figure)
        width, height = scene.figure.canvas.get_width_height()
        boxes = {t.get_text(): t.get_window_extent().extents for t in picture.texts(scene.figure)}
    return [text for text, (left, low, right, high) in boxes.items()
            if min(left, low) < -1 or right > width + 1 or high > height + 1]  # fmt: skip


@pytest.mark.parametrize("text", [LONG, "w" * 85], ids=["words", "one word"])
@pytest.mark.parametrize("place", PLACES)
def test_a_long_text_is_whole_or_refused_in_one_sentence(place, text):
    try:
        scene = Scene(*PLACES[place](text))
    except ValueError as refusal:
        assert "shorten" in str(refusal) and str(refusal).endswith(".")
    else:
        assert not outside(scene)


@pytest.mark.parametrize("text", ["5 $ each", "a $$ b", r"cost $\foo$", "From $5 to $10", "$x"])
@pytest.mark.parametrize("place", PLACES)
def test_a_dollar_that_holds_no_formula_is_itself(place, text):
    scene = Scene(*PLACES[place](text))
    with style():
        picture.render(scene.figure)
        shown = [words.replace(r"\$", "$") for words in picture.words(scene.figure)]
    assert any(text in words for words in shown)


RANGED = {
    "a line": lambda y: Panel(Line(T, y)),
    "across": lambda y: Panel(Line(y, T)),
    "curves": lambda y: Curves({"a": y}),
    "logarithmic": lambda y: Curves({"a": y}, log=True),
    "bars": lambda y: Bars({"a": y[0], "b": y[-1]}),
    "spread": lambda y: Spread({"a": y}),
    "settings": lambda y: Sweep(y, {"a": T}, "$s$", log=False),
    "settings, logarithmic": lambda y: Sweep(y, {"a": T}, "$s$"),
    "matrix": lambda y: Panel(Matrix([y, -y])),
    "box": lambda y: Space({"a": np.column_stack([y, y, y])}),
}


@pytest.mark.parametrize("kind", RANGED)
@examples(12, shrink=False)
@given(st.floats(-12, 12), st.floats(0.001, 6), st.text("abz $_%", max_size=9))
def test_numbers_of_any_size_have_room(kind, power, spread, words):
    """And whatever a panel is called."""
    numbers = 10.0 ** np.linspace(power - spread, power, 4)
    scene = Scene([RANGED[kind](numbers)], words)
    assert not outside(scene)


@pytest.mark.parametrize("kind", RANGED)
@pytest.mark.parametrize("ends", [(52e3, 11e4), (999e6, 1e9), (1.45e6, 1.46e6), (5e9, 1.1e10)])
def test_large_numbers_keep_their_first_digits(kind, ends):
    assert not outside(Scene([RANGED[kind](np.linspace(*ends, 4))], "Prices"))
