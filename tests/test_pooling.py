"""Pooling: equal to a loop over windows and to Keras, the gradient to the first of equals."""

import numpy as np
import pytest

from tests.layer_cases import assert_equal, beside_keras, built, keras_pass, worst_gradient
from utils import keras_baseline
from utils.convolution import Conv2D
from utils.gradcheck import check_model
from utils.images import patches
from utils.layers import Dense, Dropout, Flatten
from utils.models import Sequential
from utils.optimizers import SGD
from utils.pooling import AveragePooling2D, GlobalAveragePooling2D, MaxPooling2D
from utils.regularizers import L1, L2

WINDOWS = {
    "": ((), {}, (4, 6, 2)),
    "3 x 2": (((3, 2),), {}, (5, 7, 2)),
    "1 x 1": ((1,), {}, (2, 3, 2)),
    "overlapping": ((3, 1), {}, (5, 6, 2)),
    "with gaps": ((2, 3), {}, (7, 8, 2)),
    "same": ((2,), {"padding": "same"}, (5, 7, 2)),
    "same, overlapping": ((3, (1, 2)), {"padding": "same"}, (4, 5, 2)),
    "same, larger than the image": ((5, 2), {"padding": "same"}, (3, 4, 2)),
    "whole image": (((3, 4),), {}, (3, 4, 2)),
}
# what: the class, its arguments, its settings, and the shape of one example
CASES = GRADIENTS = KERAS = {
    **{f"MaxPooling2D {name}": (MaxPooling2D, *row) for name, row in WINDOWS.items()},
    **{
        f"AveragePooling2D {name}": (AveragePooling2D, row[0] or (2,), *row[1:])
        for name, row in WINDOWS.items()
    },
    "GlobalAveragePooling2D": (GlobalAveragePooling2D, (), {}, (3, 4, 2)),
    "GlobalAveragePooling2D keepdims": (GlobalAveragePooling2D, (True,), {}, (3, 4, 2)),
}
MAXIMA = [case for case in CASES if "Max" in case]

BAD = {
    "MaxPooling2D": {
        "MaxPooling2D(0)": "pool_size must be a whole number of at least 1, got 0.",
        "MaxPooling2D(2, strides=0)": "strides must be a whole number of at least 1, got 0.",
        "MaxPooling2D(padding='full')": "unknown padding 'full'; Known: same, valid.",
        "built(MaxPooling2D(), (1, 4, 2))": (
            "MaxPooling2D() does not fit into images of 1 x 4 pixels: its window spans 2, so "
            "there are (1 - 2) // 2 + 1 = 0 positions. Take a smaller window, or padding='same'."
        ),
        "built(MaxPooling2D(), (16,))": "MaxPooling2D expects images (height, width, channels)",
    },
    "AveragePooling2D": {
        "AveragePooling2D((2, 2, 2))": "pool_size must be a whole number or two of them, got (2, 2",
        "AveragePooling2D(2, padding=None)": "unknown padding 'None'; Known: same, valid.",
        "built(AveragePooling2D(3), (4, 2, 1))": "(2 - 3) // 3 + 1 = 0 positions.",
    },
    "GlobalAveragePooling2D": {
        "GlobalAveragePooling2D(keepdims=2)": "keepdims must be True or False, got 2.",
        "built(GlobalAveragePooling2D(), (3, 4))": "expects images (height, width, channels), got",
    },
}


@pytest.mark.parametrize("case", GRADIENTS)
def test_gradient(case, rng):
    assert worst_gradient(GRADIENTS[case], rng, n=3) < 1e-5


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


def tied(layer, rng, n=4):
    """Images of three grey values, so that most windows hold their largest number twice."""
    return rng.integers(-1, 2, (n, *layer.input_shape)).astype(float)


def loop(layer, x, dout):
    """Each window by itself: its largest number, and its gradient to the first that is as large."""
    (kh, kw), (s, t) = layer.size, layer.steps
    (top, _), (left, _) = layer.pads
    a, dx = np.zeros(dout.shape), np.zeros(x.shape)
    for i, oi, oj, c in np.ndindex(*dout.shape):
        rows = slice(max(oi * s - top, 0), oi * s - top + kh)
        columns = slice(max(oj * t - left, 0), oj * t - left + kw)
        seen, dseen = x[i, rows, columns, c], dx[i, rows, columns, c]
        first = np.unravel_index(seen.argmax(), seen.shape)
        a[i, oi, oj, c] = seen[first]
        dseen[first] += dout[i, oi, oj, c]
    return a, dx


@pytest.mark.parametrize("case", MAXIMA)
def test_of_equals_the_first_row_by_row(case, rng):
    kind, arguments, settings, shape = CASES[case]
    layer = built(kind(*arguments, **settings), shape)
    x, dout = tied(layer, rng), rng.normal(size=(4, *layer.output_shape))
    a, dx = loop(layer, x, dout)
    np.testing.assert_array_equal(layer.forward(x), a)
    np.testing.assert_allclose(layer.backward(dout), dx, rtol=1e-14)


@pytest.mark.keras
@pytest.mark.parametrize("case", MAXIMA)
def test_of_equals_the_same_as_keras(case, keras, rng):
    kind, arguments, settings, shape = CASES[case]
    layer = built(kind(*arguments, **settings), shape)
    x, dout = tied(layer, rng), rng.normal(size=(4, *layer.output_shape))
    twin = keras_baseline.translate(layer, dtype="float64")
    a, _, dx = keras_pass(twin, x, dout, False)
    np.testing.assert_array_equal(layer.forward(x), a)
    np.testing.assert_allclose(layer.backward(dout), dx, rtol=1e-13)


def test_padding_is_never_the_largest():
    layer = built(MaxPooling2D(2, 1, "same"), (2, 2, 1))
    x = np.array([[-4.0, -3], [-2, -1]]).reshape(1, 2, 2, 1)
    np.testing.assert_array_equal(layer.forward(x)[0, :, :, 0], [[-1, -1], [-1, -1]])
    np.testing.assert_array_equal(
        layer.backward(np.ones((1, 2, 2, 1)))[0, :, :, 0], [[0, 0], [0, 4]]
    )


def test_padding_does_not_count_in_a_mean():
    layer = built(AveragePooling2D(2, 1, "same"), (2, 2, 1))
    x = np.array([[4.0, 8], [12, 16]]).reshape(1, 2, 2, 1)
    np.testing.assert_array_equal(layer.forward(x)[0, :, :, 0], [[10, 12], [14, 16]])
    np.testing.assert_array_equal(
        layer.backward(np.ones((1, 2, 2, 1)))[0, :, :, 0], [[0.25, 0.75], [0.75, 2.25]]
    )


# Convolutions with relu whose outputs are pooled two by two: the shape of one example, settings
MERGED = {
    "even": ((6, 8, 2), {}),
    "odd": ((7, 7, 2), {}),
    "one window": ((4, 4, 1), {}),
    "same": ((6, 5, 2), {"padding": "same"}),
    "strides": ((9, 8, 2), {"strides": (1, 2), "padding": "same"}),
    "dilation": ((8, 9, 2), {"dilation_rate": 2}),
    "without bias": ((6, 6, 2), {"use_bias": False}),
    "penalties": ((6, 6, 2), {"kernel_regularizer": L2(0.1), "bias_regularizer": L1(0.1)}),
}


def both_ways(case, x=None, weights=None, n=5, first=False):
    """Outputs and gradients of the layers one by one, and of the one step for both."""
    shape, settings = MERGED[case]
    rng = np.random.default_rng(3)
    x = rng.normal(size=(n, *shape)) if x is None else x
    results = []
    for merge in (False, True):
        settings = {"bias_initializer": "random_normal", **settings}
        conv = built(Conv2D(3, 3, activation="relu", **settings), shape)
        pool = built(MaxPooling2D(), conv.output_shape)
        conv.first = first
        if weights is not None:
            conv.block[...] = weights(conv.block.shape)
        if merge:
            step = pool.merged(conv)
            out = step.forward(x, training=True).copy()
        else:
            out = pool.forward(conv.forward(x, training=True), training=True).copy()
        dout = np.random.default_rng(4).normal(size=out.shape)
        dx = step.backward(dout) if merge else conv.backward(pool.backward(dout))
        results.append([out, *conv.grads.values(), *([] if first else [dx])])
    return results


@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize("strip", [1, 2000, patches.STRIP])
@pytest.mark.parametrize("case", MERGED)
def test_one_step_for_both_gives_the_same(case, strip, first, monkeypatch):
    monkeypatch.setattr(patches, "STRIP", strip)
    for one, other in zip(*both_ways(case, first=first)):
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("case", MERGED)
def test_one_step_for_both_where_outputs_are_equal(case, rng):
    """Whole numbers: four equal outputs in a window, maxima of exactly 0, and gradients alike."""
    shape, _ = MERGED[case]
    x = rng.integers(-1, 2, (6, *shape)).astype(float)

    def weights(shape):
        return np.random.default_rng(1).integers(-1, 2, shape)

    ours, theirs = both_ways(case, x, weights)
    for one, other in zip(ours, theirs):
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-13)
    assert (ours[0] == 0).any() and (ours[0] > 0).any()


def test_which_pairs_have_one_step():
    conv = built(Conv2D(3, 3, activation="relu"), (6, 6, 1))
    for pool, merges in [
        (MaxPooling2D(), True),
        (MaxPooling2D(2, 2), True),
        (MaxPooling2D(2, 1), False),
        (MaxPooling2D(3), False),
        (MaxPooling2D((2, 1)), False),
        (MaxPooling2D(padding="same"), False),
        (AveragePooling2D(2), False),
        (Flatten(), False),
    ]:
        built(pool, (4, 4, 3))
        assert (pool.merged(conv) is not None) == merges
    pool = built(MaxPooling2D(), (4, 4, 3))
    assert pool.merged(built(Conv2D(3, 3, activation="tanh"), (6, 6, 1))) is None
    assert pool.merged(built(Dense(3, "relu"))) is None


def cnn():
    return [
        Conv2D(3, 3, activation="relu", kernel_regularizer=L2(2.0**-7)),
        MaxPooling2D(),
        Dropout(0),
        Conv2D(4, 2, activation="relu", padding="same", bias_initializer="random_normal"),
        MaxPooling2D(),
        Flatten(),
        Dense(2, "sigmoid"),
    ]


def network():
    model = Sequential(cnn(), (9, 10, 2), seed=3)
    model.compile(SGD(2.0**-4), "binary_crossentropy")
    return model


def test_a_network_takes_the_one_step(rng):
    """Where it can, in training and prediction; the layers, weights and outputs are as ever."""
    model = network()
    assert len(model.layers) == 7 and len(model._steps) == 5
    x, y = rng.normal(size=(5, 9, 10, 2)), rng.integers(0, 2, (5, 2)).astype(float)
    out = model.predict(x)
    for layer in model.layers:
        x = layer.forward(x)
    np.testing.assert_allclose(out, x, rtol=1e-12)
    x = rng.normal(size=(5, 9, 10, 2))
    model.loss_and_gradient(y, model.forward(x, training=True))
    dtheta = model.dtheta.copy()
    model._steps = model._learning = model.layers
    model.loss_and_gradient(y, model.forward(x, training=True))
    np.testing.assert_allclose(dtheta, model.dtheta, rtol=1e-10, atol=1e-14)


def test_gradient_of_a_network(rng):
    x, y = rng.normal(size=(4, 9, 10, 2)), rng.integers(0, 2, (4, 2))
    assert check_model(network(), x, y) < 1e-5


def test_what_the_one_step_leaves_out_is_there_when_asked_for(rng):
    """z and a of the convolution, a of the pooling: those of the last pass through the network."""
    model, alone = network(), network()
    conv, pool, *_ = model.layers
    for n in (4, 6, 4):
        x = rng.normal(size=(n, 9, 10, 2))
        model.forward(x)
        a = alone.layers[0].forward(x)
        np.testing.assert_array_equal(conv.a, a)
        np.testing.assert_array_equal(conv.z, alone.layers[0].z)
        np.testing.assert_allclose(pool.a, alone.layers[1].forward(a), rtol=1e-12)
    with pytest.raises(AttributeError, match="has no 'z', or not before its first forward"):
        _ = network().layers[0].z
    with pytest.raises(AttributeError, match="has no 'b'"):
        _ = conv.b


@pytest.mark.keras
def test_a_step_beside_keras(keras, rng):
    model = network()
    twin, x, y = (
        keras_baseline.like(model),
        rng.normal(size=(8, 9, 10, 2)),
        rng.integers(0, 2, (8, 2)),
    )
    before = model.theta.copy()
    model.train_on_batch(x, y)
    twin.train_on_batch(x, y)
    assert np.abs(model.theta - before).max() > 1e-3
    for w, other in zip(model.get_weights(), twin.get_weights()):
        np.testing.assert_allclose(w, other, rtol=0, atol=1e-13)
