"""Activations: values typed in, derivatives measured, limits reached without a warning."""

import math

import numpy as np
import pytest

from utils import activations, gradcheck
from utils.activations import ACTIVATIONS, LeakyReLU, Softmax

E, TANH_1 = 2.718281828459045, 0.7615941559557649
SIGMOID_1, SIGMOID_2 = 0.7310585786300049, 0.8807970779778823

# name: pairs of z and g(z)
VALUES = {
    "linear": [(-3.5, -3.5), (0.0, 0.0), (2.25, 2.25)],
    "relu": [(-3.5, 0.0), (-1e-300, 0.0), (0.0, 0.0), (1e-300, 1e-300), (2.25, 2.25)],
    "leaky_relu": [(-5.0, -1.0), (-0.5, -0.1), (0.0, 0.0), (2.25, 2.25)],
    "tanh": [(-1.0, -TANH_1), (0.0, 0.0), (1.0, TANH_1), (0.5, math.tanh(0.5))],
    "sigmoid": [(-1.0, 1 - SIGMOID_1), (0.0, 0.5), (1.0, SIGMOID_1), (2.0, SIGMOID_2)],
}

# name: triples of z, g(z) and g'(z) far out, equal to the last bit
LIMITS = {
    "linear": [(-1e4, -1e4, 1.0), (1e4, 1e4, 1.0)],
    "relu": [(-1e4, 0.0, 0.0), (1e4, 1e4, 1.0)],
    "leaky_relu": [(-1e4, -2e3, 0.2), (1e4, 1e4, 1.0)],
    "tanh": [(-1e4, -1.0, 0.0), (1e4, 1.0, 0.0)],
    "sigmoid": [(-1e4, 0.0, 0.0), (1e4, 1.0, 0.0)],
}

# name: how g' is measured, and g'(0)
DERIVATIVES = {
    "linear": ("complex step", 1.0),
    "relu": ("differences", 0.0),
    "leaky_relu": ("differences", 0.2),
    "tanh": ("complex step", 1.0),
    "sigmoid": ("complex step", 0.25),
}

JACOBIANS = {"softmax": Softmax()}

Z = np.array([[-3.0, -1.25, -0.5, -1e-3], [1e-3, 0.75, 1.5, 4.0]])


@pytest.mark.parametrize("name", VALUES)
def test_value(name):
    z, a = np.array(VALUES[name]).T
    np.testing.assert_allclose(ACTIVATIONS[name](z), a, rtol=1e-15, atol=0)


@pytest.mark.parametrize("name", LIMITS)
def test_limits_are_exact_and_quiet(name):
    z, a, slope = np.array(LIMITS[name]).T
    np.testing.assert_array_equal(ACTIVATIONS[name](z), a)
    np.testing.assert_array_equal(ACTIVATIONS[name].derivative(z), slope)


@pytest.mark.parametrize("name", DERIVATIVES)
def test_derivative(name):
    g, (method, at_zero) = ACTIVATIONS[name], DERIVATIVES[name]
    if method == "complex step":
        measured = gradcheck.complex_step(g, Z)
    else:
        measured = (g(Z + 1e-4) - g(Z - 1e-4)) / 2e-4
    np.testing.assert_allclose(g.derivative(Z), measured, rtol=0, atol=1e-11)
    np.testing.assert_array_equal(g.derivative(np.zeros(3)), np.full(3, at_zero))


@pytest.mark.parametrize("name", DERIVATIVES)
def test_backward_is_da_times_derivative(name, rng):
    g, da = ACTIVATIONS[name], rng.normal(size=Z.shape)
    out = np.empty_like(Z)
    got = g.backward(da, Z, g(Z), out=out)
    assert got is out
    np.testing.assert_allclose(got, da * g.derivative(Z), rtol=1e-15)


@pytest.mark.parametrize("name", DERIVATIVES)
def test_derivative_of_whole_numbers(name):
    g, z = ACTIVATIONS[name], np.array([-2, 0, 3])
    np.testing.assert_array_equal(g.derivative(z), g.derivative(z.astype(float)))


@pytest.mark.parametrize("slope", [0.0, 0.01, 0.5])
def test_leaky_slope_is_a_setting(slope):
    g = LeakyReLU(negative_slope=slope)
    np.testing.assert_array_equal(g(np.array([-2.0, 0.0, 3.0])), [-2 * slope, 0, 3])
    np.testing.assert_array_equal(g.derivative(np.array([-2.0, 3.0])), [slope, 1])


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("layout", ["C", "F", "strided", "reversed"])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_layouts_types_and_out(name, layout, dtype, rng):
    """The same numbers for every layout; the type stays, the input is not changed, out is used."""
    wide = rng.normal(size=(12, 10)).astype(dtype)
    z = {
        "C": wide.copy(),
        "F": np.asfortranarray(wide),
        "strided": wide[::2, 1::3],
        "reversed": wide[::-1, ::-1],
    }[layout]
    g, before = ACTIVATIONS[name], z.copy()
    plain, few_bits = g(np.ascontiguousarray(z)), 4 * np.finfo(dtype).eps
    out = np.full(z.shape, np.nan, dtype)
    assert g(z, out=out) is out
    assert plain.dtype == out.dtype == dtype
    np.testing.assert_array_equal(g(z), out)
    np.testing.assert_allclose(out, plain, rtol=few_bits)
    np.testing.assert_array_equal(z, before)
    assert g(z) is not z and not np.shares_memory(g(z), z)
    da = rng.normal(size=z.shape).astype(dtype)
    assert g.backward(da, z, out).dtype == dtype


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_in_place(name, rng):
    """An activation may overwrite its own input."""
    z = rng.normal(size=(5, 3))
    expected = ACTIVATIONS[name](z.copy())
    ACTIVATIONS[name](z, out=z)
    np.testing.assert_array_equal(z, expected)


def test_relu_gives_new_numbers_each_time():
    first = activations.relu(np.array([[-1.0, 2.0]]))
    first += 5
    np.testing.assert_array_equal(activations.relu(np.array([[-1.0, -2.0]])), [[0, 0]])


SOFTMAX = [
    ([0.0, 0.0], [0.5, 0.5]),
    ([0.0, math.log(3)], [0.25, 0.75]),
    ([1.0, 2.0, 3.0], [1 / (1 + E + E * E), E / (1 + E + E * E), E * E / (1 + E + E * E)]),
]


@pytest.mark.parametrize(("z", "p"), SOFTMAX)
def test_softmax_value(z, p):
    np.testing.assert_allclose(activations.softmax(np.array([z])), [p], rtol=1e-15)


@pytest.mark.parametrize("shift", [0.0, 7.0, -1e4, 1e4])
def test_softmax_rows_add_up_to_1_wherever_they_lie(shift):
    z = np.array([[0.0, 1.0, -2.0, 0.5], [3.0, 3.0, 3.0, 3.0]])
    p = activations.softmax(z + shift)
    np.testing.assert_allclose(p.sum(axis=1), 1, rtol=1e-15)
    np.testing.assert_allclose(p, activations.softmax(z), rtol=1e-11)


def test_softmax_limits():
    p = activations.softmax(np.array([[-1e4, 0.0, 1e4], [1e4, -1e4, 1e4]]))
    np.testing.assert_array_equal(p, [[0, 0, 1], [0.5, 0, 0.5]])


@pytest.mark.parametrize("name", JACOBIANS)
def test_backward_of_a_row_is_the_measured_jacobian(name, rng):
    """Each output of softmax depends on every input of its row."""
    g, z, da = JACOBIANS[name], rng.normal(size=(4, 5)), rng.normal(size=(4, 5))
    expected = np.zeros_like(z)
    for row, j in np.ndindex(z.shape):
        step = 1e-5 * (np.arange(z.shape[1]) == j)
        column = (g(z[row] + step) - g(z[row] - step)) / 2e-5
        expected[row, j] = column @ da[row]
    np.testing.assert_allclose(g.backward(da, z, g(z)), expected, rtol=1e-7, atol=1e-10)


def test_softmax_has_no_elementwise_derivative():
    with pytest.raises(TypeError, match="no elementwise derivative; use its backward"):
        activations.softmax.derivative(np.zeros((1, 2)))


def test_names():
    assert [g.name for g in ACTIVATIONS.values()] == list(ACTIVATIONS)
    assert activations.get(None) is activations.get("linear") is activations.linear
    assert activations.get(activations.tanh) is activations.tanh
    assert activations.get("relu") is activations.relu


# name: the function with settings that float32 holds exactly, and these settings
KERAS = {
    "linear": (activations.linear, {}),
    "relu": (activations.relu, {}),
    "leaky_relu": (LeakyReLU(0.25), {"negative_slope": 0.25}),
    "tanh": (activations.tanh, {}),
    "sigmoid": (activations.sigmoid, {}),
    "softmax": (activations.softmax, {}),
}


@pytest.mark.keras
@pytest.mark.parametrize("name", KERAS)
def test_equals_keras(name, keras):
    """Value and gradient, at the kink too."""
    import tensorflow as tf

    ours, settings = KERAS[name]
    z = tf.constant(np.vstack([Z, np.zeros(4)]))
    weights = np.arange(1.0, 13).reshape(3, 4)
    with tf.GradientTape() as tape:
        tape.watch(z)
        a = getattr(keras.activations, name)(z, **settings)
        objective = tf.reduce_sum(a * weights)
    np.testing.assert_allclose(ours(z.numpy()), a, rtol=1e-14)
    dz = ours.backward(weights, z.numpy(), ours(z.numpy()))
    np.testing.assert_allclose(dz, tape.gradient(objective, z), rtol=1e-12, atol=1e-13)


@pytest.mark.keras
def test_default_leaky_slope_is_keras_s(keras):
    theirs = keras.activations.leaky_relu(Z).numpy()
    np.testing.assert_allclose(activations.leaky_relu(Z), theirs, rtol=1e-7)
