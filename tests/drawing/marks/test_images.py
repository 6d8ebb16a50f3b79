"""Images and matrices: each number has its colour, on one scale for all moments."""

import numpy as np
import pytest

from tests.drawing import known
from utils.drawing.marks.images import Image, Matrix
from utils.drawing.style.palette import DIVERGING, GREYS

RAMP = np.arange(10.0).reshape(2, 5) / 2
MATRIX = np.array([[-1.0, 2.0, -0.5], [0.0, -1.5, 0.25]])
WEIGHTS = [MATRIX, MATRIX / 2, 0 * MATRIX]
LAMBDA = np.linspace(-1, 1, 1000).reshape(20, 50)


def cells(mark, i=0):
    """The colour in the middle of each cell, the first row on top."""
    rows, columns = mark.images.shape[1:3]
    seen = known.pixels(mark, i, mark.bounds(), (20 * columns, 20 * rows))
    return seen[10::20, 10::20]


@pytest.mark.parametrize("i", [0, 1])
def test_an_image_has_one_scale_and_its_first_row_on_top(i):
    mark = Image([RAMP, RAMP + 4])
    expected = GREYS((RAMP + 4 * i) / 8.5, bytes=True)
    np.testing.assert_allclose(cells(mark, i), expected, atol=2)
    assert mark.moments == 2 and len(mark.moving) == 1 and mark.fills


def test_a_scale_may_be_given_and_a_still_image_stands():
    mark = Image(RAMP, low=-5, high=5, colours=DIVERGING)
    np.testing.assert_allclose(cells(mark), DIVERGING((RAMP + 5) / 10, bytes=True), atol=2)
    assert mark.moments is None and mark.still


@pytest.mark.parametrize("scale", [1.0, 255])
def test_colours_are_shown_as_they_are(scale):
    colours = np.array([[[0, 0, 1], [0, 1, 0]], [[1, 0, 0], [1, 1, 1]]])
    mark = Image((scale * colours).astype(type(scale)))
    np.testing.assert_array_equal(cells(mark)[..., :3], 255 * colours)
    assert mark.moments is None and Image(np.stack([colours] * 5) * 1.0).moments == 5


def test_an_image_tells_its_shape_and_its_range():
    assert Image([RAMP, RAMP / 3], name="digit").facts(1) == ["digit: 2 x 5 from 0 to 1.5"]
    assert Image(RAMP).facts(0) == ["2 x 5 from 0 to 4.5"]


@pytest.mark.parametrize("i", range(3))
def test_a_weight_has_its_colour_on_the_one_scale_of_all_moments(i):
    expected = DIVERGING((np.array(WEIGHTS[i]) + 2) / 4, bytes=True)
    np.testing.assert_allclose(cells(Matrix(WEIGHTS), i), expected, atol=2)


def test_a_few_large_weights_do_not_set_the_scale():
    first = LAMBDA.copy()
    first[3, 4:6] = -7, 7
    mark = Matrix([first, first / 10, 0 * first])
    assert mark.high == 0.99  # a hundredth of 1000 lies beyond, the two large ones included
    assert mark.words == ("\u2264 \u22120.99", "0", "\u2265 0.99")


@pytest.mark.parametrize(
    ("weights", "limit"),
    [([0 * MATRIX] * 2, 1.0), (WEIGHTS, 2.0), (MATRIX, 2.0), ([[1e-3, -2e-3]], 0.002)],
)
def test_the_scale_reaches_as_far_down_as_up(weights, limit):
    mark = Matrix(weights)
    assert (mark.low, mark.high) == (-limit, limit) and mark.words[1] == "0"
    assert not set("\u2264\u2265") & set("".join(mark.words))
    assert Matrix(weights, limit=5).high == 5


def test_the_bar_says_which_colour_is_which_weight():
    axes = known.on_axes(Matrix(WEIGHTS), (0, 5, 0, 1))
    axes.set_position((0.1, 0.1, 0.6, 0.8))
    axes.figure.canvas.draw()
    seen, (bar,) = np.asarray(axes.figure.canvas.buffer_rgba()), axes.child_axes
    for weight in (-1.9, -1.0, 1.0, 1.9):
        x, y = bar.transData.transform((0.5, weight)).astype(int)
        np.testing.assert_allclose(seen[-y, x], DIVERGING((weight + 2) / 4, bytes=True), atol=5)
    assert [text.get_text() for text in bar.get_yticklabels()] == ["\u22122", "0", "2"]


def test_what_is_left_by_rounding_is_0():
    assert Matrix(-1e-9 * MATRIX).facts(0) == ["2 x 3 weights from 0 to 0"]
    assert Matrix(MATRIX, name="biases").facts(0) == ["2 x 3 biases from \N{MINUS SIGN}1.5 to 2"]


REFUSED = {
    "a row": (lambda: Image([1, 2]), r"an image has rows and columns, .* got the shape \(2,\)"),
    "two channels": (lambda: Image(np.zeros((9, 9, 9, 2))), r"\(9, 9, 9, 2\); take one channel"),
    "empty": (lambda: Image(np.zeros((0, 4))), r"got the shape \(0, 4\)"),
    "nan": (lambda: Image([[1, np.nan]]), "an image holds nan or infinity; clip it"),
    "shapes": (
        lambda: Matrix([MATRIX, MATRIX.T]),
        r"the same at each moment, got 2 of \(2, 3\) and \(3, 2\); record one layer's kernel",
    ),
    "a vector": (lambda: Matrix([1.0, 2.0]), r"a matrix has rows and columns, .* got 2 of \(\)"),
    "a batch": (lambda: Matrix(np.zeros((2, 3, 4, 5))), r"got 2 of \(3, 4, 5\)"),
    "diverged": (lambda: Matrix([MATRIX, MATRIX / 0.0]), "a matrix holds nan or infinity; cut it"),
}


@pytest.mark.filterwarnings("ignore:divide by zero:RuntimeWarning")
@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_answered_in_one_sentence(case):
    call, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        call()
