"""Models: layers in a row, that predict, take a gradient step, and can be saved."""

from __future__ import annotations

from functools import partial

import numpy as np

from . import activations, checks, losses, metrics, network, optimizers, training
from .callbacks import Callback
from .saving import archive, words


class Sequential(network.Network):
    """Layers in a row, built at once for examples of `input_shape`, from one seed.

    The parameters of all layers lie in one vector `theta` and their gradients in `dtheta`, so that
    an optimizer moves everything in one go. Three generators grow from the seed: one draws the
    first weights, one the dropout masks, one the order of the examples.

    Two networks of equal layers and equal seed start and train alike, bit for bit.
    """

    def __init__(self, layers, input_shape, seed=0, dtype="float64"):
        super().__init__(layers, input_shape, seed, dtype)
        self.stop_training = False
        self.optimizer = self.loss = self.accuracy = None

    def __setstate__(self, state):
        """A copy, or a network out of a pickle, has an optimizer of its own."""
        super().__setstate__(state)
        if self.optimizer is not None:
            self._train_with(self.optimizer)

    def compile(self, optimizer="rmsprop", loss=None, metrics=None):
        """Say how to train: an optimizer, a loss, and optionally metrics=["accuracy"]."""
        optimizer = optimizers.get(optimizer)
        if loss is None:
            raise ValueError(f"compile needs a loss: {', '.join(sorted(losses.LOSSES))}.")
        loss = losses.get(loss)
        accuracy = self._accuracy(metrics, loss)
        self._train_with(words.settle(optimizer))
        self.loss, self.accuracy = words.settle(loss), accuracy
        last = self.layers[-1]
        link = activations.get(self.loss.link)
        # Sigmoid or softmax at the end and its own cross-entropy: the loss takes the logits z.
        self._from_z = (
            self.loss.link is not None
            and not self.loss.from_logits
            and hasattr(last, "backward_z")
            and type(last.activation) is type(link)
        )

    def _train_with(self, optimizer):
        optimizer.join(self)
        self.optimizer = optimizer
        self._moved = self._moving()

    def _moving(self):
        """What the optimizer moves and by what: the two vectors, or, where each parameter's
        gradient is clipped to a length of its own, parameter by parameter."""
        if self.optimizer.clipnorm is None:
            return [self.theta], [self.dtheta]
        kinds = ("params", "grads")
        return [
            [w for layer in self.layers for w in getattr(layer, kind).values()] for kind in kinds
        ]

    @staticmethod
    def _accuracy(names, loss):
        names = [names] if isinstance(names, str) else list(names or [])
        for name in names:
            if not isinstance(name, str):
                raise TypeError(
                    f'metrics are names, ["accuracy"], got {name!r}; compute any other number '
                    "from predict, for example with scikit-learn."
                )
            checks.lookup(name, {"accuracy": None}, "metric")
        return metrics.accuracy_for(loss) if names else None

    def loss_and_gradient(self, y, p, sample_weight=None):
        """The loss of the outputs p of the last forward pass; fills every layer's gradients."""
        if self._from_z:
            value = self.loss.value(y, self.layers[-1].z, sample_weight)
            self.backward(self.loss.residual(y, p, sample_weight), below_activation=True)
        else:
            value = self.loss(y, p, sample_weight)
            self.backward(self.loss.gradient(y, p, sample_weight))
        return value + self.penalty() if self._penalised else value

    def update(self, x, y, sample_weight=None):
        """One update on checked arrays; returns what history averages over the epoch.

        The batch stays in `y`, `p` and `sample_weight`, for callbacks that look.
        """
        p = self.forward(x, training=True)
        value = self.loss_and_gradient(y, p, sample_weight)
        right = self.accuracy(y, p) if self.accuracy else None
        self.optimizer.apply(*self._moved)
        for layer in self._constrained:
            layer.constrain()
        self.y, self.p, self.sample_weight = y, p, sample_weight
        return value, right

    def train_on_batch(self, x, y, sample_weight=None, class_weight=None):
        """One update on all of x and y; returns {"loss": ...} from before the update."""
        data = self._weighted(x, y, sample_weight, class_weight)
        value, right = self.update(*data)
        training.still_finite(self, value, epoch=0, batch=0)
        return self.logs(value, right)

    def fit(
        self,
        x,
        y,
        batch_size=32,
        epochs=1,
        shuffle=True,
        validation_data=None,
        callbacks=(),
        verbose="auto",
        class_weight=None,
        sample_weight=None,
    ):
        """Train for `epochs` passes over x (n, *input_shape) and y; returns a History.

        Every epoch visits each example once, batch_size at a time, in a new order unless shuffle is
        False. `loss` and `accuracy` in the history are means over the epoch's batches, taken while
        the weights move; `val_loss` and `val_accuracy` belong to the weights at its end. A long run
        shows a progress bar unless verbose is 0.

        sample_weight (n,) says how much each example's loss counts, or class_weight {class: weight}
        how much each class's. validation_data is (x, y) or (x, y, sample_weight).

        Raises ValueError for bad input and FloatingPointError when the loss stops being finite.
        """
        data = self._weighted(x, y, sample_weight, class_weight)
        if validation_data is not None and len(validation_data) not in (2, 3):
            raise ValueError(
                "validation_data must be (x, y) or (x, y, sample_weight), got "
                f"{len(validation_data)} parts."
            )
        checks.whole("batch_size", batch_size)
        checks.whole("epochs", epochs)
        held_out = self._weighted(*validation_data) if validation_data is not None else None
        callbacks = [callbacks] if isinstance(callbacks, Callback) else callbacks or ()
        callbacks = [*callbacks, *([training.ProgressBar(epochs)] if verbose else [])]
        return training.fit(self, data, held_out, batch_size, epochs, shuffle, callbacks)

    @staticmethod
    def logs(value, right):
        """What history and callbacks are told."""
        return {"loss": value} if right is None else {"loss": value, "accuracy": right}

    def evaluate(self, x, y, sample_weight=None):
        """{"loss": ..., "accuracy": ...} over all of x and y, without training."""
        return self.assess(*self._weighted(x, y, sample_weight))

    def assess(self, x, y, sample_weight=None):
        """evaluate on checked arrays; a penalty on activities is another in each block."""
        p, penalty = np.empty((len(x), *self.output_shape), self.dtype), 0.0
        z = np.empty_like(p) if self._from_z else None
        for part, block, steps in self.passes(x):
            p[part] = block
            if self._from_z:
                z[part] = steps[-1].z
            penalty += network.penalty(steps) * (len(block) / len(x))
        loss, outputs = (self.loss.value, z) if self._from_z else (self.loss, p)
        right = self.accuracy(y, p) if self.accuracy else None
        return self.logs(loss(y, outputs, sample_weight) + penalty, right)

    def _checked(self, x, y):
        if self.loss is None:
            raise ValueError('compile the network before training it: model.compile("sgd", "mse").')
        x = checks.inputs(x, self.input_shape, self.dtype)
        y = checks.targets(y, len(x), self.output_shape[-1], self.dtype, self.loss.classes)
        self.loss.check(y)
        return x, y

    def _weighted(self, x, y, sample_weight=None, class_weight=None):
        x, y = self._checked(x, y)
        return x, y, training.example_weights(y, self.dtype, sample_weight, class_weight)

    def save(self, path):
        """Write the network to `path`, an .npz file that `load_model` reads.

        It holds layers, weights, and how the training goes on: the optimizer with its memory, and
        what draws masks and orders. ~ is the home folder; an old file stays until the new is whole.
        Raises ValueError for layers and settings that are not of utils and for weights that are not
        finite, and OSError where no file can be written.
        """
        archive.save(self, path)

    def stored(self):
        """What a file holds: a header of words, and arrays by name."""
        header, arrays = super().stored()
        if self.loss is None:
            return {**header, "training": None}, arrays
        training = {
            "optimizer": words.describe(self.optimizer, network.NAMES),
            "loss": words.describe(self.loss, network.NAMES),
            "metrics": ["accuracy"] if self.accuracy else [],
        }
        header.update(training=training, iterations=self.optimizer.iterations)
        return header, {**arrays, **self.optimizer.memory()}


def load_model(path, max_bytes=archive.MAX_BYTES):
    """The network that `model.save(path)` wrote; if it was compiled, it trains on from there.

    Raises ValueError for a file that is damaged, of another kind or version, or larger than
    max_bytes. Nothing in a file is ever run as code.
    """
    return archive.load(path, max_bytes)


def _from_file(header, arrays):
    """The network of a header and arrays; version 1 says nothing of how the training goes on."""
    made = partial(words.make, classes=network.CLASSES)
    weights, training = words.Given(arrays, header["dtype"]), header["training"]
    model = Sequential(made(header["layers"]), header["input_shape"], weights, header["dtype"])
    if training is not None:
        model.compile(**{name: made(words) for name, words in training.items()})
    if header["version"] > 1:
        model.draw_with(*made(header["random"]))
        if model.loss is not None:
            model.optimizer.resume(model._moved[0], header["iterations"], weights.others)
    weights.finish()
    return model


archive.FORMATS[network.FORMAT] = network.VERSION, _from_file
