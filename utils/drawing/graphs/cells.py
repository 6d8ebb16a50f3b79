"""What a graph is drawn of, in pixels: cells, wires, labels; and the steps that it is told in."""

from typing import NamedTuple

from ..style.page import SMALL, text_width
from ..style.palette import INK, MUTED

ROOM = 756  # pixels that a graph may be wide


class Cell(NamedTuple):
    """A rounded box."""

    left: float
    low: float
    width: float
    height: float
    colour: str

    @property
    def right(self):
        return self.left + self.width

    @property
    def top(self):
        return self.low + self.height

    @property
    def middle(self):
        return self.left + self.width / 2, self.low + self.height / 2


class Wire(NamedTuple):
    """The corners (k, 2) of an arrow; dashed where a value waits in memory before it is read.

    A quiet one is seen only while it shines, in its colour `bright`.
    """

    corners: object
    dashed: bool = False
    bright: str = INK
    quiet: bool = False


class Label(NamedTuple):
    """A text whose baseline is at y; `of`: what a step must tell before it is seen, if anything."""

    x: float
    y: float
    text: str
    size: float = SMALL
    colour: str = MUTED
    ha: str = "center"
    of: tuple | None = None


class Step(NamedTuple):
    """One thing that happens: in words, as a formula, which cells it makes and which it reads.

    tells: what is known from now on, as in `Label.of`. facts: clauses for those who do not see it;
    the formula, where there are none.
    """

    words: str
    formula: str
    makes: tuple = ()
    reads: tuple = ()
    tells: tuple = ()
    facts: tuple = ()


def largest(texts, room, sizes):
    """The largest of these sizes at which all texts are at most `room` wide; None where none is."""
    fitting = (s for s in sizes if all(text_width(text, s) <= room for text in texts))
    return next(fitting, None)
