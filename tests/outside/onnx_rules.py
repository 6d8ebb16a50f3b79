"""What the ONNX operators share: how a rule is stated, and how layers are run."""

import numpy as np
from onnx.backend.test.runner import BackendIsNotSupposedToImplementIt

from utils.models import Sequential


def need(condition, reason):
    """State a rule: where the condition fails, the case is left out for this reason."""
    if not condition:
        raise BackendIsNotSupposedToImplementIt(reason)


def need_floats(x):
    need(isinstance(x, np.ndarray), "no array, but a sequence or an optional value")
    need(x.dtype in (np.float32, np.float64), "numbers of another type than float32 and float64")


def refuse(reason):
    """An operator that the library has in another form, or not at all."""

    def operator(a, *inputs):
        need(False, reason)

    return operator


def through(layers, x, weights=(), training=False):
    """x (n, ...) through layers with these weights, in Keras's order."""
    model = Sequential(layers, x.shape[1:], dtype=x.dtype)
    model.set_weights(weights)
    return np.array(model.forward(x, training))
