"""Points with labels, and what a model of any library says about them."""

from itertools import permutations
from numbers import Number

import numpy as np

from ... import checks
from ..style.palette import CLASSES
from .grid import points

FINE = 400  # columns of a plane on which a tree has its true corners
STEPS = 64  # so few different values over a plane are those of a tree, or of near neighbours
ROUNDING = 1e-6  # by which a probability may lie beyond 0 or 1


class Labelled:
    """Checked points: `train` and `held_out` pairs (X (n, 2), y (n,) of 0, 1 ...), `names` of the
    classes. Labels of any other kind are numbered in their sorted order. labels: those of other
    moments, if any."""

    def __init__(self, train, held_out=None, labels=None):
        pairs = [_pair(train, "train")]
        pairs += [] if held_out is None else [_pair(held_out, "held_out")]
        others = [] if labels is None else [_orderly(np.ravel(labels))]
        labels = np.concatenate([y for _, y in pairs] + others)
        self.classes = _classes(labels)
        numbered = [(X, np.searchsorted(self.classes, y)) for X, y in pairs]
        self.train, self.held_out = numbered[0], numbered[1] if held_out is not None else None
        numbers = np.array_equal(self.classes, np.arange(len(self.classes)))
        self.names = [f"class {c}" if numbers else str(c) for c in self.classes]

    @property
    def parts(self):
        """{"train": pair, "held out": pair}, as far as there are any."""
        parts = {"train": self.train, "held out": self.held_out}
        return {name: pair for name, pair in parts.items() if pair is not None}

    @property
    def scored(self):
        """The pair whose share is told: the held-out points, else the training points."""
        return self.held_out or self.train

    @property
    def all(self):
        """Every point."""
        return np.vstack([X for X, _ in self.parts.values()])

    def score(self, share):
        """The share that is classified correctly, in words."""
        return f"{100 * share:.1f} % of {self.counted}"

    @property
    def counted(self):
        """Which points a score counts, in words."""
        kind = "held-out" if self.held_out else "training"
        return f"{len(self.scored[1]):,} {kind} points classified correctly"


def _pair(data, name):
    try:
        X, y = data
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be the pair (X, y), got {type(data).__name__}.") from None
    X, y = points(X), checks.read("y", y).ravel()
    if len(X) != len(y):
        raise ValueError(f"{name} must hold one label per point, got {len(X)} and {len(y)}.")
    for row in np.flatnonzero(_missing(y))[:1]:
        raise ValueError(f"the label in row {row} of {name} is {y[row]}; drop such rows.")
    return X, _orderly(y)


def _orderly(labels):
    """Labels that can be sorted: numbers, or text."""
    if labels.dtype.kind not in "Oc":
        return labels
    if all(isinstance(label, Number) and not isinstance(label, complex) for label in labels):
        return checks.array("a label", labels, float)
    return np.array([str(label) for label in labels])


def _missing(labels):
    """Where a label says nothing: nan, infinity, None, or what pandas writes there."""
    if labels.dtype.kind == "f":
        return ~np.isfinite(labels)
    nothing = "None", "nan", "<NA>", "NaT"
    return [not isinstance(label, str) and str(label) in nothing for label in labels.tolist()]


def _classes(labels):
    """The sorted classes; 0, 1 ... where labels are small whole numbers, 0 and 1 at least."""
    found = np.unique(labels)
    if labels.dtype.kind in "biuf" and np.isin(found, np.arange(len(CLASSES))).all():
        found = np.arange(max(int(found[-1]) + 1, 2))
    if len(found) > len(CLASSES):
        raise ValueError(
            f"labels must name at most {len(CLASSES)} classes to be told apart, got {len(found)}; "
            "compare one class with the rest, for example y == 1, or draw numbers as a Line."
        )
    return found


def probabilities(predict, X, count=2):
    """P (n, count) at each row of X, from outputs (n,), (n, 1) or (n, count); for two classes a
    single column is P(class 1)."""
    if count < 2:
        raise ValueError(
            "the labels name one class only, and a boundary lies between two; pass points of both."
        )
    answers = np.asarray(predict(X))
    if answers.dtype.kind not in "f":
        raise ValueError(
            f"predict must return probabilities, got labels such as {answers.ravel()[:1]}; pass "
            "predict_proba, or a function of it. A model without one can be calibrated, for "
            "example by scikit-learn's CalibratedClassifierCV."
        )
    p = answers.astype(float).reshape(len(answers), -1) if answers.ndim else answers
    if p.shape == (len(X), 1) and count == 2:
        p = np.hstack([1 - p, p])
    if p.shape != (len(X), count):
        raise ValueError(
            f"predict must return {count} probabilities, or one for two classes, for each of "
            f"{len(X)} points, got the shape {answers.shape}; pass a function such as "
            "model.predict."
        )
    return bounded(p)


def bounded(p):
    """Refuse what is not a probability; a rounding beyond 0 or 1 is cut off."""
    if not (p.min() >= -ROUNDING and p.max() <= 1 + ROUNDING):
        raise ValueError(
            f"probabilities must lie between 0 and 1, got {p.min():g} to {p.max():g}; end the "
            "network with a sigmoid, or pass the probability instead of the logit."
        )
    return np.clip(p, 0, 1)


def predictor(model, data=None):
    """The function from points (m, d) to answers that a model of any library is.

    model: anything with predict_proba or predict, a PyTorch module on any device, or a function.
    data: Labelled points; the columns of predict_proba are brought into the order of their classes.
    """
    if hasattr(model, "state_dict"):
        return lambda X: _torch(model, X)
    owner = getattr(model, "__self__", None)
    if getattr(model, "__name__", "") == "predict_proba" and owner is not None:
        return predictor(owner, data)
    if hasattr(model, "predict_proba"):
        return _in_order(model, data)
    for name in ("predict_on_batch", "predict"):
        if hasattr(model, name):
            return lambda X: getattr(model, name)(_table(model, X))
    if callable(model):
        return model
    raise TypeError(
        "a model needs predict_proba or predict, or must be a PyTorch module or a function that "
        f"returns its answers, got {model!r}."
    )


def _in_order(model, data):
    """predict_proba with a column for each class of the labels, in their order."""

    def predict(X):
        return np.asarray(model.predict_proba(_table(model, X)))

    known = getattr(model, "classes_", None)
    if data is None or np.ndim(known) != 1:
        return predict
    columns = _columns(np.asarray(known), data, predict)

    def sorted_columns(X):
        p = np.zeros((len(X), len(data.classes)))
        p[:, columns] = predict(X)
        return p

    return sorted_columns


def _columns(known, data, predict):
    """The number of the label's class for each class a model knows. Where the model has other names
    for them, the order in which most training points are classified correctly."""
    numbers = {c: k for k, c in enumerate(data.classes.tolist())}
    if set(known.tolist()) <= set(numbers):
        return [numbers[c] for c in known.tolist()]
    if len(known) > len(numbers):
        raise ValueError(
            f"the model knows the classes {known.tolist()}, the labels only {list(numbers)}; pass "
            "the labels that it was trained on."
        )
    X, y = data.train
    answers = predict(X).argmax(axis=1)
    orders = permutations(range(len(numbers)), len(known))
    return list(max(orders, key=lambda order: np.mean(np.take(order, answers) == y)))


def _table(model, X):
    """X under the names of the columns that a model was trained on, if it was on a table."""
    if not hasattr(model, "feature_names_in_"):
        return X
    from pandas import DataFrame

    return DataFrame(X, columns=model.feature_names_in_)


def _torch(module, X):
    import torch

    like = next(module.parameters(), torch.zeros(1))
    training = [part for part in module.modules() if part.training]
    module.eval()
    with torch.no_grad():
        answers = module(torch.as_tensor(X, dtype=like.dtype, device=like.device))
    for part in training:  # others may be frozen
        part.training = True
    return answers.detach().cpu().numpy()


def is_stepped(field):
    """Whether a field (rows, cols) jumps, as that of a tree or of near neighbours: it has few
    values, and stays the same from most points to the next, across and upwards."""
    same = min(np.mean(np.diff(field, axis=axis) == 0) for axis in (0, 1))
    return 2 <= len(np.unique(field)) <= STEPS and bool(same > 0.5)
