"""Marks: what is drawn on a panel's axes; made once, then handed data moment by moment."""

import numpy as np

from ..style.page import NOTE
from ..style.palette import INK


class Mark:
    """A mark is made once on axes by `make(axes)`; `draw(i)` shows moment i.

    moments: how many it has; None where it stands still and shows moment 0 for ever. moving: its
    artists that `draw` changes. fills: whether it fills its panel, so that its bounds are the
    panel's limits. beside: pixels it needs at the panel's right. keys: entries of the key. colours:
    RGBA that fill few pixels and must stay themselves. steps: the numbers behind the moments, which
    its panel hands it before it is made.
    """

    moments, fills, beside, steps = None, False, 0, None
    moving = keys = colours = ()

    @property
    def still(self):
        """Whether it shows the same at each moment."""
        return self.moments is None

    def at(self, i):
        """Which of its own moments it shows at moment i of its panel."""
        return 0 if self.still else i

    def make(self, axes):
        """Make the artists."""

    def draw(self, i):
        """Set the data of moment i; nothing is made."""

    def facts(self, i):
        """What moment i shows, in short clauses."""
        return []

    def bounds(self):
        """(left, right, bottom, top) of the data; None where it follows the panel."""
        return None


class Draw(Mark):
    """Your own artists, in two functions.

    make(axes) makes artists and returns those that move, one or several; draw(i, *artists) sets
    their data for moment i. moments: how many there are; without it the scene's.
    """

    def __init__(self, make, draw=None, moments=None, facts=None):
        self._make, self._draw, self.moments = make, draw, moments
        self._facts = facts

    @property
    def still(self):
        return self._draw is None

    def at(self, i):
        return i

    def make(self, axes):
        made = self._make(axes)
        artists = list(made) if isinstance(made, (list, tuple)) else [made]
        self.moving = [artist for artist in artists if artist is not None]

    def draw(self, i):
        if self._draw:
            self._draw(i, *self.moving)

    def facts(self, i):
        return [self._facts(i)] if self._facts else []


class Words(Mark):
    """Words at a place in the data: one text, or one for each moment, or a function of it."""

    def __init__(self, x, y, words, color=INK, size=NOTE, ha="left", va="center"):
        self.place, self.words = (x, y), words
        self.look = {"color": color, "size": size, "ha": ha, "va": va, "zorder": 6}
        self.moments = len(words) if isinstance(words, (list, tuple, np.ndarray)) else None

    @property
    def still(self):
        return isinstance(self.words, str)

    def make(self, axes):
        self.text = axes.text(*self.place, "", **self.look)
        self.moving = [self.text]

    def draw(self, i):
        self.text.set_text(self._at(i))

    def _at(self, i):
        if self.still:
            return self.words
        return str(self.words(i) if callable(self.words) else self.words[i])

    def facts(self, i):
        return [self._at(i)]


class Shown(Mark):
    """A mark that is seen only at some moments. when: a truth value for each moment."""

    def __init__(self, mark, when):
        if mark.moments not in (None, len(when)):
            raise ValueError(
                f"when must say for each of {mark.moments} moments whether the mark is seen, got "
                f"{len(when)}."
            )
        self.mark, self.when, self.moments = mark, when, len(when)
        self.keys, self.colours, self.fills = mark.keys, mark.colours, mark.fills

    def make(self, axes):
        before, self.mark.steps = set(axes.get_children()), self.steps
        self.mark.make(axes)
        self.moving = [artist for artist in axes.get_children() if artist not in before]

    def draw(self, i):
        self.mark.draw(self.mark.at(i))
        for artist in self.moving:
            artist.set_visible(bool(self.when[i]))

    def facts(self, i):
        return self.mark.facts(self.mark.at(i)) if self.when[i] else []

    def bounds(self):
        return self.mark.bounds()
