"""Estimators: the same network as a scikit-learn classifier and regressor.

Pipelines, GridSearchCV, learning_curve, DecisionBoundaryDisplay, text labels and DataFrames work as
with any other estimator. Settings are named as in scikit-learn's MLPClassifier where they mean the
same there, and as in Keras where they do not: `activation`, `optimizer`, `learning_rate`, `loss`,
`kernel_initializer` and `kernel_regularizer` take what the layers and `compile` of utils take.
"""

import copy
from dataclasses import dataclass, replace

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin, is_classifier
from sklearn.model_selection import train_test_split
from sklearn.utils import check_random_state
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, column_or_1d, validate_data

from . import activations, checks, datasets, losses, optimizers, training
from .callbacks import EarlyStopping
from .layers import Dense
from .models import Sequential


@dataclass(eq=False, repr=False)
class NeuralNetwork(BaseEstimator):
    """What the two share: hidden Dense layers, one after the other, and how they are trained.

    Training takes at most max_iter epochs, in batches of batch_size (min(200, n) by default). It
    ends when n_iter_no_change epochs in a row have not lowered the loss by tol; with early_stopping
    that is the loss of a share validation_fraction kept aside, and the best weights are put back.
    A network that diverges raises FloatingPointError. learning_rate None is the optimizer's own.
    Weights of examples are scaled to a mean of 1, so that only their ratios count.

    After fit: `model_` (a Sequential), `n_iter_` (epochs), `history_` and `loss_curve_`.
    """

    hidden_layer_sizes: object = (100,)
    activation: object = "relu"
    optimizer: object = "adam"
    learning_rate: object = None
    kernel_initializer: object = "glorot_uniform"
    kernel_regularizer: object = None
    batch_size: object = "auto"
    max_iter: int = 200
    shuffle: bool = True
    random_state: object = None
    tol: float = 1e-4
    n_iter_no_change: int = 10
    early_stopping: bool = False
    validation_fraction: float = 0.1
    verbose: object = False
    dtype: str = "float64"
    _wanted = {}  # what validate_data is told of y

    __copy__ = copy.deepcopy  # every copy trains on by itself

    def fit(self, X, y, sample_weight=None):
        """Train a new network on X (n, d) and y; returns the estimator."""
        checks.whole("max_iter", self.max_iter)
        checks.number("tol", self.tol, low=0)
        checks.whole("n_iter_no_change", self.n_iter_no_change)
        checks.flag("early_stopping", self.early_stopping)
        X, y = self._inputs(X, y)
        y = self._encoded(y)
        data, held_out = (X, y, self._weights(y, sample_weight)), None
        rng = check_random_state(self.random_state)
        model = self._network(y, rng)
        if self.early_stopping:
            data, held_out = self._split(*data, rng)
        stop = EarlyStopping(
            "loss" if held_out is None else "val_loss",
            self.tol,
            self.n_iter_no_change,
            restore_best_weights=held_out is not None,
        )
        more = {"validation_data": held_out, "callbacks": [stop]}
        self.history_ = self._train(model, data, self.max_iter, **more)
        self.model_, self.loss_curve_ = model, self.history_["loss"]
        self.n_iter_ = len(self.loss_curve_)
        return self

    def partial_fit(self, X, y, sample_weight=None):
        """One more epoch on X and y, with the network there is or else a new one."""
        return self._one_epoch(X, y, sample_weight)

    def _one_epoch(self, X, y, sample_weight, **more):
        new = not hasattr(self, "model_")
        X, y = self._inputs(X, y, reset=new)
        y = self._encoded(y, **more)
        model = self._network(y, check_random_state(self.random_state)) if new else self.model_
        logs = self._train(model, (X, y, self._weights(y, sample_weight)), epochs=1)
        history = {} if new else self.history_
        self.history_ = {name: history.get(name, []) + values for name, values in logs.items()}
        self.model_, self.loss_curve_ = model, self.history_["loss"]
        self.n_iter_ = len(self.loss_curve_)
        return self

    def _network(self, y, rng):
        units, loss = self._task(y)
        kernels = ("kernel_initializer", "kernel_regularizer")
        kernels = {name: getattr(self, name) for name in kernels}
        sizes = [self.hidden_layer_sizes] if np.ndim(self.hidden_layer_sizes) == 0 else None
        sizes = sizes or self.hidden_layer_sizes
        layers = [Dense(size, self.activation, **kernels) for size in sizes]
        layers.append(Dense(units, **kernels))
        seed = rng.randint(np.iinfo(np.int32).max)
        model = Sequential(layers, self.n_features_in_, seed, self.dtype)
        rate = {} if self.learning_rate is None else {"learning_rate": self.learning_rate}
        # A new optimizer: the one in the settings serves many networks.
        model.compile(replace(optimizers.get(self.optimizer), **rate), loss)
        return model

    def _train(self, model, data, epochs, **more):
        X, y, weights = data
        size = min(200, len(X)) if self.batch_size == "auto" else self.batch_size
        more.update(sample_weight=weights, verbose=self.verbose)
        return model.fit(X, y, size, epochs, self.shuffle, **more).history

    def _split(self, X, y, weights, rng):
        """The examples to train on, and the share kept aside; each with y and weights."""
        weights = np.ones(len(X)) if weights is None else weights
        strata = y if is_classifier(self) else None
        settings = {"test_size": self.validation_fraction, "random_state": rng, "stratify": strata}
        parts = train_test_split(X, y, weights, **settings)
        return parts[::2], parts[1::2]

    def _weights(self, y, sample_weight):
        weights = training.example_weights(y, 1, self.dtype, sample_weight)
        return None if weights is None else weights * (len(y) / weights.sum())

    def _inputs(self, X, y="no_validation", **more):
        """X, and y if given, as arrays; the sentence about a value that is no number says where."""
        datasets.plain("X", X)
        datasets.plain("y", y, labels=is_classifier(self))
        if getattr(X, "ndim", 2) > 2:
            raise ValueError(
                f"Found array with dim {X.ndim}, while dim <= 2 is required: flatten each example "
                "with X.reshape(len(X), -1)."
            )
        # Bytes stay bytes, because unscaled pixels get a warning of their own.
        kinds = [checks.float_type(self.dtype), np.uint8]
        wanted = {} if isinstance(y, str) else self._wanted
        checked = validate_data(self, X, y, dtype=kinds, ensure_all_finite=False, **wanted, **more)
        array = checked if isinstance(y, str) else checked[0]
        bad = np.argwhere(~np.isfinite(array))
        if len(bad):
            row, column = bad[0]
            names = getattr(self, "feature_names_in_", np.arange(array.shape[1])).tolist()
            raise ValueError(
                f"X contains NaN or infinity in row {row}, column {names[column]!r} ({len(bad)} "
                "such values in all); fill them, for example with a SimpleImputer before."
            )
        return checked

    def _outputs(self, X):
        check_is_fitted(self)
        return self.model_.predict(self._inputs(X, reset=False))


class NeuralNetworkClassifier(ClassifierMixin, NeuralNetwork):
    """A network that tells classes apart, whatever their names.

    It has one output for two classes, else one per class, and cross-entropy for a loss. `classes_`
    holds the labels in order.
    """

    def partial_fit(self, X, y, classes=None, sample_weight=None):
        """One more epoch on X and y; the first call may name all `classes` that are to come."""
        known = getattr(self, "classes_", classes)
        if classes is not None and not np.array_equal(np.unique(classes), known):
            raise ValueError(
                f"classes={list(classes)} are not those of before, {known.tolist()}; they cannot "
                "change: begin with a new estimator."
            )
        return self._one_epoch(X, y, sample_weight, classes=known)

    def decision_function(self, X):
        """The logits: (n,) for two classes, positive for the second; else (n, classes)."""
        z = self._outputs(X)
        return z[:, 0] if len(self.classes_) == 2 else z

    def predict_proba(self, X):
        """Probabilities (n, classes): sigmoid or softmax of the logits."""
        z = self._outputs(X)
        if len(self.classes_) > 2:
            return activations.softmax(z)
        return np.hstack([activations.sigmoid(-z), activations.sigmoid(z)])

    def predict(self, X):
        """The class of the largest probability for each row of X."""
        z = self.decision_function(X)
        return self.classes_[(z > 0).astype(int) if z.ndim == 1 else z.argmax(axis=1)]

    def _encoded(self, y, classes=None):
        """Labels as class numbers; `classes_` becomes what they mean."""
        check_classification_targets(y)
        y = column_or_1d(y, warn=True)
        known = np.unique(y if classes is None else classes)
        if len(known) < 2:
            raise ValueError(
                f"y must hold two classes or more to tell apart, got one class: {known[0]!r}."
            )
        strangers = np.setdiff1d(y, known)
        if len(strangers):
            raise ValueError(
                f"y holds {strangers[0]!r}, which is none of the classes of the first call; name "
                "them all there: partial_fit(X, y, classes=...)."
            )
        self.classes_ = known
        return np.searchsorted(known, y)

    def _task(self, y):
        count = len(self.classes_)
        if count == 2:
            return 1, losses.BinaryCrossentropy(from_logits=True)
        return count, losses.SparseCategoricalCrossentropy(from_logits=True)


@dataclass(eq=False, repr=False)
class NeuralNetworkRegressor(RegressorMixin, NeuralNetwork):
    """A network for numbers: y (n,) or (n, outputs); `loss` is a name or a loss such as Huber()."""

    loss: object = "mean_squared_error"
    _wanted = {"multi_output": True, "y_numeric": True}

    def predict(self, X):
        """Numbers (n,), or (n, outputs) where there was more than one."""
        p = self._outputs(X)
        return p[:, 0] if p.shape[1] == 1 else p

    def _encoded(self, y):
        return y.reshape(len(y), -1)

    def _task(self, y):
        loss = losses.get(self.loss)
        if loss.link is not None:
            raise ValueError(
                f"{loss!r} tells classes apart; a regressor takes mse, mae or huber, and "
                "NeuralNetworkClassifier chooses its loss itself."
            )
        return y.shape[1], loss

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags
