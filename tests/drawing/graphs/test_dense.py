"""Dense layers: those of a model, or of sizes beside names."""

import numpy as np
import pytest

from utils import layers, models, normalization
from utils.drawing.graphs.dense import dense_layers, is_dense, sizes


def model(*given, input_shape=2):
    return models.Sequential(list(given), input_shape=input_shape, seed=1)


def test_layers_of_a_model_are_those_it_trains():
    first = layers.Dense(4, "relu", kernel_regularizer="l2", bias_regularizer="l2")
    last = layers.Dense(1, use_bias=False)
    net = model(first, layers.Dropout(0.5), normalization.BatchNormalization(), last)
    one, two = dense_layers(net)
    assert (one.inputs, one.units, one.activation, one.bias, one.penalised) == (
        2, 4, "relu", True, True,
    )  # fmt: skip
    assert (two.inputs, two.units, two.activation, two.bias, two.penalised) == (
        4, 1, "linear", False, False,
    )  # fmt: skip
    np.testing.assert_array_equal(one.kernel, net.get_weights()[0])
    assert (one.count, two.count) == (2 * 4 + 4, 4)
    assert sizes([one, two]) == [2, 4, 1]


def test_only_a_penalty_on_the_kernel_counts():
    (layer,) = dense_layers(model(layers.Dense(1, bias_regularizer="l2")))
    assert not layer.penalised


def test_sizes_beside_names():
    found = dense_layers([2, 25, 1], ["relu", "sigmoid"])
    assert [(d.inputs, d.units, d.activation, d.kernel) for d in found] == [
        (2, 25, "relu", None),
        (25, 1, "sigmoid", None),
    ]
    assert [d.count for d in found] == [75, 26]


def test_only_a_kernel_of_two_axes_makes_a_dense_layer():
    net = model(layers.Flatten(), layers.Dense(1), layers.Dropout(0.1), input_shape=(2, 2))
    assert [is_dense(layer) for layer in net.layers] == [False, True, False]


REFUSED = {
    "no dense layer": (
        lambda: dense_layers(model(layers.Flatten(), input_shape=(2, 2))),
        r"the model has no Dense layer to draw; add one, for example Dense\(1\)",
    ),
    "names": (
        lambda: dense_layers([2, 3, 1], ["relu"]),
        "a network of 3 sizes needs 2 activation names, one for each .* got 1",
    ),
    "no names": (lambda: dense_layers([2, 3, 1]), "needs 2 activation names, .* got 0"),
    "one size": (lambda: dense_layers([2]), "a network of 1 sizes needs 1 activation names"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_answered_in_one_sentence(case):
    call, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        call()
