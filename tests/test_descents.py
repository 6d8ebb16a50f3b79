"""Descents: where paths end or leave the map, one map each or all on one."""

import numpy as np
import pytest

from tests import drawn
from utils import plots
from utils.drawing.film import picture
from utils.drawing.marks.grid import Grid

GRID = Grid(np.linspace(-2, 2, 81), np.linspace(-1, 3, 81))
X, Y = np.meshgrid(GRID.x, GRID.y)
BOWL = X**2 + (Y - 1) ** 2


def descent(rate, start=(1.5, 2.0), updates=20):
    """Gradient descent on the bowl: each update takes the share 2 rate off the way to (0, 1)."""
    away = (1 - 2 * rate) ** np.arange(updates + 1)
    return np.array([0, 1]) + away[:, np.newaxis] * (np.array(start) - [0, 1])


RATES = {f"rate {rate:g}": descent(rate) for rate in (0.01, 0.25, 0.9, 1.2)}
STARTS = {f"from ({x:g}, {y:g})": descent(0.1, (x, y)) for x, y in ((1, 2), (-1.8, 0), (1, -0.5))}
WILD = np.array([[0.0, 0.0], [1.0, 1.0], [np.nan, np.inf], [0.0, 0.0]])
WIDE = Grid(np.linspace(-4, 4, 81), GRID.y)
PICTURES = {
    "rates": lambda: plots.descents(GRID, BOWL, RATES, "Four rates", ("$a$", "$b$")),
    "two": lambda: plots.descents(GRID, BOWL, dict(list(RATES.items())[:2])),
    "rows": lambda: plots.descents(WIDE, BOWL, {**RATES, **STARTS}, "Seven", columns=3),
    "together": lambda: plots.descents(GRID, BOWL, STARTS, "Three starts", together=True),
    "wild together": lambda: plots.descents(
        WIDE, BOWL, {**STARTS, "wild": WILD}, value="cost", together=True
    ),
}


@pytest.mark.parametrize("name", PICTURES)
def test_words_are_readable_and_do_not_touch(name, figures):
    made = PICTURES[name]()
    assert drawn.too_small(figures[0]) == [] and drawn.collisions(figures[0]) == []
    assert made.facts.endswith(".") and "\n" not in made.facts and len(made.facts) < 500


def test_facts_are_those_of_the_ends():
    # 0.98**20 = 0.6676, 0.5**20 = 9.5e-7, 0.8**20 = 0.01153 of (1.5, 1.0); beside the node at the
    # bottom the heights rise by 0.05 a unit.
    assert PICTURES["rates"]().facts == (
        "Four rates: rate 0.01 loss 1.45; from (1.50, 2.00) to (1.00, 1.67), 20 updates; "
        "rate 0.25 loss 1.2·10⁻⁷; from (1.50, 2.00) to (0.00, 1.00), 20 updates; "
        "rate 0.9 loss 0.00144; from (1.50, 2.00) to (0.02, 1.01), 20 updates; "
        "rate 1.2 leaves at update 1; from (1.50, 2.00) leaves the map at update 1."
    )
    together = PICTURES["together"]().facts
    assert "; 2 from (−1.80, 0.00) to (−0.02, 0.99), loss 0.00161; 3 from" in together


def test_values_are_taken_as_given():
    made = plots.descents(GRID, BOWL, {"slow": RATES["rate 0.01"]}, values={"slow": 0.125})
    assert made.facts.startswith("slow loss 0.125; from") and "loss 0.125" in made.words


def test_words_say_how_a_path_ends():
    words = PICTURES["rates"]().words
    assert {"rate 0.01", "loss 1.45", "leaves at update 1", "leaves the map", "$a$"} <= set(words)
    assert "leaves the map" not in PICTURES["two"]().words


def test_the_scale_is_drawn_once():
    words = PICTURES["rows"]().words
    assert words.count("loss 0") == words.count("8") == 1


def test_together_every_start_is_numbered_and_listed():
    words = PICTURES["together"]().words
    assert [words.count(number) for number in "123"] == [4, 4, 3]  # ticks, map and list
    listed = [word for word in words if word in STARTS or word.startswith("loss 0.")]
    ends = ["loss 0.00115", "loss 0.00161", "loss 0.00144"]
    assert listed[::2] == list(STARTS) and listed[1::2] == ends


def test_the_same_picture_twice():
    assert PICTURES["together"]().png == PICTURES["together"]().png


def test_it_matters_little_what_a_reader_has_set():
    import matplotlib

    with matplotlib.rc_context({"font.size": 30, "axes.grid": True}):
        made = PICTURES["rates"]()
    assert made.png == PICTURES["rates"]().png and isinstance(made, picture.Picture)


REFUSED = {
    "nothing": (lambda: plots.descents(GRID, BOWL, {}), "paths is empty; name at least one"),
    "outside": (
        lambda: plots.descents(GRID, BOWL, {"a": [(5, 0), (0, 0)]}),
        r"the path 'a' must start on the map, .* from \[-2. -1.\] to \[2. 3.\], got \[5. 0.\]",
    ),
    "shape": (
        lambda: plots.descents(GRID, BOWL, {"a": np.zeros((4, 3))}),
        r"the path 'a' must hold points \(T, 2\), got the shape \(4, 3\)",
    ),
    "one start": (
        lambda: plots.descents(GRID, BOWL, RATES, together=True),
        "together numbers the starts, and those of 'rate 0.01' and 'rate 0.25' lie on each other",
    ),
    "heights": (lambda: plots.descents(GRID, BOWL[:5], RATES), r"the grid's shape \(81, 81\)"),
    "columns": (lambda: plots.descents(GRID, BOWL, RATES, columns=0), "columns must be a whole"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_answered_in_one_sentence(case):
    call, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        call()
