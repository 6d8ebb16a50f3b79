"""How quantities are written: in mathtext, transposed, and in plain letters."""

import pytest

from utils.drawing.graphs.notation import GAP, Quantity, in_math, roman


@pytest.mark.parametrize(
    "symbol, layer, text, transpose, plain",
    [
        ("W", 2, "W^{[2]}", r"W^{[2]\top}", "W[2]"),
        ("dA", 10, "dA^{[10]}", r"dA^{[10]\top}", "dA[10]"),
        ("A", 0, "X", r"X^{\top}", "X"),
        ("J", 5, "J", "J", "J"),
        ("Y", 5, "Y", "Y", "Y"),
        ("dW", GAP, r"\cdots", r"\cdots", "dW of the layers between"),
    ],
)
def test_a_quantity_is_written(symbol, layer, text, transpose, plain):
    found = Quantity(symbol, layer)
    assert f"{found}" == text and found.T == transpose and found.plain == plain
    assert found == (symbol, layer)


def test_names_stand_upright():
    assert roman("leaky_relu") == r"\mathrm{leaky\_relu}"
    assert roman("mean squared error") == r"\mathrm{mean\ squared\ error}"


@pytest.mark.parametrize("shape, text", [("(25,)", "$(25{,})$"), ("(n, 2)", "$(n, 2)$"), ("", "")])
def test_shapes_in_mathtext(shape, text):
    assert in_math(shape) == text
