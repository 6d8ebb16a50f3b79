"""Saving: what comes back is the same network, and nothing comes back from a file that is not."""

import copy
import io
import json
import os
import zipfile
from dataclasses import MISSING, dataclass, fields
from enum import IntEnum

import numpy as np
import pytest

from utils import datasets, saving
from utils.activations import Activation, LeakyReLU
from utils.constraints import MaxNorm, UnitNorm
from utils.convolution import Conv2D, ZeroPadding2D
from utils.initializers import HeNormal, RandomNormal
from utils.layers import (
    ActivityRegularization,
    Dense,
    Dropout,
    Flatten,
    GaussianNoise,
    Layer,
    Reshape,
)
from utils.losses import BinaryCrossentropy, Huber, Loss
from utils.models import Sequential, load_model
from utils.network import CLASSES, NAMES
from utils.normalization import BatchNormalization, LayerNormalization
from utils.optimizers import OPTIMIZERS, SGD, Adam, AdamW, Optimizer
from utils.pooling import AveragePooling2D, MaxPooling2D
from utils.regularizers import L1, L1L2, L2
from utils.residual import Residual
from utils.schedules import CosineDecay, CosineDecayRestarts, PiecewiseConstantDecay, Schedule


class Three(IntEnum):
    """A whole number of Python's that is no plain one."""

    THREE = 3


X, Y = datasets.moons(40, seed=3)


def network(seed=0, dtype="float64"):
    model = Sequential([Dense(3, "tanh"), Dense(1, "sigmoid")], 2, seed, dtype)
    model.compile(SGD(0.5), "binary_crossentropy", metrics=["accuracy"])
    return model


# layers, the shape of one example, and what compile is given, if it is called
NETWORKS = {
    "plain": (lambda: [Dense(1)], (2,), None),
    "named": (lambda: [Dense(4, "relu"), Dense(1, "sigmoid")], (2,), lambda: ("adam", "mse")),
    "settings": (
        lambda: [
            Dense(4, LeakyReLU(0.25), False, HeNormal(), kernel_regularizer=L2(0.5)),
            Dropout(0.25),
            Dense(1, None, True, "zeros", RandomNormal(0.5, 0.25), bias_regularizer="l1"),
        ],
        (2,),
        lambda: (Adam(CosineDecay(0.25, 10), 0.5, 0.75), Huber(2.0)),
    ),
    "images": (
        lambda: [Flatten(), Dense(2, "softmax", kernel_regularizer=L1(0.125))],
        (4, 3, 2),
        lambda: (SGD(0.5, 0.25, True), "sparse_categorical_crossentropy", ["accuracy"]),
    ),
    "logits": (
        lambda: [Dense(1)],
        (2,),
        lambda: (SGD(0.5), BinaryCrossentropy(True), ["accuracy"]),
    ),
    "without weights": (lambda: [Flatten(), Dropout(0.5)], (2, 2), None),
}


def made(case, dtype="float64"):
    layers, shape, training = NETWORKS[case]
    model = Sequential(layers(), shape, seed=4, dtype=dtype)
    if training:
        model.compile(*training())
    return model


def settings_of(thing):
    """All settings, through and through, with the classes they belong to."""
    if isinstance(thing, (list, tuple)):
        return type(thing), [settings_of(each) for each in thing]
    if not hasattr(thing, "__dataclass_fields__"):
        return thing
    return type(thing), {f.name: settings_of(getattr(thing, f.name)) for f in fields(thing)}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("case", NETWORKS)
def test_the_same_network_comes_back(case, dtype, tmp_path, rng):
    model = made(case, dtype)
    model.save(tmp_path / "network.npz")
    same = load_model(tmp_path / "network.npz")
    x = rng.normal(size=(5, *model.input_shape))
    np.testing.assert_array_equal(model.predict(x), same.predict(x))
    assert same.predict(x).dtype == dtype
    assert repr(same) == repr(model)
    assert settings_of(same.layers) == settings_of(model.layers)
    for name in ("optimizer", "loss", "accuracy"):
        one, other = getattr(model, name), getattr(same, name)
        assert type(one) is type(other) and settings_of(one) == settings_of(other) or callable(one)
    for w, other in zip(model.get_weights(), same.get_weights()):
        np.testing.assert_array_equal(w, other)


# what: the optimizer
OPTIMIZED = {
    **{name: kind for name, kind in OPTIMIZERS.items()},
    "momentum": lambda: SGD(0.1, 0.5),
    "nesterov": lambda: SGD(0.1, 0.5, True),
    "amsgrad": lambda: Adam(amsgrad=True),
    "centered, with momentum": lambda: OPTIMIZERS["rmsprop"](0.01, momentum=0.5, centered=True),
    "clipnorm": lambda: Adam(0.01, clipnorm=0.05),
    "clipvalue and decay": lambda: AdamW(0.01, clipvalue=0.01),
    "schedule": lambda: SGD(CosineDecay(0.5, 20), 0.5),
    "steps": lambda: Adam(PiecewiseConstantDecay([3, 8, 12], [0.1, 0.05, 0.01, 0.001])),
}
RANDOM = {
    "none": lambda: [Dense(4, "tanh")],
    "masks": lambda: [Dense(4, "tanh"), Dropout(0.5)],
    "noise and moments": lambda: [GaussianNoise(0.1), Dense(4), BatchNormalization(momentum=0.5)],
    "masks in a stack": lambda: [Residual([Dense(4, "tanh"), Dropout(0.25)])],
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("stack", RANDOM)
@pytest.mark.parametrize("case", OPTIMIZED)
def test_training_goes_on_as_if_it_had_not_been_interrupted(case, stack, dtype, tmp_path):
    """Before the first update, after some, and once more: masks, orders, memory, count of updates;
    in the middle of an epoch too."""
    model = Sequential([*RANDOM[stack](), Dense(1, "sigmoid")], 2, 5, dtype)
    model.compile(OPTIMIZED[case](), "binary_crossentropy", ["accuracy"])
    for _ in range(3):
        model.save(tmp_path / "a.npz")
        same = load_model(tmp_path / "a.npz")
        settings = {"batch_size": 16, "epochs": 2, "verbose": 0, "validation_data": (X, Y)}
        assert model.fit(X, Y, **settings).history == same.fit(X, Y, **settings).history
        assert model.train_on_batch(X[:9], Y[:9]) == same.train_on_batch(X[:9], Y[:9])
        np.testing.assert_array_equal(model.theta, same.theta)
        assert model.optimizer.iterations == same.optimizer.iterations > 0
        np.testing.assert_array_equal(model.predict(X), same.predict(X))


def test_training_goes_on_after_a_copy_of_what_was_loaded(tmp_path):
    model = Sequential([*RANDOM["masks"](), Dense(1)], 2)
    model.compile("adam", "mse")
    model.fit(X, Y, verbose=0)
    model.save(tmp_path / "a.npz")
    other = copy.deepcopy(load_model(tmp_path / "a.npz"))
    assert model.fit(X, Y, verbose=0).history == other.fit(X, Y, verbose=0).history


def test_a_loaded_network_trains_by_itself(tmp_path):
    model = network()
    model.fit(X, Y, verbose=0)
    model.save(tmp_path / "a.npz")
    one, other, before = *(load_model(tmp_path / "a.npz") for _ in range(2)), model.theta.copy()
    one.fit(X, Y, verbose=0)
    np.testing.assert_array_equal(other.theta, before)
    np.testing.assert_array_equal(model.theta, before)


@pytest.mark.parametrize("bits", saving.BITS)
def test_any_of_numpy_s_generators_goes_on(bits, tmp_path):
    model = Sequential([Dense(3), Dropout(0.5), Dense(1)], 2)
    model.compile("sgd", "mse")
    model.draw_with(*(np.random.Generator(getattr(np.random, bits)(seed)) for seed in (1, 2)))
    model.order.integers(0, 2**20, dtype=np.uint32)  # half a number is left over
    model.fit(X, Y, verbose=0)
    model.save(tmp_path / "a.npz")
    same = load_model(tmp_path / "a.npz")
    assert model.fit(X, Y, verbose=0).history == same.fit(X, Y, verbose=0).history
    assert str(same.masks.bit_generator.state) == str(model.masks.bit_generator.state)


# The same settings in every type that may hold them
TYPED = {
    "whole": [3, np.int8(3), np.uint8(3), np.int32(3), np.int64(3), np.uint64(3), Three(3)],
    "small": [np.int64(2), np.int8(2), np.uint8(2), 2],
    "real": [0.5, np.float16(0.5), np.float32(0.5), np.float64(0.5), np.longdouble(0.5)],
    "flag": [False, np.False_],
    "pair": [(2, 2), [2, 2], (np.int64(2), np.int8(2)), np.array([2, 2], np.uint8)],
    "sides": [(1, 3), [1, 3], np.array([1, 3]), range(1, 4, 2), np.array([[1, 1], [3, 3]])],
    "shape": [(4, 5), np.array([4, 5]), np.array([4, 5], np.uint8), range(4, 6), [4, 5]],
    "sizes": [(4, 5, 1), np.array([4, 5, 1]), [4, 5, 1], tuple(np.array([4, 5, 1]))],
    "size": [(20,), 20, np.int64(20), np.array([20]), range(20, 21), [np.int16(20)], np.array(20)],
    "steps": [[5, 10], np.array([5, 10]), range(5, 11, 5), (5, 10), np.array([5, 10], np.uint8)],
    "rates": [
        [0.5, 0.25, 0.125],
        np.array([0.5, 0.25, 0.125]),
        np.array([0.5, 0.25, 0.125], np.float32),
        (0.5, np.longdouble(0.25), np.float16(0.125)),
    ],
    "axes": [[0, 1, 2], (np.int64(0), 1, np.int8(2))],
    "axis": [-1, np.int64(-1), [1], (np.int64(1),)],
    "name": ["same", np.str_("same")],
    "activation": ["tanh", np.str_("tanh"), np.array(["tanh"])[0]],
    "dtype": ["float32", np.float32, np.dtype("f4"), "f4"],
}
# what: how a network is made of one of them, and which of them
BUILT = {
    "Dense": (lambda v: [Dense(v), Dense(1)], "whole"),
    "Dense's bias": (lambda v: [Dense(3, "tanh", v), Dense(1)], "flag"),
    "an activation's name": (lambda v: [Dense(3, v), Dense(1)], "activation"),
    "an activation's setting": (lambda v: [Dense(3, LeakyReLU(v)), Dense(1)], "real"),
    "a share": (lambda v: [Dense(3), Dropout(v), Dense(1)], "real"),
    "noise": (lambda v: [GaussianNoise(v), Dense(1)], "real"),
    "activities": (lambda v: [ActivityRegularization(v, v), Dense(1)], "real"),
    "a penalty": (lambda v: [Dense(3, kernel_regularizer=L1L2(v, v)), Dense(1)], "real"),
    "a constraint": (lambda v: [Dense(3, kernel_constraint=MaxNorm(v)), Dense(1)], "real"),
    "a start": (lambda v: [Dense(3, kernel_initializer=RandomNormal(0.0, v)), Dense(1)], "real"),
    "moments": (lambda v: [BatchNormalization(momentum=v, epsilon=v), Dense(1)], "real"),
    "an axis": (lambda v: [LayerNormalization(v), Dense(1)], "axis"),
    "a shape": (lambda v: [Reshape(v), Flatten(), Dense(1)], "shape"),
    "an image": (lambda v: [Reshape(v), Conv2D(2, 2), Flatten(), Dense(1)], "sizes"),
    "filters": (
        lambda v: [Reshape((4, 5, 1)), Conv2D(v, v), Flatten(), Dense(1)],
        "whole",
    ),
    "a window": (
        lambda v: (
            [Reshape((4, 5, 1)), Conv2D(2, v, v), AveragePooling2D(v, v, "same")]
            + [Flatten(), Dense(1)]
        ),
        "pair",
    ),
    "padding": (lambda v: [Reshape((4, 5, 1)), MaxPooling2D(2, 1, v), Flatten(), Dense(1)], "name"),
    "sides of a frame": (
        lambda v: [Reshape((4, 5, 1)), ZeroPadding2D(v), Conv2D(2, 3), Flatten(), Dense(1)],
        "sides",
    ),
    "a frame": (lambda v: [Reshape((4, 5, 1)), ZeroPadding2D(v), Flatten(), Dense(1)], "pair"),
    "norms of filters": (
        lambda v: (
            [Reshape((4, 5, 1)), Conv2D(2, 2, kernel_constraint=UnitNorm(v))]
            + [Flatten(), Dense(1)]
        ),
        "axes",
    ),
    "small numbers": (
        lambda v: [Reshape((4, 5, 1)), Conv2D(50 * v, v, v, "same", v), Flatten(), Dense(1)],
        "small",
    ),
    "a stack": (lambda v: [Residual([Dense(v), Residual((Dense(v),))]), Dense(1)], "whole"),
    "a tuple of layers": (lambda v: (Dense(v), Dense(1)), "whole"),
    "input_shape": (lambda v: ([Dense(3), Dense(1)], v), "size"),
    "dtype": (lambda v: ([Dense(3), Dense(1)], 20, v), "dtype"),
    "a rate": (lambda v: SGD(v, v), "real"),
    "shares of the past": (lambda v: Adam(0.5, v, v, v), "real"),
    "a length": (lambda v: SGD(0.5, clipnorm=v), "real"),
    "a decay": (lambda v: AdamW(0.5, v), "real"),
    "rates": (lambda v: SGD(PiecewiseConstantDecay([5, 10], v)), "rates"),
    "steps": (lambda v: SGD(PiecewiseConstantDecay(v, [0.5, 0.25, 0.125])), "steps"),
    "a schedule": (lambda v: SGD(CosineDecay(v, 8, v)), "real"),
    "restarts": (lambda v: SGD(CosineDecayRestarts(0.5, v)), "whole"),
    "a loss": (lambda v: Huber(v), "real"),
    "logits": (lambda v: BinaryCrossentropy(not v), "flag"),
}


def built_of(case, value, dtype):
    """A compiled network with this value among its settings."""
    thing = BUILT[case][0](value)
    layers, shape, more = [Dense(3, "tanh"), Dense(1)], 20, {"dtype": dtype}
    optimizer, loss = SGD(2.0**-10), "mse"
    if isinstance(thing, Optimizer):
        optimizer = thing
    elif isinstance(thing, Loss):
        loss = thing
    elif isinstance(thing[0], Layer):
        layers = thing
    else:
        layers, shape = thing[:2]
        more["dtype"] = thing[2] if len(thing) > 2 else dtype
    model = Sequential(layers, shape, **more)
    model.compile(optimizer, loss)
    return model


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("case", BUILT)
def test_everything_that_builds_is_saved_loaded_and_trained_on(case, dtype, tmp_path, rng):
    """And trains alike, bit for bit, whichever type its settings came in."""
    histories, x, y = [], rng.normal(size=(12, 20)), rng.integers(0, 2, (12, 1))
    for value in TYPED[BUILT[case][1]]:
        model = built_of(case, value, dtype)
        with np.errstate(all="ignore"):
            first = model.fit(x, y, 4, verbose=0).history
        model.save(tmp_path / "a.npz")
        same = load_model(tmp_path / "a.npz")
        assert repr(same) == repr(model)
        assert settings_of([same.layers, same.optimizer, same.loss]) == settings_of(
            [model.layers, model.optimizer, model.loss]
        )
        on, again = (each.fit(x, y, 4, 2, verbose=0).history for each in (model, same))
        assert on == again
        np.testing.assert_array_equal(same.theta, model.theta)
        histories.append((first, on))
    assert all(history == histories[0] for history in histories)


def test_settings_are_the_network_s_own(tmp_path):
    """What a reader does to the arrays and lists that he gave changes nothing."""
    rates, steps, inside = np.array([0.5, 0.25]), [2], [Dense(2)]
    model = Sequential([Residual(inside), Dense(1)], 2)
    model.compile(SGD(PiecewiseConstantDecay(steps, rates)), "mse")
    rates[:], steps[0] = 9, 9
    inside.append(Dense(3))
    model.fit(X, Y, 40, 4, verbose=0)
    assert model.optimizer.rate == 0.25 and len(model.layers[0].layers) == 1
    model.save(tmp_path / "a.npz")
    assert load_model(tmp_path / "a.npz").optimizer.learning_rate(0) == 0.5


def test_what_is_said_of_a_layer_is_saved(tmp_path):
    """Keras's trainable is no argument: it is set on the layer."""
    model = Sequential([Dense(3), Residual([Dense(3), Dense(3)]), Dense(1)], 2)
    model.layers[0].trainable = model.layers[1].layers[1].trainable = False
    model.save(tmp_path / "a.npz")
    first, stack, last = load_model(tmp_path / "a.npz").layers
    flags = [getattr(each, "trainable", True) for each in (first, *stack.layers, last)]
    assert flags == [False, True, False, True]


def test_settings_that_are_changed_later_are_saved(tmp_path):
    model = network()
    model.optimizer.learning_rate = np.float32(0.25)
    model.save(tmp_path / "a.npz")
    assert load_model(tmp_path / "a.npz").optimizer.learning_rate == 0.25


def test_the_same_bytes_every_time(tmp_path):
    for name in ("a.npz", "b.npz"):
        network().save(tmp_path / name)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    header = json.loads(bytes(np.load(tmp_path / "a.npz", allow_pickle=False)["header"]))
    assert header == {
        "format": "ILearnDeepLearning.py network",
        "version": 2,
        "dtype": "float64",
        "input_shape": [2],
        "layers": header["layers"],
        "random": header["random"],
        "iterations": 0,
        "training": {
            "optimizer": {"class": "optimizers.SGD", **header["training"]["optimizer"]},
            "loss": {"class": "losses.BinaryCrossentropy", "from_logits": False},
            "metrics": ["accuracy"],
        },
    }
    assert header["layers"][0]["class"] == "layers.Dense"
    assert header["layers"][0]["activation"] == {"class": "activations.Tanh"}


def version_1(model, path):
    """The file that version 1 of the format held: no word of how the training goes on, and what
    has a name by its name."""
    header, arrays = model.stored()
    del header["random"]
    header.pop("iterations", None)
    text = json.dumps({**header, "version": 1})
    for name in ("activations.Tanh", "activations.ReLU", "initializers.Zeros"):
        known = name.partition(".")[2].lower()
        text = text.replace(json.dumps({"class": name}), json.dumps(known))
    weights = {name: w for name, w in arrays.items() if name[0] == "w"}
    np.savez(path, header=np.frombuffer(text.encode(), np.uint8), **weights)


@pytest.mark.parametrize("case", NETWORKS)
def test_files_of_version_1_are_read(case, tmp_path, rng):
    """They train on with a new optimizer, as they did."""
    model = made(case)
    x = rng.normal(size=(5, *model.input_shape))
    version_1(model, tmp_path / "a.npz")
    old = load_model(tmp_path / "a.npz")
    np.testing.assert_array_equal(old.predict(x), model.predict(x))
    assert repr(old) == repr(model)
    assert settings_of([old.layers, old.optimizer, old.loss]) == settings_of(
        [model.layers, model.optimizer, model.loss]
    )
    old.save(tmp_path / "b.npz")
    np.testing.assert_array_equal(load_model(tmp_path / "b.npz").predict(x), model.predict(x))


# What has to be said to make one, and settings other than the defaults
DECAY = {"initial_learning_rate": 0.5, "decay_steps": 10, "decay_rate": 0.25}
REQUIRED = {
    "layers.Dense": {"units": 3, "kernel_constraint": MaxNorm(3.0, [0])},
    "layers.Activation": {"activation": LeakyReLU(0.25)},
    "layers.Dropout": {"rate": 0.25},
    "layers.GaussianNoise": {"stddev": 0.25},
    "layers.Reshape": {"target_shape": (2, 3)},
    "layers.Conv2D": {"filters": 2, "kernel_size": (3, 2)},
    "layers.AveragePooling2D": {"pool_size": 2},
    "layers.Residual": {"layers": [Dense(2, LeakyReLU(0.25)), Dropout(0.25)]},
    "schedules.ExponentialDecay": DECAY,
    "schedules.PolynomialDecay": DECAY,
    "schedules.PiecewiseConstantDecay": {"boundaries": [3, 5], "values": [0.5, 0.25, 0.125]},
    "schedules.CosineDecay": {**DECAY, "warmup_target": 0.75, "warmup_steps": 5},
    "schedules.CosineDecayRestarts": {"initial_learning_rate": 0.5, "first_decay_steps": 10},
}


@pytest.mark.parametrize("name", CLASSES)
def test_every_class_comes_back(name):
    """Through JSON; each class of utils that has settings, with its defaults."""
    kind = CLASSES[name]
    known = {f.name for f in fields(kind)}
    needed = {f.name for f in fields(kind) if f.default is f.default_factory is MISSING}
    given = {key: value for key, value in REQUIRED.get(name, {}).items() if key in known}
    assert needed <= set(given), f"{name} has no row in REQUIRED"
    thing = kind(**given)
    again = saving.make(json.loads(json.dumps(saving.describe(thing, NAMES))), CLASSES)
    assert settings_of(again) == settings_of(thing)


@dataclass(eq=False)
class Mine(Layer):
    """A layer of a reader's own."""


@dataclass(eq=False)
class Bend(Activation):
    """An activation of a reader's own."""


class Plain(Activation):
    """One that is not even a dataclass."""


@dataclass(eq=False)
class Slow(Schedule):
    """A schedule of a reader's own."""

    def __call__(self, step):
        return 0.1


# what: a network with something that is no part of utils, and its name in the sentence
OTHERS = {
    "a layer": (lambda: [Mine()], "sgd", r"Mine\(\)"),
    "a layer in a stack": (lambda: [Residual([Mine()])], "sgd", r"Mine\(\)"),
    "an activation": (lambda: [Dense(1, Bend())], "sgd", r"Bend\(\)"),
    "an activation without settings": (lambda: [Dense(1, Plain())], "sgd", "<.*Plain object"),
    "a schedule": (lambda: [Dense(1)], SGD(Slow()), r"Slow\(\)"),
}


@pytest.mark.parametrize("case", OTHERS)
def test_what_others_wrote_is_not_saved(case, tmp_path):
    layers, optimizer, name = OTHERS[case]
    model = Sequential(layers(), 2)
    if case != "a layer" and "stack" not in case:
        model.compile(optimizer, "mse")
    with pytest.raises(ValueError, match=f"hold layers and settings of utils, got {name}"):
        model.save(tmp_path / "a.npz")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_network_that_diverged_is_not_saved(bad, tmp_path):
    """It could not be loaded."""
    model = network()
    model.save(tmp_path / "a.npz")
    before = (tmp_path / "a.npz").read_bytes()
    model.theta[3] = bad
    with pytest.raises(ValueError, match="saved with finite weights, got nan or infinity in them"):
        model.save(tmp_path / "a.npz")
    assert (tmp_path / "a.npz").read_bytes() == before


def test_a_network_that_is_too_large_for_a_file_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(saving, "MAX_ARRAYS", 4)
    with pytest.raises(ValueError, match=r"4 arrays and [\d,]+ bytes of settings are more than a"):
        network().save(tmp_path / "a.npz")
    monkeypatch.setattr(saving, "MAX_ARRAYS", 5)
    network().save(tmp_path / "a.npz")
    load_model(tmp_path / "a.npz")
    monkeypatch.setattr(saving, "MAX_HEADER", 500)
    with pytest.raises(ValueError, match="more than a file may hold, 5 and 500; keep get_weights"):
        network().save(tmp_path / "b.npz")


def test_a_file_of_another_name_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"written as a \.npz file, got 'a.h5'; rename it"):
        network().save(tmp_path / "a.h5")
    assert not list(tmp_path.iterdir())


def test_a_failed_save_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "a.npz"
    network(seed=1).save(path)
    old = path.read_bytes()

    def full(*_):
        raise OSError("disk full")

    monkeypatch.setattr(saving.files.os, "replace", full)
    with pytest.raises(OSError, match="disk full"):
        network(seed=2).save(path)
    assert path.read_bytes() == old and list(tmp_path.iterdir()) == [path]


@pytest.fixture
def path(tmp_path):
    """A sound file, to be spoiled."""
    network().save(tmp_path / "a.npz")
    return tmp_path / "a.npz"


def change(path, members=(), **settings):
    """Write the file again with other entries in its header and other arrays."""
    arrays = dict(np.load(path, allow_pickle=False))
    header = {**json.loads(bytes(arrays["header"])), **settings}
    arrays["header"] = np.frombuffer(json.dumps(header).encode(), np.uint8)
    arrays.update(members)
    np.savez(path, **{name: array for name, array in arrays.items() if array is not None})


DENSE = {"class": "layers.Dense", "units": 3}
ADAM = {"optimizer": {"class": "optimizers.Adam"}, "loss": "mse", "metrics": []}
PCG64 = saving.describe(np.random.default_rng(0), {})

# what: a change of the file, the sentence that answers
SPOILED = {
    "another version": (
        {"version": 3},
        r"a\.npz has version 3 of the format, .* reads 1 to 2; load",
    ),
    "version 0": ({"version": 0}, "has version 0 of the format"),
    "a version of text": ({"version": "2"}, "has version '2' of the format"),
    "no version": ({"version": None}, r"has version None of the format"),
    "another format": ({"format": "h5"}, r"a\.npz was not written by utils\.saving"),
    "no header": ({"members": {"header": None}}, r"was not written by utils\.saving"),
    "header of text": ({"members": {"header": np.array("{}")}}, "not written by utils"),
    "header of half a JSON": (
        {"members": {"header": np.frombuffer(b'{"format": ', np.uint8)}},
        "not written by utils",
    ),
    "header of brackets": (
        {"members": {"header": np.full(100_000, ord("["), np.uint8)}},
        "not written by utils",
    ),
    "header of 17 MB": ({"padding": "0" * 17_000_000}, "not written by utils"),
    "a weight less": ({"members": {"w3": None}}, r"has weights of shape \(1,\), the file no more"),
    "a weight more": ({"members": {"w4": np.zeros(1)}}, "holds 1 weights too many"),
    "a weight missing": (
        {"members": {"w1": None}},
        r"weights are not w0, w1 \.\.\. of type float64",
    ),
    "a weight of another name": (
        {"members": {"k": np.zeros(1)}},
        r"remembers \{\}, and the file {'k'",
    ),
    "another shape": (
        {"members": {"w0": np.zeros((3, 2))}},
        r"Dense\(3, 'tanh'\) has weights of shape \(2, 3\), the file \(3, 2\)",
    ),
    "a weight that is no number": ({"members": {"w1": np.full(3, np.nan)}}, "must be finite"),
    "a memory that nobody has": (
        {"members": {"optimizer0.v": np.zeros(13)}},
        r"SGD\(.*\) remembers \{\}, and the file \{'optimizer0.v': \(13,\)\}",
    ),
    "a memory before the first update": (
        {"training": ADAM, "members": {"optimizer0.m": np.zeros(13)}},
        "remembers {}, and the file",
    ),
    "no memory after updates": ({"training": ADAM, "iterations": 3}, "and the file {}"),
    "a memory of another shape": (
        {
            "training": ADAM,
            "iterations": 3,
            "members": {"optimizer0.m": np.zeros(13), "optimizer0.v": np.zeros(12)},
        },
        r"'optimizer0.v': \(12,\)",
    ),
    "a memory of another type": (
        {"training": ADAM, "iterations": 3, "members": {"optimizer0.m": np.zeros(13, "f4")}},
        "of type float64",
    ),
    "memory in version 1": (
        {"version": 1, "members": {"optimizer0.v": np.zeros(13)}},
        "arrays that nobody knows: optimizer0.v",
    ),
    "memory of no optimizer": (
        {"training": None, "members": {"optimizer0.v": np.zeros(13)}},
        "arrays that nobody knows: optimizer0.v",
    ),
    "half an update": ({"iterations": 0.5}, "iterations must be a whole number of at least 0"),
    "updates below 0": ({"iterations": -1}, "iterations must be a whole number of at least 0"),
    "no count of updates": ({"iterations": None}, "iterations must be a whole number"),
    "one generator": ({"random": [PCG64]}, "describes no sound network: TypeError"),
    "no generators": ({"random": None}, "describes no sound network: TypeError"),
    "numbers for generators": ({"random": [1, 2]}, "expected a Generator, got 1"),
    "a generator of others": (
        {"random": [{"class": "Generator", "state": {"bit_generator": "Generator"}}] * 2},
        r"it draws with 'Generator', expected one of \('PCG64', ",
    ),
    "half a state": (
        {"random": [{"class": "Generator", "state": {"bit_generator": "PCG64"}}] * 2},
        "describes no sound network: KeyError",
    ),
    "a state of another kind": (
        {"random": [{**PCG64, "state": {**PCG64["state"], "state": {"state": "a", "inc": 1}}}] * 2},
        "describes no sound network",
    ),
    "another type": ({"members": {"w0": np.zeros((2, 3), "f4")}}, "weights are not w0, w1 .* floa"),
    "whole numbers": ({"members": {"w0": np.zeros((2, 3), int)}}, "its weights are not w0, w1"),
    "another dtype": ({"dtype": "float32"}, "its weights are not w0, w1 ... of type float32"),
    "dtype of text": ({"dtype": "U3"}, "its weights are not"),
    "no layers": ({"layers": []}, "Sequential needs at least one layer"),
    "layers missing": ({"layers": None}, "describes no sound network: TypeError"),
    "fewer layers": ({"layers": [DENSE]}, "it holds 2 weights too many, and arrays that nobody"),
    "another layer": ({"layers": [{"class": "layers.Reverse"}]}, "'layers.Reverse', which is no c"),
    "a function": (
        {"layers": [{"class": "os.system", "command": "ls"}]},
        "'os.system', which is n",
    ),
    "a loss for a layer": ({"layers": [{"class": "losses.Huber"}]}, "expected a Layer, got Huber"),
    "no class": ({"layers": [{"units": 3}]}, "describes no sound network: KeyError"),
    "a bad setting": ({"layers": [{**DENSE, "units": -3}]}, "units must be a whole number of at"),
    "an unknown setting": (
        {"layers": [{**DENSE, "size": 3}]},
        "unexpected keyword argument 'size'",
    ),
    "a layer that is too large": (
        {"layers": [{**DENSE, "units": 10**12}]},
        r"Dense\(1000000000000\) has weights of shape \(2, 1000000000000\), the file \(2, 3\)",
    ),
    "a number that is none": ({"input_shape": [float("nan")]}, "was not written by utils"),
    "a bad shape": ({"input_shape": [2, -1]}, "each size in input_shape must be a whole number"),
    "a misspelt optimizer": (
        {"training": {"optimizer": "sdg", "loss": "mse", "metrics": []}},
        "unknown optimizer 'sdg'",
    ),
    "half a training": ({"training": {"optimizer": "sgd"}}, "compile needs a loss"),
}


@pytest.mark.parametrize("case", SPOILED)
def test_what_is_not_sound_is_refused(case, path):
    spoil, sentence = SPOILED[case]
    change(path, **spoil)
    with pytest.raises(ValueError, match=sentence) as answer:
        load_model(path)
    assert str(answer.value).startswith("a.npz ")


def test_a_sound_change_is_read(path):
    """The changes above fail for what they change, not for being changed."""
    change(path, dtype="float64", members={"w1": np.ones(3)})
    np.testing.assert_array_equal(load_model(path).get_weights()[1], np.ones(3))


@pytest.mark.parametrize("name", ["w0", "header"])
def test_no_pickle_is_opened(name, path):
    class Trap:
        def __reduce__(self):
            return os.abort, ()

    trap = np.empty(1, object)
    trap[0] = Trap()
    change(path, members={name: trap})
    with pytest.raises(ValueError, match="objects of Python, which are never loaded"):
        load_model(path)


def test_too_large(path):
    """The numbers that an archive holds count, and how many arrays they are in."""
    data = io.BytesIO()
    np.save(data, np.zeros(10**6))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("w4.npy", data.getvalue())
    sentence = (
        r"a\.npz holds 8,00\d,\d\d\d bytes in 6 arrays; expected at most 1,000,000 in 100,000"
    )
    with pytest.raises(ValueError, match=sentence):
        load_model(path, max_bytes=10**6)
    with zipfile.ZipFile(path, "w") as archive:
        for k in range(saving.MAX_ARRAYS + 1):
            archive.writestr(f"w{k}.npy", b"")
    with pytest.raises(ValueError, match="holds 0 bytes in 100,001 arrays; expected at most"):
        load_model(path)


def test_what_was_compressed_is_refused(path):
    """However little there is of it, it could unpack to any size."""
    np.savez_compressed(path, **dict(np.load(path, allow_pickle=False)))
    with pytest.raises(
        ValueError, match=r"no \.npz file \([\d,]+ bytes of arrays in [\d,]+: it was co"
    ):
        load_model(path)


def test_two_arrays_of_one_name(path):
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("w0.npz", b"")
    path.write_bytes(path.read_bytes().replace(b"w0.npz", b"w0.npy"))
    with pytest.raises(
        ValueError, match=r"no \.npz file \(two of its arrays have one name\); save"
    ):
        load_model(path)


def test_a_lie_about_the_size_is_noticed(path):
    """An archive that says 8 bytes and unpacks to a million."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("header.npy", bytes(10**6))
    data = path.read_bytes()
    lie = data.replace((10**6).to_bytes(4, "little"), (8).to_bytes(4, "little"))
    assert data.count((10**6).to_bytes(4, "little")) == 2
    path.write_bytes(lie)
    with pytest.raises(ValueError, match="is damaged, cut short, or no .npz file"):
        load_model(path)


@pytest.mark.parametrize("content", [b"", b"PK", b"\x93NUMPY", b"no archive" * 100])
def test_files_of_others(tmp_path, content):
    path = tmp_path / "a.npz"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"a\.npz is damaged, cut short, or no \.npz file \("):
        load_model(path)
    np.savez(path, X=X)
    with pytest.raises(ValueError, match=r"was not written by utils\.saving"):
        load_model(path)
    with pytest.raises(FileNotFoundError):
        load_model(tmp_path / "b.npz")


def test_a_cut_is_noticed(path):
    data = path.read_bytes()
    for length in [*range(0, len(data), 7), *range(len(data) - 50, len(data))]:
        path.write_bytes(data[:length])
        with pytest.raises(ValueError, match="a.npz "):
            load_model(path)


def test_a_changed_byte_is_noticed_or_means_nothing(path):
    """A date or a comment of the archive may change; a weight or a setting may not."""
    data, model, refused = path.read_bytes(), network(), 0
    rng = np.random.default_rng(1)
    places = range(0, len(data), 3)
    for place in places:
        flipped = bytearray(data)
        flipped[place] ^= int(rng.integers(1, 256))
        path.write_bytes(flipped)
        try:
            same = load_model(path)
        except ValueError:
            refused += 1
            continue
        np.testing.assert_array_equal(same.predict(X), model.predict(X))
        assert repr(same) == repr(model)
    assert refused > 0.8 * len(places)
