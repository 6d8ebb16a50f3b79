"""Metrics: what people read, next to the loss that training lowers."""

from __future__ import annotations

from functools import partial

import numpy as np

HALF = np.array(0.5, np.float32)  # NumPy is quicker with an array of one number than with a number


def binary_accuracy(y, p, threshold=HALF):
    """Share of examples whose p lies on the side of the threshold that y says."""
    return int(np.count_nonzero((p > threshold) == (y > HALF))) / p.size


def categorical_accuracy(y, p):
    """Share of examples whose largest p stands at the class of the one-hot row y."""
    return int(np.count_nonzero(p.argmax(axis=-1) == y.argmax(axis=-1))) / len(p)


def sparse_categorical_accuracy(y, p):
    """Share of examples whose largest p stands at the class number y."""
    return int(np.count_nonzero(p.argmax(axis=-1) == y)) / len(p)


def accuracy_for(loss):
    """The accuracy that fits a loss.

    From logits the threshold is 0, where the probability is 1/2 (Keras keeps 0.5 there, which is a
    probability of 0.62).
    """
    if loss.classes:
        return sparse_categorical_accuracy
    if loss.link is None:
        raise ValueError(
            f"accuracy says nothing about {loss!r}: leave metrics out, or use a cross-entropy to "
            "tell classes apart."
        )
    if loss.link == "softmax":
        return categorical_accuracy
    threshold = 0.0 if loss.from_logits else HALF
    return partial(binary_accuracy, threshold=threshold)
