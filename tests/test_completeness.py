"""Completeness: every public class of a kind has its row in each table that holds that kind."""

import dataclasses
import inspect

import pytest

from tests import (
    test_activations,
    test_checks,
    test_constraints,
    test_convolution,
    test_doors,
    test_initializers,
    test_layers,
    test_losses,
    test_normalization,
    test_optimizers,
    test_pooling,
    test_regularizers,
    test_residual,
    test_schedules,
)
from tests.drawing import test_doors as pictures
from utils import (
    activation,
    activations,
    adam,
    constraints,
    convolution,
    datasets,
    descent,
    distances,
    gradcheck,
    initializers,
    layers,
    losses,
    metrics,
    normalization,
    optimizers,
    plots,
    pooling,
    regularizers,
    residual,
    schedules,
)
from utils.activations import ACTIVATIONS
from utils.images import cells, windows
from utils.initializers import INITIALIZERS

# kind: its modules, what all of the kind descend from, and what only others descend from
KINDS = {
    "layers": (
        [layers, regularizers, windows, cells, convolution, pooling, normalization, residual],
        layers.Layer,
        {"ImageLayer", "Windowed", "CellByCell", "Pooling", "Normalization"},
    ),
    "losses": ([losses, distances], losses.Loss, {"Crossentropy"}),
    "optimizers": ([optimizers, adam, descent], optimizers.Optimizer, set()),
    "activations": ([activations, activation], activations.Activation, set()),
    "initializers": ([initializers], initializers.Initializer, set()),
    "regularizers": ([regularizers], regularizers.Regularizer, set()),
    "constraints": ([constraints], constraints.Constraint, set()),
    "schedules": ([schedules], schedules.Schedule, set()),
}


def kinds_of(things):
    return {type(thing).__name__ for thing in things}


def named(names, table):
    return kinds_of(table[name] for name in names)


# Layers have their tables in several files
LAYERS = [test_layers, test_convolution, test_pooling, test_normalization, test_residual]

# kind: what each table has a row for. An optimizer's gradient check are its steps by hand, an
# initializer's the spread of its draws, a constraint's its projections, a schedule's its rates.
ROWS = {
    "layers": {
        "gradients": {kind.__name__ for table in LAYERS for kind, *_ in table.GRADIENTS.values()},
        "Keras": {kind.__name__ for table in LAYERS for kind, *_ in table.KERAS.values()},
    },
    "losses": {
        "gradients": kinds_of(loss for loss, *_ in test_losses.GRADIENTS.values()),
        "Keras": kinds_of(test_losses.GRADIENTS[case][0] for case in test_losses.KERAS),
    },
    "optimizers": {
        "gradients": kinds_of(optimizer for optimizer, *_ in test_optimizers.BY_HAND.values()),
        "Keras": kinds_of(make() for make in test_optimizers.STEPS.values()),
    },
    "activations": {
        "gradients": named(
            [*test_activations.DERIVATIVES, *test_activations.JACOBIANS], ACTIVATIONS
        ),
        "Keras": named(test_activations.KERAS, ACTIVATIONS),
    },
    "initializers": {
        "gradients": named(test_initializers.SPREAD, INITIALIZERS),
        "Keras": named(test_initializers.KERAS, INITIALIZERS),
    },
    "regularizers": {
        "gradients": kinds_of(test_regularizers.GRADIENTS.values()),
        "Keras": set(test_regularizers.KERAS),
    },
    "constraints": {
        "gradients": kinds_of(constraint for constraint, *_ in test_constraints.VALUES.values()),
        "Keras": kinds_of(constraint for constraint, *_ in test_constraints.KERAS.values()),
    },
    "schedules": {
        "gradients": kinds_of(schedule for schedule, _ in test_schedules.VALUES.values()),
        "Keras": kinds_of(test_schedules.KERAS.values()),
    },
}


def classes(kind):
    """The classes of a kind that its modules define for users, by name."""
    modules, base, shared = KINDS[kind]
    return {
        name: thing
        for module in modules
        for name, thing in vars(module).items()
        if inspect.isclass(thing)
        and issubclass(thing, base)
        and thing.__module__ == module.__name__
        and thing is not base
        and name not in shared
        and name[0] != "_"
    }


# Functions that readers call, and what of their arguments holds numbers. REFUSED of test_doors has
# the rest: what is no door, because f reads x in place, labels may be words, nan says something.
OPEN = [datasets, gradcheck, losses, metrics, plots]
DATA = {"x", "X", "y", "p", "a", "b", "train", "held_out", "lines", "values", "losses"} | {
    "gradients", "heights", "paths", "panels",
}  # fmt: skip
OTHERS = {"numerical_gradient", "relative_error", "split"}
BEHIND = {"inputs", "targets", "hold_out", "plain", "column_names"}  # what a network's calls call


def without_doors():
    """Open functions that take numbers and have no door."""
    doors = {name.split()[0] for name in (*test_doors.DOORS, *pictures.DOORS)}
    return {
        name
        for module in OPEN
        for name, thing in vars(module).items()
        if inspect.isfunction(thing)
        and thing.__module__ == module.__name__
        and name[0] != "_"
        and DATA & set(inspect.signature(thing).parameters)
    } - doors - OTHERS - BEHIND


def test_every_function_that_takes_numbers_has_its_door():
    assert without_doors() == set()


def test_a_function_without_a_door_is_noticed(monkeypatch):
    def forgotten(y, p):
        """No row anywhere."""

    forgotten.__module__ = metrics.__name__
    monkeypatch.setattr(metrics, "forgotten", forgotten, raising=False)
    assert without_doors() == {"forgotten"}


BAD = {*test_checks.BAD, *(name for table in LAYERS for name in table.BAD)}


def public(kind):
    return set(classes(kind))


def missing(kind):
    """Table: the classes of the kind that have no row there."""
    tables = {**ROWS[kind], "bad input": BAD}
    return {table: public(kind) - rows for table, rows in tables.items() if public(kind) - rows}


@pytest.mark.parametrize("kind", KINDS)
def test_every_class_has_its_rows(kind):
    assert missing(kind) == {}


@pytest.mark.parametrize("kind", KINDS)
def test_a_class_without_rows_is_noticed(kind, monkeypatch):
    modules, base, _ = KINDS[kind]
    for module in modules:
        added = type("Forgotten", (base,), {"__module__": module.__name__})
        monkeypatch.setattr(module, "Forgotten", added, raising=False)
        lacking = {"Forgotten"}
        assert missing(kind) == {"gradients": lacking, "Keras": lacking, "bad input": lacking}
        monkeypatch.delattr(module, "Forgotten")


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_that_goes_is_noticed(kind, monkeypatch):
    for table in ROWS[kind]:
        rows = sorted(ROWS[kind][table])
        monkeypatch.setitem(ROWS[kind], table, set(rows[1:]))
        assert missing(kind)[table] == {rows[0]}


@pytest.mark.parametrize("kind", KINDS)
def test_rows_are_of_classes_that_exist(kind):
    for rows in ROWS[kind].values():
        assert rows <= public(kind)
    everything = set.union(*map(public, KINDS))
    assert BAD == everything


@pytest.mark.parametrize("kind", KINDS)
def test_every_class_shows_its_settings(kind):
    """A dataclass each, with a docstring of its own: repr reads like the call that made it."""
    assert not dataclasses.is_dataclass(KINDS[kind][1])
    for name, thing in classes(kind).items():
        about = vars(thing)
        assert "__dataclass_params__" in about and not about["__dataclass_params__"].eq
        assert not about["__doc__"].startswith(f"{name}(")


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("layers", "schedules")])
def test_every_class_can_be_had_by_name(kind):
    table = getattr(KINDS[kind][0][0], kind.upper())
    known = {(v if inspect.isclass(v) else type(v)).__name__ for v in table.values()}
    assert known == public(kind)
