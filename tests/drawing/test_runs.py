"""Runs: the facts of one training or of two, and what cannot be compared."""

import pytest

from utils.drawing.runs import learning_curves

ONE = {"loss": [1.0, 0.5, 0.25], "val_loss": [1.0, 0.75, 0.5]}


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (1.0, "the two agree to 6 digits"),
        (1.0005, "the two agree to 3 digits"),
        (1.5, "the two differ"),
    ],
)
def test_two_trainings_are_compared_digit_by_digit(factor, words):
    other = {name: [factor * value for value in values] for name, values in ONE.items()}
    assert learning_curves({"ours": ONE, "theirs": other}).facts.endswith(f"; {words}.")


def test_trainings_of_different_length_are_not_compared():
    shorter = {name: values[:2] for name, values in ONE.items()}
    facts = learning_curves({"ours": ONE, "theirs": shorter}).facts
    assert facts.endswith("; the two are of different length.")


def test_facts_of_one_training():
    facts = learning_curves({"ours": ONE}, title="A run").facts
    assert facts == "A run: loss of ours: train 1 at 1, 0.25 at 3, held out 1 at 1, 0.5 at 3."


@pytest.mark.parametrize(
    ("histories", "message"),
    [
        ({}, "histories must hold 1 or 2 trainings to be told apart, got 0"),
        ({"a": {"mse": [1]}}, "the history of a holds no 'loss', only mse; choose one"),
    ],
)
def test_bad_input_is_answered_in_one_sentence(histories, message):
    with pytest.raises(ValueError, match=message):
        learning_curves(histories)
