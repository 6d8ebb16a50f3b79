"""Models: layers in a row, that predict, take a gradient step, and can be saved."""

from __future__ import annotations

import numpy as np

from . import activations, checks, datasets, losses, optimizers, training
from .callbacks import Callback
from .distances import check_network
from .layer import Layer, build, lay_out, steps
from .losses import SURE
from .metrics import chosen, together

# A block of predictions: at most so many rows, and so many numbers in all the layers' outputs.
ROWS, NUMBERS = 2000, 2**21


class Sequential:
    """Layers in a row, built at once for examples of `input_shape`, from one seed.

    The parameters of all layers lie in one vector `theta` and their gradients in `dtheta`, so that
    an optimizer moves everything in one go. Three generators grow from the seed: one draws the
    first weights, one the dropout masks, one the order of the examples.

    Two networks of equal layers and equal seed start and train alike, bit for bit.
    """

    def __init__(self, layers, input_shape, seed=0, dtype="float64"):
        if isinstance(layers, Layer):
            raise TypeError(f"layers come in a list, even one: Sequential([{layers!r}], ...).")
        self.layers = list(layers)
        self.input_shape = (input_shape,) if np.ndim(input_shape) == 0 else tuple(input_shape)
        self.dtype = checks.float_type(dtype)
        self.stop_training = False
        self.optimizer = self.loss = self.accuracy = self.measure = None
        self.metrics, self.names = {}, ()
        self._check_layers()
        sequences = np.random.SeedSequence(seed).spawn(3)
        starts, masks, self.order = (np.random.default_rng(s) for s in sequences)
        self._build(starts, masks)

    def _check_layers(self):
        if not self.layers:
            raise ValueError("Sequential needs at least one layer, for example Dense(1).")
        for layer in self.layers:
            checks.instance(layer, Layer)
        for size in self.input_shape:
            checks.whole("each size in input_shape", size)

    def _build(self, starts, masks):
        self.output_shape = build(self.layers, self.input_shape, starts, self.dtype)
        for layer in self.layers:
            layer.rng = masks
        self._steps = steps(self.layers)
        for step, follower in zip(self._steps, self._steps[1:]):
            step.follower = follower
        trainable = [layer for layer in self.layers if layer.params]
        if trainable:
            trainable[0].first = True
        # Nothing below the first layer with parameters needs a gradient.
        lowest = [i for i, step in enumerate(self._steps) if step.params] or [len(self._steps)]
        self._learning = self._steps[lowest[0] :]
        self._penalised = [layer for layer in self.layers if layer.regularizers]
        self._constrained = [layer for layer in self.layers if layer.constraints]
        self._lay_out(trainable)

    def _lay_out(self, trainable):
        """One vector for all parameters and one for all gradients, of which layers get views."""
        self.theta = np.empty(sum(layer.block.size for layer in trainable), self.dtype)
        self.dtheta = np.zeros_like(self.theta)
        lay_out(trainable, self.theta, self.dtheta)

    def __setstate__(self, state):
        """A copy, or a network out of a pickle, has vectors of its own."""
        self.__dict__.update(state)
        self._lay_out([layer for layer in self.layers if layer.params])
        if self.optimizer is not None:
            self._moved = self._moving(self.optimizer)

    def compile(self, optimizer="rmsprop", loss=None, metrics=None):
        """Say how to train: an optimizer, a loss, and perhaps metrics: "accuracy", and functions.

        A function f(y, p) of targets and outputs returns a number, or an array to be averaged; its
        name is that in the history. Layers whose `trainable` is False stay as they are.

        Raises ValueError for settings that mean nothing together, such as a softmax of one unit.
        """
        optimizer = optimizers.get(optimizer)
        if loss is None:
            raise ValueError(f"compile needs a loss: {', '.join(sorted(losses.LOSSES))}.")
        loss, last = losses.get(loss), self.layers[-1]
        measures = chosen(metrics, loss)
        check_network(loss, training.leaves(self.layers))
        moved = self._moving(optimizer)
        optimizer.same_arrays(*moved)
        optimizer.join(self)
        self.optimizer, self.loss, self._moved = optimizer, loss, moved
        self.metrics, self.measure = measures, together(measures.values())
        self.accuracy, self._trained = measures.get("accuracy"), training.trainable(self.layers)
        # Sigmoid or softmax at the end and its own cross-entropy: the loss takes the logits z.
        self._from_z = (
            loss.link is not None
            and not loss.from_logits
            and hasattr(last, "backward_z")
            and type(last.activation) is type(activations.get(loss.link))
        )

    def _moving(self, optimizer):
        """What the optimizer moves and by what: the two vectors; or, where some layers do not
        train, each layer's; or, where a gradient is clipped to a length of its own, each
        parameter's."""
        layers = training.trainable(self.layers)
        if optimizer.clipnorm is not None:
            kinds = ("params", "grads")
            return [[w for layer in layers for w in getattr(layer, k).values()] for k in kinds]
        if sum(layer.block.size for layer in layers) < self.theta.size:
            return [layer.block for layer in layers], [layer.dblock for layer in layers]
        return [self.theta], [self.dtheta]

    def forward(self, x, training=False):
        """Outputs for inputs (n, *input_shape), in an array that the next call uses again."""
        for step in self._steps:
            x = step.forward(x, training)
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

    def loss_and_gradient(self, y, p, sample_weight=None):
        """The loss of the outputs p of the last forward pass; fills every layer's gradients."""
        if self._from_z:
            z = self.layers[-1].z
            value = self.loss.value(y, z, sample_weight)
            if value > SURE:
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

    def predict(self, x, batch_size=None):
        """Outputs (n, *output_shape) for inputs (n, *input_shape), batch_size at a time.

        Without a batch_size the blocks are large enough to be fast and small enough for memory.
        """
        if batch_size is not None:
            checks.whole("batch_size", batch_size)
        x = datasets.inputs(x, self.input_shape, self.dtype, self.names)
        return self._outputs(x, batch_size)[0]

    def _outputs(self, x, batch_size=None, logits=False):
        """Outputs for checked inputs, the last layer's z if asked, and the mean over the examples
        of what layers add to the loss: a penalty on activities is another in each block."""
        size = sum(np.prod(shape) for shape in self._shapes())
        rows = batch_size or int(max(1, min(ROWS, NUMBERS // size)))
        p, penalty = np.empty((len(x), *self.output_shape), self.dtype), 0.0
        z = np.empty_like(p) if logits else None
        for start in range(0, len(x), rows):
            block = self.forward(x[start : start + rows])
            p[start : start + rows] = block
            if logits:
                z[start : start + rows] = self.layers[-1].z
            penalty += self.penalty() * (len(block) / len(x))
        return p, z, penalty

    def _shapes(self):
        return [self.input_shape, *(layer.output_shape for layer in self.layers)]

    def evaluate(self, x, y, sample_weight=None):
        """{"loss": ..., "accuracy": ...} over all of x and y, without training."""
        return self.assess(*self._weighted(x, y, sample_weight))

    def assess(self, x, y, sample_weight=None):
        """evaluate on checked arrays."""
        p, z, penalty = self._outputs(x, logits=self._from_z)
        right = self.measure(y, p) if self.measure else None
        if self._from_z:
            return self.logs(self.loss.value(y, z, sample_weight) + penalty, right)
        return self.logs(self.loss.mean(y, p, sample_weight) + penalty, right)

    def _checked(self, x, y):
        if self.loss is None:
            raise ValueError('compile the network before training it: model.compile("sgd", "mse").')
        x = datasets.inputs(x, self.input_shape, self.dtype, self.names)
        y = datasets.targets(y, len(x), self.output_shape, self.dtype, self.loss.classes)
        self.loss.check(y)
        return x, y

    def _weighted(self, x, y, sample_weight=None, class_weight=None):
        x, y = self._checked(x, y)
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

    def _weights(self):
        return [w for layer in self.layers for w in layer.weights()]

    def get_weights(self):
        """Copies of all weights, in Keras's order: kernel and bias of each layer."""
        return [w.copy() for w in self._weights()]

    def set_weights(self, weights):
        """Take over weights in the order of get_weights; all of them, or none if one misfits."""
        own = self._weights()
        wanted, given = [w.shape for w in own], [np.shape(w) for w in weights]
        if wanted != given:
            raise ValueError(f"this network has weights of shapes {wanted}, got {given}.")
        values = [np.asarray(value, self.dtype) for value in weights]
        if not all(np.isfinite(value).all() for value in values):
            raise ValueError("weights must be finite numbers, got nan or infinity among them.")
        for w, value in zip(own, values):
            w[...] = value

    def save(self, path):
        """Write the network to `path`, an .npz file that `utils.saving.load` reads."""
        from . import saving  # which builds on this module

        saving.save(self, path)

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
