"""Layers: equal to the formula, every gradient measured, no array damaged on the way."""

import itertools

import numpy as np
import pytest

from utils import initializers, layers
from utils.activations import ACTIVATIONS, LeakyReLU
from utils.gradcheck import check_layer, check_model
from utils.layers import Dense, Dropout, Flatten
from utils.models import Sequential
from utils.regularizers import L1, L2

PENALTIES = {"no": None, "L1": L1(0.07), "L2": L2(0.07)}
BIASES = {
    "without bias": {"use_bias": False},
    "with bias": {"bias_initializer": "random_normal"},
    "L1 on bias": {"bias_initializer": "random_normal", "bias_regularizer": L1(0.1)},
    "L2 on bias": {"bias_initializer": "random_normal", "bias_regularizer": L2(0.1)},
}


def dense_cases():
    """Every activation, penalty of the kernel, and kind of bias."""
    for g, penalty, bias in itertools.product(ACTIVATIONS, PENALTIES, BIASES):
        settings = {"kernel_regularizer": PENALTIES[penalty], **BIASES[bias]}
        yield f"Dense {g}, {penalty} penalty, {bias}", (Dense, (4, g), settings, (3,))


# what: the class, its arguments, and the shape of one example
GRADIENTS = {
    **dict(dense_cases()),
    "Dense leaky 0.3": (Dense, (4, LeakyReLU(0.3)), {}, (3,)),
    "Dense 1 x 1": (Dense, (1, "tanh"), {}, (1,)),
    "Dropout": (Dropout, (0.4,), {}, (3,)),
    "Dropout of images": (Dropout, (0.4,), {}, (2, 3, 2)),
    "Dropout 0": (Dropout, (0,), {}, (3,)),
    "Flatten": (Flatten, (), {}, (2, 3, 2)),
    "Flatten rows": (Flatten, (), {}, (3,)),
}


def built(layer, shape=(3,), seed=5, dtype=np.float64):
    layer.build(shape, np.random.default_rng(seed), dtype)
    return layer


@pytest.mark.parametrize("case", GRADIENTS)
def test_gradient(case, rng):
    """In training mode, with the penalties on, away from the kinks of relu and of |w|."""
    kind, arguments, settings, shape = GRADIENTS[case]
    layer, x = built(kind(*arguments, **settings), shape), rng.normal(size=(5, *shape))
    for w in layer.params.values():
        w += np.where(w < 0, -0.01, 0.01)
    layer.forward(x, training=True)
    assert np.abs(getattr(layer, "z", 1)).min() > 1e-4
    errors = check_layer(layer, x)
    assert set(errors) == {"x", *layer.params}
    assert max(errors.values()) < 1e-6


def mixed():
    """A little of everything, each kind behind another."""
    return [
        Dropout(0.25),
        Flatten(),
        Dense(5, "tanh", kernel_regularizer=L2(0.01), **BIASES["L1 on bias"]),
        Dropout(0.5),
        Dense(6, "relu", kernel_regularizer=L1(0.01), bias_initializer="random_normal"),
        Dense(4, "softmax", use_bias=False),
        Flatten(),
        Dense(5, "leaky_relu", **BIASES["L2 on bias"]),
        Dropout(0.1),
        Dense(2, "sigmoid"),
    ]


@pytest.mark.parametrize("loss", ["mean_squared_error", "binary_crossentropy"])
def test_gradient_behind_other_layers(loss, rng):
    """Rounding of a loss near 1 leaves 1e-10 in each difference: 1e-6 of the smallest gradients."""
    model = Sequential(mixed(), (2, 2), seed=4)
    model.compile("sgd", loss)
    x, y = rng.normal(size=(6, 2, 2)), rng.integers(0, 2, (6, 2))
    assert check_model(model, x, y) < 1e-5
    assert all(np.abs(part).max() > 0 for layer in model.layers for part in layer.grads.values())


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("n", [1, 2, 7])
def test_dense_is_the_formula(n, bias, rng):
    """The products of whole blocks equal a = g(x W + b), dW = x' dz, db = sum dz, dx = dz W'."""
    layer = built(Dense(4, "tanh", bias, bias_initializer="random_normal"))
    x, da = rng.normal(size=(n, 3)), rng.normal(size=(n, 4))
    W, b = layer.params["kernel"], layer.params["bias"] if bias else np.zeros(4)
    a = np.tanh(x @ W + b)
    dz = da * (1 - a**2)
    expected = {"kernel": x.T @ dz, "bias": dz.sum(axis=0)} if bias else {"kernel": x.T @ dz}
    few_bits = {"rtol": 1e-13, "atol": 1e-14}
    np.testing.assert_allclose(layer.forward(x), a, **few_bits)
    np.testing.assert_allclose(layer.backward(da), dz @ W.T, **few_bits)
    assert layer.grads.keys() == layer.params.keys() == expected.keys()
    for name, gradient in expected.items():
        np.testing.assert_allclose(layer.grads[name], gradient, **few_bits)


def test_dense_by_hand():
    """x = (1, 2): z = (1 + 2 * 3 + 0.5, -1 + 2 * 2 - 4.5) = (7.5, -1.5); relu; L2 of 0.5 on W."""
    layer = built(Dense(2, "relu", kernel_regularizer=L2(0.5)), (2,))
    layer.params["kernel"][...] = [[1, -1], [3, 2]]
    layer.params["bias"][...] = [0.5, -4.5]
    np.testing.assert_array_equal(layer.forward(np.array([[1.0, 2.0]])), [[7.5, 0]])
    assert layer.penalty() == 7.5
    np.testing.assert_array_equal(layer.backward(np.array([[2.0, 5.0]])), [[2, 6]])
    np.testing.assert_array_equal(layer.grads["kernel"], [[3, -1], [7, 2]])
    np.testing.assert_array_equal(layer.grads["bias"], [2, 0])


def test_a_second_backward_starts_anew(rng):
    """Gradients of one pass do not add up with those of the pass before."""
    layer = built(Dense(4, kernel_regularizer=L2(0.1), bias_regularizer=L1(0.1)))
    x, da = rng.normal(size=(5, 3)), rng.normal(size=(5, 4))
    layer.forward(x)
    layer.backward(da)
    first = layer.dblock.copy()
    layer.backward(da)
    np.testing.assert_array_equal(layer.dblock, first)


def test_start():
    """The kernel and the bias are what their initializers drew, kernel first."""
    layer = built(Dense(4, "relu", True, "he_uniform", "random_normal"))
    same = np.random.default_rng(5)
    W = initializers.get("he_uniform")((3, 4), same)
    np.testing.assert_array_equal(layer.params["kernel"], W)
    b = initializers.get("random_normal")((4,), same)
    np.testing.assert_array_equal(layer.params["bias"], b)
    np.testing.assert_array_equal(built(Dense(4)).params["bias"], np.zeros(4))


# what: layers, shape of one example, shape of one output
SHAPES = {
    "Dense": (lambda: Dense(4), (3,), (4,)),
    "Dropout": (lambda: Dropout(0.5), (3, 2), (3, 2)),
    "Flatten": (lambda: Flatten(), (3, 2, 4), (24,)),
    "Flatten rows": (lambda: Flatten(), (3,), (3,)),
}


@pytest.mark.parametrize("case", SHAPES)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_shapes_and_types(case, dtype, rng):
    make, shape, output_shape = SHAPES[case]
    layer = make()
    assert layer.build(shape, rng, dtype) == layer.output_shape == output_shape
    x = rng.normal(size=(5, *shape)).astype(dtype)
    out = layer.forward(x, training=True)
    dx = layer.backward(rng.normal(size=out.shape).astype(dtype))
    assert out.shape == (5, *output_shape) and dx.shape == x.shape
    assert {out.dtype, dx.dtype, *(g.dtype for g in layer.grads.values())} == {np.dtype(dtype)}


@pytest.mark.parametrize("training", [True, False])
def test_caller_s_arrays_are_only_read(training, rng):
    """Arrays that refuse to be written to pass through every layer, in every memory layout."""
    for layout in (np.ascontiguousarray, np.asfortranarray, lambda a: np.repeat(a, 2, 0)[::2]):
        for make, shape, output_shape in SHAPES.values():
            layer = built(make(), shape)
            x, dout = (layout(rng.normal(size=(6, *s))) for s in (shape, output_shape))
            kept = x.copy(), dout.copy()
            for array in (x, dout):
                array.flags.writeable = False
            layer.forward(x, training)
            layer.backward(dout)
            np.testing.assert_array_equal(x, kept[0])
            np.testing.assert_array_equal(dout, kept[1])


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
    used = compiled(Sequential(mixed(), (2, 2), seed=1))
    for n in sizes:
        x, y = rng.normal(size=(n, 2, 2)), rng.integers(0, 2, (n, 2)).astype(float)
        fresh = compiled(Sequential(mixed(), (2, 2), seed=1))
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


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.8])
def test_dropout_zeroes_a_share_and_keeps_the_mean(rate):
    layer, x = built(Dropout(rate), (300,)), np.full((200, 300), 3.0)
    out = layer.forward(x, training=True)
    error = np.sqrt(rate * (1 - rate) / x.size)
    assert np.mean(out == 0) == pytest.approx(rate, abs=4 * error)
    assert out.mean() == pytest.approx(3, abs=4 * 3 * error / (1 - rate))
    np.testing.assert_allclose(out[out != 0], 3 / (1 - rate), rtol=1e-15)


def test_dropout_s_gradient_passes_where_the_input_passed(rng):
    layer, x = built(Dropout(0.5), (40,)), rng.normal(size=(50, 40))
    out = layer.forward(x, training=True)
    np.testing.assert_array_equal(layer.backward(np.ones_like(x)), np.where(out == 0, 0, 2))


@pytest.mark.parametrize(("rate", "training"), [(0.5, False), (0, True), (0.0, False)])
def test_dropout_off_is_the_identity(rate, training, rng):
    layer, x = built(Dropout(rate)), rng.normal(size=(5, 3))
    layer.forward(x, training=True)
    np.testing.assert_array_equal(layer.forward(x, training), x)
    np.testing.assert_array_equal(layer.backward(x), x)


def test_dropout_draws_new_masks():
    """For each batch and each layer others; the same for the same seed."""
    x = np.ones((10, 20))

    def masks(seed):
        model = Sequential([Dropout(0.5), Dropout(0.5)], 20, seed=seed)
        drawn = []
        for _ in range(2):
            model.forward(x, training=True)
            drawn += [layer.mask.copy() for layer in model.layers]
        return drawn

    first = masks(3)
    for one, other in itertools.combinations(first, 2):
        assert 0.2 < np.mean(one != other) < 0.8
    np.testing.assert_array_equal(first, masks(3))
    assert not np.array_equal(first, masks(4))


def test_masks_do_not_depend_on_the_number_of_weights():
    """Starting weights, masks and the order of examples come from generators of their own."""
    drawn = []
    for units in (1, 30):
        dropout = Dropout(0.5)
        model = Sequential([dropout, Dense(units)], 8, seed=3)
        model.forward(np.ones((5, 8)), training=True)
        drawn.append(dropout.mask)
    np.testing.assert_array_equal(*drawn)


@pytest.mark.parametrize("order", ["C", "F"])
def test_flatten_counts_the_last_axis_first(order):
    x = np.array([[[1.0, 2, 3], [4, 5, 6]], [[7, 8, 9], [10, 11, 12]]], order=order)
    layer = built(Flatten(), (2, 3))
    rows = layer.forward(x)
    np.testing.assert_array_equal(rows, [[1, 2, 3, 4, 5, 6], [7, 8, 9, 10, 11, 12]])
    np.testing.assert_array_equal(layer.backward(np.asfortranarray(rows)), x)


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
    "Dropout(0.5)",
    "Flatten()",
]


@pytest.mark.parametrize("line", REPRS)
def test_repr_is_the_line_that_made_it(line):
    names = {**vars(layers), "L1": L1, "L2": L2, "HeNormal": initializers.HeNormal}
    assert repr(eval(line, names)) == line


@pytest.mark.parametrize("line", ["Dense(25, activation='linear')", "Dense(25, None, True)"])
def test_repr_leaves_defaults_out(line):
    assert repr(eval(line, vars(layers))) == "Dense(25)"
