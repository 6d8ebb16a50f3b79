"""The watcher: why a network is not learning, in a sentence."""

from dataclasses import dataclass, replace

import numpy as np

from . import checks
from .activations import Linear, LogSoftmax, Sigmoid, Softmax, Softsign, Tanh
from .callbacks import Callback
from .losses import one_hot

LEARNED = 0.95  # of the best constant answer's loss: below it the network has learned something
MOVED = 0.99  # of the loss of the first half of the updates: below it the second half is better
FLAT = 0.05  # of an activation's steepest slope: below it little gradient passes
DEAD, SATURATED = 0.5, 0.8  # shares of a layer's units, and of its outputs, that are to blame
FAR = 50  # gradients vanish that are so much smaller than the last layer's
STRONG = 1e3  # gradients explode that are so much larger than the weights they change
TINY, LARGE = 1e-4, 0.05  # steps, in the size of the weights they change
RATE = 0.01  # small steps of gradients that are not small: the learning rate is to blame
GROWN = 100  # weights explode that are so much larger than at the start, and than 1


@dataclass(eq=False)
class Watcher(Callback):
    """Says why a network is not learning: model.fit(..., callbacks=[Watcher()]).

    Every `every` updates it compares the loss with that of the best constant answer, the mean or
    the median of the targets. A network that is no better, and is not getting better either, does
    not learn; then the first of these reasons that holds is said, and each once:

    - dead units: their activation is flat for every example, so that no gradient passes;
    - saturated units: their activation is flat for most examples;
    - gradients that vanish on their way from the last layer to the first, or explode;
    - steps too small, or too large, for the weights they change;
    - or none of these: then the targets may not follow from the inputs.

    Weights that explode are looked for after every update. `say` is called with each sentence, and
    `said` keeps them. Nothing is said of a network that learns, nor where no example counts.
    """

    every: int = 250
    say: object = print

    def __post_init__(self):
        checks.whole("every", self.every, low=2)
        if not callable(self.say):
            raise ValueError(f"say must be a function, such as print, got {self.say!r}.")
        self.said = []

    def on_train_begin(self, logs=None):
        self.said, self.known, self.updates = [], set(), 0
        layers = list(_leaves(self.model.layers))
        self.kernels = [layer for layer in layers if "kernel" in layer.params]
        self.bends = [layer for layer in layers if _bends(layer)]
        if self.model._from_z:  # the loss takes the sums below the last activation
            self.bends = [layer for layer in self.bends if layer is not layers[-1]]
        self.before = [layer.params["kernel"].copy() for layer in self.kernels]
        self.first = np.array([_size(w) for w in self.before])
        self._forget()

    def _forget(self):
        self.losses, self.targets, self.gradients, self.steps = [], [], [], []
        self.steep = [0 for _ in self.bends]

    def on_train_batch_end(self, batch, logs=None):
        self.updates += 1
        self.losses.append(logs["loss"] - self.model.penalty())
        self.targets.append((self.model.y, self.model.sample_weight))
        self.gradients.append([_size(layer.grads["kernel"]) for layer in self.kernels])
        self.steep = [count + _steep(layer) for count, layer in zip(self.steep, self.bends)]
        now = [layer.params["kernel"] for layer in self.kernels]
        self.steps.append([_size(w - b) / (_size(b) or np.inf) for w, b in zip(now, self.before)])
        for w, b in zip(now, self.before):
            b[...] = w
        self._look_for_an_explosion()
        if self.updates % self.every == 0:
            self._judge()
            self._forget()

    def _look_for_an_explosion(self):
        grown = np.array([_size(w) for w in self.before]) / np.maximum(self.first, 1)
        if not (grown <= GROWN).all() and not self.losses[-1] < self.losses[0]:
            most = int(np.argmax(grown))  # not a number counts as most
            self._tell(
                "explosion",
                f"The weights explode: after update {self.updates} those of "
                f"{self._name(self.kernels[most])} are {grown[most]:.2g} times as large as at the "
                "start; try a smaller learning rate, smaller initial weights, inputs and targets "
                "scaled to 1, or clipnorm.",
            )

    def _judge(self):
        if not any(weights is None or weights.any() for _, weights in self.targets):
            return  # no example of these updates counts
        early, self.late = (np.mean(part) for part in np.array_split(self.losses, 2))
        self.constant = _best_constant(self.model.loss, self.targets)
        if self.late < max(LEARNED * self.constant, MOVED * early) or self.constant == 0:
            return
        for find in (
            self._dead,
            self._saturated,
            self._vanishing,
            self._exploding,
            self._steps,
            self._unknown,
        ):
            reason = find()
            if reason:
                break
        self._tell(
            find.__name__,
            f"Not learning after {self.updates} updates, at a loss of {self.late:.3g} where always "
            f"answering the same has {self.constant:.3g}: {reason}.",
        )

    def _tell(self, kind, sentence):
        if kind not in self.known:
            self.known.add(kind)
            self.said.append(sentence)
            self.say(sentence)

    def _name(self, layer):
        return f"layer {list(_leaves(self.model.layers)).index(layer) + 1}, {layer!r},"

    def _dead(self):
        for layer, steep in zip(self.bends, self.steep):
            dead = int(np.count_nonzero(steep == 0))
            if dead >= DEAD * len(steep) and not _two_sided(layer):
                return (
                    f"{dead} of {len(steep)} units of {self._name(layer)} are dead, flat for "
                    "every example, and pass no gradient; try a smaller learning rate, "
                    "he_normal weights, or leaky_relu"
                )

    def _saturated(self):
        seen = sum(len(y) for y, _ in self.targets)
        for layer, steep in zip(self.bends, self.steep):
            flat = 1 - steep.sum() / (seen * np.prod(layer.output_shape))
            if flat >= SATURATED and _two_sided(layer):
                return (
                    f"{flat:.0%} of the outputs of {self._name(layer)} are saturated, where the "
                    "activation is flat; try inputs scaled to a standard deviation of 1, smaller "
                    "initial weights, or a smaller learning rate"
                )

    def _vanishing(self):
        sizes = np.mean(self.gradients, axis=0)
        least = int(np.argmin(sizes))
        if sizes[least] * FAR < sizes[-1]:
            return (
                f"gradients vanish: those of {self._name(self.kernels[least])} are "
                f"{sizes[least] / sizes[-1]:.1g} times as large as those of "
                f"{self._name(self.kernels[-1])} where they come from; try relu with he_normal "
                "weights, BatchNormalization, or fewer layers"
            )

    def _strengths(self):
        """Each layer's mean gradient, in the size of the weights it changes."""
        return np.mean(self.gradients, axis=0) / np.maximum([_size(w) for w in self.before], 1e-9)

    def _exploding(self):
        strengths = self._strengths()
        most = int(np.argmax(strengths))
        if strengths[most] > STRONG:
            return (
                f"gradients explode: those of {self._name(self.kernels[most])} are "
                f"{strengths[most]:.1g} times as large as the weights they change; try smaller "
                "initial weights, or inputs and targets scaled to a standard deviation of 1"
            )

    def _steps(self):
        step = np.median(np.max(self.steps, axis=1))
        if step < min(TINY, RATE * self._strengths().max()):
            faster = (
                f"{10 ** round(np.log10(10 * TINY / step)):,} times as large" if step else "above 0"
            )
            return (
                f"steps are too small: no layer's weights change by more than {step:.1g} of their "
                f"size in an update; try a learning rate {faster}"
            )
        if step > LARGE or self.late > 1.1 * self.constant:
            return (
                f"steps are too large: weights change by {step:.1g} of their size in an update; "
                "try a learning rate ten times smaller"
            )

    def _unknown(self):
        return (
            "units, gradients and steps are of a healthy size, so the targets may not follow from "
            "the inputs; check that the rows of x and y belong together, or give it more time"
        )


def _leaves(layers):
    """The layers that hold no others, from below."""
    for layer in layers:
        yield from _leaves(layer.layers) if hasattr(layer, "layers") else [layer]


def _two_sided(layer):
    """Whether the activation is flat on both sides, so that units saturate and do not die."""
    return isinstance(layer.activation, (Sigmoid, Tanh, Softsign))


def _bends(layer):
    """Whether the layer has an activation whose slope, element by element, may be flat."""
    activation = getattr(layer, "activation", None)
    return activation is not None and not isinstance(activation, (Linear, LogSoftmax, Softmax))


def _steep(layer):
    """For how many examples, at however many places, each unit's activation is not flat."""
    top = 0.25 if isinstance(layer.activation, Sigmoid) else 1.0
    slope = np.abs(layer.activation.slope(layer.z, layer.a))
    return np.count_nonzero(slope > FLAT * top, axis=tuple(range(slope.ndim - 1)))


def _size(w):
    """The root of the mean square."""
    return float(np.sqrt(np.vdot(w, w) / w.size))


def _best_constant(loss, targets):
    """The loss of the best answer that is the same for every example: the mean or the median."""
    y = np.concatenate([y for y, _ in targets])
    weights = np.concatenate([np.ones(len(y)) if w is None else w for y, w in targets])
    rows = one_hot(y, int(y.max()) + 1) if loss.classes else y
    plain = replace(loss, from_logits=False) if loss.from_logits else loss
    answers = [np.average(rows, axis=0, weights=weights)]
    if loss.link is None:
        answers.append(np.median(rows, axis=0))
    return min(plain.mean(y, np.broadcast_to(p, rows.shape), weights) for p in answers)
