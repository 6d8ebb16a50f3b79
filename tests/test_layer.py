"""The contract: what holds for every layer, whatever its formula."""

import inspect
from dataclasses import MISSING, fields

import numpy as np
import pytest

from tests import (
    test_convolution,
    test_layers,
    test_normalization,
    test_pooling,
    test_residual,
)
from tests.layer_cases import built, made
from utils import initializers, layers
from utils.constraints import MaxNorm
from utils.layer import Layer
from utils.layers import Dense
from utils.models import Sequential
from utils.normalization import BatchNormalization
from utils.regularizers import L1, L2
from utils.residual import Residual

TABLES = [test_layers, test_convolution, test_pooling, test_normalization, test_residual]
# what: the class, its arguments, its settings, the shape of one example; one row a class and more
CASES = {
    "Dense": (Dense, (4, "relu"), {}, (3,)),
    "Dense with penalties": (Dense, (4, "tanh", True, "ones", "ones", L1(), L2()), {}, (3,)),
    **{case: row for table in TABLES for case, row in table.CASES.items()},
}
LAYOUTS = {
    "C": np.ascontiguousarray,
    "F": np.asfortranarray,
    "every second": lambda a: np.repeat(a, 2, 0)[::2],
}


def make(case, **settings):
    return made(CASES[case], **settings)


def one_pass(layer, x, dout, training=True):
    """Copies of all that a forward and a backward give, drawing the same random numbers."""
    layer.rng = np.random.default_rng(1)
    out = layer.forward(x, training).copy()
    return [out, layer.backward(dout).copy(), *(g.copy() for g in layer.grads.values())]


def assert_same(one, other):
    assert len(one) == len(other)
    for a, b in zip(one, other):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_shapes_and_types(case, dtype, rng):
    layer = make(case, dtype=dtype)
    x = rng.normal(size=(5, *layer.input_shape)).astype(dtype)
    for training in (False, True):
        out = layer.forward(x, training)
        dx = layer.backward(rng.normal(size=out.shape).astype(dtype))
        assert out.shape == (5, *layer.output_shape) and dx.shape == x.shape
        arrays = [out, dx, *layer.grads.values(), *layer.params.values(), *layer.state.values()]
        assert {array.dtype for array in arrays} == {np.dtype(dtype)}
    assert layer.params.keys() == layer.grads.keys()


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("case", CASES)
def test_arrays_are_only_read_and_may_lie_in_any_order(case, training, rng):
    """Inputs and gradients that refuse to be written to, in every memory layout: one result."""
    layer = make(case)
    x, dout = (rng.normal(size=(6, *s)) for s in (layer.input_shape, layer.output_shape))
    results = []
    for layout in LAYOUTS.values():
        given = layout(x), layout(dout)
        for array in given:
            array.flags.writeable = False
        layer.state = {name: w * 0 + 0.5 for name, w in layer.state.items()}
        results.append(one_pass(layer, *given, training))
        np.testing.assert_array_equal(given[0], x)
        np.testing.assert_array_equal(given[1], dout)
    for other in results[1:]:
        for a, b in zip(results[0], other):
            np.testing.assert_allclose(a, b, rtol=1e-13, atol=1e-14)


@pytest.mark.parametrize("case", CASES)
def test_gradients_start_anew(case, rng):
    """Gradients of one pass do not add up with those of the pass before."""
    layer = make(case)
    x, dout = (rng.normal(size=(5, *s)) for s in (layer.input_shape, layer.output_shape))
    first = one_pass(layer, x, dout)
    one_pass(layer, 3 * x, 2 * dout)
    assert_same(first, one_pass(layer, x, dout))
    assert_same(first[1:], [layer.backward(dout), *layer.grads.values()])


@pytest.mark.parametrize("case", [case for case in CASES if "Activity" not in case])
def test_an_example_does_not_know_its_batch(case, rng):
    """Without training, outputs and input gradients are the same alone and in any batch."""
    layer = make(case)
    x, dout = (rng.normal(size=(7, *s)) for s in (layer.input_shape, layer.output_shape))
    whole = one_pass(layer, x, dout, training=False)[:2]
    for part in (slice(0, 1), slice(2, 7), slice(3, 4), slice(0, 2), slice(4, 7), slice(5, 6)):
        alone = one_pass(layer, x[part], dout[part], training=False)[:2]
        for a, b in zip(alone, whole):
            np.testing.assert_allclose(a, b[part], rtol=1e-12, atol=1e-14)


def test_outputs_are_written_where_the_next_layer_reads(rng):
    model = Sequential([Dense(4, "tanh"), Dense(3)], 2)
    first, second = model.layers
    x = rng.normal(size=(5, 2))
    model.forward(x)
    assert np.shares_memory(first.a, second.x)
    np.testing.assert_allclose(second.x, np.tanh(x @ first.params["kernel"]), rtol=1e-13)
    np.testing.assert_array_equal(second.x1[:, 4], np.ones(5))


def test_batches_of_any_size_in_any_order(rng):
    """Arrays kept for the next batch of the same size change no result."""
    sizes = [32, 4, 2000, 1, 7, 32, 1, 4, 5, 2000, 7, 6, 32, 3, 4]
    used = compiled(Sequential(test_layers.mixed(), (2, 2), seed=1))
    for n in sizes:
        x, y = rng.normal(size=(n, 2, 2)), rng.integers(0, 2, (n, 2)).astype(float)
        fresh = compiled(Sequential(test_layers.mixed(), (2, 2), seed=1))
        for model in (used, fresh):
            for layer in model.layers:
                layer.rng = np.random.default_rng(n)
        losses = [m.loss_and_gradient(y, m.forward(x, training=True)) for m in (used, fresh)]
        assert losses[0] == losses[1]
        np.testing.assert_array_equal(used.dtheta, fresh.dtheta)
        np.testing.assert_array_equal(used.predict(x), fresh.predict(x))


def compiled(model):
    model.compile("sgd", "binary_crossentropy")
    return model


def test_a_layer_serves_one_network():
    layer = Dense(2)
    Sequential([layer], 2)
    with pytest.raises(ValueError, match=r"Dense\(2\) already belongs to a network; make a new"):
        Sequential([layer], 2)
    twice = Dense(2)
    with pytest.raises(ValueError, match="already belongs to a network"):
        Sequential([twice, twice], 2)


def test_weights_are_the_parameters_and_then_what_is_kept_beside_them():
    layer = built(BatchNormalization(), (3,))
    names = ["gamma", "beta", "moving_mean", "moving_variance"]
    wanted = [{**layer.params, **layer.state}[name] for name in names]
    assert len(layer.weights()) == 4 and all(a is b for a, b in zip(layer.weights(), wanted))


def test_a_constraint_acts_when_it_is_told_to():
    """constrain() changes what has a constraint, in place, and nothing else."""
    layer = built(Dense(2, kernel_constraint=MaxNorm(1.0)), (2,))
    layer.params["kernel"][...] = [[3, 0.3], [4, 0.4]]
    layer.params["bias"][...] = [-5, 5]
    kernel = layer.params["kernel"]
    layer.constrain()
    np.testing.assert_allclose(kernel, [[0.6, 0.3], [0.8, 0.4]], rtol=1e-6)
    np.testing.assert_array_equal(layer.params["bias"], [-5, 5])
    assert layer.params["kernel"] is kernel and np.shares_memory(kernel, layer.block)


# A line of code, which repr gives back
REPRS = [
    "Dense(25)",
    "Dense(25, 'relu')",
    "Dense(1, 'sigmoid')",
    "Dense(4, 'tanh', False)",
    "Dense(4, use_bias=False)",
    "Dense(4, kernel_regularizer=L2(l2=0.1))",
    "Dense(4, 'relu', kernel_initializer=HeNormal())",
    "Dense(4, bias_regularizer=L1(l1=0.5))",
    "Dense(4, kernel_constraint=MaxNorm(max_value=3, axis=0))",
    "Activation('relu')",
    "Activation('linear')",
    "Softmax()",
    "Dropout(0.5)",
    "GaussianNoise(0.1)",
    "ActivityRegularization(l2=0.01)",
    "Flatten()",
    "Reshape((28, 28, 1))",
    "Residual([Dense(8, 'relu'), Dense(4)])",
    "Residual([Dense(8, 'relu')], Dense(8, use_bias=False))",
]
NAMES = {
    **vars(layers),
    "L1": L1,
    "L2": L2,
    "MaxNorm": MaxNorm,
    "HeNormal": initializers.HeNormal,
    "Residual": Residual,
}


@pytest.mark.parametrize("line", REPRS)
def test_repr_is_the_line_that_made_it(line):
    assert repr(eval(line, NAMES)) == line


@pytest.mark.parametrize("line", ["Dense(25, activation='linear')", "Dense(25, None, True)"])
def test_repr_leaves_defaults_out(line):
    assert repr(eval(line, NAMES)) == "Dense(25)"


@pytest.mark.keras
@pytest.mark.parametrize(
    "kind",
    dict.fromkeys(kind for kind, *_ in CASES.values() if kind is not Residual),
    ids=lambda k: k.__name__,
)
def test_names_and_defaults_are_keras_s(kind, keras):
    """Every field is an argument of the same name; what may be left out is the same too.

    Keras has no Residual.
    """
    theirs = inspect.signature(getattr(keras.layers, kind.__name__)).parameters
    for setting in fields(kind):
        default = theirs[setting.name].default
        wanted = inspect.Parameter.empty if setting.default is MISSING else setting.default
        assert default == wanted


def test_a_layer_of_its_own_need_only_say_forward_and_backward(rng):
    """What an author writes: two methods; everything else has a default."""

    class Halve(Layer):
        def __post_init__(self):
            pass

        def forward(self, x, training=False):
            return x / 2

        def backward(self, dout):
            return dout / 2

    model = Sequential([Halve(), Dense(1)], 3)
    x = rng.normal(size=(4, 3))
    W = model.layers[1].params["kernel"]
    np.testing.assert_allclose(model.predict(x), x / 2 @ W, rtol=1e-12)
    assert model.layers[0].penalty() == 0 and model.layers[0].output_shape == (3,)
