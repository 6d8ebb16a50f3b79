"""One scene of each ready-made kind, small, from fields and numbers that are known."""

import numpy as np

from tests.drawing.known import SQUARE, slope, thirds
from utils.drawing import ready
from utils.drawing.marks.grid import grid

GRID = grid(SQUARE, size=24)
STEPS = [0, 10, 25, 40]
TURNS = (0.5, 1.0, 2.0, 4.0)
FIELDS = np.array([slope(GRID.points, turn) for turn in TURNS])
X = np.array([[-1.0, 0.2], [1.0, -0.2], [-0.5, 0.3], [0.5, -0.3]])
TRAIN = X, np.array([0, 1, 0, 1])
HELD_OUT = 0.5 * X + 0.1, np.array([0, 1, 0, 0])
LOSSES = {"train": [0.7, 0.5, 0.3, 0.1], "held out": [0.7, 0.6, 0.5, 0.4]}
NAMES = ("one", "two", "three", "four")
T = 40
FALL, RISE = np.linspace(0.8, 0.02, T), np.linspace(0.5, 0.89, T)
QUANTITIES = {
    "loss": {"train": list(FALL), "held out": list(FALL + 0.1)},
    "accuracy": {"train": RISE, "held out": RISE - 0.1},
}
MATRIX = np.array([[-1.0, 2.0, -0.5], [0.0, -1.5, 0.25]])
VALUES = [0, 1e-3, 1e-2, 0.1]
FLAT = np.full(len(GRID.points), 0.5 - 1e-9)
STEEP = [1 / (1 + np.exp(-steep * GRID.points[:, 0])) for steep in (9, 4, 1)] + [FLAT]
SCORES = {
    "train": np.array([[1.0, 0.9, 0.98], [0.96, 0.95, 0.97], [0.9, 0.9, 0.8], [0.5, 0.5, 0.5]]),
    "held out": np.array([0.8, 0.85, 0.87, 0.5]),
}
KINDS = {"straight": (0.9, 1.0, 1.1), "large network": (0.5, 2.0, 9.0)}
MODELS = {name: [slope(GRID.points, turn) for turn in turns] for name, turns in KINDS.items()}
SAMPLES = [(X + shift, [0, 1, 0, 1]) for shift in (0.0, 0.1, 0.2)]
MEASURED = {"straight": "variance 0.01", "large network": "variance 0.09"}
LAMBDA = "\N{GREEK SMALL LETTER LAMDA}"


def boundary(**settings):
    known = {"held_out": HELD_OUT, "steps": STEPS, "losses": LOSSES, "title": "A line turns"}
    return ready.boundary(GRID, train=TRAIN, **{"fields": FIELDS, **known, **settings})


def pair(**settings):
    fields = {"NumPy": FIELDS, "Keras": FIELDS[::-1]}
    losses = {"NumPy": LOSSES["train"], "Keras": np.linspace(0.7, 0.1, 40)}
    known = {"held_out": HELD_OUT, "steps": STEPS, "losses": losses, "title": "Two lines turn"}
    return ready.boundaries(GRID, fields, TRAIN, **{**known, **settings})


def weights(**settings):
    known = {
        "values": VALUES, "weights": [MATRIX, MATRIX / 2, MATRIX / 4, 0 * MATRIX], "fields": STEEP,
        "grid": GRID, "train": TRAIN, "held_out": HELD_OUT, "scores": SCORES, "title": "A penalty",
    }  # fmt: skip
    return ready.weights(**{**known, **settings})


def samples(**settings):
    known = {"truth": slope(GRID.points, 1.5), "samples": SAMPLES, "measured": MEASURED}
    return ready.samples(GRID, MODELS, **{**known, "title": "Lines", **settings})


def three():
    fields = [thirds(turned(GRID.points, angle)) for angle in (0, 0.4, 0.8)]
    train = X, ["land", "sea", "land", "air"]
    return ready.boundary(GRID, fields, train, steps=[0, 1, 2], title="Three classes")


def turned(points, angle):
    c, s = np.cos(angle), np.sin(angle)
    return points @ [[c, -s], [s, c]]


SCENES = {
    "boundary": boundary,
    "boundary alone": lambda: boundary(losses=None, held_out=None, title=""),
    "three classes": three,
    "pair": pair,
    "four": lambda: ready.boundaries(
        GRID, dict.fromkeys(NAMES, FIELDS), TRAIN, steps=STEPS, losses=dict.fromkeys(NAMES, STEPS),
        title="Four lines turn", columns=2,
    ),
    "history": lambda: ready.history(QUANTITIES, title="A training", mark={"best weights": 21}),
    "one history": lambda: ready.history({"loss": QUANTITIES["loss"]}, mark={"here it stops": 40}),
    "three histories": lambda: ready.history(
        {**QUANTITIES, "weights": {"W1": RISE, "W2": FALL}}, mark={"a": 1}
    ),
    "few frames": lambda: ready.history(QUANTITIES, 100 * np.arange(T), "Many", "update", 5),
    "weights": weights,
    "weights alone": lambda: weights(
        values=[2, 3, 5, 7], held_out=None, scores=None, title="", name="patience"
    ),
    "samples": samples,
    "three samples": lambda: ready.samples(
        GRID, {**MODELS, "with L2": MODELS["straight"]}, unit="seed"
    ),
    "landscape": lambda: ready.landscape(
        GRID, (GRID.points**2).sum(axis=1).reshape(GRID.shape),
        {"SGD": [(1, 1), (0.5, 0.5), (0, 0)], "Adam": [(1, 1), (0.5, 0.9), (0.1, 0.2)]},
        [0, 50, 100], "Two ways down",
    ),
    "space": lambda: ready.space(
        {"a": np.eye(3), "b": -np.eye(3)}, [0, 0.5, 1], "Two corners", fade=1.0
    ),
}  # fmt: skip
