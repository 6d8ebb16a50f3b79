"""The board: each state has its look, a wire shines while it is lit, a number once it is told."""

from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle

from utils.drawing.film.film import Film
from utils.drawing.film.picture import render
from utils.drawing.graphs.cells import Cell, Label, Step, Wire
from utils.drawing.marks.mark import Draw
from utils.drawing.panels.board import Board, Canvas
from utils.drawing.panels.panel import Panel
from utils.drawing.scene import Scene
from utils.drawing.style.page import style
from utils.drawing.style.palette import FAINT, GREY, INK, PAPER, VALUES, WEIGHTS

COLOURS = {"w": VALUES, "k": WEIGHTS, "r": VALUES, "m": WEIGHTS}
PLAN = SimpleNamespace(
    cells={name: Cell(10 + 90 * at, 20, 60, 40, COLOURS[name]) for at, name in enumerate(COLOURS)},
    wires={
        ("r", "m"): Wire([(250, 40), (280, 40)]),
        ("k", "r"): Wire([(160, 40), (190, 40)], dashed=True),
        ("r", "k"): Wire([(190, 40), (160, 40)], bright=VALUES, quiet=True),
    },
    labels=[Label(40, 34, "$w$", 12, INK), Label(10, 70, "1.5", ha="left", of=("value", "m"))],
    bands=[Cell(0, 10, 380, 60, FAINT)],
)
# First m is made of r, then r of k, then all is known.
STEPS = [
    Step("a", "$m = r$", ("m",), ("r",), tells=(("value", "m"),), facts=("m is 1.5",)),
    Step("b", r"$r = \hat{k}$", ("r",), ("k",)),
    Step("c", "$k = r$", ("k",), ("r",)),
]


def board(steps=STEPS):
    made = Board(PLAN, steps, {"learned": WEIGHTS}, known=("k", "r"))
    return Scene([made], "A board", said=lambda i: steps[i].words), made, made.marks[0]


@pytest.fixture
def drawn():
    """A scene, shown at a step, and what is on the board."""
    scene, _, cells = board()

    def at(k):
        scene.draw(k)
        return cells

    return at


def test_waiting_cells_are_empty_and_veiled(drawn):
    cells = drawn(0)
    faces = [to_rgba(colour) for colour in (PAPER, WEIGHTS, VALUES, WEIGHTS)]
    np.testing.assert_allclose(cells.boxes.get_facecolors(), faces)
    assert (cells.veil.get_facecolors()[:, 3] > 0).tolist() == [True, False, False, False]


def test_edges_say_what_is_read_and_made(drawn):
    cells = drawn(0)
    waiting, known, read, made = cells.boxes.get_linewidths()
    assert known == 0 < waiting < read < made
    solid = [dashes is None for _, dashes in cells.boxes.get_linestyles()]
    assert solid == [True, True, False, True]
    assert [key.get_label() for key in cells.keys] == ["learned", "read now", "made now"]
    assert [key.get_linewidth() for key in cells.keys[1:]] == [read, made]
    assert cells.keys[0].get_facecolor() == to_rgba(WEIGHTS)


def test_what_was_made_is_known_from_then_on(drawn):
    widths = [drawn(k).boxes.get_linewidths() for k in range(3)]
    assert widths[1][3] == 0 and widths[1][1] == widths[0][2] and widths[1][2] == widths[0][3]
    assert widths[2][0] == widths[0][0]


def test_wires_shine_where_one_end_is_made_of_the_other(drawn):
    lit = {0: (INK, GREY, "none"), 1: (GREY, INK, "none"), 2: (GREY, GREY, VALUES)}
    for k, colours in lit.items():
        cells = drawn(k)
        np.testing.assert_allclose(cells.lines.get_colors(), [to_rgba(c) for c in colours])
        np.testing.assert_allclose(cells.heads.get_facecolors(), [to_rgba(c) for c in colours])
        shines = np.array([colour in (INK, VALUES) for colour in colours])
        assert (cells.lines.get_linewidths() > np.float64(2)).tolist() == shines.tolist()


def test_dashed_wires_stay_dashed(drawn):
    for k in range(2):
        styles = drawn(k).lines.get_linestyles()
        assert [dashes is not None for _, dashes in styles] == [False, True, False]


def test_heads_stand_at_the_end_and_point_along_the_wire(drawn):
    paths = drawn(0).heads.get_paths()
    np.testing.assert_allclose([p.vertices[0] for p in paths], [(280, 40), (190, 40), (160, 40)])
    back = [path.vertices[1:3, 0].mean() for path in paths]
    np.testing.assert_allclose(back, [273, 183, 167])


def test_labels_stand_where_they_should_and_numbers_from_when_they_are_told():
    steps = [STEPS[1], STEPS[0], STEPS[2]]
    scene, _, cells = board(steps)
    assert cells.texts[0].get_position() == (40, 34) and cells.texts[1].get_position() == (10, 70)
    seen = []
    for k in range(3):
        scene.draw(k)
        seen.append([text.get_text() for text in cells.texts])
    assert seen == [["$w$", ""], ["$w$", "1.5"], ["$w$", "1.5"]]


def test_the_formula_stands_above_and_its_words_in_the_note():
    scene, made, cells = board()
    scene.draw(1)
    assert cells.formula.get_text() == r"$r = \hat{k}$"
    assert cells.formula.get_position()[1] > 84
    assert scene._noted[0].get_text() == "step 1 of 2 \N{MIDDLE DOT} b"
    assert scene.facts(0) == "A board, step 0: a; m is 1.5."
    assert scene.facts(1) == "A board, step 1: b; r = k hat."


@pytest.mark.parametrize("letters, size", [(10, 17), (47, 15), (60, 11)])
def test_a_long_formula_is_written_smaller(letters, size):
    steps = [STEPS[0]._replace(formula="$" + "m" * letters + "$"), *STEPS[1:]]
    assert board(steps)[2].formula.get_size() == size


def test_a_formula_that_has_no_room_is_refused_in_one_sentence():
    steps = [STEPS[0]._replace(formula=f"${'m' * 200}$"), *STEPS[1:]]
    with pytest.raises(ValueError, match="the formula '.mmm.*mmm.' is wider than 756 pixels; sho"):
        board(steps)


def test_all_that_changes_is_filmed():
    scene = board([STEPS[1], STEPS[0], STEPS[2]])[0]
    with style():
        film = Film(scene)
        for k in range(3):
            frame = film.frame(k).astype(int)
            scene.draw(k)
            assert np.abs(frame - render(scene.figure)).mean() < 0.1


def test_bands_lie_behind_the_cells():
    made = board()[1]
    (band,) = made.axes.patches
    assert band.get_facecolor()[:3] == to_rgba(FAINT)[:3]
    assert band.get_zorder() < made.marks[0].boxes.get_zorder()


def test_a_canvas_is_measured_in_pixels():
    def make(axes):
        axes.add_patch(Rectangle((0, 0), 1, 1, fc="black", lw=0))
        axes.add_patch(Rectangle((100, 50), 1, 1, fc="black", lw=0))

    scene = Scene([Canvas(Draw(make), high=80, least=(200, 80))])
    rows, columns = np.nonzero(render(scene.figure)[..., 0] < 50)
    assert columns.tolist() == [128, 28] and rows[1] - rows[0] == 50


def test_a_board_without_room_is_refused_in_one_sentence():
    made = Board(PLAN, STEPS, {}, known=("k", "r"))
    with pytest.raises(
        ValueError,
        match="a Board with these words needs 756 x 130 pixels, got .* give it a row of its own",
    ):
        Scene([[made, Panel(limits=(0, 1, 0, 1))]])
