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
    """Keeps `look(model)` before the first update and after every `every`-th epoch.

    `frames` holds the results and `steps` the number of epochs behind each; record first, draw
    afterwards.
    """

    def __init__(self, look, every=1):
        checks.whole("every", every)
        self.look, self.every = look, every
        self.frames, self.steps = [], []

    def record(self, step):
        self.frames.append(np.array(self.look(self.model)))
        self.steps.append(step)

    def on_train_begin(self, logs=None):
        self.frames, self.steps = [], []
        self.record(0)

    def on_epoch_end(self, epoch, logs=None):
        if (epoch + 1) % self.every == 0:
            self.record(epoch + 1)


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


class ProgressBar(Callback):
    """A tqdm bar over the epochs, on stderr, that appears when training takes longer than `delay`.

    Without tqdm there is none. TQDM_DISABLE=1 in the environment turns it off.
    """

    def __init__(self, epochs, delay=2.0):
        self.epochs, self.delay, self.bar = epochs, delay, None

    def on_train_begin(self, logs=None):
        try:
            from tqdm import tqdm
        except ImportError:
            return
        self.bar = tqdm(total=self.epochs, desc="training", unit="epoch", delay=self.delay)

    def on_epoch_end(self, epoch, logs=None):
        if self.bar is not None:
            shown = {name: f"{value:.4g}" for name, value in logs.items()}
            self.bar.set_postfix(shown, refresh=False)
            self.bar.update()

    def on_train_end(self, logs=None):
        if self.bar is not None:
            self.bar.close()
