"""Rows: where the panels of a scene stand, in pixels, from the room that their words need."""

from itertools import pairwise

from .panels.panel import PLAIN

TALLEST = 480  # pixels of a panel
STRIP, ALONE = 110, {1: 250, 2: 150}  # heights of panels without a ratio: below others, alone
MANY = 118
BETWEEN = 6  # pixels between two rows


def arrange(rows, width):
    """({panel: (left, top, width, height)}, height of all): tops are counted downwards from 0."""
    _share(rows)
    _give_heights(rows)
    edge = max((row[0].margins(width).left for row in rows if row[0].names), default=PLAIN)
    places, top = {}, 0
    for row in rows:
        widths = _widths(row, rows, width, edge)
        level = all(panel.fits(w) for panel, w in zip(row, widths, strict=True))
        for panel in row:
            panel.level = level
        margins = [panel.margins(w) for panel, w in zip(row, widths, strict=True)]
        heights = _heights(row, widths)
        top += max(m.top for m in margins)
        left = 0
        for at, (panel, w, h, m) in enumerate(zip(row, widths, heights, margins, strict=True)):
            left += _left(panel, m, at, edge)
            places[panel] = round(left), round(top), round(w), round(h)
            left += w + m.right
        top += max(h + m.bottom for h, m in zip(heights, margins, strict=True)) + BETWEEN
    return places, round(top)


def in_rows(panels, columns):
    """Panels in rows of so many."""
    if not (isinstance(columns, int) and columns >= 1):
        raise ValueError(f"columns must be a whole number of at least 1, got {columns!r}; try 4.")
    return [panels[at : at + columns] for at in range(0, len(panels), columns)]


def _share(rows):
    """Panels alike, side by side or one below the other, have their numbers once."""
    for number, row in enumerate(rows):
        below = rows[number + 1] if number + 1 < len(rows) else []
        for at, panel in enumerate(row):
            left = row[at - 1] if at else None
            under = below[at] if at < len(below) else None
            panel.shares_left = left is not None and left.shape() == panel.shape()
            panel.shares_below = under is not None and panel.shares_x(under)
    pairs = [pair for upper, lower in pairwise(rows)
             for pair in zip(upper, lower) if pair[0].shares_below]  # fmt: skip
    for one, two in [*pairs, *pairs[::-1]]:  # one scale for both, so they end at one place
        one.reach = two.reach = max(panel.margins(0).right for panel in (one, two))


def _give_heights(rows):
    """Panels without a ratio are low below others, and share a page among themselves."""
    free = [row for row in rows if all(panel.ratio is None for panel in row)]
    high = STRIP if len(free) < len(rows) else ALONE.get(len(free), MANY)
    for panel in (panel for row in free for panel in row):
        panel.high = panel.high or high


def _left(panel, margins, at, edge):
    return edge if at == 0 and panel.names else margins.left


def _weight(panel):
    return panel.wide or (1 / panel.ratio if panel.ratio else 4 / 3)


def _widths(row, rows, width, edge):
    """Widths that fill the row, so that panels with a ratio are equally high unless told `wide`.

    A row that is shorter than another of panels alike keeps to the widths of that one.
    """
    alike = [other for other in rows if len({p.shape() for p in [*other, *row]}) == 1]
    model = max([row, *alike], key=len)
    margins = [panel.margins(width) for panel in model]
    used = sum(_left(p, m, at, edge) + m.right for at, (p, m) in enumerate(zip(model, margins)))
    unit = (width - used) / sum(_weight(panel) for panel in model)
    tallest = max((unit * _weight(p) * p.ratio for p in row if p.ratio), default=0)
    return [unit * _weight(p) * min(1, TALLEST / max(tallest, 1)) for p in row]


def _heights(row, widths):
    """By the ratio, else as high as the highest neighbour."""
    known = [w * p.ratio for p, w in zip(row, widths, strict=True) if p.ratio]
    high = max(known or [panel.high for panel in row])
    return [w * p.ratio if p.ratio else high for p, w in zip(row, widths, strict=True)]
