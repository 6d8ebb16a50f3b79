"""Networks: measured gradients, predictions and weights."""

from dataclasses import dataclass

import numpy as np
import pytest

from utils import datasets, keras_baseline
from utils.callbacks import Callback
from utils.constraints import MaxNorm
from utils.convolution import Conv2D
from utils.gradcheck import check_model
from utils.layer import Layer
from utils.layers import Activation, ActivityRegularization, Dense, Dropout, Flatten
from utils.losses import BinaryCrossentropy, CategoricalCrossentropy
from utils.models import Sequential
from utils.optimizers import SGD, Adam
from utils.regularizers import L1, L2
from utils.residual import Residual
from utils.schedules import ExponentialDecay, PolynomialDecay

X, Y = datasets.moons(60, seed=3)


def network(optimizer="sgd", loss="binary_crossentropy", seed=0, dtype="float64", units=1):
    model = Sequential([Dense(5, "tanh"), Dense(units, "sigmoid")], 2, seed, dtype)
    model.compile(optimizer, loss, metrics=None if loss == "mse" else ["accuracy"])
    return model


# layers, loss, number of output units
NETWORKS = {
    "regression": (lambda: [Dense(6, "tanh"), Dense(2)], "mse", 2),
    "one layer": (lambda: [Dense(1, "sigmoid")], "binary_crossentropy", 1),
    "binary": (lambda: [Dense(6, "relu"), Dense(1, "sigmoid")], "binary_crossentropy", 1),
    "squared error of a sigmoid": (lambda: [Dense(6, "tanh"), Dense(1, "sigmoid")], "mse", 1),
    "classes": (
        lambda: [Dense(6, "leaky_relu"), Dense(3, "softmax")],
        "sparse_categorical_crossentropy",
        3,
    ),
    "one-hot, penalties": (
        lambda: [
            Dense(6, "tanh", kernel_regularizer=L2(0.05), bias_regularizer=L2(0.05)),
            Dense(3, "softmax", kernel_regularizer=L1(0.05)),
        ],
        "categorical_crossentropy",
        3,
    ),
    "dropout between": (
        lambda: [Dense(8, "tanh"), Dropout(0.5), Dense(4, "tanh"), Dropout(0.2), Dense(2)],
        "mse",
        2,
    ),
    "softmax under a binary loss": (
        lambda: [Dense(4, "tanh"), Dense(3, "softmax")],
        "binary_crossentropy",
        3,
    ),
    "sigmoid under a categorical loss": (
        lambda: [Dense(4, "tanh"), Dense(3, "sigmoid")],
        "categorical_crossentropy",
        3,
    ),
    "softmax in the middle": (lambda: [Dense(4, "softmax"), Dense(1)], "mse", 1),
    "without biases": (
        lambda: [Dense(5, "tanh", use_bias=False), Dense(1, "sigmoid", use_bias=False)],
        "binary_crossentropy",
        1,
    ),
}


@pytest.mark.parametrize("case", NETWORKS)
def test_gradient_of_a_whole_network(case, rng):
    layers, loss, units = NETWORKS[case]
    model = Sequential(layers(), 2, seed=2)
    model.compile("sgd", loss)
    x, y = rng.normal(size=(7, 2)), rng.integers(0, units, 7)
    if not model.loss.classes:
        y = np.eye(units)[y] if units > 1 else rng.integers(0, 2, (7, 1))
    assert check_model(model, x, y) < 5e-6


def test_gradient_of_images():
    model = Sequential([Flatten(), Dense(3, "tanh"), Dense(1, "sigmoid")], (2, 3, 1))
    model.compile("sgd", "binary_crossentropy")
    x = np.random.default_rng(0).normal(size=(5, 2, 3, 1))
    assert check_model(model, x, [0, 1, 1, 0, 1]) < 5e-6


def test_learns_8_points_by_heart():
    x = np.random.default_rng(1).normal(size=(8, 2))
    y = np.array([0, 1, 1, 0, 1, 0, 0, 1])
    model = Sequential([Dense(32, "tanh"), Dense(1, "sigmoid")], 2, seed=1)
    model.compile(Adam(0.05), "binary_crossentropy", metrics=["accuracy"])
    history = model.fit(x, y, epochs=600, verbose=0).history
    assert history["loss"][0] > 0.5 and history["loss"][-1] < 1e-3
    assert history["accuracy"][-1] == 1


@pytest.mark.parametrize("case", NETWORKS)
def test_a_small_step_lowers_the_loss_by_lr_times_the_squared_gradient(case, rng):
    """L(theta - lr g) = L(theta) - lr |g|^2 + O(lr^2), with equal masks before and after."""
    layers, loss, units = NETWORKS[case]
    model = Sequential(layers(), 2, seed=2)
    model.compile(SGD(1e-6), loss)
    x, y = rng.normal(size=(20, 2)), rng.integers(0, units, 20)
    if not model.loss.classes:
        y = np.eye(units)[y] if units > 1 else rng.integers(0, 2, (20, 1))
    values, squares = [], []
    for _ in range(2):
        for layer in model.layers:
            layer.rng = np.random.default_rng(4)
        values.append(model.train_on_batch(x, y)["loss"])
        squares.append(float(model.dtheta @ model.dtheta))
    assert (values[0] - values[1]) / (1e-6 * squares[0]) == pytest.approx(1, abs=1e-3)


def test_loss_includes_the_penalties():
    """2 weights of 3 and a bias of 1: L2 0.5 * (9 + 9) + L1 0.25 * 1 = 9.25; the error is 7^2."""
    layer = Dense(1, kernel_regularizer=L2(0.5), bias_regularizer=L1(0.25))
    model = Sequential([layer], 2)
    model.set_weights([[[3.0], [3.0]], [1.0]])
    model.compile(SGD(1e-300), "mse")
    x, y = np.ones((4, 2)), np.zeros(4)
    assert model.penalty() == 9.25
    assert model.evaluate(x, y) == {"loss": 58.25}
    assert model.train_on_batch(x, y) == {"loss": 58.25}
    assert model.fit(x, y, batch_size=3, verbose=0).history == {"loss": [58.25]}


@pytest.mark.parametrize("batch_size", [1, 7, 59, 60, 61])
def test_predict_in_blocks_equals_at_once(batch_size):
    model = network()
    model.fit(X, Y, verbose=0)
    np.testing.assert_allclose(model.predict(X, batch_size), model.predict(X), rtol=1e-13)
    rows = np.concatenate([model.predict(row[None]) for row in X])
    np.testing.assert_allclose(rows, model.predict(X), rtol=1e-13)
    assert model.predict(X, batch_size).shape == (60, 1)


def test_predict_many_rows_keeps_their_order(rng):
    model = Sequential([Dense(1, use_bias=False)], 1)
    model.set_weights([[[2.0]]])
    x = rng.normal(size=(4500, 1))
    np.testing.assert_array_equal(model.predict(x), 2 * x)


def test_predict_leaves_dropout_out():
    model = Sequential([Dropout(0.9), Dense(1, use_bias=False)], 1)
    model.set_weights([[[3.0]]])
    np.testing.assert_array_equal(model.predict([[1.0], [2.0]]), [[3.0], [6.0]])


@pytest.mark.parametrize(
    "layers",
    [
        lambda: [Dense(3, "tanh")],
        lambda: [Dense(2), Dropout(0.5)],
        lambda: [Flatten()],
        lambda: [Dropout(0.5)],
    ],
)
def test_returned_arrays_are_the_caller_s_own(layers):
    """Changing them changes no network, and later calls do not change them."""
    model, x = Sequential(layers(), 2), X.copy()
    p, weights = model.predict(x), model.get_weights()
    kept = p.copy()
    for array in (p, *weights):
        array += 100
    np.testing.assert_array_equal(model.predict(x), kept)
    np.testing.assert_array_equal(x, X)
    again = model.predict(x)
    model.predict(-x)
    np.testing.assert_array_equal(again, kept)


def test_recorded_predictions_stay():
    model, seen = network(SGD(1.0)), []

    class Look(Callback):
        def on_epoch_end(self, epoch, logs=None):
            seen.append(self.model.predict(X))

    model.fit(X, Y, epochs=3, callbacks=[Look()], verbose=0)
    np.testing.assert_array_equal(seen[2], model.predict(X))
    assert np.abs(seen[0] - seen[2]).max() > 1e-3


def test_weights_travel():
    one, other = network(seed=1), network(seed=2)
    other.set_weights(one.get_weights())
    np.testing.assert_array_equal(one.predict(X), other.predict(X))
    assert [w.shape for w in one.get_weights()] == [(2, 5), (5,), (5, 1), (1,)]
    given = [np.full(w.shape, 0.5) for w in one.get_weights()]
    one.set_weights(given)
    given[0][:] = 9
    np.testing.assert_array_equal(one.theta, np.full(21, 0.5))
    np.testing.assert_array_equal(one.layers[1].params["bias"], [0.5])


@pytest.mark.parametrize(
    "misfit",
    [
        lambda weights: weights[:-1],
        lambda weights: [*weights, np.zeros(1)],
        lambda weights: [w + 1 for w in weights[:-1]] + [np.zeros(2)],
        lambda weights: [w.T + 1 for w in weights],
    ],
)
def test_weights_that_do_not_fit_change_nothing(misfit):
    model = network()
    before = model.theta.copy()
    with pytest.raises(ValueError, match=r"this network has weights of shapes \[\(2, 5\), \(5,\)"):
        model.set_weights(misfit(model.get_weights()))
    np.testing.assert_array_equal(model.theta, before)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_weights_that_are_not_finite_change_nothing(bad):
    model = network()
    before = model.theta.copy()
    weights = [w + 1 for w in model.get_weights()]
    weights[-1][0] = bad
    with pytest.raises(ValueError, match="weights must be finite numbers, got nan or infinity"):
        model.set_weights(weights)
    np.testing.assert_array_equal(model.theta, before)


@pytest.mark.parametrize("optimizer", ["sgd", "rmsprop", "adam", SGD(0.1, 0.9, True)])
def test_float32_stays_float32(optimizer):
    model = network(optimizer, dtype="float32")
    model.fit(X, Y, epochs=2, validation_data=(X, Y), verbose=0)
    arrays = [model.theta, model.dtheta, model.predict(X), *model.get_weights()]
    arrays += [layer.a for layer in model.layers] + [layer.dz for layer in model.layers]
    assert {a.dtype for a in arrays} == {np.dtype("float32")}
    same = network(type(model.optimizer)())
    np.testing.assert_allclose(network(dtype="float32").theta, same.theta, rtol=1e-7)


def test_train_on_batch_is_one_update_of_fit():
    one, other = network(SGD(1.0)), network(SGD(1.0))
    before = one.evaluate(X, Y)
    reported = one.train_on_batch(X, Y)
    history = other.fit(X, Y, batch_size=60, verbose=0).history
    np.testing.assert_array_equal(one.theta, other.theta)
    assert reported == {name: values[0] for name, values in history.items()}
    assert reported["loss"] == pytest.approx(before["loss"], rel=1e-12)
    assert reported["accuracy"] == before["accuracy"] != one.evaluate(X, Y)["accuracy"]
    assert one.optimizer.iterations == 1


def test_summary(capsys):
    layers = [Flatten(), Dense(25, "relu"), Dropout(0.5), Dense(1, "sigmoid", False)]
    Sequential(layers, (8, 8)).summary()
    assert capsys.readouterr().out == (
        "layer                       output   parameters\n"
        "Flatten()                   (n, 64)           0\n"
        "Dense(25, 'relu')           (n, 25)       1,625\n"
        "Dropout(0.5)                (n, 25)           0\n"
        "Dense(1, 'sigmoid', False)  (n, 1)           25\n"
        "all                                       1,650\n"
    )


def test_count_and_repr():
    model = Sequential([Dense(25, "relu"), Dense(50, "relu"), Dense(1, "sigmoid")], 2)
    assert model.count_params() == 3 * 25 + 26 * 50 + 51
    assert model.output_shape == (1,)
    assert (
        repr(network()) == "Sequential([Dense(5, 'tanh'), Dense(1, 'sigmoid')], input_shape=(2,))"
    )


class Blocks(Layer):
    """Notes how many examples come at a time."""

    def __init__(self):
        self.sizes = []

    def forward(self, x, training=False):
        self.sizes.append(len(x))
        return x


@pytest.mark.parametrize(
    ("shape", "sizes"), [((2,), [2000, 2000, 500]), ((64, 64, 2), [64] * 7), ((2**22,), [1, 1])]
)
def test_predictions_come_in_blocks_that_fit_into_memory(shape, sizes):
    """At most 2,000 examples and, in all layers' outputs together, some two million numbers."""
    blocks = Blocks()
    model = Sequential([blocks, Blocks(), Flatten()], shape)
    x = np.broadcast_to(0.5, (min(sum(sizes), 4500), *shape))
    for _, block, _ in model.passes(x):
        np.testing.assert_array_equal(block, 0.5)
    assert blocks.sizes == sizes


def test_penalties_on_activities_are_means_over_all_examples():
    """Blocks of 2000, 2000 and 500 examples: each example's square counts once."""
    model = Sequential([ActivityRegularization(l2=0.5), Dense(1)], 1)
    model.compile("sgd", "mse")
    model.set_weights([[[0.0]], [0.0]])
    x = np.arange(4500.0)[:, None] / 1000
    assert model.evaluate(x, 0 * x)["loss"] == pytest.approx(0.5 * np.mean(x * x), rel=1e-12)


def test_clipnorm_is_a_parameter_s_own():
    """Gradients of lengths 4 and 2 are cut to 1 each; together their length would be 4.5."""
    model = Sequential([Dense(1)], 1)
    model.compile(SGD(1.0, clipnorm=1.0), "mse")
    model.set_weights([[[2.0]], [-1.0]])
    model.train_on_batch([[2.0], [2.0]], [2.0, 2.0])
    np.testing.assert_array_equal(model.theta, [1.0, -2.0])
    model.compile(SGD(1.0), "mse")
    model.set_weights([[[2.0]], [-1.0]])
    model.train_on_batch([[2.0], [2.0]], [2.0, 2.0])
    np.testing.assert_array_equal(model.theta, [-2.0, -3.0])


EXACT_ADAM = (2.0**-7, 0.875, 1 - 2.0**-10)
# the optimizer, settings of the layers, and the optimizer without what is tested
LIMITED = {
    "clipnorm": (lambda: SGD(0.5, clipnorm=2.0**-5), {}, lambda: SGD(0.5)),
    "clipnorm of Adam": (
        lambda: Adam(*EXACT_ADAM, clipnorm=2.0**-5),
        {},
        lambda: Adam(*EXACT_ADAM),
    ),
    "clipvalue": (lambda: SGD(0.5, clipvalue=2.0**-7), {}, lambda: SGD(0.5)),
    "weight_decay": (lambda: SGD(0.5, weight_decay=2.0**-4), {}, lambda: SGD(0.5)),
    "constraint": (lambda: SGD(1.0), {"kernel_constraint": MaxNorm(0.5)}, lambda: SGD(1.0)),
    "two constraints": (
        lambda: SGD(1.0),
        {"kernel_constraint": "unit_norm", "bias_constraint": "non_neg"},
        lambda: SGD(1.0),
    ),
    "schedule": (lambda: SGD(PolynomialDecay(2.0, 8, 0.25)), {}, lambda: SGD(2.0)),
}


@pytest.mark.keras
@pytest.mark.parametrize("case", LIMITED)
def test_many_updates_beside_keras(case, keras):
    """And each of them changes what comes out: it is not there for nothing."""
    optimizer, settings, without = LIMITED[case]
    layers = [Dense(6, "tanh", **settings), Dense(1, "sigmoid", **settings)]
    model = Sequential(layers, 2, seed=1)
    model.compile(optimizer(), "binary_crossentropy")
    twin = keras_baseline.like(model)
    plain = Sequential([Dense(6, "tanh"), Dense(1, "sigmoid")], 2, seed=1)
    plain.compile(without(), "binary_crossentropy")
    for _ in range(20):
        ours = model.train_on_batch(X, Y)
        plain.train_on_batch(X, Y)
        assert ours["loss"] == pytest.approx(float(twin.train_on_batch(X, Y[:, None])), abs=1e-13)
    for w, other in zip(model.get_weights(), twin.get_weights()):
        np.testing.assert_allclose(w, other, rtol=0, atol=1e-13)
    assert np.abs(model.theta - plain.theta).max() > 1e-3


def test_constraints_hold_after_every_update():
    """From the first update on, in training on batches and in fit, and saved ones too."""
    dense = Dense(6, "tanh", kernel_constraint="unit_norm", bias_constraint="non_neg")
    model = Sequential([dense, Dense(1)], 2, seed=1)
    model.compile(SGD(0.5), "mse")

    def held():
        kernel, bias = model.get_weights()[:2]
        np.testing.assert_allclose((kernel**2).sum(axis=0), 1, atol=1e-6)
        assert bias.min() >= 0 < bias.max()

    class Look(Callback):
        def on_train_batch_end(self, batch, logs=None):
            held()

    model.train_on_batch(X, Y)
    held()
    model.fit(X, Y, 16, 2, callbacks=[Look()], verbose=0)


@dataclass(eq=False)
class Counted(Layer):
    """Counts its batches in its state."""

    def make(self, rng):
        self.state = {"seen": np.zeros(1), "last": np.zeros(2)}
        return self.input_shape

    def forward(self, x, training=False):
        self.state["seen"] += training
        self.state["last"][:] = len(x)
        return x

    def backward(self, dout):
        return dout


def test_state_travels_with_the_weights():
    """Keras's order: the parameters of a layer, then what it keeps beside them."""
    one, other = (Sequential([Dense(1), Counted(), Dense(1)], 2) for _ in range(2))
    one.compile("sgd", "mse")
    one.fit(X, Y, 30, 3, verbose=0)
    weights = one.get_weights()
    assert [w.shape for w in weights] == [(2, 1), (1,), (1,), (2,), (1, 1), (1,)]
    assert weights[2] == 6 and weights[3].tolist() == [30, 30]
    other.set_weights(weights)
    assert other.layers[1].state["seen"] == 6
    weights[2][:] = 9
    assert one.layers[1].state["seen"] == other.layers[1].state["seen"] == 6
    with pytest.raises(ValueError, match="this network has weights of shapes"):
        other.set_weights(weights[:2] + weights[4:])


# networks and losses that mean nothing together, and a word of the sentence
NOTHING = {
    "a softmax of one unit": (lambda: [Dense(1, "softmax")], "mse", "is a softmax of one unit"),
    "inside": (lambda: [Dense(1, "log_softmax"), Dense(2)], "mse", "is a softmax of one unit"),
    "in a stack": (
        lambda: [Residual([Dense(2), Dense(1, "softmax")]), Dense(2)],
        "mse",
        "is a softmax of one unit",
    ),
    "one unit for rows": (
        lambda: [Dense(1, "sigmoid")],
        "categorical_crossentropy",
        "needs one output unit per class, and the network ends in one",
    ),
    "logits of a softmax": (
        lambda: [Dense(2, "softmax")],
        CategoricalCrossentropy(from_logits=True),
        "takes logits, and Dense(2, 'softmax') makes probabilities of them",
    ),
    "logits of a sigmoid": (
        lambda: [Dense(2), Activation("sigmoid")],
        BinaryCrossentropy(from_logits=True),
        "takes logits, and Activation('sigmoid') makes probabilities of them",
    ),
}


@pytest.mark.parametrize("case", NOTHING)
def test_settings_that_mean_nothing_together(case):
    """And the network is not half compiled."""
    layers, loss, words = NOTHING[case]
    model = Sequential(layers(), 2)
    with pytest.raises(ValueError) as refusal:
        model.compile("sgd", loss)
    assert words in str(refusal.value) and model.loss is None and model.optimizer is None


IMAGES = np.random.default_rng(0).random((6, 4, 5, 2))
# targets of any shape: the layers, the loss, the targets
SHAPED = {
    "images": (lambda: [Conv2D(2, 3, 1, "same", activation="sigmoid")], "mse", IMAGES),
    "images of shares": (
        lambda: [Conv2D(2, 1, activation="softmax")],
        "categorical_crossentropy",
        IMAGES / IMAGES.sum(axis=-1, keepdims=True),
    ),
    "a class for each pixel": (
        lambda: [Conv2D(2, 1, activation="softmax")],
        "sparse_categorical_crossentropy",
        IMAGES.argmax(axis=-1),
    ),
    "black and white": (
        lambda: [Conv2D(1, 1, activation="sigmoid")],
        "binary_crossentropy",
        (IMAGES[..., 0] > 0.5).tolist(),
    ),
}


@pytest.mark.parametrize("case", SHAPED)
def test_targets_of_the_outputs_shape(case):
    layers, loss, y = SHAPED[case]
    model = Sequential(layers(), (4, 5, 2))
    model.compile(SGD(0.5), loss, None if loss == "mse" else ["accuracy"])
    assert check_model(model, IMAGES, y) < 1e-6
    history = model.fit(IMAGES, y, 3, 30, verbose=0, validation_data=(IMAGES, y)).history
    assert history["loss"][-1] < 0.9 * history["loss"][0]
    for other in (np.asarray(y)[:, :2], np.swapaxes(y, 1, 2)):
        with pytest.raises(ValueError, match="y must h(ave the shape|old one class number)"):
            model.fit(IMAGES, other)


def test_divergence_names_the_rate_of_that_update():
    """Halved after every update: the third takes a quarter of 4e100."""
    model = Sequential([Dense(1, use_bias=False)], 1)
    model.set_weights([[[1.0]]])
    model.compile(SGD(ExponentialDecay(4e100, 1, 0.5)), "mse")
    sentence = r"update 3 of epoch 1, .* smaller than 1e\+100, or inputs"
    with pytest.raises(FloatingPointError, match=sentence):
        model.fit(np.ones((4, 1)), np.zeros(4), batch_size=1, shuffle=False, verbose=0)
