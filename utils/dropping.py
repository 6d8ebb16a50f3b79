"""Dropout: at each update another random part of the units is left out."""

from __future__ import annotations

import numpy as np
from matplotlib.collections import LineCollection

from . import networks
from .board import canvas
from .layout import SMALL, sheet
from .palette import FAINT, GREY, MUTED, PAPER, VALUES
from .picture import style

MOST, EXTRA = 10, 26
SHARE = "1 \N{MINUS SIGN} p"
LAST = f"prediction: every unit on; the outputs were already divided by the share kept, {SHARE}"
ARM = 6.0  # pixels from the middle of a cross to its ends, across and up


class DropoutScene:
    """Which units work in an update with dropout, and which in a prediction?

    Each frame but the last is one update, as one example sees it: a crossed unit gives 0, so that
    its weights, pale, take no part. The last frame is a prediction, with every unit on.

    model: a built model, or a list of sizes beside the names of the layers' activations. masks:
    {layer: (T, units) of bool}, true where a unit is kept; layer 0 is the input, 1 the first Dense
    layer, as below the picture. unit: what a frame is called.
    """

    def __init__(self, model, masks, activations=None, title="Dropout", unit="update"):
        self.dense = networks.steps(model, activations)
        self.title, self.unit = title, unit
        self.kept = _masks(masks, networks.sizes(self.dense))
        self.dropped = sorted(masks)
        self.frames = len(self.kept[0])
        self.count = self.frames - 1
        with style():
            self._compose()
            self.draw(0)

    def _compose(self):
        room = networks.HEIGHT + EXTRA
        self.figure = sheet(room, self.title, " ", width=networks.ROOM, left=28)
        self.note = self.figure.heading[-1]
        axes = canvas(self.figure, networks.ROOM, room)
        axes.set_ylim(-EXTRA, networks.HEIGHT)
        columns = networks.places(self.dense, MOST)
        self.places = np.vstack(columns)
        pairs = zip(columns, columns[1:], strict=False)
        self.joints = np.vstack([networks.joints(left, right) for left, right in pairs])
        self.on = [
            kept[:, _drawn(len(column), kept.shape[1])]
            for column, kept in zip(columns, self.kept, strict=True)
        ]
        self._draw_parts(axes)
        self.front = networks.name(axes, self.dense, columns)
        look = {"size": SMALL, "color": MUTED, "ha": "center", "y": 16 - EXTRA, "s": ""}
        self.counts = {layer: axes.text(columns[layer][0, 0], **look) for layer in self.dropped}
        self.moving = [*self.parts, self.note, *self.counts.values()]

    def _draw_parts(self, axes):
        pale = {"colors": FAINT, "linewidths": 0.7, "zorder": 1}
        cross = {"colors": GREY, "linewidths": 2.2, "capstyle": "round", "zorder": 3.2}
        bright = {**networks.JOINT, "linewidths": 1.2, "alpha": 0.85, "zorder": 1.1}
        self.pale, self.bright, self.crosses = (
            axes.add_collection(LineCollection([], **look), autolim=False)
            for look in (pale, bright, cross)
        )
        self.units = axes.scatter(*self.places.T, s=networks.UNIT**2, zorder=3)
        self.parts = [self.pale, self.bright, self.units, self.crosses]

    def draw(self, k):
        """Show frame k: data is set, nothing is made."""
        on = [kept[k] for kept in self.on]
        pairs = zip(on, on[1:], strict=False)
        works = np.concatenate([np.outer(left, right).ravel() for left, right in pairs])
        self.pale.set_segments(self.joints[~works])
        self.bright.set_segments(self.joints[works])
        self._draw_units(np.concatenate(on))
        for layer, text in self.counts.items():
            text.set_text(f"{self._counted(layer, k)} on")
        self.note.set_text(LAST if k == self.count else self._told(k))

    def _draw_units(self, on):
        self.units.set(
            facecolors=np.where(on, VALUES, PAPER),
            edgecolors=np.where(on, PAPER, GREY),
            linewidths=np.where(on, 2.0, 1.2),
        )
        arms = np.array([[(-ARM, -ARM), (ARM, ARM)], [(-ARM, ARM), (ARM, -ARM)]])
        self.crosses.set_segments([place + arm for place in self.places[~on] for arm in arms])

    def _counted(self, layer, k):
        kept = self.kept[layer][k]
        return f"{kept.sum()} of {len(kept)}"

    def _told(self, k):
        return (
            f"{self.unit} {k + 1} of {self.count}: {self._at_work(k)}; outputs divided by {SHARE}"
        )

    def _at_work(self, k):
        """How many weights join two units that are on."""
        counts = np.array([kept.sum(axis=1) for kept in self.kept])
        works = (counts[:-1] * counts[1:]).sum(axis=0)
        return f"{works[k]:,} of {works[-1]:,} weights at work"

    def facts(self, k):
        """What frame k shows, in one sentence."""
        start = f"{self.title}, " if self.title else ""
        if k == self.count:
            return f"{start}prediction: every unit on, {self._at_work(k)}."
        layers = ", ".join(f"{self._counted(n, k)} units on in layer {n}" for n in self.dropped)
        return f"{start}{self.unit} {k + 1} of {self.count}: {layers}; {self._at_work(k)}."


def _drawn(shown, size):
    """The numbers of the units that are drawn of a layer, from below: the first stands on top."""
    half = shown // 2
    top = np.arange(size) if shown == size else np.r_[:half, size - half : size]
    return top[::-1]


def _masks(masks, sizes):
    """For each column which units are on, (T + 1, units); in the last row all of them."""
    known = {layer: np.asarray(kept) != 0 for layer, kept in masks.items()}
    wrong = [layer for layer in known if layer not in range(len(sizes) - 1)]
    if wrong or not known:
        raise ValueError(
            f"masks must name layers from 0, the input, to {len(sizes) - 2}, the last before the "
            f"output, got {wrong or 'none'}."
        )
    count = len(next(iter(known.values())))
    for layer, kept in known.items():
        if kept.shape != (count, sizes[layer]) or not count:
            raise ValueError(
                f"masks[{layer}] must have the shape ({count or 'updates'}, {sizes[layer]}), one "
                f"row for each update and one column for each unit, got {kept.shape}."
            )
    rows = [known.get(n, np.ones((count, size), bool)) for n, size in enumerate(sizes)]
    return [np.vstack([kept, np.ones((1, kept.shape[1]), bool)]) for kept in rows]
