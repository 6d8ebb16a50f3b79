"""Doors of the pictures: numbers in any form draw the same, and what is no such numbers gets a
sentence, as tests/test_doors.py asks of the network's half."""

import numpy as np
import pytest

from tests.test_doors import LABELS, NUMBERS, ROWS_P, SAME, STRANGE, THEIRS, X, said
from utils import plots

GRID = plots.grid(X, size=12)
HEIGHTS = np.add.outer(np.arange(len(GRID.y)), np.arange(len(GRID.x))) / 8
FIELD = np.resize(np.arange(8) / 8, len(GRID.points))
WAY = np.array([[0.25, 0.25], [0.5, 0.5], [0.5, 0.625], [0.375, 0.5]])
SIDES, STEPS = LABELS.astype(float), np.array([1.0, 2, 4, 8])


def sure(points):
    return np.full(len(points), 0.25)


FORMS = ["list", "other end first", "objects", "decimals", "table", "table of Float64"]
# what of STRANGE is welcome: names of classes, gaps in a curve, what lies beyond the map's edge
NAMES = {"text", "text in objects", "bytes", "complex", "datetimes", "arrays in objects", "turned"}
GAPS = {"nan", "nan in a list", "inf", "None", "NA", "NA in a table", "too large"}
MANY = {"one number", "an axis too many", "one row too few", "turned"}
DOORS = {
    "dataset X": (lambda v: plots.dataset((v, LABELS)), X, set()),
    "dataset y": (lambda v: plots.dataset((X, v)), SIDES, NAMES | {"None itself"}),
    "dataset held out": (lambda v: plots.dataset((X, LABELS), (v, LABELS)), X, set()),
    "grid X": (lambda v: plots.grid(v).points, X, {"one row too few"}),
    "boundary X": (lambda v: plots.boundary(sure, (v, LABELS), grid=GRID), X, set()),
    "boundaries field": (
        lambda v: plots.boundaries({"a": v}, (X, LABELS), grid=GRID),
        FIELD,
        {"turned"},
    ),
    "curves x": (lambda v: plots.curves(v, {"a": NUMBERS}, "x", "y"), STEPS, GAPS),
    "curves line": (lambda v: plots.curves(STEPS, {"a": v}, "x", "y"), NUMBERS, GAPS),
    "spread values": (lambda v: plots.spread({"a": v}, "x"), STEPS, MANY),
    "sweep x": (lambda v: plots.sweep(v, {"a": ROWS_P}, "x", "y"), STEPS, set()),
    "sweep line": (
        lambda v: plots.sweep(STEPS, {"a": v}, "x", "y"),
        ROWS_P,
        {"an axis too many"},
    ),
    "plateau losses": (
        lambda v: plots.plateau({"a": v}, {"a": STEPS}),
        STEPS,
        GAPS | {"one row too few"},
    ),
    "plateau gradients": (
        lambda v: plots.plateau({"a": STEPS}, {"a": v}),
        STEPS,
        GAPS | {"one row too few"},
    ),
    "descents heights": (lambda v: plots.descents(GRID, v, {"a": WAY}), HEIGHTS, set()),
    "descents paths": (
        lambda v: plots.descents(GRID, HEIGHTS, {"a": v}),
        WAY,
        {"NA in a table", "one row too few"},
    ),
}


def seen(drawn):
    """What of a picture can be compared: its facts; of a grid its points."""
    return drawn.facts if hasattr(drawn, "facts") else drawn.tolist()


@pytest.mark.parametrize("door", DOORS)
def test_the_same_numbers_in_another_form(door):
    call, a, _ = DOORS[door]
    wanted = seen(call(a.copy()))
    for form in FORMS:
        make, _ = SAME[form]
        assert seen(call(make(a.copy()))) == wanted, form


@pytest.mark.parametrize("door", DOORS)
def test_what_is_no_such_numbers_gets_a_sentence(door):
    call, a, welcome = DOORS[door]
    for kind, (make, word) in STRANGE.items():
        sentence = said(call, make(a.copy()))
        assert bool(sentence) == (kind not in welcome), kind
        if sentence:
            assert sentence[-1] in ".?" and len(sentence) < 500, (kind, sentence)
            assert not any(theirs in sentence for theirs in THEIRS), (kind, sentence)
            assert word in sentence or kind != "masked", sentence
