"""Every text of a picture, and of its facts, passes through the catalogue."""

import pytest

from utils import animation
from utils.drawing.style import language

CATALOGUE = {
    "Two lines": "Duas linhas",
    "rising": "subindo",
    "epoch {} of {}": "época {} de {}",
    "epoch {}": "época {}",
}


@pytest.fixture
def portuguese():
    language.speak(CATALOGUE)
    yield
    language.speak({})


def drawn():
    curves = animation.Curves({"rising": [0.0, 1, 2], "falling": [2.0, 1, 0]}, unit="epoch")
    return animation.Scene([[curves]], "Two lines", [0, 5, 1000], unit="epoch").picture()


def test_english_is_what_the_code_says():
    assert {"Two lines", "rising", "epoch 1,000 of 1,000"} <= set(drawn().words)
    assert drawn().facts.startswith("Two lines, epoch 1,000: ")


def test_a_picture_is_drawn_in_the_language_of_its_catalogue(portuguese):
    picture = drawn()
    assert {"Duas linhas", "subindo", "época 1,000 de 1,000"} <= set(picture.words)
    assert not {"Two lines", "rising"} & set(picture.words)
    assert picture.facts.startswith("Duas linhas, época 1,000: ")
    assert "falling" in picture.words  # no entry: English


def test_a_language_leaves_no_trace():
    before = drawn()
    language.speak(CATALOGUE)
    other = drawn()
    language.speak({})
    assert drawn().png == before.png != other.png


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("epoch 3 of 1,000", "epoch {} of {}"),
        ("at most −0.5 apart", "at most {} apart"),
        ("class 1", "class {}"),
        ("$x_1$ of layer 2", "$x_1$ of layer {}"),
        ("x1 and 3.5", "x1 and {}"),
        ("−0.25", ""),
        ("$W^{[1]}$", ""),
    ],
)
def test_numbers_are_no_words(text, pattern):
    assert language.worth_translating(text) == pattern
