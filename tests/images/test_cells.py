"""Cells: what one cell of a kernel adds to the outputs, and what its gradient is."""

import numpy as np
import pytest

from tests.layer_cases import built
from utils.convolution import Conv2DTranspose, DepthwiseConv2D
from utils.images.cells import CellByCell

LAYERS = {
    "depthwise": (lambda: DepthwiseConv2D((2, 3), 2, "same"), (5, 6, 2)),
    "transposed": (lambda: Conv2DTranspose(3, (2, 3), 2, "same"), (3, 4, 2)),
}


@pytest.mark.parametrize("case", LAYERS)
def test_cells_add_up(case, rng):
    """Kernels of a single cell, one after the other: their outputs add up to the whole kernel's."""
    make, shape = LAYERS[case]
    layer, x = built(make(), shape), rng.normal(size=(2, *shape))
    whole, kernel, parts = layer.forward(x).copy(), layer.params["kernel"].copy(), 0
    for i, j in np.ndindex(2, 3):
        layer.params["kernel"][...] = 0
        layer.params["kernel"][i, j] = kernel[i, j]
        parts = parts + layer.forward(x)
    np.testing.assert_allclose(parts, whole, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("case", LAYERS)
def test_a_second_pass_finds_nothing_of_the_first(case, rng):
    """Sums begin at zero, outputs and gradients alike, after a batch of another size too."""
    make, shape = LAYERS[case]
    layer = built(make(), shape)
    x, dout = rng.normal(size=(3, *shape)), rng.normal(size=(3, *layer.output_shape))
    first = [layer.forward(x).copy(), layer.backward(dout).copy(), layer.grads["kernel"].copy()]
    layer.forward(x[:1])
    layer.backward(dout[:1])
    again = [layer.forward(x), layer.backward(dout), layer.grads["kernel"]]
    for one, other in zip(first, again):
        np.testing.assert_array_equal(one, other)


def test_cells_are_views_row_by_row():
    layer = built(DepthwiseConv2D((2, 3)), (4, 4, 2))
    assert isinstance(layer, CellByCell)
    cells = layer.cells(layer.params)
    assert np.shares_memory(cells, layer.params["kernel"])
    np.testing.assert_array_equal(cells[4], layer.params["kernel"][1, 1])
