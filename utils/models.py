"""Models: layers in a row, and the loop that trains them."""

from __future__ import annotations

import numpy as np

from . import activations, checks, losses, metrics, optimizers
from .callbacks import Callback, ProgressBar
from .layers import Layer


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


class Sequential:
    """Layers in a row, built at once for examples of `input_shape`, from one seed.

    The parameters of all layers lie in one vector `theta` and their gradients in `dtheta`, so that
    an optimizer moves everything in one go. Three generators grow from the seed: one draws the
    first weights, one the dropout masks, one the order of the examples.

    Two networks of equal layers and equal seed start and train alike, bit for bit.
    """

    def __init__(self, layers, input_shape, seed=0, dtype="float64"):
        self.layers = list(layers)
        self.input_shape = (input_shape,) if np.ndim(input_shape) == 0 else tuple(input_shape)
        self.dtype = np.dtype(dtype)
        self.stop_training = False
        self.optimizer = self.loss = self.accuracy = None
        self._check_layers()
        sequences = np.random.SeedSequence(seed).spawn(3)
        starts, masks, self._order = (np.random.default_rng(s) for s in sequences)
        self._build(starts, masks)

    def _check_layers(self):
        if not self.layers:
            raise ValueError("Sequential needs at least one layer, for example Dense(1).")
        for layer in self.layers:
            checks.instance(layer, Layer)
        for size in self.input_shape:
            checks.whole("each size in input_shape", size)
        if self.dtype.kind != "f":
            raise ValueError(f"dtype must be float64 or float32, got {self.dtype}.")

    def _build(self, starts, masks):
        shape = self.input_shape
        for layer in self.layers:
            shape = layer.build(shape, starts, self.dtype)
            layer.rng = masks
        for layer, follower in zip(self.layers, self.layers[1:]):
            layer.follower = follower
        self.output_shape = shape
        trainable = [layer for layer in self.layers if layer.params]
        if trainable:
            trainable[0].first = True
        self.theta = np.empty(sum(layer.block.size for layer in trainable), self.dtype)
        self.dtheta = np.zeros_like(self.theta)
        start = 0
        for layer in trainable:
            part = slice(start, start + layer.block.size)
            shape = layer.block.shape
            layer.adopt(self.theta[part].reshape(shape), self.dtheta[part].reshape(shape))
            start = part.stop
        # Nothing below the first layer with parameters needs a gradient.
        lowest = self.layers.index(trainable[0]) if trainable else len(self.layers)
        self._learning = self.layers[lowest:]
        self._penalised = [layer for layer in self.layers if layer.regularizers]

    def compile(self, optimizer="rmsprop", loss=None, metrics=None):
        """Say how to train: an optimizer, a loss, and optionally metrics=["accuracy"]."""
        optimizer = optimizers.get(optimizer)
        if loss is None:
            raise ValueError(f"compile needs a loss: {', '.join(sorted(losses.LOSSES))}.")
        self.loss = losses.get(loss)
        optimizer.join(self)
        self.optimizer = optimizer
        self.accuracy = self._accuracy(metrics)
        last = self.layers[-1]
        link = activations.get(self.loss.link)
        # Sigmoid or softmax at the end and its own cross-entropy: the loss takes the logits z.
        self._from_z = (
            self.loss.link is not None
            and not self.loss.from_logits
            and hasattr(last, "backward_z")
            and type(last.activation) is type(link)
        )

    def _accuracy(self, names):
        names = [names] if isinstance(names, str) else list(names or [])
        for name in names:
            checks.lookup(name, {"accuracy": None}, "metric")
        return metrics.accuracy_for(self.loss) if names else None

    def forward(self, x, training=False):
        """Outputs for inputs (n, *input_shape), in an array that the next call uses again."""
        for layer in self.layers:
            x = layer.forward(x, training)
        return x

    def backward(self, dout, below_activation=False):
        """Fill the gradients of every layer from the gradient with respect to the outputs.

        With `below_activation`, dout is the gradient with respect to the last layer's z.
        """
        *lower, last = self._learning
        dout = last.backward_z(dout) if below_activation else last.backward(dout)
        for layer in reversed(lower):
            dout = layer.backward(dout)

    def penalty(self):
        """What the layers' regularizers add to the loss."""
        return sum([layer.penalty() for layer in self._penalised])

    def loss_and_gradient(self, y, p):
        """The loss of the outputs p of the last forward pass; fills every layer's gradients."""
        if self._from_z:
            value = self.loss.value(y, self.layers[-1].z)
            self.backward(self.loss.residual(y, p), below_activation=True)
        else:
            value = self.loss(y, p)
            self.backward(self.loss.gradient(y, p))
        return value + self.penalty()

    def _update(self, x, y):
        """One update on checked arrays; returns what history averages over the epoch."""
        p = self.forward(x, training=True)
        value = self.loss_and_gradient(y, p)
        right = self.accuracy(y, p) if self.accuracy else None
        self.optimizer.apply([self.theta], [self.dtheta])
        return value, right

    def train_on_batch(self, x, y):
        """One update on all of x and y; returns {"loss": ...} from before the update."""
        x, y = self._checked(x, y)
        value, right = self._update(x, y)
        return self._logs(value, right)

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
    ):
        """Train for `epochs` passes over x (n, *input_shape) and y; returns a History.

        Every epoch visits each example once, batch_size at a time, in a new order unless shuffle is
        False. `loss` and `accuracy` in the history are means over the epoch's batches, taken while
        the weights move; `val_loss` and `val_accuracy` belong to the weights at its end. A long run
        shows a progress bar unless verbose is 0.

        Raises ValueError for bad input and FloatingPointError when the loss stops being finite.
        """
        x, y = self._checked(x, y)
        checks.whole("batch_size", batch_size)
        checks.whole("epochs", epochs)
        held_out = self._checked(*validation_data) if validation_data is not None else None
        callbacks = [*callbacks, *([ProgressBar(epochs)] if verbose else [])]
        for callback in callbacks:
            checks.instance(callback, Callback).set_model(self)
        every_batch = [
            c for c in callbacks if type(c).on_train_batch_end is not Callback.on_train_batch_end
        ]
        history, self.stop_training = History(), False
        _call(callbacks, "on_train_begin")
        for epoch in range(epochs):
            logs = self._epoch(x, y, batch_size, shuffle, epoch, every_batch)
            if held_out is not None:
                for name, value in self._evaluate(*held_out).items():
                    logs["val_" + name] = value
            history.add(epoch, logs)
            _call(callbacks, "on_epoch_end", epoch, logs)
            if self.stop_training:
                break
        _call(callbacks, "on_train_end")
        return history

    def _epoch(self, x, y, batch_size, shuffle, epoch, every_batch):
        n, total, total_right = len(x), 0.0, 0.0
        if shuffle and batch_size < n:
            order = self._order.permutation(n)
            x, y = x[order], y[order]
        with np.errstate(over="ignore", invalid="ignore"):
            for batch, start in enumerate(range(0, n, batch_size)):
                part = slice(start, start + batch_size)
                value, right = self._update(x[part], y[part])
                if value - value != 0:
                    raise self._diverged(value, epoch, batch, total / max(start, 1))
                share = min(batch_size, n - start)
                total += value * share
                if right is not None:
                    total_right += right * share
                for callback in every_batch:
                    callback.on_train_batch_end(batch, self._logs(value, right))
        return self._logs(total / n, total_right / n if self.accuracy else None)

    def _diverged(self, value, epoch, batch, mean):
        before = f"after a mean loss of {mean:.4g} in this epoch" if batch else "at once"
        return FloatingPointError(
            f"the network diverged: the loss became {value} in update {batch + 1} of epoch "
            f"{epoch + 1}, {before}. Try a learning rate ten times smaller than "
            f"{self.optimizer.learning_rate:g}, or inputs scaled to a standard deviation of 1."
        )

    @staticmethod
    def _logs(value, right):
        return {"loss": value} if right is None else {"loss": value, "accuracy": right}

    def predict(self, x, batch_size=2000):
        """Outputs (n, *output_shape) for inputs (n, *input_shape), batch_size at a time."""
        return self._predict(checks.inputs(x, self.input_shape, self.dtype), batch_size)

    def _predict(self, x, batch_size=2000):
        p = np.empty((len(x), *self.output_shape), self.dtype)
        for start in range(0, len(x), batch_size):
            p[start : start + batch_size] = self.forward(x[start : start + batch_size])
        return p

    def evaluate(self, x, y):
        """{"loss": ..., "accuracy": ...} over all of x and y, without training."""
        return self._evaluate(*self._checked(x, y))

    def _evaluate(self, x, y):
        p = self._predict(x)
        right = self.accuracy(y, p) if self.accuracy else None
        return self._logs(self.loss(y, p) + self.penalty(), right)

    def _checked(self, x, y):
        if self.loss is None:
            raise ValueError('compile the network before training it: model.compile("sgd", "mse").')
        x = checks.inputs(x, self.input_shape, self.dtype)
        y = checks.targets(y, len(x), self.output_shape[-1], self.dtype, self.loss.classes)
        self.loss.check(y)
        return x, y

    def get_weights(self):
        """Copies of all parameters, in Keras's order: kernel and bias of each layer."""
        return [w.copy() for layer in self.layers for w in layer.params.values()]

    def set_weights(self, weights):
        """Take over parameters in the order of get_weights; all of them, or none if one misfits."""
        params = [w for layer in self.layers for w in layer.params.values()]
        wanted, given = [w.shape for w in params], [np.shape(w) for w in weights]
        if wanted != given:
            raise ValueError(f"this network has weights of shapes {wanted}, got {given}.")
        for w, value in zip(params, weights):
            w[...] = value

    def count_params(self):
        return self.theta.size

    def summary(self):
        """Print a line a layer: what it is, the shape of its output, its number of parameters."""
        rows = [("layer", "output", "parameters")]
        for layer in self.layers:
            shape = ", ".join(map(str, ("n", *layer.output_shape)))
            rows.append((repr(layer), f"({shape})", f"{layer.block.size:,}"))
        wide = [max(len(row[j]) for row in rows) for j in range(3)]
        for name, shape, size in rows:
            print(f"{name:{wide[0]}}  {shape:{wide[1]}}  {size:>{wide[2]}}")
        print(f"{'all':{wide[0] + wide[1] + 2}}  {self.count_params():>{wide[2]},}")

    def __repr__(self):
        inside = ", ".join(map(repr, self.layers))
        return f"Sequential([{inside}], input_shape={self.input_shape})"


def _call(callbacks, method, *arguments):
    for callback in callbacks:
        getattr(callback, method)(*arguments)
