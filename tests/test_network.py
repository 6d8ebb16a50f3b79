"""A network's memory is its own: any number of threads predict, every copy trains on by itself."""

import copy
import pickle
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pytest

from tests.copies import COPIES
from tests.layer_cases import made
from tests.test_layer import CASES
from utils import activations, datasets
from utils.activations import ACTIVATIONS
from utils.callbacks import Callback, EarlyStopping
from utils.convolution import Conv2D
from utils.layer import Layer
from utils.layers import (
    Activation,
    ActivityRegularization,
    Dense,
    Dropout,
    Flatten,
    GaussianNoise,
    Reshape,
)
from utils.models import Sequential
from utils.normalization import BatchNormalization, LayerNormalization
from utils.optimizers import OPTIMIZERS, SGD, Adam
from utils.passes import SETS
from utils.pooling import AveragePooling2D, MaxPooling2D
from utils.regularizers import L1, L2
from utils.residual import Residual
from utils.schedules import ExponentialDecay

X, Y = datasets.moons(60, seed=3)
IMAGES = (5, 6, 2)

# layers, the shape of one example, what compile is given
NETWORKS = {
    "dense": (lambda: [Dense(5, "tanh"), Dense(1, "sigmoid")], (2,), ("adam", "mse")),
    "penalties and a clipped norm": (
        lambda: [Dense(6, "tanh", kernel_regularizer=L2(0.05)), Dense(2, bias_regularizer=L1(0.1))],
        (2,),
        (lambda: Adam(0.01, clipnorm=0.1), "mse"),
    ),
    "masks, noise and activities": (
        lambda: [Dense(8), Dropout(0.5), GaussianNoise(0.1), ActivityRegularization(0.1), Dense(2)],
        (2,),
        (lambda: SGD(ExponentialDecay(0.05, 3, 0.5), momentum=0.5), "mae"),
    ),
    "normalization": (
        lambda: [Dense(4), BatchNormalization(), Activation("relu"), LayerNormalization()],
        (2,),
        ("nadam", "huber"),
    ),
    "one step for two layers": (
        lambda: [Conv2D(3, 2, activation="relu"), MaxPooling2D(), Flatten(), Dense(3, "softmax")],
        IMAGES,
        ("rmsprop", "categorical_crossentropy", ["accuracy"]),
    ),
    "images": (
        lambda: [Conv2D(2, 3, padding="same"), AveragePooling2D(2), Flatten(), Dense(1, "sigmoid")],
        IMAGES,
        (lambda: SGD(0.05, 0.5, True), "binary_crossentropy", ["accuracy"]),
    ),
    "a stack in a stack": (
        lambda: [
            Residual([Conv2D(4, 2, 2, "same"), Residual([BatchNormalization(), Dropout(0.2)])]),
            Reshape((-1,)),
            Dense(2),
        ],
        IMAGES,
        (lambda: Adam(amsgrad=True), "mse"),
    ),
}


def built(case, seed=2):
    layers, shape, (optimizer, *more) = NETWORKS[case]
    model = Sequential(layers(), shape, seed)
    model.compile(optimizer if isinstance(optimizer, str) else optimizer(), *more)
    return model


def data_for(model, n=23, seed=0):
    """Inputs, and targets that are shares, so that every loss takes them."""
    rng = np.random.default_rng(seed)
    y = rng.random((n, *model.output_shape))
    return rng.normal(size=(n, *model.input_shape)), y / y.sum(axis=1, keepdims=True)


def train(model, n=23, **more):
    return model.fit(*data_for(model, n), batch_size=8, epochs=2, verbose=0, **more).history


# Copies


@pytest.mark.parametrize("way", COPIES)
@pytest.mark.parametrize("case", NETWORKS)
def test_a_copy_trains_on_alike_and_alone(case, way):
    """With its weights, momentum, masks and order of examples, and none of them the original's."""
    model = built(case)
    train(model)
    before = model.get_weights(), copy.deepcopy(model.optimizer.memory())
    other = COPIES[way](model)
    history = train(other, validation_data=data_for(model, 9))
    for now, then in zip(model.get_weights(), before[0], strict=True):
        np.testing.assert_array_equal(now, then)
    for name, then in before[1].items():
        np.testing.assert_array_equal(model.optimizer.memory()[name], then)
    assert history == train(model, validation_data=data_for(model, 9))
    for one, same in zip(model.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_array_equal(one, same)
    x, y = data_for(model, 70, seed=5)
    np.testing.assert_array_equal(model.predict(x), other.predict(x))
    assert model.evaluate(x, y) == other.evaluate(x, y)
    assert repr(model) == repr(other) and other.optimizer is not model.optimizer
    assert np.abs(other.theta).max() > 0 and other.theta.flags.writeable


@pytest.mark.parametrize("way", COPIES)
def test_a_copy_before_any_training(way):
    model = Sequential([Dense(5, "tanh"), Dropout(0.1), Dense(1, "sigmoid")], 2, seed=3)
    other = COPIES[way](model)
    for each in (model, other):
        each.compile("sgd", "binary_crossentropy")
        each.fit(X, Y, verbose=0)
    np.testing.assert_array_equal(other.theta, model.theta)


@pytest.mark.parametrize("way", COPIES)
def test_a_copy_in_the_middle_of_a_training(way):
    """Taken by a callback, it goes on as the network does, which goes on undisturbed."""
    copies, (model, alone) = [], (built("masks, noise and activities") for _ in range(2))

    class Take(Callback):
        def on_epoch_end(self, epoch, logs=None):
            copies.append(COPIES[way](self.model))

    whole = train(alone)["loss"]
    assert train(model, callbacks=[Take()])["loss"] == whole
    np.testing.assert_array_equal(copies[1].theta, model.theta)
    copies[0].fit(*data_for(model), batch_size=8, verbose=0)
    np.testing.assert_array_equal(copies[0].theta, copies[1].theta)


def test_two_copies_of_one_share_nothing():
    """Of lists of networks too; and what is said of a layer later stays said."""
    model = built("dense")
    model.layers[0].trainable, model.remark = False, ["mine"]
    pair = copy.deepcopy([model, model])
    assert pair[0] is pair[1] and pair[0] is not model
    assert pair[0].layers[0].trainable is False and pair[0].remark == ["mine"]
    assert pair[0].remark is not model.remark


MARK = 1234.5678901  # in inputs, targets and weights, to be looked for


@pytest.mark.parametrize("case", NETWORKS)
def test_a_pickle_holds_nothing_of_the_data(case):
    """Whatever was trained on, predicted or evaluated, and whatever a layer keeps for backward."""
    sizes = []
    for n in (8, 300):
        model = built(case)
        x, y = data_for(model, n)
        x[:, 0] = y[0] = MARK if "crossentropy" not in type(model.loss).__name__.lower() else 1
        with np.errstate(all="ignore"):
            model.update(x, y, np.full(n, MARK))
            model.update(x[:7], y[:7], np.full(7, MARK))
        model.set_weights([np.full_like(w, 0.5) for w in model.get_weights()])
        for a in model.optimizer.memory().values():
            a[...] = 0.5
        model.predict(x)
        model.evaluate(x, np.clip(y, 0, 1))
        data = pickle.dumps(model)
        assert np.float64(MARK).tobytes() not in data
        sizes.append(len(data))
    assert abs(sizes[0] - sizes[1]) < 20  # numbers of the generators' states may be a digit longer


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_pickle_is_as_large_as_the_weights_and_what_is_remembered_of_them(name):
    model = Sequential([Dense(300, "relu"), Dropout(0.1), Dense(300, "relu"), Dense(1)], 300)
    model.compile(name, "mse")
    model.train_on_batch(np.ones((4, 300)), np.ones(4))
    needed = model.theta.nbytes + sum(a.nbytes for a in model.optimizer.memory().values())
    assert needed < len(pickle.dumps(model)) < needed + 5000


@dataclass(eq=False)
class Mine(Layer):
    """A layer of a reader's own, which keeps what it needs in attributes of all kinds."""

    def __post_init__(self):
        self.factor = np.full(3, 2.0)

    def make(self, rng):
        self.state = {"seen": np.zeros(1)}
        return self.input_shape

    def forward(self, x, training=False):
        self.x, self.cache, self.calls = x, (x, {"x": x}), 1
        self.state["seen"] += training
        return x * self.factor[0]

    def backward(self, dout):
        return dout * self.factor[0]


@pytest.mark.parametrize("way", COPIES)
def test_a_reader_s_own_layer_is_copied_without_its_pass(way):
    model = Sequential([Mine(), Dense(1)], 2, seed=1)
    model.compile("adam", "mse")
    model.fit(X, Y, verbose=0)
    other = COPIES[way](model)
    assert not {"x", "cache"} & set(vars(other.layers[0]))
    assert model.fit(X, Y, verbose=0).history == other.fit(X, Y, verbose=0).history
    assert other.layers[0].state["seen"] == model.layers[0].state["seen"] == 4
    assert other.layers[0].state["seen"] is not model.layers[0].state["seen"]


# Threads


class Meeting(Layer):
    """Lets every pass wait until another thread has come as far: both are then in the network."""

    barrier = None

    def __post_init__(self):
        pass

    def forward(self, x, training=False):
        if Meeting.barrier:
            Meeting.barrier.wait(30)
        return x

    def backward(self, dout):
        return dout


@pytest.fixture
def meeting():
    """meeting(calls): what the calls answer, each in a thread of its own, all at once."""

    def at_once(*calls):
        Meeting.barrier = threading.Barrier(len(calls))
        with ThreadPoolExecutor(len(calls)) as pool:
            return [future.result() for future in [pool.submit(call) for call in calls]]

    yield at_once
    Meeting.barrier = None


@pytest.mark.parametrize("inside", [False, True], ids=["", "in a stack"])
@pytest.mark.parametrize("case", CASES)
def test_threads_do_not_meet_in_a_layer(case, inside, rng, meeting):
    """Every layer of utils: whoever comes second does not change what the first has computed."""
    (kind, arguments, settings, shape), outputs = copy.deepcopy(CASES[case]), made(CASES[case])
    layer, stacks = kind(*arguments, **settings), inside and outputs.output_shape == shape
    model = Sequential([Residual([layer, Meeting()])] if stacks else [layer, Meeting()], shape)
    model.compile("sgd", "mse")
    inputs = [rng.normal(size=(n, *shape)) for n in (6, 6, 6, 4)]
    Meeting.barrier = None
    wanted = [model.predict(x) for x in inputs]
    values = [model.evaluate(x, p + 1) if p.ndim == 2 else 0 for x, p in zip(inputs, wanted)]
    for _ in range(2):
        got = meeting(*(lambda x=x: model.predict(x) for x in inputs))
        for p, right in zip(got, wanted):
            np.testing.assert_array_equal(p, right)
        if wanted[0].ndim == 2:
            targets = [p + 1 for p in wanted]
            calls = [lambda x=x, y=y: model.evaluate(x, y) for x, y in zip(inputs, targets)]
            assert meeting(*calls) == values


@pytest.mark.parametrize("case", NETWORKS)
def test_predictions_from_many_threads_are_those_of_one(case):
    model = built(case)
    train(model)
    parts = [data_for(model, n, seed=n) for n in (1, 5, 50, 50, 51, 2100)]
    wanted = [(model.predict(x), model.evaluate(x, y)) for x, y in parts]

    def work(k):
        x, y = parts[k % len(parts)]
        return np.array_equal(model.predict(x), wanted[k % len(parts)][0]), model.evaluate(x, y)

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(work, range(120)))
    assert answers == [(True, wanted[k % len(parts)][1]) for k in range(120)]


@pytest.mark.parametrize("case", NETWORKS)
def test_a_training_does_not_notice_who_predicts(case):
    """In other threads and in callbacks, in batches of the training's own size too."""
    model, alone, stop = built(case), built(case), threading.Event()
    x, y = data_for(model, 8, seed=4)

    def watch():
        while not stop.is_set():
            model.predict(x)
            model.evaluate(x, y)

    class Look(Callback):
        def on_train_batch_end(self, batch, logs=None):
            kept = self.model.p.copy()
            self.model.predict(x[: len(kept)])
            self.model.evaluate(x[: len(kept)], y[: len(kept)])
            np.testing.assert_array_equal(self.model.p, kept)

    with ThreadPoolExecutor(2) as pool:
        watchers = [pool.submit(watch) for _ in range(2)]
        history = [train(model, callbacks=[Look()]) for _ in range(5)]
        stop.set()
        for watcher in watchers:
            watcher.result()
    assert history == [train(alone) for _ in range(5)]
    np.testing.assert_array_equal(model.theta, alone.theta)


def test_predictions_use_their_arrays_again_and_keep_few():
    """As many sets as predict at once, at most SETS of which stay."""
    model = built("dense")
    model.predict(X)
    arrays = model._spare.sets[0][0].x1
    model.predict(X)
    assert len(model._spare.sets) == 1 and model._spare.sets[0][0].x1 is arrays
    passes = [model.passes(X) for _ in range(3 * SETS)]
    for each in passes:
        next(each)
    for each in passes:
        list(each)
    assert len(model._spare.sets) == SETS


def test_predictions_see_what_a_reader_changes():
    """Settings and weights are the layer's, whoever predicted before."""
    model = Sequential([Dense(2, "relu", kernel_initializer="ones"), Dense(1), Dense(1)], 2)
    x = np.array([[1.0, -2.0], [0.5, 0.25]])
    model.set_weights([np.ones_like(w) if w.ndim == 2 else w for w in model.get_weights()])
    np.testing.assert_array_equal(model.predict(x), [[0], [1.5]])

    class Twice(activations.Activation):
        """Needs z after it has begun to write a."""

        def __call__(self, z, out=None):
            out = np.empty_like(z) if out is None else out
            out[...] = 1
            out *= 2 * z
            return out

    model.layers[0].activation = Twice()
    np.testing.assert_array_equal(model.predict(x), [[-4], [3]])
    model.layers[1].params["kernel"][...] = 0.5
    model.layers[1].activation = activations.get("relu")
    np.testing.assert_array_equal(model.predict(x), [[0], [1.5]])


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_a_prediction_is_what_forward_gives(name, rng):
    """Bit for bit, though it writes a = g(z) over z."""
    layers = [Dense(5, name), Dense(4, name, False), Activation(name), Dense(3, name), Dense(2)]
    model = Sequential(layers, 3)
    for x in (rng.normal(size=(n, 3)) for n in (1, 2, 9)):
        np.testing.assert_array_equal(model.predict(x), model.forward(x))


def test_a_prediction_leaves_the_last_pass_to_whoever_looks():
    model = built("dense")
    model.forward(X)
    a, z = model.layers[0].a.copy(), model.layers[1].z.copy()
    model.predict(-X)
    np.testing.assert_array_equal(model.layers[0].a, a)
    np.testing.assert_array_equal(model.layers[1].z, z)


# Depth

DEEP = {
    "dense": lambda k: Dense(3, "tanh", use_bias=k % 2 == 0),
    "in blocks": lambda k: [Dense(3), LayerNormalization(), Activation("tanh"), Dropout(0.1)][
        k % 4
    ],
    "images": lambda k: Conv2D(1, 2, padding="same", activation="tanh"),
    "residual": lambda k: Residual([Dense(3, "tanh")]),
}


@pytest.mark.parametrize("case", DEEP)
def test_depth_costs_nothing(case):
    """Five hundred layers predict, train, and are copied in every way."""
    shape = (3, 3, 1) if case == "images" else (3,)
    model = Sequential([DEEP[case](k) for k in range(500)], shape)
    model.compile("adam", "mse")
    x, y = data_for(model, 3) if case != "images" else (np.ones((3, *shape)), np.ones((3, 1)))
    model.predict(x)
    if case != "images":
        model.fit(x, y, batch_size=2, verbose=0)
    for way in ("copy", "pickle", "clone"):
        np.testing.assert_array_equal(COPIES[way](model).predict(x), model.predict(x))


def test_a_stack_may_be_nested_deeply():
    layer = Dense(2, "tanh")
    for _ in range(60):
        layer = Residual([layer])
    model = Sequential([layer], 2)
    for way in COPIES.values():
        np.testing.assert_array_equal(way(model).predict(X), model.predict(X))


def test_weights_put_back_are_copies():
    """EarlyStopping's too, in a network that came out of a read-only pickle."""
    model = COPIES["read-only pickle"](built("dense"))
    stop = EarlyStopping("loss", patience=1)
    train(model, callbacks=[stop])
    stop.best_weights[0][...] = 9
    assert np.abs(model.theta).max() < 9
