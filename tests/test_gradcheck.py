"""The referee: right on known functions, and every doctored layer is found."""

import numpy as np
import pytest

from utils import activations
from utils.activations import Activation
from utils.gradcheck import (
    check_layer,
    check_loss,
    check_model,
    complex_step,
    numerical_gradient,
    relative_error,
)
from utils.layers import Dense, Dropout, Flatten
from utils.losses import BinaryCrossentropy, MeanSquaredError
from utils.models import Sequential
from utils.normalization import BatchNormalization
from utils.regularizers import L1, L2

# f, its gradient
KNOWN = {
    "squares": (lambda x: (x**2).sum(), lambda x: 2 * x),
    "product of sines": (
        lambda x: np.sin(x).prod(),
        lambda x: np.sin(x).prod() * np.cos(x) / np.sin(x),
    ),
    "one number only": (
        lambda x: x.flat[1] ** 3,
        lambda x: 3 * x**2 * (np.arange(x.size).reshape(x.shape) == 1),
    ),
}


@pytest.mark.parametrize("case", KNOWN)
@pytest.mark.parametrize("shape", [(4,), (2, 3), (2, 1, 2)], ids=str)
def test_numerical_gradient(case, shape, rng):
    f, gradient = KNOWN[case]
    x = rng.uniform(0.5, 1.5, shape)
    before = x.copy()
    measured = numerical_gradient(lambda: f(x), x)
    np.testing.assert_allclose(measured, gradient(x), rtol=1e-8, atol=1e-9)
    np.testing.assert_array_equal(x, before)


def test_error_of_central_differences_is_the_square_of_the_step():
    """f = x^3 at 1: (f(1 + h) - f(1 - h)) / 2h = 3 + h^2."""
    x = np.ones(1)
    for step in (0.5, 0.25):
        assert numerical_gradient(lambda: float(x[0] ** 3), x, step)[0] == 3 + step**2


def test_numerical_gradient_through_views():
    """An array inside another is changed where it stands, and only one number at a time."""
    block = np.arange(12.0).reshape(3, 4)
    view = block[1:, ::2]
    measured = numerical_gradient(lambda: float(block.sum() + (block[1:, ::2] ** 2).sum()), view)
    np.testing.assert_allclose(measured, 1 + 2 * view, rtol=1e-8)


def test_complex_step_is_exact():
    x = np.linspace(-2, 2, 9)
    np.testing.assert_allclose(complex_step(np.exp, x), np.exp(x), rtol=2e-16)
    np.testing.assert_allclose(complex_step(lambda z: z**3, x), 3 * x**2, rtol=1e-15)
    assert complex_step(np.sin, 1.0) == pytest.approx(np.cos(1.0), rel=1e-15)


ERRORS = [
    ([1.0, 2.0], [1.0, 2.0], 0),
    ([1.0, 2.0], [1.0, 2.5], 0.2),
    ([1.0, -2.0], [1.0, 2.0], 2),
    ([3.0, 100.0], [3.3, 100.0], 1 / 11),
    ([0.0], [1e-5], 0.1),
    ([], [], 0),
]


@pytest.mark.parametrize(("a", "b", "error"), ERRORS)
def test_relative_error(a, b, error):
    assert relative_error(a, b) == pytest.approx(error, rel=1e-12)
    assert relative_error(b, a) == pytest.approx(error, rel=1e-12)


def test_not_a_number_passes_no_bound():
    assert not relative_error([1.0, np.nan], [1.0, 1.0]) < 1e9
    assert not relative_error([1.0], [np.nan]) < 1e9


@pytest.mark.parametrize(("a", "b"), [((3,), (3, 1)), ((1,), (3,)), ((), (1,))])
def test_shapes_must_be_equal(a, b):
    with pytest.raises(ValueError, match="gradients must have equal shapes, got"):
        relative_error(np.zeros(a), np.zeros(b))


class SignFlipped(Dense):
    def backward_z(self, dz):
        dx = super().backward_z(dz)
        self.dblock *= -1
        return dx


class PenaltyForgotten(Dense):
    def backward_z(self, dz):
        dx = super().backward_z(dz)
        self.dblock[...] = self.x1.T @ dz
        return dx


class NotTransposed(Dense):
    def backward_z(self, dz):
        super().backward_z(dz)
        return dz @ self.params["kernel"]


class MeanTaken(Dense):
    def backward_z(self, dz):
        dx = super().backward_z(dz)
        self.dblock /= len(dz)
        return dx


class BiasLeftOut(Dense):
    def backward_z(self, dz):
        dx = super().backward_z(dz)
        self.grads["bias"][...] = 0
        return dx


class ActivationLeftOut(Dense):
    def backward(self, dout):
        return self.backward_z(dout)


class GradientsAdded(Dense):
    def backward_z(self, dz):
        before = self.dblock.copy()
        dx = super().backward_z(dz)
        self.dblock += before + 1
        return dx


class WithoutMask(Dropout):
    def backward(self, dout):
        return dout


class MaskNotScaled(Dropout):
    def backward(self, dout):
        return dout * (self.mask > 0)


class WrongOrder(Flatten):
    def backward(self, dout):
        return np.reshape(dout, (len(dout), *self.input_shape), order="F")


PENALISED = {"kernel_regularizer": L2(0.1), "bias_regularizer": L1(0.1)}
# what is wrong: the class, its arguments, the shape of an example, the gradients it spoils
FAULTS = {
    "sign flipped": (SignFlipped, (3, "tanh"), {}, (3,), {"kernel", "bias"}),
    "penalty forgotten": (PenaltyForgotten, (3, "tanh"), PENALISED, (3,), {"kernel", "bias"}),
    "not transposed": (NotTransposed, (3, "tanh"), {}, (3,), {"x"}),
    "mean taken twice": (MeanTaken, (3, "tanh"), {}, (3,), {"kernel", "bias"}),
    "bias left out": (BiasLeftOut, (3, "tanh"), {}, (3,), {"bias"}),
    "activation left out": (ActivationLeftOut, (3, "tanh"), {}, (3,), {"x", "kernel", "bias"}),
    "gradients added": (GradientsAdded, (3, "tanh"), {}, (3,), {"kernel", "bias"}),
    "dropout without mask": (WithoutMask, (0.5,), {}, (4,), {"x"}),
    "dropout not scaled": (MaskNotScaled, (0.5,), {}, (4,), {"x"}),
    "flatten in another order": (WrongOrder, (), {}, (2, 3), {"x"}),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_wrong_layers_are_found_and_right_ones_pass(fault, rng):
    kind, arguments, settings, shape, spoilt = FAULTS[fault]
    settings = {"bias_initializer": "random_normal", **settings} if kind.__base__ is Dense else {}
    for layer, wrong in (
        (kind(*arguments, **settings), spoilt),
        (kind.__base__(*arguments, **settings), set()),
    ):
        layer.build(shape, np.random.default_rng(1))
        errors = check_layer(layer, rng.normal(size=(6, *shape)))
        assert {name for name, error in errors.items() if error > 1e-6} == wrong


def test_a_wrong_shape_is_found(rng):
    class Summed(Dense):
        def backward(self, dout):
            return super().backward(dout).sum(axis=0)

    layer = Summed(3)
    layer.build((2,), rng)
    with pytest.raises(ValueError, match="equal shapes"):
        check_layer(layer, rng.normal(size=(4, 2)))


class OutputTaken(Activation):
    """The slope of relu written for z, given a: a >= 0 is always true."""

    name = "relu"

    def __call__(self, z, out=None):
        return np.maximum(z, 0, out=out)

    def slope(self, z, a):
        return a >= 0


class DiagonalOnly(activations.Softmax):
    """Softmax as though each output depended on one input."""

    def backward(self, da, z, a, out=None):
        return np.multiply(da, a * (1 - a), out=out)


@pytest.mark.parametrize("g", [OutputTaken(), DiagonalOnly()], ids=["relu", "softmax"])
def test_wrong_activations_are_found(g, rng):
    """Two slips that stand in public code and still learn."""
    layer = Dense(4, g)
    layer.build((3,), np.random.default_rng(1))
    errors = check_layer(layer, rng.normal(size=(6, 3)))
    assert min(errors.values()) > 1e-3


def test_wrong_losses_are_found(rng):
    class Halved(MeanSquaredError):
        def gradient(self, y, p):
            return super().gradient(y, p) / 2

    y, p = rng.random((5, 2)), rng.random((5, 2))
    assert check_loss(MeanSquaredError(), y, p.copy()) < 1e-6
    assert check_loss(Halved(), y, p.copy()) == pytest.approx(0.5, rel=1e-4)


def model_of(*layers, loss="binary_crossentropy"):
    model = Sequential([*layers, Dense(1, "sigmoid")], 3, seed=2)
    model.compile("sgd", loss)
    return model


def test_wrong_layers_are_found_in_a_network(rng):
    x, y = rng.normal(size=(6, 3)), rng.integers(0, 2, 6)
    assert check_model(model_of(Dense(3, "tanh"), Dropout(0.5)), x, y) < 1e-5
    for fault in ("sign flipped", "penalty forgotten", "activation left out"):
        kind, arguments, settings, *_ = FAULTS[fault]
        assert check_model(model_of(kind(*arguments, **settings)), x, y) > 1e-3
    for fault in ("not transposed", "dropout without mask", "dropout not scaled"):
        kind, arguments, settings, *_ = FAULTS[fault]
        assert check_model(model_of(Dense(3, "tanh"), kind(*arguments, **settings)), x, y) > 1e-3


def test_a_wrong_loss_is_found_in_a_network(rng):
    class Doubled(BinaryCrossentropy):
        def residual(self, y, p, sample_weight=None):
            return 2 * super().residual(y, p)

    x, y = rng.normal(size=(6, 3)), rng.integers(0, 2, 6)
    assert check_model(model_of(Dense(3, "tanh"), loss=Doubled()), x, y) > 0.4


def test_checks_change_no_parameter(rng):
    model, x, y = model_of(Dense(3, "tanh")), rng.normal(size=(6, 3)), rng.integers(0, 2, 6)
    theta, kept = model.theta.copy(), x.copy()
    check_model(model, x, y)
    np.testing.assert_array_equal(model.theta, theta)
    np.testing.assert_array_equal(x, kept)


def test_masks_are_equal_in_every_measurement(rng):
    """A layer that draws: its masks come from the seed given, so that two checks agree."""
    results = []
    for seed in (0, 0, 1):
        layer = Dropout(0.5)
        layer.build((4,), np.random.default_rng(9))
        errors = check_layer(layer, np.ones((3, 4)), seed=seed)
        assert errors["x"] < 1e-6
        results.append(layer.mask)
    np.testing.assert_array_equal(results[0], results[1])
    assert not np.array_equal(results[0], results[2])


def test_a_checked_network_is_as_it_was(rng):
    """Its masks to come, moving averages and weights: it trains on as if nobody had looked."""
    models, x, y = [], rng.normal(size=(40, 2)), rng.normal(size=40)
    for checked in (True, False):
        layers = [Dense(4, "tanh"), BatchNormalization(), Dropout(0.5), Dense(1)]
        model = Sequential(layers, 2, seed=1)
        model.compile("sgd", "mse")
        if checked:
            check_model(model, x, y)
        model.fit(x, y, epochs=2, verbose=0)
        models.append(model)
    for w, other in zip(*(model.get_weights() for model in models)):
        np.testing.assert_array_equal(w, other)
