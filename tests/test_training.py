"""Training: which examples an update sees, what history says, what fit takes, when it stops."""

from dataclasses import dataclass

import numpy as np
import pytest

from utils import datasets, keras_baseline, training
from utils.callbacks import Callback
from utils.layers import Dense, Dropout, Layer
from utils.models import Sequential
from utils.optimizers import SGD, Adam
from utils.residual import Residual

X, Y = datasets.moons(60, seed=3)


def network(optimizer="sgd", loss="binary_crossentropy", seed=0, dtype="float64", units=1):
    model = Sequential([Dense(5, "tanh"), Dense(units, "sigmoid")], 2, seed, dtype)
    model.compile(optimizer, loss, metrics=None if loss == "mse" else ["accuracy"])
    return model


def trained(seed, **more):
    model = Sequential([Dense(6, "relu"), Dropout(0.3), Dense(1, "sigmoid")], 2, seed=seed)
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    settings = {"batch_size": 16, "epochs": 3, "verbose": 0, **more}
    return model, model.fit(X, Y, **settings).history


def test_one_seed_one_result():
    """Weights and history bit for bit; another seed, other numbers; no global generator."""
    before = np.random.get_state()[1].copy()
    (one, first), (same, second), (other, _) = trained(1), trained(1), trained(2)
    np.testing.assert_array_equal(one.theta, same.theta)
    assert first == second
    assert np.abs(one.theta - other.theta).min() > 0 or not np.array_equal(one.theta, other.theta)
    np.testing.assert_array_equal(np.random.get_state()[1], before)


def test_the_seed_s_three_uses_do_not_touch_each_other():
    """Another order of examples changes no starting weight, and dropout no order."""
    starts = [Sequential([Dense(4), Dropout(rate)], 2, seed=9).theta for rate in (0.1, 0.9)]
    np.testing.assert_array_equal(*starts)
    orders = []
    for rate in (0, 0.5):
        seen = Seen()
        model = Sequential([seen, Dropout(rate), Dense(1)], 2, seed=9)
        model.compile("sgd", "mse")
        model.fit(X, Y, batch_size=8, verbose=0)
        orders.append(np.concatenate(seen.batches))
    np.testing.assert_array_equal(*orders)


def test_training_may_be_continued():
    """Three epochs, or one and two: the same numbers."""
    whole, history = trained(5)
    parts, begun = trained(5, epochs=1)
    rest = parts.fit(X, Y, batch_size=16, epochs=2, verbose=0).history
    np.testing.assert_array_equal(whole.theta, parts.theta)
    assert history == {name: begun[name] + rest[name] for name in history}


@dataclass(eq=False)
class Seen(Layer):
    """Passes everything on and keeps copies of the training batches."""

    def __post_init__(self):
        self.batches = []

    def forward(self, x, training=False):
        if training:
            self.batches.append(x.copy())
        return x

    def backward(self, dout):
        return dout


def batches(n, batch_size, epochs, shuffle=True, seed=0):
    """Which examples, numbered from 0, each update of a training saw: a list of lists an epoch."""
    seen = Seen()
    model = Sequential([seen, Dense(1)], 1, seed=seed)
    model.compile(SGD(1e-9), "mse")
    x = np.arange(float(n))[:, None]
    model.fit(x, x, batch_size, epochs, shuffle=shuffle, verbose=0)
    numbers = [tuple(batch[:, 0].astype(int)) for batch in seen.batches]
    per_epoch = len(numbers) // epochs
    return [numbers[i : i + per_epoch] for i in range(0, len(numbers), per_epoch)]


@pytest.mark.parametrize(
    ("n", "batch_size", "sizes"),
    [
        (10, 4, [4, 4, 2]),
        (8, 4, [4, 4]),
        (7, 1, [1] * 7),
        (5, 5, [5]),
        (5, 32, [5]),
    ],
)
def test_every_example_once_an_epoch(n, batch_size, sizes):
    for shuffle in (True, False):
        for epoch in batches(n, batch_size, 3, shuffle):
            assert [len(batch) for batch in epoch] == sizes
            assert sorted(sum(epoch, ())) == list(range(n))


def test_batches_are_composed_anew():
    """Not the same batches in another order: their members change."""
    first, second, third = (set(map(frozenset, epoch)) for epoch in batches(40, 4, 3))
    assert not first & second and not second & third
    assert batches(40, 4, 1, seed=1) != batches(40, 4, 1, seed=2)


def test_order_of_the_examples_without_shuffle():
    for epoch in batches(10, 4, 2, shuffle=False):
        assert epoch == [(0, 1, 2, 3), (4, 5, 6, 7), (8, 9)]


@pytest.mark.parametrize("weighted", [False, True])
def test_how_many_examples_are_copied_at_a_time_changes_nothing(weighted, monkeypatch, rng):
    """Some batches at a time, one, or all of them: the same updates, bit for bit."""
    x, y = rng.normal(size=(23, 2)), rng.integers(0, 2, 23)
    settings = {"sample_weight": rng.uniform(1, 2, 23) if weighted else None, "verbose": 0}
    ends = []
    for numbers in (1, 24, 2**17):
        monkeypatch.setattr(training, "AT_ONCE", numbers)
        model = Sequential([Dense(3, "tanh"), Dense(1, "sigmoid")], 2, seed=1)
        model.compile("sgd", "binary_crossentropy")
        model.fit(x, y, batch_size=4, epochs=3, **settings)
        ends.append(model.theta.copy())
    np.testing.assert_array_equal(ends[0], ends[2])
    np.testing.assert_array_equal(ends[1], ends[2])


def test_examples_keep_their_labels(rng):
    """A network that knows y = 2 x + 1 has no loss, in whatever order."""
    model = Sequential([Dense(1)], 1)
    model.set_weights([[[2.0]], [1.0]])
    model.compile(SGD(0.1), "mse")
    x = rng.normal(size=(50, 1))
    assert max(model.fit(x, 2 * x + 1, 7, epochs=4, verbose=0).history["loss"]) < 1e-28


def test_history_counts_examples_not_batches():
    """10 examples in batches of 4, 4 and 2: each example weighs a tenth."""
    model = network(SGD(1e-300))
    x, y = X[:10], np.array([0, 0, 0, 0, 0, 0, 0, 0, 1, 1])
    history = model.fit(x, y, batch_size=4, shuffle=False, verbose=0).history
    whole = model.evaluate(x, y)
    assert history["loss"] == [pytest.approx(whole["loss"], rel=1e-13)]
    assert history["accuracy"] == [pytest.approx(whole["accuracy"], rel=1e-13)]


def test_history_is_what_was_reported():
    model = network()
    history = model.fit(X, Y, epochs=3, validation_data=(X[:9], Y[:9]), verbose=0)
    assert list(history.history) == ["loss", "accuracy", "val_loss", "val_accuracy"]
    assert history.epoch == [0, 1, 2]
    assert all(type(value) is float for values in history.history.values() for value in values)
    assert repr(history) == "History(3 epochs: loss, accuracy, val_loss, val_accuracy)"
    plain = network(loss="mse").fit(X, Y, verbose=0)
    assert list(plain.history) == ["loss"]


def test_validation_numbers_are_evaluate_s_at_the_end_of_the_epoch():
    model, held_out = network(Adam(0.01)), datasets.moons(25, seed=8)
    history = model.fit(X, Y, epochs=4, validation_data=held_out, verbose=0).history
    at_the_end = model.evaluate(*held_out)
    assert history["val_loss"][-1] == at_the_end["loss"]
    assert history["val_accuracy"][-1] == at_the_end["accuracy"]
    assert len(set(history["val_loss"])) == 4


def test_validation_changes_no_training():
    plain, watched = trained(1), trained(1, validation_data=(X[:5], Y[:5]))
    np.testing.assert_array_equal(plain[0].theta, watched[0].theta)


def column(y):
    pandas = pytest.importorskip("pandas")
    return pandas.Series(y, index=np.arange(len(y))[::-1])


def frame(x):
    pandas = pytest.importorskip("pandas")
    return pandas.DataFrame(x, columns=["x", "y"])


# what stands for the same examples and labels
SAME_X = {
    "lists": np.ndarray.tolist,
    "DataFrame": frame,
    "column-major": np.asfortranarray,
    "every second row": lambda x: np.repeat(x, 2, axis=0)[::2],
}
SAME_Y = {
    "list": np.ndarray.tolist,
    "column": lambda y: y[:, None],
    "list of rows": lambda y: y[:, None].tolist(),
    "float": lambda y: y.astype(float),
    "bool": lambda y: y == 1,
    "uint8": lambda y: y.astype("uint8"),
    "Series": column,
    "DataFrame column": lambda y: column(y).to_frame(),
}


@pytest.mark.parametrize("form", SAME_X)
def test_fit_takes_examples_as(form):
    expected, model = network(), network()
    expected.fit(X, Y, verbose=0)
    model.fit(SAME_X[form](X), Y, verbose=0, validation_data=(SAME_X[form](X), Y))
    np.testing.assert_array_equal(model.theta, expected.theta)
    np.testing.assert_array_equal(model.predict(SAME_X[form](X)), expected.predict(X))


@pytest.mark.parametrize("form", SAME_Y)
def test_fit_takes_labels_as(form):
    expected, model = network(), network()
    expected.fit(X, Y, verbose=0)
    history = model.fit(X, SAME_Y[form](Y), verbose=0, validation_data=(X, SAME_Y[form](Y)))
    np.testing.assert_array_equal(model.theta, expected.theta)
    assert history.history["val_accuracy"] == [expected.evaluate(X, Y)["accuracy"]]


@pytest.mark.parametrize("form", ["list", "column", "float", "uint8", "Series"])
def test_class_numbers_as(form):
    models = [Sequential([Dense(2, "softmax")], 2) for _ in range(2)]
    for model, y in zip(models, (Y, SAME_Y[form](Y))):
        model.compile("sgd", "sparse_categorical_crossentropy", ["accuracy"])
        model.fit(X, y, verbose=0)
    np.testing.assert_array_equal(*(model.theta for model in models))


def test_training_only_reads_its_data():
    x, y = X.copy(), Y.astype(float)[:, None]
    for array in (x, y):
        array.flags.writeable = False
    for shuffle in (True, False):
        model = network(Adam(0.1))
        model.fit(x, y, 16, 3, shuffle=shuffle, validation_data=(x, y), verbose=0)
        model.train_on_batch(x, y)
        model.predict(x)
    np.testing.assert_array_equal(x, X)


class Stop(Callback):
    """Stops after the epoch of that number and keeps count of everything."""

    def __init__(self, after):
        self.after, self.calls = after, []

    def on_train_begin(self, logs=None):
        self.calls.append("begin")

    def on_train_batch_end(self, batch, logs=None):
        self.calls.append((batch, sorted(logs)))

    def on_epoch_end(self, epoch, logs=None):
        self.calls.append((epoch, dict(logs)))
        self.model.stop_training = epoch == self.after

    def on_train_end(self, logs=None):
        self.calls.append("end")


def test_callbacks_are_called_and_may_stop():
    model, stop = network(), Stop(after=1)
    history = model.fit(X, Y, batch_size=40, epochs=10, callbacks=[stop], verbose=0)
    assert history.epoch == [0, 1] and model.optimizer.iterations == 4
    logs = [{name: values[k] for name, values in history.history.items()} for k in (0, 1)]
    batch = [(0, ["accuracy", "loss"]), (1, ["accuracy", "loss"])]
    assert stop.calls == ["begin", *batch, (0, logs[0]), *batch, (1, logs[1]), "end"]
    assert len(model.fit(X, Y, epochs=2, verbose=0).epoch) == 2


def test_divergence_is_told_where_and_when():
    """w <- (1 - 2 lr) w with lr = 5e99: the losses are 1, 1e200 and then too large for a number."""
    sentence = (
        r"the network diverged: the loss became inf in update 3 of epoch 1, after a mean loss of "
        r"5e\+199 in this epoch\. Try a learning rate ten times smaller than 5e\+99, or inputs"
    )
    model = Sequential([Dense(1, use_bias=False)], 1)
    model.set_weights([[[1.0]]])
    model.compile(SGD(5e99), "mse")
    with pytest.raises(FloatingPointError, match=sentence):
        model.fit(np.ones((4, 1)), np.zeros(4), batch_size=1, shuffle=False, verbose=0)


def test_divergence_in_a_later_epoch():
    model = Sequential([Dense(1, use_bias=False)], 1)
    model.set_weights([[[1.0]]])
    model.compile(SGD(5e99), "mse")
    with pytest.raises(FloatingPointError, match="update 1 of epoch 3, at once"):
        model.fit(np.ones((4, 1)), np.zeros(4), epochs=9, verbose=0)


WEIGHTS = np.random.default_rng(5).integers(0, 4, len(Y))


def test_an_example_of_weight_3_is_three_examples():
    """The loss is divided by the number of examples, so lr / n is what has to be equal."""
    one, other = network(SGD(0.5 * len(Y) / WEIGHTS.sum())), network(SGD(0.5))
    one.fit(X, Y, 60, 3, sample_weight=WEIGHTS, verbose=0)
    other.fit(np.repeat(X, WEIGHTS, 0), np.repeat(Y, WEIGHTS), 200, 3, verbose=0)
    assert np.abs(one.theta - network().theta).max() > 0.01
    np.testing.assert_allclose(one.theta, other.theta, rtol=1e-12)


@pytest.mark.parametrize("batch_size", [1, 7, 50])
def test_examples_keep_their_weights(batch_size, rng):
    """A network that knows y = 2 x + 1 has no loss, where every other example is wrong but 0."""
    model = Sequential([Dense(1)], 1)
    model.set_weights([[[2.0]], [1.0]])
    model.compile(SGD(0.1), "mse")
    x, weights = rng.normal(size=(50, 1)), np.tile([0.0, 3.0], 25)
    y = 2 * x + weights[:, None] / 3
    settings = {"epochs": 4, "verbose": 0, "sample_weight": weights}
    history = model.fit(x, y, batch_size, validation_data=(x, y, weights), **settings).history
    assert max(history["loss"]) < 1e-28 and max(history["val_loss"]) < 1e-28
    assert model.evaluate(x, y, weights)["loss"] < 1e-28
    assert model.train_on_batch(x, y, weights)["loss"] < 1e-28
    assert model.evaluate(x, y)["loss"] == pytest.approx(0.5, rel=1e-12)


def test_weights_by_hand():
    """Outputs 1 and 3, targets 0: (2 * 1 + 4 * 9) / 2 = 19, and the slope (2 * 1 + 4 * 3) = 14."""
    model = Sequential([Dense(1, use_bias=False)], 1)
    model.set_weights([[[1.0]]])
    model.compile(SGD(1.0), "mse")
    x, y = np.array([[1.0], [3.0]]), np.zeros(2)
    assert model.evaluate(x, y, [2, 4]) == {"loss": 19.0}
    assert model.train_on_batch(x, y, [2, 4]) == {"loss": 19.0}
    assert model.get_weights()[0].item() == 1 - 2 * 1 - 4 * 9
    model.set_weights([[[1.0]]])
    assert model.train_on_batch(x, [0, 1], class_weight={0: 2, 1: 4}) == {"loss": 9.0}


# loss, units, the labels as that loss takes them
CLASSED = {
    "column": ("binary_crossentropy", 1, lambda y: y),
    "one-hot": ("categorical_crossentropy", 3, lambda y: np.eye(3)[y]),
    "class numbers": ("sparse_categorical_crossentropy", 3, lambda y: y),
}


def three(loss, units, seed=0):
    last = Dense(units, "sigmoid" if units == 1 else "softmax")
    model = Sequential([Dense(5, "tanh"), last], 2, seed)
    model.compile(SGD(0.5), loss, metrics=["accuracy"])
    return model


@pytest.mark.parametrize("case", CLASSED)
def test_class_weights_are_example_weights(case):
    """A class that is not named weighs 1."""
    loss, units, form = CLASSED[case]
    y = (X[:, 0] > 0).astype(int) + (units > 1) * (X[:, 1] > 0.5)
    one, other = three(loss, units), three(loss, units)
    settings = {"batch_size": 16, "epochs": 2, "verbose": 0}
    ours = one.fit(X, form(y), class_weight={1: 2.5, 0: 0.5}, **settings).history
    weights = np.select([y == 0, y == 1], [0.5, 2.5], 1.0)
    assert ours == other.fit(X, form(y), sample_weight=weights, **settings).history
    np.testing.assert_array_equal(one.theta, other.theta)
    assert ours != three(loss, units).fit(X, form(y), **settings).history


@pytest.mark.keras
@pytest.mark.parametrize("kind", ["sample_weight", "class_weight"])
@pytest.mark.parametrize("case", CLASSED)
def test_weights_beside_keras(case, kind, keras):
    loss, units, form = CLASSED[case]
    model = three(loss, units, seed=1)
    twin, y = keras_baseline.like(model), form(Y)
    weights = {"sample_weight": WEIGHTS.astype(float), "class_weight": {0: 0.25, 1: 1.5}}
    settings = {"batch_size": 16, "epochs": 3, "shuffle": False, "verbose": 0}
    settings |= {"validation_data": (X, y, 2.0 * WEIGHTS), kind: weights[kind]}
    ours, theirs = model.fit(X, y, **settings).history, twin.fit(X, y, **settings).history
    assert set(ours) == set(theirs)
    for name, values in ours.items():
        np.testing.assert_allclose(values, theirs[name], rtol=0, atol=1e-12, err_msg=name)
    for w, other in zip(model.get_weights(), twin.get_weights()):
        np.testing.assert_allclose(w, other, rtol=0, atol=1e-12)
    reported = twin.evaluate(X, y, sample_weight=weights["sample_weight"], verbose=0)
    assert model.evaluate(X, y, WEIGHTS)["loss"] == pytest.approx(reported[0], abs=1e-12)
    step = model.train_on_batch(X, y, **{kind: weights[kind]})
    reported = twin.train_on_batch(X, y, **{kind: weights[kind]})
    assert step["loss"] == pytest.approx(float(reported[0]), abs=1e-12)


# how the weights are given, the sentence that answers
BAD_WEIGHTS = {
    "too few": ({"sample_weight": [1, 2]}, r"one number per example, shape \(60,\), got \(2,\)"),
    "a table": ({"sample_weight": np.ones((60, 2))}, r"shape \(60,\), got \(60, 2\)"),
    "negative": ({"sample_weight": -np.ones(60)}, "weights must be at least 0, got -1"),
    "nan": ({"sample_weight": np.full(60, np.nan)}, r"sample_weight holds nan in row 0 \(60 such"),
    "all 0": ({"sample_weight": np.zeros(60)}, "weights must not all be zero: then no example"),
    "both": ({"sample_weight": np.ones(60), "class_weight": {0: 1}}, "not both: multiply each"),
    "no such class": ({"class_weight": {0: 1, 2: 9}}, "the class 2; this network tells apart 0, 1"),
    "a name": ({"class_weight": {"cat": 1}}, "the class 'cat'; this network tells apart 0, 1"),
    "a negative class": ({"class_weight": {0: -1}}, "weights must be at least 0, got -1"),
}


@pytest.mark.parametrize("case", BAD_WEIGHTS)
def test_weights_that_make_no_sense(case):
    weights, sentence = BAD_WEIGHTS[case]
    model = network()
    before = model.theta.copy()
    for train in (model.fit, model.train_on_batch):
        with pytest.raises(ValueError, match=sentence):
            train(X, Y, **weights)
    np.testing.assert_array_equal(model.theta, before)


def test_callbacks_may_look_at_the_batch():
    """y, p and sample_weight of the last update, before which p was predicted."""

    class Look(Callback):
        def on_train_batch_end(self, batch, logs=None):
            m = self.model
            assert logs["loss"] == pytest.approx(m.loss(m.y, m.p, m.sample_weight), rel=1e-12)
            assert len(m.y) == len(m.p) == len(m.sample_weight)

    network(SGD(0.5)).fit(X, Y, 16, 2, sample_weight=WEIGHTS, callbacks=[Look()], verbose=0)


def test_the_last_share_is_held_out():
    """As in Keras: before the others are put in another order; their weights stay with them."""
    weights = np.linspace(0.5, 2, 60)
    one, other = network(), network()
    settings = {"batch_size": 16, "epochs": 2, "verbose": 0}
    split = one.fit(X, Y, validation_split=0.25, sample_weight=weights, **settings)
    first, last = (X[:45], Y[:45]), (X[45:], Y[45:], weights[45:])
    given = other.fit(*first, validation_data=last, sample_weight=weights[:45], **settings)
    assert split.history == given.history
    np.testing.assert_array_equal(one.theta, other.theta)


def test_class_weights_are_those_of_what_is_learned():
    """What is held out counts alike, as in Keras."""
    one, other = network(), network()
    settings = {"class_weight": {0: 3.0}, "verbose": 0}
    split = one.fit(X, Y, validation_split=0.25, **settings).history
    given = other.fit(X[:45], Y[:45], validation_data=(X[45:], Y[45:]), **settings).history
    assert split == given


def largest_error(y, p):
    return np.abs(y - p).max()


def errors(y, p):
    """An array, of which the mean counts."""
    return np.abs(y - p)


def test_metrics_of_your_own():
    """One number an epoch, as history and evaluate say; of all outputs at once in evaluate."""
    model = Sequential([Dense(1, "sigmoid")], 2)
    model.compile("sgd", "binary_crossentropy", metrics=[errors, "accuracy", largest_error])
    assert list(model.evaluate(X, Y)) == ["loss", "errors", "accuracy", "largest_error"]
    first = np.abs(Y[:, None] - model.predict(X))
    assert model.evaluate(X, Y)["errors"] == pytest.approx(first.mean(), rel=1e-14)
    assert model.evaluate(X, Y)["largest_error"] == first.max()
    history = model.fit(X, Y, 60, 2, verbose=0, validation_data=(X, Y)).history
    assert history["errors"][0] == pytest.approx(first.mean(), rel=1e-14)
    assert history["largest_error"][0] == first.max()
    assert history["val_errors"][0] == pytest.approx(history["errors"][1], rel=1e-14)
    assert model.train_on_batch(X, Y)["errors"] < first.mean()


# what compile is given as metrics, and the sentence about it
NO_METRICS = {
    "another name": (["f1"], ValueError, "unknown metric 'f1'"),
    "a number": ([3], TypeError, 'metrics are "accuracy" and functions of y and p that'),
    "twice": (["accuracy", "accuracy"], ValueError, "another number is called 'accuracy'"),
    "a function called loss": ([type("Loss", (), {"__name__": "loss", "__call__": max})()],
                               ValueError, "another number is called 'loss'"),
}  # fmt: skip


@pytest.mark.parametrize("case", NO_METRICS)
def test_metrics_that_are_none(case):
    given, kind, sentence = NO_METRICS[case]
    with pytest.raises(kind, match=sentence):
        Sequential([Dense(1, "sigmoid")], 2).compile("sgd", "binary_crossentropy", given)


def test_a_metric_that_returns_no_number():
    model = Sequential([Dense(1)], 2)
    model.compile("sgd", "mse", [lambda y, p: None])
    with pytest.raises(TypeError, match="the metric <lambda> must return a number"):
        model.evaluate(X, Y)


def frozen(*stay):
    model = Sequential([Dense(5, "tanh"), Residual([Dense(3, "tanh")]), Dense(1, "sigmoid")], 2)
    for k in stay:
        model.layers[k].trainable = False
    return model


@pytest.mark.parametrize("stay", [(0,), (1,), (0, 2), (1, 2)])
def test_layers_that_stay(stay):
    """A projection that Residual made for itself too."""
    model = frozen(*stay)
    model.compile("adam", "binary_crossentropy")
    before = [[w.copy() for w in layer.weights()] for layer in model.layers]
    model.fit(X, Y, verbose=0)
    for k, layer in enumerate(model.layers):
        moved = [not np.array_equal(*pair) for pair in zip(layer.weights(), before[k])]
        assert moved == [k not in stay] * len(moved)


def test_a_choice_of_layers_takes_a_new_compile():
    model = frozen()
    model.compile("adam", "binary_crossentropy")
    model.layers[0].trainable = False
    for call in (model.fit, model.train_on_batch):
        with pytest.raises(ValueError, match="compile the network again after trainable has chang"):
            call(X, Y)
    model.evaluate(X, Y)
    model.compile("adam", "binary_crossentropy")
    model.fit(X, Y, verbose=0)
    with pytest.raises(ValueError, match=r"this optimizer began with .* a new optimizer"):
        model.layers[0].trainable = True
        model.compile(model.optimizer, "binary_crossentropy")


def test_nothing_is_left_to_train():
    model = frozen(0, 1, 2)
    model.compile("adam", "binary_crossentropy")
    with pytest.raises(ValueError, match="to train: .* or set trainable = True in one"):
        model.fit(X, Y)


# what fit is given, and the sentence about it
NO_VALIDATION = {
    "both": ({"validation_split": 0.5, "validation_data": (X, Y)}, "not both"),
    "all": ({"validation_split": 1.0}, "validation_split must be a number, above 0 and below 1"),
    "less than one": ({"validation_split": 0.999}, "leaves nothing on one side"),
    "text": ({"validation_split": "0.5"}, "validation_split must be a number"),
    "an array": ({"validation_data": X}, r"validation_data must be \(x, y\) or"),
    "four": ({"validation_data": (X, Y, Y, Y)}, r"validation_data must be \(x, y\) or"),
    "an order": ({"shuffle": "batch"}, "shuffle must be True or False, got 'batch'"),
}


@pytest.mark.parametrize("case", NO_VALIDATION)
def test_what_fit_does_not_take(case):
    settings, sentence = NO_VALIDATION[case]
    with pytest.raises(ValueError, match=sentence):
        network().fit(X, Y, **settings)
