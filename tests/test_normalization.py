"""Normalization: equal to the formula and to Keras in both modes, every gradient measured."""

import numpy as np
import pytest

from tests.layer_cases import assert_equal, beside_keras, built, worst_gradient
from utils import keras_baseline
from utils.constraints import MaxNorm
from utils.convolution import Conv2D
from utils.gradcheck import check_model
from utils.layers import Activation, Dense, Flatten
from utils.models import Sequential
from utils.normalization import BatchNormalization, LayerNormalization
from utils.optimizers import SGD
from utils.pooling import MaxPooling2D
from utils.regularizers import L1, L2

LEARNED = {"gamma_initializer": "random_normal", "beta_initializer": "random_normal"}
PENALTIES = {**LEARNED, "gamma_regularizer": L1(0.25), "beta_regularizer": L2(0.125)}
MOVED = {"moving_mean_initializer": "random_normal", "moving_variance_initializer": "ones"}
ROWS = {
    "": ((), LEARNED, (3,)),
    "of images": ((), LEARNED, (3, 4, 2)),
    "along rows": ((1,), LEARNED, (3, 4, 2)),
    "along columns": ((-2,), LEARNED, (3, 4, 2)),
    "without scale": ((), {**LEARNED, "scale": False}, (3,)),
    "without center": ((), {**LEARNED, "center": False}, (3, 2, 2)),
    "without either": ((), {"center": False, "scale": False, "epsilon": 0.25}, (3,)),
    "with penalties": ((), PENALTIES, (3, 2, 2)),
}
# what: the class, its arguments, its settings, and the shape of one example
CASES = GRADIENTS = KERAS = {
    **{
        f"BatchNormalization {name}": (BatchNormalization, row[0], {**row[1], **MOVED}, row[2])
        for name, row in ROWS.items()
    },
    "BatchNormalization momentum": (BatchNormalization, (-1, 0.5), LEARNED, (4,)),
    **{f"LayerNormalization {name}": (LayerNormalization, *row) for name, row in ROWS.items()},
    "LayerNormalization of pixels": (LayerNormalization, ([1, 2],), LEARNED, (3, 4, 2)),
    "LayerNormalization of all": (LayerNormalization, ((3, 1, 2),), LEARNED, (3, 4, 2)),
}
BATCH = [case for case in CASES if "Batch" in case]

BAD = {
    "BatchNormalization": {
        "BatchNormalization(momentum=1.5)": "momentum must be a number, at least 0 and at most 1,",
        "BatchNormalization(epsilon=-1)": "epsilon must be a number, at least 0, got -1.",
        "BatchNormalization(scale=0)": "scale must be True or False, got 0.",
        "BatchNormalization(axis='last')": "axis must be a whole number or a list of different",
        "built(BatchNormalization(3), (3, 4))": (
            "BatchNormalization works along axes 1 to 2 of a batch of such examples, shape "
            "(n, 3, 4), got axis=3."
        ),
        "built(BatchNormalization(0), (3,))": "axes 1 to 1 of a batch of such",
        "built(BatchNormalization(-2), (3,))": "got axis=-2.",
        "built(BatchNormalization(-5), (3,))": "got axis=-5.",
    },
    "LayerNormalization": {
        "LayerNormalization(1.5)": "axis must be a whole number or a list of different ones",
        "LayerNormalization(epsilon='a')": "epsilon must be a number, at least 0, got 'a'.",
        "LayerNormalization(center='yes')": "center must be True or False, got 'yes'.",
        "built(LayerNormalization([1, 3]), (3, 4))": "works along axes 1 to 2 of a batch",
        "built(LayerNormalization([2, -1]), (3, 4))": "got axis=[2, -1].",
    },
}


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("case", GRADIENTS)
def test_gradient(case, training, rng):
    """With the moments of the batch, and with the moving ones."""
    assert worst_gradient(GRADIENTS[case], rng, training=training) < 1e-5


@pytest.mark.keras
@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("case", KERAS)
def test_beside_keras(case, training, keras, rng):
    """Outputs, gradients and, after a step in training, the moving averages."""
    assert_equal(*beside_keras(KERAS[case], rng, training), rtol=1e-11)


@pytest.mark.parametrize("line", [line for lines in BAD.values() for line in lines])
def test_bad_input(line):
    said = {line: words for lines in BAD.values() for line, words in lines.items()}[line]
    with pytest.raises(ValueError) as caught:
        eval(line)
    assert said in str(caught.value)


def test_batch_by_hand():
    """1 and 5 have mean 3 and variance 4; 5 in the root with epsilon 21 / 25 ... a = +-2 / 2.2."""
    layer = built(BatchNormalization(momentum=0.75, epsilon=0.84), (1,))
    a = layer.forward(np.array([[1.0], [5.0]]), training=True)
    np.testing.assert_allclose(a, [[-2 / 2.2], [2 / 2.2]], rtol=1e-14)
    np.testing.assert_allclose(layer.state["moving_mean"], [0.75], rtol=1e-14)
    np.testing.assert_allclose(layer.state["moving_variance"], [0.75 + 0.25 * 4], rtol=1e-14)
    a = layer.forward(np.array([[2.0]]))
    np.testing.assert_allclose(a, [[(2 - 0.75) / np.sqrt(1.75 + 0.84)]], rtol=1e-14)


def test_layer_by_hand():
    layer = built(LayerNormalization(epsilon=0.84), (2,))
    layer.params["gamma"][...] = [3, 1]
    layer.params["beta"][...] = [0, 10]
    a = layer.forward(np.array([[1.0, 5.0]]))
    np.testing.assert_allclose(a, [[-6 / 2.2, 10 + 2 / 2.2]], rtol=1e-14)


@pytest.mark.parametrize("shape", [(3,), (4, 5, 2)])
def test_mean_0_and_variance_1(shape, rng):
    x = rng.normal(3, 7, size=(50, *shape))
    batch = built(BatchNormalization(epsilon=0), shape).forward(x, True).reshape(-1, shape[-1])
    np.testing.assert_allclose([batch.mean(axis=0)], 0, atol=1e-13)
    np.testing.assert_allclose([batch.var(axis=0)], 1, rtol=1e-12)
    rows = built(LayerNormalization(epsilon=0), shape).forward(x).reshape(-1, shape[-1])
    np.testing.assert_allclose([rows.mean(axis=1)], 0, atol=1e-13)
    np.testing.assert_allclose([rows.var(axis=1)], 1, rtol=1e-12)


def test_moving_averages_move_while_training_alone(rng):
    layer, x = built(BatchNormalization(), (3,)), rng.normal(size=(9, 3))
    moving = {name: w.copy() for name, w in layer.state.items()}
    layer.forward(x)
    for name, w in layer.state.items():
        np.testing.assert_array_equal(w, moving[name])
    kept = dict(layer.state)
    layer.forward(x, training=True)
    for name, w in layer.state.items():
        assert w is kept[name] and not np.array_equal(w, moving[name])


def test_moving_averages_arrive_at_the_data_s(rng):
    layer = built(BatchNormalization(momentum=0.9), (2,))
    for _ in range(300):
        layer.forward(rng.normal([1, -2], [3, 0.5], size=(200, 2)), training=True)
    np.testing.assert_allclose(layer.state["moving_mean"], [1, -2], atol=0.2)
    np.testing.assert_allclose(layer.state["moving_variance"], [9, 0.25], rtol=0.1)


def mixed():
    return [
        Conv2D(3, 3, use_bias=False),
        BatchNormalization(momentum=0.875),
        Activation("relu"),
        MaxPooling2D(),
        LayerNormalization([1, 2, 3]),
        Flatten(),
        Dense(6, use_bias=False),
        BatchNormalization(momentum=0.875, gamma_regularizer=L2(2.0**-6)),
        Activation("tanh"),
        Dense(4, "tanh"),
        LayerNormalization(beta_regularizer=L1(2.0**-6), beta_initializer="random_normal"),
        Dense(2, "softmax"),
    ]


def data(rng, n=24):
    return rng.normal(size=(n, 6, 6, 2)), rng.integers(0, 2, n)


def test_gradient_behind_other_layers(rng):
    model = Sequential(mixed(), (6, 6, 2), seed=4)
    model.compile("sgd", "sparse_categorical_crossentropy")
    assert check_model(model, *data(rng, 6)) < 1e-4
    assert all(np.abs(part).max() > 0 for layer in model.layers for part in layer.grads.values())


@pytest.mark.keras
def test_training_beside_keras(keras, rng):
    """Weights and moving averages in Keras's order, losses of training and of prediction."""
    model = Sequential(mixed(), (6, 6, 2), seed=4)
    model.compile(SGD(2.0**-5, 0.875), "sparse_categorical_crossentropy")
    twin, (x, y) = keras_baseline.like(model), data(rng)
    settings = {"batch_size": 8, "epochs": 5, "shuffle": False, "verbose": 0}
    settings["validation_data"] = data(rng)
    ours, theirs = model.fit(x, y, **settings).history, twin.fit(x, y, **settings).history
    for name in ("loss", "val_loss"):
        np.testing.assert_allclose(ours[name], theirs[name], rtol=0, atol=1e-10, err_msg=name)
    assert len(model.get_weights()) == 1 + 4 + 2 + 1 + 4 + 2 + 2 + 2
    for w, other in zip(model.get_weights(), twin.get_weights()):
        np.testing.assert_allclose(w, other, rtol=0, atol=1e-10)


def test_gamma_is_constrained():
    layer = built(BatchNormalization(gamma_constraint=MaxNorm(1.0)), (4,))
    layer.params["gamma"][...] = 2
    layer.constrain()
    np.testing.assert_allclose(layer.params["gamma"], np.full(4, 0.5), rtol=1e-6)
