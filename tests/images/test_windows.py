"""Windows: as many positions as TensorFlow has, and each sees what a loop over pixels sees."""

import itertools

import numpy as np
import pytest

from tests.layer_cases import built
from utils.images.windows import Windowed, pair
from utils.pooling import MaxPooling2D


def positions(i, k, s, d, padding):
    """Try every pixel: (pixels before the image, number of positions) along one axis."""
    if padding == "valid":
        return 0, len([o for o in range(0, i, s) if o + d * (k - 1) < i])
    count = len(range(0, i, s))  # as many positions as a window of one pixel has
    missing = max(range(0, i, s)) + d * (k - 1) + 1 - i
    return max(missing, 0) // 2, count


class Bare(Windowed):
    """A window and nothing else."""

    def __init__(self, padding, *window):
        self.padding = padding
        self.window(*window)

    def __repr__(self):
        return "Bare"


@pytest.mark.parametrize("padding", ["valid", "same"])
def test_positions(padding):
    for i, k, s, d in itertools.product(range(1, 9), range(1, 5), range(1, 5), range(1, 4)):
        before, count = positions(i, k, s, d, padding)
        layer = Bare(padding, (k, 1), (s, 1), (d, 1))
        if count == 0:
            with pytest.raises(ValueError, match="does not fit into images"):
                built(layer, (i, 1, 1))
        else:
            assert built(layer, (i, 1, 1)).output_shape == (count, 1, 1)
            assert layer.pads[0][0] == before


@pytest.mark.parametrize("padding", ["valid", "same"])
def test_a_window_sees_its_pixels(padding, rng):
    x = np.asfortranarray(rng.normal(size=(2, 7, 6, 3)))
    size, steps, dilation = (3, 2), (1, 2), (2, 3)
    layer = built(Bare(padding, size, steps, dilation), (7, 6, 3))
    padded, inside = layer.images(2, around=9)
    inside[...] = x
    windows = layer.windows(padded, layer.positions)
    assert windows.shape == (2, *layer.positions, *size, 3)
    for oi, oj, i, j in np.ndindex(*layer.positions, *size):
        row = steps[0] * oi + dilation[0] * i - layer.pads[0][0]
        column = steps[1] * oj + dilation[1] * j - layer.pads[1][0]
        there = 0 <= row < 7 and 0 <= column < 6
        np.testing.assert_array_equal(
            windows[:, oi, oj, i, j], x[:, row, column] if there else np.full((2, 3), 9.0)
        )
    assert np.shares_memory(windows, padded)


def test_the_layer_before_writes_into_the_padding_s_middle(rng):
    layer = built(MaxPooling2D(3, 1, "same"), (4, 4, 2))
    place = layer.inputs(5)
    place[...] = rng.normal(size=(5, 4, 4, 2))
    out = layer.forward(place).copy()
    assert layer.x is place
    np.testing.assert_array_equal(layer.forward(place.copy()), out)


def test_no_window_is_larger_than_memory():
    with pytest.raises(ValueError, match=r"window of 1000 x 1000 cells is too large, .* 65,536 in"):
        MaxPooling2D(1000, padding="same")
    assert MaxPooling2D(256).size == (256, 256)


@pytest.mark.parametrize(("value", "two"), [(3, (3, 3)), ((1, 2), (1, 2)), ([4, 5], (4, 5))])
def test_pair(value, two):
    assert pair("size", value) == two


@pytest.mark.parametrize("value", [0, (1, 0), (1, 2, 3), 1.5, "3", (), None, True])
def test_no_pair(value):
    with pytest.raises(ValueError, match="^size must be a whole number"):
        pair("size", value)
