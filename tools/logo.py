"""The logo: a signal runs through a network, from its input to one of its two classes.

It stands on light and on dark pages: its background is transparent, its colours are of a middle
tone, and its outline never changes, because a GIF's pixels cannot become transparent again.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from utils.drawing.film import gif, picture
from utils.drawing.style.page import style
from utils.drawing.style.palette import CLASS_0, CLASS_1
from utils.layers import Dense
from utils.models import Sequential
from utils.saving.files import write

NAME = "logo.gif"
WIDTH, HEIGHT = 1040, 420  # shown at half of it, so that edges look smooth
UNITS = (3, 5, 6, 5, 2)
REST, UNIT, SIGNAL, WORD = "#8b939d", "#c6ccd3", "#0f9d85", "#2d82c8"
FRAMES, RESTING = 60, 12  # frames in all, and how many of them rest at the end
DURATION = 5  # of a frame, in hundredths of a second
PULSE = 0.8  # how long a pulse is, in the distance of two layers
SEED = 12  # a network in which many units answer
SIZE = 34  # of a unit, in pixels


def draw(path: Path) -> None:
    """Writes the logo to `path`."""
    with style():
        logo = Logo()
        frames = [logo.frame(k) for k in range(FRAMES)]
    colours = gif.Palette(frames)
    indices = [np.where(logo.outline, colours.indices(frame), gif.KEEP) for frame in frames]
    indices = [each.astype(np.uint8) for each in indices]
    before = [None, *indices[:-1]]
    blocks = [gif.block(now, then, DURATION) for now, then in zip(indices, before, strict=True)]
    write(path, gif.encode(blocks, (WIDTH, HEIGHT), colours, "ILearnDeepLearning.py"), ".gif")


class Logo:
    """The network of the logo: places of its units, and what each of them has to say."""

    def __init__(self):
        self.model = Sequential(
            [Dense(n, "relu") for n in UNITS[1:-1]] + [Dense(2)], UNITS[0], seed=SEED
        )
        self.said = self._activations(np.array([[1.0, 0.55, 0.8]]))
        self.places = [_column(layer, count) for layer, count in enumerate(UNITS)]
        self.outline = self._render(outline=True)[..., 0] < 128

    def _activations(self, x):
        """How strongly each unit answers, 0 to 1, layer by layer; the larger output alone is 1."""
        self.model.forward(x)
        hidden = [layer.a[0] / layer.a.max() for layer in self.model.layers[:-1]]
        last = self.model.layers[-1].a[0]
        return [x[0], *hidden, (last == last.max()).astype(float)]

    def frame(self, k: int) -> np.ndarray:
        """Pixels (height, width, 4) of frame k; the signal has left before the last ones."""
        way = k / (FRAMES - RESTING) * (len(UNITS) - 1 + 2 * PULSE) - PULSE
        return self._render(way)

    def _render(self, way=-1.0, outline=False):
        figure = Figure(figsize=(WIDTH / 100, HEIGHT / 100), dpi=100)
        figure.set_facecolor("white" if outline else REST)
        axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(0, HEIGHT))
        axes.axis("off")
        rest = "black" if outline else REST
        self._draw_edges(axes, rest, way)
        self._draw_units(axes, rest, way)
        word = {"size": 45, "weight": "bold", "ha": "center", "va": "center"}
        axes.text(WIDTH / 2, 42, "ILearnDeepLearning.py", color=rest if outline else WORD, **word)
        return picture.render(figure).copy()

    def _draw_edges(self, axes, rest, way):
        for layer, (left, right) in enumerate(zip(self.places, self.places[1:])):
            weights = self.model.layers[layer].params["kernel"]
            widths = 1.2 + 3 * (np.abs(weights) / np.abs(weights).max()) ** 2
            ends = np.array([[(a, b) for b in right] for a in left]).reshape(-1, 2, 2)
            look = {"linewidths": widths.ravel(), "capstyle": "butt"}
            axes.add_collection(LineCollection(ends, colors=rest, **look))
            spoken = np.sqrt(np.outer(self.said[layer], self.said[layer + 1])).ravel()
            start, stop = np.clip([way - layer - PULSE, way - layer], 0, 1)
            if stop > start:
                across = ends[:, 1] - ends[:, 0]
                pulse = np.stack([ends[:, 0] + start * across, ends[:, 0] + stop * across], axis=1)
                colours = [_between(REST, SIGNAL, share) for share in spoken]
                axes.add_collection(LineCollection(pulse, colors=colours, **look))

    def _draw_units(self, axes, rest, way):
        for layer, (places, said) in enumerate(zip(self.places, self.said, strict=True)):
            glow = np.clip(1 - abs(way - layer) / PULSE, 0, 1)
            last = layer == len(UNITS) - 1
            for number, (place, share) in enumerate(zip(places, said, strict=True)):
                full = (CLASS_0, CLASS_1)[number] if last else SIGNAL
                colour = rest if rest == "black" else _between(UNIT, full, glow * np.sqrt(share))
                axes.plot(*place, "o", ms=SIZE * 0.72, mfc=colour, mec=rest, mew=3)


def _column(layer: int, count: int) -> np.ndarray:
    """Places (count, 2) of the units of a layer, in pixels."""
    x = 60 + layer * (WIDTH - 120) / (len(UNITS) - 1)
    y = 245 + 56 * (np.arange(count)[::-1] - (count - 1) / 2)
    return np.column_stack([np.full(count, x), y])


def _between(start: str, end: str, share: float) -> np.ndarray:
    """A colour on the way from one to another."""
    return (1 - share) * np.array(to_rgb(start)) + share * np.array(to_rgb(end))
