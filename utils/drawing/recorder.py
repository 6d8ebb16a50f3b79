"""Recorder: a callback that keeps what is asked of any model, moment by moment."""

import numpy as np

from .. import checks
from ..callbacks import Callback

RESERVED = ("looks", "every", "steps", "epoch", "kept")


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


def as_array(value):
    """A copy of what a model gave, as an array: a tensor of any device too."""
    if hasattr(value, "detach"):
        value = value.detach().cpu().numpy()
    return np.array(value)
