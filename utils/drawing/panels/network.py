"""Networks as columns of units joined by their weights; units that are dropped are crossed out."""

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D

from ..graphs.dense import dense_layers, sizes
from ..marks.mark import Mark
from ..style.page import NOTE, SMALL, SYMBOL, text_width
from ..style.palette import DIVERGING, FAINT, GREY, INK, MUTED, PAPER, VALUES, WEIGHTS
from .board import Canvas

FOOT, HEAD, COUNTS = 66, 58, 26  # pixels for words below and above the units; for counts as well
STEP, TALL = 40, 270  # pixels from unit to unit and from the first to the last, at most
NAMED, LEAST = 20, 15  # pixels from unit to unit that names need, and that there must be
UNIT, ARM = 18, 1 / 3  # points of a unit, at most; pixels of half a cross for each of them
BESIDE, BETWEEN = 48, 8  # pixels beside the outer columns, and between the words of two
MOST, MOST_KEPT = 8, 10  # units that are drawn of a layer
DOTS = np.array([-0.27, 0, 0.27])  # of a step
ARMS = ARM * np.array([[(-1, -1), (1, 1)], [(-1, 1), (1, -1)]])


class Network(Canvas):
    """Which units does a network have, what joins them, and which of them are at work?

    model: a built model, whose joints have the colours of its weights, or a list of sizes beside
    the names of the layers' activations. kept: {layer: (T, units) of bool}, true where a unit is
    kept at moment i; layer 0 is the input, 1 the first Dense layer. Others are crossed out, and
    what joins them is pale.
    """

    def __init__(self, model, activations=None, kept=None):
        units = Units(dense_layers(model, activations), kept)
        super().__init__(units, high=units.high(STEP), least=(units.wide, units.high(LEAST)))
        self.at_work = units.at_work


class Units(Mark):
    """The units of a network, their joints and their names."""

    def __init__(self, dense, kept):
        self.dense, self.sizes = dense, sizes(dense)
        self.kept = {} if kept is None else kept_units(kept, self.sizes)
        self.moments = len(next(iter(self.kept.values()))) if self.kept else None
        all_on = [np.ones((self.moments or 1, size), bool) for size in self.sizes]
        self.on = [self.kept.get(layer, on) for layer, on in enumerate(all_on)]
        self.columns = [_column(size, MOST_KEPT if self.kept else MOST) for size in self.sizes]
        self._choose_looks()
        words = [(text, size) for _, _, text, size, _ in self._words()]
        words += [(f"{self.sizes[n]} of {self.sizes[n]} on", SMALL) for n in self.kept]
        widest = max(text_width(*each) for each in words)
        self.wide = round(2 * BESIDE + len(dense) * (widest + BETWEEN))

    @property
    def span(self):
        """How many steps there are from the first unit to the last of the tallest column."""
        return max(1, *(np.ptp(y) for y, _ in self.columns))

    def high(self, step):
        """Pixels of all, with at most `step` pixels from unit to unit."""
        words = FOOT + HEAD + COUNTS * bool(self.kept)
        return round(words + 1.4 * UNIT + min(TALL, step * self.span))

    def _choose_looks(self):
        """Joints in one colour; those of a model in the colours of its weights."""
        shown = [units for _, units in self.columns]
        pairs = list(zip(shown, shown[1:]))
        count = sum(len(left) * len(right) for left, right in pairs)
        self.colours = np.tile(to_rgba(WEIGHTS, 0.85 if self.kept else 0.4), (count, 1))
        self.widths = np.full(count, 1.2 if self.kept else 0.7)
        if self.kept or any(layer.kernel is None for layer in self.dense):
            return
        kernels = [layer.kernel[np.ix_(*pair)].ravel() for layer, pair in zip(self.dense, pairs)]
        shares = np.concatenate([w / (np.abs(w).max() or 1) for w in kernels])
        self.colours, self.widths = DIVERGING((shares + 1) / 2), 0.4 + 1.6 * np.abs(shares)
        self.keys = [Line2D([], [], color=DIVERGING(end), lw=2, label=f"weight far {words} 0")
                     for end, words in ((1.0, "above"), (0.0, "below"))]  # fmt: skip

    def _words(self):
        """(column, height, text, size, colour) of each word; from the top where it is negative."""
        for n, size in enumerate(self.sizes):
            yield n, 42, f"$n^{{[{n}]}} = {size}$", SYMBOL, INK
            yield n, 16, self.dense[n - 1].activation if n else "input", NOTE, MUTED
        for n, layer in enumerate(self.dense):
            yield n + 0.5, -20, f"$W^{{[{n + 1}]}}$", SYMBOL, INK
            yield n + 0.5, -40, f"({layer.inputs}, {layer.units})", SMALL, MUTED

    def make(self, axes):
        places = self._places(axes.get_xlim()[1], axes.get_ylim()[1])
        pairs = zip(places, places[1:])
        self.ends = np.array([(a, b) for left, right in pairs for a in left for b in right])
        self.places = np.vstack(places)
        self.joints = LineCollection([], zorder=1)
        self.crosses = LineCollection([], colors=GREY, lw=2.2, capstyle="round", zorder=3.2)
        for artist in (self.joints, self.crosses):
            axes.add_collection(artist, autolim=False)
        self.units = axes.scatter(*self.places.T, s=self.size**2, zorder=3)
        self._write(axes, places)
        self.moving = [self.joints, self.crosses, self.units, *self.counts.values()]

    def _places(self, width, height):
        """Where the units of each column stand, from the top down."""
        self.more, self.height = COUNTS * bool(self.kept), height
        room = height - FOOT - self.more - HEAD
        self.middle = FOOT + self.more + room / 2
        self.step = min(STEP, (room - 1.4 * UNIT) / self.span)
        self.size = min(UNIT, 0.65 * self.step)
        self.across = np.linspace(BESIDE, width - BESIDE, len(self.sizes))
        return [np.column_stack([np.full(len(y), x), self.middle + self.step * y])
                for x, (y, _) in zip(self.across, self.columns)]  # fmt: skip

    def _write(self, axes, places):
        """All words, and dots for the units left out."""
        for n, y, text, size, colour in self._words():
            x = np.interp(n, range(len(self.sizes)), self.across)
            y += self.more if y > 0 else self.height
            axes.text(x, y, text, size=size, color=colour, ha="center")
        for n, letter, ha, aside in ((0, "x", "right", -22), (-1, r"\hat{y}", "left", 22)):
            if len(places[n]) == self.sizes[n] and self.step >= NAMED:
                for at, (x, y) in enumerate(places[n], start=1):
                    name = f"${letter}_{{{at}}}$" if self.sizes[n] > 1 else f"${letter}$"
                    axes.text(x + aside, y, name, size=SYMBOL, ha=ha, va="center")
        for x, column, size in zip(self.across, places, self.sizes):
            if len(column) < size:
                axes.plot([x] * 3, self.middle + self.step * DOTS, "o", ms=3.4, c=INK)
        look = {"size": SMALL, "color": MUTED, "ha": "center"}
        self.counts = {n: axes.text(self.across[n], 16, "", **look) for n in sorted(self.kept)}

    def draw(self, i):
        on = [kept[i, units] for kept, (_, units) in zip(self.on, self.columns)]
        works = np.concatenate([np.outer(*pair).ravel() for pair in zip(on, on[1:])])
        above = np.argsort(works * self.widths, kind="stable")
        self.joints.set(
            segments=self.ends[above],
            colors=np.where(works[:, np.newaxis], self.colours, to_rgba(FAINT))[above],
            linewidths=np.where(works, self.widths, 0.7)[above],
        )
        on = np.concatenate(on)
        self.units.set(
            facecolors=np.where(on, VALUES, PAPER),
            edgecolors=np.where(on, PAPER, GREY),
            linewidths=np.where(on, 2.0, 1.2),
        )
        arms = self.size * ARMS
        self.crosses.set_segments([place + arm for place in self.places[~on] for arm in arms])
        for n, text in self.counts.items():
            text.set_text(f"{self._counted(n, i)} on")

    def _counted(self, n, i):
        kept = self.kept[n][i]
        return f"{kept.sum()} of {len(kept)}"

    def at_work(self, i):
        """How many weights join two units that are on at moment i."""
        counts = np.array([kept[i].sum() for kept in self.on])
        whole = np.array(self.sizes)
        return f"{counts[:-1] @ counts[1:]:,} of {whole[:-1] @ whole[1:]:,} weights at work"

    def facts(self, i):
        if self.kept:
            counts = [f"{self._counted(n, i)} units on in layer {n}" for n in sorted(self.kept)]
            return [", ".join(counts)]
        layers = ", ".join(f"{layer.units} {layer.activation}" for layer in self.dense)
        return [f"{self.sizes[0]} inputs, layers of {layers} units"]


def _column(size, most):
    """(heights, numbers) of the units drawn of a layer, from the top down, around 0.

    Of more than `most` units the first and the last few are drawn, in two groups.
    """
    half = round(0.7 / 8 * most * np.log2(size)) if size > most else size
    half = int(np.clip(half, 2, most // 2))
    units = np.arange(size) if size <= most else np.r_[:half, size - half : size]
    y = np.arange(len(units)) + (units >= half) * (size > most)
    return y.mean() - y, units


def kept_units(masks, sizes):
    """{layer: which units are kept (T, units)}, as bool."""
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
                f"the mask of layer {layer} must have the shape ({count or 'moments'}, "
                f"{sizes[layer]}), one row for each moment and one column for each unit, got "
                f"{kept.shape}."
            )
    return known
