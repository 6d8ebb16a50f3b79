"""Small multiples: equal panels in rows and columns, each under words of its own."""

from __future__ import annotations

from .layout import SMALL, SYMBOL, panel, sheet, text_width, ticks, wrap
from .palette import INK, MUTED

ACROSS, LEFT, RIGHT = 800, 72, 14
MOST = 400  # pixels a panel is wide at most
GAP, BETWEEN = 14, 14
LINE = 18  # pixels from one line of a heading to the next
FOOT = 52  # below the lowest panel: numbers and the axis's name
CAPTION, WORDS = {"color": INK, "weight": "bold"}, {"color": MUTED}


def tiles(heads, ratio, columns, title="", note="", names=("$x_1$", "$x_2$"), room=0):
    """(figure, axes, top): a panel for each of heads {caption: words}, row by row.

    ratio: height of a panel over its width. names: of the two sides. room: pixels left free for a
    key above the panels, from the pixel `top` on.
    """
    columns = min(_columns(columns), len(heads))
    rows = -(-len(heads) // columns)
    wide = min(MOST, (ACROSS - LEFT - RIGHT - (columns - 1) * GAP) // columns)
    high = round(wide * ratio)
    probe = sheet(10, "", width=ACROSS)
    level = all(_level(probe, caption, words, wide) for caption, words in heads.items())
    lines = {caption: _lines(caption, words, wide, level) for caption, words in heads.items()}
    head = LINE * max(len(each) for each in lines.values()) + 6
    step = head + high + BETWEEN
    figure = sheet(FOOT + rows * step + room, title, note, width=ACROSS, left=LEFT)
    panels = []
    for i, (caption, words) in enumerate(heads.items()):
        row, column = divmod(i, columns)
        place = LEFT + column * (wide + GAP), FOOT + (rows - 1 - row) * step, wide, high
        axes = panel(figure, *place)
        _name_sides(axes, names, column == 0, i + columns >= len(heads))
        _head(axes, lines[caption], words if level else "")
        panels.append(axes)
    return figure, panels, FOOT + rows * step


def _columns(columns):
    if not (isinstance(columns, int) and columns >= 1):
        raise ValueError(f"columns must be a whole number of at least 1, got {columns!r}; try 4.")
    return columns


def _level(figure, caption, words, wide):
    """Whether a caption and its words have room on one line."""
    room = text_width(figure, caption, SMALL, **CAPTION) + text_width(figure, words, SMALL)
    return room + 12 <= wide


def _lines(caption, words, wide, level):
    """The lines of a heading, as pairs (text, look)."""
    parts = ((caption, CAPTION), *([] if level else [(words, WORDS)]))
    return [
        (line, look) for text, look in parts for line in wrap(text, {"size": SMALL, **look}, wide)
    ]


def _head(axes, lines, words):
    """Lines above a panel from its left edge, or one line with words at its right edge."""
    above = {"textcoords": "offset pixels", "size": SMALL}
    for i, (line, look) in enumerate(reversed(lines)):
        up = 7 + LINE * i
        axes.annotate(line, (0, 1), xycoords="axes fraction", xytext=(0, up), **above, **look)
    if words:
        place = {"xycoords": "axes fraction", "xytext": (0, 7), "ha": "right"}
        axes.annotate(words, (1, 1), **place, **above, **WORDS)


def _name_sides(axes, names, first, lowest):
    """Numbers and names at the first panel of each row and the lowest of each column."""
    ticks(axes.xaxis)
    ticks(axes.yaxis, 3)
    axes.xaxis.get_major_locator().set_params(nbins=4, prune="both")  # edges meet their neighbours'
    axes.tick_params(labelleft=first, labelbottom=lowest)
    if lowest:
        axes.set_xlabel(names[0], size=SYMBOL, labelpad=2)
    if first:
        axes.set_ylabel(names[1], size=SYMBOL, labelpad=2)
