"""Doors: every public call turns what comes into numbers by position, or says what it is.

DOORS are the calls, each with an argument as it should be. Of each, whatever is the same numbers in
another form gives the same answer, and whatever is no such numbers gets a sentence.
"""

import datetime
import decimal
import fractions
import warnings

import numpy as np
import pandas as pd
import pytest
import scipy.sparse

from utils import (
    activations,
    constraints,
    datasets,
    gradcheck,
    initializers,
    layers,
    losses,
    metrics,
    models,
    optimizers,
    regularizers,
    schedules,
)
from utils.estimators import NeuralNetworkClassifier, NeuralNetworkRegressor

ONES_Y, ONES_P = np.array([[1.0, 0, 1, 0]]).T, np.array([[0.25, 0.75, 0.5, 0.125]]).T
NUMBERS = np.array([0.0, 2.0, 1.0, 1.0])
ROWS_Y = np.eye(3)[[0, 2, 1, 1]]
ROWS_P = np.array([[2, 2, 4], [4, 1, 3], [1, 6, 1], [3, 4, 1]]) / 8
WEIGHTS = np.array([1.0, 2.0, 0.5, 0.25])
X = np.random.default_rng(0).integers(0, 64, (12, 2)) / 64
LABELS, HEIGHTS = np.arange(12) % 2, X[:, 0] * 2


def of_losses():
    """Both calls of every loss, by each of their arguments."""
    for kind in dict.fromkeys(type(losses.get(name)) for name in losses.LOSSES):
        loss = kind()
        y, p = (NUMBERS if loss.classes else ROWS_Y, ROWS_P) if loss.summed else (ONES_Y, ONES_P)
        for call in (loss, loss.gradient):
            name = f"{kind.__name__}{'.gradient' * (call is not loss)}"
            yield f"{name} y", (lambda v, call=call, p=p: call(v, p), y, set())
            yield f"{name} p", (lambda v, call=call, y=y: call(y, v), p, set())
            yield f"{name} weights", (lambda v, c=call, y=y, p=p: c(y, p, v), WEIGHTS, NONE)


def step(kind):
    def updated(gradient):
        w = np.ones(ROWS_P.shape)
        kind(0.125).apply([w], [gradient])
        return w

    return updated


def network(last="softmax", loss="categorical_crossentropy"):
    model = models.Sequential([layers.Dense(2, "tanh"), layers.Dense(3, last)], 3)
    model.compile("sgd", loss, ["accuracy"])
    return model


def trained(method, *data, **more):
    """What a network's weights are after training, or what it says of the data."""
    model = network()
    said = getattr(model, method)(*data, **more)
    return [said["loss"]] if method == "evaluate" else model.theta


def layer_error(x):
    layer = layers.Dense(2, "tanh")
    layer.build((3,), np.random.default_rng(0))
    return gradcheck.check_layer(layer, x)["x"]


def fitted(kind, *data):
    estimator = kind((3,), max_iter=2, random_state=0).fit(*data)
    return getattr(estimator, "decision_function", estimator.predict)(X)


def begun(kind, *data, **more):
    estimator = kind((3,), random_state=0).partial_fit(*data, **more)
    return getattr(estimator, "decision_function", estimator.predict)(X)


ACCURACIES = {
    "binary_accuracy": (metrics.binary_accuracy, ONES_Y, ONES_P),
    "categorical_accuracy": (metrics.categorical_accuracy, ROWS_Y, ROWS_P),
    "sparse_categorical_accuracy": (metrics.sparse_categorical_accuracy, NUMBERS, ROWS_P),
}
MSE = losses.MeanSquaredError()
CLASSIFIER = NeuralNetworkClassifier((3,), max_iter=2, random_state=0).fit(X, LABELS)
# what of STRANGE is welcome: to weights, to functions number by number, of rows, of examples
NONE, FEWER = {"None itself"}, {"one row too few"}
SHAPES = {"an axis too many", "turned", *FEWER}
SINGLE, COMPLEX = {"one number", *SHAPES}, {"complex"}
# what a call is named: the call of one argument, the argument, what of STRANGE is welcome
DOORS = {
    **dict(of_losses()),
    **{
        type(g).__name__: (
            g,
            ROWS_P,
            (SHAPES if g.rows else SINGLE) | (COMPLEX if g.analytic else set()),
        )
        for g in activations.ACTIVATIONS.values()
    },
    **{
        f"{type(g).__name__}.derivative": (g.derivative, ROWS_P, SINGLE)
        for g in activations.ACTIVATIONS.values()
        if not g.rows
    },
    **{
        f"{type(r).__name__}{'.gradient' * (call is not r)}": (call, ROWS_P, SINGLE)
        for r in regularizers.REGULARIZERS.values()
        for call in (r, r.gradient)
    },
    **{
        type(c).__name__: (c, ROWS_P, SINGLE if name == "non_neg" else SHAPES)
        for name, c in constraints.CONSTRAINTS.items()
    },
    **{kind.__name__: (step(kind), ROWS_P, set()) for kind in optimizers.OPTIMIZERS.values()},
    **{
        f"{name} y": (lambda v, f=f, p=p: f(v, p), y, set())
        for name, (f, y, p) in ACCURACIES.items()
    },
    **{
        f"{name} p": (lambda v, f=f, y=y: f(y, v), p, set())
        for name, (f, y, p) in ACCURACIES.items()
    },
    "one_hot": (lambda v: losses.one_hot(v, 3), NUMBERS, SHAPES),
    "complex_step": (lambda v: gradcheck.complex_step(np.sin, v), ROWS_P, SINGLE),
    "check_loss y": (lambda v: gradcheck.check_loss(MSE, v, ROWS_P) < 1e-6, ROWS_Y, set()),
    "check_loss p": (lambda v: gradcheck.check_loss(MSE, ROWS_Y, v) < 1e-6, ROWS_P, set()),
    "check_layer x": (lambda v: layer_error(v) < 1e-6, ROWS_P, FEWER),
    "check_model x": (lambda v: gradcheck.check_model(network(), v, ROWS_Y) < 1e-6, ROWS_P, set()),
    "check_model y": (lambda v: gradcheck.check_model(network(), ROWS_P, v) < 1e-6, ROWS_Y, set()),
    "predict x": (lambda v: network().predict(v), ROWS_P, FEWER),
    "fit x": (lambda v: trained("fit", v, ROWS_Y, verbose=0), ROWS_P, set()),
    "fit y": (lambda v: trained("fit", ROWS_P, v, verbose=0), ROWS_Y, set()),
    "fit weights": (
        lambda v: trained("fit", ROWS_P, ROWS_Y, verbose=0, sample_weight=v),
        WEIGHTS,
        NONE,
    ),
    "fit validation x": (
        lambda v: trained("fit", ROWS_P, ROWS_Y, verbose=0, validation_data=(v, ROWS_Y)),
        ROWS_P,
        set(),
    ),
    "train_on_batch x": (lambda v: trained("train_on_batch", v, ROWS_Y), ROWS_P, set()),
    "train_on_batch y": (lambda v: trained("train_on_batch", ROWS_P, v), ROWS_Y, set()),
    "train_on_batch weights": (
        lambda v: trained("train_on_batch", ROWS_P, ROWS_Y, sample_weight=v),
        WEIGHTS,
        NONE,
    ),
    "evaluate x": (lambda v: trained("evaluate", v, ROWS_Y), ROWS_P, set()),
    "evaluate y": (lambda v: trained("evaluate", ROWS_P, v), ROWS_Y, set()),
    "evaluate weights": (lambda v: trained("evaluate", ROWS_P, ROWS_Y, v), WEIGHTS, NONE),
}
# scikit-learn has words of its own for what is no table
TABLES = {
    "classifier X": (lambda v: fitted(NeuralNetworkClassifier, v, LABELS), X, set()),
    "classifier weights": (
        lambda v: fitted(NeuralNetworkClassifier, X, LABELS, v),
        HEIGHTS + 1,
        NONE,
    ),
    "regressor X": (lambda v: fitted(NeuralNetworkRegressor, v, HEIGHTS), X, set()),
    "regressor y": (lambda v: fitted(NeuralNetworkRegressor, X, v), HEIGHTS, set()),
    "partial_fit X": (
        lambda v: begun(NeuralNetworkClassifier, v, LABELS, classes=[0, 1]),
        X,
        set(),
    ),
    "partial_fit y": (lambda v: begun(NeuralNetworkRegressor, X, v), HEIGHTS, set()),
    "decision_function": (CLASSIFIER.decision_function, X, FEWER),
    "predict_proba": (CLASSIFIER.predict_proba, X, FEWER),
    "predict": (CLASSIFIER.predict, X, FEWER),
}


def objects(a, kind):
    """The numbers as objects of a class."""
    return np.array([kind(float(number)) for number in a.ravel()], object).reshape(a.shape)


def read_only(a):
    a = a.copy()
    a.flags.writeable = False
    return a


# the same numbers in another form, and how near the answers must be
SAME = {
    "list": (np.ndarray.tolist, 0),
    "tuples": (lambda a: tuple(map(tuple, a)) if a.ndim > 1 else tuple(a), 0),
    "column-major": (np.asfortranarray, 1e-14),
    "every second row": (lambda a: np.repeat(a, 2, axis=0)[::2], 1e-14),
    "read-only": (read_only, 0),
    "other end first": (lambda a: a.astype(">f8"), 0),
    "objects": (lambda a: a.astype(object), 0),
    "fractions": (lambda a: objects(a, fractions.Fraction), 0),
    "decimals": (lambda a: objects(a, decimal.Decimal), 0),
    "long double": (lambda a: a.astype(np.longdouble), 0),
    "float32": (lambda a: a.astype(np.float32), 3e-6),
    "float16": (lambda a: a.astype(np.float16), 1e-14),
    "a mask that hides nothing": (lambda a: np.ma.masked_array(a, np.zeros(a.shape, bool)), 0),
    "table": (lambda a: pandas(a, index=range(len(a), 0, -1)), 1e-14),
    "table of Float64": (lambda a: pandas(a).astype("Float64"), 1e-14),
}


def pandas(a, **more):
    return pd.Series(a, **more) if a.ndim == 1 else pd.DataFrame(a, **more)


def with_second(a, value):
    a = a.copy()
    a.flat[1] = value
    return a


def second_hidden(a):
    mask = np.zeros(a.shape, bool)
    mask.flat[1] = True
    return np.ma.masked_array(a, mask)


def missing_in_a_table(a):
    table = pandas(a.astype(float)).astype("Float64")
    table.iloc[(1, 0)[: a.ndim]] = pd.NA
    return table


def arrays(a):
    boxes = np.empty(a.shape, object)
    for k in range(a.size):
        boxes.flat[k] = np.ones(2)
    return boxes


def dates(a):
    return np.datetime64("2020-02-29") + np.arange(a.size).reshape(a.shape)


# what is no such numbers, and a word of the sentence about it
STRANGE = {
    "masked": (second_hidden, "masked array"),
    "rows that are masked": (lambda a: [second_hidden(np.ones(2))] * len(a), "masked array"),
    "sparse matrix": (lambda a: scipy.sparse.csr_matrix(np.atleast_2d(a)), "toarray"),
    "sparse array": (lambda a: scipy.sparse.coo_array(np.atleast_2d(a)), "toarray"),
    "nan": (lambda a: with_second(a.astype(float), np.nan), "nan in row"),
    "nan in a list": (lambda a: with_second(a.astype(float), np.nan).tolist(), "nan in row"),
    "inf": (lambda a: with_second(a.astype(float), np.inf), "inf in row"),
    "None": (lambda a: with_second(a.astype(object), None), "nan in row"),
    "NA": (lambda a: with_second(a.astype(object), pd.NA), "nan in row"),
    "NA in a table": (missing_in_a_table, "nan in row"),
    "text": (lambda a: a.astype(str), "the text"),
    "text in objects": (lambda a: a.astype(str).astype(object), "the text"),
    "bytes": (lambda a: a.astype("S"), "the text"),
    "complex": (lambda a: a + 1j, "real numbers"),
    "dates": (dates, "the date"),
    "time": (lambda a: dates(a) - np.datetime64("2020-01-01"), "the date"),
    "datetimes": (lambda a: np.full(a.shape, datetime.datetime(2020, 1, 1), object), "the date"),
    "Timestamps": (lambda a: pandas(dates(a).astype("M8[ns]")), "the date"),
    "fields": (lambda a: np.zeros(a.shape, [("a", float)]), "real numbers"),
    "arrays in objects": (arrays, "real numbers"),
    "too large": (lambda a: with_second(a.astype(object), 10**400), "does not fit into float64"),
    "rows of other lengths": (lambda a: [[1, 2], [3]], "different lengths"),
    "nothing": (lambda a: a[:0], "empty"),
    "an empty list": (lambda a: [], "empty"),
    "a dict": (lambda a: {"a": 1}, ""),
    "a generator": (lambda a: (row for row in a), ""),
    "a word": (lambda a: "abc", ""),
    "one number": (lambda a: 0.5, ""),
    "None itself": (lambda a: None, ""),
    "an axis too many": (lambda a: a[..., np.newaxis, np.newaxis] * np.ones(2), ""),
    "one row too few": (lambda a: a[1:], ""),
    "turned": (lambda a: a.T if a.ndim > 1 else a[np.newaxis], ""),
}


def said(call, value):
    """The sentence about the value; "" if there is none."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            call(value)
        except (TypeError, ValueError) as refusal:
            return str(refusal)
    return ""


@pytest.mark.parametrize("door", [*DOORS, *TABLES])
def test_the_same_numbers_in_another_form(door):
    call, a, _ = {**DOORS, **TABLES}[door]
    wanted = np.asarray(call(a.copy()))
    for form, (make, near) in SAME.items():
        got = np.asarray(call(make(a.copy())))
        np.testing.assert_allclose(got, wanted, rtol=near, atol=near, err_msg=form)


@pytest.mark.parametrize("door", DOORS)
def test_what_is_no_such_numbers_gets_a_sentence(door):
    """One of ours, with the word that says what it is."""
    call, a, welcome = DOORS[door]
    for kind, (make, word) in STRANGE.items():
        sentence = said(call, make(a.copy()))
        assert bool(sentence) == (kind not in welcome), kind
        if sentence:
            assert word in sentence and len(sentence) < 400 and sentence[-1] in ".?", kind
            assert not any(theirs in sentence for theirs in THEIRS), (kind, sentence)


@pytest.mark.parametrize("door", TABLES)
def test_what_is_no_such_table_gets_a_sentence(door):
    call, a, welcome = TABLES[door]
    for kind, (make, word) in STRANGE.items():
        sentence = said(call, make(a.copy()))
        assert bool(sentence) == (kind not in welcome), kind
        if kind in OURS:
            assert word in sentence, (kind, sentence)


# words of NumPy and Python, that know nothing of what was asked for
THEIRS = ["ufunc", "could not", "setting an array", "object has no", "float() argument", "operands"]
# what scikit-learn would take for numbers or has no sentence for
OURS = [
    "masked",
    "rows that are masked",
    "text",
    "bytes",
    "dates",
    "time",
    "datetimes",
    "too large",
    "fields",
]


MOVING = optimizers.SGD()
# what is asked of other arguments: a call, and the words of the answer
REFUSED = {
    "arrays of whole numbers": (
        lambda: optimizers.SGD(0.1).apply([np.array([3, 4])], [[1.0, 2.0]]),
        "an optimizer moves float arrays in place",
    ),
    "weights that are masked": (
        lambda: network().set_weights([second_hidden(np.ones((3, 2)))] * 4),
        "weights is a masked array",
    ),
    "weights that are text": (
        lambda: network().set_weights([np.full((3, 2), "a")] * 4),
        "weights must hold numbers, got the text 'a'",
    ),
    "arrays of float16": (
        lambda: optimizers.Adam().apply([np.ones(2, np.float16)], [[1.0, 2.0]]),
        "of float64 or float32 and writeable",
    ),
    "read-only arrays": (
        lambda: optimizers.SGD().apply([read_only(np.ones(2))], [[1.0, 2.0]]),
        "of float64 or float32 and writeable",
    ),
    "masked arrays to move": (
        lambda: optimizers.SGD().apply([second_hidden(np.ones(2))], [[1.0, 2.0]]),
        "masked array",
    ),
    "an array without a list": (
        lambda: optimizers.SGD().apply(np.ones((2, 2)), np.ones((2, 2))),
        "come in lists, even one",
    ),
    "a table to move": (
        lambda: optimizers.SGD().apply([pd.Series([1.0])], [[1.0]]),
        "an optimizer moves float arrays",
    ),
    "a gradient of another shape, later": (
        lambda: [MOVING.apply([np.ones(2)], [gradient]) for gradient in ([1, 1], [1])],
        "now got 1, of shapes [(2,)], with 1 gradients, of shapes [(1,)]",
    ),
    "a step of the whole schedule": (
        lambda: schedules.CosineDecay(0.1, 10)(np.arange(3)),
        "step must be a number, at least 0, got array([0, 1, 2])",
    ),
    "a step before the first": (
        lambda: schedules.ExponentialDecay(0.1, 10, 0.5)(-1),
        "step must be a number, at least 0, got -1",
    ),
    "a start of no size": (
        lambda: initializers.HeNormal()((), np.random.default_rng(0)),
        "a shape of at least one size",
    ),
    "a start of half a unit": (
        lambda: initializers.HeNormal()((2, 0.5), np.random.default_rng(0)),
        "each size in shape must be a whole number of at least 1, got 0.5",
    ),
    "a start without a generator": (
        lambda: initializers.Zeros()((2,), 0),
        "rng must be a generator, such as numpy.random.default_rng(0), got 0",
    ),
    "fans of nothing": (lambda: initializers.fans(()), "a shape of at least one size"),
    "a threshold of text": (
        lambda: metrics.binary_accuracy(ONES_Y, ONES_P, "0.5"),
        "threshold must be a number",
    ),
    "one row of outputs": (
        lambda: metrics.categorical_accuracy([1, 0], [0.5, 0.5]),
        "a row of outputs for each example",
    ),
    "a loss of one row": (
        lambda: losses.CategoricalCrossentropy()([1, 0], [0.5, 0.5]),
        "a row of outputs for each example",
    ),
    "logits for probabilities": (
        lambda: losses.BinaryCrossentropy()([[1.0]], [[3.0]]),
        "p must hold probabilities, between 0 and 1, got 3 in row 0; a cross-entropy of logits",
    ),
    "logits for shares": (
        lambda: losses.CategoricalCrossentropy()([[1.0, 0.0]], [[3.0, -1.0]]),
        "p must hold shares, at least 0",
    ),
    "labels beyond the loss": (
        lambda: losses.BinaryCrossentropy()([[2.0]], [[0.5]]),
        "labels must lie between 0 and 1",
    ),
    "labels without a sign": (lambda: losses.Hinge()([[0.5]], [[0.5]]), "labels must be 0 and 1"),
    "a class of its own": (lambda: losses.one_hot([0, 3], 3), "labels must be 0, 1 or 2"),
    "weights below 0": (
        lambda: losses.MeanSquaredError()(ONES_Y, ONES_P, [1, 1, 1, -1]),
        "weights must be at least 0, got -1",
    ),
    "a softmax of one number": (lambda: activations.softmax(3.0), "Softmax takes rows of numbers"),
    "a place of another shape": (
        lambda: activations.relu(np.ones(2), out=np.empty((3, 2))),
        "out must have the shape of z, (2,), got (3, 2)",
    ),
    "an axis that weights have not": (
        lambda: constraints.MaxNorm(axis=[0, 1, 2])(np.ones((2, 2))),
        "needs weights of more axes, got the shape (2, 2)",
    ),
    "x that f cannot read": (
        lambda: gradcheck.numerical_gradient(lambda: 1.0, [1.0]),
        "x must be a writeable array of floats that f reads",
    ),
    "x of float16": (
        lambda: gradcheck.numerical_gradient(lambda: 1.0, np.ones(1, np.float16)),
        "float64 or float32, for a step to count, got float16",
    ),
    "a step that is lost": (
        lambda: gradcheck.numerical_gradient(lambda: 1.0, np.ones(1), 1e-17),
        "a step of 1e-17 is lost beside 1",
    ),
    "f of many numbers": (
        lambda: gradcheck.numerical_gradient(lambda: np.ones(2), np.ones(1)),
        "f must return one real number",
    ),
    "f of no number": (
        lambda: gradcheck.numerical_gradient(lambda: None, np.ones(1)),
        "f must return one real number, got None",
    ),
    "g that drops a part": (
        lambda: gradcheck.complex_step(np.abs, [1.0]),
        "g gave real numbers for complex ones",
    ),
    "gradients that are text": (
        lambda: gradcheck.relative_error(["1"], [1.0]),
        "a gradient must hold numbers, got the text '1'",
    ),
    "gradients that are hidden": (
        lambda: gradcheck.relative_error(second_hidden(np.ones(2)), np.ones(2)),
        "masked array",
    ),
    "a layer that is not built": (
        lambda: gradcheck.check_layer(layers.Dense(2), ROWS_P),
        "is not built; build it",
    ),
    "no loss to check": (lambda: gradcheck.check_loss("mse", ROWS_Y, ROWS_P), "expected a Loss"),
    "a masked set to split": (
        lambda: datasets.split(second_hidden(X), LABELS),
        "X is a masked array",
    ),
    "a sparse set to split": (
        lambda: datasets.split(scipy.sparse.csr_matrix(X), LABELS),
        "X is a sparse matrix; make it dense with X.toarray()",
    ),
    "labels without an order": (
        lambda: datasets.split(X, ["a", None] * 6),
        "labels that have no order",
    ),
    "one number to split": (lambda: datasets.split(X, 1), "same length, got 12 and one number"),
    "a missing label": (
        lambda: NeuralNetworkClassifier((2,)).fit(X, pd.Series([1, 0, None] * 4, dtype="Int64")),
        "y holds a missing label in row 2",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_other_arguments(case):
    call, words = REFUSED[case]
    with pytest.raises((TypeError, ValueError)) as refusal:
        call()
    assert words in str(refusal.value)


def test_an_activation_of_complex_numbers_is_what_a_complex_step_takes():
    """Exact where g is analytic, number by number."""
    for name, g in activations.ACTIVATIONS.items():
        if g.analytic and not g.rows:
            step = gradcheck.complex_step(g, ROWS_P - 0.3)
            np.testing.assert_allclose(step, g.derivative(ROWS_P - 0.3), rtol=1e-14, err_msg=name)


def test_a_table_keeps_the_names_of_its_columns():
    """What was trained on a and b is not asked about b and a, nor about others; arrays are."""
    table = pd.DataFrame(X, columns=["a", "b"])
    model = models.Sequential([layers.Dense(1)], 2)
    model.compile("sgd", "mse")
    model.predict(table[["b", "a"]])
    model.fit(table, HEIGHTS, verbose=0, validation_data=(table, HEIGHTS))
    sentence = (
        r"x has the columns b, a, where .* trained on a, b; select these, .* x\[\['a', 'b'\]\]"
    )
    turned = table[["b", "a"]]
    for call in (
        lambda: model.predict(turned),
        lambda: model.evaluate(turned, HEIGHTS),
        lambda: model.fit(turned, HEIGHTS, verbose=0),
        lambda: model.fit(table, HEIGHTS, verbose=0, validation_data=(turned, HEIGHTS)),
        lambda: model.train_on_batch(turned, HEIGHTS),
    ):
        with pytest.raises(ValueError, match=sentence):
            call()
    np.testing.assert_array_equal(model.predict(table), model.predict(X))
    np.testing.assert_array_equal(model.predict(pd.DataFrame(X)), model.predict(X))
