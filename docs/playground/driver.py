"""What the playground's worker calls: networks that train for a slice of time, and what is seen.

A network comes as the Python that the page shows under "Show the code", so that what is read there
is what runs here. Numbers leave as float64, pictures as float32, one buffer each.
"""

import json
import time

import numpy as np

from utils import datasets, training
from utils.layers import Dense
from utils.watcher import Watcher

EXTENT = 3.0  # the plane is seen from -EXTENT to EXTENT in both directions
SEEN = 8  # units of a layer, and inputs of a unit, of which pictures and weights are shown
WATCHED = 4  # of so many stretches of updates the watcher sees one, since looking takes time


class Trained:
    """One network, made by its code, with its data and the watcher that looks at it."""

    def __init__(self, code, side):
        names = {}
        exec(code, names)
        self.names, self.model = names, names["model"]
        self.features, self.batch_size = names["features"], names["BATCH_SIZE"]
        self.train, self.test = (
            self._checked(names[f"x_{part}"], names[f"y_{part}"]) for part in ("train", "test")
        )
        plane = np.linspace(-EXTENT, EXTENT, side)
        across, down = np.meshgrid(plane, plane[::-1])
        seen = self.features(np.column_stack([across.ravel(), down.ravel()]))
        self.plane = np.asarray(seen, self.model.dtype)
        self.dense = [layer for layer in self.model.layers if isinstance(layer, Dense)]
        self.updates, self.epochs, self.said = 0, 0, []
        self._watch()

    def _checked(self, x, y):
        x, model = self.features(x), self.model
        x = datasets.inputs(x, model.input_shape, model.dtype)
        return x, datasets.targets(y, len(x), model.output_shape, model.dtype)

    def _watch(self):
        self.watcher = Watcher(say=lambda sentence: None)
        self.watcher.set_model(self.model)
        self.watcher.on_train_begin()

    def epoch(self):
        """Every training point once, in batches and an order as `fit` has them; a pause after each
        update."""
        x, y = self.train
        n, size, total = len(x), self.batch_size, 0.0
        order = self.model.order.permutation(n) if size < n else np.arange(n)
        for batch, start in enumerate(range(0, n, size)):
            rows = order[start : start + size] if size < n else slice(None)
            with np.errstate(over="ignore", invalid="ignore"):
                value, _ = self.model.update(x[rows], y[rows])
            if value - value != 0:
                training.still_finite(self.model, value, self.epochs, batch, total / max(start, 1))
            total += value * len(self.model.y)
            self.updates += 1
            self._look(batch, value)
            yield
        training.still_finite(self.model, value, self.epochs, batch, total / n)
        self.epochs += 1

    def _look(self, batch, value):
        """Let the watcher see this update, if it is one of a stretch that is watched."""
        stretch, within = divmod(self.updates - 1, self.watcher.every)
        if stretch % WATCHED:
            return
        if within == 0 and stretch:
            said = self.watcher.known
            self._watch()
            self.watcher.known, self.watcher.updates = said, self.updates - 1
        before = set(self.watcher.known)
        self.watcher.on_train_batch_end(batch, {"loss": value})
        for kind in self.watcher.known - before:
            self.said.append((kind.strip("_"), self.watcher.said[-1]))

    def numbers(self):
        judged = [self.model.assess(*part) for part in (self.train, self.test)]
        told = [value for part in judged for value in (*part.values(), np.nan)[:2]]
        gradients = [np.sqrt(np.mean(layer.grads["kernel"] ** 2)) for layer in self.dense]
        weights = [
            layer.params[name][..., :SEEN][:SEEN].ravel()
            for layer in self.dense
            for name in ("kernel", "bias")
        ]
        head = [self.updates, self.model.optimizer.rate, *told, *gradients]
        return np.concatenate([head, *weights])

    def pictures(self):
        ((_, p, row),) = self.model.passes(self.plane, len(self.plane))
        hidden = [step.a[:, :SEEN].T for step in row if isinstance(step, Dense)][:-1]
        return np.concatenate([p.T, *hidden]).astype(np.float32)


class Experiment:
    """One network, or two side by side that see the same number of epochs."""

    def __init__(self, codes, side=50):
        self.networks = [Trained(code, side) for code in codes]
        self.epochs, self.between, self.changes = 0, True, []
        self._updates = self._train()

    def change(self, network, line, epoch=None):
        """Run a line of code on a network after that epoch, or as soon as the running one ends;
        returns the epoch after which it is run."""
        soon = self.epochs + (not self.between)
        epoch = soon if epoch is None else epoch
        self.changes.append((epoch, network, line))
        if self.between:
            self._apply()
        return epoch

    def _apply(self):
        due = [change for change in self.changes if change[0] == self.epochs]
        self.changes = [change for change in self.changes if change[0] != self.epochs]
        for _, network, line in due:
            exec(line, self.networks[network].names)

    def _train(self):
        """Endless epochs; a pause after each update, and one between two epochs."""
        while True:
            self.between = False
            for network in self.networks:
                yield from network.epoch()
            self.epochs, self.between = self.epochs + 1, True
            self._apply()
            yield

    def run(self, milliseconds, stop=0):
        """Train for about so long, to the end of epoch `stop` at most; returns whether it is
        reached."""
        end = time.perf_counter() + milliseconds / 1000
        while time.perf_counter() < end:
            next(self._updates)
            if self.between and self.epochs == stop:
                return True
        return False

    def step(self):
        """Train for one epoch."""
        next(self._updates)
        self.finish()

    def finish(self):
        """Train to the end of the epoch that has begun."""
        while not self.between:
            next(self._updates)

    def points(self, part):
        """Rows x, y, target of the points of a part, "train" or "test"."""
        names = self.networks[0].names
        return np.column_stack([names[f"x_{part}"], names[f"y_{part}"]])

    def inputs(self):
        """The pictures of the inputs, which never change."""
        return np.ascontiguousarray(self.networks[0].plane.T, np.float32)

    def numbers(self, n):
        """Of a network: updates, rate; loss and accuracy of training and test points; the gradient
        of each layer; then each layer's weights and biases, as far as they are shown."""
        return self.networks[n].numbers()

    def pictures(self, n):
        """Its output over the plane, and that of each unit shown, from one forward pass."""
        return self.networks[n].pictures()

    def said(self, n):
        """What the watcher has said of it, as JSON: kinds and sentences."""
        return json.dumps(self.networks[n].said)
