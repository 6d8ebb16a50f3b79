"""A scene: rows of panels under a title and one note. A film shows all of its frames, a still one.

Record first, draw second: a scene holds recorded arrays, and `draw(k)` shows frame k of them.
"""

from itertools import zip_longest

import numpy as np
from matplotlib.text import Text

from .. import checks
from .film.picture import Picture
from .rows import arrange
from .style.numbers import MINUS, decimals
from .style.page import NOTE, TITLE, blank, key, key_rows, style, text_width, wrap, write
from .style.palette import INK, MUTED
from .style.words import sentence, shown, spoken

NARROW, BROAD = 640, 800  # pixels of a page with one panel in a row, and with more
HEAD, KEY = 14, 28  # pixels above the title, and of a row of the key
LEADING = 1.75  # pixels from line to line, for each point of the letters
LONG = 480  # letters that facts may have
DOT = " \N{MIDDLE DOT} "


class Scene:
    """Rows of panels under a title and one note.

    rows: a list of rows, each a panel or a list of panels. title: what happens. steps: the T rising
    numbers behind the recorded moments, or T texts that say where we are; unit: what a step is.
    said: words beside the counter, or a function of the moment. frames: how many of the T moments
    are shown, evenly spaced; all by default. width: pixels.
    """

    def __init__(self, rows, title="", steps=None, unit="step", said=None, frames=None, width=None):
        self.rows = [list(row) if isinstance(row, (list, tuple)) else [row] for row in rows]
        self.panels = [panel for row in self.rows for panel in row]
        if not self.panels:
            raise ValueError("rows is empty; give at least one panel, for example [[Panel(...)]].")
        self.title, self.unit, self.said = title, unit, said
        self.count = _moments(self.panels, steps)
        self.steps = _steps(steps, self.count)
        checks.whole("frames", self.count if frames is None else frames)
        self.frames = min(frames or self.count, self.count)
        self.picks = np.linspace(0, self.count - 1, self.frames).round().astype(int)
        for panel in self.panels:
            panel.unit = self.unit
            panel.steps = np.arange(self.count) if isinstance(self.steps, list) else self.steps
        wide = [panel.page for panel in self.panels]
        several = BROAD if max(map(len, self.rows)) > 1 else NARROW
        with style():
            self._compose(width or max(several, *wide))
            self.draw(0)

    def _compose(self, width):
        places, high = arrange(self.rows, width)
        left = places[self.panels[0]][0]
        self._room = width - left - 12
        heads = [(line, TITLE, {"color": INK, "weight": "bold"})
                 for line in wrap(shown(self.title), self._room, TITLE, "bold")]  # fmt: skip
        heads += [("", NOTE, {"color": MUTED})] * self._note_lines()
        keys = key_rows(self._keys(), self._room)
        above = sum(round(LEADING * size) for _, size, _ in heads) + HEAD + KEY * len(keys)
        self.figure = blank(width, above + high)
        base = above + high - 8
        self._noted = []
        for line, size, look in heads:
            base -= round(LEADING * size)
            text = write(self.figure, left, base, line, size=size, **look)
            self._noted += [text] if size == NOTE else []
        for row in keys:
            base -= KEY
            key(self.figure, row, left - 6, base + 3)
        for panel, (x, top, w, h) in places.items():
            panel.make(self.figure, (x, high - top - h, w, h))
        _typeset(self.figure.findobj(Text))
        _refuse_outside(self.figure)
        moving = [artist for panel in self.panels for artist in panel.moving]
        self.moving = moving + (self._noted if self.count > 1 else [])
        colours = [each for panel in self.panels for each in panel.colours]
        self.colours = np.concatenate(colours).astype(np.uint8) if colours else ()

    def _keys(self):
        """The entries of all panels, each once."""
        return list({handle.get_label(): handle for p in self.panels for handle in p.keys}.values())

    def _note_lines(self):
        """How many lines the note needs at most."""
        notes = [self._lines(i, self._room) for i in self.picks]
        for line in dict.fromkeys(line for note in notes for line in note):
            if text_width(line, NOTE) > self._room:
                raise ValueError(
                    f"{line!r} is wider than the {self._room} pixels of the note; shorten it."
                )
        return max(map(len, notes))

    def _lines(self, i, room):
        """The note at moment i in lines: counter and words in one where there is room."""
        parts = [shown(part) for part in (self._counter(i), self._said(i)) if part]
        lines = wrap(DOT.join(parts), room, NOTE)
        if len(lines) < 2:
            return lines
        return [line for part in parts for line in wrap(part, room, NOTE)]

    def _said(self, i):
        return str(self.said(i) if callable(self.said) else self.said or "")

    def _counter(self, i):
        """Where moment i is: its text, or its number and the last one."""
        of = "" if isinstance(self.steps, list) or self.count == 1 else f" of {self._number(-1)}"
        return self._where(i) + of

    def _where(self, i):
        """The text or the number of moment i; nothing where there is only one moment."""
        if isinstance(self.steps, list):
            return self.steps[i]
        return f"{self.unit} {self._number(i)}" if self.count > 1 else ""

    def _number(self, i):
        return f"{self.steps[i]:z,.{decimals(self.steps)}f}".replace("-", MINUS)

    def draw(self, k):
        """Show frame k: data is set, nothing is made."""
        i = self.picks[k]
        for panel in self.panels:
            panel.draw(i)
        lines = self._lines(i, self._room)
        for text, line in zip_longest(self._noted, lines[: len(self._noted)], fillvalue=""):
            text.set_text(line)
        _typeset(artist for artist in self.moving if isinstance(artist, Text))

    def facts(self, k):
        """What frame k shows, in one sentence."""
        i = self.picks[k]
        said = [spoken(self._said(i)).rstrip(".")] if self.said else []
        clauses = [panel.facts(i) for panel in self.panels]
        where = spoken(self._where(i))
        every = dict.fromkeys(clause for each in clauses for clause in each)
        full = sentence(self.title, said + [*every], where)
        if len(full) <= LONG:
            return full
        return sentence(self.title, said + [each[0] for each in clauses if each], where)

    def picture(self, k=-1):
        """Frame k as a still picture; the last one by default."""
        self.draw(k)
        return Picture(self.figure, self.facts(k))

    def _repr_mimebundle_(self, include=None, exclude=None):
        return self.picture()._repr_mimebundle_()


def _typeset(texts):
    """What an author wrote between two $, and no other $, is a formula."""
    for text in texts:
        text.set_text(shown(text.get_text()))


def _refuse_outside(figure):
    """Refuse words that leave the picture."""
    width, height = figure.canvas.get_width_height()
    for text in figure.findobj(lambda artist: isinstance(artist, Text) and artist.get_text()):
        box, upright = text.get_window_extent(), text.get_rotation() == 90
        low, high, room = (box.y0, box.y1, height) if upright else (box.x0, box.x1, width)
        if text.get_visible() and not -1 <= low <= high <= room + 1:
            raise ValueError(
                f"{text.get_text()!r} leaves the picture, which is {room} pixels "
                f"{'high' if upright else 'wide'}; shorten it, or give the scene a width=."
            )


def _moments(panels, steps):
    """How many moments there are: those of the steps and of every panel that does not stand."""
    counts = [(type(panel).__name__, panel.moments) for panel in panels if panel.moments]
    counts += [] if steps is None else [("steps", len(steps))]
    if len({count for _, count in counts}) > 1:
        told = ", ".join(f"{name} {count}" for name, count in dict.fromkeys(counts))
        raise ValueError(
            f"steps and all panels of a scene must have one number of moments, got {told}; record "
            "all of them at the same steps."
        )
    return counts[0][1] if counts else 1


def _steps(steps, count):
    """The rising numbers of the steps, or a list of texts; 0, 1, 2 ... where none are given."""
    if steps is None:
        return np.arange(count)
    if all(isinstance(step, str) for step in steps):
        return list(steps)
    steps = np.asarray(steps)
    if steps.shape != (count,) or (np.diff(steps) <= 0).any():
        raise ValueError(
            f"steps must be {count} rising numbers, one for each moment, got the shape "
            f"{steps.shape}; pass those of the recording, seen.steps."
        )
    return steps
