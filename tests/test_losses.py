"""Losses: values typed in, gradients measured, exact at saturation, equal to Keras's."""

import math
from decimal import Decimal, localcontext

import numpy as np
import pytest

from utils import activations, keras_baseline, losses
from utils.gradcheck import check_loss, numerical_gradient
from utils.layers import Dense
from utils.losses import (
    LOSSES,
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Hinge,
    Huber,
    KLDivergence,
    MeanAbsoluteError,
    MeanSquaredError,
    SparseCategoricalCrossentropy,
    one_hot,
)
from utils.models import Sequential
from utils.optimizers import SGD

LOG = {k: math.log(k) for k in (2, 3, 4, 5)}

# loss, y, p, value
VALUES = {
    "MSE": (MeanSquaredError(), [[0.0], [1.0]], [[0.5], [3.0]], (0.25 + 4) / 2),
    "MSE, 2 units": (MeanSquaredError(), [[0.0, 2.0]], [[3.0, 1.0]], (9 + 1) / 2),
    "MAE": (MeanAbsoluteError(), [[0.0], [1.0]], [[0.5], [3.0]], 1.25),
    "MAE, 2 units": (MeanAbsoluteError(), [[0.0, 2.0]], [[3.0, 1.0]], 2.0),
    "Huber": (Huber(), [[0.0], [1.0], [1.0]], [[0.5], [3.0], [0.0]], (0.125 + 1.5 + 0.5) / 3),
    "Huber, 2 units": (Huber(delta=2.0), [[0.0, 2.0]], [[3.0, 1.0]], (4 + 0.5) / 2),
    "hinge": (Hinge(), [[1.0], [-1.0], [-1.0]], [[0.25], [0.5], [-1.5]], (0.75 + 1.5) / 3),
    "hinge, labels 0 and 1": (Hinge(), [[1.0], [0.0], [0.0]], [[0.25], [0.5], [-1.5]], 0.75),
    "hinge, labels 1 only": (Hinge(), [[1.0], [1.0]], [[0.25], [3.0]], 0.375),
    "KL": (
        KLDivergence(),
        [[0.5, 0.5], [0.25, 0.75]],
        [[0.25, 0.75], [0.25, 0.75]],
        (LOG[4] - LOG[3]) / 4,
    ),
    "BCE": (BinaryCrossentropy(), [[1.0], [0.0]], [[0.25], [0.8]], (LOG[4] + LOG[5]) / 2),
    "BCE, soft target": (BinaryCrossentropy(), [[0.5]], [[0.25]], (LOG[4] + LOG[4] - LOG[3]) / 2),
    "BCE, 2 units": (BinaryCrossentropy(), [[1.0, 0.0]], [[0.5, 0.75]], (LOG[2] + LOG[4]) / 2),
    "BCE, logits": (BinaryCrossentropy(True), [[1.0], [0.0]], [[0.0], [LOG[3]]], 1.5 * LOG[2]),
    "CCE": (
        CategoricalCrossentropy(),
        [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]],
        [[0.5, 0.25, 0.25], [0.2, 0.4, 0.4]],
        (LOG[4] + LOG[5]) / 2,
    ),
    "CCE, soft target": (
        CategoricalCrossentropy(),
        [[0.5, 0.5]],
        [[0.25, 0.75]],
        LOG[4] - LOG[3] / 2,
    ),
    "CCE, rows that add up to 4": (CategoricalCrossentropy(), [[0.0, 1.0]], [[3.0, 1.0]], LOG[4]),
    "CCE, logits": (CategoricalCrossentropy(True), [[0.0, 1.0]], [[LOG[3], 0.0]], LOG[4]),
    "SCCE": (
        SparseCategoricalCrossentropy(),
        [1, 0],
        [[0.5, 0.25, 0.25], [0.2, 0.4, 0.4]],
        (LOG[4] + LOG[5]) / 2,
    ),
    "SCCE, logits": (
        SparseCategoricalCrossentropy(True),
        [1, 0],
        [[LOG[3], 0.0], [LOG[3], 0.0]],
        (LOG[4] + LOG[4] - LOG[3]) / 2,
    ),
}


@pytest.mark.parametrize("case", VALUES)
def test_value_by_hand(case):
    loss, y, p, value = VALUES[case]
    got = loss(np.array(y), np.array(p))
    assert isinstance(got, float)
    assert got == pytest.approx(value, rel=1e-14)


# loss, the activation that makes p from random logits (None: logits themselves), units
GRADIENTS = {
    "MeanSquaredError": (MeanSquaredError(), None, (1, 3)),
    "MeanAbsoluteError": (MeanAbsoluteError(), None, (1, 3)),
    "Huber": (Huber(), None, (1, 3)),
    "Huber with delta": (Huber(delta=0.25), None, (1, 3)),
    "Hinge": (Hinge(), None, (1, 3)),
    "KLDivergence": (KLDivergence(), "softmax", (2, 4)),
    "KLDivergence of other rows": (KLDivergence(), "sigmoid", (2, 4)),
    "BinaryCrossentropy": (BinaryCrossentropy(), "sigmoid", (1, 4)),
    "BinaryCrossentropy from logits": (BinaryCrossentropy(from_logits=True), None, (1, 4)),
    "CategoricalCrossentropy": (CategoricalCrossentropy(), "softmax", (2, 4)),
    "CategoricalCrossentropy of other rows": (CategoricalCrossentropy(), "sigmoid", (2, 4)),
    "CategoricalCrossentropy from logits": (
        CategoricalCrossentropy(from_logits=True),
        None,
        (2, 4),
    ),
    "SparseCategoricalCrossentropy": (SparseCategoricalCrossentropy(), "softmax", (2, 4)),
    "SparseCategoricalCrossentropy of other rows": (
        SparseCategoricalCrossentropy(),
        "sigmoid",
        (2, 4),
    ),
    "SparseCategoricalCrossentropy from logits": (
        SparseCategoricalCrossentropy(from_logits=True),
        None,
        (2, 4),
    ),
}
KINDS = [
    (case, soft)
    for case, (loss, *_) in GRADIENTS.items()
    for soft in ([False] if loss.classes or isinstance(loss, Hinge) else [False, True])
]


def targets_for(loss, n, units, rng, soft):
    """Class numbers; or one-hot rows or shares; or anything between 0 and 1."""
    hot = rng.integers(0, units, n)
    if loss.classes:
        return hot
    if loss.link == "softmax" or isinstance(loss, KLDivergence):
        return rng.dirichlet(np.ones(units), n) if soft else np.eye(units)[hot]
    return rng.random((n, units)) if soft else rng.integers(0, 2, (n, units)).astype(float)


def outputs_for(case, n, units, rng):
    link = GRADIENTS[case][1]
    return activations.get(link)(rng.normal(size=(n, units)))


@pytest.mark.parametrize("n", [1, 5])
@pytest.mark.parametrize(("case", "soft"), KINDS)
def test_gradient(case, soft, n, rng):
    """Against central differences; neither targets nor outputs are changed."""
    loss = GRADIENTS[case][0]
    for units in GRADIENTS[case][2]:
        y, p = targets_for(loss, n, units, rng, soft), outputs_for(case, n, units, rng)
        kept = y.copy(), p.copy()
        gradient = loss.gradient(y, p)
        np.testing.assert_array_equal(y, kept[0])
        np.testing.assert_array_equal(p, kept[1])
        measured = numerical_gradient(lambda p=p, y=y: loss(y, p), p)
        np.testing.assert_allclose(gradient, measured, rtol=1e-6, atol=1e-9)


def test_gradient_of_targets_that_do_not_add_up_to_1(rng):
    """The categorical gradient from logits is p sum(y) - y, not p - y."""
    y, z = rng.random((4, 3)), rng.normal(size=(4, 3))
    assert check_loss(CategoricalCrossentropy(from_logits=True), y, z) < 1e-6


@pytest.mark.parametrize(("case", "soft"), KINDS)
def test_repeating_a_batch_changes_neither_loss_nor_gradient(case, soft, rng):
    """1/n stands in the loss: of a batch seen twice, each copy carries half the gradient."""
    loss = GRADIENTS[case][0]
    y, p = targets_for(loss, 6, 3, rng, soft), outputs_for(case, 6, 3, rng)
    yy, pp = np.concatenate([y, y]), np.concatenate([p, p])
    assert loss(yy, pp) == pytest.approx(loss(y, p), rel=1e-14)
    np.testing.assert_allclose(2 * loss.gradient(yy, pp)[:6], loss.gradient(y, p), rtol=1e-14)


@pytest.mark.parametrize("case", GRADIENTS)
def test_weights_are_repetitions(case, rng):
    """An example of weight k counts k times, and one of weight 0 not at all; but divided by n."""
    loss, weights = GRADIENTS[case][0], np.array([2.0, 0.0, 1.0, 3.0])
    y, p = targets_for(loss, 4, 3, rng, soft=False), outputs_for(case, 4, 3, rng)
    again = np.repeat(np.arange(4), [2, 0, 1, 3])
    assert loss(y, p, weights) == pytest.approx(loss(y[again], p[again]) * 6 / 4, rel=1e-14)
    measured = numerical_gradient(lambda: loss(y, p, weights), p)
    gradient = loss.gradient(y, p, weights)
    np.testing.assert_allclose(gradient, measured, rtol=1e-6, atol=1e-9)
    np.testing.assert_array_equal(gradient[1], 0)
    np.testing.assert_array_equal(loss.gradient(y, p, np.ones(4)), loss.gradient(y, p))
    assert loss(y, p, [1, 1, 1, 1]) == pytest.approx(loss(y, p), rel=1e-15)


@pytest.mark.parametrize("case", [case for case in GRADIENTS if "from logits" in case])
def test_weights_of_the_short_cut(case, rng):
    """`value` and `residual`, which a network takes, weigh as the loss from logits does."""
    loss, weights = GRADIENTS[case][0], np.array([2.0, 0.5, 0.0, 3.0])
    y, z = targets_for(loss, 4, 3, rng, soft=False), outputs_for(case, 4, 3, rng)
    assert loss.value(y, z, weights) == pytest.approx(loss(y, z, weights), rel=1e-15)
    residual = loss.residual(y, activations.get(loss.link)(z), weights)
    np.testing.assert_allclose(residual, loss.gradient(y, z, weights), rtol=1e-15)


BCE_FAR = [
    (1.0, 1e3, 0.0, 0.0),
    (1.0, -1e3, 1e3, -1.0),
    (0.0, 1e3, 1e3, 1.0),
    (0.0, -1e3, 0.0, 0.0),
    (0.5, 1e3, 500.0, 0.5),
    (1.0, 0.0, math.log(2), -0.5),
]


@pytest.mark.parametrize(("y", "z", "value", "gradient"), BCE_FAR)
def test_binary_logits_at_saturation(y, z, value, gradient):
    loss, y, z = BinaryCrossentropy(from_logits=True), np.array([[y]]), np.array([[z]])
    assert loss(y, z) == pytest.approx(value, rel=1e-15)
    np.testing.assert_array_equal(loss.gradient(y, z), [[gradient]])


# z, value and gradient for the class 1
CCE_FAR = [
    ([-1e3, 1e3], 0.0, [0, 0]),
    ([1e3, -1e3], 2e3, [1, -1]),
    ([1e3, 0.0, 1e3], 1e3 + math.log(2), [0.5, -1, 0.5]),
    ([1e3, 1e3], math.log(2), [0.5, -0.5]),
]


@pytest.mark.parametrize(("z", "value", "gradient"), CCE_FAR)
def test_categorical_logits_at_saturation(z, value, gradient):
    z = np.array([z])
    for loss, y in (
        (CategoricalCrossentropy(from_logits=True), np.eye(z.size)[[1]]),
        (SparseCategoricalCrossentropy(from_logits=True), np.array([1])),
    ):
        assert loss(y, z) == pytest.approx(value, rel=1e-15)
        np.testing.assert_array_equal(loss.gradient(y, z), [gradient])


SURE = -math.log(1 - 1e-7)
WRONG = -math.log(1e-7)


def test_probabilities_of_0_and_1_are_kept_off_the_logarithm():
    """By 1e-7, as in Keras; where the loss is flat the gradient is 0."""
    y, p = np.array([[1.0], [0.0], [1.0], [0.0]]), np.array([[1.0], [0.0], [0.0], [1.0]])
    loss = BinaryCrossentropy()
    assert loss(y[:2], p[:2]) == pytest.approx(SURE, rel=1e-8)
    assert loss(y[2:], p[2:]) == pytest.approx(WRONG, rel=1e-8)
    np.testing.assert_array_equal(loss.gradient(y, p), np.zeros((4, 1)))
    right, wrong = np.array([[0.0, 1.0]]), np.array([[1.0, 0.0]])
    for loss, y in (
        (CategoricalCrossentropy(), right),
        (SparseCategoricalCrossentropy(), np.array([1])),
    ):
        assert loss(y, right) == pytest.approx(SURE, rel=1e-8)
        assert loss(y, wrong) == pytest.approx(WRONG, rel=1e-8)
        np.testing.assert_array_equal(loss.gradient(y, wrong), [[0, 0]])


def surely(z):
    """With 60 digits: log(1 + e^-z), and 1 / (1 + e^z), what is missing to certainty."""
    with localcontext() as context:
        context.prec = 60
        rest = (-Decimal(z)).exp()
        return float((1 + rest).ln()), float(rest / (1 + rest))


# a loss from logits, targets, and how a row of logits follows from z, so that e^-z : 1 is the odds
SURELY = {
    "binary, 1": (BinaryCrossentropy(True), [[1.0]], lambda z: [[z]]),
    "binary, 0": (BinaryCrossentropy(True), [[0.0]], lambda z: [[-z]]),
    "rows": (CategoricalCrossentropy(True), [[0.0, 1.0]], lambda z: [[-0.5 * z, 0.5 * z]]),
    "class numbers": (SparseCategoricalCrossentropy(True), [0], lambda z: [[0.5 * z, -0.5 * z]]),
}
RANGES = {"float64": (2.0**-60, 700.0, 2e-15), "float32": (2.0**-30, 80.0, 1e-6)}


@pytest.mark.parametrize("dtype", RANGES)
@pytest.mark.parametrize("case", SURELY)
def test_small_losses_and_slopes_keep_their_digits(case, dtype):
    loss, y, logits = SURELY[case]
    low, high, near = RANGES[dtype]
    for z in (-high / 16, -3.0, low, 0.5, 4.0, 10.0, 17.0, 30.0, 36.0, 37.0, 64.0, high):
        p = np.array(logits(z), dtype)
        value, rest = surely(z)
        assert loss(y, p) == pytest.approx(value, rel=near), z
        np.testing.assert_allclose(np.abs(loss.gradient(y, p)), np.full(p.shape, rest), rtol=near)


ENDS = {
    "sigmoid": ("binary_crossentropy", 1, [[1.0]], [[1.0]]),
    "softmax": ("categorical_crossentropy", 2, [[1.0, 0.0]], [[0.5, -0.5]]),
    "softmax, class numbers": ("sparse_categorical_crossentropy", 2, [0], [[0.5, -0.5]]),
}


@pytest.mark.parametrize("dtype", RANGES)
@pytest.mark.parametrize("case", ENDS)
def test_a_network_that_is_nearly_sure_goes_on_learning(case, dtype):
    """Its update comes from the logits where the probabilities have no more digits."""
    loss, units, y, weights = ENDS[case]
    for z in (0.5, 4.0, 5.0, 17.0, 36.0, 64.0):
        model = Sequential([Dense(units, case.split(",")[0], use_bias=False)], 1, dtype=dtype)
        model.compile("sgd", loss)
        model.set_weights([z * np.array(weights)])
        value, rest = surely(z)
        near = 200 * float(np.finfo(dtype).eps)
        assert model.train_on_batch([[1.0]], y)["loss"] == pytest.approx(value, rel=near), z
        np.testing.assert_allclose(np.abs(model.dtheta), rest, rtol=near)


def test_sparse_equals_categorical_of_one_hot_rows(rng):
    y = rng.integers(0, 4, 7)
    for from_logits in (False, True):
        p = rng.normal(size=(7, 4)) if from_logits else rng.dirichlet(np.ones(4), 7)
        sparse = SparseCategoricalCrossentropy(from_logits)
        rows = CategoricalCrossentropy(from_logits)
        assert sparse(y, p) == pytest.approx(rows(np.eye(4)[y], p), rel=1e-14)
        np.testing.assert_allclose(
            sparse.gradient(y, p), rows.gradient(np.eye(4)[y], p), rtol=1e-13
        )


# activation of the last layer and the loss that takes its logits
FUSED = [
    ("sigmoid", BinaryCrossentropy(), 1),
    ("sigmoid", BinaryCrossentropy(), 3),
    ("softmax", CategoricalCrossentropy(), 3),
    ("softmax", SparseCategoricalCrossentropy(), 3),
]


@pytest.mark.parametrize(("link", "loss", "units"), FUSED)
def test_network_s_short_cut_equals_the_chain_of_pieces(link, loss, units, rng):
    """Loss and gradients from the logits equal those through the activation's own backward."""
    model = Sequential([Dense(4, "tanh"), Dense(units, link)], 2, seed=6)
    model.compile("sgd", loss)
    x, y = rng.normal(size=(8, 2)), targets_for(loss, 8, units, rng, soft=False)
    value = model.loss_and_gradient(y, model.forward(x, training=True))
    short = model.dtheta.copy()
    p = model.forward(x, training=True)
    assert loss(y, p) == pytest.approx(value, rel=1e-12)
    model.backward(loss.gradient(y, p))
    np.testing.assert_allclose(model.dtheta, short, rtol=1e-11, atol=1e-15)
    assert np.abs(short).min() > 0


def test_network_s_short_cut_learns_where_probabilities_round_to_0():
    """A wrong answer of -1000 has the loss 1000 and the gradient -1, not a flat spot."""
    model = Sequential([Dense(1, "sigmoid")], 1)
    model.set_weights([[[1.0]], [0.0]])
    model.compile("sgd", "binary_crossentropy")
    assert model.loss_and_gradient(np.array([[1.0]]), model.forward(np.array([[-1e3]]))) == 1e3
    np.testing.assert_array_equal(model.layers[0].grads["bias"], [-1])


def test_float32(rng):
    for case, (loss, _, (*_, units)) in GRADIENTS.items():
        y = targets_for(loss, 5, units, rng, soft=False)
        y = y if loss.classes else y.astype("float32")
        p = outputs_for(case, 5, units, rng).astype("float32")
        for weights in (None, np.full(5, 0.5), [0.5] * 5):
            assert loss.gradient(y, p, weights).dtype == "float32"
            value = loss(y, p.astype(float), weights)
            assert loss(y, p, weights) == pytest.approx(value, rel=1e-5)


def test_one_hot():
    np.testing.assert_array_equal(one_hot([2, 0], 3), [[0, 0, 1], [1, 0, 0]])


def test_names():
    assert type(losses.get("mse")) is MeanSquaredError
    loss = BinaryCrossentropy(from_logits=True)
    assert losses.get(loss) is loss
    assert repr(loss) == "BinaryCrossentropy(from_logits=True, label_smoothing=0.0)"
    assert {name: kind.__name__ for name, kind in LOSSES.items()} == {
        "mean_squared_error": "MeanSquaredError",
        "mse": "MeanSquaredError",
        "mean_absolute_error": "MeanAbsoluteError",
        "mae": "MeanAbsoluteError",
        "huber": "Huber",
        "hinge": "Hinge",
        "kl_divergence": "KLDivergence",
        "binary_crossentropy": "BinaryCrossentropy",
        "categorical_crossentropy": "CategoricalCrossentropy",
        "sparse_categorical_crossentropy": "SparseCategoricalCrossentropy",
    }


KERAS = GRADIENTS


@pytest.mark.keras
@pytest.mark.parametrize(("case", "soft"), KINDS)
def test_equals_keras(case, soft, keras, rng):
    """Value and gradient in float64, rows that do not add up to 1 included."""
    import tensorflow as tf

    ours = GRADIENTS[case][0]
    theirs = keras_baseline.translate(ours, dtype="float64")
    for n, units in ((1, 3), (6, 4)):
        y, p = targets_for(ours, n, units, rng, soft), tf.constant(outputs_for(case, n, units, rng))
        for weights in (None, rng.random(n)):
            with tf.GradientTape() as tape:
                tape.watch(p)
                value = theirs(y, p, weights)
            assert ours(y, p.numpy(), weights) == pytest.approx(float(value), rel=1e-13)
            ours_gradient, gradient = ours.gradient(y, p.numpy(), weights), tape.gradient(value, p)
            np.testing.assert_allclose(ours_gradient, gradient, rtol=1e-11, atol=1e-15)


# loss, activation of the last layer, units, how targets follow from two numbers in [-1, 1]
TRAINED = {
    "MSE": (MeanSquaredError(), None, 1, lambda x: x[:, :1] * x[:, 1:]),
    "MAE": (MeanAbsoluteError(), None, 2, lambda x: x[:, ::-1] ** 2),
    "Huber": (Huber(0.25), None, 1, lambda x: 2 * x[:, :1] * x[:, 1:]),
    "hinge": (Hinge(), None, 1, lambda x: (x[:, :1] > x[:, 1:]).astype(float)),
    "KL": (KLDivergence(), "softmax", 3, lambda x: thirds(x)),
    "BCE": (BinaryCrossentropy(), "sigmoid", 1, lambda x: (x[:, :1] > x[:, 1:]).astype(float)),
    "BCE, logits": (BinaryCrossentropy(True), None, 1, lambda x: (x[:, :1] > 0).astype(float)),
    "CCE": (CategoricalCrossentropy(), "softmax", 3, lambda x: thirds(x)),
    "CCE, logits": (CategoricalCrossentropy(True), None, 3, lambda x: thirds(x)),
    "SCCE": (SparseCategoricalCrossentropy(), "softmax", 3, lambda x: thirds(x).argmax(1)),
    "SCCE, logits": (SparseCategoricalCrossentropy(True), None, 3, lambda x: thirds(x).argmax(1)),
}


def thirds(x):
    """Rows of three shares."""
    return activations.softmax(np.column_stack([2 * x, x[:, 0] - x[:, 1]]))


@pytest.mark.keras
@pytest.mark.parametrize("case", TRAINED)
def test_100_steps_beside_keras(case, keras, rng):
    """A smooth network from equal weights, under every loss, also where Keras takes the logits."""
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
        np.testing.assert_allclose(w, other, rtol=0, atol=1e-13)


@pytest.mark.keras
@pytest.mark.parametrize(("y", "z", "value", "gradient"), BCE_FAR)
def test_saturated_logits_equal_keras(y, z, value, gradient, keras):
    theirs = keras.losses.BinaryCrossentropy(from_logits=True, dtype="float64")
    assert float(theirs(np.array([[y]]), np.array([[z]]))) == pytest.approx(value, rel=1e-15)


@pytest.mark.keras
@pytest.mark.parametrize("kind", [BinaryCrossentropy, CategoricalCrossentropy])
@pytest.mark.parametrize("right", [True, False])
def test_probabilities_of_0_and_1_equal_keras(kind, right, keras):
    y, p = np.array([[0.0, 1.0]]), np.array([[0.0, 1.0] if right else [1.0, 0.0]])
    theirs = getattr(keras.losses, kind.__name__)(dtype="float64")
    assert kind()(y, p) == pytest.approx(float(theirs(y, p)), rel=1e-8)
