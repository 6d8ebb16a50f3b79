"""Recording: what you ask of a model while it trains, ready to be drawn."""

import numpy as np

from .. import checks
from . import ready
from .marks import grid as planes
from .marks.data import FINE, Labelled, is_stepped, predictor, probabilities
from .marks.lines import Line, coloured
from .marks.points import Points
from .panels.curves import Curves
from .panels.panel import Panel
from .recorder import Recorder, as_array
from .scene import Scene
from .style.palette import CLASSES

TINY = 1e-7


def record(every=1, **looks):
    """Record anything of a model while it trains, each as a function of the model.

        seen = animation.record(W=lambda m: m.get_weights()[0], loss=lambda m: loss_of(m), every=2)
        model.fit(*train, epochs=50, callbacks=[seen])
        seen.W.shape, seen.steps     # (26, 2, 25) and [0, 2, 4 ... 50]

    `seen` is a callback for our networks and for Keras's. In a loop of your own, around
    scikit-learn's partial_fit or a step of PyTorch, call seen(model) after each epoch, or
    seen.record(model, step). every: epochs from one moment to the next.
    """
    return Recorder(every, **looks)


def watch(train, held_out=None, every=1, grid=None):
    """Watch a model of one or two features while it trains; then `seen.scene("My network")`.

        seen = animation.watch(train, held_out)
        model.fit(*train, epochs=50, callbacks=[seen])
        animation.save(seen.scene("My network"), "mine.gif")

    train, held_out: pairs (X, y): X (n, 2) and y the labels of two to six classes, or X (n,) or
    (n, 1) and y the numbers of a regression. The model may be ours, Keras's, scikit-learn's, a
    PyTorch module or a function. every: epochs from frame to frame. grid: from plots.grid.
    """
    X = np.asarray(train[0]) if isinstance(train, (tuple, list)) and len(train) == 2 else None
    if X is not None and (X.ndim == 1 or X.shape[1:] == (1,)):
        return Fit(train, held_out, every)
    return Watch(train, held_out, every, grid)


class Watch(Recorder):
    """The field, loss and accuracy of a classifier of two features; made by `watch`.

    `field` (T, m) holds P(class 1) at grid.points, or (T, m, classes). `losses` and `accuracies`,
    {"train": ..., "held out": ...}, hold one number for each moment: the mean cross-entropy in
    nats, and the share classified correctly, both of the weights at that moment.
    """

    def __init__(self, train, held_out, every, grid):
        self.train, self.held_out = train, held_out
        self.data = Labelled(train, held_out)
        self.chosen, self.grid = grid is not None, grid or planes.grid(self.data.all)
        super().__init__(every, field=None)

    def clear(self):
        super().clear()
        self.losses, self.accuracies = ({name: [] for name in self.data.parts} for _ in range(2))

    def record(self, model, step=None):
        predict, count = predictor(model, self.data), len(self.data.classes)
        p = probabilities(predict, self.grid.points, count)
        if not self.chosen and is_stepped(p[:, -1].reshape(self.grid.shape)):
            self._refine()
            p = probabilities(predict, self.grid.points, count)
        asked = {name: probabilities(predict, X, count) for name, (X, _) in self.data.parts.items()}
        self.kept["field"].append(p[:, 1] if count == 2 else p)  # from here on nothing is refused
        self.steps.append(len(self.steps) if step is None else step)
        for name, (_, y) in self.data.parts.items():
            q = asked[name]
            right = np.clip(q[np.arange(len(y)), y], TINY, 1)
            self.losses[name].append(float(-np.log(right).mean()) + 0.0)
            correct = q.argmax(axis=1) == y if count > 2 else (q[:, 1] > 0.5) == (y == 1)
            self.accuracies[name].append(float(correct.mean()))

    def _refine(self):
        """A finer grid, on which a tree has its true corners; what was recorded is carried over."""
        fine = planes.grid(self.data.all, size=FINE)
        near = planes.nearest(self.grid, fine.points)
        self.kept["field"] = [p[near] for p in self.kept["field"]]
        self.grid, self.chosen = fine, True

    def scene(self, title="", **settings):
        """The scene of what was recorded: the boundary above, the losses below; for `save`.

        settings: losses=None leaves those out; unit and bands as for animation.boundary.
        """
        self._ready()
        known = {"losses": self.losses if len(self.steps) > 1 else None, "unit": "epoch"}
        known["accuracy"] = list(self.accuracies.values())[-1]
        plane = self.grid, self.field, self.train, self.held_out, self.steps
        return ready.boundary(*plane, title=title, **{**known, **settings})


class Fit(Recorder):
    """The curve and the loss of a regression on one feature; made by `watch`.

    `x` (m,) are the places, `curve` (T, m) the answers there; `losses` {"train": ..., "held out":
    ...} hold the mean squared error at each moment.
    """

    def __init__(self, train, held_out, every):
        parts = {"train": train, "held out": held_out}
        self.parts = {name: _numbers(name, *p) for name, p in parts.items() if p is not None}
        every_x = np.concatenate([x for x, _ in self.parts.values()])
        room = 0.05 * (np.ptp(every_x) or 1.0)
        self.x = np.linspace(every_x.min() - room, every_x.max() + room, FINE)
        super().__init__(every, curve=None)

    def clear(self):
        super().clear()
        self.losses = {name: [] for name in self.parts}

    def record(self, model, step=None):
        predict = predictor(model)

        def answers(x):
            y = as_array(predict(x[:, np.newaxis]))
            if y.size != len(x) or not np.isfinite(y).all():
                raise ValueError(
                    f"the model must answer each of {len(x)} numbers x with one finite number, got "
                    f"the shape {y.shape}{' with nan' * (y.size == len(x))}; did the training "
                    "diverge?"
                )
            return y.reshape(len(x))

        curve = answers(self.x)
        losses = {n: float(np.mean((answers(x) - y) ** 2)) for n, (x, y) in self.parts.items()}
        self.kept["curve"].append(curve)  # from here on nothing is refused
        self.steps.append(len(self.steps) if step is None else step)
        for name, loss in losses.items():
            self.losses[name].append(loss)

    def scene(self, title="", axes=("$x$", "$y$"), unit="epoch"):
        """The curve above, the losses below; for `save`."""
        self._ready()
        (x, y), *held = self.parts.values()
        held = (np.column_stack(held[0]), np.zeros(len(held[0][0]))) if held else None
        points = Points(np.column_stack([x, y]), None, held)
        plane = Panel(points, Line(self.x, self.curve, look=coloured(CLASSES[1], lw=3)), axes=axes)
        below = [[Curves(self.losses, unit=unit)]] if len(self.steps) > 1 else []
        return Scene([[plane], *below], title, self.steps, unit)


def _numbers(name, x, y):
    """(x, y) of a regression as flat float arrays."""
    x, y = (checks.array(name, each, float, gaps=True).ravel() for each in (x, y))
    if len(x) != len(y) or not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise ValueError(
            f"{name} must hold one finite number y for each finite x, got {len(x)} and {len(y)}; "
            "drop other rows."
        )
    return x, y
