"""Convolution: equal to a loop over pixels and to Keras, every gradient measured."""

import itertools

import numpy as np
import pytest

from tests.layer_cases import assert_equal, beside_keras, built, worst_gradient
from utils import keras_baseline
from utils.constraints import MaxNorm
from utils.convolution import Conv2D, Conv2DTranspose, DepthwiseConv2D, ZeroPadding2D
from utils.gradcheck import check_model
from utils.images import patches
from utils.layers import Dense, Flatten
from utils.models import Sequential
from utils.optimizers import SGD
from utils.pooling import MaxPooling2D
from utils.regularizers import L1, L2

PENALTIES = {
    "bias_initializer": "random_normal",
    "kernel_regularizer": L2(0.125),
    "bias_regularizer": L1(0.25),
}
MORE_PENALTIES = {
    "bias_initializer": "random_normal",
    "depthwise_regularizer": L1(0.125),
    "bias_regularizer": L2(0.25),
}
# what: the class, its arguments, its settings, and the shape of one example
KERAS = {
    "Conv2D": (Conv2D, (3, 3), {}, (5, 6, 2)),
    "Conv2D 1 x 1": (Conv2D, (3, 1), {}, (3, 4, 2)),
    "Conv2D as large as the image": (Conv2D, (3, (3, 4)), {}, (3, 4, 2)),
    "Conv2D of one pixel": (Conv2D, (2, 1), {"padding": "same"}, (1, 1, 1)),
    "Conv2D 2 x 3": (Conv2D, (3, (2, 3)), {"activation": "tanh"}, (5, 6, 2)),
    "Conv2D same": (Conv2D, (3, 3), {"padding": "same"}, (5, 6, 2)),
    "Conv2D same, even": (Conv2D, (3, (2, 4)), {"padding": "same"}, (5, 6, 1)),
    "Conv2D same, large": (Conv2D, (2, 5), {"padding": "same"}, (3, 2, 1)),
    "Conv2D strides": (Conv2D, (3, 3, 2), {}, (6, 7, 2)),
    "Conv2D strides 1 x 3": (Conv2D, (3, 2, (1, 3)), {"padding": "same"}, (5, 7, 2)),
    "Conv2D strides over gaps": (Conv2D, (3, 2, 3), {}, (6, 8, 2)),
    "Conv2D same, strides": (Conv2D, (3, 3, 2), {"padding": "same"}, (6, 7, 2)),
    "Conv2D dilation": (Conv2D, (3, 3), {"dilation_rate": 2}, (6, 7, 2)),
    "Conv2D same, dilation": (
        Conv2D,
        (3, 3),
        {"dilation_rate": (2, 1), "padding": "same"},
        (5, 6, 2),
    ),
    "Conv2D relu": (Conv2D, (4, 3), {"activation": "relu", **PENALTIES}, (5, 6, 2)),
    "Conv2D softmax": (Conv2D, (3, 2), {"activation": "softmax", **PENALTIES}, (4, 4, 2)),
    "Conv2D without bias": (Conv2D, (3, 3), {"use_bias": False}, (5, 6, 2)),
    "Conv2D with penalties": (Conv2D, (3, 2), PENALTIES, (4, 5, 2)),
    "DepthwiseConv2D": (DepthwiseConv2D, (3,), {}, (5, 6, 2)),
    "DepthwiseConv2D 2 x 3": (DepthwiseConv2D, ((2, 3),), {"depth_multiplier": 2}, (5, 6, 3)),
    "DepthwiseConv2D of one pixel": (DepthwiseConv2D, (2,), {"padding": "same"}, (1, 1, 1)),
    "DepthwiseConv2D dilation": (
        DepthwiseConv2D,
        ((2, 3), 1, "same", 2, (2, 1), "tanh"),
        MORE_PENALTIES,
        (5, 6, 2),
    ),
    "DepthwiseConv2D strides and dilation": (
        DepthwiseConv2D,
        (2, (2, 1), "same", 3, (1, 2), "softmax"),
        MORE_PENALTIES,
        (6, 7, 2),
    ),
    "DepthwiseConv2D without bias": (DepthwiseConv2D, (2, 2), {"use_bias": False}, (5, 6, 2)),
    "Conv2DTranspose": (Conv2DTranspose, (3, 3), {}, (4, 5, 2)),
    "Conv2DTranspose 1 x 1": (Conv2DTranspose, (3, 1), {}, (3, 4, 2)),
    "Conv2DTranspose strides over gaps": (Conv2DTranspose, (2, 2, 3), PENALTIES, (3, 4, 2)),
    "Conv2DTranspose output padding": (
        Conv2DTranspose,
        (3, (2, 3), (2, 3), "valid", (1, 0), (1, 1), "tanh"),
        PENALTIES,
        (3, 2, 2),
    ),
    "Conv2DTranspose same": (Conv2DTranspose, (3, 3, 2, "same"), {}, (3, 4, 2)),
    "Conv2DTranspose same, even": (
        Conv2DTranspose,
        (3, (2, 4), (1, 3), "same"),
        {"activation": "softmax", **PENALTIES},
        (3, 4, 2),
    ),
    "Conv2DTranspose same, output padding": (
        Conv2DTranspose,
        (1, (3, 4), 2, "same", 1),
        {"use_bias": False},
        (3, 4, 2),
    ),
    "ZeroPadding2D": (ZeroPadding2D, (), {}, (3, 4, 2)),
    "ZeroPadding2D 2 x 1": (ZeroPadding2D, ((2, 1),), {}, (3, 4, 2)),
    "ZeroPadding2D sides": (ZeroPadding2D, (((1, 0), (2, 3)),), {}, (3, 4, 2)),
}
CASES = GRADIENTS = {
    **KERAS,
    "Conv2D strides and dilation": (Conv2D, (3, 2, 2), {"dilation_rate": 2}, (6, 7, 2)),
    "Conv2DTranspose dilation": (Conv2DTranspose, (2, 3), {"dilation_rate": (2, 1)}, (3, 4, 2)),
    "Conv2DTranspose same, dilation": (
        Conv2DTranspose,
        (2, (2, 3), 1, "same"),
        {"dilation_rate": 2, "activation": "tanh", **PENALTIES},
        (3, 4, 2),
    ),
    "Conv2D all": (
        Conv2D,
        (3, (2, 3), (2, 1), "same", (1, 2), "gelu"),
        PENALTIES,
        (5, 6, 2),
    ),
}

BAD = {
    "Conv2D": {
        "Conv2D(2, 3, use_bias=1)": "use_bias must be True or False, got 1.",
        "Conv2D(0, 3)": "filters must be a whole number of at least 1, got 0.",
        "Conv2D(2, 0)": "kernel_size must be a whole number of at least 1, got 0.",
        "Conv2D(2, (3, 3, 3))": "kernel_size must be a whole number or two of them, got (3, 3, 3).",
        "Conv2D(2, 3, strides=0)": "strides must be a whole number of at least 1, got 0.",
        "Conv2D(2, 3, dilation_rate=1.5)": "dilation_rate must be a whole number of at least 1,",
        "Conv2D(2, 3, padding='smae')": "unknown padding 'smae'; did you mean 'same'? Known: same,",
        "Conv2D(2, 3, padding=1)": "unknown padding '1'; Known: same, valid.",
        "Conv2D(2, 3, activation='rellu')": "unknown activation 'rellu'; did you mean 'relu'?",
        "Conv2D(2, 3, use_bias='no')": "use_bias must be True or False, got 'no'.",
        "built(Conv2D(2, 5), (4, 6, 1))": (
            "Conv2D(2, 5) does not fit into images of 4 x 6 pixels: its window spans 5, so there "
            "are (4 - 5) // 1 + 1 = 0 positions. Take a smaller window, or padding='same'."
        ),
        "built(Conv2D(2, 3, 2, dilation_rate=3), (8, 6, 1))": (
            "its window spans 7, so there are (6 - 7) // 2 + 1 = 0 positions."
        ),
        "built(Conv2D(2, 3), (784,))": (
            "Conv2D expects images (height, width, channels), got examples of shape (784,); put "
            "Reshape((height, width, channels)) before it."
        ),
        "built(Conv2D(2, 3), (28, 28))": "got examples of shape (28, 28); put Reshape(",
    },
    "DepthwiseConv2D": {
        "DepthwiseConv2D(3, depth_multiplier=0)": "depth_multiplier must be a whole number of at",
        "DepthwiseConv2D((3, 0))": "kernel_size must be a whole number of at least 1, got 0.",
        "DepthwiseConv2D(3, 0)": "strides must be a whole number of at least 1, got 0.",
        "DepthwiseConv2D(3, padding='full')": "unknown padding 'full'; Known: same, valid.",
        "DepthwiseConv2D(3, use_bias=None)": "use_bias must be True or False, got None.",
        "DepthwiseConv2D(3, depthwise_initializer='one')": "unknown initializer 'one'",
        "built(DepthwiseConv2D(5), (4, 6, 1))": "does not fit into images of 4 x 6 pixels: its",
        "built(DepthwiseConv2D(3), (28, 28))": "DepthwiseConv2D expects images (height, width,",
    },
    "Conv2DTranspose": {
        "Conv2DTranspose(0, 3)": "filters must be a whole number of at least 1, got 0.",
        "Conv2DTranspose(2, 0)": "kernel_size must be a whole number of at least 1, got 0.",
        "Conv2DTranspose(2, 3, use_bias=1)": "use_bias must be True or False, got 1.",
        "Conv2DTranspose(2, 3, output_padding=-1)": "output_padding must be a whole number of at",
        "Conv2DTranspose(2, 3, 2, output_padding=2)": (
            "output_padding must be smaller than strides, got 2 and 2."
        ),
        "Conv2DTranspose(2, 3, (3, 1), output_padding=1)": "got 1 and (3, 1).",
        "Conv2DTranspose(2, 3, 2, dilation_rate=(1, 2))": (
            "takes strides or dilation_rate, not both, as in Keras; got 2 and (1, 2)."
        ),
        "built(Conv2DTranspose(2, 4, 2, 'same', 0), (4, 5, 1))": (
            "Conv2DTranspose(2, 4, 2, 'same', 0) does not fit 4 x 5 pixels: on an image of 6 x 8 "
            "its window has 3 x 4 positions. Take output_padding=None, or a larger one."
        ),
        "built(Conv2DTranspose(2, 3), (28, 28))": "Conv2DTranspose expects images (height, width,",
    },
    "ZeroPadding2D": {
        "ZeroPadding2D(-1)": "padding must be a whole number of at least 0, got -1.",
        "ZeroPadding2D((1, 2, 3))": "padding must be a whole number or two of them, got (1, 2, 3).",
        "ZeroPadding2D(((1, 2), (3, 4, 5)))": "a whole number or two of them, got (3, 4, 5).",
        "built(ZeroPadding2D(1), (4,))": "ZeroPadding2D expects images (height, width, channels)",
    },
}


@pytest.mark.parametrize("strip", [1, patches.STRIP])
@pytest.mark.parametrize("case", GRADIENTS)
def test_gradient(case, strip, rng, monkeypatch):
    """One column of positions at a time, and all at once."""
    monkeypatch.setattr(patches, "STRIP", strip)
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


def random_case(seed):
    """Sizes, strides, dilations and paddings of all kinds, whose window fits."""
    rng = np.random.default_rng(seed)
    k, s, d = rng.integers(1, 4, 2), rng.integers(1, 4, 2), rng.integers(1, 4, 2)
    s, d = s ** rng.integers(2), d ** rng.integers(2)
    h, w = (k - 1) * d + rng.integers(1, 6, 2)
    n, c, f = rng.integers(1, 5, 3)
    padding = rng.choice(["valid", "same"])
    settings = {"padding": padding, "use_bias": bool(rng.integers(2)), "dilation_rate": d.tolist()}
    if padding == "same":
        h, w = rng.integers(1, 7, 2)
    settings["bias_initializer"] = "random_normal"
    return Conv2D(int(f), k.tolist(), s.tolist(), **settings), (int(h), int(w), int(c)), int(n)


def loop(layer, x, dout):
    """Outputs and gradients, pixel by pixel, from the definition."""
    (kh, kw), (s, t), (d, e) = layer.kernel_size, layer.strides, layer.dilation_rate
    W, b = layer.params["kernel"], layer.params.get("bias", 0)
    h, w = x.shape[1:3]
    oh, ow = layer.output_shape[:2]
    top = left = 0
    if layer.padding == "same":
        top = max((oh - 1) * s + d * (kh - 1) + 1 - h, 0) // 2
        left = max((ow - 1) * t + e * (kw - 1) + 1 - w, 0) // 2
    z, dx, dW = np.zeros(dout.shape) + b, np.zeros(x.shape), np.zeros(W.shape)
    for oi, oj, i, j in np.ndindex(oh, ow, kh, kw):
        row, column = s * oi + d * i - top, t * oj + e * j - left
        if 0 <= row < h and 0 <= column < w:
            z[:, oi, oj] += x[:, row, column] @ W[i, j]
            dx[:, row, column] += dout[:, oi, oj] @ W[i, j].T
            dW[i, j] += x[:, row, column].T @ dout[:, oi, oj]
    return {"a": z, "dx": dx, "kernel": dW, "bias": dout.sum(axis=(0, 1, 2))}


@pytest.mark.parametrize("seed", range(80))
def test_equal_to_a_loop_over_pixels(seed, rng, monkeypatch):
    layer, shape, n = random_case(seed)
    monkeypatch.setattr(patches, "STRIP", [1, 200, 2**18][seed % 3])
    built(layer, shape)
    x, dout = rng.normal(size=(n, *shape)), rng.normal(size=(n, *layer.output_shape))
    wanted = loop(layer, x, dout)
    np.testing.assert_allclose(layer.forward(x), wanted["a"], rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(layer.backward(dout), wanted["dx"], rtol=1e-12, atol=1e-13)
    for name, gradient in layer.grads.items():
        np.testing.assert_allclose(gradient, wanted[name], rtol=1e-12, atol=1e-13)


def test_the_random_cases_are_of_all_kinds():
    cases = [random_case(seed)[0] for seed in range(80)]
    kinds = {
        (layer.padding, max(layer.steps) > 1, max(layer.dilation) > 1, layer.use_bias)
        for layer in cases
    }
    assert len(kinds) == 16


def test_by_hand():
    """A 2 x 2 kernel finds the vertical edge: 1 - 0 + 1 - 0 = 2 between the columns 1 and 2."""
    x = np.array([[0, 0, 1, 1], [0, 0, 1, 1], [0, 0, 1, 1.0]]).reshape(1, 3, 4, 1)
    layer = built(Conv2D(1, 2), (3, 4, 1))
    layer.params["kernel"][...] = np.reshape([[-1, 1], [-1, 1]], (2, 2, 1, 1))
    layer.params["bias"][...] = 0.5
    z = layer.forward(x)
    np.testing.assert_array_equal(z[0, :, :, 0], [[0.5, 2.5, 0.5], [0.5, 2.5, 0.5]])
    dx = layer.backward(np.ones((1, 2, 3, 1)))
    np.testing.assert_array_equal(dx[0, :, :, 0], [[-1, 0, 0, 1], [-2, 0, 0, 2], [-1, 0, 0, 1]])
    np.testing.assert_array_equal(layer.grads["kernel"][..., 0, 0], [[2, 4], [2, 4]])
    np.testing.assert_array_equal(layer.grads["bias"], [6])


SIDES = list(itertools.product((1, 2, 3, 4), (1, 2, 3), ("valid", "same")))


@pytest.mark.keras
@pytest.mark.parametrize(("k", "s", "padding"), SIDES)
def test_depthwise_beside_keras(k, s, padding, keras, rng):
    """All of them on sides of an even and of an odd number of pixels, with and without gaps."""
    for d, m in ((1, 1), (1, 2), (2, 1)):
        settings = {"dilation_rate": d, "bias_initializer": "random_normal"}
        case = DepthwiseConv2D, (k, s, padding, m), settings, (8, 9, 2)
        assert_equal(*beside_keras(case, rng))


@pytest.mark.keras
@pytest.mark.parametrize(("k", "s", "padding"), SIDES)
def test_transposed_beside_keras(k, s, padding, keras, rng):
    for more in (None, *range(padding == "same" and k % 2 == 0, s)):
        for shape in ((4, 3, 2), (1, 2, 3)):
            settings = {"bias_initializer": "random_normal", "output_padding": more}
            assert_equal(*beside_keras((Conv2DTranspose, (2, k, s, padding), settings, shape), rng))


@pytest.mark.keras
@pytest.mark.parametrize("padding", ["valid", "same"])
def test_transposed_gaps_are_zeros_in_keras_s_kernel(padding, keras, rng):
    """Keras on TensorFlow has no such dilation on a processor, but kernels that hold zeros."""
    ours = built(Conv2DTranspose(2, (3, 2), 1, padding, dilation_rate=(2, 3)), (4, 5, 3))
    theirs = keras.layers.Conv2DTranspose(2, (5, 4), 1, padding, dtype="float64")
    theirs.build((None, 4, 5, 3))
    kernel = np.zeros((5, 4, 2, 3))
    kernel[::2, ::3] = ours.params["kernel"]
    theirs.set_weights([kernel, ours.params["bias"]])
    x = rng.normal(size=(2, 4, 5, 3))
    np.testing.assert_allclose(ours.forward(x), theirs(x), rtol=1e-12, atol=1e-13)


def transposed(way, shape):
    """The layer that paints where `way` looks, or None where no output_padding gives the shape."""
    way.strides = way.steps = way.steps if max(way.dilation) == 1 else (1, 1)
    built(way, shape)
    sides = zip(shape, way.positions, way.size, way.steps, way.dilation)
    spans = [(i - s * (o - 1), d * (k - 1) + 1) for i, o, k, s, d in sides]
    more = [left - (span if way.padding == "valid" else span % 2) for left, span in spans]
    if all(0 <= e < s for e, s in zip(more, way.steps)):
        settings = {"dilation_rate": way.dilation, "output_padding": more, "use_bias": False}
        layer = Conv2DTranspose(shape[2], way.size, way.steps, way.padding, **settings)
        assert built(layer, way.output_shape).output_shape == shape
        return layer


def test_transposed_is_a_convolution_s_way_back(rng):
    """Its outputs are the dx of the convolution with the same kernel."""
    tried = 0
    for seed in range(60):
        way, shape, n = random_case(seed)
        layer = transposed(way, shape)
        if layer is not None:
            layer.params["kernel"][...] = way.params["kernel"]
            x = rng.normal(size=(n, *way.output_shape))
            way.forward(np.zeros((n, *shape)))
            np.testing.assert_allclose(layer.forward(x), way.backward(x), rtol=1e-12, atol=1e-13)
            tried += 1
    assert tried > 30


def test_transposed_by_hand():
    """Two pixels 1 and 10, two apart, each painted as 1 2 3 wide: they meet in one pixel."""
    layer = built(Conv2DTranspose(1, (1, 3), (1, 2)), (1, 2, 1))
    layer.params["kernel"][...] = np.reshape([1, 2, 3], (1, 3, 1, 1))
    z = layer.forward(np.reshape([1.0, 10], (1, 1, 2, 1)))
    np.testing.assert_array_equal(z[0, 0, :, 0], [1, 2, 3 + 10, 20, 30])
    dx = layer.backward(np.reshape([1.0, 0, 0, 0, 100], (1, 1, 5, 1)))
    np.testing.assert_array_equal(dx[0, 0, :, 0], [1, 300])
    np.testing.assert_array_equal(layer.grads["kernel"].ravel(), [1, 0, 1000])
    np.testing.assert_array_equal(layer.grads["bias"], [101])


def test_transposed_sizes_are_keras_s():
    """Two pixels, three apart, each painted as one; the gap behind the last belongs to it."""
    layer = built(Conv2DTranspose(1, 1, 3, use_bias=False), (1, 2, 1))
    assert layer.output_shape == (3, 6, 1)
    layer.params["kernel"][...] = 1
    z = layer.forward(np.reshape([1.0, 10], (1, 1, 2, 1)))
    np.testing.assert_array_equal(z[0, 0, :, 0], [1, 0, 0, 10, 0, 0])
    assert built(Conv2DTranspose(1, 1, 3, output_padding=0), (1, 2, 1)).output_shape == (1, 4, 1)


def test_depthwise_is_a_convolution_with_zeros_between_channels(rng):
    depthwise = built(DepthwiseConv2D(3, 2, "same", 2), (5, 6, 3))
    whole = built(Conv2D(6, 3, 2, "same"), (5, 6, 3))
    whole.params["kernel"][...] = 0
    for c, q in np.ndindex(3, 2):
        whole.params["kernel"][:, :, c, 2 * c + q] = depthwise.params["kernel"][:, :, c, q]
    x = rng.normal(size=(2, 5, 6, 3))
    np.testing.assert_allclose(depthwise.forward(x), whole.forward(x), rtol=1e-12, atol=1e-13)
    assert depthwise.params["kernel"].size == 3 * 3 * 3 * 2


def test_zeros_stay_zeros(rng):
    """The frame is not painted over by a second batch, nor by the layers around it."""
    layers = [Conv2D(2, 1), ZeroPadding2D(((1, 2), (0, 3))), Conv2D(1, 1, use_bias=False)]
    model = Sequential(layers, (2, 3, 1))
    for n in (3, 5, 3):
        out = model.predict(rng.normal(size=(n, 2, 3, 1)))
        frame = np.ones((5, 6), bool)
        frame[1:3, :3] = False
        assert not out[:, frame].any() and out[:, ~frame].all()


def cnn():
    """Convolutions of all kinds behind each other."""
    return [
        ZeroPadding2D(1),
        Conv2D(3, 3, activation="tanh", kernel_regularizer=L2(0.01), bias_initializer="ones"),
        Conv2D(4, (2, 3), strides=(1, 2), padding="same", activation="softplus"),
        DepthwiseConv2D(2, padding="same", depth_multiplier=2, activation="tanh", **BIAS),
        MaxPooling2D(),
        Conv2DTranspose(3, 3, 2, "same", activation="tanh", **BIAS),
        Conv2D(3, 2, dilation_rate=2, padding="same", bias_regularizer=L1(0.01), **BIAS),
        Flatten(),
        Dense(2, "sigmoid"),
    ]


BIAS = {"bias_initializer": "random_normal"}


def test_gradient_behind_other_layers(rng):
    model = Sequential(cnn(), (8, 9, 2), seed=4)
    model.compile("sgd", "mean_squared_error")
    x, y = rng.normal(size=(4, 8, 9, 2)), rng.integers(0, 2, (4, 2))
    assert check_model(model, x, y) < 1e-5
    assert all(np.abs(part).max() > 0 for layer in model.layers for part in layer.grads.values())


@pytest.mark.keras
def test_twenty_steps_beside_keras(keras, rng):
    """Channels, pixels and weights in Keras's order, through Flatten and into Dense."""
    model = Sequential(cnn(), (8, 9, 2), seed=4)
    model.compile(SGD(2.0**-4, 0.875), "binary_crossentropy")
    twin = keras_baseline.like(model)
    x, y = rng.normal(size=(20, 8, 9, 2)), rng.integers(0, 2, (20, 2))
    settings = {"batch_size": 8, "epochs": 7, "shuffle": False, "verbose": 0}
    ours, theirs = model.fit(x, y, **settings), twin.fit(x, y, **settings)
    np.testing.assert_allclose(ours.history["loss"], theirs.history["loss"], rtol=0, atol=1e-8)
    for w, other in zip(model.get_weights(), twin.get_weights()):
        np.testing.assert_allclose(w, other, rtol=0, atol=1e-8)


def test_a_filter_is_constrained_as_a_whole():
    layer = built(Conv2D(2, 3, kernel_constraint=MaxNorm(1.0, [0, 1, 2])), (4, 4, 2))
    layer.params["kernel"] *= 10
    layer.constrain()
    norms = np.sqrt((layer.params["kernel"] ** 2).sum(axis=(0, 1, 2)))
    np.testing.assert_allclose(norms, [1, 1], rtol=1e-6)
