"""Bad input, a row for each kind: what fit of a network says to it, and what the estimators say.

What other libraries do with the same input, often nothing, stands in the names' comments.
"""

import numpy as np
import pytest
from sklearn.exceptions import NotFittedError

from utils import datasets
from utils.convolution import Conv2D
from utils.estimators import NeuralNetworkClassifier, NeuralNetworkRegressor
from utils.layers import Dense, Flatten
from utils.models import Sequential
from utils.optimizers import SGD

X, Y = datasets.moons(30, seed=3)
THREE = np.arange(30) % 3


def fit(
    x=X,
    y=THREE,
    loss="sparse_categorical_crossentropy",
    rate=0.1,
    bend="tanh",
    layers=None,
    epochs=1,
):
    """A small network of three classes, or of one number under another loss."""
    last = Dense(3, "softmax") if loss[0] == "s" else Dense(1)
    model = Sequential(layers or [Dense(4, bend), last], 2 if layers is None else (5, 5, 1))
    model.compile(SGD(rate), loss)
    model.fit(x, y, epochs=epochs, verbose=0)
    return model


def images(conv):
    return fit(np.ones((30, 5, 5, 1)), layers=[conv, Flatten(), Dense(3, "softmax")])


SMALL = {"hidden_layer_sizes": (4,), "max_iter": 2, "random_state": 0}


def classify(x=X, y=THREE, **settings):
    return NeuralNetworkClassifier(**SMALL, **settings).fit(x, y)


def regress(x=X, y=X[:, 0], **settings):
    return NeuralNetworkRegressor(**SMALL, **settings).fit(x, y)


def cell(value):
    x = X.copy()
    x[4, 1] = value
    return x


NAMES = np.array(["cat", "dog", "eel"])
PIXELS = np.arange(60).reshape(30, 2).astype(np.uint8) + 150
WILD = {"rate": 1e10, "loss": "mse", "bend": "relu", "epochs": 20}
# kind of input: each line of code, the error or warning, and what it says
REFUSED = {
    "nan in X": [  # Keras: silent, the loss is nan
        (lambda: fit(cell(np.nan)), ValueError, r"x holds nan in row 4, column 1 \(1 such value"),
        (
            lambda: classify(cell(np.nan)),
            ValueError,
            "X contains NaN or infinity in row 4, col.* 1",
        ),
        (lambda: regress(cell(np.nan)), ValueError, "X contains NaN or infinity in row 4, col.* 1"),
    ],
    "inf in X": [
        (lambda: fit(cell(-np.inf)), ValueError, "x holds -inf in row 4, column 1"),
        (
            lambda: classify(cell(np.inf)),
            ValueError,
            "X contains NaN or infinity in row 4, col.* 1",
        ),
    ],
    "labels 5, 7, 9": [  # Keras on JAX: silent, the loss is 0
        (
            lambda: fit(y=5 + 2 * THREE),
            ValueError,
            "labels must be 0, 1 or 2 for 3 .* got 5 in row 0",
        ),
    ],
    "label -1": [  # Keras on JAX: silent. For a classifier it is a name like any other
        (lambda: fit(y=THREE - 1), ValueError, "labels must be 0, 1 or 2 for 3 .* got -1 in row 0"),
    ],
    "float labels": [  # Keras: silent
        (lambda: fit(y=THREE / 2), ValueError, r"labels must be 0, 1 or 2 .* got 0\.5 in row 1"),
        (lambda: classify(y=X[:, 0]), ValueError, "Unknown label type: continuous"),
    ],
    "labels of text": [
        (
            lambda: fit(y=NAMES[THREE]),
            ValueError,
            "y must hold numbers, got the text 'cat' in row 0; turn class",
        ),
        (
            lambda: regress(y=NAMES[THREE]),
            ValueError,
            "y must hold numbers, got the text 'cat' in row 0; turn categories into",
        ),
    ],
    "other lengths": [
        (lambda: fit(y=THREE[:20]), ValueError, "same length, got 30 examples and 20 labels"),
        (lambda: fit(X[:20]), ValueError, "same length, got 20 examples and 30 labels"),
        (lambda: classify(y=THREE[:20]), ValueError, r"numbers of samples: \[30, 20\]"),
        (lambda: regress(X[:20]), ValueError, r"numbers of samples: \[20, 30\]"),
    ],
    "nothing": [  # Keras: a warning, or StopIteration
        (lambda: fit(X[:0], Y[:0]), ValueError, r"x is empty: expected at least one .* \(n, 2\)"),
        (lambda: classify(X[:0], Y[:0]), ValueError, "0 sample.* while a minimum of 1 is required"),
        (lambda: regress(X[:0], Y[:0]), ValueError, "0 sample.* while a minimum of 1 is required"),
    ],
    "X of one axis": [
        (lambda: fit(X[:, 0]), ValueError, r"x must have the shape \(n, 2\), got \(30,\); give"),
        (lambda: fit(X[0]), ValueError, r"a single example needs a first axis: x\[np.newaxis\]"),
        (
            lambda: classify(X[:, 0]),
            ValueError,
            r"(?s)Expected 2D array, got 1D .* using array\.reshape\(-1, 1\)",
        ),
    ],
    "X of images": [
        (
            lambda: fit(X.reshape(30, 1, 2)),
            ValueError,
            r"\(n, 2\), got \(30, 1, 2\); flatten each example with x\.reshape\(len\(x\), -1\)",
        ),
        (
            lambda: classify(X.reshape(30, 1, 2)),
            ValueError,
            r"array with dim 3, .* X\.reshape\(len\(X\), -1\)",
        ),
    ],
    "another width at predict": [
        (lambda: fit().predict(np.ones((5, 3))), ValueError, r"shape \(n, 2\), got \(5, 3\)"),
        (
            lambda: classify().predict(np.ones((5, 3))),
            ValueError,
            "X has 3 features, but NeuralNetworkClassifier is expecting 2 features as input",
        ),
        (
            lambda: regress().predict(np.ones((5, 3))),
            ValueError,
            "X has 3 features, but NeuralNetworkRegressor is expecting 2 features as input",
        ),
    ],
    "pixels from 0 to 255": [  # everywhere else: silent, the loss is 41 or 68
        (lambda: fit(PIXELS), UserWarning, r"whole numbers up to 209: .* divide by 255\?"),
        (lambda: classify(PIXELS), UserWarning, r"whole numbers up to 209: .* divide by 255\?"),
        (lambda: regress(PIXELS), UserWarning, r"whole numbers up to 209: .* divide by 255\?"),
    ],
    "learning rate 1e10": [  # scikit-learn: no error, no warning, a loss of 8.6e276
        (
            lambda: fit(1000 * X, 1000 * X[:, 0], **WILD),
            FloatingPointError,
            r"the network diverged: .* in update 1 of epoch \d, .*\. Try a .* than 1e\+10, or in",
        ),
        (
            lambda: regress(1000 * X, optimizer="sgd", learning_rate=1e10, batch_size=5),
            FloatingPointError,
            r"diverged: .* in update \d of epoch \d, after a mean loss of .* than 1e\+10, or",
        ),
    ],
    "learning rate -1": [  # Keras: silent
        (lambda: fit(rate=-1), ValueError, "learning_rate must be a number, above 0, got -1"),
        (
            lambda: classify(learning_rate=-1),
            ValueError,
            "learning_rate must be .* above 0, got -1",
        ),
        (lambda: regress(learning_rate=-1), ValueError, "learning_rate must be .* above 0, got -1"),
    ],
    "activation of no such name": [
        (
            lambda: fit(bend="rleu"),
            ValueError,
            "'rleu'; did you mean 'relu'. Known: elu, gelu, leaky",
        ),
        (
            lambda: classify(activation="rleu"),
            ValueError,
            "'rleu'; did you mean 'relu'. Known: elu, g",
        ),
    ],
    "padding of no such name": [
        (
            lambda: images(Conv2D(2, 3, padding="smae")),
            ValueError,
            "'smae'; did you mean 'same'. Kno",
        ),
    ],
    "kernel larger than the image": [
        (
            lambda: images(Conv2D(2, 7)),
            ValueError,
            r"does not fit into images of 5 x 5 pixels: .* spans 7, .* \(5 - 7\) // 1 \+ 1 = -1",
        ),
    ],
    "not fitted": [
        (
            lambda: NeuralNetworkClassifier().predict(X),
            NotFittedError,
            "Classifier .* is not fitted",
        ),
        (lambda: NeuralNetworkRegressor().predict(X), NotFittedError, "Regressor .* is not fitted"),
        (
            lambda: Sequential([Dense(1)], 2).fit(X, Y),
            ValueError,
            "compile the network before train",
        ),
    ],
}
LINES = [
    pytest.param(*line, id=f"{kind} {k}")
    for kind, row in REFUSED.items()
    for k, line in enumerate(row)
]


@pytest.mark.parametrize(("line", "error", "words"), LINES)
def test_bad_input_is_answered(line, error, words):
    catch = pytest.warns if issubclass(error, Warning) else pytest.raises
    with catch(error, match=words):
        line()


@pytest.mark.parametrize("labels", [[5, 7, 9], [-1, 0, 1], ["cat", "dog", "eel"], [0.0, 5.0, 7.0]])
def test_a_classifier_takes_any_names(labels):
    ours = classify(y=np.array(labels)[THREE])
    assert ours.classes_.tolist() == labels
    assert set(ours.predict(X)) <= set(labels)


def test_strides_and_dilation_together():
    """Keras on TensorFlow refuses both at once."""
    model = images(Conv2D(2, 2, strides=2, dilation_rate=2))
    assert model.layers[0].output_shape == (2, 2, 2)
