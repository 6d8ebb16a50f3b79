"""Callbacks: patience counted as Keras counts it, a quiet bar."""

import os
import subprocess
import sys
import types

import numpy as np
import pytest

from utils import datasets
from utils.callbacks import EarlyStopping, ModelCheckpoint, ReduceLROnPlateau
from utils.drawing.recorder import Recorder
from utils.layers import Dense
from utils.models import Sequential, load_model
from utils.optimizers import SGD
from utils.training import ProgressBar

X, Y = datasets.moons(40, seed=3)


def network():
    model = Sequential([Dense(3, "tanh"), Dense(1, "sigmoid")], 2)
    model.compile(SGD(0.5), "binary_crossentropy", metrics=["accuracy"])
    return model


class Weights:
    """Stands for a network that trains: its only weight is the number of the epoch."""

    def __init__(self):
        self.epoch, self.stop_training = 0, False

    def get_weights(self):
        return [np.array(float(self.epoch))]

    def set_weights(self, weights):
        self.restored = float(weights[0])


def reported(stopping, values, name="val_loss"):
    """Feed one value an epoch: the epoch after which it stopped, and the epoch put back."""
    model, last = Weights(), None
    stopping.set_model(model)
    stopping.on_train_begin()
    for model.epoch, value in enumerate(values):
        stopping.on_epoch_end(model.epoch, {name: value})
        if model.stop_training:
            last = model.epoch
            break
    stopping.on_train_end()
    return last, getattr(model, "restored", None)


# monitor, its values by epoch, settings, the epoch after which it stops, the best epoch
STOPS = {
    "never worse": ("val_loss", [5, 4, 3, 2], {}, None, 3),
    "patience 0": ("val_loss", [5, 4, 4, 3], {}, 2, 1),
    "patience 1": ("val_loss", [5, 4, 4, 3], {"patience": 1}, 2, 1),
    "patience 2": ("val_loss", [5, 4, 4.5, 4, 3], {"patience": 2}, 3, 1),
    "patience 3": ("val_loss", [5, 4, 4.5, 4, 3, 3, 3, 3, 1], {"patience": 3}, 7, 4),
    "best of all at the start": ("val_loss", [1, 2, 3, 4, 5], {"patience": 3}, 3, 0),
    "too small a gain": (
        "val_loss",
        [5, 4.5, 4.0, 3.5, 2.75, 2.5],
        {"patience": 2, "min_delta": 0.625},
        None,
        4,
    ),
    "far too small a gain": (
        "val_loss",
        [5, 4.75, 4.5, 4.25],
        {"patience": 2, "min_delta": 1.0},
        2,
        0,
    ),
    "not a number for a while": ("val_loss", [5, np.nan, np.nan, 4, 3], {"patience": 3}, None, 4),
    "not a number any more": ("val_loss", [5, 4, np.nan, np.nan], {"patience": 2}, 3, 1),
    "accuracy": ("val_accuracy", [0.5, 0.75, 0.7, 0.75, 0.9], {"patience": 2}, 3, 1),
    "accuracy of training": ("accuracy", [0.5, 0.75, 0.7, 0.8], {"patience": 2}, None, 3),
    "loss": ("loss", [3, 2, 2.5], {"patience": 1}, 2, 1),
    "never a number": ("val_loss", [np.nan] * 4, {"patience": 2}, 2, 0),
    "never a number, patience 0": ("val_loss", [np.nan] * 4, {}, 1, 0),
    "uphill": ("val_f1", [0.5, 0.75, 0.7, 0.75, 0.9], {"patience": 2, "mode": "max"}, 3, 1),
    "downhill": ("misses", [5, 3, 4, 4], {"patience": 2, "mode": "min"}, 3, 1),
    "an accuracy downhill": ("accuracy", [0.5, 0.75, 0.7], {"mode": "min"}, 1, 0),
    "under a baseline late": ("val_loss", [5, 4, 3, 2], {"patience": 2, "baseline": 3.5}, None, 3),
    "never under a baseline": ("val_loss", [5, 4, 3.75], {"patience": 2, "baseline": 3.5}, None, 2),
    "a baseline and a pause": ("val_loss", [5, 4, 4, 3], {"patience": 2, "baseline": 3.5}, 2, 1),
    "over a baseline": (
        "val_accuracy",
        [0.5, 0.5, 0.75, 0.7, 0.7],
        {"patience": 2, "baseline": 0.625},
        1,
        0,
    ),
    "later": ("val_loss", [1, 2, 5, 4, 4.5], {"start_from_epoch": 2}, 4, 3),
    "later, worse": ("val_loss", [1, 2, 5, 6, 7], {"patience": 2, "start_from_epoch": 2}, 4, 2),
}


@pytest.mark.parametrize("case", STOPS)
def test_patience_by_hand(case):
    monitor, values, settings, last, best = STOPS[case]
    stopping = EarlyStopping(monitor, **settings)
    assert reported(stopping, values, monitor) == (last, float(best))
    assert (stopping.stopped_epoch, stopping.best_epoch) == (last, best)
    assert reported(stopping, values, monitor) == (last, float(best))


@pytest.mark.keras
@pytest.mark.parametrize("case", STOPS)
def test_patience_is_keras_s(case, keras):
    monitor, values, settings, last, best = STOPS[case]
    mode = "max" if "accuracy" in monitor else "min"
    settings = {"mode": mode, "restore_best_weights": True, **settings}
    theirs = keras.callbacks.EarlyStopping(monitor, **settings)
    assert reported(theirs, values, monitor) == (last, float(best))


def test_weights_of_the_best_epoch_are_put_back_or_not():
    """Labels turned round for validation: the first epoch is the best of all."""
    for restore in (True, False):
        model, recorder = network(), Recorder(seen=lambda m: m.theta)
        stopping = EarlyStopping(patience=2, restore_best_weights=restore)
        settings = {"validation_data": (X, 1 - Y), "callbacks": [recorder, stopping]}
        history = model.fit(X, Y, epochs=20, verbose=0, **settings)
        assert history.epoch == [0, 1, 2] and stopping.stopped_epoch == 2
        np.testing.assert_array_equal(model.theta, recorder.seen[1 if restore else 3])


def test_monitor_that_training_does_not_report():
    sentence = (
        "EarlyStopping watches 'val_loss', which this training does not report; it reports loss, "
        "accuracy. Give fit validation_data"
    )
    with pytest.raises(ValueError, match=sentence):
        network().fit(X, Y, epochs=2, callbacks=[EarlyStopping()], verbose=0)


def test_defaults_of_early_stopping():
    assert repr(EarlyStopping()) == (
        "EarlyStopping(monitor='val_loss', min_delta=0.0, patience=0, mode='auto', baseline=None, "
        "restore_best_weights=True, start_from_epoch=0)"
    )


def test_a_number_whose_better_side_nobody_knows():
    """Which Keras minimises without a word."""
    sentence = (
        "EarlyStopping cannot know whether 'val_f1' is better when it is larger: say mode='max'"
    )
    with pytest.raises(ValueError, match=sentence):
        reported(EarlyStopping("val_f1"), [0.5, 0.75], "val_f1")


class Files(Weights):
    """A network that only notes where it was saved."""

    def __init__(self):
        super().__init__()
        self.paths = []

    def save(self, path, **_):
        self.paths.append(str(path))


# name of the file, values by epoch, settings, the files that are written, in order
KEPT = {
    "every epoch": ("net", [3, 2, 2.5], {}, ["net"] * 3),
    "named": ("net-{epoch:02d}-{val_loss:.1f}", [3, 2], {}, ["net-01-3.0", "net-02-2.0"]),
    "the best": ("{epoch}", [3, 2, 2.5, 2, 1], {"save_best_only": True}, ["1", "2", "5"]),
    "uphill": ("{epoch}", [3, 2, 5], {"save_best_only": True, "mode": "max"}, ["1", "3"]),
    "under a threshold": (
        "{epoch}",
        [3, 2, 2.5, 1],
        {"save_best_only": True, "initial_value_threshold": 2.25},
        ["2", "4"],
    ),
    "over a threshold": (
        "{epoch}",
        [3, 2, 4],
        {"save_best_only": True, "mode": "max", "initial_value_threshold": 3},
        ["3"],
    ),
    "not a number": ("{epoch}", [np.nan, 2], {"save_best_only": True}, ["2"]),
}


def kept(checkpoint, values, times=1):
    """The files, without their endings, that a checkpoint writes."""
    model = Files()
    for _ in range(times):
        checkpoint.set_model(model)
        checkpoint.on_train_begin()
        for epoch, value in enumerate(values):
            checkpoint.on_epoch_end(epoch, {"loss": 9.0, "val_loss": value})
    return [path.rpartition(".")[0] for path in model.paths]


@pytest.mark.parametrize("case", KEPT)
def test_checkpoints_by_hand(case):
    name, values, settings, files = KEPT[case]
    assert kept(ModelCheckpoint(name + ".npz", **settings), values) == files


@pytest.mark.keras
@pytest.mark.parametrize("case", [case for case in KEPT if case != "not a number"])
def test_checkpoints_are_keras_s(case, keras):
    name, values, settings, files = KEPT[case]
    settings = {"mode": "min", **settings}
    assert kept(keras.callbacks.ModelCheckpoint(name + ".keras", **settings), values) == files


def test_the_best_of_a_training_before_counts():
    assert kept(ModelCheckpoint("{epoch}.npz", save_best_only=True), [3, 2], times=2) == ["1", "2"]


def test_a_checkpoint_is_the_network_of_its_epoch(tmp_path):
    model, recorder = network(), Recorder(seen=lambda m: m.theta)
    checkpoint = ModelCheckpoint(tmp_path / "{epoch}.npz", "loss")
    model.fit(X, Y, epochs=2, callbacks=[checkpoint, recorder], verbose=0)
    for epoch in (1, 2):
        saved = load_model(tmp_path / f"{epoch}.npz")
        np.testing.assert_array_equal(saved.theta, recorder.seen[epoch])
    same = load_model(tmp_path / "1.npz")
    same.fit(X, Y, verbose=0)
    np.testing.assert_array_equal(same.theta, model.theta)


# what is asked, and the sentence about it
UNKNOWN = {
    "another name": ("{f1}.npz", "filepath may name epoch, loss, val_loss, such as"),
    "no name": ("{}.npz", "filepath may name epoch, loss, val_loss"),
    "another form": ("{epoch:.2q}.npz", "filepath may name epoch, loss, val_loss"),
}


@pytest.mark.parametrize("case", UNKNOWN)
def test_a_name_that_nobody_can_fill_in(case):
    path, sentence = UNKNOWN[case]
    with pytest.raises(ValueError, match=sentence):
        kept(ModelCheckpoint(path), [1])


# monitor, its values by epoch, settings, the learning rate of each epoch and the one after them
RATES = {
    "always better": ("val_loss", [5, 4, 3, 2], {"patience": 1}, [8, 8, 8, 8, 8]),
    "patience 1": ("val_loss", [5, 5, 5, 4, 5], {"patience": 1}, [8, 8, 4, 2, 2, 1]),
    "patience 0 is patience 1": ("val_loss", [5, 5, 4, 4], {"patience": 0}, [8, 8, 4, 4, 2]),
    "patience 2": ("val_loss", [5, 6, 5, 5, 5], {"patience": 2}, [8, 8, 8, 4, 4, 2]),
    "a gain between": ("val_loss", [5, 6, 4, 6, 6], {"patience": 2}, [8, 8, 8, 8, 8, 4]),
    "too small a gain": (
        "val_loss",
        [5, 4.5, 4.25],
        {"patience": 1, "min_delta": 0.5},
        [8, 8, 4, 4],
    ),
    "small gains add up": (
        "val_loss",
        [5, 4.75, 4.5, 4.25],
        {"patience": 3, "min_delta": 0.5},
        [8, 8, 8, 8, 8],
    ),
    "default min_delta": ("val_loss", [5, 4.99995, 4.9998], {"patience": 1}, [8, 8, 4, 4]),
    "rest": ("val_loss", [5] * 7, {"patience": 1, "cooldown": 2}, [8, 8, 4, 4, 2, 2, 1, 1]),
    "rest and patience": (
        "val_loss",
        [5] * 7,
        {"patience": 2, "cooldown": 1},
        [8] * 3 + [4] * 2 + [2] * 2 + [1],
    ),
    "better while resting": (
        "val_loss",
        [5, 5, 4, 4, 4, 4],
        {"patience": 1, "cooldown": 3},
        [8, 8, 4, 4, 4, 2, 2],
    ),
    "lowest": ("val_loss", [5] * 6, {"patience": 1, "min_lr": 1.5}, [8, 8, 4, 2, 1.5, 1.5, 1.5]),
    "factor": ("val_loss", [5] * 3, {"patience": 1, "factor": 0.125}, [8, 8, 1, 0.125]),
    "not a number": ("val_loss", [5, np.nan, np.nan], {"patience": 2}, [8, 8, 8, 4]),
    "accuracy": ("val_accuracy", [0.5, 0.75, 0.75, 0.5], {"patience": 2}, [8, 8, 8, 8, 4]),
    "loss": ("loss", [5, 5, 5], {"patience": 2}, [8, 8, 8, 4]),
}


def rates(plateau, values, name):
    """Feed one value an epoch: the learning rate of each epoch as logged, and the last one set."""
    model, seen = Weights(), []
    model.optimizer = types.SimpleNamespace(learning_rate=8.0)
    plateau.set_model(model)
    plateau.on_train_begin()
    for epoch, value in enumerate(values):
        logs = {name: value}
        plateau.on_epoch_end(epoch, logs)
        seen.append(logs["learning_rate"])
    return [*seen, model.optimizer.learning_rate]


@pytest.mark.parametrize("case", RATES)
def test_plateau_by_hand(case):
    monitor, values, settings, expected = RATES[case]
    plateau = ReduceLROnPlateau(monitor, **{"factor": 0.5, **settings})
    assert rates(plateau, values, monitor) == expected
    assert rates(plateau, values, monitor) == expected


@pytest.mark.keras
@pytest.mark.parametrize("case", RATES)
def test_plateau_is_keras_s(case, keras):
    monitor, values, settings, expected = RATES[case]
    mode = "max" if "accuracy" in monitor else "min"
    settings = {"factor": 0.5, "mode": mode, **settings}
    assert (
        rates(keras.callbacks.ReduceLROnPlateau(monitor, **settings), values, monitor) == expected
    )


def test_history_keeps_the_rates_that_trained():
    """Labels turned round for validation: it gets worse from the first epoch on."""
    model, plateau = network(), ReduceLROnPlateau(patience=2, factor=0.5)
    settings = {"validation_data": (X, 1 - Y), "callbacks": [plateau], "verbose": 0}
    history = model.fit(X, Y, epochs=6, **settings).history
    assert history["learning_rate"] == [0.5, 0.5, 0.5, 0.25, 0.25, 0.125]
    assert model.optimizer.learning_rate == 0.125


def test_the_reduced_rate_trains():
    """The update after a reduction is half of the update that would have been."""
    steps = []
    for callbacks in ([], [ReduceLROnPlateau("loss", 0.5, patience=1, min_delta=100)]):
        model, recorder = network(), Recorder(seen=lambda m: m.theta)
        model.fit(X, Y, 40, 3, False, callbacks=[*callbacks, recorder], verbose=0)
        steps.append(np.diff(recorder.seen, axis=0))
    np.testing.assert_array_equal(steps[0][:2], steps[1][:2])
    np.testing.assert_allclose(steps[1][2], steps[0][2] / 2, rtol=1e-10)


def test_plateau_of_what_training_does_not_report():
    sentence = "ReduceLROnPlateau watches 'val_loss', which this training does not report; it repo"
    with pytest.raises(ValueError, match=sentence):
        network().fit(X, Y, callbacks=[ReduceLROnPlateau()], verbose=0)


def test_plateau_and_schedule_do_not_mix():
    model = network()
    model.optimizer.learning_rate = lambda iteration: 0.5 / (1 + iteration)
    with pytest.raises(ValueError, match="needs a learning rate that is a number, and this one fo"):
        model.fit(X, Y, callbacks=[ReduceLROnPlateau("loss")], verbose=0)


class Bar:
    """Stands for tqdm and notes what it is told."""

    made = []

    def __init__(self, steps=None, **settings):
        self.settings, self.updates, self.closed, self.shown = settings, 0, False, None
        self.made.append(self)

    def set_postfix(self, shown, refresh):
        self.shown = shown

    def update(self):
        self.updates += 1

    def close(self):
        self.closed = True


@pytest.fixture
def bars(monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm", types.SimpleNamespace(tqdm=Bar))
    monkeypatch.setattr(Bar, "made", [])
    return Bar.made


def test_bar_counts_epochs_and_shows_the_numbers(bars):
    history = network().fit(X, Y, epochs=3).history
    (bar,) = bars
    assert bar.settings["total"] == 3 and bar.settings["delay"] == 2
    assert bar.updates == 3 and bar.closed
    assert bar.shown == {name: f"{values[-1]:.4g}" for name, values in history.items()}


@pytest.mark.parametrize("verbose", [0, False])
def test_no_bar_when_not_wanted(bars, verbose):
    network().fit(X, Y, verbose=verbose)
    assert bars == []


def test_training_without_tqdm(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "tqdm", None)
    assert len(network().fit(X, Y, epochs=2).epoch) == 2
    assert capsys.readouterr() == ("", "")


LONG = """
import time
from utils.training import ProgressBar
bar = ProgressBar(3, delay=0)
bar.on_train_begin()
for epoch in range(3):
    time.sleep(0.2)
    bar.on_epoch_end(epoch, {"loss": 0.123456})
bar.on_train_end()
"""


@pytest.mark.parametrize("disabled", [False, True])
def test_tqdm_itself(disabled):
    """On stderr, with the loss; nothing at all with TQDM_DISABLE=1."""
    pytest.importorskip("tqdm")
    variables = {k: v for k, v in os.environ.items() if k != "TQDM_DISABLE"}
    variables |= {"TQDM_DISABLE": "1"} if disabled else {}
    run = subprocess.run(
        [sys.executable, "-c", LONG], env=variables, capture_output=True, text=True, check=True
    )
    assert run.stdout == ""
    if disabled:
        assert run.stderr == ""
    else:
        assert "training: 100%" in run.stderr and "loss=0.1235" in run.stderr


def test_short_trainings_stay_quiet(capfd):
    """The bar waits two seconds before it appears."""
    pytest.importorskip("tqdm")
    network().fit(X, Y, epochs=3)
    assert capfd.readouterr() == ("", "")


def test_a_bar_alone_needs_no_training_begun(bars):
    bar = ProgressBar(2)
    bar.on_epoch_end(0, {"loss": 1.0})
    bar.on_train_end()
    assert bars == []


@pytest.mark.parametrize(
    "lonely",
    [
        lambda: Recorder(seen=lambda model: model.theta).on_train_begin(),
        lambda: EarlyStopping().on_epoch_end(0, {"val_loss": 1.0}),
        lambda: ReduceLROnPlateau().on_train_begin(),
    ],
)
def test_a_callback_without_a_network_says_so(lonely):
    with pytest.raises(ValueError, match=r"this \w+ watches no network yet; pass it to fit\(callb"):
        lonely()


def test_early_stopping_where_nothing_is_a_number():
    """A loss of nan from the first epoch on: it stops, and the first epoch's weights come back."""
    model = Sequential([Dense(1)], 1)
    stopping, kept = EarlyStopping(patience=2), model.get_weights()
    stopping.set_model(model)
    stopping.on_train_begin()
    for epoch in range(3):
        assert not model.stop_training
        stopping.on_epoch_end(epoch, {"val_loss": np.nan})
        model.set_weights([w + 1 for w in kept])
    assert model.stop_training and (stopping.best_epoch, stopping.stopped_epoch) == (0, 2)
    stopping.on_train_end()
    np.testing.assert_array_equal(model.get_weights()[0], kept[0])
