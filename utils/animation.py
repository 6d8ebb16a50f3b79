"""Animations: record first, draw second. A scene holds recorded arrays; save() films it.

A scene is rows of panels, a panel is marks on axes. In the order of the grammar:

marks     Field, Classes, Tints, Points, Line, Lines, Trace, Ways, Band, Rule, Dots, Image, Matrix,
          Numbers, Window, Words, Shown, LOOKS for a Line, and Draw for artists of your own
panels    Panel, Curves, Sweep, Surface, Map, Space, Cloud, Images, Bars, Spread, Table, Confusion
scenes    Scene, and ready-made: boundary, boundaries, history, landscape, space, samples, weights
films     record, watch; save, show, frames

Six figures, after `from utils.animation import *`. train and three are pairs (X, y), grid is from
plots.grid, network and lorenz are functions of yours.

Four trainings above their losses:

    rates = {"rate 0.01": 0.01, "rate 0.1": 0.1, "rate 1": 1, "rate 10": 10}
    seen = {name: watch(train, grid=grid) for name in rates}
    for name, rate in rates.items():
        network(rate).fit(*train, epochs=40, callbacks=[seen[name]], verbose=0)
    planes = [Panel(Field(grid, s.field), Points(*train), name=name) for name, s in seen.items()]
    losses = Curves({name: s.losses["train"] for name, s in seen.items()}, unit="epoch", log=True)
    title = "Too small a step is slow, too large a one never settles"
    scene = Scene([planes[:2], planes[2:], losses], title, seen[name].steps, "epoch")

Three classes, from two to six are drawn in the same way:

    seen = watch(three, every=2)
    network(classes=3).fit(*three, epochs=60, callbacks=[seen], verbose=0)
    scene = seen.scene("Three classes share the plane")

k-means, points X (n, 2) whose labels change:

    centres, nearest = [X[:3]], []
    for _ in range(7):
        away = np.linalg.norm(X[:, np.newaxis] - centres[-1], axis=2)
        nearest.append(away.argmin(axis=1))
        centres.append([X[nearest[-1] == k].mean(axis=0) for k in range(3)])
    panel = Panel(Points(X, nearest), Ways(centres[:-1]))
    scene = Scene([panel], "Each point joins its nearest centre", unit="round")

A regression curve through x (n, 1) and y (n, 1), asked at t (m, 1):

    seen = record(curve=lambda model: model.predict(t)[:, 0], every=5)
    network(classes=None).fit(x, y, epochs=200, callbacks=[seen], verbose=0)
    points, curve = Points(np.hstack([x, y])), Line(t[:, 0], seen.curve)
    panel = Panel(points, curve, axes=("$x$", "$y$"))
    scene = Scene([panel], "The curve bends to its points", seen.steps, "epoch")

A support vector machine with only the points (X, y) that it has seen:

    counts = [5, 10, 20, 40, 80, 160]
    machines = [SVC(C=10).fit(X[:n], y[:n]) for n in counts]
    fields = [1 / (1 + np.exp(-machine.decision_function(grid.points))) for machine in machines]
    panel = Panel(Field(grid, fields), Points(X, y, seen=counts))
    scene = Scene([panel], "Few points decide where the boundary is", counts, "point")

The attractor beside the distance of two points on it:

    ways = {"start": lorenz(start, times), "start + 10⁻⁶": lorenz(start + 1e-6, times)}
    first, second = ways.values()
    gap = {"distance": np.linalg.norm(second - first, axis=1)}
    beside = Curves(gap, quantity="distance", unit="time", log=True)
    title = "A millionth apart, two points soon know nothing of each other"
    scene = Scene([[Space(ways), beside]], title, times, "time", frames=60)
"""

import warnings

from .drawing.film.film import Film
from .drawing.film.save import Saved, frames, save, show
from .drawing.marks.cells import Numbers, Window
from .drawing.marks.field import Classes, Field, Tints
from .drawing.marks.images import Image, Matrix
from .drawing.marks.lines import Band, Dots, Line, Lines, Rule, Trace
from .drawing.marks.mark import Draw, Mark, Shown, Words
from .drawing.marks.points import Points
from .drawing.marks.ways import Ways
from .drawing.panels.cloud import Cloud
from .drawing.panels.confusion import Confusion
from .drawing.panels.curves import Curves
from .drawing.panels.images import Images
from .drawing.panels.panel import Panel
from .drawing.panels.space import Space
from .drawing.panels.spread import Bars, Spread, Table
from .drawing.panels.surface import Map, Surface
from .drawing.panels.sweep import Sweep
from .drawing.ready import (
    boundaries,
    boundary,
    history,
    landscape,
    samples,
    space,
    weights,
)
from .drawing.record import record, watch
from .drawing.scene import Scene
from .drawing.style.palette import LOOKS

__all__ = [
    "Band", "Bars", "Classes", "Cloud", "Confusion", "Curves", "Dots", "Draw", "Field", "Film",
    "Image", "Images", "LOOKS", "Line", "Lines", "Map", "Mark", "Matrix", "Numbers", "Panel",
    "Points", "Rule", "Saved", "Scene", "Shown", "Space", "Spread", "Surface", "Sweep", "Table",
    "Tints", "Trace", "Ways", "Window", "Words", "boundaries", "boundary", "frames", "history",
    "landscape", "record", "samples", "save", "show", "space", "watch", "weights",
]  # fmt: skip

FORMER = {
    "BoundaryScene": "boundary", "PairScene": "boundaries", "HistoryScene": "history",
    "LandscapeScene": "landscape", "SpaceScene": "space", "SamplesScene": "samples",
    "WeightsScene": "weights",
}  # fmt: skip


def __getattr__(name):
    """What was written with the names of before goes on: a class for each, with a warning."""
    if name not in FORMER:
        raise AttributeError(f"module 'utils.animation' has no attribute {name!r}")
    make = globals()[FORMER[name]]
    sentence = f"animation.{name}(...) is animation.{FORMER[name]}(...) now."
    warnings.warn(sentence, DeprecationWarning, stacklevel=2)

    def compose(self, *arguments, **settings):
        vars(self).update(vars(make(*arguments, **settings)))

    return type(name, (Scene,), {"__init__": compose, "__doc__": sentence})
