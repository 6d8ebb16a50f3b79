"""Ours beside Keras on JAX: values, gradients and 100 steps; test_keras_jax.py runs this.

The cases are those of the tests beside Keras on TensorFlow, and more: where TensorFlow cannot
follow, or rounds a constant through float32, JAX within 1e-6 can. It is 1e-6 because Keras on JAX
takes float32 for float64 wherever a Python number meets it, as in tanh.
"""

import jax
import keras
import numpy as np
import pytest

from tests import layer_cases, test_losses, test_optimizers
from tests.layer_cases import beside_keras
from tests.test_activations import ACTIVATIONS
from tests.test_completeness import LAYERS
from tests.test_losses import KINDS, TRAINED, outputs_for, targets_for
from utils import keras_baseline
from utils.layers import Activation, Dense
from utils.models import Sequential
from utils.optimizers import SGD

# Keras hands its variables to NumPy in a way that NumPy has outgrown.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

CLOSE = 1e-6  # of the largest number of an array, or of 1
CASES = {name: row for table in LAYERS for name, row in table.KERAS.items()}
CASES.update({f"Activation {g}": (Activation, (g,), {}, (3,)) for g in ACTIVATIONS})
MOVING = [name for name, (kind, *_) in CASES.items() if kind.__name__ == "BatchNormalization"]


@pytest.fixture(autouse=True)
def on_jax(monkeypatch):
    assert keras.backend.backend() == "jax"
    keras.config.set_floatx("float64")
    monkeypatch.setattr(layer_cases, "keras_pass", jax_pass)


def jax_pass(twin, x, dout, training):
    """[outputs, penalty, gradient of x, gradient of each weight] of a Keras layer."""
    twin = keras.Sequential([twin])
    twin.build(x.shape)
    others = [v.value for v in twin.non_trainable_variables]

    def objective(x, weights):
        settings = {"training": training, "return_losses": True}
        out, state, penalties = twin.stateless_call(weights, others, x, **settings)
        penalty = sum(penalties, 0.0)
        return (out * dout).sum() + penalty, (out, penalty, state)

    weights = [v.value for v in twin.trainable_variables]
    slope = jax.jit(jax.grad(objective, argnums=(0, 1), has_aux=True))
    (dx, gradients), (out, penalty, state) = slope(x, weights)
    for variable, value in zip(twin.non_trainable_variables, state):
        variable.assign(value)
    return [np.array(out), float(penalty), np.array(dx), *map(np.array, gradients)]


def keeping(result_type):
    """Keras's choice of a dtype, but float64 stays."""
    return lambda *kinds: "float64" if "float64" in map(str, kinds) else result_type(*kinds)


def assert_close(ours, theirs):
    assert ours.keys() == theirs.keys()
    for name, wanted in theirs.items():
        size = max(1, np.abs(wanted).max(initial=0))
        np.testing.assert_allclose(ours[name], wanted, rtol=0, atol=CLOSE * size, err_msg=name)


@pytest.mark.parametrize("case", CASES)
def test_layer(case, rng, monkeypatch):
    """LayerNormalization divides its rounding by a small root: there Keras has to keep float64."""
    if "LayerNormalization" in case:
        for module in (keras.src.backend, keras.src.backend.common.dtypes):
            monkeypatch.setattr(module, "result_type", keeping(module.result_type))
    assert_close(*beside_keras(CASES[case], rng))


@pytest.mark.parametrize("case", MOVING)
def test_layer_in_training(case, rng):
    assert_close(*beside_keras(CASES[case], rng, training=True))


@pytest.mark.parametrize(("case", "soft"), KINDS)
def test_loss(case, soft, rng):
    ours = test_losses.GRADIENTS[case][0]
    theirs = keras_baseline.translate(ours, dtype="float64")
    y, p = targets_for(ours, 6, 4, rng, soft), outputs_for(case, 6, 4, rng)
    for weights in (None, rng.random(6)):
        slope = jax.jit(jax.value_and_grad(lambda p, w=weights: theirs(y, p, w)))
        value, gradient = slope(p)
        theirs_now = {"value": np.array(value), "gradient": np.array(gradient)}
        ours_now = {"value": ours(y, p, weights), "gradient": ours.gradient(y, p, weights)}
        assert_close(ours_now, theirs_now)


@pytest.mark.parametrize("case", test_optimizers.STEPS)
def test_100_steps_of_an_optimizer(case):
    assert (
        test_optimizers.difference(test_optimizers.network(test_optimizers.STEPS[case]()), 100)
        < CLOSE
    )


@pytest.mark.parametrize("case", TRAINED)
def test_100_steps_under_a_loss(case, rng):
    loss, last, units, targets = TRAINED[case]
    x = rng.uniform(-1, 1, (40, 2))
    model = Sequential([Dense(6, "tanh"), Dense(units, last)], 2, seed=5)
    model.compile(SGD(2.0**-3, momentum=0.5), loss)
    twin, start, y = keras_baseline.like(model), model.theta.copy(), targets(x)
    for _ in range(100):
        model.train_on_batch(x, y)
        twin.train_on_batch(x, y)
    assert np.abs(model.theta - start).max() > 0.1
    for w, other in zip(model.get_weights(), twin.get_weights()):
        np.testing.assert_allclose(w, other, rtol=0, atol=CLOSE)
