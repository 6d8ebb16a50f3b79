"""Patches: what a window sees, a row each, in strips that take little memory."""

import numpy as np
import pytest

from tests.layer_cases import built
from utils.convolution import Conv2D
from utils.images.patches import STRIP, rows


def test_rows_are_the_pixels_of_each_example_side_by_side(rng):
    """(n h w, f): first all examples at one pixel, then at the pixel below it."""
    z = np.asfortranarray(rng.normal(size=(2, 3, 4, 5)))
    np.testing.assert_array_equal(rows(z)[:4], [z[0, 0, 0], z[1, 0, 0], z[0, 1, 0], z[1, 1, 0]])
    assert np.shares_memory(rows(z), z)


def test_a_patch_by_hand():
    """The 2 x 2 windows of [[1 2 3] [4 5 6]], and a 1 for the bias behind each."""
    layer = built(Conv2D(1, 2), (2, 3, 1))
    layer.forward(np.reshape([1.0, 2, 3, 4, 5, 6], (1, 2, 3, 1)))
    seen = layer.patches.gather(layer.patches.strips[0])
    np.testing.assert_array_equal(seen, [[1, 2, 4, 5, 1], [2, 3, 5, 6, 1]])


@pytest.mark.parametrize("n", [1, 8, 64])
def test_patches_take_little_memory(n):
    """A strip holds at most STRIP numbers, or one column: never the whole batch's patches."""
    layer = built(Conv2D(32, 3, padding="same"), (28, 28, 32))
    layer.inputs(n)
    patches = layer.patches
    column = n * 28 * (9 * 32 + 1 + 32)
    assert patches.rows1.size + patches.wide * n * 28 * 32 <= max(STRIP, column)
    assert patches.rows1.size >= min(STRIP, 28 * column) / 3
    assert [s.start for s in patches.strips[1:]] == [s.stop for s in patches.strips[:-1]]
    assert patches.strips[0].start == 0 and patches.strips[-1].stop == 28
