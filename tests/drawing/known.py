"""Data whose answer is known: straight boundaries, few points, and the pixels of a mark."""

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from utils.drawing.marks.grid import grid

SQUARE = np.array([[-1.0, -1.0], [1.0, 1.0]])
GRID = grid(SQUARE, size=60)
X = np.array([[-1.0, 0.2], [1.0, -0.2], [-0.5, 0.3], [0.5, -0.3], [0.4, 0.4]])
TRAIN = X, np.array([0, 1, 0, 1, 1])
HELD_OUT = 0.5 * X, np.array([0, 1, 0, 0, 1])


def slope(points, turn=1.0):
    """P(class 1), 0.5 on the line x + turn y = 0."""
    return 1 / (1 + np.exp(-4 * (points[:, 0] + turn * points[:, 1])))


def thirds(points):
    """Probabilities of three classes, the likeliest by the angle: right, upper left, lower left."""
    angles = np.array([0, 2 * np.pi / 3, -2 * np.pi / 3])
    p = np.exp(4 * points @ [np.cos(angles), np.sin(angles)])
    return p / p.sum(axis=1, keepdims=True)


def pixels(mark, i=0, limits=(-1, 1, -1, 1), size=(80, 60)):
    """The pixels (height, width, 4) of a mark on axes that fill their figure, the top row first."""
    width, height = size
    figure = Figure(figsize=(width / 100, height / 100), dpi=100)
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1), xlim=limits[:2], ylim=limits[2:])
    made(mark, axes)
    axes.set(xlim=limits[:2], ylim=limits[2:])
    axes.set_axis_off()
    mark.draw(i)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())


def on_axes(mark, limits=(-1, 1, -1, 1)):
    """A mark, made on axes of 400 x 300 pixels; returns the axes."""
    figure = Figure(figsize=(4, 3), dpi=100)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1), xlim=limits[:2], ylim=limits[2:])
    made(mark, axes)
    return axes


def made(mark, axes):
    """A mark, made and drawn as its panel does it, at steps 0, 1, 2 ... where it has no others."""
    mark.steps = np.arange(mark.moments or 1) if mark.steps is None else mark.steps
    mark.make(axes)
    mark.draw(0)
