"""The dense layers of a network: how many numbers each takes and gives, and what bends them."""

from typing import NamedTuple

import numpy as np


class Dense(NamedTuple):
    """One dense layer; kernel (inputs, units) where it has weights."""

    inputs: int
    units: int
    activation: str
    kernel: np.ndarray | None = None
    bias: bool = True
    penalised: bool = False

    @property
    def count(self):
        """How many weights and biases it learns."""
        return (self.inputs + self.bias) * self.units


def dense_layers(model, activations=None):
    """The dense layers of a model, or of a list of sizes such as [2, 25, 1] with activation names.

    Layers without a kernel of two axes (Dropout, Flatten) change no sizes and are passed over.
    """
    if hasattr(model, "layers"):
        found = [_dense(layer) for layer in model.layers if is_dense(layer)]
        if not found:
            raise ValueError("the model has no Dense layer to draw; add one, for example Dense(1).")
        return found
    sizes, names = [int(size) for size in model], list(activations or [])
    if len(sizes) < 2 or len(names) != len(sizes) - 1:
        raise ValueError(
            f"a network of {len(sizes)} sizes needs {max(len(sizes) - 1, 1)} activation names, one "
            f"for each layer after the input, got {len(names)}."
        )
    return [Dense(*layer) for layer in zip(sizes, sizes[1:], names)]


def is_dense(layer):
    """Whether a layer's parameters are a kernel of two axes, and a bias or none."""
    params = getattr(layer, "params", {})
    return np.ndim(params.get("kernel")) == 2 and {*params} <= {"kernel", "bias"}


def _dense(layer):
    kernel, bias = layer.params["kernel"], "bias" in layer.params
    penalised = any(name == "kernel" for name, _ in layer.regularizers)
    return Dense(*kernel.shape, layer.activation.name, kernel, bias, penalised)


def sizes(dense):
    """How many units each column of the network has, the inputs first."""
    return [dense[0].inputs, *(layer.units for layer in dense)]
