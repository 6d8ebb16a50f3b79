"""Constraints: projections by hand, what every projection promises, equal to Keras's."""

import inspect
from dataclasses import fields

import numpy as np
import pytest

from utils import constraints, keras_baseline
from utils.constraints import CONSTRAINTS, MaxNorm, NonNeg, UnitNorm
from utils.layers import Dense
from utils.models import Sequential
from utils.optimizers import SGD

# Columns of norm 5, 13 and 0; the whole array has the norm sqrt(194).
W = np.array([[3.0, -5.0, 0.0], [-4.0, 12.0, 0.0]])

# constraint, what is left of W, how exactly: Keras adds 1e-7 to each norm before it divides
VALUES = {
    "MaxNorm": (MaxNorm(6.5), [[3, -2.5, 0], [-4, 6, 0]], 5e-8),
    "MaxNorm default": (MaxNorm(), [[1.2, -10 / 13, 0], [-1.6, 24 / 13, 0]], 5e-8),
    "MaxNorm of rows": (MaxNorm(2.5, axis=1), W / [[34**0.5 / 2.5], [160**0.5 / 2.5]], 5e-8),
    "MaxNorm of all": (MaxNorm(97**0.5, axis=[0, 1]), W / 2**0.5, 5e-8),
    "MaxNorm of 0": (MaxNorm(0), np.zeros((2, 3)), 0),
    "UnitNorm": (UnitNorm(), [[0.6, -5 / 13, 0], [-0.8, 12 / 13, 0]], 5e-8),
    "UnitNorm of rows": (UnitNorm(axis=-1), W / [[34**0.5], [160**0.5]], 5e-8),
    "UnitNorm of all": (UnitNorm(axis=(0, 1)), W / 194**0.5, 5e-8),
    "NonNeg": (NonNeg(), [[3, 0, 0], [0, 12, 0]], 0),
}


@pytest.mark.parametrize("case", VALUES)
def test_projection_by_hand(case):
    constraint, expected, exactly = VALUES[case]
    kept = W.copy()
    np.testing.assert_allclose(constraint(W), expected, rtol=exactly, atol=0)
    np.testing.assert_array_equal(W, kept)


@pytest.mark.parametrize("case", VALUES)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_second_projection_changes_nothing(case, dtype, rng):
    """Whatever is allowed stays as it is; the type and the shape stay too."""
    constraint, *_ = VALUES[case]
    once = constraint(rng.normal(size=(6, 4)).astype(dtype))
    assert once.dtype == dtype and once.shape == (6, 4)
    np.testing.assert_allclose(constraint(once), once, rtol=5e-7)


def test_norms_of_a_convolution_s_filters(rng):
    """[0, 1, 2] takes one norm for each filter of a kernel (kh, kw, c, f), as Keras's page says."""
    kernel = rng.normal(size=(3, 3, 2, 5))
    filters = UnitNorm(axis=[0, 1, 2])(kernel).reshape(18, 5)
    np.testing.assert_allclose(np.linalg.norm(filters, axis=0), 1, rtol=1e-6)
    small = MaxNorm(2, axis=[0, 1, 2])(kernel).reshape(18, 5)
    assert np.linalg.norm(kernel.reshape(18, 5), axis=0).min() > 2
    np.testing.assert_allclose(np.linalg.norm(small, axis=0), 2, rtol=1e-6)


def test_bias_is_one_vector():
    np.testing.assert_allclose(UnitNorm()(np.array([3.0, 4.0])), [0.6, 0.8], rtol=1e-7)


def test_names():
    assert constraints.get(None) is None
    assert {name: type(c).__name__ for name, c in CONSTRAINTS.items()} == {
        "max_norm": "MaxNorm",
        "unit_norm": "UnitNorm",
        "non_neg": "NonNeg",
    }
    assert constraints.get("max_norm") is CONSTRAINTS["max_norm"]
    mine = MaxNorm(3, axis=[0, 1, 2])
    assert constraints.get(mine) is mine
    assert repr(mine) == "MaxNorm(max_value=3, axis=[0, 1, 2])"


KERAS = VALUES


@pytest.mark.keras
@pytest.mark.parametrize("case", KERAS)
def test_equals_keras(case, keras, rng):
    ours, *_ = KERAS[case]
    theirs = keras_baseline.translate(ours)
    assert type(theirs).__module__.startswith("keras.")
    for w in (W, rng.normal(size=(7, 4))):
        np.testing.assert_allclose(ours(w), theirs(w), rtol=1e-15)


@pytest.mark.keras
@pytest.mark.parametrize("name", CONSTRAINTS)
def test_names_and_defaults_are_keras_s(name, keras):
    kind = type(CONSTRAINTS[name])
    theirs = keras.constraints.get(name)
    assert type(theirs).__name__ == kind.__name__
    expected = {
        key: parameter.default
        for key, parameter in inspect.signature(type(theirs)).parameters.items()
        if key in ("max_value", "axis")
    }
    assert {setting.name: setting.default for setting in fields(kind)} == expected
    assert list(expected) == [setting.name for setting in fields(kind)]


@pytest.mark.keras
@pytest.mark.parametrize("name", CONSTRAINTS)
def test_100_steps_beside_keras(name, keras, rng):
    """A smooth network from equal weights, projected after every update."""
    held = {"MaxNorm": MaxNorm(0.75), "UnitNorm": UnitNorm(), "NonNeg": NonNeg()}
    constraint = held[type(CONSTRAINTS[name]).__name__]
    first = Dense(6, "tanh", kernel_constraint=constraint)
    model = Sequential([first, Dense(1, bias_constraint=constraint)], 2, seed=5)
    model.compile(SGD(2.0**-4, momentum=0.5), "mse")
    x = rng.normal(size=(40, 2))
    twin, start, y = keras_baseline.like(model), model.theta.copy(), 1 + x[:, :1] * x[:, 1:]
    for _ in range(100):
        model.train_on_batch(x, y)
        twin.train_on_batch(x, y)
    assert np.abs(model.theta - start).max() > 0.1
    for w, other in zip(model.get_weights(), twin.get_weights()):
        np.testing.assert_allclose(w, other, rtol=0, atol=1e-13)
