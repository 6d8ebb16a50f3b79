"""The board: each state has its look, a wire shines while it is lit, a quiet one only then."""

import numpy as np
import pytest
from matplotlib.colors import to_rgba

from utils.board import KNOWN, MADE, READ, WAITING, Board, Cell, Line, Wire, canvas
from utils.layout import sheet
from utils.palette import GREY, INK, PAPER, VALUES, WEIGHTS

STATES = {"w": WAITING, "k": KNOWN, "r": READ, "m": MADE}
COLOURS = {"w": VALUES, "k": WEIGHTS, "r": VALUES, "m": WEIGHTS}


@pytest.fixture
def board():
    axes = canvas(sheet(100, "A board", width=400), 400, 100)
    cells = {
        name: Cell(10 + 90 * at, 20, 60, 40, COLOURS[name], (Line(name, 12, 14),))
        for at, name in enumerate(STATES)
    }
    wires = {
        ("w", "k"): Wire([(70, 40), (100, 40)]),
        ("k", "r"): Wire([(160, 40), (190, 40)], dashed=True),
        ("r", "k"): Wire([(190, 40), (160, 40)], bright=VALUES, quiet=True),
    }
    return Board(axes, cells, wires)


def test_waiting_cells_are_empty_and_veiled(board):
    board.draw(STATES)
    faces = [to_rgba(colour) for colour in (PAPER, WEIGHTS, VALUES, WEIGHTS)]
    np.testing.assert_allclose(board.boxes.get_facecolors(), faces)
    assert (board.veil.get_facecolors()[:, 3] > 0).tolist() == [True, False, False, False]


def test_edges_say_what_is_read_and_made(board):
    board.draw(STATES)
    waiting, known, read, made = board.boxes.get_linewidths()
    assert known == 0 < waiting < read < made
    solid = [dashes is None for _, dashes in board.boxes.get_linestyles()]
    assert solid == [True, True, False, True]


def test_wires_shine_while_they_are_lit(board):
    board.draw(STATES)
    colours = [to_rgba(GREY), to_rgba(GREY), to_rgba("none")]
    np.testing.assert_allclose(board.lines.get_colors(), colours)
    np.testing.assert_allclose(board.heads.get_facecolors(), colours)
    board.draw(STATES, lit=[("w", "k"), ("r", "k")])
    colours = [to_rgba(INK), to_rgba(GREY), to_rgba(VALUES)]
    np.testing.assert_allclose(board.lines.get_colors(), colours)
    np.testing.assert_allclose(board.heads.get_facecolors(), colours)
    assert (np.diff(board.lines.get_linewidths()) != 0).all()


def test_dashed_wires_stay_dashed(board):
    for lit in ([], [("k", "r")]):
        board.draw(STATES, lit)
        assert [dashes is not None for _, dashes in board.lines.get_linestyles()] == [
            False,
            True,
            False,
        ]


def test_heads_stand_at_the_end_and_point_along_the_wire(board):
    tips = [path.vertices[0] for path in board.heads.get_paths()]
    np.testing.assert_allclose(tips, [(100, 40), (190, 40), (160, 40)])
    back = [path.vertices[1:3, 0].mean() for path in board.heads.get_paths()]
    np.testing.assert_allclose(back, [93, 183, 167])


def test_words_stand_in_the_middle_of_their_cell(board):
    places = [text.get_position() for text in board.words]
    assert places == [(40 + 90 * at, 34) for at in range(4)]
    assert [text.get_text() for text in board.words] == list(STATES)
