"""The words above a panel: its name, what is said of the moment, and flags."""

from ..style.page import SMALL, text_width, wrap
from ..style.palette import INK, MUTED

LINE = 18  # pixels from one line to the next
MOST = 2  # lines of a name
FLAG = {"color": INK, "lw": 1.4, "ls": (0, (4, 2.5)), "zorder": 1.5, "clip_on": False}


class Heading:
    """What a panel with `name`, `said` and `flags` writes above its axes."""

    def _said(self, i):
        return str(self.said(i) if callable(self.said) else self.said or "")

    def _said_ever(self):
        """Its words at the first, the middle and the last moment."""
        count = self.moments or 1
        return {self._said(i) for i in (0, count // 2, count - 1)}

    def fits(self, width):
        """Whether its name and its words have room on one line."""
        room = max(text_width(each, SMALL) for each in self._said_ever())
        return text_width(self.name, SMALL, "bold") + 12 * bool(self.name) + room <= width

    def _heads(self, width):
        """(lines of the name, lines of the words): one line for both where there is room."""
        if self.level and self.fits(width):
            return [self.name] if self.name or self.said else [], []
        below = max((wrap(each, width, SMALL) for each in self._said_ever()), key=len)
        return wrap(self.name, width, SMALL, "bold"), below

    def _top(self, width):
        names, below = self._heads(width)
        lines = len(names) + len(below) + len(self.flags)
        return LINE * lines + 8 * bool(lines) + 4

    @property
    def _lift(self):
        """Pixels from the axes to the name above them."""
        return 8 + LINE * len(self.flags)

    def _head(self):
        """The name above the panel, and the words at its right or below it."""
        names, below = self._heads(self.box[2])
        if len(names) > MOST:
            raise ValueError(
                f"{self.name!r} takes {len(names)} lines above its panel of "
                f"{self.box[2]:.0f} pixels, more than {MOST}; shorten it."
            )
        above = {"xycoords": "axes fraction", "textcoords": "offset pixels", "size": SMALL}
        lines = [(line, {"color": INK, "weight": "bold"}) for line in names]
        lines += [("", {"color": MUTED})] * len(below)
        self._said_lines = []
        for row, (line, look) in enumerate(reversed(lines)):
            place = (0, self._lift + LINE * row)
            text = self.axes.annotate(line, (0, 1), xytext=place, **above, **look)
            self._said_lines += [text] if look["color"] == MUTED else []
        if not below and self.said:
            place = {"xytext": (0, self._lift), "ha": "right", "color": MUTED}
            self._said_lines.append(self.axes.annotate("", (1, 1), **above, **place))
        self._said_lines.reverse()
        self._say(0)

    def _flag(self, row, words, x):
        """A line at x, and words above the axes; every one has a row of its own."""
        axes, left, right = self.axes, *self.limits[:2]
        if not left <= x <= right:
            raise ValueError(
                f"the flag {words!r} must stand between {left:g} and {right:g}, got {x:g}."
            )
        top = 1 + (4 + LINE * row) / self.box[3]
        line = axes.plot([x, x], [0, top], transform=axes.get_xaxis_transform(), **FLAG)
        here = axes.transData.transform((x, self.limits[2]))
        share = axes.transAxes.inverted().transform(here)[0]
        side = "left" if share < 0.25 else "right" if share > 0.75 else "center"
        look = {"size": SMALL, "ha": side, "transform": axes.transAxes}
        return *line, axes.text(share, top + 4 / self.box[3], words, **look)

    def _say(self, i):
        lines = wrap(self._said(i), self.box[2], SMALL) if len(self._said_lines) > 1 else None
        for text, line in zip(self._said_lines, lines or [self._said(i)]):
            text.set_text(line)
