"""Residual connections: F(x) + x by hand and beside Keras; what the layers of F do goes on."""

import copy

import numpy as np
import pytest

from tests.layer_cases import assert_equal, beside_keras, built, worst_gradient
from utils import keras_baseline
from utils.constraints import MaxNorm
from utils.convolution import Conv2D
from utils.gradcheck import check_model
from utils.layers import Activation, ActivityRegularization, Dense, Dropout, Flatten
from utils.models import Sequential, load_model
from utils.normalization import BatchNormalization, LayerNormalization
from utils.optimizers import SGD
from utils.pooling import AveragePooling2D, MaxPooling2D
from utils.regularizers import L1, L2
from utils.residual import Residual


def same(filters, **settings):
    return Conv2D(filters, 3, padding="same", **settings)


# what: the function that makes the layer, and the shape of one example
STACKS = {
    "rows": (lambda: [Dense(5, "tanh"), Dense(3)], (3,)),
    "one layer": (lambda: [Dense(3, "tanh", kernel_regularizer=L2(0.25))], (3,)),
    "no parameters": (lambda: [Activation("tanh"), Dropout(0)], (2, 3)),
    "rows of another length": (lambda: [Dense(5, "tanh"), Dense(4)], (3,)),
    "images": (lambda: [same(4, activation="tanh"), same(2)], (4, 5, 2)),
    "more channels": (lambda: [same(4, activation="tanh", bias_regularizer=L1(0.25))], (3, 4, 2)),
    "smaller images": (lambda: [same(3, strides=2), same(2)], (5, 4, 2)),
    "strides of 1 and 3": (lambda: [same(2, strides=(1, 3))], (4, 7, 2)),
    "pooled": (lambda: [same(3), AveragePooling2D(2)], (4, 6, 2)),
    "normalized": (lambda: [LayerNormalization(), Dense(3, "tanh"), Dense(3)], (3,)),
    "in another": (lambda: [Residual([Dense(4, "tanh")]), Dense(3)], (3,)),
}
CASES = GRADIENTS = KERAS = {
    **{
        f"Residual {name}": (Residual, (make(),), {}, shape)
        for name, (make, shape) in STACKS.items()
    }
}
PROJECTED = {"projection": Dense(4, "sigmoid", kernel_regularizer=L2(0.25))}
CASES["Residual with a projection of its own"] = (Residual, ([Dense(4)],), PROJECTED, (3,))

BAD = {
    "Residual": {
        "Residual([])": "Residual takes a list of at least one layer, for example",
        "Residual(Dense(3))": "Residual takes a list of at least one layer, for example",
        "built(Residual([Dense(4)], Dense(3)), (2,))": (
            "the projection must end in the shape (4,) that the layers of Residual end in, got (3,)"
        ),
        "built(Residual([Conv2D(2, 3)]), (8, 8, 2))": (
            "the layers of Residual turn examples of shape (8, 8, 2) into (6, 6, 2), which no "
            "projection of pixels reaches; keep the size with padding='same', or give a projection"
        ),
        "built(Residual([Flatten()]), (4, 4, 2))": "(4, 4, 2) into (32,), which no projection",
        "built(Residual([Conv2D(2, 3)]), (8,))": "Conv2D expects images",
    },
}


@pytest.mark.parametrize("case", GRADIENTS)
def test_gradient(case, rng):
    assert worst_gradient(GRADIENTS[case], rng) < 1e-5


@pytest.mark.keras
@pytest.mark.parametrize("case", KERAS)
def test_beside_keras(case, keras, rng):
    assert_equal(*beside_keras(KERAS[case], rng))


@pytest.mark.parametrize("line", [line for lines in BAD.values() for line in lines])
def test_bad_input(line):
    said = {line: words for lines in BAD.values() for line, words in lines.items()}[line]
    with pytest.raises(ValueError) as caught:
        eval(line)
    assert said in str(caught.value)


def test_by_hand():
    """x = (1, 2): F(x) = (3, 5), so that y = (4, 7); and dx = dF + dout."""
    layer = built(Residual([Dense(2)]), (2,))
    layer.params["0.kernel"][...] = [[1, 1], [1, 2]]
    np.testing.assert_array_equal(layer.forward(np.array([[1.0, 2.0]])), [[4, 7]])
    np.testing.assert_array_equal(layer.backward(np.array([[1.0, 10.0]])), [[12, 31]])
    np.testing.assert_array_equal(layer.grads["0.kernel"], [[1, 10], [2, 20]])


def test_projection_by_hand():
    layer = built(Residual([Dense(1, use_bias=False)]), (2,))
    layer.params["0.kernel"][...] = [[3], [4]]
    layer.params["projection.kernel"][...] = [[10], [20]]
    assert list(layer.params) == ["0.kernel", "projection.kernel"]
    np.testing.assert_array_equal(layer.forward(np.array([[1.0, 2.0]])), [[11 + 50]])
    np.testing.assert_array_equal(layer.backward(np.array([[1.0]])), [[13, 24]])


def test_a_pixel_of_the_projection_sees_the_pixel_it_stands_for():
    layer = built(Residual([same(3, strides=2)]), (5, 4, 1))
    assert repr(layer.shortcut[0]) == "Conv2D(3, 1, [2, 2], use_bias=False)"
    for w in layer.params.values():
        w[...] = 0
    layer.params["projection.kernel"][..., 1] = 1
    x = np.arange(20.0).reshape(1, 5, 4, 1)
    np.testing.assert_array_equal(layer.forward(x)[..., 1], x[:, ::2, ::2, 0])


def test_a_gradient_reaches_the_first_of_many_layers(rng):
    """He et al. (2016): twenty layers of tanh with small weights, without and with the sum."""

    def first_gradient(wrap):
        start = {"kernel_initializer": "random_normal"}
        model = Sequential([*(wrap([Dense(8, "tanh", **start)]) for _ in range(20)), Dense(1)], 8)
        model.compile("sgd", "mse")
        x = np.random.default_rng(0).normal(size=(50, 8))
        model.loss_and_gradient(x[:, :1], model.forward(x, training=True))
        return np.abs(next(iter(model.layers[0].grads.values()))).max()

    assert first_gradient(lambda layers: layers[0]) < 1e-12
    assert first_gradient(Residual) > 1e-3


def mixed(seed=3):
    inside = [
        same(4, activation="relu", kernel_constraint=MaxNorm(1.0)),
        BatchNormalization(),
        Dropout(0.25),
        ActivityRegularization(l2=2.0**-6),
        MaxPooling2D(),
    ]
    layers = [
        same(2),
        Residual(inside),
        Flatten(),
        Residual([Dense(5, "tanh")]),
        Dense(2, "softmax"),
    ]
    model = Sequential(layers, (4, 6, 1), seed=seed)
    model.compile(SGD(2.0**-4, momentum=0.875), "sparse_categorical_crossentropy")
    return model


@pytest.fixture
def data(rng):
    return rng.normal(size=(24, 4, 6, 1)), rng.integers(0, 2, 24)


def test_gradient_in_a_network(data):
    """Penalties, dropout and the moments of the batch inside, and layers on either side."""
    x, y = data
    assert check_model(mixed(), x[:5], y[:5]) < 1e-5


def test_a_copy_and_a_saved_network_train_alike(data, tmp_path):
    model = mixed()
    model.fit(*data, batch_size=8, epochs=2)
    twin = copy.deepcopy(model)
    model.save(tmp_path / "network.npz")
    loaded = load_model(tmp_path / "network.npz")
    assert repr(loaded) == repr(model)
    for w, other in zip(model.get_weights(), loaded.get_weights()):
        np.testing.assert_array_equal(w, other)
    np.testing.assert_array_equal(loaded.predict(data[0]), model.predict(data[0]))
    for each in (model, twin):
        each.fit(*data, batch_size=8, epochs=2)
    np.testing.assert_array_equal(model.theta, twin.theta)
    assert not np.array_equal(loaded.theta, model.theta)


def test_layers_inside_keep_to_their_settings(data):
    model = mixed()
    block = model.layers[1]
    start = {name: w.copy() for name, w in block.state.items()}
    model.fit(*data, batch_size=8, epochs=3)
    lengths = np.sqrt(np.square(block.params["0.kernel"]).sum(axis=0))
    assert lengths.max() <= 1 + 1e-6
    assert list(start) == ["1.moving_mean", "1.moving_variance"]
    assert all(not np.array_equal(block.state[name], w) for name, w in start.items())
    assert model.penalty() > 0
    assert model.count_params() == sum(
        w.size for layer in model.layers for w in layer.params.values()
    )


def test_layers_that_do_not_fit_belong_to_no_network():
    inside, projection = [Dense(4), Dense(3)], Dense(2)
    with pytest.raises(ValueError, match="the projection must end in the shape"):
        Sequential([Residual(inside, projection)], 3)
    outer = Residual(inside)
    with pytest.raises(ValueError, match="Conv2D expects images"):
        Sequential([outer, Conv2D(2, 3)], 3)
    assert Sequential([outer], 3).count_params() == 3 * 4 + 4 + 4 * 3 + 3
    assert Sequential([projection], 3).output_shape == (2,)


@pytest.mark.keras
def test_a_network_beside_keras(data, keras):
    """Ten updates with momentum, batch normalization inside; weights in Keras's order."""
    model = mixed()
    model.layers[1].layers[0].activation = model.layers[3].layers[0].activation  # tanh: no kinks
    model.layers[1].layers[2].rate = 0
    model.layers[1].layers[0].constraints.clear()
    model.layers[1].layers[0].kernel_constraint = None
    twin = keras_baseline.like(model)
    x, y = data
    for start in [0, 8, 16] * 3:
        part = slice(start, start + 8)
        model.train_on_batch(x[part], y[part])
        twin.train_on_batch(x[part], y[part])
    for w, other in zip(model.get_weights(), twin.get_weights(), strict=True):
        np.testing.assert_allclose(w, other, rtol=1e-11, atol=1e-13)
