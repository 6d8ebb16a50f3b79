"""Cells know their sides; letters are as large as there is room."""

from utils.drawing.graphs.cells import Cell, largest
from utils.drawing.style.page import text_width


def test_sides_of_a_cell():
    cell = Cell(10, 20, 60, 40, "red")
    assert (cell.right, cell.top, cell.middle) == (70, 60, (40, 40))


def test_letters_are_the_largest_that_fit():
    room = text_width("$W^{[1]}$", 14)
    assert largest(["$W^{[1]}$"], room, (15, 14, 13)) == 14
    assert largest(["b", "$W^{[1]}$"], room, (15, 14, 13)) == 14
    assert largest(["$W^{[1]}$"], room / 2, (15, 14, 13)) is None
