"""Examples that others worked out in print, to the digits that they printed."""

import numpy as np
import pytest

from tests.outside import cs231n
from utils.convolution import Conv2D, ZeroPadding2D
from utils.layers import Dense, Flatten
from utils.models import Sequential
from utils.optimizers import SGD, Adam, RMSprop
from utils.pooling import MaxPooling2D
from utils.regularizers import L2


class Printed:
    """Compares with printed numbers, half a unit of their last decimal off at most; counts them."""

    def __init__(self, record_property):
        self.count, self.record_property = 0, record_property

    def __call__(self, found, expected, decimals=8):
        expected = np.array(expected.split() if isinstance(expected, str) else expected, float)
        np.testing.assert_allclose(np.ravel(found), expected, rtol=0, atol=0.51 * 10**-decimals)
        self.count += expected.size

    def record(self, name):
        self.record_property("count", f"Worked example in print: {name}, {self.count} numbers")


@pytest.fixture
def printed(record_property):
    return Printed(record_property)


def test_a_step_of_backpropagation(printed):
    """Matt Mazur, A Step by Step Backpropagation Example (2015): two inputs, two units, two units.

    mattmazur.com/2015/03/17/a-step-by-step-backpropagation-example. Half the squared error of two
    units is its mean. The page leaves the biases where they are.
    """
    model = Sequential([Dense(2, "sigmoid"), Dense(2, "sigmoid")], 2)
    first, second = [[0.15, 0.25], [0.20, 0.30]], [[0.40, 0.50], [0.45, 0.55]]
    model.set_weights([first, [0.35, 0.35], second, [0.60, 0.60]])
    model.compile(SGD(0.5), "mse")
    x, y = np.array([[0.05, 0.10]]), np.array([[0.01, 0.99]])
    printed(model.predict(x), "0.75136507 0.772928465")
    printed(model.train_on_batch(x, y)["loss"], [0.298371109], decimals=9)
    first, _, second, _ = model.get_weights()
    printed(first, "0.149780716 0.24975114 0.19956143 0.29950229")
    printed(second, "0.35891648 0.511301270 0.408666186 0.561370121")
    printed.record("Mazur's step of back-propagation")


def test_a_step_of_scikit_learn(printed):
    """test_fit of scikit-learn's sklearn/neural_network/tests/test_mlp.py, "manually worked out".

    alpha W in the gradient is the slope of alpha / 2 W^2. The hidden units are printed in full;
    the rest is worked out from rounded numbers and good for the three decimals that it asks for.
    """
    penalty = {"kernel_regularizer": L2(0.1 / 2)}
    model = Sequential([Dense(2, "sigmoid", **penalty), Dense(1, "sigmoid", **penalty)], 3)
    first, second = [[0.1, 0.2], [0.3, 0.1], [0.5, 0.0]], [[0.1], [0.2]]
    model.set_weights([first, [0.1, 0.1], second, [1.0]])
    model.compile(SGD(0.1), "binary_crossentropy")
    x, y = np.array([[0.6, 0.8, 0.7]]), np.array([0])
    printed(model.predict(x), [0.7654329236196236], decimals=4)
    model.forward(x)
    printed(model.layers[0].a, [0.679178699175393, 0.574442516811659], decimals=15)
    model.train_on_batch(x, y)
    first, first_bias, second, second_bias = model.get_weights()
    printed(first, "0.098 0.195756 0.2956664 0.096008 0.4939998 -0.002244", decimals=3)
    printed(second, "0.04706 0.154089", decimals=3)
    printed([*first_bias, *second_bias], "0.098333 0.09626 0.9235", decimals=3)
    printed(model.predict(x), [0.739], decimals=3)
    printed.record("scikit-learn's step of an MLP")


def test_a_single_neuron(printed):
    """The notebook DeepLearning_(1).ipynb of github.com/adinsa1/Data110: does the second bit count?

    10,000 steps of w += x^T (y - p) p (1 - p), summed over 6 examples: the mean squared error's
    gradient at a learning rate of 6 / 2.
    """
    start = 2 * np.random.RandomState(42).random_sample((3, 1)) - 1
    printed(start, "-0.25091976 0.90142861 0.46398788")
    x = np.array([[0, 0, 0], [0, 0, 1], [0, 1, 0], [1, 0, 0], [1, 1, 0], [1, 1, 1]])
    model = Sequential([Dense(1, "sigmoid", use_bias=False)], 3)
    model.set_weights([start])
    model.compile(SGD(3.0), "mse")
    model.fit(x, x[:, 1], batch_size=6, epochs=10_000, shuffle=False, verbose=0)
    printed(model.get_weights()[0], "-4.21652261 12.79677774 -4.21664048")
    printed(model.predict([[1, 0, 0], [0, 1, 1]]), "0.01453545 0.99981224")
    printed.record("a single neuron after 10,000 steps")


def spread(start, stop, *shape):
    """CS231n's arrays: evenly spaced numbers."""
    return np.linspace(start, stop, num=np.prod(shape)).reshape(shape)


def test_layers_of_cs231n(printed):
    """FullyConnectedNets and ConvolutionalNetworks, which have their channels first."""
    x, w = spread(-0.1, 0.5, 2, 4, 5, 6), spread(-0.2, 0.3, 120, 3)
    model = Sequential([Flatten(), Dense(3)], (4, 5, 6))
    model.set_weights([w, np.linspace(-0.3, 0.1, 3)])
    printed(model.predict(x), cs231n.DENSE)

    x, w = spread(-0.1, 0.5, 2, 3, 4, 4), spread(-0.2, 0.3, 3, 3, 4, 4)
    model = Sequential([ZeroPadding2D(1), Conv2D(3, 4, strides=2)], (4, 4, 3))
    model.set_weights([w.transpose(2, 3, 1, 0), np.linspace(-0.1, 0.2, 3)])
    printed(model.predict(x.transpose(0, 2, 3, 1)).transpose(0, 3, 1, 2), cs231n.CONVOLVED)

    x = spread(-0.3, 0.4, 2, 3, 4, 4)
    model = Sequential([MaxPooling2D(2)], (4, 4, 3))
    printed(model.predict(x.transpose(0, 2, 3, 1)).transpose(0, 3, 1, 2), cs231n.LARGEST)
    printed.record("CS231n's dense layer, convolution and maxima")


def test_backward_pass_of_a_convolution_as_cs231n_checks_it():
    """ConvolutionalNetworks prints no gradients: its arrays come from seed 231, its check is a
    difference quotient with h = 1e-5, and the relative error is to be "around e-8 or less"."""
    draw = np.random.RandomState(231).randn
    x, w, b, dout = draw(4, 3, 5, 5), draw(2, 3, 3, 3), draw(2), draw(4, 2, 5, 5)
    pad, layer = ZeroPadding2D(1), Conv2D(2, 3)
    layer.build(pad.build((5, 5, 3), None), np.random.default_rng(0))
    dout = dout.transpose(0, 2, 3, 1)

    def outputs(x, w, b):
        layer.params["kernel"][...], layer.params["bias"][...] = w.transpose(2, 3, 1, 0), b
        return layer.forward(pad.forward(x.transpose(0, 2, 3, 1)))

    arrays = [x, w, b]
    measured = [quotients(outputs, arrays, k, dout) for k in range(3)]
    outputs(*arrays)
    dx = pad.backward(layer.backward(dout)).transpose(0, 3, 1, 2)
    dw = layer.grads["kernel"].transpose(3, 2, 0, 1)
    for found, expected in zip([dx, dw, layer.grads["bias"]], measured):
        sizes = np.maximum(1e-8, np.abs(found) + np.abs(expected))
        assert np.max(np.abs(found - expected) / sizes) < 1e-8


def quotients(outputs, arrays, k, dout, h=1e-5):
    """How the sum of outputs * dout changes with each number of the k-th array."""
    slopes = np.empty_like(arrays[k])
    for place in np.ndindex(slopes.shape):
        step = np.zeros_like(slopes)
        step[place] = h
        ahead, behind = (
            outputs(*arrays[:k], arrays[k] + s, *arrays[k + 1 :]).copy() for s in (step, -step)
        )
        slopes[place] = np.sum((ahead - behind) * dout) / (2 * h)
    return slopes


def after_a_step(optimizer, iterations=0, **memories):
    """w and the memories after one more step, from memories that are not zero."""
    w, dw = spread(-0.4, 0.6, 4, 5), spread(-0.6, 0.4, 4, 5)
    optimizer.remember = lambda w: memories
    optimizer.iterations = iterations
    optimizer.apply([w], [dw])
    return w, *memories.values()


def test_optimizers_of_cs231n(printed):
    """FullyConnectedNets: a step of momentum and of RMSprop, and the sixth step of Adam."""
    up, down = spread(0.6, 0.9, 4, 5), spread(0.7, 0.5, 4, 5)
    w, v = after_a_step(SGD(1e-3, momentum=0.9), v=up.copy())
    printed(w, cs231n.MOMENTUM_W)
    printed(v, cs231n.MOMENTUM_V)
    w, v = after_a_step(RMSprop(1e-2, rho=0.99, epsilon=1e-8), v=up.copy())
    printed(w, cs231n.RMSPROP_W)
    printed(v, cs231n.RMSPROP_V)
    w, m, v = after_a_step(Adam(1e-2, epsilon=1e-8), iterations=5, m=up, v=down)
    printed(w, cs231n.ADAM_W)
    printed(m, cs231n.ADAM_M)
    printed(v, cs231n.ADAM_V)
    printed.record("CS231n's steps of momentum, RMSprop and Adam")
