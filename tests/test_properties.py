"""Properties: what holds for every shape, setting and seed, over examples that hypothesis picks.

Whole numbers as data make sums and products exact, so most of it is tested without a tolerance.
"""

import copy
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.configuration import set_hypothesis_home_dir

from tests.copies import COPIES
from tests.layer_cases import built
from tests.test_convolution import loop as convolution_loop
from tests.test_losses import GRADIENTS as LOSSES
from tests.test_losses import KINDS, targets_for
from tests.test_pooling import loop as largest_loop
from tests.test_pooling import tied
from utils import activations, losses
from utils.convolution import Conv2D, ZeroPadding2D
from utils.images import patches
from utils.layers import Activation, Dense, Dropout, Flatten, GaussianNoise, Reshape
from utils.models import Sequential, load_model
from utils.normalization import BatchNormalization, LayerNormalization
from utils.optimizers import OPTIMIZERS
from utils.pooling import AveragePooling2D, GlobalAveragePooling2D, MaxPooling2D

# Hypothesis keeps what it reads out of source files; not in the repository.
set_hypothesis_home_dir(Path(tempfile.gettempdir()) / "hypothesis")


def examples(count):
    """So many examples, drawn from a fixed seed and kept in no file."""
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(
        max_examples=count,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=slow,
    )


def up_to(most, least=1):
    return st.integers(least, most)


def twice(numbers):
    return st.tuples(numbers, numbers)


seeds = up_to(2**32 - 1, 0)


def whole(seed, shape):
    """Whole numbers from -9 to 9, as floats."""
    return np.random.default_rng(seed).integers(-9, 10, shape).astype(float)


@st.composite
def convolutions(draw, strips=(1, 200, 2**18), **fixed):
    """A built convolution of whole numbers, inputs that fit, and gradients of its outputs."""
    k, s, d = draw(twice(up_to(4))), draw(twice(up_to(3))), draw(twice(up_to(3)))
    padding = fixed.get("padding", draw(st.sampled_from(["valid", "same"])))
    spans = [d * (k - 1) + 1 if padding == "valid" else 1 for d, k in zip(d, k)]
    shape = (*(span + draw(up_to(6, 0)) for span in spans), draw(up_to(3)))
    layer = Conv2D(draw(up_to(3)), k, s, padding, d, use_bias=fixed.get("use_bias", True))
    strip, patches.STRIP = patches.STRIP, draw(st.sampled_from(strips))
    n, seed = draw(up_to(4)), draw(seeds)
    try:
        built(layer, shape).inputs(n)  # which makes its strips
    finally:
        patches.STRIP = strip
    for k, w in enumerate(layer.params.values()):
        w[...] = whole(seed + k, w.shape)
    return layer, whole(seed + 2, (n, *shape)), whole(seed + 3, (n, *layer.output_shape))


@examples(400)
@given(convolutions())
def test_a_convolution_s_backward_is_its_adjoint(case):
    """<conv(x), y> = <x, conv'(y)> + <b, db>, and the same for the kernel: <W, dW> + <b, db>."""
    layer, x, y = case
    product = np.vdot(layer.forward(x), y)
    dx = layer.backward(y)
    biases = np.vdot(layer.params["bias"], layer.grads["bias"])
    assert np.vdot(x, dx) + biases == product
    assert np.vdot(layer.params["kernel"], layer.grads["kernel"]) + biases == product


@examples(200)
@given(convolutions())
def test_a_convolution_is_a_loop_over_pixels(case):
    layer, x, dout = case
    wanted = convolution_loop(layer, x, dout)
    np.testing.assert_array_equal(layer.forward(x), wanted["a"])
    np.testing.assert_array_equal(layer.backward(dout), wanted["dx"])
    for name, gradient in layer.grads.items():
        np.testing.assert_array_equal(gradient, wanted[name])


@examples(200)
@given(convolutions(padding="valid"), twice(up_to(3, 0)), seeds)
def test_a_convolution_follows_a_shifted_image(case, by, seed):
    """Moved by b strides, an image has the same outputs b positions further on."""
    layer, x, _ = case
    (h, w, c), (s, t), (b, e) = layer.input_shape, layer.strides, by
    large = whole(seed, (len(x), h + s * b, w + t * e, c))
    out = layer.forward(large[:, :h, :w]).copy()
    moved = layer.forward(large[:, s * b :, t * e :])
    oh, ow = layer.positions
    assume(b < oh and e < ow)
    np.testing.assert_array_equal(out[:, b:, e:], moved[:, : oh - b, : ow - e])


@st.composite
def poolings(draw, kind):
    """A built pooling layer, inputs with many equal numbers, and gradients of its outputs."""
    size, padding = draw(twice(up_to(4))), draw(st.sampled_from(["valid", "same"]))
    strides = draw(st.none() | twice(up_to(4)))
    shape = [(k if padding == "valid" else 1) + draw(up_to(5, 0)) for k in size]
    layer = built(kind(size, strides, padding), (*shape, draw(up_to(3))))
    rng = np.random.default_rng(draw(seeds))
    x = tied(layer, rng, draw(up_to(4)))
    return layer, x, rng.integers(-9, 10, (len(x), *layer.output_shape)).astype(float)


@examples(150)
@given(poolings(MaxPooling2D))
def test_the_largest_is_a_loop_over_windows(case):
    layer, x, dout = case
    a, dx = largest_loop(layer, x, dout)
    np.testing.assert_array_equal(layer.forward(x), a)
    np.testing.assert_array_equal(layer.backward(dout), dx)


def mean_loop(layer, x, dout):
    """Each window by itself: the mean of the pixels in it, and its gradient shared out equally."""
    a, dx = np.zeros(dout.shape), np.zeros(x.shape)
    for oi, oj in np.ndindex(*layer.positions):
        (i, k), (j, m) = (
            (o * s - before, size)
            for o, s, (before, _), size in zip((oi, oj), layer.steps, layer.pads, layer.size)
        )
        seen = np.s_[:, max(i, 0) : i + k, max(j, 0) : j + m]
        a[:, oi, oj] = x[seen].mean(axis=(1, 2))
        pixels = x[seen][0, :, :, 0].size
        dx[seen] += dout[:, None, None, oi, oj] / pixels
    return a, dx


@examples(150)
@given(poolings(AveragePooling2D))
def test_the_mean_is_a_loop_over_windows(case):
    layer, x, dout = case
    a, dx = mean_loop(layer, x, dout)
    np.testing.assert_allclose(layer.forward(x), a, rtol=1e-14, atol=1e-14)
    np.testing.assert_allclose(layer.backward(dout), dx, rtol=1e-13, atol=1e-13)


SHARES = {"softmax": activations.softmax, "log_softmax": activations.log_softmax}


@pytest.mark.parametrize("name", SHARES)
@examples(150)
@given(twice(up_to(6)), up_to(2**20, -(2**20)), seeds)
def test_softmax_sees_differences_alone(name, shape, shift, seed):
    """softmax(z + c) = softmax(z), so the gradient of each row adds up to 0."""
    g, z = SHARES[name], whole(seed, shape) / 8
    a = g(z)
    np.testing.assert_array_equal(g(z + shift), a)
    dz = g.backward(whole(seed + 1, shape), z, a)
    np.testing.assert_allclose(dz.sum(axis=-1), 0, atol=1e-12)
    assert (np.exp(a) if name[0] == "l" else a).sum(axis=-1) == pytest.approx(1, abs=1e-14)


# A divergence between rows that are no shares may be negative
SHARED = [(case, soft) for case, soft in KINDS if case != "KLDivergence of other rows"]


@pytest.mark.parametrize(("case", "soft"), SHARED)
@examples(30)
@given(up_to(8), up_to(6, 2), st.sampled_from([0.1, 1, 30, 1000]), seeds)
def test_no_loss_is_negative(case, soft, n, units, size, seed):
    """A divergence by a hair: both sides are kept EPSILON off 0, by which shares exceed 1."""
    loss, rng = LOSSES[case][0], np.random.default_rng(seed)
    y = targets_for(loss, n, units, rng, soft)
    p = activations.get(LOSSES[case][1])(size * rng.normal(size=(n, units)))
    assume(p.any(axis=-1).all())  # nothing can be shared out by a row of zeros
    value = loss(y, p)
    assert np.isfinite(value)
    assert value >= (-units * losses.EPSILON if case == "KLDivergence" else 0)


@examples(150)
@given(up_to(40), up_to(50), up_to(3), st.booleans(), seeds)
def test_every_epoch_updates_on_every_example_once(n, batch_size, epochs, shuffle, seed):
    """With its own target and its own weight, and in full batches but the last."""
    model, seen = Sequential([Dense(1)], 2, seed=seed), []
    model.compile("sgd", "mse")

    def update(x, y, w):
        seen.append(np.column_stack([x, y, w]))
        return 0.0, None

    model.update = update
    x, y = np.arange(2.0 * n).reshape(n, 2), np.arange(n) - 7.0
    model.fit(x, y, batch_size, epochs, shuffle, sample_weight=1 + np.arange(n), verbose=0)
    sizes = [len(batch) for batch in seen]
    full, left = divmod(n, batch_size)
    assert sizes == [*[batch_size] * full, *[left] * (left > 0)] * epochs
    every = np.column_stack([x, y, 1 + np.arange(n)])
    for rows in np.split(np.concatenate(seen), epochs):
        np.testing.assert_array_equal(rows[rows[:, 0].argsort()], every)


# What a setting may come as: Python's own kind, and NumPy's of every kind that holds it
FORMS = {
    bool: [bool, np.bool_],
    int: [int, np.int8, np.uint8, np.int32, np.int64, np.uint64],
    float: [float, np.float16, np.float32, np.float64, np.longdouble],
    tuple: [tuple, list, np.array, lambda pair: tuple(np.array(pair))],
    type(None): [lambda nothing: nothing],
}


def in_form(value, number):
    forms = FORMS[type(value)]
    return forms[number % len(forms)](value)


def typed(values):
    """The same values in all forms."""
    return st.builds(in_form, values, up_to(119, 0))


bends = st.sampled_from(sorted(activations.ACTIVATIONS))
shrinking = st.sampled_from([None, "l1", "l2", "l1_l2"])
limits = st.sampled_from([None, "max_norm", "unit_norm", "non_neg"])
starts = st.sampled_from(["glorot_uniform", "he_normal", "lecun_normal", "orthogonal"])
learned = {
    "kernel_initializer": starts,
    "bias_initializer": st.sampled_from(["zeros", "random_normal"]),
    "use_bias": typed(st.booleans()),
    "kernel_regularizer": shrinking,
    "bias_regularizer": shrinking,
    "kernel_constraint": limits,
}
flags = typed(st.booleans())
scaled = {"center": flags, "scale": flags, "epsilon": typed(st.just(0.01))}
few, two = typed(up_to(3)), typed(up_to(2))
dense = st.builds(Dense, typed(up_to(5)), bends, **learned)
# Layers that take the shape of what comes in, and know no other example when they predict
any_shape = st.one_of(
    st.builds(Activation, bends),
    st.builds(Dropout, typed(st.sampled_from([0, 0.25]))),
    st.builds(GaussianNoise, typed(st.just(0.25))),
    st.builds(BatchNormalization, momentum=typed(st.just(0.5)), **scaled),
    st.builds(LayerNormalization, **scaled),
)
same = {"padding": st.just("same")}  # so that everything fits
images = st.one_of(
    st.builds(Conv2D, few, few, two, activation=bends, **same, **learned),
    st.builds(MaxPooling2D, typed(twice(up_to(2))), typed(st.none() | up_to(2)), **same),
    st.builds(AveragePooling2D, two, **same),
    st.builds(ZeroPadding2D, typed(up_to(1, 0) | twice(up_to(1, 0)))),
)


@st.composite
def recipes(draw):
    """Layers of every kind in a row, the shape of one example, the name of an optimizer, a seed,
    and the number of the form in which the shape and the learning rate come.

    Outputs may grow from layer to layer, and what diverges proves nothing: the last is a tanh.
    """
    layers, shape = [], (draw(up_to(4)),)
    if draw(st.booleans()):
        shape = (*draw(twice(up_to(6, 2))), draw(up_to(2)))
        if draw(st.booleans()):  # a pair for which a network takes one step
            layers = [Conv2D(draw(up_to(3)), 3, 1, "same", activation="relu"), MaxPooling2D()]
        layers += draw(st.lists(images | any_shape, max_size=3))
        layers.append(draw(st.sampled_from([Flatten, GlobalAveragePooling2D]))())
    layers += draw(st.lists(dense | any_shape, max_size=3)) + [Reshape((-1,))]
    layers += [draw(any_shape), Dense(draw(up_to(3)), "tanh")]
    return layers, shape, draw(st.sampled_from(sorted(OPTIMIZERS))), draw(seeds), draw(up_to(19, 0))


def cook(recipe, **more):
    """A new network of the recipe, compiled; a softmax of one unit would be refused."""
    layers, shape, optimizer, seed, form = recipe
    more = {"seed": seed, **more}
    model = Sequential(copy.deepcopy(layers), in_form(shape, form), **more)
    ends = [(getattr(layer, "activation", None), layer.output_shape[-1]) for layer in model.layers]
    assume(not any(units == 1 and getattr(bend, "rows", False) for bend, units in ends))
    model.compile(OPTIMIZERS[optimizer](in_form(2.0**-8, form)), "mse")
    return model


def data_for(model, seed, n=9):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, *model.input_shape)), rng.normal(size=(n, *model.output_shape))


def train(model, seed):
    return model.fit(*data_for(model, seed), batch_size=4, epochs=2, verbose=0).history


@examples(150)
@given(recipes(), seeds)
def test_a_batch_in_another_order_has_its_predictions_in_that_order(recipe, seed):
    model = cook(recipe)
    train(model, seed)
    x = data_for(model, seed + 1)[0]
    order = np.random.default_rng(seed + 2).permutation(len(x))
    for some in (order, order[:2]):
        np.testing.assert_allclose(model.predict(x[some]), model.predict(x)[some], atol=1e-9)


def assert_alike(one, other, seed):
    """Bit for bit: in words, weights and predictions."""
    x = data_for(one, seed)[0]
    assert repr(one) == repr(other)
    for w, same in zip(one.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_array_equal(w, same)
        assert w.dtype == same.dtype
    np.testing.assert_array_equal(one.predict(x), other.predict(x))


@examples(150)
@given(recipes(), seeds)
def test_one_seed_trains_one_network(recipe, seed):
    one, other = cook(recipe), cook(recipe)
    assert train(one, seed) == train(other, seed)
    assert_alike(one, other, seed)


@pytest.mark.parametrize("way", COPIES)
@examples(20)
@given(recipes(), seeds)
def test_a_copy_trains_on_as_its_original(way, recipe, seed):
    """Before any training and after some: its optimizer, masks and order of examples come along."""
    model = cook(recipe)
    for _ in range(2):
        other = COPIES[way](model)
        assert train(other, seed) == train(model, seed)
        assert_alike(other, model, seed)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("properties") / "network.npz"


@examples(150)
@given(recipes(), st.sampled_from(["float32", "float64"]), seeds)
def test_what_was_saved_trains_on_as_if_it_had_not_been_interrupted(path, recipe, dtype, seed):
    """Before any training and after some, whichever types the settings came in."""
    model = cook(recipe, dtype=dtype, seed=seed)
    for _ in range(2):
        model.save(path)
        loaded = load_model(path)
        assert_alike(loaded, model, seed)
        assert train(loaded, seed) == train(model, seed)
    assert_alike(loaded, model, seed)
