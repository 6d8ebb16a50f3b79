"""The twin: the same classes, settings, weights, and numbers as ours, in Keras."""

import copy
import inspect
from dataclasses import MISSING, fields, replace

import numpy as np
import pytest

from tests import test_optimizers
from tests.test_completeness import LAYERS as LAYERED
from utils import datasets, keras_baseline
from utils.activations import ACTIVATIONS, LeakyReLU
from utils.callbacks import Callback, EarlyStopping
from utils.constraints import MaxNorm
from utils.drawing.recorder import Recorder
from utils.initializers import INITIALIZERS, HeNormal, RandomNormal
from utils.layers import Dense, Dropout, Flatten
from utils.losses import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Hinge,
    Huber,
    KLDivergence,
    MeanAbsoluteError,
    MeanSquaredError,
    SparseCategoricalCrossentropy,
)
from utils.models import Sequential
from utils.normalization import BatchNormalization
from utils.optimizers import (
    SGD,
    Adadelta,
    Adagrad,
    Adam,
    Adamax,
    AdamW,
    Lion,
    Muon,
    Nadam,
    RMSprop,
    ScheduleFreeAdamW,
)
from utils.regularizers import L1, L1L2, L2
from utils.schedules import ExponentialDecay

pytestmark = pytest.mark.keras

X, Y = datasets.moons(60, seed=3)
EXACT = {"rtol": 0, "atol": 1e-14}
# TensorFlow rounds leaky_relu's 0.2 through float32, but holds 0.25; gelu's constants it rounds too
BENDS = {**ACTIVATIONS, "leaky_relu": LeakyReLU(0.25)}
del BENDS["gelu"]

# what: layers and the shape of one example
LAYERS = {
    **{f"Dense {name}": (lambda g=g: [Dense(4, g), Dense(3)], 2) for name, g in BENDS.items()},
    "Dense without bias": (lambda: [Dense(4, "tanh", use_bias=False)], 2),
    "Dense with a random bias": (lambda: [Dense(4, bias_initializer="random_normal")], 2),
    "Dropout": (lambda: [Dense(4), Dropout(0.5), Dense(1, "sigmoid")], 2),
    "Flatten": (lambda: [Flatten(), Dense(3, "tanh")], (2, 3, 2)),
}


@pytest.mark.parametrize("case", LAYERS)
def test_twin_predicts_the_same(case, keras, rng):
    layers, shape = LAYERS[case]
    model = Sequential(layers(), shape, seed=2)
    twin, x = keras_baseline.like(model), rng.normal(size=(7, *model.input_shape))
    assert [type(layer).__name__ for layer in twin.layers] == [
        type(layer).__name__ for layer in model.layers
    ]
    for w, other in zip(model.get_weights(), twin.get_weights()):
        np.testing.assert_array_equal(w, other)
    np.testing.assert_allclose(model.predict(x), twin(x, training=False), **EXACT)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_twin_has_the_type_of_the_model(dtype, keras):
    model = Sequential([Dense(4, "tanh"), Dense(1)], 2, dtype=dtype)
    model.compile(SGD(0.5), "mse")
    twin = keras_baseline.like(model)
    assert {w.dtype for w in twin.weights} == {dtype}
    assert model.train_on_batch(X, Y)["loss"] == pytest.approx(
        float(twin.train_on_batch(X.astype(dtype), Y[:, None].astype(dtype))), rel=1e-6
    )
    assert twin.predict(X[:3], verbose=0).dtype == dtype
    assert keras.config.floatx() == dtype


def test_twin_of_a_network_not_compiled(keras):
    model = Sequential([Dense(1)], 2)
    assert not keras_baseline.like(model).compiled
    model.compile("adam", "mse")
    assert keras_baseline.like(model).compiled


def test_twin_goes_its_own_way(keras):
    """Neither network's training moves the other's weights."""
    model = Sequential([Dense(3), Dense(1)], 2)
    model.compile(SGD(0.5), "mse")
    twin, before = keras_baseline.like(model), model.theta.copy()
    twin.train_on_batch(X, Y[:, None])
    np.testing.assert_array_equal(model.theta, before)
    kept = twin.get_weights()
    model.train_on_batch(X, Y)
    for w, other in zip(kept, twin.get_weights()):
        np.testing.assert_array_equal(w, other)


# One object of each kind with settings that differ from the defaults, and its place in Keras
TRANSLATED = [
    (Dropout(0.25), "layers"),
    (Flatten(), "layers"),
    (SGD(0.5, 0.25, True), "optimizers"),
    (RMSprop(0.5, 0.75, 0.25, 0.125), "optimizers"),
    (Adam(0.5, 0.75, 0.875, 0.125, True, 0.25, 2.0), "optimizers"),
    (AdamW(0.5, 0.25, 0.75, 0.875, 0.125, True, None, 2.0), "optimizers"),
    (Adagrad(0.5, 0.25, 0.125), "optimizers"),
    (Adadelta(0.5, 0.75, 0.125), "optimizers"),
    (Adamax(0.5, 0.75, 0.875, 0.125), "optimizers"),
    (Nadam(0.5, 0.75, 0.875, 0.125), "optimizers"),
    (Lion(0.5, 0.75, 0.875, 0.125), "optimizers"),
    (Muon(0.5, 0.75, 0.875, 0.25, 0.125, None, 2.0, muon_a=3.0, ns_steps=3), "optimizers"),
    (ScheduleFreeAdamW(0.5, 0.75, 0.875, 0.125, 7, 0.25), "optimizers"),
    (L1(0.5), "regularizers"),
    (L2(0.5), "regularizers"),
    (L1L2(0.5, 0.25), "regularizers"),
    (MaxNorm(0.5, axis=[0, 1]), "constraints"),
    (KLDivergence(), "losses"),
    (RandomNormal(1.0, 0.5), "initializers"),
    (MeanSquaredError(), "losses"),
    (BinaryCrossentropy(True), "losses"),
    (CategoricalCrossentropy(True), "losses"),
    (SparseCategoricalCrossentropy(True), "losses"),
    *((known, "initializers") for known in INITIALIZERS.values()),
]


@pytest.mark.parametrize(("ours", "home"), TRANSLATED, ids=lambda x: type(x).__name__)
def test_settings_arrive(ours, home, keras):
    theirs = keras_baseline.translate(ours)
    assert type(theirs) is getattr(getattr(keras, home), type(ours).__name__)
    config = theirs.get_config()
    for setting in fields(ours):
        wanted = getattr(ours, setting.name)
        assert config[setting.name] == (
            None if wanted is None else pytest.approx(wanted, rel=1e-15)
        )


def test_settings_of_a_dense_layer_arrive(keras):
    ours = Dense(
        4,
        "relu",
        False,
        kernel_initializer=HeNormal(),
        bias_initializer="random_normal",
        kernel_regularizer=L2(0.5),
        bias_regularizer=L1(0.25),
    )
    theirs = keras_baseline.translate(ours)
    assert (theirs.units, theirs.use_bias) == (4, False)
    assert theirs.activation is keras.activations.relu
    assert type(theirs.kernel_initializer) is keras.initializers.HeNormal
    assert type(theirs.bias_initializer) is keras.initializers.RandomNormal
    assert float(theirs.kernel_regularizer.l2) == 0.5
    assert float(theirs.bias_regularizer.l1) == 0.25


# Where a default differs on purpose: the docstring says so
DIFFERENT = {("EarlyStopping", "restore_best_weights")}
SETTINGS = [
    *((kind, "layers") for kind in (Dense, Dropout, Flatten)),
    *((kind, "regularizers") for kind in (L1, L2, L1L2)),
    *((kind, "losses") for kind in (MeanAbsoluteError, Huber, Hinge, KLDivergence)),
    *((type(known), "initializers") for known in INITIALIZERS.values()),
    *((kind, "losses") for kind in (MeanSquaredError, BinaryCrossentropy)),
    *((kind, "losses") for kind in (CategoricalCrossentropy, SparseCategoricalCrossentropy)),
    (EarlyStopping, "callbacks"),
]


@pytest.mark.parametrize(("kind", "home"), SETTINGS, ids=lambda x: getattr(x, "__name__", x))
def test_names_and_defaults_are_keras_s(kind, home, keras):
    """Every field is an argument of the same name; what may be left out is the same too."""
    theirs = inspect.signature(getattr(getattr(keras, home), kind.__name__)).parameters
    for setting in fields(kind):
        default = theirs[setting.name].default
        if (kind.__name__, setting.name) in DIFFERENT:
            assert setting.default != default
        elif setting.default is MISSING:
            assert default is inspect.Parameter.empty
        else:
            assert setting.default == default


ONE_STEP = {
    "SGD": lambda: SGD(2.0**-3, 0.5),
    "RMSprop": lambda: RMSprop(2.0**-7, 0.875),
    "Adam": lambda: Adam(2.0**-7, 0.875, 1 - 2.0**-10),
    "AMSGrad": lambda: Adam(2.0**-7, 0.875, 1 - 2.0**-10, amsgrad=True),
    "AdamW": lambda: AdamW(2.0**-7, 2.0**-8, 0.875, 1 - 2.0**-10),
    "Adamax": lambda: Adamax(2.0**-7, 0.875, 1 - 2.0**-10),
    "Adagrad": lambda: Adagrad(2.0**-4, 0.125),
    "Adadelta": lambda: Adadelta(2.0**3, 0.875),
    "RMSprop centered": lambda: RMSprop(2.0**-7, 0.875, 0.5, centered=True),
    "Lion": lambda: Lion(2.0**-7, 0.875, 0.75),
    "Muon": lambda: Muon(2.0**-7, **test_optimizers.MUON_EXACT, rms_rate=0.25),
    "Schedule-free": lambda: ScheduleFreeAdamW(2.0**-7, 0.875, 1 - 2.0**-10, 2.0**-20),
    "staircase": lambda: SGD(ExponentialDecay(2.0**-3, 1, 0.5, staircase=True), clipvalue=2.0**-5),
}


@pytest.mark.parametrize("name", ONE_STEP)
def test_one_step_on_relu(name, keras):
    """L1 penalties and kinks: equal for a step, before rounding can send units different ways."""
    layers = [
        Dense(8, "relu", kernel_regularizer=L1(2.0**-6)),
        Dense(8, "relu", kernel_initializer="he_normal", bias_regularizer=L2(2.0**-6)),
        Dense(1, "sigmoid"),
    ]
    model = Sequential(layers, 2, seed=2)
    model.compile(ONE_STEP[name](), "binary_crossentropy")
    twin, before = keras_baseline.like(model), model.theta.copy()
    model.train_on_batch(X, Y)
    twin.train_on_batch(X, Y[:, None])
    assert np.abs(model.theta - before).max() > 1e-3
    for w, other in zip(model.get_weights(), twin.get_weights()):
        np.testing.assert_allclose(w, other, rtol=0, atol=1e-13)


# layers, loss, labels that fit
FITS = {
    "binary": (
        lambda: [Dense(6, "tanh", kernel_regularizer=L2(2.0**-7)), Dense(1, "sigmoid")],
        "binary_crossentropy",
        lambda y: y,
    ),
    "one-hot": (
        lambda: [Dense(6, "tanh"), Dense(2, "softmax", bias_regularizer=L1(2.0**-7))],
        "categorical_crossentropy",
        lambda y: np.eye(2)[y],
    ),
    "class numbers": (
        lambda: [Flatten(), Dense(6, LeakyReLU(0.25), False), Dense(2, "softmax")],
        "sparse_categorical_crossentropy",
        lambda y: y,
    ),
    "regression": (
        lambda: [Dense(6, "tanh"), Dense(2)],
        "mse",
        lambda y: np.column_stack([y, 2.0 - y]),
    ),
}


@pytest.mark.parametrize("case", FITS)
def test_fit_beside_keras(case, keras):
    """Mini-batches in the same order, the last one short: weights, history and validation."""
    layers, loss, labels = FITS[case]
    model = Sequential(layers(), 2, seed=1)
    model.compile(SGD(0.25, 0.5), loss, metrics=None if loss == "mse" else ["accuracy"])
    twin = keras_baseline.like(model)
    held_out = datasets.moons(50, seed=4)
    settings = {
        "batch_size": 16,
        "epochs": 3,
        "shuffle": False,
        "verbose": 0,
        "validation_data": (held_out[0], labels(held_out[1])),
    }
    ours = model.fit(X, labels(Y), **settings).history
    theirs = twin.fit(X, labels(Y), **settings).history
    assert set(ours) == set(theirs)
    for name, values in ours.items():
        np.testing.assert_allclose(values, theirs[name], rtol=0, atol=1e-12, err_msg=name)
    for w, other in zip(model.get_weights(), twin.get_weights()):
        np.testing.assert_allclose(w, other, rtol=0, atol=1e-12)
    np.testing.assert_allclose(model.predict(X), twin.predict(X, verbose=0), rtol=0, atol=1e-12)


def gap(y, p):
    """A metric in NumPy's words and TensorFlow's."""
    return abs(y - p)


# what: an optimizer, a loss, the layers that stay as they are, what fit is given, other metrics
NEXT = {
    "a share to validate": (SGD(0.25), "binary_crossentropy", (), {"validation_split": 0.3}, ()),
    "metrics that are functions": (SGD(0.25), "binary_crossentropy", (), {}, (gap,)),
    "smooth labels": (SGD(0.25), BinaryCrossentropy(label_smoothing=0.125), (), {}, ()),
    "gradients cut as one": (SGD(0.25, global_clipnorm=2.0**-6), "mse", (), {}, ()),
    "a layer that stays": (SGD(0.25, 0.5), "mse", (0,), {}, ()),
    "layers that stay, gradients cut": (SGD(0.25, global_clipnorm=2.0**-6), "mse", (0, 3), {}, ()),
    "each gradient of a few cut": (SGD(0.25, clipnorm=2.0**-6), "mse", (0,), {}, ()),
    "moments that stay": (SGD(0.25, 0.5), "mse", (1,), {}, ()),
}


@pytest.mark.parametrize("case", NEXT)
def test_what_a_keras_user_types_next(case, keras):
    """Weights, moments and history, penalties and constraints of layers that stay included."""
    optimizer, loss, stay, settings, more = NEXT[case]
    model = Sequential(
        [
            Dense(5, "tanh", kernel_regularizer=L2(2.0**-3), kernel_constraint=MaxNorm(0.5)),
            BatchNormalization(momentum=0.5, epsilon=2.0**-10),
            Dense(4, "tanh", kernel_regularizer=L1(2.0**-7)),
            Dense(1, "sigmoid"),
        ],
        2,
        seed=1,
    )
    for k in stay:
        model.layers[k].trainable = False
    model.compile(replace(optimizer), loss, metrics=["accuracy", *more] if more else None)
    twin = keras_baseline.like(model)
    if more:
        twin.compile(twin.optimizer, twin.loss, metrics=["binary_accuracy", *more])
    settings = {"batch_size": 16, "epochs": 3, "shuffle": False, "verbose": 0, **settings}
    before = [w.copy() for k in stay for w in model.layers[k].weights()]
    ours = model.fit(X, Y, **settings).history
    theirs = twin.fit(X, Y[:, None].astype(float), **settings).history
    for name, values in ours.items():
        name = name if name in theirs else name.replace("accuracy", "binary_accuracy")
        np.testing.assert_allclose(values, theirs[name], rtol=0, atol=1e-12, err_msg=name)
    theirs = [w for layer in twin.layers for w in layer.get_weights()]
    for w, other in zip(model.get_weights(), theirs):
        np.testing.assert_allclose(w, other, rtol=0, atol=1e-12)
    after = [w for k in stay for w in model.layers[k].weights()]
    np.testing.assert_equal(after, before)


class Calls(Callback):
    """Notes what it is called with."""

    def __init__(self):
        self.calls = []

    def on_train_begin(self, logs=None):
        self.calls.append("begin")

    def on_train_batch_end(self, batch, logs=None):
        self.calls.append(batch)

    def on_epoch_end(self, epoch, logs=None):
        self.calls.append((epoch, sorted(logs)))

    def on_train_end(self, logs=None):
        self.calls.append("end")


def test_our_callbacks_watch_keras(keras):
    """The same calls in the same order as from our own training, and the model that trains."""
    model = Sequential([Dense(3, "tanh"), Dense(1, "sigmoid")], 2)
    model.compile(SGD(0.5), "binary_crossentropy")
    twin, ours, theirs = keras_baseline.like(model), Calls(), Calls()
    settings = {"batch_size": 40, "epochs": 2, "shuffle": False, "verbose": 0}
    here = Recorder(seen=lambda m: m.predict(X))
    there = Recorder(seen=lambda m: m.predict(X, verbose=0))
    model.fit(X, Y, callbacks=[ours, here], **settings)
    watch = [keras_baseline.callback(theirs), keras_baseline.callback(there)]
    twin.fit(X, Y[:, None], callbacks=watch, **settings)
    assert theirs.calls == ours.calls == ["begin", 0, 1, (0, ["loss"]), 0, 1, (1, ["loss"]), "end"]
    assert theirs.model is twin
    assert there.steps == here.steps == [0, 1, 2]
    np.testing.assert_allclose(there.seen, here.seen, rtol=0, atol=1e-12)


def test_our_early_stopping_stops_keras(keras):
    """Labels turned round for validation: the first epoch is the best of all."""
    model = Sequential([Dense(3, "tanh"), Dense(1, "sigmoid")], 2)
    model.compile(SGD(0.5), "binary_crossentropy")
    twin, stopping = keras_baseline.like(model), EarlyStopping(patience=2)
    recorder = Recorder(seen=lambda m: m.get_weights()[0])
    history = twin.fit(
        X,
        Y[:, None],
        epochs=20,
        validation_data=(X, 1 - Y[:, None]),
        verbose=0,
        callbacks=[keras_baseline.callback(each) for each in (recorder, stopping)],
    )
    assert history.epoch == [0, 1, 2] and stopping.stopped_epoch == 2
    np.testing.assert_array_equal(twin.get_weights()[0], recorder.seen[1])


# A case of each kind of layer
OF_EACH_KIND = {row[0].__name__: row for table in LAYERED for row in table.KERAS.values()}


@pytest.mark.parametrize("kind", OF_EACH_KIND)
def test_weights_go_to_keras_and_come_back(kind, keras, rng):
    """Also what normalization keeps beside its parameters: each number in its place."""
    make, arguments, settings, shape = copy.deepcopy(OF_EACH_KIND[kind])
    model = Sequential([make(*arguments, **settings)], shape)
    x = rng.normal(size=(4, *shape))

    def drawn():
        return [rng.uniform(0.5, 1.5, w.shape) for w in model.get_weights()]

    model.set_weights(drawn())
    twin = keras_baseline.like(model)
    there = twin.get_weights()
    assert len(there) == len(model.get_weights())
    for w, other in zip(model.get_weights(), there):
        np.testing.assert_array_equal(w, other)
    np.testing.assert_allclose(model.predict(x), twin(x, training=False), atol=1e-12)
    twin.set_weights(drawn())
    model.set_weights(twin.get_weights())
    np.testing.assert_allclose(model.predict(x), twin(x, training=False), atol=1e-12)
    assert not there or np.abs(model.get_weights()[0] - there[0]).max() > 0.01
