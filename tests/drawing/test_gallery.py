"""The gallery: each function beside its slope, grey where it saturates, zoomed where it is flat."""

import numpy as np
import pytest

from tests import drawn
from utils import activations
from utils.drawing.gallery import activations as gallery
from utils.drawing.gallery import saturated


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


FUNCTIONS = {
    "sigmoid": (sigmoid, lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2),
    "leaky": (lambda z: np.where(z > 0, z, 0.01 * z), lambda z: np.where(z > 0, 1.0, 0.01)),
}
OURS = [activations.sigmoid, activations.tanh, activations.relu, activations.leaky_relu]


@pytest.mark.parametrize("functions", [FUNCTIONS, OURS, OURS[:1]])
def test_words_are_readable_and_do_not_touch(functions, figures):
    made = gallery(functions)
    assert drawn.too_small(figures[0]) == [] and drawn.collisions(figures[0]) == []
    assert made.facts.endswith(".") and "\n" not in made.facts and len(made.facts) < 700


def test_facts_say_where_they_saturate():
    # sigmoid'(z) = 0.05 / 4 at z = -+4.357; a leaky ReLU never saturates
    assert gallery(FUNCTIONS).facts == (
        "Activations and their derivatives: sigmoid has slopes from 0.0025 to 0.25 and saturates "
        "for z < -4.4 and z > 4.4; leaky has slopes from 0.01 to 1 and does not saturate."
    )
    relu = gallery([activations.relu], "One").facts
    assert relu == "One: relu has slopes from 0 to 1 and saturates for z < 0.0."


def test_saturated_ends_are_where_the_slope_is_a_twentieth_of_the_steepest():
    z = np.linspace(-6, 6, 1201)
    (start, low), (high, end) = saturated(z, FUNCTIONS["sigmoid"][1])
    assert (start, end) == (-6, 6) and (low, high) == pytest.approx((-4.357, 4.357), abs=0.01)
    assert saturated(z, lambda z: np.ones_like(z)) == []
    assert saturated(z, FUNCTIONS["leaky"][1]) == []


def test_a_function_stands_beside_its_slope(figures):
    gallery(FUNCTIONS)
    z = np.linspace(-6, 6, 1201)
    pairs = [pair for functions in FUNCTIONS.values() for pair in functions]
    for axes, function in zip(figures[0].axes, pairs, strict=True):
        (curve,) = [line for line in axes.lines if len(line.get_xdata()) == 1201]
        np.testing.assert_allclose(curve.get_xdata(), z, atol=1e-12)
        broken = np.isnan(curve.get_ydata())
        assert np.sum(broken) == (function is FUNCTIONS["leaky"][1])  # at the jump
        np.testing.assert_allclose(curve.get_ydata()[~broken], function(z)[~broken], atol=1e-12)
    names = [axes.texts[-1].get_text().split("  ")[0] for axes in figures[0].axes]
    assert names == ["sigmoid", "sigmoid", "leaky", "leaky"]


def test_dots_say_on_which_side_of_a_jump_its_value_lies(figures):
    gallery([activations.leaky_relu])
    value, slope = figures[0].axes
    assert not [line for line in value.lines if line.get_marker() == "o"]
    dots = [line for line in slope.lines if line.get_marker() == "o"]
    filled = {line.get_markerfacecolor() == line.get_markeredgecolor(): line for line in dots}
    for line in dots:
        np.testing.assert_allclose(line.get_xdata(), 0, atol=1e-12)
    assert filled[True].get_ydata() == activations.leaky_relu.derivative(np.zeros(1))
    assert filled[False].get_ydata() == 1


def test_what_saturates_lies_in_grey(figures):
    gallery(FUNCTIONS)
    ends = [sorted((p.get_x(), p.get_x() + p.get_width()) for p in axes.patches)
            for axes in figures[0].axes]  # fmt: skip
    np.testing.assert_allclose(ends[0], [(-6, -4.36), (4.36, 6)], atol=0.02)
    assert ends[0] == ends[1] and ends[2] == ends[3] == []


def test_it_zooms_where_a_slope_is_too_small_to_see(figures):
    gallery(FUNCTIONS)
    assert [bool(axes.child_axes) for axes in figures[0].axes] == [False, False, True, False]
    assert "0.01, not 0" in [text.get_text() for text in figures[0].axes[3].texts]


def test_without_functions_it_is_refused():
    with pytest.raises(ValueError, match="functions is empty; name at least one activation"):
        gallery([])
