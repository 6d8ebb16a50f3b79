"""Small scenes for the tests of films: a figure, so many frames, and what changes in each."""

import numpy as np

from utils.drawing.style.page import axes_at, blank, style


class Small:
    """A dot that runs along a line, and a counter; `moving` holds both.

    change(k, scene): what else happens in frame k. draws: how often a frame was drawn.
    """

    def __init__(self, frames=4, change=lambda k, scene: None):
        self.frames, self.change, self.draws = frames, change, 0
        with style():
            self.figure = blank(240, 160)
            self.axes = axes_at(self.figure, 40, 30, 180, 100, xlim=(0, 1), ylim=(0, 1))
            self.still = self.axes.plot([0, 1], [0, 1], label="the way", lw=3)[0]
            self.title = self.figure.text(0.2, 0.9, "A dot runs")
            self.dot = self.axes.plot([], [], "o", ms=12, color="black")[0]
            self.counter = self.axes.text(0.6, 0.2, "")
        self.moving = [self.dot, self.counter]
        self.draw(0)

    def draw(self, k):
        self.draws += 1
        share = k / max(self.frames - 1, 1)
        self.dot.set_data([share], [share])
        self.counter.set_text(f"step {k}")
        self.change(k, self)

    def facts(self, k):
        return f"A dot, step {k}."


class Pixels:
    """A film whose frames are given as pixels (height, width, 3)."""

    def __init__(self, pixels):
        self.pixels, self.frames, self.draws = pixels, len(pixels), 0
        height, width = pixels[0].shape[:2]
        self.figure = blank(width, height)
        self.moving = [self.figure.figimage(pixels[0])]

    def draw(self, k):
        self.draws += 1
        self.moving[0].set_data(self.pixels[k])

    def facts(self, k):
        return f"Pixels {k}."


def growing(frames, when, size=(90, 120)):
    """Noise that fills the picture from its left; when(share of the film) of it is filled.

    However many frames there are, every pixel changes once.
    """
    noise, paper = _noise(size)
    ends = [round(when(k / (frames - 1)) * size[1]) for k in range(frames)]
    return Pixels([np.hstack([noise[:, :end], paper[:, end:]]) for end in ends])


def running(frames, when, size=(40, 160), wide=40):
    """A square of noise that runs over paper, and has come to when(share of the film) of its way.

    Every frame in which it moves costs as much as the others.
    """
    noise, paper = _noise(size)
    starts = [round(when(k / (frames - 1)) * (size[1] - wide)) for k in range(frames)]
    shown = [paper.copy() for _ in starts]
    for pixels, start in zip(shown, starts, strict=True):
        pixels[:, start : start + wide] = noise[:, :wide]
    return Pixels(shown)


def _noise(size):
    noise = np.random.default_rng(5).integers(0, 255, (*size, 3), "u1")
    return noise, np.full_like(noise, 251)
