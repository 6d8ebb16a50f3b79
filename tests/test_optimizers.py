"""Optimizers: two steps by hand, 100 steps beside Keras, and what the formulas promise."""

import copy
import gc
import inspect
import textwrap
import weakref
from dataclasses import fields

import numpy as np
import pytest

from utils import keras_baseline, optimizers, schedules
from utils.layers import Dense
from utils.models import Sequential
from utils.optimizers import (
    OPTIMIZERS,
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
from utils.regularizers import L2

# Optimizer, and where it stands after one and after two steps from w = 1 with g = 1/2, then 1/4.
# With epsilon = .0275, RMSprop's root is sqrt(.0625 + .0275) = .3 both times. Adam's two rates are
# .1 sqrt(.25) / .5 = .1 and .1 sqrt(.4375) / .75; its root is sqrt(.0625) = .25 both times.
# Adagrad's roots are sqrt(.969 - 6e-6) = 63 / 64 and 65 / 64. Adadelta's a is .0625 both times, its
# d first 0, then .0225. Centered, c is .125, then .15625. AMSGrad's v is .125 both times, where
# Adam's falls to .09375. Adamax's u is .5, then .375. Nadam's u are .26, .2696 and .278816. Muon
# takes AdamW's steps with what is no matrix. Schedule-free z is 14 / 15, then lower by .025 / (7 **
# -.5 + .25); x is their mean.
BY_HAND = {
    "SGD": (SGD(0.1), 0.95, 0.925),
    "SGD with momentum": (SGD(0.1, momentum=0.5), 0.95, 0.9),
    "SGD with Nesterov's": (SGD(0.1, momentum=0.5, nesterov=True), 0.925, 0.875),
    "SGD, Nesterov's of 0": (SGD(0.1, nesterov=True), 0.95, 0.925),
    "RMSprop": (RMSprop(0.1, rho=0.75, epsilon=0.0275), 5 / 6, 3 / 4),
    "RMSprop with momentum": (RMSprop(0.1, rho=0.75, momentum=0.5, epsilon=0.0275), 5 / 6, 2 / 3),
    "Adam": (Adam(0.1, 0.5, 0.75, epsilon=0.25), 0.95, 0.95 - 0.0440958551844098),
    "Adagrad": (Adagrad(0.1, 0.71875, epsilon=2.0**-12), 299 / 315, 299 / 315 - 8 / 325),
    "Adadelta": (Adadelta(0.5, 0.75, epsilon=9 / 256), 0.85, 0.85 - 0.4 * 0.05765625**0.5),
    "RMSprop centered": (
        RMSprop(0.1, rho=0.75, epsilon=0.043125, centered=True),
        5 / 6,
        5 / 6 - 0.025 / 0.0812109375**0.5,
    ),
    "AMSGrad": (
        Adam(0.1, 0.5, 0.5, epsilon=0.25, amsgrad=True),
        1 - 0.05 * 0.5**0.5 / (0.125**0.5 + 0.25),
        1 - (0.05 * 0.5**0.5 + 0.025 / 0.75**0.5) / (0.125**0.5 + 0.25),
    ),
    "AdamW": (AdamW(0.1, 0.5, 0.5, 0.75, epsilon=0.25), 0.9, 0.855 - 0.0440958551844098),
    "Adamax": (Adamax(0.1, 0.5, 0.75, epsilon=0.25), 14 / 15, 0.88),
    "Nadam": (
        Nadam(0.1, 0.5, 0.75, epsilon=0.25),
        1 - 0.1 * (0.5 + 0.0674 / 0.929904) / 0.75,
        1
        - 0.1 * (0.5 + 0.0674 / 0.929904) / 0.75
        - 0.1 * (0.069704 / 0.980456113664 + 0.1826 / 0.929904) / (7**-0.5 + 0.25),
    ),
    "Lion": (Lion(0.1, 0.5, 0.75), 0.9, 0.8),
    "Muon": (
        Muon(0.1, 0.5, 0.75, adam_weight_decay=0.5, epsilon=0.25, weight_decay=None),
        0.9,
        0.855 - 0.0440958551844098,
    ),
    "schedule-free": (
        ScheduleFreeAdamW(0.1, 0.5, 0.75, epsilon=0.25),
        14 / 15,
        14 / 15 - 0.01875 / (7**-0.5 + 0.25),
    ),
}


@pytest.mark.parametrize("case", BY_HAND)
def test_two_steps_by_hand(case):
    optimizer, first, second = BY_HAND[case]
    optimizer, w = copy.copy(optimizer), np.array([1.0])
    optimizer.apply([w], [np.array([0.5])])
    assert w[0] == pytest.approx(first, rel=1e-14)
    optimizer.apply([w], [np.array([0.25])])
    assert w[0] == pytest.approx(second, rel=1e-14)
    assert optimizer.iterations == 2


@pytest.mark.parametrize("case", BY_HAND)
def test_arrays_of_any_shape_move_each_number_alone(case, rng):
    """A list of arrays equals the numbers one by one; gradients stay as they were."""
    shapes, begin = [(2, 3), (4,), ()], copy.copy(BY_HAND[case][0])
    shapes = [s for s in shapes if len(s) != 2 or case != "Muon"]  # which moves a matrix as one
    params = [np.asarray(rng.normal(size=s)) for s in shapes]
    numbers = [w.copy().reshape(-1) for w in params]
    together, alone = copy.copy(begin), copy.copy(begin)
    for _ in range(3):
        grads = [np.asarray(rng.normal(size=s)) for s in shapes]
        kept = [g.copy() for g in grads]
        together.apply(params, grads)
        alone.apply(
            [w[i : i + 1] for w in numbers for i in range(w.size)],
            [g.reshape(-1)[i : i + 1] for g in grads for i in range(g.size)],
        )
        for g, before in zip(grads, kept):
            np.testing.assert_array_equal(g, before)
    for w, flat in zip(params, numbers):
        np.testing.assert_allclose(w.reshape(-1), flat, rtol=1e-15)


@pytest.mark.parametrize("case", BY_HAND)
def test_float32_stays(case):
    w = np.ones(3, "float32")
    copy.copy(BY_HAND[case][0]).apply([w], [np.full(3, 0.5, "float32")])
    assert w.dtype == "float32"
    np.testing.assert_allclose(w, BY_HAND[case][1], rtol=1e-6)


def test_adadelta_does_not_mind_the_unit_of_the_gradient():
    """Measured in other units, g grows and the steps stay."""
    ways = []
    for unit in (1.0, 1000.0):
        w, optimizer = np.ones(1), Adadelta(1.0, epsilon=0)
        optimizer.remember = lambda w: {"a": np.zeros(1), "d": np.full(1, 1e-4)}
        for g in (0.5, -2.0, 1.0):
            optimizer.apply([w], [np.array([g * unit])])
        ways.append(w[0])
    assert ways[0] == pytest.approx(ways[1], rel=1e-13) != 1


def test_adagrad_begins_where_it_is_told():
    """w = -lr g / sqrt(a0 + g^2): without a start every first step would be lr long."""
    for start, length in ((0.0, 0.5), (0.75, 0.25)):
        w = np.zeros(1)
        Adagrad(0.5, start, epsilon=0).apply([w], [np.array([0.5])])
        assert w[0] == -length


def test_lion_goes_by_the_sign_of_a_mean_that_it_does_not_keep():
    """g = 1, then -1/2: m is 1/4, and .5 m - .25 is negative, where .75 m - .125 would not be."""
    w, optimizer = np.array([1.0, 1.0]), Lion(0.25, 0.5, 0.75)
    for g, wanted in (([1.0, 0.0], [0.75, 1.0]), ([-0.5, 0.0], [1.0, 1.0])):
        optimizer.apply([w], [g])
        np.testing.assert_array_equal(w, wanted)
    np.testing.assert_array_equal(optimizer.memory()["optimizer0.m"], [0.25 * 0.75 - 0.125, 0])


def test_muon_brings_all_singular_values_to_one_size():
    """Two equal ones are 2 ** -.5 of the whole, and 2 s - 1.5 s^3 + .5 s^5 = 11/8 2 ** -.5.

    Of g + momentum m only the direction counts, so both steps are equally long.
    """
    w, g = np.zeros((2, 4)), 3 * np.eye(2, 4)
    polynomial = {"muon_a": 2.0, "muon_b": -1.5, "muon_c": 0.5, "ns_steps": 1}
    optimizer = Muon(0.25, weight_decay=0, momentum=0.5, rms_rate=0.5, **polynomial)
    for step in (1, 2):
        optimizer.apply([w], [g])
        np.testing.assert_allclose(w, -0.25 * step * 11 / 8 * 0.5**0.5 * np.eye(2, 4), rtol=1e-7)


@pytest.mark.parametrize(("nesterov", "second"), [(True, [0.25, 1.5]), (False, [0.5, 1.0])])
def test_muon_s_momentum_remembers_the_gradient_of_before(nesterov, second):
    """g is (1, 0), then (0, 1), so m is (1, 0), then (1/2, 1); without a step of Newton and Schulz
    a step is as long as the learning rate."""
    w = np.zeros((1, 2))
    plain = {"weight_decay": 0, "ns_steps": 0, "rms_rate": None}
    optimizer = Muon(1.0, momentum=0.5, nesterov=nesterov, **plain)
    optimizer.apply([w], [[[1.0, 0.0]]])
    optimizer.apply([w], [[[0.0, 1.0]]])
    wanted = [-1 - second[0] / np.hypot(*second), -second[1] / np.hypot(*second)]
    np.testing.assert_allclose(w, [wanted], rtol=1e-6)


@pytest.mark.parametrize("shape", [(3, 5), (5, 3), (4, 4), (1, 6)])
def test_muon_keeps_the_singular_vectors(shape, rng):
    """SVD instead of products: s / |s| goes through the polynomial five times; then near 1."""
    g = rng.normal(size=shape)
    u, s, v = np.linalg.svd(g, full_matrices=False)
    s = s / (np.sqrt((s * s).sum()) + 1e-7)
    for _ in range(5):
        s = 3.4445 * s - 4.775 * s**3 + 2.0315 * s**5
    np.testing.assert_allclose(Muon().orthogonal(g), u @ np.diag(s) @ v, atol=1e-12)
    assert 0.6 < s.min() <= s.max() < 1.25
    np.testing.assert_allclose(Muon().orthogonal(g.T), Muon().orthogonal(g).T, atol=1e-12)


def test_muon_leaves_what_is_no_matrix_to_adam(rng):
    """A bias and the kernel of a convolution, with their own decay; a matrix has other steps."""
    shapes = [(4,), (3, 3, 2, 5), (3, 4)]
    params = [rng.normal(size=s) for s in shapes]
    others = [w.copy() for w in params]
    muon, adam = Muon(0.01, weight_decay=0, adam_lr_ratio=0.5), AdamW(0.005, 0.008)
    for _ in range(3):
        grads = [rng.normal(size=s) for s in shapes]
        muon.apply(params, grads)
        adam.apply(others, grads)
    for k in (0, 1):
        np.testing.assert_allclose(params[k], others[k], rtol=1e-13)
    assert np.abs(params[2] - others[2]).max() > 1e-3
    assert {k for k in muon.memory() if "v" in k} == {"optimizer0.v", "optimizer1.v"}


def test_velocity_under_a_constant_gradient():
    """v tends to lr g / (1 - momentum): ten times the plain step at .9."""
    w, optimizer = np.zeros(1), SGD(0.01, momentum=0.9)
    for _ in range(400):
        before = w.copy()
        optimizer.apply([w], [np.ones(1)])
    assert (before - w)[0] == pytest.approx(0.1, rel=1e-9)


# optimizer, steps in which it reaches the bottom of (x - 3)^2 + 10 (y + 1)^2 from (0, 0)
DESCENTS = {
    "SGD": (SGD(0.05), 400, 1e-12),
    "SGD with momentum": (SGD(0.01, momentum=0.9), 600, 1e-12),
    "SGD with Nesterov's": (SGD(0.01, momentum=0.9, nesterov=True), 600, 1e-12),
    "RMSprop": (RMSprop(0.01), 1000, 0.02),
    "RMSprop with momentum": (RMSprop(0.001, momentum=0.9), 2000, 0.02),
    "Adam": (Adam(0.05), 2000, 1e-6),
    "Adagrad": (Adagrad(0.5), 2000, 1e-6),
    "Adadelta": (Adadelta(1.0, epsilon=1e-4), 2000, 0.02),
    "RMSprop centered": (RMSprop(0.002, centered=True), 2000, 0.02),
    "AMSGrad": (Adam(0.05, amsgrad=True), 2000, 1e-6),
    "AdamW": (AdamW(0.05, weight_decay=2.0**-20), 2000, 1e-5),
    "Adamax": (Adamax(0.1), 2000, 1e-6),
    "Nadam": (Nadam(0.05), 2000, 1e-6),
    "Lion on a line to 0": (Lion(schedules.PolynomialDecay(0.05, 2000, 0.0)), 2000, 1e-3),
    "schedule-free": (ScheduleFreeAdamW(0.5), 2000, 0.05),
    "Adam on a cosine": (Adam(schedules.CosineDecay(0.1, 2000)), 2000, 1e-9),
}


def walk(optimizer, start, steps):
    """The path from `start`, a plain array with no network anywhere."""
    place, path = np.array(start), [tuple(start)]
    for _ in range(steps):
        x, y = place
        optimizer.apply([place], [np.array([2 * (x - 3), 20 * (y + 1)])])
        path.append(tuple(place))
    return np.array(path)


@pytest.mark.parametrize("case", DESCENTS)
def test_walks_to_the_bottom_of_a_surface(case):
    optimizer, steps, distance = DESCENTS[case]
    path = walk(copy.copy(optimizer), (0.0, 0.0), steps)
    assert path.shape == (steps + 1, 2)
    assert np.hypot(*(path[-1] - (3, -1))) <= distance


@pytest.mark.parametrize("case", BY_HAND)
def test_a_path_and_a_training_are_the_same_thing(case):
    """Two weights of one linear unit: training it is a walk on (w1 - 3)^2 / 2 + (w2 + 1)^2 / 2."""
    model = Sequential([Dense(1, use_bias=False)], 2)
    model.compile(copy.copy(BY_HAND[case][0]), "mean_squared_error")
    (place,), walker = model.get_weights(), copy.copy(BY_HAND[case][0])
    for _ in range(20):
        model.train_on_batch(np.eye(2), [3.0, -1.0])
        walker.apply([place], [place - [[3], [-1]]])
        np.testing.assert_allclose(model.get_weights()[0], place, rtol=1e-13)


def network(optimizer, seed=3, loss="mean_squared_error"):
    """Smooth, with a penalty on one kernel and one bias; settings that float32 holds exactly."""
    layers = [
        Dense(6, "tanh", kernel_regularizer=L2(2.0**-7), bias_regularizer=L2(2.0**-8)),
        Dense(5, "tanh"),
        Dense(1, "sigmoid"),
    ]
    model = Sequential(layers, 2, seed=seed)
    model.compile(optimizer, loss)
    return model


def data(n=40):
    rng = np.random.default_rng(8)
    x = rng.normal(size=(n, 2))
    return x, (x[:, :1] * x[:, 1:] > 0).astype(float)


def test_two_networks_share_nothing():
    """A network trained between another's updates changes none of them."""
    x, y = data()
    for name in OPTIMIZERS:
        alone, one, other = (network(name, seed) for seed in (3, 3, 4))
        for _ in range(3):
            alone.train_on_batch(x, y)
        for _ in range(3):
            one.train_on_batch(x, y)
            other.train_on_batch(-x, y)
        np.testing.assert_array_equal(one.theta, alone.theta)


@pytest.mark.parametrize("kind", OPTIMIZERS.values())
def test_one_optimizer_for_two_networks_is_refused(kind):
    optimizer = kind()
    first = network(optimizer)
    first.compile(optimizer, "mse")
    with pytest.raises(ValueError, match=f"this {kind.__name__} already trains another network"):
        network(optimizer)


def test_an_optimizer_keeps_no_network_alive():
    """Hundreds of networks in a loop need the room of one, without Python's search for cycles."""
    gc.disable()
    try:
        model = network(Adam())
        model.fit(np.ones((4, 2)), np.ones((4, 1)), epochs=2, verbose=0)
        optimizer, gone = model.optimizer, weakref.ref(model)
        del model
        assert gone() is None
    finally:
        gc.enable()
    with pytest.raises(ValueError, match="already trains another network"):
        network(optimizer)


def test_other_arrays_are_refused():
    optimizer = Adam()
    optimizer.apply([np.zeros(2)], [np.ones(2)])
    with pytest.raises(ValueError, match=r"began with 1 arrays.*and now got 2, .*with 2 gradients"):
        optimizer.apply([np.zeros(2)] * 2, [np.ones(2)] * 2)
    with pytest.raises(ValueError, match="got 1, .*with 2 gradients"):
        optimizer.apply([np.zeros(2)], [np.ones(2)] * 2)


def test_names():
    assert {name: kind.__name__.lower() for name, kind in OPTIMIZERS.items()} == {
        name: name
        for name in "sgd adagrad adadelta rmsprop adam adamw adamax nadam lion muon "
        "schedulefreeadamw".split()
    }
    assert optimizers.get("adam") is not optimizers.get("adam")
    mine = Adam(0.1)
    assert optimizers.get(mine) is mine


NO_CLIPS = "clipnorm=None, clipvalue=None, global_clipnorm=None)"
PLAIN = f"weight_decay=None, {NO_CLIPS}"
BETAS = "beta_1=0.9, beta_2=0.999, epsilon=1e-07"
REPRS = [
    f"SGD(learning_rate=0.01, momentum=0.0, nesterov=False, {PLAIN}",
    f"Adagrad(learning_rate=0.001, initial_accumulator_value=0.1, epsilon=1e-07, {PLAIN}",
    f"Adadelta(learning_rate=0.001, rho=0.95, epsilon=1e-07, {PLAIN}",
    f"RMSprop(learning_rate=0.001, rho=0.9, momentum=0.0, epsilon=1e-07, centered=False, {PLAIN}",
    f"Adam(learning_rate=0.001, {BETAS}, amsgrad=False, {PLAIN}",
    f"AdamW(learning_rate=0.001, weight_decay=0.004, {BETAS}, amsgrad=False, {NO_CLIPS}",
    f"Adamax(learning_rate=0.001, {BETAS}, {PLAIN}",
    f"Nadam(learning_rate=0.001, {BETAS}, {PLAIN}",
    f"Lion(learning_rate=0.001, beta_1=0.9, beta_2=0.99, {PLAIN}",
    "Muon(learning_rate=0.001, adam_beta_1=0.9, adam_beta_2=0.999, adam_weight_decay=0.004, "
    f"epsilon=1e-07, weight_decay=0.004, {NO_CLIPS[:-1]}, muon_a=3.4445, muon_b=-4.775, "
    "muon_c=2.0315, adam_lr_ratio=1, momentum=0.95, ns_steps=5, nesterov=True, rms_rate=0.2)",
    "ScheduleFreeAdamW(learning_rate=0.0025, beta_1=0.9, beta_2=0.999, epsilon=1e-08, "
    f"warmup_steps=0, {PLAIN}",
]


@pytest.mark.parametrize("line", REPRS)
def test_defaults(line):
    name = line.partition("(")[0]
    assert repr(getattr(optimizers, name)()) == line


# Settings that float32 holds exactly; TensorFlow rounds some of them through it.
BETAS_EXACT = {"beta_1": 0.875, "beta_2": 1 - 2.0**-10}
MUON_EXACT = {
    **{f"adam_{name}": beta for name, beta in BETAS_EXACT.items()},
    **{"adam_weight_decay": 2.0**-4, "weight_decay": 2.0**-6, "momentum": 0.875},
    **{"muon_a": 3.5, "muon_b": -4.75, "muon_c": 2.0},
}
DOUBLE = np.float64  # Keras computes a schedule in the type of its first number, else in float32
KERAS = {
    "SGD": lambda: SGD(2.0**-7),
    "SGD with momentum": lambda: SGD(2.0**-7, momentum=0.875),
    "SGD with Nesterov's": lambda: SGD(2.0**-7, momentum=0.875, nesterov=True),
    "RMSprop": lambda: RMSprop(2.0**-10, rho=0.875),
    "RMSprop with momentum": lambda: RMSprop(2.0**-11, rho=0.875, momentum=0.75),
    "Adam": lambda: Adam(2.0**-7, **BETAS_EXACT),
    "Adagrad": lambda: Adagrad(2.0**-5, initial_accumulator_value=0.125),
    "Adadelta": lambda: Adadelta(2.0**1, rho=0.875),
    "RMSprop centered": lambda: RMSprop(2.0**-10, rho=0.875, centered=True),
    "RMSprop centered with momentum": lambda: RMSprop(2.0**-11, 0.875, 0.75, centered=True),
    "AMSGrad": lambda: Adam(2.0**-7, **BETAS_EXACT, amsgrad=True),
    "AdamW": lambda: AdamW(2.0**-7, weight_decay=2.0**-8, **BETAS_EXACT),
    "AdamW with AMSGrad": lambda: AdamW(2.0**-7, 2.0**-4, **BETAS_EXACT, amsgrad=True),
    "Adamax": lambda: Adamax(2.0**-7, **BETAS_EXACT),
    "SGD with weight decay": lambda: SGD(2.0**-5, momentum=0.5, weight_decay=2.0**-4),
    "SGD with clipnorm": lambda: SGD(2.0**-5, momentum=0.5, clipnorm=2.0**-6),
    "SGD with clipvalue": lambda: SGD(2.0**-5, momentum=0.5, clipvalue=2.0**-6),
    "SGD with global_clipnorm": lambda: SGD(2.0**-5, momentum=0.5, global_clipnorm=2.0**-6),
    "Adagrad on an exponential": lambda: Adagrad(
        schedules.ExponentialDecay(DOUBLE(2.0**-3), 8, 0.75), initial_accumulator_value=0.125
    ),
    "Adam on a warm cosine": lambda: Adam(
        schedules.CosineDecay(DOUBLE(2.0**-8), 64, 0.125, warmup_target=2.0**-5, warmup_steps=16),
        **BETAS_EXACT,
    ),
    "Lion": lambda: Lion(2.0**-9, 0.875, 0.75),
    "Lion with weight decay": lambda: Lion(2.0**-9, 0.875, 0.75, weight_decay=2.0**-4),
    "Muon": lambda: Muon(2.0**-7, **MUON_EXACT, rms_rate=0.25),
    "Muon without Nesterov's": lambda: Muon(
        2.0**-9, **MUON_EXACT, adam_lr_ratio=0.5, ns_steps=3, nesterov=False, rms_rate=None
    ),
    "Muon with clipnorm": lambda: Muon(2.0**-7, **MUON_EXACT, clipnorm=2.0**-6, rms_rate=0.25),
}
STEPS = {
    **KERAS,
    "Nadam": lambda: Nadam(2.0**-7, **BETAS_EXACT),
    "schedule-free": lambda: ScheduleFreeAdamW(
        2.0**-7, **BETAS_EXACT, epsilon=2.0**-20, warmup_steps=16, weight_decay=2.0**-4
    ),
}


def difference(model, steps):
    """Largest difference of a weight between `model` and its twin after as many updates."""
    twin, (x, y), start = keras_baseline.like(model), data(), model.theta.copy()
    for _ in range(steps):
        model.train_on_batch(x, y)
        twin.train_on_batch(x, y)
    assert np.abs(model.theta - start).max() > 1e-3
    return max(np.abs(a - b).max() for a, b in zip(model.get_weights(), twin.get_weights()))


@pytest.mark.keras
@pytest.mark.parametrize("case", KERAS)
def test_100_steps_beside_keras(case, keras):
    assert difference(network(KERAS[case]()), 100) <= 1e-13


@pytest.mark.keras
def test_100_steps_of_nadam_beside_keras(keras, monkeypatch):
    """Keras rounds Nadam's own 0.96 through float32 in two places of three.

    With casts that keep a number as it is, it takes our steps.
    """
    nadam = Nadam(2.0**-7, **BETAS_EXACT)
    assert 1e-12 < difference(network(nadam), 100) < 1e-6
    monkeypatch.setattr(keras.src.optimizers.nadam.ops, "cast", exactly(keras.ops.cast))
    assert difference(network(Nadam(2.0**-7, **BETAS_EXACT)), 100) <= 1e-13


def as_written(keras, monkeypatch):
    """Keras's schedule-free step with a copy of the z from before it, as its comment says.

    TensorFlow's z is one array that changes: what the step calls its old value is the new one.
    """
    module = keras.src.optimizers.schedule_free_adamw
    source = textwrap.dedent(inspect.getsource(module.ScheduleFreeAdamW.update_step))
    assert source.count("momentum.value") == 1
    space = {}
    exec(source.replace("momentum.value", "ops.copy(momentum)"), vars(module), space)
    monkeypatch.setattr(module.ScheduleFreeAdamW, "update_step", space["update_step"])


@pytest.mark.keras
@pytest.mark.parametrize("settings", [{}, {"warmup_steps": 16, "weight_decay": 2.0**-4}])
def test_100_schedule_free_steps_beside_keras(settings, keras, monkeypatch):
    """On TensorFlow, Keras's next step forgets the z it began with; see as_written."""
    settings = {**BETAS_EXACT, "epsilon": 2.0**-20, **settings}
    assert difference(network(ScheduleFreeAdamW(2.0**-7, **settings)), 20) > 1e-3
    as_written(keras, monkeypatch)
    assert difference(network(ScheduleFreeAdamW(2.0**-7, **settings)), 100) <= 1e-13


def exactly(cast):
    import tensorflow as tf

    def keeping(x, dtype):
        return tf.constant(x, dtype) if isinstance(x, float) else cast(x, dtype)

    return keeping


@pytest.mark.keras
def test_what_float32_does_to_0_9(keras):
    """TensorFlow takes float64(float32(0.9)), which is 2.4e-8 too small; ours takes 0.9.

    Momentum 0.9 goes apart by some 3e-8 in 100 updates, Adam's beta_1 and beta_2 by 1e-7 in 10.
    """
    assert 1e-9 < difference(network(SGD(2.0**-7, momentum=0.9)), 100) < 1e-6
    assert 1e-9 < difference(network(Adam(2.0**-7)), 10) < 1e-5


@pytest.mark.keras
@pytest.mark.parametrize("kind", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_defaults_are_keras_s(kind, keras):
    theirs = inspect.signature(getattr(keras.optimizers, kind.__name__)).parameters
    ours = {setting.name: setting.default for setting in fields(kind)}
    assert ours == {name: theirs[name].default for name in ours}
    shared = [name for name in theirs if name in ours]
    assert shared == list(ours)


@pytest.mark.keras
@pytest.mark.parametrize("kind", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_clipnorm_of_each_array_as_in_keras(kind, keras, rng, monkeypatch):
    """One array's gradient is longer than clipnorm, one shorter, one is 0."""
    as_written(keras, monkeypatch)
    ours = kind(2.0**-5, clipnorm=2.0, weight_decay=2.0**-4)
    exact = {**BETAS_EXACT, "rho": 0.875, "initial_accumulator_value": 0.125}
    exact.update({**MUON_EXACT, "rms_rate": 0.25} if kind is Muon else {})
    vars(ours).update({name: number for name, number in exact.items() if name in vars(ours)})
    theirs = keras_baseline.translate(ours)
    params = [rng.normal(size=(3, 4)), rng.normal(size=4), np.ones(2)]
    variables = [keras.Variable(w, dtype="float64") for w in params]
    for _ in range(5):
        grads = [10 * rng.normal(size=(3, 4)), rng.normal(size=4) / 10, np.zeros(2)]
        ours.apply(params, grads)
        theirs.apply([keras.ops.convert_to_tensor(g) for g in grads], variables)
    near = 1e-7 if kind is Nadam else 1e-14  # its 0.96 passes through float32
    for w, other in zip(params, variables):
        np.testing.assert_allclose(w, other.numpy(), rtol=0, atol=near)


def test_gradients_of_a_list_are_cut_as_one():
    """A length of 5 becomes 1; a length below that stays."""
    for gradients, steps in ([[3.0], [4.0]], [0.6, 0.8]), ([[0.3], [0.4]], [0.3, 0.4]):
        params = [np.zeros(1), np.zeros(1)]
        SGD(1.0, global_clipnorm=1.0).apply(params, gradients)
        np.testing.assert_allclose(np.ravel(params), np.negative(steps), rtol=1e-15)
