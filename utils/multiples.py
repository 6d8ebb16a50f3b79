"""Boundaries side by side: one panel for each network, or for each moment of a training."""

from __future__ import annotations

import numpy as np
from matplotlib.collections import LineCollection

from . import fields
from .palette import INK
from .picture import Picture, style
from .planes import counted, draw_points, pairs, plane_key
from .tiles import LEFT, MOST, tiles

KEY = 34  # pixels of the key above the panels
DENSE = 160  # points from which on they are drawn smaller


def boundaries(panels, train, held_out=None, title="", columns=4, grid=None):
    """How do the boundaries of several networks, or of several moments, differ?

    panels: {caption: a predict function, or its probabilities at grid.points}. train, held_out:
    pairs (X, y); beside each caption stands the share of held-out (else train) points on their
    side. columns: panels in a row. grid: from plots.grid.
    """
    train, held_out = pairs(train, held_out)
    if not panels:
        raise ValueError('panels is empty; name at least one, for example {"mine": model.predict}.')
    grid = grid or fields.grid(np.vstack([X for X, _ in (train, held_out or train)]))
    seen = {name: _seen(name, panel, grid, held_out or train) for name, panel in panels.items()}
    heads = {str(name): f"{100 * share:.1f} %" for name, (_, share) in seen.items()}
    note = f"Share of {counted(train, held_out)}."
    with style():
        figure, places, top = tiles(heads, 1 / fields.ASPECT, columns, title, note, room=KEY)
        for axes, (field, _) in zip(places, seen.values(), strict=True):
            _draw(axes, grid, field, train, held_out)
        plane_key(figure, held_out is not None, top + 6, line=True, left=LEFT)
        return Picture(figure, _facts(title, seen, counted(train, held_out)))


def _seen(name, panel, grid, data):
    """(field, share of the points on their side) of a predict function or of a field."""
    X, y = data
    if callable(panel):
        field, p = (fields.probability(panel, points) for points in (grid.points, X))
        field = field.reshape(grid.shape)
    else:
        if np.size(panel) not in (len(grid.points), 2 * len(grid.points)):
            raise ValueError(
                f"the panel {name!r} must be a predict function or one probability for each of the "
                f"grid's {len(grid.points)} points, got the shape {np.shape(panel)}; pass the grid "
                "at whose points it was taken."
            )
        (field,) = fields.recorded(grid, np.asarray(panel, dtype=float)[np.newaxis])
        p = fields.at(grid, field, X)
    return field, np.mean((p > 0.5) == (y == 1))


def _draw(axes, grid, field, train, held_out):
    left, right, bottom, top = grid.extent
    axes.set(xlim=(left, right), ylim=(bottom, top))
    axes.add_artist(fields.FieldArtist(grid, field))
    lines = fields.boundary(grid, field)
    for colour, broad in (("white", 3.4), (INK, 1.8)):
        axes.add_collection(LineCollection(lines, colors=colour, linewidths=broad, zorder=5))
    count = max(len(y) for _, y in (train, held_out or train))
    size = 18 * axes.get_window_extent().width / MOST * min(1, max(DENSE / count, 0.4))
    draw_points(axes, train, held_out, size, edge=(size / 22) ** 0.7)


def _facts(title, seen, points):
    parts = [f"{name} {100 * share:.1f} %" for name, (_, share) in seen.items()]
    low, high = (op([field for field, _ in seen.values()]) for op in (np.min, np.max))
    start = f"{title}: " if title else ""
    span = f"P(class 1) from {low:.2f} to {high:.2f}"
    return f"{start}share of {points}: {', '.join(parts)}; {span}."
