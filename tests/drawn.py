"""What is wrong with the words of a figure: too small, cut off, or one on another."""

import itertools

from utils import picture


def too_small(figure):
    """Texts under 9 pixels where the figure is shown 480 pixels wide."""
    scale = 100 / 72 * 480 / figure.bbox.width
    return [t.get_text() for t in picture.texts(figure) if t.get_size() * scale < 9]


def collisions(figure):
    """What is wrong with the places of a figure's texts, in words."""
    with picture.style():
        placed = [(t.get_text(), t.get_window_extent()) for t in picture.texts(figure)]
    edges = figure.bbox
    cut = [
        f"{text!r} is cut off"
        for text, box in placed
        if box.x0 < edges.x0 or edges.x1 < box.x1 or box.y0 < edges.y0 or edges.y1 < box.y1
    ]
    pairs = itertools.combinations(placed, 2)
    return cut + [f"{one!r} on {two!r}" for (one, a), (two, b) in pairs if _touch(a, b)]


def _touch(a, b):
    across = min(a.x1, b.x1) - max(a.x0, b.x0)
    up = min(a.y1, b.y1) - max(a.y0, b.y0)
    return across >= 1 and up >= 6
