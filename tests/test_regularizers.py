"""Regularizers: penalties by hand, gradients by differences, both equal to Keras's."""

import numpy as np
import pytest

from utils import keras_baseline, regularizers
from utils.gradcheck import numerical_gradient
from utils.layers import Dense
from utils.models import Sequential
from utils.optimizers import SGD
from utils.regularizers import L1, L1L2, L2, REGULARIZERS

W = np.array([[1.0, -2.0, 0.5], [0.0, 3.0, -0.25]])

# regularizer, R(W), dR/dW: sum |W| = 6.75, sum W^2 = 14.3125
VALUES = {
    "L1": (L1(0.5), 3.375, [[0.5, -0.5, 0.5], [0.0, 0.5, -0.5]]),
    "L1 default": (L1(), 0.0675, [[0.01, -0.01, 0.01], [0.0, 0.01, -0.01]]),
    "L2": (L2(0.5), 7.15625, [[1.0, -2.0, 0.5], [0.0, 3.0, -0.25]]),
    "L2 default": (L2(), 0.143125, [[0.02, -0.04, 0.01], [0.0, 0.06, -0.005]]),
    "L1L2": (L1L2(0.5, 0.25), 6.953125, [[1.0, -1.5, 0.75], [0.0, 2.0, -0.625]]),
    "L1L2 of L1": (L1L2(l1=0.5), 3.375, [[0.5, -0.5, 0.5], [0.0, 0.5, -0.5]]),
    "L1L2 default": (L1L2(), 0.0, np.zeros((2, 3))),
    "L1L2 by name": (REGULARIZERS["l1_l2"], 0.210625, [[0.03, -0.05, 0.02], [0, 0.07, -0.015]]),
}


@pytest.mark.parametrize("case", VALUES)
def test_value_and_gradient_by_hand(case):
    regularizer, value, gradient = VALUES[case]
    assert regularizer(W) == pytest.approx(value, rel=1e-15)
    assert isinstance(regularizer(W), float)
    np.testing.assert_allclose(regularizer.gradient(W), gradient, rtol=1e-15)


GRADIENTS = {"L1": L1(0.3), "L2": L2(0.3), "L1L2": L1L2(0.3, 0.2)}


@pytest.mark.parametrize("name", GRADIENTS)
@pytest.mark.parametrize("shape", [(4,), (3, 5), (2, 2, 3, 2)], ids=str)
def test_gradient(name, shape, rng):
    w = rng.normal(size=shape)
    measured = numerical_gradient(lambda: GRADIENTS[name](w), w)
    np.testing.assert_allclose(GRADIENTS[name].gradient(w), measured, rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("name", GRADIENTS)
def test_float32_and_strides(name):
    """Views such as a layer's kernel are welcome, and the type stays."""
    block = np.arange(24, dtype="float32").reshape(4, 6) - 11
    view = block[1:3, ::2]
    assert GRADIENTS[name](view) == pytest.approx(GRADIENTS[name](view.astype(float)), rel=1e-6)
    assert GRADIENTS[name].gradient(view).dtype == "float32"
    np.testing.assert_array_equal(block, np.arange(24).reshape(4, 6) - 11)


def test_names():
    assert regularizers.get(None) is None
    assert {name: type(r).__name__ for name, r in REGULARIZERS.items()} == {
        "l1": "L1",
        "l2": "L2",
        "l1_l2": "L1L2",
    }
    assert regularizers.get("l2") is REGULARIZERS["l2"]
    assert regularizers.get(GRADIENTS["L1"]) is GRADIENTS["L1"]


KERAS = {"L1": (2.0**-5,), "L2": (2.0**-5,), "L1L2": (2.0**-5, 2.0**-4)}


@pytest.mark.keras
@pytest.mark.parametrize("name", KERAS)
def test_equals_keras(name, keras):
    """With factors that float32 holds exactly."""
    import tensorflow as tf

    ours = getattr(regularizers, name)(*KERAS[name])
    w = tf.constant(W)
    with tf.GradientTape() as tape:
        tape.watch(w)
        penalty = getattr(keras.regularizers, name)(*KERAS[name])(w)
    assert ours(W) == pytest.approx(float(penalty), rel=1e-15)
    np.testing.assert_allclose(ours.gradient(W), tape.gradient(penalty, w), rtol=1e-15)


@pytest.mark.keras
@pytest.mark.parametrize("name", KERAS)
def test_100_steps_beside_keras(name, keras, rng):
    """A smooth network from equal weights, with the penalty on a kernel and a bias."""
    penalty = getattr(regularizers, name)(*KERAS[name])
    layers = [Dense(6, "tanh", kernel_regularizer=penalty), Dense(1, bias_regularizer=penalty)]
    model = Sequential(layers, 2, seed=5)
    model.compile(SGD(2.0**-3), "mse")
    x = rng.normal(size=(40, 2))
    twin, start, y = keras_baseline.like(model), model.theta.copy(), 1 + x[:, :1] * x[:, 1:]
    for _ in range(100):
        ours, theirs = model.train_on_batch(x, y)["loss"], twin.train_on_batch(x, y)
    assert ours == pytest.approx(float(theirs), rel=1e-13)
    assert np.abs(model.theta - start).max() > 0.1
    for w, other in zip(model.get_weights(), twin.get_weights()):
        np.testing.assert_allclose(w, other, rtol=0, atol=1e-13)
