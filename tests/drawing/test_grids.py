"""Any grid of panels lays out: nothing overlaps or leaves the page, and every word can be read."""

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from tests import drawn
from tests.drawing.scenes import GRID, HELD_OUT, TRAIN
from tests.examples import examples
from utils.animation import (
    Bars,
    Curves,
    Field,
    Images,
    Line,
    Map,
    Matrix,
    Panel,
    Points,
    Scene,
    Spread,
    Sweep,
    Table,
    Ways,
)
from utils.drawing.film import picture
from utils.drawing.style.page import style

NAMES = (
    "", "a", "loss", "held out", "the best of ten", "NumPy", "with L2 and dropout", "$x_1$",
    "costs $5 to $10", "SGD with momentum and a long name",
)  # fmt: skip
SAID = (None, "97.5 %", "variance 0.09, bias 0.004", "no boundary")
names, said = st.sampled_from(NAMES), st.sampled_from(SAID)
X = np.linspace(0, 1, 30)
SCALES = st.sampled_from([1e-6, 0.01, 1.0, 250.0, 4e4])


def numbers(moments, scale, *shape):
    """Random ones, the same for every moment but for a drift."""
    found = np.random.default_rng(len(shape)).uniform(0.2, 1, shape)
    return scale * (found + 0.1 * np.arange(moments).reshape(-1, *[1] * len(shape)))


def field(T, scale, **heads):
    p = numbers(T, 1, len(GRID.points)) / (1 + 0.1 * T)
    return Panel(Field(GRID, p), Points(*TRAIN, HELD_OUT), **heads)


def line(T, scale, **heads):
    return Panel(Line(X, numbers(T, scale, 30), "a line"), axes=("$t$", "speed"), **heads)


def ways(T, scale, **heads):
    return Panel(Ways({"one": scale * numbers(T, 1, 2), "two": -scale * numbers(T, 1, 2)}), **heads)


def curves(T, scale, name="", said=None):
    return Curves({"train": numbers(T, scale), name or "loss": numbers(T, 2 * scale)})


KINDS = {
    "field": field,
    "line": line,
    "ways": ways,
    "matrix": lambda T, scale, **heads: Panel(
        Matrix(numbers(T, scale, 3, 5)), axes=("unit", "input"), ratio=None, whole="xy", **heads
    ),
    "curves": curves,
    "map": lambda T, scale, **heads: Map(
        GRID, scale * (GRID.points**2).sum(axis=1).reshape(GRID.shape),
        {"SGD": numbers(T, 0.5, 2)}, **heads,
    ),
    "sweep": lambda T, scale, **heads: Sweep(
        np.arange(1, T + 1) * scale, {"train": numbers(T, 0.3)}, "the setting", log=scale < 1
    ),
    "spread": lambda T, scale, **heads: Spread({"one": X * scale, "two": X * scale}, "accuracy"),
    "bars": lambda T, scale, **heads: Bars({"a": numbers(T, scale), "longer": numbers(T, scale)}),
    "table": lambda T, scale, **heads: Table({"part": ["train", "held out"], "n": [900, 100]}),
    "images": lambda T, scale, name="", said=None: Images(
        numbers(T, scale, 4, 5, 5), names=["a", "b", "c", "d"] if name else None
    ),
}  # fmt: skip
cells = st.tuples(st.sampled_from(sorted(KINDS)), names, said, SCALES)
grids = st.integers(1, 4).flatmap(
    lambda columns: st.lists(st.lists(cells, min_size=1, max_size=columns), min_size=1, max_size=3)
)
REFUSED = "pixels"  # in the sentence that says that words are too long for their panel


def scale_of(figure):
    return [(a.get_xlim(), a.get_ylim(), a.get_position().bounds) for a in figure.axes]


@examples(120, shrink=False)
@given(grids, st.integers(2, 5), names, said)
def test_any_grid_of_panels_lays_out(grid, moments, title, note):
    try:
        rows = [
            [KINDS[kind](moments, scale, name=name, said=said) for kind, name, said, scale in row]
            for row in grid
        ]
        scene = Scene(rows, title, said=note)
    except ValueError as error:
        assert REFUSED in str(error)
        assume(False)
    assert scene.figure.bbox.width <= 814  # where the smallest letters have 9 pixels of 480
    before = scale_of(scene.figure)
    for k in (0, scene.frames - 1):
        scene.draw(k)
        with style():
            picture.render(scene.figure)
        assert drawn.too_small(scene.figure) == [] and drawn.collisions(scene.figure) == []
        assert scale_of(scene.figure) == before
    assert all(min(panel.axes.bbox.size) >= 40 for panel in scene.panels)
