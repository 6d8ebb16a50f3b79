"""Data: labels of any kind, and what models of any library say about points, in their columns."""

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.tree import DecisionTreeClassifier

from tests.drawing.known import HELD_OUT, SQUARE, TRAIN, X, slope
from utils.drawing import recorder
from utils.drawing.marks import data
from utils.drawing.marks.data import Labelled

NUMBERS = np.array([0, 1, 0, 1, 1])
KINDS = {
    "0 and 1": (NUMBERS, ["class 0", "class 1"], NUMBERS),
    "a column": (NUMBERS[:, np.newaxis], ["class 0", "class 1"], NUMBERS),
    "truth values": (NUMBERS == 1, ["class 0", "class 1"], NUMBERS),
    "floats": (NUMBERS.astype(float), ["class 0", "class 1"], NUMBERS),
    "one of two": (np.zeros(5, int), ["class 0", "class 1"], 0 * NUMBERS),
    "-1 and 1": (2 * NUMBERS - 1, ["-1", "1"], NUMBERS),
    "words": (["sea", "land", "sea", "land", "land"], ["land", "sea"], 1 - NUMBERS),
    "a table's words": (pd.Series(["b", "c", "b", "c", "c"]), ["b", "c"], NUMBERS),
    "categories": (pd.Series(list("bcbcc"), dtype="category"), ["b", "c"], NUMBERS),
    "three": ([0, 1, 2, 2, 1], ["class 0", "class 1", "class 2"], [0, 1, 2, 2, 1]),
    "a gap": ([0, 3, 0, 3, 3], [f"class {k}" for k in range(4)], [0, 3, 0, 3, 3]),
    "five years": ([2001, 2005, 2003, 2009, 2007], "2001 2003 2005 2007 2009".split(),
                   [0, 2, 1, 4, 3]),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_labels_of_any_kind_are_numbered_in_their_order(kind):
    labels, names, numbers = KINDS[kind]
    known = Labelled((X, labels))
    assert known.names == names
    np.testing.assert_array_equal(known.train[1], numbers)


def test_six_classes_at_most_can_be_told_apart():
    many = np.random.default_rng(0).normal(size=(7, 2))
    assert Labelled((many, list("abcdefa"))).names == list("abcdef")
    with pytest.raises(ValueError, match="at most 6 classes to be told apart, got 7; compare one"):
        Labelled((many, list("abcdefg")))


def test_classes_are_those_of_all_points():
    known = Labelled((X, ["b"] * 5), (X, ["c", "b", "a", "b", "b"]))
    assert known.names == ["a", "b", "c"]
    np.testing.assert_array_equal(known.train[1], [1] * 5)
    np.testing.assert_array_equal(known.held_out[1], [2, 1, 0, 1, 1])
    assert Labelled((X, [1] * 5), labels=[[0, 3], [2, 1]]).names == [f"class {k}" for k in range(4)]


def test_the_points_that_are_scored_are_held_out_if_there_are_any():
    known = Labelled(TRAIN, HELD_OUT)
    assert known.score(0.8) == "80.0 % of 5 held-out points classified correctly"
    np.testing.assert_array_equal(known.scored[0], HELD_OUT[0])
    assert len(known.all) == 10 and list(known.parts) == ["train", "held out"]
    alone = Labelled(TRAIN)
    assert alone.score(1) == "100.0 % of 5 training points classified correctly"
    assert len(alone.all) == 5 and list(alone.parts) == ["train"]


P = slope(X)
BOTH = np.column_stack([1 - P, P])
OUTPUTS = {"(n,)": P, "(n, 1)": P[:, np.newaxis], "(n, 2)": BOTH, "float32": P.astype("f"),
           "a list": list(P)}  # fmt: skip


@pytest.mark.parametrize("shape", OUTPUTS)
def test_two_classes_take_one_column_or_two(shape):
    p = data.probabilities(lambda X: OUTPUTS[shape], X)
    np.testing.assert_allclose(p, BOTH, rtol=1e-6)


def test_more_classes_take_a_column_each():
    p = np.full((5, 4), 0.25)
    np.testing.assert_array_equal(data.probabilities(lambda X: p, X, 4), p)


def test_a_rounding_beyond_0_or_1_is_cut_off():
    p = data.probabilities(lambda X: np.array([1 + 9e-7, -9e-7, 0.5]), np.zeros((3, 2)))
    np.testing.assert_allclose(p[:, 1], [1, 0, 0.5], rtol=0)
    assert p.min() == 0 and p.max() == 1


MANY = np.random.default_rng(1).normal(size=(60, 2))
RIGHT = (MANY[:, 0] > 0.3).astype(int)
FOUR = 2 * RIGHT + (MANY[:, 1] > 0)
SIX = 3 * RIGHT + np.digitize(MANY[:, 1], [-0.4, 0.4])
NAMED = {  # what a model was trained on, what is drawn, the number of classes
    "equal": (RIGHT, RIGHT),
    "-1 and 1": (2 * RIGHT - 1, 2 * RIGHT - 1),
    "words": (np.where(RIGHT, "dog", "cat"), np.where(RIGHT, "dog", "cat")),
    "words in another order": (np.where(RIGHT, "cat", "dog"), np.where(RIGHT, "cat", "dog")),
    "other names": (np.where(RIGHT, "dog", "cat"), RIGHT),
    "other names, turned": (np.where(RIGHT, "a", "z"), RIGHT),
    "four letters": (np.array(list("ywzx"))[FOUR], np.array(list("ywzx"))[FOUR]),
    "four of other names": (np.array(list("ywzx"))[FOUR], FOUR),
    "six": (SIX, SIX),
}


@pytest.mark.parametrize("case", NAMED)
def test_columns_are_those_of_the_labels(case):
    """The likeliest column is the number of the point's label, whatever the model calls it."""
    trained, drawn = NAMED[case]
    model = DecisionTreeClassifier(random_state=0).fit(MANY, trained)
    known = Labelled((MANY, drawn))
    p = data.probabilities(data.predictor(model, known), MANY, len(known.classes))
    np.testing.assert_array_equal(p.argmax(axis=1), known.train[1])  # a tree makes no mistake here
    bound = data.predictor(model.predict_proba, known)
    np.testing.assert_array_equal(bound(MANY), data.predictor(model, known)(MANY))


@pytest.mark.parametrize(("only", "column"), [(0, 0), (1, 1)])
def test_a_model_with_one_class_is_sure_of_it(only, column):
    there = RIGHT == only
    model = DecisionTreeClassifier().fit(MANY[there], RIGHT[there])
    p = data.predictor(model, Labelled((MANY, RIGHT)))(MANY)
    assert model.predict_proba(MANY).shape == (60, 1)
    np.testing.assert_array_equal(p, np.eye(2)[[column] * 60])


def test_a_class_that_a_model_does_not_know_is_impossible():
    model = GaussianNB().fit(MANY[SIX != 2], SIX[SIX != 2])
    p = data.predictor(model, Labelled((MANY, SIX)))(MANY)
    np.testing.assert_array_equal(p[:, [0, 1, 3, 4, 5]], model.predict_proba(MANY))
    assert (p[:, 2] == 0).all()


def test_a_model_that_knows_more_classes_than_the_labels_is_refused():
    model = DecisionTreeClassifier().fit(MANY, FOUR)
    with pytest.raises(ValueError, match=r"knows the classes \[0, 1, 2, 3\], the labels only \[0"):
        data.predictor(model, Labelled((MANY, RIGHT)))


def test_a_model_of_a_table_is_asked_by_its_names_without_a_warning():
    table = pd.DataFrame(MANY, columns=["width", "height"])
    model = LogisticRegression().fit(table, RIGHT)
    p = data.predictor(model, Labelled((table, RIGHT)))(MANY)
    np.testing.assert_array_equal(p, model.predict_proba(table))


class Answers:
    """A model with these methods, each with an answer of its own."""

    def __init__(self, *names):
        for at, name in enumerate(names):
            setattr(self, name, lambda X, at=at: np.full(len(X), at / 4))


@pytest.mark.parametrize(
    ("model", "answer"),
    [
        (Answers("predict_proba", "predict_on_batch", "predict"), 0),
        (Answers("predict_on_batch", "predict"), 0),
        (Answers("predict"), 0),
        (lambda X: np.full(len(X), 0.75), 0.75),
    ],
)
def test_a_model_is_asked_for_probabilities_first(model, answer):
    assert (data.predictor(model)(X) == answer).all()


def test_without_labels_the_columns_stay():
    model = GaussianNB().fit(MANY, RIGHT)
    np.testing.assert_array_equal(data.predictor(model)(MANY), model.predict_proba(MANY))


def test_an_array_is_a_copy():
    kept = recorder.as_array(P)
    assert kept is not P and not np.shares_memory(kept, P)


def blocks(count, size=4):
    """A field of so many values, in blocks of a few equal ones."""
    return np.kron(np.arange(float(count)).reshape(-1, 8), np.ones((size, size)))


STEPPED = {
    "two halves": (blocks(8) > 3, True),
    "64 values": (blocks(64), True),
    "72 values": (blocks(72), False),
    "one value": (0 * blocks(64), False),
    "rises across": (np.tile(np.arange(30.0), (20, 1)), False),
    "rises upwards": (np.tile(np.arange(30.0), (20, 1)).T, False),
    "a chessboard": (np.add.outer(np.arange(9), np.arange(9)) % 2, False),
}


@pytest.mark.parametrize("case", STEPPED)
def test_a_field_that_jumps_has_few_values_in_large_parts(case):
    field, stepped = STEPPED[case]
    assert data.is_stepped(field) is stepped


REFUSED = {
    "no pair": (lambda: Labelled(SQUARE[0, 0]), r"train must be the pair \(X, y\), got float64"),
    "no pair held out": (lambda: Labelled(TRAIN, 3), r"held_out must be the pair .* got int"),
    "lengths": (lambda: Labelled((SQUARE, [0])), "one label per point, got 2 and 1"),
    "columns": (lambda: Labelled((np.zeros((9, 3)), np.zeros(9))), r"got the shape \(9, 3\)"),
    "nan": (lambda: Labelled((SQUARE, [0, np.nan])), "the label in row 1 of train is nan; drop"),
    "none": (
        lambda: Labelled(TRAIN, (SQUARE, np.array([None, "a"], object))),
        "the label in row 0 of held_out is None",
    ),
    "missing": (lambda: Labelled((SQUARE, pd.Series(["a", np.nan]))), "row 1 of train is nan"),
    "NA": (lambda: Labelled((SQUARE, pd.Series([pd.NA, 2], dtype="Int64"))), "row 0 of train is"),
    "masked": (lambda: Labelled((SQUARE, np.ma.masked_equal([0, 1], 1))), "y is a masked array"),
    "one class": (
        lambda: data.probabilities(slope, X, len(Labelled((X, ["cat"] * 5)).classes)),
        "the labels name one class only, and a boundary lies between two; pass points of both",
    ),
    "three outputs": (
        lambda: data.probabilities(lambda X: np.zeros((len(X), 3)), SQUARE),
        r"2 probabilities, or one for two classes, .* 2 points, got the shape \(2, 3\); pass",
    ),
    "a number": (lambda: data.probabilities(lambda X: 0.5, X), r"got the shape \(\)"),
    "one column of three": (
        lambda: data.probabilities(slope, X, 3), r"predict must return 3 .* got the shape \(5,\)"
    ),
    "whole numbers": (
        lambda: data.probabilities(lambda X: NUMBERS, X),
        r"must return probabilities, got labels such as \[0\]; pass predict_proba",
    ),
    "words": (
        lambda: data.probabilities(lambda X: np.array(["cat"] * 5), X), r"labels such as \['cat'\]"
    ),
    "truth values": (lambda: data.probabilities(lambda X: X[:, 0] > 0, X), "labels such as"),
    "logits": (
        lambda: data.probabilities(lambda X: 9 * X[:, 0], SQUARE),
        "probabilities must lie between 0 and 1, got -9 to 10; end the network with a sigmoid",
    ),
    "just beyond": (lambda: data.probabilities(lambda X: 0 * P + 1.000002, X), "to 1"),
    "diverged": (
        lambda: data.probabilities(lambda X: np.full(len(X), np.nan), SQUARE),
        "probabilities must lie between 0 and 1, got nan to nan",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_answered_in_one_sentence(case):
    call, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        call()


def test_what_is_no_model_is_refused():
    with pytest.raises(TypeError, match="needs predict_proba or predict, or must be .* 'a model'"):
        data.predictor("a model")


def linear(torch):
    net = torch.nn.Sequential(
        torch.nn.Linear(2, 1), torch.nn.Dropout(0.5), torch.nn.BatchNorm1d(1), torch.nn.Sigmoid()
    )
    with torch.no_grad():
        net[0].weight[:], net[0].bias[:] = torch.tensor([[1.0, -2.0]]), 0.5
    return net


@pytest.mark.parametrize("precision", ["float", "double"])
def test_a_pytorch_module_is_asked_as_in_a_prediction_and_left_as_it_was(precision):
    torch = pytest.importorskip("torch")
    net = getattr(linear(torch), precision)()
    net[2].eval()
    p = data.predictor(net)(X)
    z = (X @ [1, -2] + 0.5) / np.sqrt(1 + net[2].eps)
    np.testing.assert_allclose(p[:, 0], 1 / (1 + np.exp(-z)), rtol=1e-5)
    assert [part.training for part in net] == [True, True, False, True] and net.training
    assert isinstance(p, np.ndarray)


def test_a_pytorch_module_without_parameters_is_asked_too():
    torch = pytest.importorskip("torch")
    np.testing.assert_allclose(
        data.predictor(torch.nn.Sigmoid())(X), 1 / (1 + np.exp(-X)), rtol=1e-5
    )


def test_a_tensor_becomes_a_copy():
    torch = pytest.importorskip("torch")
    weight = torch.ones(2, 3, requires_grad=True)
    kept = recorder.as_array(weight)
    with torch.no_grad():
        weight[:] = 7
    np.testing.assert_array_equal(kept, np.ones((2, 3)))
