"""Diagrams: the sizes drawn are those of the model; every word readable, none on another."""

import numpy as np
import pytest
from matplotlib.patches import Rectangle

from tests import drawn
from utils import diagrams, layers, models

SIZES, NAMES = [2, 25, 50, 50, 25, 1], ["relu"] * 4 + ["sigmoid"]
OTHER = [3, 8, 300, 4], ["tanh", "leaky_relu", "softmax"]


def model():
    dense = [layers.Dense(units, name) for units, name in zip(SIZES[1:], NAMES, strict=True)]
    return models.Sequential([*dense[:2], layers.Dropout(0.5), *dense[2:]], input_shape=(2,))


def dense_only():
    names = zip(SIZES[1:], NAMES, strict=True)
    return models.Sequential([layers.Dense(*unit) for unit in names], input_shape=2)


PICTURES = {
    "network": lambda: diagrams.network(model(), title="The network"),
    "network, sizes": lambda: diagrams.network(*OTHER),
    "network, 1 unit": lambda: diagrams.network([1, 1], ["linear"]),
    "matrix_sizes": lambda: diagrams.matrix_sizes(model(), 900),
    "matrix_sizes, sizes": lambda: diagrams.matrix_sizes(OTHER[0], 60000, OTHER[1]),
    "matrix_sizes, one example": lambda: diagrams.matrix_sizes([2, 3], 1, ["relu"]),
    "blueprint": lambda: diagrams.blueprint(dense_only()),
}
pictures = pytest.mark.parametrize("name", PICTURES)


@pictures
def test_every_word_is_readable_at_480_pixels(name, figures):
    PICTURES[name]()
    assert drawn.too_small(figures[0]) == []


@pictures
def test_no_word_lies_on_another_or_outside(name, figures):
    PICTURES[name]()
    assert drawn.collisions(figures[0]) == []


@pictures
def test_same_bytes_twice(name):
    assert PICTURES[name]().png == PICTURES[name]().png


def test_network_facts_are_those_of_the_model():
    weights = sum(np.prod(array.shape) for array in model().get_weights())
    assert PICTURES["network"]().facts == (
        "The network: 2 inputs, layers of 25 relu, 50 relu, 50 relu, 25 relu, 1 sigmoid units, "
        f"{weights:,} weights and biases."
    )


def test_a_list_of_sizes_draws_the_same_network():
    assert diagrams.network(SIZES, NAMES).png == PICTURES["network"]().png
    assert diagrams.matrix_sizes(SIZES, 900, NAMES).png == PICTURES["matrix_sizes"]().png


def test_network_names_shapes_and_activations():
    words = PICTURES["network"]().words
    for word in ("$n^{[1]} = 25$", "(25, 50)", "$W^{[5]}$", "relu", "sigmoid", "$x_{2}$", "input"):
        assert word in words
    assert words.count("relu") == 4


def test_units_are_all_drawn_or_fewer_with_dots(figures):
    diagrams.network([2, 8, 9, 1], ["relu", "relu", "sigmoid"])
    lines = figures[0].axes[0].lines
    units = [len(line.get_xdata()) for line in lines if line.get_markersize() > 10]
    dots = [line for line in lines if line.get_markersize() < 10]
    assert units == [2, 8, 4, 1] and len(dots) == 1


def test_every_drawn_unit_is_joined_to_every_one_before(figures):
    diagrams.network([2, 8, 1], ["relu", "sigmoid"])
    joints = [len(lines.get_segments()) for lines in figures[0].axes[0].collections]
    assert joints == [16, 8]


def test_matrix_sizes_facts_chain_the_shapes():
    assert diagrams.matrix_sizes([2, 3, 1], 5, ["relu", "sigmoid"], "Shapes").facts == (
        "Shapes: layer 1: (5, 2) times (2, 3) plus (3,) gives (5, 3); "
        "layer 2: (5, 3) times (3, 1) plus (1,) gives (5, 1)."
    )


def test_matrix_sizes_words():
    words = PICTURES["matrix_sizes"]().words
    for word in ("$X$", "(900, 2)", "$W^{[1]}$", "(2, 25)", "(25,)", "$Z^{[5]}$", "(900, 1)"):
        assert word in words
    assert r"$A^{[5]}=\mathrm{sigmoid}(Z^{[5]})$" in words


def test_blocks_grow_with_the_logarithm_of_their_sides(figures):
    diagrams.matrix_sizes([3, 7], 255, ["relu"])
    blocks = [patch for patch in figures[0].axes[0].patches if isinstance(patch, Rectangle)][::2]
    unit = blocks[0].get_width() / np.log(4)
    for block, (rows, columns) in zip(blocks, [(255, 3), (3, 7), (1, 7), (255, 7)], strict=True):
        assert block.get_width() == pytest.approx(unit * np.log(1 + columns))
        assert block.get_height() == pytest.approx(unit * np.log(1 + rows))


REFUSED = {
    "no dense layer": (
        lambda: diagrams.network(models.Sequential([layers.Flatten()], input_shape=(2, 2))),
        "the model has no Dense layer to draw",
    ),
    "names": (
        lambda: diagrams.network([2, 3, 1], ["relu"]),
        "a network of 3 sizes needs 2 activation names, .* got 1",
    ),
    "one size": (lambda: diagrams.network([2]), "a network of 1 sizes needs 1 activation names"),
    "n": (
        lambda: diagrams.matrix_sizes([2, 1], 0, ["relu"]),
        "n must be a whole number of examples, at least 1, got 0",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_answered_in_one_sentence(case):
    call, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        call()
