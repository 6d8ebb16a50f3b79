"""What the tests of all layers share: a built layer, and the same layer in Keras.

A case is a class, its arguments, its settings, and the shape of one example.
"""

import copy

import numpy as np

from utils import keras_baseline
from utils.gradcheck import check_layer


def built(layer, shape=(3,), seed=5, dtype=np.float64):
    layer.build(shape, np.random.default_rng(seed), dtype)
    return layer


def made(case, **settings):
    """The layer of a case, built; layers among its arguments are new ones each time."""
    kind, arguments, more, shape = copy.deepcopy(case)
    return built(kind(*arguments, **more), shape, **settings)


def away_from_kinks(layer):
    """Move parameters off 0, where |w| has its kink."""
    for w in layer.params.values():
        w += np.where(w < 0, -0.01, 0.01)
    return layer


def worst_gradient(case, rng, n=5, training=True):
    """The largest relative error of a case's gradients, in training mode, penalties on."""
    layer = away_from_kinks(made(case))
    x = rng.normal(size=(n, *layer.input_shape))
    layer.forward(x, training)
    assert np.abs(getattr(layer, "z", 1)).min() > 1e-4
    errors = check_layer(layer, x, training)
    assert set(errors) == {"x", *layer.params}
    return max(errors.values())


def beside_keras(case, rng, training=False, n=4):
    """Our outputs, penalty, gradients and state beside Keras's in float64, as two dicts."""
    layer = away_from_kinks(made(case))
    twin = keras_baseline.translate(layer, dtype="float64")
    twin.build((n, *layer.input_shape))
    twin.set_weights([w.copy() for w in layer.weights()])  # JAX may take the array itself
    x = rng.normal(size=(n, *layer.input_shape))
    dout = rng.normal(size=(n, *layer.output_shape))
    ours = {"a": layer.forward(x, training).copy(), "penalty": layer.penalty()}
    ours["dx"] = layer.backward(dout.copy()).copy()
    ours.update(layer.grads)
    theirs = keras_pass(twin, x, dout, training)
    theirs = dict(zip(("a", "penalty", "dx", *layer.grads), theirs))
    for name, w in layer.state.items():
        ours[name], theirs[name] = w, np.asarray(getattr(twin, name).value)
    return ours, theirs


def keras_pass(twin, x, dout, training):
    """[outputs, penalty, gradient of x, gradient of each weight] of a Keras layer or model."""
    import tensorflow as tf

    x = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        out = twin(x, training=training)
        penalty = tf.add_n([tf.constant(0.0, tf.float64), *twin.losses])
        objective = tf.reduce_sum(out * dout) + penalty
    weights = [w.value for w in twin.trainable_weights]
    return [out.numpy(), float(penalty), *map(np.array, tape.gradient(objective, [x, *weights]))]


def assert_equal(ours, theirs, rtol=1e-12, atol=1e-13):
    assert ours.keys() == theirs.keys()
    for name in ours:
        np.testing.assert_allclose(ours[name], theirs[name], rtol=rtol, atol=atol, err_msg=name)
