"""Activations: values typed in, derivatives measured, limits reached without a warning."""

import math
from decimal import Decimal, localcontext

import numpy as np
import pytest

from utils import activations, gradcheck
from utils.activations import ACTIVATIONS, ELU, GELU, SELU, LeakyReLU, LogSoftmax, Softmax

E, TANH_1 = 2.718281828459045, 0.7615941559557649
SIGMOID_1, SIGMOID_2 = 0.7310585786300049, 0.8807970779778823
PHI_1, PHI_2 = 0.8413447460685429, 0.9772498680518208  # normal distribution function, from tables
LOG_2, LOG_1_PLUS_E = 0.6931471805599453, 1.3132616875182228
SELU_SCALE, SELU_FLOOR = 1.0507009873554805, -1.7580993408473768

# name: pairs of z and g(z)
VALUES = {
    "linear": [(-3.5, -3.5), (0.0, 0.0), (2.25, 2.25)],
    "relu": [(-3.5, 0.0), (-1e-300, 0.0), (0.0, 0.0), (1e-300, 1e-300), (2.25, 2.25)],
    "leaky_relu": [(-5.0, -1.0), (-0.5, -0.1), (0.0, 0.0), (2.25, 2.25)],
    "elu": [(-LOG_2, -0.5), (-1.0, 1 / E - 1), (0.0, 0.0), (2.25, 2.25)],
    "selu": [(-LOG_2, SELU_FLOOR / 2), (0.0, 0.0), (2.0, 2 * SELU_SCALE)],
    "gelu": [(-1.0, PHI_1 - 1), (0.0, 0.0), (1.0, PHI_1), (2.0, 2 * PHI_2)],
    "silu": [(-1.0, SIGMOID_1 - 1), (0.0, 0.0), (2.0, 2 * SIGMOID_2)],
    "softplus": [(-1.0, LOG_1_PLUS_E - 1), (0.0, LOG_2), (1.0, LOG_1_PLUS_E)],
    "softsign": [(-3.0, -0.75), (0.0, 0.0), (1.0, 0.5)],
    "tanh": [(-1.0, -TANH_1), (0.0, 0.0), (1.0, TANH_1), (0.5, math.tanh(0.5))],
    "sigmoid": [(-1.0, 1 - SIGMOID_1), (0.0, 0.5), (1.0, SIGMOID_1), (2.0, SIGMOID_2)],
}

# name: triples of z, g(z) and g'(z) far out, equal to the last bit
LIMITS = {
    "linear": [(-1e4, -1e4, 1.0), (1e4, 1e4, 1.0)],
    "relu": [(-1e4, 0.0, 0.0), (1e4, 1e4, 1.0)],
    "leaky_relu": [(-1e4, -2e3, 0.2), (1e4, 1e4, 1.0)],
    "elu": [(-1e4, -1.0, 0.0), (1e4, 1e4, 1.0)],
    "selu": [(-1e4, SELU_FLOOR, 0.0), (1e4, 1e4 * SELU_SCALE, SELU_SCALE)],
    "gelu": [(-1e4, 0.0, 0.0), (1e4, 1e4, 1.0)],
    "silu": [(-1e4, 0.0, 0.0), (1e4, 1e4, 1.0)],
    "softplus": [(-1e4, 0.0, 0.0), (1e4, 1e4, 1.0)],
    "softsign": [(-1023.0, -1023 / 1024, 2.0**-20), (1023.0, 1023 / 1024, 2.0**-20)],
    "tanh": [(-1e4, -1.0, 0.0), (1e4, 1.0, 0.0)],
    "sigmoid": [(-1e4, 0.0, 0.0), (1e4, 1.0, 0.0)],
}

# name: how g' is measured, and g'(0)
DERIVATIVES = {
    "linear": ("complex step", 1.0),
    "relu": ("differences", 0.0),
    "leaky_relu": ("differences", 0.2),
    "elu": ("complex step", 1.0),
    "selu": ("complex step", SELU_SCALE),
    "gelu": ("differences", 0.5),
    "silu": ("complex step", 0.5),
    "softplus": ("differences", 0.5),
    "softsign": ("differences", 1.0),
    "tanh": ("complex step", 1.0),
    "sigmoid": ("complex step", 0.25),
}

JACOBIANS = {"softmax": Softmax(), "log_softmax": LogSoftmax()}

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


def differences(g, h=4e-4):
    """Of five points: the error is h^4 / 30 times the fifth derivative; no kink lies between."""
    return (8 * (g(Z + h) - g(Z - h)) - (g(Z + 2 * h) - g(Z - 2 * h))) / (12 * h)


@pytest.mark.parametrize("name", DERIVATIVES)
def test_derivative(name):
    g, (method, at_zero) = ACTIVATIONS[name], DERIVATIVES[name]
    measured = gradcheck.complex_step(g, Z) if method == "complex step" else differences(g)
    np.testing.assert_allclose(g.derivative(Z), measured, rtol=0, atol=1e-11)
    np.testing.assert_array_equal(g.derivative(np.zeros(3)), np.full(3, at_zero))


@pytest.mark.parametrize("name", DERIVATIVES)
def test_backward_is_da_times_derivative(name, rng):
    g, da = ACTIVATIONS[name], rng.normal(size=Z.shape)
    out = np.empty_like(Z)
    got = g.backward(da, Z, g(Z), out=out)
    assert got is out
    np.testing.assert_array_equal(got, da * g.slope(Z, g(Z)))
    np.testing.assert_allclose(got, da * g.derivative(Z), rtol=1e-12)


@pytest.mark.parametrize("name", DERIVATIVES)
def test_derivative_of_whole_numbers(name):
    g, z = ACTIVATIONS[name], np.array([-2, 0, 3])
    np.testing.assert_array_equal(g.derivative(z), g.derivative(z.astype(float)))


@pytest.mark.parametrize("slope", [0.0, 0.01, 0.5])
def test_leaky_slope_is_a_setting(slope):
    g = LeakyReLU(negative_slope=slope)
    np.testing.assert_array_equal(g(np.array([-2.0, 0.0, 3.0])), [-2 * slope, 0, 3])
    np.testing.assert_array_equal(g.derivative(np.array([-2.0, 3.0])), [slope, 1])


@pytest.mark.parametrize("alpha", [0.0, 0.25, 2.0])
def test_elu_alpha_is_a_setting(alpha):
    g, z = ELU(alpha), np.array([-LOG_2, 0.0, 3.0])
    np.testing.assert_allclose(g(z), [-alpha / 2, 0, 3], rtol=1e-15)
    np.testing.assert_allclose(g.derivative(z), [alpha / 2, alpha, 1], rtol=1e-15)


def test_selu_keeps_mean_0_and_variance_1(rng):
    """What its two constants were chosen for: of a standard normal, outputs of mean 0, variance 1.

    A million draws: the standard error of the mean is 0.001, that of the variance below 0.0015.
    """
    a = SELU()(rng.standard_normal(1_000_000))
    assert a.mean() == pytest.approx(0, abs=0.004)
    assert a.var() == pytest.approx(1, abs=0.006)


def test_exact_gelu_far_to_the_left():
    """Phi(-8) = 6.220960574271785e-16, which 1 + erf would round to 6.66e-16."""
    assert activations.gelu(np.array([-8.0]))[0] == pytest.approx(
        -8 * 6.220960574271785e-16, rel=1e-14
    )


def test_approximate_gelu():
    """At 1 the inner term is .7978845608 * 1.044715; the exact form is within .001 everywhere."""
    g = GELU(approximate=True)
    assert g(np.array([1.0]))[0] == pytest.approx(0.5 + 0.5 * math.tanh(0.8335620), rel=1e-7)
    np.testing.assert_allclose(g.derivative(Z), differences(g), rtol=0, atol=1e-11)
    z = np.linspace(-6, 6, 201)
    assert 1e-4 < np.abs(g(z) - activations.gelu(z)).max() < 1e-3
    np.testing.assert_array_equal(g(np.array([-1e4, 0, 1e4])), [0, 0, 1e4])
    np.testing.assert_array_equal(g.derivative(np.array([-1e4, 0, 1e4])), [0, 0.5, 1])


def test_softplus_is_smooth_relu():
    """Its slope is the sigmoid; it lies above ReLU by log 2 at 0 and by nothing far away."""
    z = np.linspace(-30, 30, 121)
    slope, above = activations.softplus.derivative(z), activations.softplus(z) - activations.relu(z)
    np.testing.assert_allclose(slope, activations.sigmoid(z), rtol=1e-14)
    assert above.max() == above[60] == LOG_2
    assert above[0] == pytest.approx(math.exp(-30), rel=1e-12)


@pytest.mark.parametrize("name", [*VALUES, *JACOBIANS])
def test_whole_numbers(name):
    g, z = ACTIVATIONS[name], np.array([[-2, 0, 3]])
    np.testing.assert_array_equal(g(z), g(z.astype(float)))


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


@pytest.mark.parametrize("name", JACOBIANS)
def test_rows_have_no_elementwise_derivative(name):
    words = f"{type(JACOBIANS[name]).__name__} has no elementwise derivative; use its backward"
    with pytest.raises(TypeError, match=words):
        ACTIVATIONS[name].derivative(np.zeros((1, 2)))


def test_log_softmax_is_exact_where_softmax_is_0():
    z = np.array([[1.0, 2.0, 3.0], [0.0, -1e4, 1e4]])
    a, p = activations.log_softmax(z), activations.softmax(z)
    np.testing.assert_allclose(a[0], np.log(p[0]), rtol=1e-14)
    np.testing.assert_array_equal(a[1], [-1e4, -2e4, 0])


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
    "elu": (ELU(0.25), {"alpha": 0.25}),
    "selu": (activations.selu, {}),
    "gelu": (activations.gelu, {}),
    "silu": (activations.silu, {}),
    "softplus": (activations.softplus, {}),
    "softsign": (activations.softsign, {}),
    "tanh": (activations.tanh, {}),
    "sigmoid": (activations.sigmoid, {}),
    "softmax": (activations.softmax, {}),
    "log_softmax": (activations.log_softmax, {}),
}


# TensorFlow rounds the constants of these, 1 / sqrt 2 and 0.044715, through float32.
ROUNDED = {"gelu": 3e-7, "approximate gelu": 1e-7}
OTHER_SETTINGS = {
    "elu": (ELU(), {}),
    "approximate gelu": (GELU(approximate=True), {"approximate": True}),
}


@pytest.mark.keras
@pytest.mark.parametrize("name", KERAS)
def test_equals_keras(name, keras):
    check_beside_keras(name, *KERAS[name], keras)


@pytest.mark.keras
@pytest.mark.parametrize("name", OTHER_SETTINGS)
def test_other_settings_equal_keras(name, keras):
    check_beside_keras(name, *OTHER_SETTINGS[name], keras)


def check_beside_keras(name, ours, settings, keras):
    """Value and gradient, at the kink too."""
    import tensorflow as tf

    z = tf.constant(np.vstack([Z, np.zeros(4)]))
    weights = np.arange(1.0, 13).reshape(3, 4)
    with tf.GradientTape() as tape:
        tape.watch(z)
        a = getattr(keras.activations, ours.name)(z, **settings)
        objective = tf.reduce_sum(a * weights)
    np.testing.assert_allclose(ours(z.numpy()), a, rtol=ROUNDED.get(name, 1e-14), atol=1e-15)
    dz = ours.backward(weights, z.numpy(), ours(z.numpy()))
    theirs = tape.gradient(objective, z)
    np.testing.assert_allclose(dz, theirs, rtol=ROUNDED.get(name, 1e-12), atol=1e-13)


@pytest.mark.keras
def test_default_leaky_slope_is_keras_s(keras):
    theirs = keras.activations.leaky_relu(Z).numpy()
    np.testing.assert_allclose(activations.leaky_relu(Z), theirs, rtol=1e-7)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_lists_of_numbers_are_welcome(name):
    """Whole ones too, and one below another."""
    g = ACTIVATIONS[name]
    for z in ([1, -2], [[1.5, 0], [-3, 2]]):
        np.testing.assert_array_equal(g(z), g(np.array(z, float)))
        if name in DERIVATIVES:
            np.testing.assert_array_equal(g.derivative(z), g.derivative(np.array(z, float)))


def odds(z, form):
    """form(1 / (1 + e^-z), 1 / (1 + e^z), z) with 60 digits."""
    with localcontext() as context:
        context.prec = 60
        e = (-abs(Decimal(z))).exp()
        large, small = 1 / (1 + e), e / (1 + e)
        return float(form(*((large, small) if z > 0 else (small, large)), Decimal(z)))


# how a slope follows from the shares s and 1 - s of sigmoid, at z times a number
FLAT = {
    "sigmoid": (1, lambda s, rest, z: s * rest),
    "tanh": (2, lambda s, rest, z: 4 * s * rest),
    "softplus": (1, lambda s, rest, z: s),
    "silu": (1, lambda s, rest, z: s + z * s * rest),
}


@pytest.mark.parametrize("name", FLAT)
def test_slopes_keep_their_digits_where_a_function_is_flat(name):
    times, form = FLAT[name]
    for z in (-300.0, -40.0, -12.5, -1.0, -(2.0**-40), 2.0**-1070, 0.5, 12.5, 20.0, 40.0, 300.0):
        got = ACTIVATIONS[name].derivative([z])[0]
        assert got == pytest.approx(odds(times * z, form), rel=1e-12), z


@pytest.mark.parametrize("z", [5e-324, -5e-324, 1e-310, -2.3e-308, 1e-300, 0.0])
def test_gelu_s_slope_is_a_half_at_nothing(z):
    assert GELU().derivative([z])[0] == 0.5
    assert ACTIVATIONS["silu"].derivative([z])[0] == 0.5
