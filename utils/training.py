"""Training: what an update sees, how much each example counts, which layers learn, what is kept."""

import numpy as np

from . import checks
from .callbacks import Callback
from .notebook import progress

AT_ONCE = 2**17  # numbers of examples in another order that are copied at a time


class History:
    """What a training reported: `history[name]` is a list, one number an epoch; `epoch` counts."""

    def __init__(self):
        self.epoch, self.history = [], {}

    def add(self, epoch, logs):
        self.epoch.append(epoch)
        for name, value in logs.items():
            self.history.setdefault(name, []).append(value)

    def __repr__(self):
        return f"History({len(self.epoch)} epochs: {', '.join(self.history)})"


def fit(model, data, held_out, batch_size, epochs, shuffle, callbacks):
    """The loop behind Sequential.fit, on checked (x, y, sample_weight); returns a History."""
    for callback in callbacks:
        checks.instance(callback, Callback).set_model(model)
    history, model.stop_training = History(), False
    if not trainable(model.layers):
        raise ValueError(
            "this network has no parameters to train: add a Dense layer"
            f"{', or set trainable = True in one and compile again' if model.theta.size else ''}."
        )
    _call(callbacks, "on_train_begin")
    try:
        for epoch in range(epochs):
            logs = _epoch(model, data, batch_size, shuffle, epoch, callbacks)
            if held_out is not None:
                logs.update({"val_" + name: v for name, v in model.assess(*held_out).items()})
            _call(callbacks, "on_epoch_end", epoch, logs)
            history.add(epoch, logs)
            if model.stop_training:
                break
    finally:
        _call(callbacks, "on_train_end")
    return history


def _epoch(model, data, batch_size, shuffle, epoch, callbacks):
    """Every example once; returns the means of what the updates reported."""
    n, total, total_right = len(data[0]), 0.0, 0.0
    order = model.order.permutation(n) if shuffle and batch_size < n else None
    lookers = [c for c in callbacks if type(c).on_train_batch_end != Callback.on_train_batch_end]
    with np.errstate(over="ignore", invalid="ignore"):
        for batch, (x, y, w) in enumerate(_batches(data, order, batch_size)):
            start = batch * batch_size
            value, right = model.update(x, y, w)
            if value - value != 0:
                still_finite(model, value, epoch, batch, total / max(start, 1))
            share = len(x)
            total += value * share
            if right is not None:
                total_right += right * share
            for callback in lookers:
                callback.on_train_batch_end(batch, model.logs(value, right))
    still_finite(model, value, epoch, batch, total / n)
    return model.logs(total / n, total_right / n if model.measure else None)


def _batches(data, order, batch_size):
    """Batch after batch of (x, y, sample_weight), in their own order or in the one given.

    Examples in another order are copied for some batches at a time, as many as stay in the cache.
    """
    n, many = len(data[0]), len(data[0])
    if order is not None:
        many = batch_size * max(1, AT_ONCE // (batch_size * data[0][0].size))
    for first in range(0, n, many):
        part = slice(first, first + many) if order is None else order[first : first + many]
        x, y, w = (None if array is None else array[part] for array in data)
        for start in range(0, len(x), batch_size):
            rows = slice(start, start + batch_size)
            yield x[rows], y[rows], None if w is None else w[rows]


def still_finite(model, value, epoch, batch, mean=0.0):
    """Raise FloatingPointError when the loss of this update or a weight after it is not finite."""
    if np.isfinite(value) and np.isfinite(model.theta).all():
        return
    became = f"the loss became {value}" if value - value != 0 else "a weight became infinite"
    before = f"after a mean loss of {mean:.4g} in this epoch" if batch else "at once"
    raise FloatingPointError(
        f"the network diverged: {became} in update {batch + 1} of epoch "
        f"{epoch + 1}, {before}. Try a learning rate ten times smaller than "
        f"{model.optimizer.rate:g}, or inputs scaled to a standard deviation of 1."
    )


def _call(callbacks, method, *arguments):
    for callback in callbacks:
        getattr(callback, method)(*arguments)


def leaves(layers):
    """The layers that hold no others, those inside of others in their place."""
    for layer in layers:
        yield from leaves(layer.parts.values()) if hasattr(layer, "parts") else [layer]


def trainable(layers):
    """The layers, also those inside of others, whose parameters training moves."""
    return [layer for layer in leaves(layers) if layer.trainable and layer.params]


def moving(model, optimizer):
    """What the optimizer moves and by what: the model's two vectors; or, where some layers do not
    train, each layer's; or, where the shape or length of each array counts, each parameter's.
    """
    layers = trainable(model.layers)
    if optimizer.clipnorm is not None or optimizer.by_array:
        kinds = ("params", "grads")
        return [[w for layer in layers for w in getattr(layer, k).values()] for k in kinds]
    if sum(layer.block.size for layer in layers) < model.theta.size:
        return [layer.block for layer in layers], [layer.dblock for layer in layers]
    return [model.theta], [model.dtheta]


def example_weights(y, units, dtype, sample_weight=None, class_weight=None):
    """How much each example counts, (n,), or None where all count alike; y as `targets` made it.

    `class_weight` is {class: weight}, 1 for a class it does not name; a one-hot row stands for the
    class of its largest number, and y need not hold all classes. Raises ValueError for weights that
    are negative, not finite, all 0, or of another number than the examples, and for classes that no
    output of the network's `units` stands for.
    """
    if class_weight is not None:
        if sample_weight is not None:
            raise ValueError(
                "give sample_weight or class_weight, not both: multiply each example's weight by "
                "its class's, and give the products as sample_weight."
            )
        sample_weight = _of_classes(y, units, class_weight)
    if sample_weight is None:
        return None
    weights = checks.weights(sample_weight, len(y), dtype)
    if class_weight is None and not weights.any():
        raise ValueError("weights must not all be zero: then no example counts.")
    return weights


def _of_classes(y, units, class_weight):
    """The weight of each example's class."""
    if not isinstance(class_weight, dict):
        raise ValueError(
            f"class_weight must be a dict {{class: weight}}, such as {{0: 1, 1: 2.5}}, got "
            f"{class_weight!r:.60}."
        )
    if y.ndim > 2 or (y.ndim == 2 and units == 1 and (y != np.rint(y)).any()):
        raise ValueError(
            "class_weight needs one class for each example; give the weight of each example, "
            "sample_weight (n,)."
        )
    labels = y if y.ndim == 1 else y.argmax(axis=1) if units > 1 else y[:, 0]
    labels = labels.astype(int)
    known = list(range(units)) if units > 1 else sorted({0, 1, *labels.tolist()})
    unknown = [label for label in class_weight if label not in known]
    if unknown:
        raise ValueError(
            f"class_weight names the class {unknown[0]!r}; this network tells apart "
            f"{', '.join(map(str, known[:12]))}{' ...' * (len(known) > 12)}."
        )
    return [class_weight.get(label, 1) for label in labels.tolist()]


class ProgressBar(Callback):
    """A bar over the epochs that appears when training takes longer than `delay` seconds."""

    def __init__(self, epochs, delay=2.0):
        self.epochs, self.delay, self.bar = epochs, delay, None

    def on_train_begin(self, logs=None):
        self.bar = progress.bar(name="training", delay=self.delay, total=self.epochs, unit="epoch")

    def on_epoch_end(self, epoch, logs=None):
        if self.bar is not None:
            shown = {name: f"{value:.4g}" for name, value in logs.items()}
            self.bar.set_postfix(shown, refresh=False)
            self.bar.update()

    def on_train_end(self, logs=None):
        if self.bar is not None:
            self.bar.close()
