"""Small scenes that together hold every mark and every panel of the faces, moving and still."""

import numpy as np

from tests.drawing.graphs.test_chain import FAN
from tests.drawing.graphs.test_update import MODELS
from tests.drawing.known import thirds
from tests.drawing.scenes import FIELDS, GRID, HELD_OUT, LOSSES, MATRIX, SCORES, TRAIN, VALUES, X
from tests.drawing.scenes import SCENES as READY
from utils import animation, diagrams
from utils.animation import (
    Band,
    Bars,
    Classes,
    Cloud,
    Confusion,
    Curves,
    Dots,
    Draw,
    Field,
    Image,
    Images,
    Line,
    Lines,
    Map,
    Matrix,
    Numbers,
    Panel,
    Points,
    Rule,
    Scene,
    Shown,
    Space,
    Spread,
    Surface,
    Sweep,
    Table,
    Tints,
    Trace,
    Ways,
    Window,
    Words,
)
from utils.drawing.graphs.dense import dense_layers
from utils.drawing.panels.network import Network
from utils.drawing.panels.products import Products
from utils.drawing.style.palette import CLASSES

T = 4
STEPS = [0, 10, 25, 40]
NOW = np.arange(T) / (T - 1)
S = np.linspace(0, 1, 50)
WAVES = np.sin(6 * S + NOW[:, np.newaxis])
WALK = np.column_stack([NOW - 0.5, 0.8 * (NOW - 0.5) ** 2])
HEIGHTS = (GRID.points**2 * (1, 3)).sum(axis=1).reshape(GRID.shape)
SPOTS = np.array([[x, y, z] for x in (-1, 0, 1) for y in (-1, 1) for z in (-1, 1)])[:10]
CORNER = np.column_stack([NOW, NOW**2, 1 - NOW])
DIGITS = np.random.default_rng(0).uniform(0, 1, (T, 6, 8, 8))
SEEDS = np.random.default_rng(1).uniform(0.7, 0.9, (T, 5))
CLOUD = 0.6 * np.random.default_rng(2).normal(size=(30, 2))
MOVED = CLOUD + NOW[:, np.newaxis, np.newaxis] * (0.3, -0.2)
NEAR = np.array([[0, 3, 0], [1, 0, 0], [0, 7, 0]])
NEAREST = (MOVED[..., 0] > 0).astype(int)
THIRDS = np.array([thirds(GRID.points @ [[1, turn], [-turn, 1]]) for turn in NOW])
TABLES = np.arange(T * 16.0).reshape(T, 4, 4) % 13 - 6
TABLES[:2, 2:] = np.nan
CORNERS = [(0, 0), (0, 1), (np.nan, np.nan), (1, 0)]
STUMP = (GRID.points[:, 0] > NOW[:, np.newaxis] - 0.5) * 0.6 + 0.2


def field(p=FIELDS, name="", **settings):
    return Panel(Field(GRID, p), Points(*TRAIN, HELD_OUT), name=name, **settings)


def waves(*marks, **settings):
    known = {"limits": (0, 1, -1.2, 1.2), "axes": ("$t$", "$y$"), **settings}
    return Panel(*marks, Line(S, WAVES, "measured"), **known)


def growing(axes):
    """Artists of an author's own: a bar, and a number above it."""
    look = {"ha": "center", "size": 11}
    return axes.bar([0.5], [0], 0.4, color="#8a9099")[0], axes.text(0.5, 0, "", **look)


def grown(i, bar, text):
    bar.set_height(NOW[i])
    text.set(text=f"{100 * NOW[i]:.0f} %", y=NOW[i] + 0.02)


def own():
    return Draw(growing, grown, T, lambda i: f"grown to {100 * NOW[i]:.0f} %")


def dropout():
    masks = {1: np.array([[1, 0, 1], [1, 1, 0], [0, 1, 1]], bool)}
    return diagrams.dropout([2, 3, 1], masks, ["relu", "sigmoid"])


COMPOSITIONS = {
    **{f"ready: {name}": make for name, make in READY.items()},
    "blueprint": lambda: diagrams.blueprint(MODELS["classes"]()),
    "computation graph": lambda: diagrams.computation_graph(FAN),
    "dropout": dropout,
    "a network beside its losses": lambda: Scene(
        [Network([2, 3, 1], ["tanh", "sigmoid"]), Curves(LOSSES)], "It learns", STEPS
    ),
    "matrix sizes": lambda: Scene([Products(dense_layers([2, 3, 1], ["tanh", "sigmoid"]), 36)]),
    "one panel": lambda: Scene([field()], "A line turns", STEPS),
    "no title, no steps": lambda: Scene([field()]),
    "what the tints mean": lambda: Scene([Panel(Field(GRID, FIELDS), Tints())], "Tints", STEPS),
    "a tree": lambda: Scene([field(STUMP)], "A stump moves", STEPS),
    "classes": lambda: Scene(
        [Panel(Classes(GRID, THIRDS), Points(X, [0, 1, 2, 0]))], "Three classes", STEPS
    ),
    "two beside each other": lambda: Scene([[field(name="one"), field(name="two")]], "Two", STEPS),
    "two by two": lambda: Scene(
        [[field(name=name, said=lambda i: f"{i} %") for name in row] for row in ("ab", "cd")],
        "Four trainings", STEPS, "epoch", "share of 4 points",
    ),
    "three above their losses": lambda: Scene(
        [[field(name=name) for name in "abc"], [Curves(LOSSES)]], "Three", STEPS, frames=3
    ),
    "k-means": lambda: Scene(
        [Panel(Points(MOVED, NEAREST), Ways(np.stack([WALK, -WALK], axis=1), color=CLASSES[3]))],
        "Points find their centre", np.arange(T), "round",
    ),
    "points one by one": lambda: Scene(
        [Panel(Points(CLOUD, seen=[1, 8, 20, 30]), limits=(-2, 2, -2, 2))], "More data"
    ),
    "a curve that fits": lambda: Scene(
        [waves(Band(S, WAVES.min(axis=0), WAVES.max(axis=0)), Dots(NOW, NOW),
               Rule(NOW, ls=":"), Words(0.02, 1.05, [f"moment {i}" for i in range(T)]))],
        "A wave runs", STEPS,
    ),
    "still marks": lambda: Scene(
        [[Panel(Band(None, 0.2, 0.4), Line(S, S**2, "square"), Rule(0.5), axes=("$t$", "$y$"),
                flags={"here": 0.5}), field(FIELDS[0])]],
        "Nothing moves", width=800,
    ),
    "shown and hidden": lambda: Scene(
        [waves(Shown(Lines([[WALK]] * T, "now and then"), [False, True, False, True]))],
        "A line comes and goes", STEPS,
    ),
    "traces": lambda: Scene(
        [Panel(Trace(S, S**2, NOW), limits=(0, 1, 0, 1), axes=("$t$", "$y$"))], "It grows"
    ),
    "own artists": lambda: Scene(
        [Panel(own(), limits=(0, 1, 0, 1.2), axes=("", "share"))], "A bar grows", STEPS
    ),
    "a confusion matrix": lambda: Scene(
        [Confusion(50 * np.eye(3, dtype=int) + NEAR, ["cat", "dog", "bird"])], "Who is whom"
    ),
    "an image": lambda: Scene(
        [Panel(Image(DIGITS[:, 0], name="digit"), axes=None, ratio=1)], "A digit", STEPS
    ),
    "a matrix beside its field": lambda: Scene(
        [[Panel(Matrix(MATRIX * NOW[::-1, np.newaxis, np.newaxis]), axes=("unit", "input"),
                whole="xy", ratio=None), field()]],
        "The penalty removes the weights", STEPS,
    ),
    "images": lambda: Scene(
        [Images(DIGITS, names=[[f"{n} at {i}" for n in range(6)] for i in range(T)])],
        "Filters", STEPS,
    ),
    "numbers and a window": lambda: Scene(
        [[Panel(Numbers(TABLES), Window(CORNERS, (2, 3)), axes=None, ratio=1),
          Panel(Numbers(TABLES[0], write=None), Window(CORNERS, (2, 2), (2, 1)), axes=None,
                ratio=1)]], "A window slides over numbers", STEPS,
    ),
    "images without names": lambda: Scene([Images(DIGITS, columns=6)], "Digits", STEPS),
    "bars and a table": lambda: Scene(
        [[Bars({"train": NOW, "held out": NOW / 2}, "accuracy"),
          Table({"part": ["train", "held out"], "points": [900, 100]})]],
        "How good is it?", STEPS,
    ),
    "spread": lambda: Scene([Spread({"SGD": SEEDS[0], "Adam": SEEDS[1]}, "accuracy")], "Chance"),
    "sweep": lambda: Scene(
        [Sweep(VALUES, SCORES, "the penalty", now=True)], "A setting", [str(v) for v in VALUES]
    ),
    "sweep, still": lambda: Scene(
        [Sweep([1, 2, 5, 9], {"held out": SEEDS}, "units", log=False, mark={"best": 5})], "Units"
    ),
    "curves, log": lambda: Scene([Curves(LOSSES, log=True, flags={"stop": 25})], "Down", STEPS),
    "curves, still": lambda: Scene([Curves(LOSSES, STEPS, grows=False, unit="epoch")], "Both"),
    "curves in two rows": lambda: Scene(
        [Curves(LOSSES), Curves({"rate": NOW}, quantity="rate", unit="step")], "Two rows", STEPS
    ),
    "surface and map": lambda: Scene(
        [[Surface(GRID, HEIGHTS, {"SGD": WALK}), Map(GRID, HEIGHTS, {"SGD": WALK})]],
        "A way down", STEPS,
    ),
    "map by step": lambda: Scene(
        [Map(GRID, HEIGHTS, {"SGD": WALK}, by_step=True)], "A way in the colours of its steps",
        STEPS,
    ),
    "cloud beside its confusions": lambda: Scene(
        [[Cloud(0.5 + 0.4 * np.array([t * SPOTS for t in NOW]), range(10)),
          Confusion([np.full((3, 3), t) + 9 * np.eye(3, dtype=int) for t in range(T)])]],
        "Ten classes part", STEPS,
    ),
    "cloud that stands still": lambda: Scene([Cloud(SPOTS, range(10))], "Ten classes apart"),
    "space beside a curve": lambda: Scene(
        [[Space({"a": CORNER, "b": 1 - CORNER}), Curves({"distance": NOW}, quantity="distance")]],
        "Two curves part", NOW, "time",
    ),
}  # fmt: skip


def kinds(scene):
    """The kinds of panels and marks that a scene holds."""
    marks = [mark for panel in scene.panels for mark in panel.marks]
    marks += [mark.mark for mark in marks if isinstance(mark, Shown)]
    return {type(each) for each in (*scene.panels, *marks)}


def public():
    """The panels and marks that an author finds in `animation` and in `diagrams`."""
    faces = animation, diagrams
    named = [getattr(face, name) for face in faces for name in face.__all__]
    kinds = [each for each in named if isinstance(each, type)]
    return {each for each in kinds if issubclass(each, (Panel, animation.Mark))}
