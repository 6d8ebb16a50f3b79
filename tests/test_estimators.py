"""Estimators: the network behind them is Sequential's, and scikit-learn's tools take them."""

import inspect
import pickle
import warnings
from dataclasses import fields

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from sklearn.base import clone
from sklearn.exceptions import FitFailedWarning, NotFittedError
from sklearn.inspection import DecisionBoundaryDisplay
from sklearn.model_selection import GridSearchCV, cross_val_score, learning_curve
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from tests.copies import COPIES
from utils import activations, datasets
from utils.estimators import NeuralNetworkClassifier, NeuralNetworkRegressor
from utils.layers import Dense
from utils.losses import BinaryCrossentropy, Huber
from utils.models import Sequential
from utils.optimizers import SGD
from utils.regularizers import L2

X, Y = datasets.moons(120, seed=3)
THREE = np.where(X[:, 0] > 1, 2, Y)
NAMES = np.array(["cat", "dog", "mouse"])
SMALL = {"hidden_layer_sizes": (8,), "learning_rate": 0.02, "random_state": 0, "max_iter": 60}


def classifier(**settings):
    return NeuralNetworkClassifier(**{**SMALL, **settings})


def regressor(**settings):
    return NeuralNetworkRegressor(**{**SMALL, **settings})


@pytest.mark.parametrize(
    ("labels", "loss"),
    [(Y, "binary_crossentropy"), (THREE, "sparse_categorical_crossentropy")],
    ids=["two", "three"],
)
def test_classifier_is_a_sequential(labels, loss):
    """The same weights, to the last digit, as the network written out with its activation."""
    settings = {"kernel_initializer": "he_normal", "kernel_regularizer": L2(0.01)}
    ours = classifier(hidden_layer_sizes=(5, 4), activation="tanh", batch_size=32, **settings)
    ours.set_params(max_iter=4, optimizer=SGD(0.5, 0.5), learning_rate=None).fit(X, labels)
    seed = np.random.RandomState(0).randint(2**31 - 1)
    last = Dense(1, "sigmoid", **settings) if loss[0] == "b" else Dense(3, "softmax", **settings)
    layers = [Dense(5, "tanh", **settings), Dense(4, "tanh", **settings), last]
    plain = Sequential(layers, 2, seed)
    plain.compile(SGD(0.5, 0.5), loss)
    history = plain.fit(X, labels, 32, 4, verbose=0).history
    np.testing.assert_allclose(ours.model_.theta, plain.theta, rtol=1e-10)
    np.testing.assert_allclose(ours.loss_curve_, history["loss"], rtol=1e-12)
    p = plain.predict(X)
    shares = np.hstack([1 - p, p]) if p.shape[1] == 1 else p
    np.testing.assert_allclose(ours.predict_proba(X), shares, atol=1e-12)


def test_regressor_is_a_sequential():
    ours = regressor(max_iter=3, batch_size=32, loss=Huber(0.5), optimizer="sgd").fit(X, X[:, 1])
    plain = Sequential([Dense(8, "relu"), Dense(1)], 2, np.random.RandomState(0).randint(2**31 - 1))
    plain.compile(SGD(0.02), Huber(0.5))
    plain.fit(X, X[:, 1], 32, 3, verbose=0)
    np.testing.assert_array_equal(ours.model_.theta, plain.theta)
    np.testing.assert_array_equal(ours.predict(X), plain.predict(X)[:, 0])


@pytest.mark.parametrize("count", [2, 3])
@pytest.mark.parametrize(
    "form",
    [
        lambda y: y,
        lambda y: y + 5.0,
        lambda y: NAMES[y],
        lambda y: NAMES[y].astype(object),
        lambda y: pd.Series(NAMES[y], dtype="category"),
        lambda y: list(NAMES[y]),
    ],
    ids=["numbers", "floats", "text", "objects", "categories", "list"],
)
def test_labels_of_any_kind(count, form):
    """The names of the classes change nothing but the names."""
    y = Y if count == 2 else THREE
    plain, ours = classifier().fit(X, y), classifier().fit(X, form(y))
    np.testing.assert_array_equal(ours.model_.theta, plain.model_.theta)
    np.testing.assert_array_equal(ours.classes_, np.unique(np.asarray(form(y))))
    np.testing.assert_array_equal(ours.predict(X), np.asarray(form(plain.predict(X))))
    assert ours.score(X, form(y)) == plain.score(X, y) > 0.85


@pytest.mark.parametrize("y", [Y, THREE], ids=["two", "three"])
def test_probabilities_belong_to_the_logits(y):
    ours = classifier().fit(X, y)
    p, z = ours.predict_proba(X), ours.decision_function(X)
    np.testing.assert_allclose(p.sum(axis=1), 1, rtol=1e-14)
    np.testing.assert_array_equal(ours.predict(X), ours.classes_[p.argmax(axis=1)])
    if y is Y:
        assert z.shape == (120,)
        np.testing.assert_array_equal(p[:, 1], activations.sigmoid(z))
    else:
        np.testing.assert_array_equal(p, activations.softmax(z))


def test_probabilities_far_from_the_boundary_keep_their_digits():
    """1 - p would be 0 where the other class has probability e^-800 or e^-40."""
    ours = classifier().fit(X, Y)
    ours.model_.set_weights(
        [w * 0 + (k == 3) * 40 for k, w in enumerate(ours.model_.get_weights())]
    )
    np.testing.assert_allclose(ours.predict_proba(X[:1])[0, 0], np.exp(-40), rtol=1e-12)


def test_pipeline_and_grid_search_over_a_data_frame():
    frame = pd.DataFrame(X * [1000, 0.001], columns=["age", "height"])
    labels = pd.Series(NAMES[Y])
    pipe = make_pipeline(StandardScaler(), classifier())
    grid = {
        "neuralnetworkclassifier__hidden_layer_sizes": [(), (8,)],
        "neuralnetworkclassifier__learning_rate": [1e-5, 0.05],
    }
    search = GridSearchCV(pipe, grid, cv=3).fit(frame, labels)
    assert search.best_params_ == {
        "neuralnetworkclassifier__hidden_layer_sizes": (8,),
        "neuralnetworkclassifier__learning_rate": 0.05,
    }
    assert search.best_score_ > 0.9
    assert set(search.predict(frame)) == {"cat", "dog"}
    ours = classifier().fit(frame, labels)
    assert ours.feature_names_in_.tolist() == ["age", "height"]
    with pytest.raises(ValueError, match="feature names should match those that were passed"):
        ours.predict(frame.rename(columns={"age": "weight"}))


def test_learning_curve_and_boundary():
    sizes, train, test = learning_curve(
        classifier(), X, NAMES[Y], train_sizes=[0.3, 1.0], cv=3, shuffle=True, random_state=0
    )
    assert sizes.tolist() == [24, 80] and test.mean(axis=1)[1] > 0.85
    shown = DecisionBoundaryDisplay.from_estimator(
        classifier().fit(X, NAMES[THREE]), X, grid_resolution=20, ax=Figure().subplots()
    )
    assert shown.response.shape[:2] == (20, 20)


def test_settings_serve_many_networks():
    """An optimizer in the settings is not used up, and clones share nothing."""
    ours = classifier(optimizer=SGD(0.25, 0.5), learning_rate=None, max_iter=5)
    first = ours.fit(X, Y).model_.theta.copy()
    assert ours.optimizer.iterations == 0 and ours.optimizer.learning_rate == 0.25
    np.testing.assert_array_equal(ours.fit(X, Y).model_.theta, first)
    np.testing.assert_array_equal(clone(ours).fit(X, Y).model_.theta, first)
    faster = classifier(optimizer=SGD(0.25, 0.5), learning_rate=0.5, max_iter=5).fit(X, Y)
    assert faster.model_.optimizer.learning_rate == 0.5 and faster.model_.optimizer.momentum == 0.5
    assert len(cross_val_score(ours, X, Y, cv=3)) == 3


def test_random_state():
    """A number: the same network again; None: another every time."""
    one, same = (classifier(random_state=5).fit(X, Y).model_.theta for _ in range(2))
    np.testing.assert_array_equal(one, same)
    first, second = (classifier(random_state=None).fit(X, Y).model_.theta for _ in range(2))
    assert np.abs(first - second).max() > 0.01


WEIGHTS = np.random.default_rng(5).integers(0, 4, len(Y))


@pytest.mark.parametrize(
    ("make", "y"), [(classifier, Y), (classifier, THREE), (regressor, X[:, 1])]
)
def test_only_ratios_of_weights_count(make, y):
    """And an example of weight 3 is three examples; all in one batch."""
    settings = {"batch_size": 300, "activation": "tanh"}
    plain, large, repeated = (make(**settings) for _ in range(3))
    plain.fit(X, y, sample_weight=WEIGHTS)
    large.fit(X, y, sample_weight=1000 * WEIGHTS)
    repeated.fit(np.repeat(X, WEIGHTS, axis=0), np.repeat(y, WEIGHTS))
    np.testing.assert_allclose(plain.model_.theta, large.model_.theta, atol=1e-8)
    np.testing.assert_allclose(plain.model_.theta, repeated.model_.theta, atol=1e-8)
    np.testing.assert_allclose(plain.loss_curve_, repeated.loss_curve_, atol=1e-10)
    assert np.abs(plain.model_.theta - make(**settings).fit(X, y).model_.theta).max() > 0.01


def test_training_ends_where_the_loss_stands_still():
    """tol 1: from the first epoch on nothing is gained, and 10 epochs in a row end it."""
    assert classifier(max_iter=7).fit(X, Y).n_iter_ == 7
    assert classifier(tol=1.0).fit(X, Y).n_iter_ == 11
    assert classifier(tol=1.0, n_iter_no_change=3).fit(X, Y).n_iter_ == 4
    ours = classifier(max_iter=5).fit(X, Y)
    assert len(ours.loss_curve_) == 5 and list(ours.history_) == ["loss"]
    assert ours.loss_curve_[-1] < ours.loss_curve_[0]


def test_early_stopping_keeps_a_share_aside():
    """And takes the best weights: no epoch has a lower loss on what was kept aside."""
    settings = {"early_stopping": True, "learning_rate": 0.3, "max_iter": 100, "tol": 0}
    ours = classifier(n_iter_no_change=5, validation_fraction=0.25, **settings).fit(X, NAMES[Y])
    values = ours.history_["val_loss"]
    assert list(ours.history_) == ["loss", "val_loss"]
    assert ours.n_iter_ == int(np.argmin(values)) + 6 < 100
    again = classifier(**{**settings, "n_iter_no_change": 5, "validation_fraction": 0.25})
    again.set_params(max_iter=int(np.argmin(values)) + 1).fit(X, NAMES[Y])
    np.testing.assert_array_equal(ours.model_.theta, again.model_.theta)
    assert regressor(early_stopping=True, max_iter=3).fit(X, X[:, 0]).n_iter_ == 3


def test_what_is_kept_aside_is_a_fair_share(monkeypatch):
    """Of each class alike; with its weights."""
    seen = {}

    def fit(self, x, y, batch_size, epochs, shuffle, **more):
        seen.update(more, x=x, y=y)
        return type("History", (), {"history": {"loss": [1.0]}})

    monkeypatch.setattr(Sequential, "fit", fit)
    y = np.repeat([0, 1], [100, 20])
    classifier(early_stopping=True).fit(X, y, sample_weight=1.0 + y)
    x_out, y_out, weights_out = seen["validation_data"]
    assert np.bincount(y_out).tolist() == [10, 2] and np.bincount(seen["y"]).tolist() == [90, 18]
    scale = 120 / (120 + 20)
    np.testing.assert_allclose(weights_out, scale * (1 + y_out))
    np.testing.assert_allclose(seen["sample_weight"], scale * (1 + seen["y"]))
    assert len({*map(tuple, x_out), *map(tuple, seen["x"])}) == 120


def test_partial_fit_is_an_epoch_of_fit():
    """Three calls, or one fit of three epochs."""
    whole = classifier(batch_size=40, max_iter=3).fit(X, NAMES[Y])
    parts = classifier(batch_size=40)
    for _ in range(3):
        assert parts.partial_fit(X, NAMES[Y]) is parts
    np.testing.assert_array_equal(parts.model_.theta, whole.model_.theta)
    assert parts.loss_curve_ == whole.loss_curve_ and parts.n_iter_ == 3
    assert parts.history_ == whole.history_
    parts = regressor(batch_size=40).partial_fit(X, Y).partial_fit(X, Y)
    assert parts.n_iter_ == 2


def test_partial_fit_of_classes_that_come_later():
    first, rest = THREE < 2, THREE == 2
    ours = classifier().partial_fit(X[first], NAMES[THREE[first]], classes=NAMES)
    ours.partial_fit(X[rest], NAMES[THREE[rest]])
    assert ours.classes_.tolist() == NAMES.tolist() and ours.predict_proba(X).shape == (120, 3)
    ours = classifier().partial_fit(X[first], NAMES[THREE[first]])
    sentence = r"y holds .*'mouse'.*, which is none of the classes of the first call; name them all"
    with pytest.raises(ValueError, match=sentence):
        ours.partial_fit(X[rest], NAMES[THREE[rest]])
    assert ours.classes_.tolist() == ["cat", "dog"]


@pytest.mark.parametrize("way", COPIES)
def test_a_copy_goes_on_alike_and_alone(way):
    """With momentum and the order of examples; a clone of scikit-learn's begins anew."""
    ours = classifier(batch_size=40).partial_fit(X, Y)
    other, before = COPIES[way](ours), ours.model_.theta.copy()
    if way == "clone":
        assert not hasattr(other, "model_")
        other.partial_fit(X, Y)
        np.testing.assert_array_equal(other.model_.theta, before)
    np.testing.assert_array_equal(other.decision_function(X), ours.decision_function(X))
    other.partial_fit(X, Y)
    np.testing.assert_array_equal(ours.model_.theta, before)
    ours.partial_fit(X, Y)
    if way != "clone":
        np.testing.assert_array_equal(other.model_.theta, ours.model_.theta)
        assert other.history_ == ours.history_


def test_a_pickle_is_as_large_whatever_was_learned_from():
    sizes = [len(pickle.dumps(classifier(max_iter=1).fit(*datasets.moons(n)))) for n in (30, 3000)]
    assert abs(sizes[0] - sizes[1]) < 20


def test_several_outputs():
    y = np.column_stack([X[:, 0], X[:, 0] * X[:, 1], np.abs(X[:, 1])])
    ours = regressor(max_iter=300, hidden_layer_sizes=(30,)).fit(X, y)
    assert ours.predict(X).shape == (120, 3) and ours.score(X, y) > 0.95
    assert regressor().fit(X, y[:, 0]).predict(X).shape == (120,)
    assert regressor().fit(X, y[:, :1]).predict(X).shape == (120,)


@pytest.mark.parametrize("sizes", [8, (8,), [8], np.array([8])], ids=str)
def test_hidden_layer_sizes_as(sizes):
    ours = classifier(hidden_layer_sizes=sizes, max_iter=2).fit(X, Y)
    np.testing.assert_array_equal(ours.model_.theta, classifier(max_iter=2).fit(X, Y).model_.theta)
    assert [layer.units for layer in ours.model_.layers] == [8, 1]


def test_no_hidden_layer_is_logistic_regression():
    ours = classifier(hidden_layer_sizes=(), max_iter=5).fit(X, Y)
    assert [w.shape for w in ours.model_.get_weights()] == [(2, 1), (1,)]


def test_float32():
    ours = classifier(dtype="float32", max_iter=3).fit(X, Y)
    assert {w.dtype.name for w in ours.model_.get_weights()} == {"float32"}
    assert ours.predict_proba(X).dtype == "float32"
    assert regressor(dtype="float32", max_iter=3).fit(X, Y).predict(X).dtype == "float32"


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [(NeuralNetworkClassifier, MLPClassifier), (NeuralNetworkRegressor, MLPRegressor)],
)
def test_shared_names_have_scikit_learn_s_defaults(ours, theirs):
    """learning_rate and loss mean Keras's; all other shared names start the same."""
    known = inspect.signature(theirs).parameters
    shared = {f.name: f.default for f in fields(ours) if f.name in known}
    shared = {
        name: value for name, value in shared.items() if name not in ("learning_rate", "loss")
    }
    assert shared == {name: known[name].default for name in shared}
    assert {"hidden_layer_sizes", "activation", "batch_size", "max_iter", "tol"} <= set(shared)


def test_verbose_shows_the_bar(monkeypatch):
    seen = []
    monkeypatch.setattr("utils.training.ProgressBar.on_train_begin", lambda *_: seen.append(1))
    classifier(max_iter=1).fit(X, Y)
    assert not seen
    classifier(max_iter=1, verbose=True).fit(X, Y)
    assert seen


def test_divergence_is_a_sentence():
    """Also out of a grid search, where the other settings go on."""
    bad = {"optimizer": "sgd", "learning_rate": 1e200}
    with pytest.raises(
        FloatingPointError, match=r"network diverged: .* smaller than 1e\+200, or in"
    ):
        regressor(**bad).fit(X, Y)
    search = GridSearchCV(regressor(optimizer="sgd"), {"learning_rate": [0.1, 1e200]}, cv=3)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        search.fit(X, Y)
    assert search.best_params_ == {"learning_rate": 0.1}
    (failed,) = (w.message for w in caught if isinstance(w.message, FitFailedWarning))
    assert "the network diverged" in str(failed)


def frame(x):
    return pd.DataFrame(x, columns=["age", "height"])


def with_cell(value):
    x = X.copy()
    x[3, 1] = value
    return x


# what: the estimator's settings, x, y, and the sentence that answers
BAD = {
    "nan": ({}, with_cell(np.nan), Y, r"X contains NaN or infinity in row 3, column 1 \(1 such"),
    "inf, named": ({}, frame(with_cell(np.inf)), Y, "in row 3, column 'height' .* SimpleImputer"),
    "float labels": ({}, X, X[:, 0], "Unknown label type: continuous"),
    "one class": ({}, X, ["cat"] * 120, "two classes or more to tell apart, got one class: .*cat"),
    "lengths": ({}, X, Y[:50], r"inconsistent numbers of samples: \[120, 50\]"),
    "empty": ({}, X[:0], Y[:0], "minimum of 1 is required"),
    "1-D": ({}, X[:, 0], Y, "Expected 2D array, got 1D array instead"),
    "images": ({}, np.zeros((120, 8, 8)), Y, "Found array with dim 3"),
    "text": ({}, np.full((120, 2), "a"), Y, "X must hold numbers, got the text 'a' in row 0, col"),
    "learning rate": ({"learning_rate": -1}, X, Y, "learning_rate must be a number, above 0, got"),
    "activation": ({"activation": "rleu"}, X, Y, "unknown activation 'rleu'; did you mean 'relu'"),
    "optimizer": ({"optimizer": "adm"}, X, Y, "unknown optimizer 'adm'; did you mean 'adam'"),
    "units": ({"hidden_layer_sizes": (0,)}, X, Y, "units must be a whole number of at least 1"),
    "epochs": ({"max_iter": 0}, X, Y, "max_iter must be a whole number of at least 1, got 0"),
    "batches": ({"batch_size": 0}, X, Y, "batch_size must be a whole number of at least 1, got 0"),
    "tol": ({"tol": -1}, X, Y, "tol must be a number, at least 0, got -1"),
    "patience": ({"n_iter_no_change": 0}, X, Y, "n_iter_no_change must be a whole number of at le"),
    "dtype": ({"dtype": "int8"}, X, Y, "dtype must be float64 or float32"),
    "dtype misspelt": ({"dtype": "flot32"}, X, Y, "dtype must be float64 or float32, got 'flot32'"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_answered(case):
    settings, x, y, sentence = BAD[case]
    with pytest.raises(ValueError, match=sentence):
        classifier(**settings).fit(x, y)


def test_bad_weights_are_answered():
    for weights, sentence in (
        (np.ones(7), r"shape \(120,\), got \(7,\)"),
        (-Y, "at least 0, got -1"),
    ):
        for estimator in (classifier(), regressor()):
            with pytest.raises(ValueError, match=sentence):
                estimator.fit(X, Y, sample_weight=weights)


def test_regressor_takes_no_loss_of_classes():
    with pytest.raises(
        ValueError, match="BinaryCrossentropy.* tells classes apart; a regressor ta"
    ):
        regressor(loss=BinaryCrossentropy()).fit(X, Y)
    with pytest.raises(ValueError, match="unknown loss 'msee'; did you mean 'mse'"):
        regressor(loss="msee").fit(X, Y)


def test_bad_input_to_predict():
    with pytest.raises(NotFittedError, match="is not fitted yet"):
        classifier().predict(X)
    ours = classifier(max_iter=2).fit(X, Y)
    with pytest.raises(ValueError, match="X has 3 features, but .* is expecting 2 features"):
        ours.predict(np.ones((2, 3)))
    with pytest.raises(ValueError, match="X contains NaN or infinity in row 3"):
        ours.predict_proba(with_cell(np.nan))


def test_unscaled_pixels_are_warned_of():
    pixels = (X * 50 + 100).astype(np.uint8)
    with pytest.warns(UserWarning, match=r"whole numbers up to \d+: .* divide by 255"):
        classifier(max_iter=1).fit(pixels, Y)


def test_a_failed_fit_leaves_the_fitted_network():
    ours = classifier(max_iter=3, optimizer="sgd").fit(X, Y)
    kept = ours.model_
    with pytest.raises(FloatingPointError):
        ours.set_params(learning_rate=1e300).fit(X * 1e10, Y)
    assert ours.model_ is kept and ours.n_iter_ == 3


OTHER = {"more": [0, 1, 2], "fewer": [0], "others": [1, 2]}


@pytest.mark.parametrize("case", OTHER)
def test_classes_cannot_change(case):
    """In a second partial_fit, or one after fit; the same ones may be said again, in any order."""
    X, y = np.arange(12.0).reshape(6, 2), np.arange(6) % 2
    classifier = NeuralNetworkClassifier((2,), random_state=0).partial_fit(X, y, [0, 1])
    classifier.partial_fit(X, y, [1, 0]).partial_fit(X, y)
    fitted = NeuralNetworkClassifier((2,), max_iter=1, random_state=0).fit(X, y)
    for estimator in (classifier, fitted):
        with pytest.raises(ValueError, match="not those of before, .* with a new estimator"):
            estimator.partial_fit(X, y, OTHER[case])
