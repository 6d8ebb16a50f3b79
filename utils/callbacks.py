"""Callbacks: look at a network while it trains, record, or stop it.

The methods are Keras's, so one callback watches our networks and, through
`keras_baseline.callback`, Keras's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import checks


class Callback:
    """Override what you need; `self.model` is the network that trains."""

    _model = None

    @property
    def model(self):
        if self._model is None:
            raise ValueError(
                f"this {type(self).__name__} watches no network yet; pass it to "
                "fit(callbacks=[...])."
            )
        return self._model

    def set_model(self, model):
        self._model = model

    def on_train_begin(self, logs=None):
        """Called once, before the first update."""

    def on_train_batch_end(self, batch, logs=None):
        """Called after every update; `batch` counts from 0 within the epoch."""

    def on_epoch_end(self, epoch, logs=None):
        """Called after every epoch, counted from 0, with the numbers that history keeps."""

    def on_train_end(self, logs=None):
        """Called once, after the last update."""


class Recorder(Callback):
    """Keeps what is asked of a model, before the first update and after every `every`-th epoch.

    looks: a function of the model for each name: after Recorder(W=lambda m: m.get_weights()[0]),
    called seen, seen.W is the array (T, ...) of all moments, and `steps` says how many epochs lie
    behind each. Record first, draw afterwards.
    """

    def __init__(self, every=1, **looks):
        checks.whole("every", every)
        taken = [name for name in looks if hasattr(Recorder, name) or name in RESERVED]
        if taken or not looks:
            raise ValueError(
                f"record needs functions of the model under names of their own, got {taken}; for "
                "example record(W=lambda model: model.get_weights()[0])."
            )
        self.looks, self.every = looks, every
        self.clear()

    def clear(self):
        """Forget what was recorded."""
        self.steps, self.epoch = [], 0
        self.kept = {name: [] for name in self.looks}

    def __getattr__(self, name):
        kept = self.__dict__.get("kept", {})
        if name not in kept:
            raise AttributeError(f"{name!r} was not recorded, only {', '.join(kept)}.")
        return _one_array(name, kept[name], "moments")

    def __call__(self, model):
        """Count an epoch of a training loop of your own, and record it when its turn has come."""
        self.epoch += 1
        if self.epoch % self.every == 0:
            self.record(model, self.epoch)

    def record(self, model, step=None):
        """Add this moment, `step` epochs after the start; without one, the next."""
        seen = {name: _seen(name, look(model)) for name, look in self.looks.items()}
        for name, value in seen.items():
            self.kept[name].append(value)
        self.steps.append(len(self.steps) if step is None else step)

    def on_train_begin(self, logs=None):
        self.clear()
        self.record(self.model, 0)

    def on_epoch_end(self, epoch, logs=None):
        self(self.model)

    def _nothing(self, *_, **__):
        """What Keras calls as well."""

    set_params = on_epoch_begin = on_train_batch_begin = _nothing
    on_test_begin = on_test_batch_begin = on_test_batch_end = on_test_end = _nothing
    on_predict_begin = on_predict_batch_begin = on_predict_batch_end = on_predict_end = _nothing

    def _ready(self):
        if not self.steps:
            raise ValueError(
                "nothing was recorded yet: train with callbacks=[seen], or call seen(model) after "
                "each epoch."
            )

    def __len__(self):
        return len(self.steps)


def _seen(name, value):
    """A copy of what a look gave, as an array."""
    return _one_array(name, value, "parts") if isinstance(value, (list, tuple)) else as_array(value)


def _one_array(name, values, what):
    """Values of one shape as an array."""
    arrays = [as_array(value) for value in values]
    shapes = list(dict.fromkeys(array.shape for array in arrays))
    if len(shapes) > 1:
        raise ValueError(
            f"{name!r} has {what} of the shapes {' and '.join(map(str, shapes))}, and no array "
            "holds them; record each under a name of its own, W=lambda model: "
            "model.get_weights()[0]."
        )
    return np.array(arrays)


RESERVED = ("looks", "every", "steps", "epoch", "kept")


def as_array(value):
    """A copy of what a model gave, as an array: a tensor of any device too."""
    if hasattr(value, "detach"):
        value = value.detach().cpu().numpy()
    return np.array(value)


class Monitor(Callback):
    """A callback that follows one number of each epoch: a loss downhill, an accuracy uphill."""

    best = np.inf

    def on_train_begin(self, logs=None):
        self.best = np.inf

    def gained(self, logs):
        """Whether the number is better than the best so far by more than min_delta."""
        if self.monitor not in logs:
            raise ValueError(
                f"{type(self).__name__} watches {self.monitor!r}, which this training does not "
                f"report; it reports {', '.join(logs)}. Give fit validation_data for the val_ ones."
            )
        value = (-1 if "accuracy" in self.monitor else 1) * logs[self.monitor]
        better = value < self.best - self.min_delta
        if better:
            self.best = value
        return better


@dataclass(eq=False)
class EarlyStopping(Monitor):
    """Stops when `monitor` has not improved by more than min_delta for `patience` epochs in a row.

    Afterwards `stopped_epoch` and `best_epoch` count from 0. The weights of the best epoch are put
    back by default; Keras does so only when asked (Prechelt 1998). The first epoch is the best
    until another is better, even where its number is nan.
    """

    monitor: str = "val_loss"
    min_delta: float = 0.0
    patience: int = 0
    restore_best_weights: bool = True

    def __post_init__(self):
        checks.number("min_delta", self.min_delta, low=0)
        checks.whole("patience", self.patience, low=0)

    def on_train_begin(self, logs=None):
        super().on_train_begin()
        self.best_epoch, self.best_weights, self.stopped_epoch = 0, None, None

    def on_epoch_end(self, epoch, logs=None):
        if self.gained(logs) or epoch == 0:
            self.best_epoch, self.best_weights = epoch, self.model.get_weights()
        elif epoch - self.best_epoch >= self.patience:
            self.stopped_epoch = epoch
            self.model.stop_training = True

    def on_train_end(self, logs=None):
        if self.restore_best_weights and self.best_weights is not None:
            self.model.set_weights(self.best_weights)


@dataclass(eq=False)
class ReduceLROnPlateau(Monitor):
    """Multiplies the learning rate by `factor` when `monitor` stands still for `patience` epochs.

    After a reduction it rests for `cooldown` epochs; the rate never falls below min_lr. The history
    gets a list `learning_rate`, the rate that each epoch trained with.
    """

    monitor: str = "val_loss"
    factor: float = 0.1
    patience: int = 10
    min_delta: float = 1e-4
    cooldown: int = 0
    min_lr: float = 0.0

    def __post_init__(self):
        checks.number("factor", self.factor, low=0, high=1, low_open=True, high_open=True)
        checks.whole("patience", self.patience, low=0)
        checks.number("min_delta", self.min_delta, low=0)
        checks.whole("cooldown", self.cooldown, low=0)
        checks.number("min_lr", self.min_lr, low=0)

    def on_train_begin(self, logs=None):
        super().on_train_begin()
        self.waited = self.resting = 0
        if callable(self.model.optimizer.learning_rate):
            raise ValueError(
                "ReduceLROnPlateau needs a learning rate that is a number, and this one follows "
                f"{self.model.optimizer.learning_rate!r}; use one of the two."
            )

    def on_epoch_end(self, epoch, logs=None):
        optimizer = self.model.optimizer
        rate = logs["learning_rate"] = float(optimizer.learning_rate)
        self.resting = max(self.resting - 1, 0)
        self.waited = 0 if self.gained(logs) or self.resting else self.waited + 1
        if self.waited >= max(self.patience, 1) and rate > self.min_lr:
            optimizer.learning_rate = max(rate * self.factor, self.min_lr)
            self.waited, self.resting = 0, self.cooldown
