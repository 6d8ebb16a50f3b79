"""A convolutional network with batch normalization, trained by us and by Keras on TensorFlow.

Both in float64, from equal weights, on the same batches in the same order. Rounding differs, and a
training may magnify it, so that is measured too: how far apart do two trainings of ours end whose
first weights differ in their last digit? Less than a twentieth of the bound; what Keras differs by
beyond the bound is no rounding.
"""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from utils import keras_baseline
from utils.convolution import Conv2D
from utils.layers import Activation, Dense, Flatten
from utils.models import Sequential
from utils.normalization import BatchNormalization
from utils.optimizers import Adam
from utils.pooling import AveragePooling2D

pytestmark = pytest.mark.keras

EPOCHS, BOUND = 30, 1e-13
DIGITS = load_digits()
IMAGES = (DIGITS.images / 16)[..., None]
TRAIN, HELD_OUT = ((IMAGES[part], DIGITS.target[part]) for part in (slice(0, 320), slice(320, 480)))


def network():
    """Smooth throughout, because a kink lets two trainings part ways."""
    layers = [
        Conv2D(6, 3, padding="same", use_bias=False),
        BatchNormalization(momentum=0.875),
        Activation("tanh"),
        AveragePooling2D(2),
        Conv2D(8, 3, activation="tanh"),
        Flatten(),
        Dense(16, use_bias=False),
        BatchNormalization(momentum=0.875),
        Activation("tanh"),
        Dense(10, "softmax"),
    ]
    model = Sequential(layers, (8, 8, 1), seed=1)
    loss = "sparse_categorical_crossentropy"
    model.compile(Adam(2.0**-7, 0.875, 1 - 2.0**-10), loss, metrics=["accuracy"])
    return model


def curves(model):
    settings = {"batch_size": 32, "epochs": EPOCHS, "shuffle": False, "verbose": 0}
    return model.fit(*TRAIN, validation_data=HELD_OUT, **settings).history


def apart(one, other, name):
    return np.abs(np.subtract(one[name], other[name])).max()


def test_loss_curves_of_30_epochs_coincide(keras, record_property):
    model, nudged = network(), network()
    twin, before = keras_baseline.like(model), model.theta.copy()
    nudged.theta[...] = np.nextafter(nudged.theta, np.inf)
    ours, near, theirs = curves(model), curves(nudged), curves(twin)
    for name in ("loss", "val_loss"):
        assert len(ours[name]) == EPOCHS
        assert 0 < apart(ours, near, name) <= BOUND / 20
        assert apart(ours, theirs, name) <= BOUND, name
    for name in ("accuracy", "val_accuracy"):
        np.testing.assert_allclose(ours[name], theirs[name], rtol=0, atol=1e-15)
    assert ours["loss"][0] > 1 > 0.05 > ours["loss"][-1] and ours["val_accuracy"][-1] > 0.85
    assert np.abs(model.theta - before).max() > 0.1
    record_property(
        "count",
        f"Keras: {EPOCHS} epochs of a CNN with batch normalization on digits, loss "
        f"{ours['loss'][0]:.2f} to {ours['loss'][-1]:.4f}, within "
        f"{apart(ours, theirs, 'loss'):.0e} of Keras's (bound {BOUND:.0e})",
    )
