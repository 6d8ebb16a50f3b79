"""Training: which examples an update sees, what history says, what fit takes, when it stops."""

from dataclasses import dataclass

import numpy as np
import pytest

from utils import datasets
from utils.callbacks import Callback
from utils.layers import Dense, Dropout, Layer
from utils.models import Sequential
from utils.optimizers import SGD, Adam

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
