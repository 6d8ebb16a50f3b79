"""Models: layers in a row, that predict, take a gradient step, and can be saved."""

from functools import partial

import numpy as np

from . import activations, checks, datasets, losses, network, optimizers, passes, training
from .callbacks import Callback
from .distances import check_network
from .metrics import chosen, together
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
        self.optimizer = self.loss = self.accuracy = self.measure = None
        self.metrics = {}

    def __setstate__(self, state):
        """A copy, or a network out of a pickle, has an optimizer of its own."""
        super().__setstate__(state)
        if self.optimizer is not None:
            self._train_with(self.optimizer)

    def compile(self, optimizer="rmsprop", loss=None, metrics=None):
        """Say how to train: an optimizer, a loss, and perhaps metrics: "accuracy", and functions.

        A function f(y, p) of targets and outputs returns a number, or an array to be averaged; its
        name is that in the history. Layers whose `trainable` is False stay as they are.

        Raises ValueError for settings that mean nothing together, such as a softmax of one unit.
        """
        optimizer = optimizers.get(optimizer)
        if loss is None:
            raise ValueError(f"compile needs a loss: {', '.join(sorted(losses.LOSSES))}.")
        loss, last = words.settle(losses.get(loss)), self.layers[-1]
        measures = chosen(metrics, loss)
        check_network(loss, training.leaves(self.layers))
        self._train_with(words.settle(optimizer))
        self.loss, self.metrics, self.measure = loss, measures, together(measures.values())
        self.accuracy, self._trained = measures.get("accuracy"), training.trainable(self.layers)
        # Sigmoid or softmax at the end and its own cross-entropy: the loss takes the logits z.
        self._from_z = (
            loss.link is not None
            and not loss.from_logits
            and hasattr(last, "backward_z")
            and type(last.activation) is type(activations.get(loss.link))
        )

    def _train_with(self, optimizer):
        moved = training.moving(self, optimizer)
        optimizer.same_arrays(*moved)
        optimizer.join(self)
        self.optimizer, self._moved = optimizer, moved

    def loss_and_gradient(self, y, p, sample_weight=None):
        """The loss of the outputs p of the last forward pass; fills every layer's gradients."""
        if self._from_z:
            z = self.layers[-1].z
            value = self.loss.value(y, z, sample_weight)
            if value > losses.SURE:
                dz = self.loss.residual(y, p, sample_weight)
            else:
                dz = self.loss.exact_residual(y, z, sample_weight)
            self.backward(dz, below_activation=True)
        else:
            value = self.loss.mean(y, p, sample_weight)
            self.backward(self.loss.mean_slope(y, p, sample_weight))
        return value + self.penalty() if self._penalised else value

    def update(self, x, y, sample_weight=None):
        """One update on checked arrays; returns what history averages over the epoch.

        The batch stays in `y`, `p` and `sample_weight`, for callbacks that look.
        """
        p = self.forward(x, training=True)
        value = self.loss_and_gradient(y, p, sample_weight)
        right = self.measure(y, p) if self.measure else None
        self.optimizer.move(*self._moved)
        for layer in self._constrained:
            layer.constrain()
        self.y, self.p, self.sample_weight = y, p, sample_weight
        return value, right

    def train_on_batch(self, x, y, sample_weight=None, class_weight=None):
        """One update on all of x and y; returns {"loss": ...} from before the update."""
        self._ready()
        data = self._weighted(x, y, sample_weight, class_weight)
        self.names = self.names or datasets.column_names(x)
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
        validation_split=0.0,
    ):
        """Train for `epochs` passes over x (n, *input_shape) and y; returns a History.

        Every epoch visits each example once, batch_size at a time, in a new order unless shuffle is
        False. `loss` and `accuracy` in the history are means over the epoch's batches, taken while
        the weights move; `val_loss` and `val_accuracy` belong to the weights at its end. A long run
        shows a progress bar unless verbose is 0.

        sample_weight (n,) says how much each example's loss counts, or class_weight {class: weight}
        how much each class's. validation_data is (x, y) or (x, y, sample_weight); or else the last
        share validation_split of the examples is kept for it, before any are put in another order.

        Raises ValueError for bad input and FloatingPointError when the loss stops being finite.
        """
        self._ready()
        checks.whole("batch_size", batch_size)
        checks.whole("epochs", epochs)
        checks.flag("shuffle", shuffle)
        names, held_out = self.names or datasets.column_names(x), None
        data = self._weighted(x, y, sample_weight, None if validation_split else class_weight)
        if validation_data is not None:
            held_out = self._validation(validation_data, validation_split)
        elif validation_split:
            (x, y, weights), held_out = datasets.hold_out(data, validation_split)
            data = x, y, self._counting(y, weights, class_weight)
        self.names = names
        callbacks = [callbacks] if isinstance(callbacks, Callback) else callbacks or ()
        callbacks = [*callbacks, *([training.ProgressBar(epochs)] if verbose else [])]
        return training.fit(self, data, held_out, batch_size, epochs, shuffle, callbacks)

    def logs(self, value, right):
        """What history and callbacks are told."""
        numbers = () if right is None else np.atleast_1d(right).tolist()
        return {"loss": value, **dict(zip(self.metrics, numbers))}

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
            penalty += passes.penalty(steps) * (len(block) / len(x))
        loss, outputs = (self.loss.value, z) if self._from_z else (self.loss.mean, p)
        right = self.measure(y, p) if self.measure else None
        return self.logs(loss(y, outputs, sample_weight) + penalty, right)

    def _weighted(self, x, y, sample_weight=None, class_weight=None):
        if self.loss is None:
            raise ValueError('compile the network before training it: model.compile("sgd", "mse").')
        x = datasets.inputs(x, self.input_shape, self.dtype, self.names)
        y = datasets.targets(y, len(x), self.output_shape, self.dtype, self.loss.classes)
        self.loss.check(y)
        return x, y, self._counting(y, sample_weight, class_weight)

    def _counting(self, y, sample_weight, class_weight):
        units = self.output_shape[-1]
        return training.example_weights(y, units, self.dtype, sample_weight, class_weight)

    def _validation(self, data, split):
        if split:
            raise ValueError("give validation_data or validation_split, not both.")
        if not isinstance(data, (tuple, list)) or len(data) not in (2, 3):
            raise ValueError(
                f"validation_data must be (x, y) or (x, y, sample_weight), got {data!r:.60}."
            )
        return self._weighted(*data)

    def _ready(self):
        if self.loss is not None and self._trained != training.trainable(self.layers):
            raise ValueError("compile the network again after trainable has changed in a layer.")

    def save(self, path):
        """Write the network to `path`, an .npz file that `load_model` reads.

        It holds layers, weights, and how the training goes on: the optimizer with its memory, and
        what draws masks and orders. Metrics that are functions are not in it: compile again, with
        model.optimizer. ~ is the home folder; an old file stays until the new is whole.
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
        model.compile(**{name: made(said) for name, said in training.items()})
    if header["version"] > 1:
        model.draw_with(*made(header["random"]))
        model.names = words.names(header["columns"])
        if model.loss is not None:
            model.optimizer.resume(model._moved[0], header["iterations"], weights.others)
    weights.finish()
    return model


archive.FORMATS[network.FORMAT] = network.VERSION, _from_file
