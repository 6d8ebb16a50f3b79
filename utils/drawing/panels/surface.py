"""Surfaces: heights over two quantities from above, as a map, and in three dimensions."""

import numpy as np

from ..marks.heights import Heights
from ..marks.ways import Ways
from ..style.numbers import plain, rounded
from ..style.page import SMALL, axes_at, text_width, wrap
from ..style.palette import MUTED
from .panel import Panel
from .relief import Relief
from .trails import Trails
from .view import View

NAMES = ("$w_1$", "$w_2$")
STRIP, LINE, GAP = 12, 17, 12  # pixels of a strip of colours, of a line of words, between strips


class _Ground(Panel):
    """Heights with ways on them; strips below say, where wanted, what the colours mean."""

    def _strips(self, width):
        """(colours, lines of words, the highest, how many lines above it) of the heights, and of a
        way's steps."""
        strips = [(self.ground.shades, self.value, *(rounded(h, 2) for h in self.ground.ends))]
        for mark in self.marks:
            if getattr(mark, "by_step", False):
                first, last = plain(self.steps[0]), plain(self.steps[-1])
                strips.append((mark.colours, self.unit, first, last))
        return [(colours, *_ends(f"{name} {low}", high, width))
                for colours, name, low, high in strips if self.scaled]  # fmt: skip

    def margins(self, width):
        found = super().margins(width)
        deep = sum(_deep(lines, above) for _, lines, _, above in self._strips(width))
        return found._replace(bottom=found.bottom + deep)

    def make(self, figure, box):
        super().make(figure, box)
        left, top, width, _ = box
        top -= super().margins(width).bottom
        look = {"size": SMALL, "color": MUTED, "va": "top", "xycoords": "axes fraction"}
        for colours, lines, high, above in self._strips(width):
            axes = axes_at(figure, left, top - STRIP, width, STRIP)
            axes.set_axis_off()
            axes.imshow(colours[np.newaxis, :, :3], aspect="auto", extent=(0, 1, 0, 1))
            axes.annotate("\n".join(lines), (0, -0.25), **look)
            axes.annotate(high, (1, -0.25 - LINE * above / STRIP), ha="right", **look)
            top -= _deep(lines, above)


def _ends(words, high, width):
    """Lines of words at the left end of a strip, the number at its right one, and how many lines it
    stands below: none, unless a word and the number do not fit side by side."""
    room = width - text_width(high, SMALL) - 8
    lines = wrap(words, room, SMALL)
    if max(text_width(line, SMALL) for line in lines) <= room:
        return lines, high, 0
    lines = wrap(words, width, SMALL)
    return lines, high, len(lines)


def _deep(lines, above):
    """Pixels of a strip with its words and the gap above the next."""
    return STRIP + GAP + LINE * max(len(lines), above + bool(above))


class Map(_Ground):
    """Heights from above, with ways on them.

    grid: from plots.grid. heights (rows, cols) on it. ways: {name: points (T, 2)}, at most four, or
    named as optimizers are. names, value: what the two sides and the height are called. by_step:
    the one way has the colours of its steps. marks: others that lie on the map. scale: whether
    strips below say what the colours mean.
    """

    def __init__(
        self, grid, heights, ways=None, names=NAMES, value="loss", bands=14, by_step=False,
        marks=(), scale=True, **settings,
    ):  # fmt: skip
        ground = self.ground = Heights(grid, heights, bands)
        climbs = [Ways(ways, by_step, heights=ground, value=value)] if ways else []
        self.value, self.scaled = value, scale
        super().__init__(ground, *climbs, *marks, axes=names, **{"ratio": ground.ratio, **settings})


class Surface(_Ground, View):
    """Heights in three dimensions, with ways on them, dotted where a nearer part hides them.

    grid, heights, ways, names, value, by_step, scale: as for Map. turn: degrees round it, from the
    first moment to the last; a camera that turns makes a film several times larger. elevation:
    degrees above the ground.
    """

    def __init__(
        self, grid, heights, ways=None, names=NAMES, value="loss", turn=(-50, -50), elevation=42,
        bands=14, by_step=False, scale=False, wide=2.4, **settings,
    ):  # fmt: skip
        ground = self.ground = Heights(grid, heights, bands)
        relief = Relief(ground, names)
        climbs = [Trails(relief, ways, by_step, value)] if ways else []
        self.value, self.scaled = value, scale
        super().__init__(relief, *climbs, turn=turn, elevation=elevation, wide=wide, **settings)
        half, low, high = relief.fits
        self.ratio = settings.get("ratio", (high - low) / (2 * half))
