"""The playground's driver trains as `fit` does, and shows what it says."""

import importlib.util
import json

import numpy as np
import pytest

from tools.workspace import ROOT

SPEC = importlib.util.spec_from_file_location("driver", ROOT / "docs/playground/driver.py")
driver = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(driver)

# What the page writes for an experiment, but for its numbers.
SETUP = """
import numpy as np

from utils import datasets
from utils.layers import Dense, Dropout
from utils.models import Sequential
from utils.optimizers import SGD, Adam

x, y = datasets.moons(100, noise=0.2, seed=0)
(x_train, y_train), (x_test, y_test) = datasets.split(x, y, test_share=0.4, seed=0)


def features(x):
    x1, x2 = x.T
    return np.column_stack([x1, x2, x1 * x2])


BATCH_SIZE = {batch}
model = Sequential([{layers} Dense(1, "sigmoid")], input_shape=3, seed=0)
model.compile({optimizer}, "binary_crossentropy", ["accuracy"])
"""
FIT = "model.fit(features(x_train), y_train, batch_size=BATCH_SIZE, epochs={}, verbose=0)"
LAYERS = 'Dense(9, "tanh"), Dropout(0.2), Dense(3, "relu"),'
CHANGE = 'model.layers[0].params["kernel"][2, 1] = -0.5'


def code(layers=LAYERS, optimizer="Adam(0.01)", batch=7):
    return SETUP.format(layers=layers, optimizer=optimizer, batch=batch)


def by_hand(source, *lines):
    """The network after the lines of code that a reader would run."""
    names = {}
    exec("\n".join([source, *lines]), names)
    return names["model"], names


@pytest.mark.parametrize("batch", [1, 7, 60, 100])
def test_epochs_are_those_of_fit(batch):
    source = code(batch=batch)
    experiment = driver.Experiment([source], side=5)
    for _ in range(4):
        experiment.step()
    model, _ = by_hand(source, FIT.format(4))
    (network,) = experiment.networks
    np.testing.assert_array_equal(network.model.theta, model.theta)
    assert experiment.epochs == 4 and network.updates == 4 * -(-60 // batch)


def test_slices_of_time_change_nothing():
    experiment = driver.Experiment([code()], side=5)
    while not experiment.run(0.5, stop=6):
        pass
    model, _ = by_hand(code(), FIT.format(6))
    np.testing.assert_array_equal(experiment.networks[0].model.theta, model.theta)


def test_a_change_waits_for_the_end_of_its_epoch():
    experiment = driver.Experiment([code(batch=1)], side=5)
    assert experiment.change(0, "model.optimizer.learning_rate = 0.1") == 0
    assert experiment.networks[0].model.optimizer.learning_rate == 0.1
    experiment.run(1)
    soon = experiment.change(0, CHANGE)
    assert soon == experiment.epochs + 1 and not experiment.between
    experiment.finish()
    experiment.step()
    lines = "model.optimizer.learning_rate = 0.1", FIT.format(soon), CHANGE, FIT.format(1)
    model, _ = by_hand(code(batch=1), *lines)
    np.testing.assert_array_equal(experiment.networks[0].model.theta, model.theta)


def test_a_change_of_an_address_is_made_after_its_epoch():
    experiment = driver.Experiment([code()], side=5)
    experiment.change(0, CHANGE, 2)
    for _ in range(3):
        experiment.step()
    model, _ = by_hand(code(), FIT.format(2), CHANGE, FIT.format(1))
    np.testing.assert_array_equal(experiment.networks[0].model.theta, model.theta)


def test_numbers_and_pictures_are_the_networks():
    experiment = driver.Experiment([code()], side=4)
    experiment.step()
    model, names = by_hand(code(), FIT.format(1))
    told = [
        model.evaluate(names["features"](names[f"x_{part}"]), names[f"y_{part}"])
        for part in ("train", "test")
    ]
    updates, rate, *rest = experiment.numbers(0)
    assert (updates, rate) == (9, 0.01)
    assert rest[:4] == [value for part in told for value in part.values()]
    dense = [model.layers[k] for k in (0, 2, 3)]
    gradients, weights = rest[4:7], rest[7:]
    assert gradients == pytest.approx(
        [np.sqrt(np.mean(layer.grads["kernel"] ** 2)) for layer in dense]
    )
    # Of nine units eight are shown, with their weights to and from the others.
    first, second, last = (layer.params["kernel"] for layer in dense)
    assert len(weights) == 3 * 8 + 8 + 8 * 3 + 3 + 3 + 1
    np.testing.assert_array_equal(weights[:24], first[:, :8].ravel())
    np.testing.assert_array_equal(weights[32:56], second[:8].ravel())
    np.testing.assert_array_equal(weights[59:62], last.ravel())
    plane = names["features"](np.array([(x, y) for y in (3, 1, -1, -3) for x in (-3, -1, 1, 3)]))
    pictures = experiment.pictures(0)
    assert pictures.shape == (1 + 8 + 3, 16) and pictures.dtype == np.float32
    np.testing.assert_allclose(pictures[0], model.predict(plane)[:, 0], rtol=1e-6)
    first_units = np.tanh(plane @ first + dense[0].params["bias"])
    np.testing.assert_allclose(pictures[1:9], first_units[:, :8].T, rtol=1e-5)
    np.testing.assert_array_equal(experiment.inputs(), plane.T.astype(np.float32))
    assert experiment.inputs().flags.c_contiguous
    np.testing.assert_array_equal(experiment.points("test")[:, :2], names["x_test"])
    np.testing.assert_array_equal(experiment.points("test")[:, 2], names["y_test"])


def test_two_networks_go_in_step():
    experiment = driver.Experiment([code(), code(optimizer="SGD(0.1)", batch=60)], side=4)
    experiment.run(20)
    experiment.finish()
    one, other = experiment.networks
    assert one.epochs == other.epochs == experiment.epochs > 0
    assert one.updates == 9 * experiment.epochs and other.updates == experiment.epochs


def test_the_watcher_says_each_thing_once_with_its_kind():
    deep = 'Dense(4, "sigmoid"),' * 6
    experiment = driver.Experiment([code(deep, "SGD(0.01)", 1)], side=4)
    for _ in range(40):
        experiment.step()
    said = json.loads(experiment.said(0))
    assert [kind for kind, _ in said] == ["vanishing"]
    assert said[0][1].startswith("Not learning after 250 updates")


def test_a_later_stretch_counts_its_updates_from_the_start():
    flat = driver.Experiment([code('Dense(4, "relu"),', "Adam(0.01)", 1)], side=4)
    network = flat.networks[0]
    while network.updates < 999:
        next(flat._updates)
    kernel, bias, *above = network.model.get_weights()
    network.model.set_weights([0 * kernel, bias - 9, *above])  # no unit is ever above zero
    while network.updates < 1260:
        next(flat._updates)
    ((kind, sentence),) = network.said
    assert kind == "dead" and sentence.startswith("Not learning after 1250 updates")


def test_a_network_that_diverges_says_so():
    experiment = driver.Experiment([code('Dense(4, "linear"),', "SGD(1e200)")], side=4)
    with pytest.raises(FloatingPointError, match="the network diverged"):
        experiment.run(5000)
