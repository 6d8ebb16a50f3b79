"""A network: layers in a row as one thing, which predicts, has weights, is copied and stored."""

import copy
import math
from dataclasses import is_dataclass

import numpy as np

from . import (
    activations,
    checks,
    constraints,
    convolution,
    datasets,
    initializers,
    layers,
    losses,
    normalization,
    optimizers,
    pooling,
    regularizers,
    residual,
    schedules,
)
from .layer import Layer, build, lay_out
from .passes import Spare, link, penalty, steps, twins
from .saving import words

FORMAT, VERSION = "ILearnDeepLearning.py network", 2
# What a file may speak of: every class with settings, under the name of its kind and its own.
KINDS = (activations, initializers, regularizers, constraints, losses, optimizers, schedules)
HOMES = dict.fromkeys([layers, convolution, pooling, normalization, residual], "layers")
HOMES.update({module: module.__name__.rpartition(".")[2] for module in KINDS})
CLASSES = {
    f"{home}.{name}": thing
    for module, home in HOMES.items()
    for name, thing in vars(module).items()
    if isinstance(thing, type) and is_dataclass(thing)
}
NAMES = {thing: name for name, thing in CLASSES.items()}

# A block of predictions: at most so many rows, and so many numbers in all the layers' outputs.
ROWS, NUMBERS = 2000, 2**21

# What belongs to this object alone, and what the last update saw: a copy has neither.
OWN = {"theta", "dtheta", "_steps", "_learning", "_penalised", "_constrained", "_moved", "_spare"}
SEEN = {"y", "p", "sample_weight"}


class Network:
    """What Sequential is before anything is said of training.

    The parameters of all layers lie in one vector `theta` and their gradients in `dtheta`.
    """

    def __init__(self, layers, input_shape, seed=0, dtype="float64"):
        if isinstance(layers, Layer):
            raise TypeError(f"layers come in a list, even one: Sequential([{layers!r}], ...).")
        self.layers = words.settle(list(layers))
        shape = words.settle(input_shape)
        self.input_shape = (shape,) if np.ndim(shape) == 0 else tuple(shape)
        self._check()
        self.names = ()  # of the columns of the table that it was trained on
        self.dtype = checks.float_type(dtype)
        given = isinstance(seed, words.Given)
        sequences = np.random.SeedSequence(0 if given else seed).spawn(3)
        starts, masks, order = map(np.random.default_rng, sequences)
        starts = seed if given else starts
        self.output_shape = build(self.layers, self.input_shape, starts, self.dtype)
        self.draw_with(masks, order)
        self._connect()

    def _check(self):
        if not self.layers:
            raise ValueError("Sequential needs at least one layer, for example Dense(1).")
        for layer in self.layers:
            checks.instance(layer, Layer)
        for size in self.input_shape:
            checks.whole("each size in input_shape", size)

    def draw_with(self, masks, order):
        """The generators of dropout's masks, and of the order of the examples."""
        self.masks, self.order = (checks.instance(r, np.random.Generator) for r in (masks, order))
        for layer in self.layers:
            layer.rng = masks

    def _connect(self):
        """What follows from the layers: the steps, what of them learns, and the two vectors."""
        self._steps = link(steps(self.layers))
        trainable = [layer for layer in self.layers if layer.params]
        if trainable:
            trainable[0].first = True
        # Nothing below the first layer with parameters needs a gradient.
        lowest = [i for i, step in enumerate(self._steps) if step.params] or [len(self._steps)]
        self._learning = self._steps[lowest[0] :]
        self._penalised = [step for step in self._steps if step.regularizers]
        self._constrained = [layer for layer in self.layers if layer.constraints]
        self.theta = np.empty(sum(layer.block.size for layer in trainable), self.dtype)
        self.dtheta = np.zeros_like(self.theta)
        lay_out(trainable, self.theta, self.dtheta)
        shapes = [self.input_shape, *(layer.output_shape for layer in self.layers)]
        self._block = max(1, min(ROWS, NUMBERS // sum(map(math.prod, shapes))))
        self._spare = Spare()

    def __getstate__(self):
        """What a copy takes along: the network and how it trains, nothing of the examples."""
        return {k: value for k, value in self.__dict__.items() if k not in OWN | SEEN}

    def __setstate__(self, state):
        self.__dict__.update(state)
        self._connect()

    __copy__ = copy.deepcopy  # every copy trains on by itself

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
        return penalty(self._penalised)

    def predict(self, x, batch_size=None):
        """Outputs (n, *output_shape) for inputs (n, *input_shape), batch_size at a time.

        Without a batch_size the blocks are large enough to be fast and small enough for memory.
        Any number of threads may predict at once; what the layers keep, such as a and z, stays that
        of the last forward or update.
        """
        if batch_size is not None:
            checks.whole("batch_size", batch_size)
        x = datasets.inputs(x, self.input_shape, self.dtype, self.names)
        p = np.empty((len(x), *self.output_shape), self.dtype)
        for part, block, _ in self.passes(x, batch_size):
            p[part] = block
        return p

    def passes(self, x, batch_size=None):
        """Checked inputs block by block: (rows, their outputs, the steps that made them).

        The steps are twins of the network's: whoever predicts or trains meanwhile has others.
        """
        row, rows = twins(self._steps, self._spare.take()), batch_size or self._block
        for start in range(0, len(x), rows):
            part = slice(start, start + rows)
            block = x[part]
            for step in row:
                block = step.forward(block)
            yield part, block, row
        self._spare.keep(row)

    def _weights(self):
        """The arrays themselves, in Keras's order: kernel and bias of each layer."""
        return [w for layer in self.layers for w in layer.weights()]

    def get_weights(self):
        """Copies of all weights, in Keras's order: kernel and bias of each layer."""
        return [w.copy() for w in self._weights()]

    def set_weights(self, weights):
        """Take over weights in the order of get_weights, arrays, lists or tables of finite numbers;
        all of them, or none if one misfits."""
        own = self._weights()
        values = [checks.array("weights", value, self.dtype, gaps=True) for value in weights]
        wanted, given = [w.shape for w in own], [value.shape for value in values]
        if wanted != given:
            raise ValueError(f"this network has weights of shapes {wanted}, got {given}.")
        if not all(np.isfinite(value).all() for value in values):
            raise ValueError("weights must be finite numbers, got nan or infinity among them.")
        for w, value in zip(own, values):
            w[...] = value

    def stored(self):
        """What a file holds: a header of words, and arrays by name."""
        weights = self.get_weights()
        if not all(np.isfinite(w).all() for w in weights):
            raise ValueError("a network is saved with finite weights, got nan or infinity in them.")
        header = {
            "format": FORMAT,
            "version": VERSION,
            "dtype": self.dtype.name,
            "input_shape": list(self.input_shape),
            "columns": list(self.names),
            "layers": words.describe(self.layers, NAMES),
            "random": [words.describe(rng, NAMES) for rng in (self.masks, self.order)],
        }
        return header, {f"w{k}": w for k, w in enumerate(weights)}

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
        return f"{type(self).__name__}([{inside}], input_shape={self.input_shape})"
