"""What is wrong with a figure as it is drawn: words too small, cut off or one on another, axes that
overlap, words of one panel on another."""

import itertools

from matplotlib.axes import Axes

from utils.drawing.film import picture
from utils.drawing.style.page import style

LEAST, SHOWN = 9, 480  # pixels of a letter, where a figure is shown this wide


def too_small(figure):
    """Texts under 9 pixels where the figure is shown 480 pixels wide."""
    scale = 100 / 72 * SHOWN / figure.bbox.width
    return [t.get_text() for t in picture.texts(figure) if t.get_size() * scale < LEAST]


def collisions(figure):
    """What is wrong with the places of a figure's texts and axes, in words."""
    with style():
        placed = [(t.get_text(), t.get_window_extent()) for t in picture.texts(figure)]
        return [*_cut(figure, placed), *_touching(placed), *_crossed(figure), *_strays(figure)]


def _cut(figure, placed):
    """Words and axes that leave the page."""
    axes = [(_named(a), a.bbox) for a in figure.axes]
    for name, box in placed + axes:
        if min(box.x0, box.y0) < 0 or box.x1 > figure.bbox.x1 or box.y1 > figure.bbox.y1:
            yield f"{name!r} is cut off"


def _touching(placed):
    for (one, a), (two, b) in itertools.combinations(placed, 2):
        if _share(a, b, 1, 6):
            yield f"{one!r} on {two!r}"


def _crossed(figure):
    """Axes that lie on others."""
    for one, two in itertools.combinations(figure.axes, 2):
        if _share(one.bbox, two.bbox, 1, 1):
            yield f"axes {_named(one)!r} on axes {_named(two)!r}"


def _strays(figure):
    """Words of the page or of one panel that stand inside the axes of another."""
    for holder, axes in itertools.product(figure.get_children(), figure.axes):
        for text in picture.texts(holder) if holder is not axes else ():
            if _share(text.get_window_extent(), axes.bbox, 1, 4):
                yield f"{text.get_text()!r} inside the axes {_named(axes)!r}"


def _named(axes):
    """Axes by the first of their words."""
    return next((text.get_text() for text in picture.texts(axes)), "without words")


def _share(a, b, across, up):
    """Whether two boxes have more than so many pixels in common."""
    wide, high = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
    return wide >= across and high >= up


def axes_of(figure):
    """The axes of a figure and those that stand inside them."""
    inside = [child for axes in figure.axes for child in axes.get_children()]
    return [*figure.axes, *(child for child in inside if isinstance(child, Axes))]
