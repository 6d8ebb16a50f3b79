"""Examples that others worked out in print, to the digits that they printed."""

import numpy as np
import pytest

from utils.convolution import Conv2D, ZeroPadding2D
from utils.layers import Dense, Flatten
from utils.models import Sequential
from utils.optimizers import SGD, Adam, RMSprop
from utils.pooling import MaxPooling2D
from utils.regularizers import L2


@pytest.fixture
def printed(record_property):
    """Compare with printed numbers, half a unit of their last decimal off at most; counts them."""
    count = 0

    def compare(found, expected, decimals=8):
        nonlocal count
        expected = np.array(expected.split() if isinstance(expected, str) else expected, float)
        np.testing.assert_allclose(np.ravel(found), expected, rtol=0, atol=0.51 * 10**-decimals)
        count += expected.size

    compare.record = lambda name: record_property(
        "count", f"Worked example in print: {name}, {count} numbers"
    )
    return compare


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
    """Stanford's CS231n, assignments of 2017 to 2024: FullyConnectedNets and ConvolutionalNetworks.

    cs231n.github.io. Images there have their channels first.
    """
    x, w = spread(-0.1, 0.5, 2, 4, 5, 6), spread(-0.2, 0.3, 120, 3)
    model = Sequential([Flatten(), Dense(3)], (4, 5, 6))
    model.set_weights([w, np.linspace(-0.3, 0.1, 3)])
    printed(model.predict(x), "1.49834967 1.70660132 1.91485297 3.25553199 3.5141327 3.77273342")

    x, w = spread(-0.1, 0.5, 2, 3, 4, 4), spread(-0.2, 0.3, 3, 3, 4, 4)
    model = Sequential([ZeroPadding2D(1), Conv2D(3, 4, strides=2)], (4, 4, 3))
    model.set_weights([w.transpose(2, 3, 1, 0), np.linspace(-0.1, 0.2, 3)])
    printed(model.predict(x.transpose(0, 2, 3, 1)).transpose(0, 3, 1, 2), CONVOLVED)

    x = spread(-0.3, 0.4, 2, 3, 4, 4)
    model = Sequential([MaxPooling2D(2)], (4, 4, 3))
    printed(model.predict(x.transpose(0, 2, 3, 1)).transpose(0, 3, 1, 2), LARGEST)
    printed.record("CS231n's dense layer, convolution and maxima")


CONVOLVED = """
    -0.08759809 -0.10987781 -0.18387192 -0.2109216
    0.21027089 0.21661097 0.22847626 0.23004637
    0.50813986 0.54309974 0.64082444 0.67101435
    -0.98053589 -1.03143541 -1.19128892 -1.24695841
    0.69108355 0.66880383 0.59480972 0.56776003
    2.36270298 2.36904306 2.38090835 2.38247847
"""
LARGEST = """
    -0.26315789 -0.24842105 -0.20421053 -0.18947368
    -0.14526316 -0.13052632 -0.08631579 -0.07157895
    -0.02736842 -0.01263158 0.03157895 0.04631579
    0.09052632 0.10526316 0.14947368 0.16421053
    0.20842105 0.22315789 0.26736842 0.28210526
    0.32631579 0.34105263 0.38526316 0.4
"""


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


@pytest.mark.parametrize("name", ["momentum", "RMSprop", "Adam"])
def test_optimizers_of_cs231n(name, printed):
    """FullyConnectedNets: one step from memories that are not zero; Adam's is the sixth."""
    optimizer, memories, iterations, expected = STEPS[name]
    w, dw = spread(-0.4, 0.6, 4, 5), spread(-0.6, 0.4, 4, 5)
    kept = {memory: spread(*ends, 4, 5) for memory, ends in memories.items()}
    optimizer = optimizer()
    optimizer.remember = lambda w: kept
    optimizer.iterations = iterations
    optimizer.apply([w], [dw])
    for found, numbers in zip([w, *kept.values()], expected):
        printed(found, numbers)
    printed.record(f"CS231n's step of {name}")


STEPS = {
    "momentum": (
        lambda: SGD(1e-3, momentum=0.9),
        {"v": (0.6, 0.9)},
        0,
        [
            """
            0.1406 0.20738947 0.27417895 0.34096842 0.40775789
            0.47454737 0.54133684 0.60812632 0.67491579 0.74170526
            0.80849474 0.87528421 0.94207368 1.00886316 1.07565263
            1.14244211 1.20923158 1.27602105 1.34281053 1.4096
            """,
            """
            0.5406 0.55475789 0.56891579 0.58307368 0.59723158
            0.61138947 0.62554737 0.63970526 0.65386316 0.66802105
            0.68217895 0.69633684 0.71049474 0.72465263 0.73881053
            0.75296842 0.76712632 0.78128421 0.79544211 0.8096
            """,
        ],
    ),
    "RMSprop": (
        lambda: RMSprop(1e-2, rho=0.99, epsilon=1e-8),
        {"v": (0.6, 0.9)},
        0,
        [
            """
            -0.39223849 -0.34037513 -0.28849239 -0.23659121 -0.18467247
            -0.132737 -0.08078555 -0.02881884 0.02316247 0.07515774
            0.12716641 0.17918792 0.23122175 0.28326742 0.33532447
            0.38739248 0.43947102 0.49155973 0.54365823 0.59576619
            """,
            """
            0.5976 0.6126277 0.6277108 0.64284931 0.65804321
            0.67329252 0.68859723 0.70395734 0.71937285 0.73484377
            0.75037008 0.7659518 0.78158892 0.79728144 0.81302936
            0.82883269 0.84469141 0.86060554 0.87657507 0.8926
            """,
        ],
    ),
    "Adam": (
        lambda: Adam(1e-2, epsilon=1e-8),
        {"m": (0.6, 0.9), "v": (0.7, 0.5)},
        5,
        [
            """
            -0.40094747 -0.34836187 -0.29577703 -0.24319299 -0.19060977
            -0.1380274 -0.08544591 -0.03286534 0.01971428 0.0722929
            0.1248705 0.17744702 0.23002243 0.28259667 0.33516969
            0.38774145 0.44031188 0.49288093 0.54544852 0.59801459
            """,
            """
            0.48 0.49947368 0.51894737 0.53842105 0.55789474
            0.57736842 0.59684211 0.61631579 0.63578947 0.65526316
            0.67473684 0.69421053 0.71368421 0.73315789 0.75263158
            0.77210526 0.79157895 0.81105263 0.83052632 0.85
            """,
            """
            0.69966 0.68908382 0.67851319 0.66794809 0.65738853
            0.64683452 0.63628604 0.6257431 0.61520571 0.60467385
            0.59414753 0.58362676 0.57311152 0.56260183 0.55209767
            0.54159906 0.53110598 0.52061845 0.51013645 0.49966
            """,
        ],
    ),
}
