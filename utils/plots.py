"""Still pictures: each function answers one question about arrays or a predict function."""

import numpy as np

from . import checks
from .drawing import ready
from .drawing.film.picture import Picture
from .drawing.gallery import activations
from .drawing.marks import grid as planes
from .drawing.marks.data import FINE, Labelled, is_stepped, predictor, probabilities
from .drawing.marks.grid import Grid, grid
from .drawing.marks.heights import Heights
from .drawing.marks.points import Points
from .drawing.marks.walks import Listing, Walk
from .drawing.panels.curves import Curves, counted
from .drawing.panels.panel import Panel
from .drawing.panels.spread import Bars, Spread, Table
from .drawing.panels.surface import Map
from .drawing.panels.sweep import Sweep
from .drawing.rows import in_rows
from .drawing.runs import learning_curves
from .drawing.scene import Scene
from .drawing.style.palette import LOOKS, Look

__all__ = [
    "Bars", "Grid", "Picture", "Table", "activations", "boundaries", "boundary", "curves",
    "dataset", "descents", "grid", "learning_curves", "plateau", "spread", "sweep",
]  # fmt: skip


def dataset(train, held_out=None, title="The data"):
    """What do the points look like? train, held_out: pairs (X (n, 2), y (n,) of labels)."""
    points = Points(*train, held_out)
    limits = grid(points.data.all).extent
    scene = Scene([[Panel(points, limits=limits)]], title)
    return Picture(scene.figure, f"{title}: {'; '.join(points.described())}.")


def boundary(predict, train, held_out=None, title="Decision boundary", grid=None):
    """On which side does each point lie? The field is P(class 1), the line is where it is 0.5.

    predict: a model, or a function from points (m, 2) to probabilities (m,), (m, 1) or (m,
    classes). grid: from plots.grid.
    """
    return _boundaries({"": predict}, train, held_out, title, grid, 1)


def boundaries(panels, train, held_out=None, title="", columns=4, grid=None):
    """How do the boundaries of several networks, or of several moments, differ?

    panels: {caption: a model, a predict function, or its probabilities at grid.points}. train,
    held_out: pairs (X, y); beside each caption stands the share of held-out (else training) points
    classified correctly. columns: panels in a row. grid: from plots.grid.
    """
    if not panels:
        raise ValueError('panels is empty; name at least one, for example {"mine": model.predict}.')
    return _boundaries(panels, train, held_out, title, grid, columns)


def _boundaries(panels, train, held_out, title, grid, columns):
    data = Labelled(train, held_out)
    free, grid = grid is None, grid or planes.grid(data.all)
    asked = {str(name): predictor(each, data) if _is_model(each) else each
             for name, each in panels.items()}  # fmt: skip
    seen = {name: _at(each, grid, data) for name, each in asked.items()}
    free = free and all(callable(each) for each in asked.values())
    if free and any(is_stepped(p[:, -1].reshape(grid.shape)) for p in seen.values()):
        grid = planes.grid(data.all, size=FINE)
        seen = {name: _at(each, grid, data) for name, each in asked.items()}
    X, y = data.scored
    shares = {name: [np.mean(_at(each, X, data).argmax(axis=1) == y)]
              for name, each in asked.items() if callable(each)}  # fmt: skip
    scene = ready.boundaries(
        grid, seen, train, held_out, title=title, accuracy=shares, columns=columns
    )
    return scene.picture()


def _is_model(panel):
    return not (isinstance(panel, (list, tuple)) or hasattr(panel, "__array__"))


def _at(panel, places, data):
    """Probabilities (m, classes) of a predict function at a grid's points or at points; a field as
    it is."""
    if not callable(panel):
        return checks.array("a field", panel, float)
    points = places.points if isinstance(places, Grid) else places
    return probabilities(panel, points, len(data.classes))


def curves(x, lines, xlabel, ylabel, title="", log=False, twins=False):
    """How do these numbers change? lines: {name: y of the length of x}.

    log: logarithmic y axis. twins: two lines expected to coincide; the first is drawn broad and
    pale, the second thin and dashed on top of it.
    """
    panel = Curves(lines, x, ylabel, xlabel, grows=False, log=log, twins=twins)
    return Scene([[panel]], title).picture()


def spread(values, xlabel, title=""):
    """How much does chance matter? values: {name: one number for each seed}.

    One dot for each seed, the range as a bar, the median as a line with its number.
    """
    return Scene([[Spread(values, xlabel)]], title).picture()


def sweep(x, lines, xlabel, ylabel, title="", log=True, mark=None):
    """Which setting is best, and is its gain larger than what chance does?

    x: the settings, rising. lines: {name: results (len(x), seeds), or (len(x),)}; a line joins the
    medians over the seeds, a band reaches from the lowest to the highest. log: a logarithmic x
    axis, on which a first setting of 0 stands apart at its left. mark: {words: a setting}, which is
    written behind the words.
    """
    panel = Sweep(x, lines, xlabel, ylabel, log, mark)
    return Scene([[panel]], title, said=panel.seeds).picture()


def plateau(losses, gradients, title="", xlabel="update"):
    """Why does this start not learn? The loss beside the size of the gradient in each layer.

    losses: {name of a start: values}. gradients: {the same names: one size for each layer, in
    order}, drawn on a logarithmic axis.
    """
    if list(losses) != list(gradients):
        raise ValueError(
            f"gradients must have the names of losses, {list(losses)}, got {list(gradients)}."
        )
    dots = {"_" + name: Look({**look.line, "marker": "o", "ms": 7, "clip_on": False}, look.name)
            for name, look in zip(losses, LOOKS)}  # fmt: skip
    left = Curves(counted(losses), None, "loss", xlabel, grows=False)
    sizes = {"_" + name: y for name, y in gradients.items()}
    right = Curves(
        counted(sizes), None, "size of the gradient", "layer", grows=False, log=True, looks=dots
    )
    return Scene([[left, right]], title).picture()


def descents(
    grid, heights, paths, title="", axes=("$w_1$", "$w_2$"), value="loss", columns=4,
    together=False, values=None,
):  # fmt: skip
    """Where do paths end that start, or step, differently?

    grid: from plots.grid. heights (rows, cols) on it. paths: {caption: points (T, 2), one for each
    update}; one that leaves the map is cut at its edge, and may hold anything from there on. axes,
    value: what the two sides and the height are called. columns: maps in a row. together: all paths
    on one map, numbered. values: {caption: the height at its end}; else it is read off heights.
    """
    ground, ends = Heights(grid, heights), values or {}
    walks = [Walk(ground, str(n), points, value, ends.get(n)) for n, points in paths.items()]
    if not walks:
        raise ValueError('paths is empty; name at least one, for example {"rate 0.1": points}.')
    if together:
        listed = Panel(Listing(walks), axes=None, ratio=None, wide=0.7)
        rows = [[Map(grid, heights, names=axes, value=value, marks=walks), listed]]
    else:
        maps = [Map(grid, heights, names=axes, value=value, marks=[walk], name=walk.name,
                    said=walk.words(), scale=walk is walks[-1]) for walk in walks]  # fmt: skip
        rows = in_rows(maps, columns)
    return Scene(rows, title).picture()
