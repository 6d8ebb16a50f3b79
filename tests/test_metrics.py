"""Metrics: shares counted by hand; the accuracy that fits each loss."""

import numpy as np
import pytest

from utils import metrics
from utils.losses import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    MeanSquaredError,
    SparseCategoricalCrossentropy,
)

BINARY_Y = np.array([[1.0], [1.0], [0.0], [0.0], [1.0], [1.0]])
BINARY_P = np.array([[0.9], [0.5], [0.5], [0.51], [0.6], [0.5]])  # 1st, 3rd and 5th are right
LOGITS = np.array([[3.0], [0.0], [-2.0], [0.2], [0.3], [0.4]])  # 1st, 3rd, 5th and 6th
ROWS_Y = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 1, 0]])
ROWS_P = np.array([[0.4, 0.3, 0.3], [0.5, 0.3, 0.2], [0.1, 0.2, 0.7], [0.3, 0.6, 0.1]])

# metric, y, p, share
SHARES = {
    "binary": (metrics.binary_accuracy, BINARY_Y, BINARY_P, 0.5),
    "binary, 2 units": (
        metrics.binary_accuracy,
        np.array([[1.0, 0.0]] * 2),
        np.array([[0.9, 0.9], [0.7, 0.1]]),
        0.75,
    ),
    "categorical": (metrics.categorical_accuracy, ROWS_Y, ROWS_P, 0.75),
    "sparse": (metrics.sparse_categorical_accuracy, np.array([0, 1, 2, 1]), ROWS_P, 0.75),
}


@pytest.mark.parametrize("case", SHARES)
def test_share_by_hand(case):
    metric, y, p, share = SHARES[case]
    assert metric(y, p) == share
    assert type(metric(y, p)) is float


# loss, y, outputs of the kind it takes, share
FITTING = {
    "binary": (BinaryCrossentropy(), BINARY_Y, BINARY_P, 0.5),
    "binary from logits": (BinaryCrossentropy(from_logits=True), BINARY_Y, LOGITS, 2 / 3),
    "categorical": (CategoricalCrossentropy(), ROWS_Y, ROWS_P, 0.75),
    "categorical from logits": (CategoricalCrossentropy(True), ROWS_Y, ROWS_P - 5, 0.75),
    "sparse": (SparseCategoricalCrossentropy(), np.array([0, 1, 2, 1]), ROWS_P, 0.75),
    "sparse from logits": (
        SparseCategoricalCrossentropy(from_logits=True),
        np.array([0, 1, 2, 1]),
        ROWS_P - 5,
        0.75,
    ),
}


@pytest.mark.parametrize("case", FITTING)
def test_accuracy_that_fits_the_loss(case):
    loss, y, p, share = FITTING[case]
    assert metrics.accuracy_for(loss)(y, p) == share


def test_no_accuracy_for_a_distance():
    with pytest.raises(
        ValueError, match=r"accuracy says nothing about MeanSquaredError\(\): leave"
    ):
        metrics.accuracy_for(MeanSquaredError())


KERAS = {
    "BinaryAccuracy": "binary",
    "CategoricalAccuracy": "categorical",
    "SparseCategoricalAccuracy": "sparse",
}


@pytest.mark.keras
@pytest.mark.parametrize("name", KERAS)
def test_equals_keras(name, keras):
    metric, y, p, share = SHARES[KERAS[name]]
    theirs = getattr(keras.metrics, name)()
    theirs.update_state(y, p)
    assert float(theirs.result()) == pytest.approx(metric(y, p), rel=1e-7)
