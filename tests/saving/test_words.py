"""Words: every setting of every class goes into a file and comes back, whatever type it had."""

import copy
import json
from dataclasses import MISSING, dataclass, fields
from enum import IntEnum

import numpy as np
import pandas as pd
import pytest

from tests.saving.test_archive import X, Y, network, settings_of
from utils.activations import Activation, LeakyReLU
from utils.constraints import MaxNorm, UnitNorm
from utils.convolution import Conv2D, ZeroPadding2D
from utils.initializers import RandomNormal
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
from utils.optimizers import SGD, Adam, AdamW, Optimizer
from utils.pooling import AveragePooling2D, MaxPooling2D
from utils.regularizers import L1L2
from utils.residual import Residual
from utils.saving import words
from utils.schedules import CosineDecay, CosineDecayRestarts, PiecewiseConstantDecay, Schedule


class Three(IntEnum):
    """A whole number of Python's that is no plain one."""

    THREE = 3


@pytest.mark.parametrize("bits", words.BITS)
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


def test_a_stack_that_stays_goes_on_staying(tmp_path):
    """With the projection that it made for itself; training goes on as if not interrupted."""
    model = Sequential([Residual([Dense(3, "tanh")]), Dense(1)], 2)
    model.layers[0].trainable = False
    model.compile(Adam(0.25, global_clipnorm=0.5), "mse")
    model.fit(X, Y, verbose=0)
    model.save(tmp_path / "a.npz")
    same = load_model(tmp_path / "a.npz")
    assert not any(part.trainable for part in same.layers[0].parts.values())
    assert model.fit(X, Y, verbose=0).history == same.fit(X, Y, verbose=0).history
    np.testing.assert_array_equal(model.theta, same.theta)


def test_the_names_of_columns_are_saved(tmp_path):
    table = pd.DataFrame(X, columns=["a", "b"])
    model = network()
    model.fit(table, Y, verbose=0)
    model.save(tmp_path / "a.npz")
    for same in (load_model(tmp_path / "a.npz"), copy.copy(model)):
        np.testing.assert_array_equal(same.predict(table), model.predict(X))
        with pytest.raises(ValueError, match="x has the columns b, a, where the network was"):
            same.predict(table[["b", "a"]])


def test_metrics_that_are_functions_are_not_saved(tmp_path):
    """The network comes back without them, and takes them again without forgetting anything."""

    def gap(y, p):
        return np.abs(y - p)

    model = network()
    model.compile(Adam(), "binary_crossentropy", ["accuracy", gap])
    model.fit(X, Y, verbose=0)
    model.save(tmp_path / "a.npz")
    same = load_model(tmp_path / "a.npz")
    assert list(same.metrics) == ["accuracy"]
    same.compile(same.optimizer, same.loss, ["accuracy", gap])
    assert model.fit(X, Y, verbose=0).history == same.fit(X, Y, verbose=0).history


def test_settings_that_are_changed_later_are_saved(tmp_path):
    model = network()
    model.optimizer.learning_rate = np.float32(0.25)
    model.save(tmp_path / "a.npz")
    assert load_model(tmp_path / "a.npz").optimizer.learning_rate == 0.25


# What has to be said to make one, and settings other than the defaults
DECAY = {"initial_learning_rate": 0.5, "decay_steps": 10, "decay_rate": 0.25}
REQUIRED = {
    "layers.Dense": {"units": 3, "kernel_constraint": MaxNorm(3.0, [0])},
    "layers.Activation": {"activation": LeakyReLU(0.25)},
    "layers.Dropout": {"rate": 0.25},
    "layers.GaussianNoise": {"stddev": 0.25},
    "layers.Reshape": {"target_shape": (2, 3)},
    "layers.Conv2D": {"filters": 2, "kernel_size": (3, 2)},
    "layers.DepthwiseConv2D": {"kernel_size": (3, 2), "depth_multiplier": 2},
    "layers.Conv2DTranspose": {"filters": 2, "kernel_size": 3, "output_padding": (0, 0)},
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
    again = words.make(json.loads(json.dumps(words.describe(thing, NAMES))), CLASSES)
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
