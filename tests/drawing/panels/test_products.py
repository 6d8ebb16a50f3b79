"""Shapes that meet: blocks have the sides of their matrices, and a doubling is seen."""

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from utils.drawing.graphs.dense import dense_layers
from utils.drawing.panels.products import TALLEST, WIDEST, Products
from utils.drawing.scene import Scene
from utils.drawing.style.palette import INK, VALUES, WEIGHTS

ARTICLE = [2, 25, 50, 50, 25, 1], ["relu"] * 4 + ["sigmoid"]
BIG = [3, 8, 300, 4], ["tanh", "leaky_relu", "softmax"]
CASES = {"article": (*ARTICLE, 36), "big": (*BIG, 60000), "one": ([2, 3], ["relu"], 1)}


def made(sizes, names, n):
    panel = Products(dense_layers(sizes, names), n)
    Scene([panel])
    return panel


def rectangles(panel):
    """(blocks, their dark parts)."""
    found = [patch for patch in panel.axes.patches if isinstance(patch, Rectangle)]
    dark = [to_hex(patch.get_facecolor()) == INK for patch in found]
    assert dark == [False, True] * (len(found) // 2)
    return found[::2], found[1::2]


@pytest.mark.parametrize("name", CASES)
def test_sides_grow_as_the_power_that_is_told(name):
    *given, n = CASES[name]
    panel = made(*given, n)
    shapes = [
        shape
        for layer in dense_layers(*given)
        for shape in (
            (n, layer.inputs), (layer.inputs, layer.units), (1, layer.units), (n, layer.units)
        )
    ]  # fmt: skip
    blocks, _ = rectangles(panel)
    for block, (rows, columns) in zip(blocks, shapes, strict=True):
        assert block.get_width() == pytest.approx(panel.pixel * columns**panel.power)
        assert block.get_height() == pytest.approx(panel.pixel * rows**panel.power)
        assert 5.9 < block.get_width() < WIDEST + 1e-9 and block.get_height() < TALLEST + 1e-9
    assert f"is drawn {2**panel.power:.2g} times as long" in panel.note


def test_twice_as_many_is_seen_in_the_article():
    blocks, _ = rectangles(made(*ARTICLE, 36))
    first, _, _, second = (block.get_width() for block in blocks[4:8])
    assert second > 1.5 * first


def test_small_networks_are_drawn_to_scale():
    panel = made([2, 3], ["relu"], 4)
    assert panel.power == 1 and "twice as large is drawn 2 times as long" in panel.note


def test_the_dark_row_and_column_are_what_the_dark_cell_is_made_of():
    blocks, dark = rectangles(made([3, 7], ["relu"], 25))
    a, w, b, z = zip(blocks, dark, strict=True)
    assert a[1].get_width() == a[0].get_width() and a[1].get_height() < a[0].get_height()
    assert w[1].get_height() == w[0].get_height() and w[1].get_width() < w[0].get_width()
    for part in (b, z):
        share = (part[1].get_x() - part[0].get_x()) / part[0].get_width()
        own = (w[1].get_x() - w[0].get_x()) / w[0].get_width()
        assert share == pytest.approx(own)
    assert z[1].get_y() == a[1].get_y()
    colours = [to_hex(block.get_facecolor()) for block in blocks]
    assert colours == [VALUES, WEIGHTS, WEIGHTS, VALUES]


def test_words_beside_the_blocks():
    words = [text.get_text() for text in made(*BIG, 60000).axes.texts]
    for word in ("$X$", "(60000, 3)", "$W^{[1]}$", "(3, 8)", "(300,)", "$Z^{[3]}$", "$A^{[2]}$"):
        assert word in words
    assert r"$A^{[2]}=\mathrm{leaky\_relu}(Z^{[2]})$" in words
    assert words.count("layer") == 3


def test_facts_chain_the_shapes():
    assert made([2, 3, 1], ["relu", "sigmoid"], np.int64(5)).facts(0) == [
        "layer 1: (5, 2) \N{MULTIPLICATION SIGN} (2, 3) + (3,) = (5, 3)",
        "layer 2: (5, 3) \N{MULTIPLICATION SIGN} (3, 1) + (1,) = (5, 1)",
    ]


@pytest.mark.parametrize("n", [0, -1, 2.5, "3"])
def test_n_must_count_examples(n):
    with pytest.raises(ValueError, match="n must be a whole number of examples, at least 1, got"):
        Products(dense_layers([2, 1], ["relu"]), n)
