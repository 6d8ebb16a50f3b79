"""Layers of rows: equal to the formula and to Keras, every gradient measured."""

import itertools

import numpy as np
import pytest

from tests.layer_cases import assert_equal, beside_keras, built, worst_gradient
from utils import initializers
from utils.activations import ACTIVATIONS, LeakyReLU
from utils.constraints import MaxNorm, NonNeg
from utils.gradcheck import check_model
from utils.layers import (
    Activation,
    ActivityRegularization,
    Dense,
    Dropout,
    Flatten,
    GaussianNoise,
    Reshape,
    Softmax,
)
from utils.models import Sequential
from utils.optimizers import SGD
from utils.regularizers import L1, L2

PENALTIES = {"no": None, "L1": L1(0.07), "L2": L2(0.07)}
BIASES = {
    "without bias": {"use_bias": False},
    "with bias": {"bias_initializer": "random_normal"},
    "L1 on bias": {"bias_initializer": "random_normal", "bias_regularizer": L1(0.1)},
    "L2 on bias": {"bias_initializer": "random_normal", "bias_regularizer": L2(0.1)},
}


def dense_cases():
    """Every activation, penalty of the kernel, and kind of bias."""
    for g, penalty, bias in itertools.product(ACTIVATIONS, PENALTIES, BIASES):
        settings = {"kernel_regularizer": PENALTIES[penalty], **BIASES[bias]}
        yield f"Dense {g}, {penalty} penalty, {bias}", (Dense, (4, g), settings, (3,))


# what: the class, its arguments, its settings, and the shape of one example
CASES = {
    **{f"Activation {g}": (Activation, (g,), {}, (3,)) for g in ACTIVATIONS},
    "Activation of images": (Activation, ("tanh",), {}, (2, 3, 2)),
    "Softmax": (Softmax, (), {}, (4,)),
    "Softmax of images": (Softmax, (), {"axis": 3}, (2, 3, 4)),
    "Dropout": (Dropout, (0.4,), {}, (3,)),
    "Dropout of images": (Dropout, (0.4,), {}, (2, 3, 2)),
    "Dropout 0": (Dropout, (0,), {}, (3,)),
    "GaussianNoise": (GaussianNoise, (0.5,), {}, (3,)),
    "GaussianNoise of images": (GaussianNoise, (0.5,), {}, (2, 3, 2)),
    "ActivityRegularization": (ActivityRegularization, (0.25, 0.5), {}, (3,)),
    "ActivityRegularization l1": (ActivityRegularization, (0.25,), {}, (2, 3, 2)),
    "ActivityRegularization l2": (ActivityRegularization, (), {"l2": 0.25}, (3,)),
    "Flatten": (Flatten, (), {}, (2, 3, 2)),
    "Flatten rows": (Flatten, (), {}, (3,)),
    "Reshape": (Reshape, ((2, 3, 2),), {}, (12,)),
    "Reshape of images": (Reshape, ((3, -1),), {}, (2, 3, 2)),
}
GRADIENTS = {
    **dict(dense_cases()),
    "Dense leaky 0.3": (Dense, (4, LeakyReLU(0.3)), {}, (3,)),
    "Dense 1 x 1": (Dense, (1, "tanh"), {}, (1,)),
    **CASES,
}
# TensorFlow rounds leaky_relu's 0.2 and gelu's constants through float32
ROUNDED = ("leaky_relu", "gelu")
KERAS = {
    **{f"Dense {g}": (Dense, (4, g), {}, (3,)) for g in ACTIVATIONS if g not in ROUNDED},
    "Dense with penalties": (
        Dense,
        (4, LeakyReLU(0.25), True, "he_normal", "random_normal", L1(0.25), L2(0.125)),
        {},
        (3,),
    ),
    **{case: row for case, row in CASES.items() if row[1][:1] not in [(g,) for g in ROUNDED]},
}

BAD = {
    "Dense": {
        "Dense(1, kernel_constraint='max')": "unknown constraint 'max'; Known: max_norm,",
    },
    "Activation": {
        "Activation('rellu')": "unknown activation 'rellu'; did you mean 'relu'?",
    },
    "Softmax": {
        "built(Softmax(1), (3, 4))": "Softmax works along the last axis, axis=-1, got axis=1.",
    },
    "GaussianNoise": {
        "GaussianNoise(-1)": "stddev must be a number, at least 0, got -1.",
        "GaussianNoise(np.nan)": "stddev must be a number, at least 0, got nan.",
    },
    "ActivityRegularization": {
        "ActivityRegularization(-1)": "l1 must be a number, at least 0, got -1.",
        "ActivityRegularization(l2='a')": "l2 must be a number, at least 0, got 'a'.",
    },
    "Reshape": {
        "built(Reshape((3, 5)), (4, 4))": "the 16 numbers of an example of shape (4, 4) as (3, 5);",
        "built(Reshape((-1, -1)), (4,))": "as (-1, -1); the sizes must multiply to 4, and one may",
        "built(Reshape('28'), (4,))": "as 28; the sizes must multiply to 4",
    },
}


@pytest.mark.parametrize("case", GRADIENTS)
def test_gradient(case, rng):
    assert worst_gradient(GRADIENTS[case], rng) < 1e-6


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


def mixed():
    """A little of everything, each kind behind another."""
    return [
        Dropout(0.25),
        GaussianNoise(0.1),
        Flatten(),
        Dense(5, "tanh", kernel_regularizer=L2(0.01), **BIASES["L1 on bias"]),
        Dropout(0.5),
        Reshape((5, 1)),
        Activation("softplus"),
        Flatten(),
        Dense(6, "relu", kernel_regularizer=L1(0.01), bias_initializer="random_normal"),
        ActivityRegularization(0.01, 0.01),
        Dense(4, use_bias=False),
        Softmax(),
        GaussianNoise(0.1),
        Dense(5, "leaky_relu", **BIASES["L2 on bias"]),
        Dropout(0.1),
        Dense(2, "sigmoid"),
    ]


@pytest.mark.parametrize("loss", ["mean_squared_error", "binary_crossentropy"])
def test_gradient_behind_other_layers(loss, rng):
    """Rounding of a loss near 1 leaves 1e-10 in each difference: 1e-6 of the smallest gradients."""
    model = Sequential(mixed(), (2, 2), seed=4)
    model.compile("sgd", loss)
    x, y = rng.normal(size=(6, 2, 2)), rng.integers(0, 2, (6, 2))
    assert check_model(model, x, y) < 1e-5
    assert all(np.abs(part).max() > 0 for layer in model.layers for part in layer.grads.values())


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("n", [1, 2, 7])
def test_dense_is_the_formula(n, bias, rng):
    """The products of whole blocks equal a = g(x W + b), dW = x' dz, db = sum dz, dx = dz W'."""
    layer = built(Dense(4, "tanh", bias, bias_initializer="random_normal"))
    x, da = rng.normal(size=(n, 3)), rng.normal(size=(n, 4))
    W, b = layer.params["kernel"], layer.params["bias"] if bias else np.zeros(4)
    a = np.tanh(x @ W + b)
    dz = da * (1 - a**2)
    expected = {"kernel": x.T @ dz, "bias": dz.sum(axis=0)} if bias else {"kernel": x.T @ dz}
    few_bits = {"rtol": 1e-13, "atol": 1e-14}
    np.testing.assert_allclose(layer.forward(x), a, **few_bits)
    np.testing.assert_allclose(layer.backward(da), dz @ W.T, **few_bits)
    assert layer.grads.keys() == layer.params.keys() == expected.keys()
    for name, gradient in expected.items():
        np.testing.assert_allclose(layer.grads[name], gradient, **few_bits)


def test_dense_by_hand():
    """x = (1, 2): z = (1 + 2 * 3 + 0.5, -1 + 2 * 2 - 4.5) = (7.5, -1.5); relu; L2 of 0.5 on W."""
    layer = built(Dense(2, "relu", kernel_regularizer=L2(0.5)), (2,))
    layer.params["kernel"][...] = [[1, -1], [3, 2]]
    layer.params["bias"][...] = [0.5, -4.5]
    np.testing.assert_array_equal(layer.forward(np.array([[1.0, 2.0]])), [[7.5, 0]])
    assert layer.penalty() == 7.5
    np.testing.assert_array_equal(layer.backward(np.array([[2.0, 5.0]])), [[2, 6]])
    np.testing.assert_array_equal(layer.grads["kernel"], [[3, -1], [7, 2]])
    np.testing.assert_array_equal(layer.grads["bias"], [2, 0])


def test_start():
    """The kernel and the bias are what their initializers drew, kernel first."""
    layer = built(Dense(4, "relu", True, "he_uniform", "random_normal"))
    same = np.random.default_rng(5)
    W = initializers.get("he_uniform")((3, 4), same)
    np.testing.assert_array_equal(layer.params["kernel"], W)
    b = initializers.get("random_normal")((4,), same)
    np.testing.assert_array_equal(layer.params["bias"], b)
    np.testing.assert_array_equal(built(Dense(4)).params["bias"], np.zeros(4))


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.8])
def test_dropout_zeroes_a_share_and_keeps_the_mean(rate):
    layer, x = built(Dropout(rate), (300,)), np.full((200, 300), 3.0)
    out = layer.forward(x, training=True)
    error = np.sqrt(rate * (1 - rate) / x.size)
    assert np.mean(out == 0) == pytest.approx(rate, abs=4 * error)
    assert out.mean() == pytest.approx(3, abs=4 * 3 * error / (1 - rate))
    np.testing.assert_allclose(out[out != 0], 3 / (1 - rate), rtol=1e-15)


def test_dropout_s_gradient_passes_where_the_input_passed(rng):
    layer, x = built(Dropout(0.5), (40,)), rng.normal(size=(50, 40))
    out = layer.forward(x, training=True)
    np.testing.assert_array_equal(layer.backward(np.ones_like(x)), np.where(out == 0, 0, 2))


@pytest.mark.parametrize(("rate", "training"), [(0.5, False), (0, True), (0.0, False)])
def test_dropout_off_is_the_identity(rate, training, rng):
    layer, x = built(Dropout(rate)), rng.normal(size=(5, 3))
    layer.forward(x, training=True)
    np.testing.assert_array_equal(layer.forward(x, training), x)
    np.testing.assert_array_equal(layer.backward(x), x)


def test_dropout_draws_new_masks():
    """For each batch and each layer others; the same for the same seed."""
    x = np.ones((10, 20))

    def masks(seed):
        model = Sequential([Dropout(0.5), Dropout(0.5)], 20, seed=seed)
        drawn = []
        for _ in range(2):
            model.forward(x, training=True)
            drawn += [layer.mask.copy() for layer in model.layers]
        return drawn

    first = masks(3)
    for one, other in itertools.combinations(first, 2):
        assert 0.2 < np.mean(one != other) < 0.8
    np.testing.assert_array_equal(first, masks(3))
    assert not np.array_equal(first, masks(4))


def test_masks_do_not_depend_on_the_number_of_weights():
    """Starting weights, masks and the order of examples come from generators of their own."""
    drawn = []
    for units in (1, 30):
        dropout = Dropout(0.5)
        model = Sequential([dropout, Dense(units)], 8, seed=3)
        model.forward(np.ones((5, 8)), training=True)
        drawn.append(dropout.mask)
    np.testing.assert_array_equal(*drawn)


@pytest.mark.parametrize("order", ["C", "F"])
def test_flatten_counts_the_last_axis_first(order):
    x = np.array([[[1.0, 2, 3], [4, 5, 6]], [[7, 8, 9], [10, 11, 12]]], order=order)
    layer = built(Flatten(), (2, 3))
    rows = layer.forward(x)
    np.testing.assert_array_equal(rows, [[1, 2, 3, 4, 5, 6], [7, 8, 9, 10, 11, 12]])
    np.testing.assert_array_equal(layer.backward(np.asfortranarray(rows)), x)


@pytest.mark.parametrize("stddev", [0.1, 2.0])
def test_noise_has_the_spread_and_the_mean(stddev):
    layer, x = built(GaussianNoise(stddev), (300,)), np.full((200, 300), 3.0)
    noise = layer.forward(x, training=True) - x
    assert noise.std() == pytest.approx(stddev, rel=4 / np.sqrt(2 * x.size))
    assert noise.mean() == pytest.approx(0, abs=4 * stddev / np.sqrt(x.size))
    assert abs(np.corrcoef(noise[0], noise[1])[0, 1]) < 4 / np.sqrt(300)


def test_noise_is_for_training_alone(rng):
    layer, x = built(GaussianNoise(0.5)), rng.normal(size=(5, 3))
    np.testing.assert_array_equal(layer.forward(x), x)
    np.testing.assert_array_equal(layer.backward(x), x)
    assert not np.array_equal(layer.forward(x, True).copy(), layer.forward(x, True))


def test_activity_is_punished_on_average_over_the_examples():
    """|x| sums to 10 and x^2 to 30 over two examples: 0.5 * 10 / 2 + 0.1 * 30 / 2 = 4."""
    layer, x = built(ActivityRegularization(0.5, 0.1), (2,)), np.array([[1.0, -2], [3, -4]])
    assert layer.forward(x) is x
    assert layer.penalty() == pytest.approx(4)
    np.testing.assert_allclose(layer.backward(np.zeros((2, 2))), [[0.35, -0.45], [0.55, -0.65]])


def test_activity_counts_in_a_network_s_loss(rng):
    x, y = rng.normal(size=(6, 3)), np.zeros((6, 2))
    for rates in ((0.0, 0.0), (0.25, 0.5)):
        model = Sequential([Dense(2), ActivityRegularization(*rates)], 3)
        model.compile(SGD(0.1), "mse")
        p = model.predict(x)
        wanted = (p**2).mean() + (rates[0] * np.abs(p).sum() + rates[1] * (p**2).sum()) / 6
        assert model.train_on_batch(x, y)["loss"] == pytest.approx(wanted, rel=1e-12)


def test_reshape_counts_the_last_axis_first():
    x = np.asfortranarray(np.arange(12.0).reshape(2, 6))
    layer = built(Reshape((2, -1)), (6,))
    assert layer.output_shape == (2, 3)
    np.testing.assert_array_equal(layer.forward(x)[1], [[6, 7, 8], [9, 10, 11]])
    np.testing.assert_array_equal(layer.backward(layer.forward(x)), x)


def test_softmax_and_crossentropy_meet_in_the_logits():
    """As layers of their own too: scores that overflow a probability still have a finite loss."""
    x = np.array([[1000.0, 0.0], [0.0, 1000.0]])
    for last in (Softmax(), Activation("softmax")):
        model = Sequential([Dense(2, kernel_initializer="ones"), last], 2)
        model.layers[0].params["kernel"][...] = np.eye(2)
        model.compile(SGD(0.1), "sparse_categorical_crossentropy")
        assert model.train_on_batch(x, [1, 1])["loss"] == pytest.approx(500)
        np.testing.assert_allclose(
            model.layers[0].grads["kernel"], [[500, -500], [0, 0]], rtol=0, atol=1e-9
        )


def test_constraints_hold_after_every_update(rng):
    """Trained with them the norms stay at 1 and the biases above 0; without, they do not."""
    x, y = rng.normal(size=(20, 3)), 5 + rng.normal(size=(20, 2))
    norms, biases = {}, {}
    for settings in ({}, {"kernel_constraint": MaxNorm(1.0), "bias_constraint": NonNeg()}):
        model = Sequential([Dense(4, "tanh"), Dense(2, **settings)], 3, seed=1)
        model.compile(SGD(0.5), "mse")
        model.fit(x, -y, epochs=3, verbose=0)
        model.fit(x, y, epochs=1, verbose=0)
        W, b = model.layers[1].params.values()
        norms[len(settings)], biases[len(settings)] = np.sqrt((W**2).sum(axis=0)), b
    assert norms[2].max() <= 1 < norms[0].max()
    assert biases[2].min() >= 0
