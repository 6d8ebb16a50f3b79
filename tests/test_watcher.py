"""The watcher: networks made to fail in each way hear why, and healthy ones hear nothing."""

import re

import numpy as np
import pytest

from utils import datasets
from utils.initializers import Constant, RandomNormal
from utils.layers import Activation, Dense, Dropout
from utils.losses import (
    BinaryCrossentropy,
    MeanAbsoluteError,
    MeanSquaredError,
    SparseCategoricalCrossentropy,
)
from utils.models import Sequential
from utils.optimizers import SGD, Adam, RMSprop
from utils.regularizers import L2
from utils.watcher import Watcher, _best_constant, _steep

SEEDS = range(4)


def moons(seed, n=300):
    return datasets.moons(n, noise=0.2, seed=seed)


def hidden(activation, count=3, units=25, **settings):
    """Hidden layers alike and one output."""
    layers = [Dense(units, activation, **settings) for _ in range(count)]
    return [*layers, Dense(1, "sigmoid")]


def watched(layers, optimizer, loss, data, seed, epochs=30, batch_size=32, every=250, **settings):
    """What is said of a training, and whether it ended in a diverged network."""
    x, y = data
    model = Sequential(layers, x.shape[1:], seed)
    model.compile(optimizer, loss)
    aloud = []
    watcher = Watcher(every, say=aloud.append)
    diverged = False
    try:
        model.fit(x, y, batch_size, epochs, callbacks=[watcher], verbose=0, **settings)
    except FloatingPointError:
        diverged = True
    assert aloud == watcher.said
    return watcher.said, diverged


SMALL, WIDE = RandomNormal(0, 0.01), RandomNormal(0, 1.0)
# layers, optimizer, loss, and what the first sentence says
FAILING = {
    "units dead from the start": (
        lambda: [
            Dense(20, "relu"),
            Dense(9, "relu", bias_initializer=Constant(-99)),
            *hidden("relu", 1),
        ],
        lambda: SGD(0.1),
        "binary_crossentropy",
        r"9 of 9 units of layer 2, Dense\(9, 'relu', .* are dead, flat for every example, .*; try",
    ),
    "units dead for zero weights": (
        lambda: hidden("relu", 1, kernel_initializer="zeros"),
        lambda: SGD(0.1),
        "binary_crossentropy",
        "25 of 25 units of layer 1, .* are dead",
    ),
    "an activation of its own, dead": (
        lambda: [Dense(5, bias_initializer=Constant(-99)), Activation("relu"), Dense(1)],
        lambda: SGD(0.1),
        "mse",
        r"5 of 5 units of layer 2, Activation\('relu'\), are dead",
    ),
    "saturated tanh": (
        lambda: [
            *hidden("tanh", kernel_initializer=RandomNormal(0, 30))[:-1],
            Dense(1, "sigmoid", kernel_initializer="zeros"),
        ],
        lambda: SGD(1e-5),
        "binary_crossentropy",
        r"\d\d% of the outputs of layer \d, Dense\(25, 'tanh', .* are saturated, where the activ",
    ),
    "saturated sigmoid": (
        lambda: hidden("sigmoid", 2, kernel_initializer=RandomNormal(0, 50)),
        lambda: SGD(1e-5),
        "binary_crossentropy",
        r"\d\d% of the outputs of layer \d, Dense\(25, 'sigmoid', .* are saturated",
    ),
    "saturated output of a squared error": (
        lambda: [Dense(25, "tanh"), Dense(1, "sigmoid", bias_initializer=Constant(50))],
        lambda: SGD(0.1),
        "mse",
        r"100% of the outputs of layer 2, Dense\(1, 'sigmoid', .* are saturated",
    ),
    "vanishing through sigmoids": (
        lambda: hidden("sigmoid", 8),
        lambda: SGD(0.1),
        "binary_crossentropy",
        r"gradients vanish: those of layer \d, Dense\(25, 'sigmoid'\), are [0-9.e-]+ times as",
    ),
    "vanishing through sigmoids, with Adam": (
        lambda: hidden("sigmoid", 12),
        lambda: Adam(0.001),
        "binary_crossentropy",
        "gradients vanish",
    ),
    "vanishing through small weights": (
        lambda: hidden("tanh", 6, kernel_initializer=SMALL),
        lambda: SGD(0.1),
        "binary_crossentropy",
        r"those of layer \d, .* as those of layer 7, Dense\(1, 'sigmoid'\), where they come from",
    ),
    "weights that explode": (
        lambda: hidden("leaky_relu", 10, kernel_initializer=WIDE),
        lambda: SGD(0.1),
        "binary_crossentropy",
        r"^The weights explode: after update 1 those of layer \d+, Dense.* are .* times as large",
    ),
    "gradients that explode": (
        lambda: hidden("leaky_relu", 10, kernel_initializer=WIDE),
        lambda: SGD(1e-12),
        "binary_crossentropy",
        r"gradients explode: those of layer \d+, .* are \de\+\d\d times as large as the weights",
    ),
    "steps too small": (
        lambda: hidden("relu"),
        lambda: SGD(1e-7),
        "binary_crossentropy",
        r"steps are too small: no layer's weights change by more than \de-\d\d .* 1[0,]+ times as",
    ),
    "no steps at all": (
        lambda: hidden("relu"),
        lambda: SGD(1e-300),
        "binary_crossentropy",
        "by more than 0 of their size in an update; try a learning rate above 0",
    ),
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("case", FAILING)
def test_a_failing_network_hears_why(case, seed):
    layers, optimizer, loss, sentence = FAILING[case]
    settings = {"epochs": 500, "batch_size": 300} if "explode" in case else {"epochs": 75}
    said, _ = watched(layers(), optimizer(), loss, moons(seed), seed, **settings)
    begins = (
        "Not learning after [25][05]0 updates, at a loss of |The weights explode: after update "
    )
    assert re.match(begins, said[0]) and re.search(sentence, said[0]), said
    assert ". " not in said[0] and said[0].endswith(".")


def test_steps_from_one_side_of_the_valley_to_the_other():
    """w - 5 changes its sign at every update of (w - 5)^2 with a learning rate of 1."""
    said, _ = watched(line(-5), SGD(1.0), "mse", (SIGNS, 5 * SIGNS), 0, 250, 2)
    assert said == [
        "Not learning after 250 updates, at a loss of 100 where always answering the same has 25: "
        "steps are too large: weights change by 3 of their size in an update; try a learning rate "
        "ten times smaller."
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_targets_that_do_not_follow_from_the_inputs(seed):
    """As many ones as zeros, at random: nothing is wrong with the network."""
    rng = np.random.default_rng(seed)
    data = rng.normal(size=(3000, 2)), rng.permutation(np.arange(3000) % 2)
    layers = [Dense(4, "tanh"), Dense(1, "sigmoid")]
    settings = {"batch_size": 3000, "epochs": 500}
    said, _ = watched(layers, SGD(0.1), "binary_crossentropy", data, seed, **settings)
    assert "the targets may not follow from the inputs; check that the rows of x and" in said[-1]


# activation, initializer, optimizer
SETTINGS = [
    ("relu", "glorot_uniform", lambda: SGD(0.1)),
    ("relu", "he_normal", lambda: Adam(0.001)),
    ("relu", "he_normal", lambda: SGD(0.05, 0.9)),
    ("tanh", "glorot_uniform", lambda: SGD(0.01)),
    ("tanh", "glorot_uniform", lambda: Adam(0.01)),
    ("leaky_relu", "he_uniform", lambda: RMSprop(0.001)),
    ("elu", "he_normal", lambda: SGD(0.1)),
    ("softsign", "glorot_normal", lambda: Adam(0.001)),
]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("number", range(len(SETTINGS)))
def test_a_healthy_network_hears_nothing(number, seed):
    """Five layers on moons, in small batches, for 300 updates and then on for 300 more."""
    activation, initializer, optimizer = SETTINGS[number]
    layers = [Dense(k, activation, kernel_initializer=initializer) for k in (25, 50, 50, 25)]
    layers += [Dropout(0.1), Dense(1, "sigmoid", kernel_regularizer=L2(0.001))]
    said, diverged = watched(
        layers, optimizer(), "binary_crossentropy", moons(seed), seed, epochs=60, every=100
    )
    assert said == [] and not diverged


# layers, loss, targets from inputs (n, 3)
TASKS = {
    "regression": ([Dense(16, "relu"), Dense(1)], "mse", lambda x: x[:, 0] * x[:, 1] + x[:, 2]),
    "medians": ([Dense(16, "tanh"), Dense(1)], "mae", lambda x: np.exp(x[:, 0])),
    "huber": ([Dense(16, "relu"), Dense(2)], "huber", lambda x: x[:, :2] ** 2 * 10),
    "classes": (
        [Dense(16, "relu"), Dense(3, "softmax")],
        "sparse_categorical_crossentropy",
        lambda x: x.argmax(axis=1),
    ),
    "one-hot": (
        [Dense(16, "sigmoid"), Dense(3, "softmax")],
        "categorical_crossentropy",
        lambda x: np.eye(3)[x.argmax(axis=1)],
    ),
    "margin": ([Dense(16, "tanh"), Dense(1)], "hinge", lambda x: np.sign(x[:, 0])),
    "rare class": (
        [Dense(16, "relu"), Dense(1, "sigmoid")],
        "binary_crossentropy",
        lambda x: x[:, 0] > 1.5,
    ),
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("case", TASKS)
def test_healthy_at_every_task(case, seed):
    layers, loss, target = TASKS[case]
    x = np.random.default_rng(seed).normal(size=(400, 3))
    copies = [type(layer)(layer.units, layer.activation) for layer in layers]
    data = x, target(x).astype(float) if "class" not in case else target(x).astype(int)
    assert watched(copies, Adam(0.01), loss, data, seed, epochs=40, every=100) == ([], False)


@pytest.mark.parametrize("seed", SEEDS)
def test_healthy_with_weights_and_then_trained_on(seed):
    """Class weights change the loss of the constant answer too; and 600 updates after the best."""
    x, y = np.random.default_rng(seed).normal(size=(400, 3)), None
    y = (x[:, 0] > 1).astype(int)
    layers = [Dense(16, "relu"), Dense(1, "sigmoid")]
    settings = {"class_weight": {0: 0.2, 1: 5.0}, "epochs": 80, "every": 100}
    assert watched(layers, Adam(0.01), "binary_crossentropy", (x, y), seed, **settings)[0] == []


def test_a_network_that_has_learned_all_there_is():
    """A loss of 0, or targets that are all the same, are no failure."""
    x = np.random.default_rng(0).normal(size=(64, 1))
    for y in (2 * x + 1, 0 * x + 3):
        said, _ = watched([Dense(1)], SGD(0.1), "mse", (x, y), 0, epochs=300, every=100)
        assert said == []


SIGNS = np.array([[-1.0], [1.0]])


def line(start, **settings):
    return [Dense(1, use_bias=False, kernel_initializer=Constant(start), **settings)]


def test_a_network_on_its_way_is_left_alone():
    """From (w - 5)^2 = 3025 down to 409 in 500 updates, where a constant answer has 25."""
    said, _ = watched(line(-50), SGD(1e-3), "mse", (SIGNS, 5 * SIGNS), 0, 500, 2)
    assert said == []


def test_what_a_penalty_adds_does_not_count():
    """At w = 0.12 (w - 3)^2 is 8.29 and the penalty 0.35; a constant answer has 9."""
    layers = line(0.12, kernel_regularizer=L2(24.0))
    assert watched(layers, SGD(1e-3), "mse", (SIGNS, 3 * SIGNS), 0, 500, 2)[0] == []


@pytest.mark.parametrize(
    ("activation", "steep", "flat"), [("sigmoid", 4.3, 4.4), ("tanh", 2.1, 2.2), ("relu", 0.1, 0)]
)
def test_where_an_activation_is_flat(activation, steep, flat):
    """Below a twentieth of its steepest slope, 0.25 or 1: beyond |z| = 4.36 and 2.18."""
    model = Sequential([Dense(2, activation, kernel_initializer="ones")], 1)
    model.forward(np.array([[steep], [flat]]))
    assert _steep(model.layers[0]).tolist() == [1, 1]


def test_each_reason_is_said_once_and_anew_in_each_training():
    x, y = moons(0)
    model = Sequential(hidden("sigmoid", 8), 2)
    model.compile(SGD(1e-4), "binary_crossentropy")
    watcher = Watcher(20, say=lambda sentence: None)
    for _ in range(2):
        model.fit(x, y, 300, 100, callbacks=[watcher], verbose=0)
        assert len(watcher.said) == 1 and watcher.updates == 100
        assert "Not learning after 20 updates" in watcher.said[0]
    model.fit(x, y, 300, 19, callbacks=[watcher], verbose=0)
    assert watcher.said == []


def test_it_speaks_on_the_screen(capsys):
    watched_model = Sequential(hidden("sigmoid", 8), 2)
    watched_model.compile(SGD(1e-4), "binary_crossentropy")
    watched_model.fit(*moons(0), 300, 20, callbacks=[Watcher(20)], verbose=0)
    out, err = capsys.readouterr()
    assert out.startswith("Not learning after 20 updates, at a loss of 0.") and err == ""
    assert repr(Watcher()).startswith("Watcher(every=250, say=")


def test_watching_changes_nothing():
    networks = [Sequential(hidden("relu"), 2, seed=1) for _ in range(2)]
    for model, callbacks in zip(networks, ([], [Watcher(10, say=lambda sentence: None)])):
        model.compile(Adam(0.01), "binary_crossentropy")
        model.fit(*moons(1), 32, 5, callbacks=callbacks, verbose=0)
    np.testing.assert_array_equal(networks[0].theta, networks[1].theta)


def test_the_best_constant_answer_by_hand():
    """Mean 1 of 0, 0, 3; median 0; entropies of the shares; with weights; from logits."""
    y = np.array([[0.0], [0.0], [3.0]])
    assert _best_constant(MeanSquaredError(), [(y, None)]) == pytest.approx(2)
    assert _best_constant(MeanAbsoluteError(), [(y[:2], None), (y[2:], None)]) == pytest.approx(1)
    half = np.log(2)
    labels = np.array([[0.0], [1.0], [1.0]])
    weights = np.array([2.0, 1.0, 1.0])
    for logits in (False, True):
        loss = BinaryCrossentropy(logits)
        assert _best_constant(loss, [(labels, weights)]) == pytest.approx(half * 4 / 3)
        loss = SparseCategoricalCrossentropy(logits)
        assert _best_constant(loss, [(np.array([0, 2, 2, 0]), None)]) == pytest.approx(half)


@pytest.mark.parametrize("every", [0, 1, 2.5])
def test_every_is_a_number_of_updates(every):
    with pytest.raises(ValueError, match="every must be a whole number of at least 2, got"):
        Watcher(every)
