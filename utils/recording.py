"""Recording: what any model predicts over the plane while it trains, ready to be filmed."""

from __future__ import annotations

import numpy as np

from . import checks, fields
from .callbacks import Callback
from .planes import pairs
from .scenes import BoundaryScene

TINY = 1e-7


def watch(train, held_out=None, every=1, grid=None):
    """Watch a model of two features and two classes while it trains.

        seen = animation.watch(train, held_out)
        model.fit(*train, epochs=50, callbacks=[seen])
        animation.save(seen.scene("My network"), "mine.gif")

    `seen` is a callback for our networks and for Keras's. In a loop of your own, as around
    scikit-learn's partial_fit, a fit with warm_start, or a step of PyTorch, call seen(model) after
    each epoch. train, held_out: pairs (X (n, 2), y (n,) of 0 and 1). every: epochs from frame to
    frame. grid: from plots.grid.
    """
    return Recording(train, held_out, every, grid)


class Recording(Callback):
    """P(class 1) over the plane, losses and accuracies, frame by frame; made by `watch`.

    `frames` holds one field (rows, cols) a frame, `steps` the epochs behind each, `losses` and
    `accuracies` {"train": ..., "held out": ...} one number a frame: the mean binary cross-entropy
    in nats, and the share of points on their side, both of the weights at that moment.
    """

    def __init__(self, train, held_out, every, grid):
        checks.whole("every", every)
        self.train, self.held_out = pairs(train, held_out)
        self.every = every
        parts = {"train": self.train, "held out": self.held_out}
        self.parts = {name: part for name, part in parts.items() if part is not None}
        points = [X for X, _ in self.parts.values()]
        self.grid = grid or fields.grid(np.vstack(points))
        self.points = np.vstack([self.grid.points, *points])
        self.clear()

    def clear(self):
        """Forget what was recorded."""
        self.frames, self.steps, self.epoch = [], [], 0
        self.losses, self.accuracies = ({name: [] for name in self.parts} for _ in range(2))

    def __call__(self, model):
        """Count an epoch of a training loop of your own, and record it when its turn has come.

        model: anything with predict_proba or predict, a PyTorch module, or a function from points
        (m, 2) to probabilities (m,), (m, 1) or (m, 2).
        """
        self.epoch += 1
        if self.epoch % self.every == 0:
            self.record(model, self.epoch)

    def record(self, model, step):
        """Add the frame of this moment, `step` epochs after the start."""
        p = fields.probability(predictor(model), self.points)
        field, *others = np.split(p, self._ends())
        self.frames.append(field.reshape(self.grid.shape))
        self.steps.append(step)
        for (name, (_, y)), q in zip(self.parts.items(), others, strict=True):
            right = np.clip(np.where(y == 1, q, 1 - q), TINY, 1)
            self.losses[name].append(float(-np.log(right).mean()))
            self.accuracies[name].append(float(np.mean((q > 0.5) == (y == 1))))

    def _ends(self):
        sizes = [len(self.grid.points), *(len(y) for _, y in self.parts.values())]
        return np.cumsum(sizes)[:-1]

    def scene(self, title="", **settings):
        """The scene of what was recorded: the boundary above, the losses below; for `save`."""
        if not self.frames:
            raise ValueError(
                "nothing was recorded yet: train with callbacks=[seen], or call seen(model) after "
                "each epoch."
            )
        known = {"unit": "epoch", "losses": self.losses if len(self.frames) > 1 else None}
        known["accuracy"] = list(self.accuracies.values())[-1]
        return BoundaryScene(
            self.grid, self.frames, self.train, self.held_out, self.steps, title=title,
            **{**known, **settings},
        )  # fmt: skip

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


def predictor(model):
    """The function from points (m, 2) to probabilities that a model of any library is."""
    if hasattr(model, "state_dict"):
        return lambda X: _torch(model, X)
    for name in ("predict_proba", "predict_on_batch", "predict"):
        if hasattr(model, name):
            return getattr(model, name)
    if callable(model):
        return model
    raise TypeError(
        "watch needs a model with predict_proba or predict, a PyTorch module, or a function that "
        f"returns probabilities, got {model!r}."
    )


def _torch(module, X):
    import torch

    training, kind = module.training, next(module.parameters()).dtype
    module.eval()
    with torch.no_grad():
        p = module(torch.as_tensor(X, dtype=kind)).numpy()
    module.train(training)
    return p
