"""Metrics: what people read, next to the loss that training lowers.

The accuracies take arrays, lists and tables of numbers, by position; what training calls, `chosen`
by compile, takes its arrays as they are.
"""

from functools import partial

import numpy as np

from . import checks

HALF = np.array(0.5, np.float32)  # NumPy is quicker with an array of one number than with a number


def binary_accuracy(y, p, threshold=0.5):
    """Share of outputs p, of any shape, that lie on the side of the threshold that y says."""
    checks.number("threshold", threshold)
    return _binary(*checks.pair(y, p), threshold)


def categorical_accuracy(y, p):
    """Share of rows (n, ..., units) whose largest p stands at the class of the one-hot row y."""
    return _categorical(*_rows(*checks.pair(y, p)))


def sparse_categorical_accuracy(y, p):
    """Share of rows (n, ..., units) whose largest p stands at the class number y, (n, ...)."""
    y, p = checks.array("y", y, np.float64, checks.LABELS), checks.array("p", p)
    return _sparse(checks.class_numbers(y, _rows(y, p)[1].shape), p)


def _rows(y, p):
    if p.ndim < 2:
        raise ValueError(
            f"p must hold a row of outputs for each example, got the shape {p.shape}; for one "
            "output take binary_accuracy."
        )
    return y, p


def _binary(y, p, threshold=HALF):
    return int(np.count_nonzero((p > threshold) == (y > HALF))) / p.size


def _categorical(y, p):
    right = p.argmax(axis=-1) == y.argmax(axis=-1)
    return int(np.count_nonzero(right)) / right.size


def _sparse(y, p):
    return int(np.count_nonzero(p.argmax(axis=-1) == y)) / y.size


def accuracy_for(loss):
    """The accuracy that fits a loss.

    From logits the threshold is 0, where the probability is 1/2 (Keras keeps 0.5 there, which is a
    probability of 0.62).
    """
    if loss.classes:
        return _sparse
    if loss.link is None:
        raise ValueError(
            f"accuracy says nothing about {loss!r}: leave metrics out, or use a cross-entropy to "
            "tell classes apart."
        )
    if loss.link == "softmax":
        return _categorical
    threshold = 0.0 if loss.from_logits else HALF
    return partial(_binary, threshold=threshold)


def chosen(given, loss):
    """{name: function of y and p}, from what compile is given: "accuracy", and functions f(y, p).

    A function returns a number, or an array of which the mean is taken, as in Keras.
    """
    given, found = [given] if isinstance(given, str) or callable(given) else list(given or []), {}
    for metric in given:
        name = metric if isinstance(metric, str) else getattr(metric, "__name__", None)
        checks.lookup(metric, {"accuracy": None}, "metric")
        if name is None or not (isinstance(metric, str) or callable(metric)):
            raise TypeError(
                'metrics are "accuracy" and functions of y and p that have a name, got '
                f"{metric!r:.60}."
            )
        if name in ("loss", *found) or (name == "accuracy" and name is not metric):
            raise ValueError(f"another number is called {name!r}; give this metric its own name.")
        found[name] = accuracy_for(loss) if metric == "accuracy" else partial(_mean, metric)
    return found


def together(functions):
    """One function of y and p for all: a number of one, an array of several, None of none."""
    functions = list(functions)
    return partial(_all, functions) if len(functions) > 1 else functions[0] if functions else None


def _all(functions, y, p):
    return np.array([function(y, p) for function in functions])


def _mean(function, y, p):
    value = np.asarray(function(y, p))
    if value.dtype.kind not in "biuf" or value.size == 0:
        raise TypeError(
            f"the metric {function.__name__} must return a number or an array of numbers, got "
            f"{value!r:.60}."
        )
    return float(value.mean())
