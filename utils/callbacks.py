"""Callbacks: look at a network while it trains, keep it, or stop it.

The methods are Keras's, so one callback watches our networks and, through
`keras_baseline.callback`, Keras's.
"""

from dataclasses import dataclass

import numpy as np

from . import checks

MODES = {"auto": 0, "min": 1, "max": -1}


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


class Monitor(Callback):
    """A callback that follows one number of each epoch, `monitor`, downhill or uphill.

    mode says which way is better: "min", "max", or "auto", which knows losses, errors and
    accuracies by their names. A subclass has the settings monitor, mode and min_delta.
    """

    min_delta, best, sign = 0.0, np.inf, 1

    def __post_init__(self):
        if not isinstance(self.monitor, str):
            raise ValueError(f"monitor must be a name, such as 'val_loss', got {self.monitor!r}.")
        checks.lookup(str(self.mode), MODES, "mode")
        checks.number("min_delta", self.min_delta, low=0)

    def on_train_begin(self, logs=None):
        name = self.monitor
        down = name.endswith(("loss", "error")) - ("accuracy" in name)
        self.sign, self.best = MODES[self.mode] or down, np.inf
        if not self.sign:
            raise ValueError(
                f"{type(self).__name__} cannot know whether {name!r} is better when it is larger: "
                "say mode='max', or mode='min'."
            )

    def value(self, logs):
        """The number of this epoch, so that less is better."""
        if self.monitor not in logs:
            raise ValueError(
                f"{type(self).__name__} watches {self.monitor!r}, which this training does not "
                f"report; it reports {', '.join(logs)}. Give fit validation_data for the val_ ones."
            )
        return self.sign * logs[self.monitor]

    def gained(self, logs):
        """Whether the number is better than the best so far by more than min_delta."""
        value = self.value(logs)
        better = value < self.best - self.min_delta
        if better:
            self.best = value
        return better


@dataclass(eq=False)
class EarlyStopping(Monitor):
    """Stops when `monitor` has not improved by more than min_delta for `patience` epochs in a row.

    Epochs before start_from_epoch do not count; with a baseline only numbers better than it end a
    row. Afterwards `stopped_epoch` and `best_epoch` count from 0. The weights of the best epoch are
    put back by default; Keras does so only when asked (Prechelt 1998). The first epoch that counts
    is the best until another is better, even where its number is nan.
    """

    monitor: str = "val_loss"
    min_delta: float = 0.0
    patience: int = 0
    mode: str = "auto"
    baseline: object = None
    restore_best_weights: bool = True
    start_from_epoch: int = 0
    best_weights, waited = None, 0

    def __post_init__(self):
        super().__post_init__()
        checks.whole("patience", self.patience, low=0)
        if self.baseline is not None:
            checks.number("baseline", self.baseline)
        checks.flag("restore_best_weights", self.restore_best_weights)
        checks.whole("start_from_epoch", self.start_from_epoch, low=0)

    def on_train_begin(self, logs=None):
        super().on_train_begin()
        self.best_epoch, self.best_weights, self.stopped_epoch, self.waited = 0, None, None, 0

    def on_epoch_end(self, epoch, logs=None):
        value = self.value(logs)
        if epoch < self.start_from_epoch:
            return
        self.waited += 1
        if self.gained(logs) or self.best_weights is None:
            self.best_epoch, self.best_weights = epoch, self.model.get_weights()
            if self.baseline is None or value < self.sign * self.baseline - self.min_delta:
                self.waited = 0
        elif self.waited >= self.patience:
            self.stopped_epoch = epoch
            self.model.stop_training = True

    def on_train_end(self, logs=None):
        if self.restore_best_weights and self.best_weights is not None:
            self.model.set_weights(self.best_weights)


@dataclass(eq=False)
class ModelCheckpoint(Monitor):
    """Saves the network after every epoch, or, with save_best_only, when `monitor` is the best yet.

    `filepath` ends in .npz and may name the epoch, from 1, and what the training reports:
    "net-{epoch:02d}-{val_loss:.2f}.npz". Also in a further training the best so far counts, or else
    an initial_value_threshold, as in Keras.
    """

    filepath: object
    monitor: str = "val_loss"
    save_best_only: bool = False
    mode: str = "auto"
    initial_value_threshold: object = None

    def __post_init__(self):
        super().__post_init__()
        checks.flag("save_best_only", self.save_best_only)
        if self.initial_value_threshold is not None:
            checks.number("initial_value_threshold", self.initial_value_threshold)
        if not str(self.filepath).endswith(".npz"):
            raise ValueError(f"filepath must end in .npz, got {str(self.filepath)!r}.")
        self.kept = self.initial_value_threshold

    def on_train_begin(self, logs=None):
        if self.save_best_only:
            super().on_train_begin()
            self.best = np.inf if self.kept is None else self.sign * self.kept

    def on_epoch_end(self, epoch, logs=None):
        if self.save_best_only:
            if not self.gained(logs):
                return
            self.kept = logs[self.monitor]
        try:
            path = str(self.filepath).format(epoch=epoch + 1, **logs)
        except (IndexError, KeyError, ValueError):
            raise ValueError(
                f"filepath may name epoch, {', '.join(logs)}, such as {{epoch:02d}}, got "
                f"{str(self.filepath)!r}."
            ) from None
        self.model.save(path)


@dataclass(eq=False)
class ReduceLROnPlateau(Monitor):
    """Multiplies the learning rate by `factor` when `monitor` stands still for `patience` epochs.

    After a reduction it rests for `cooldown` epochs; the rate never falls below min_lr. The history
    gets a list `learning_rate`, the rate that each epoch trained with.
    """

    monitor: str = "val_loss"
    factor: float = 0.1
    patience: int = 10
    mode: str = "auto"
    min_delta: float = 1e-4
    cooldown: int = 0
    min_lr: float = 0.0

    def __post_init__(self):
        super().__post_init__()
        checks.number("factor", self.factor, low=0, high=1, low_open=True, high_open=True)
        checks.whole("patience", self.patience, low=0)
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
