"""Words of a picture: what is typeset between two $, and how it is read aloud."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from utils.drawing.style.page import blank, style
from utils.drawing.style.words import sentence, shown, spoken

# a text, and what Matplotlib is given: formulas between $, every other $ behind a backslash
SHOWN = {
    "From $5 to $10": r"From \$5 to \$10",
    "a $$ b": r"a \$\$ b",
    r"cost $\foo$": r"cost \$\foo\$",
    "$x_1$": "$x_1$",
    "the slope $\\partial L/\\partial w$ of $L$": "the slope $\\partial L/\\partial w$ of $L$",
    "costs $5 for $x_1$": r"costs \$5 for $x_1$",
    "one $ alone": r"one \$ alone",
    r"already \$5": r"already \$5",
    "an open $x_1": r"an open \$x_1",
    "spaces $ x $": r"spaces \$ x \$",
    "$x$5": r"\$x\$5",
    "": "",
    "no formula": "no formula",
}


@pytest.mark.parametrize("text", SHOWN)
def test_formulas_are_typeset_and_dollars_are_dollars(text):
    assert shown(text) == SHOWN[text]


@examples(100)
@given(st.text(alphabet="$\\ {}^_ab15", max_size=12))
def test_any_text_can_be_drawn(text):
    """Whatever a title holds, Matplotlib draws it."""
    with style():
        figure = blank(200, 40)
        figure.text(0, 0, shown(text))
        figure.canvas.draw()


def width(text):
    with style():
        return blank(400, 40).text(0, 0, text).get_window_extent().width


def test_a_dollar_is_as_wide_as_a_dollar():
    """And not the start of a formula, whose letters lean and stand closer."""
    dollar = width(r"\$")
    assert width(shown("From $5 to $10")) == pytest.approx(
        width("From 5 to 10") + 2 * dollar, abs=2
    )
    assert width(shown("$x_1$")) < width(r"\$x_1\$") - dollar


SPOKEN = {
    r"$\hat{y}$": "y hat",
    r"$\partial L/\partial w_1$": "dL/dw_1",
    r"$a \cdot b$": "a times b",
    r"$a,\ \ b$": "a, b",
    r"$\mathrm{relu}(z)$": "relu(z)",
    "plain": "plain",
}


@pytest.mark.parametrize("text", SPOKEN)
def test_spoken(text):
    assert spoken(text) == SPOKEN[text]


SENTENCES = [
    (("Title", ["a", "b"], "step 3"), "Title, step 3: a; b."),
    (("Title", ["a"]), "Title: a."),
    (("", ["a"], "step 3"), "step 3: a."),
    (("", ["a"]), "a."),
    (("Title", ["", "a"], "step 3"), "Title, step 3: a."),
]


@pytest.mark.parametrize(("parts", "told"), SENTENCES)
def test_a_sentence_of_facts(parts, told):
    assert sentence(*parts) == told
