"""Space: curves that grow in three dimensions, the nearer drawn over the farther."""

import numpy as np
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgb
from matplotlib.path import Path

from ..marks.ways import checked, colours_of, same_length, way_keys
from ..style.numbers import fixed
from ..style.page import DPI
from ..style.palette import PAPER
from .box import Box
from .view import Solid, View

PIECE = 0.045  # length of a piece of a curve, in half sides of the box
PARTS = 4  # parts of a piece; it reaches one part into its neighbours, so that no seam is seen
RIMMED = slice(1, -1)  # nodes of a piece without what reaches into its neighbours
NEAR, FAR = 2.6, 1.3  # widths of a trail in front and far away
THIN = 0.5  # share of its width that an old trail keeps
RIM, DOT = 1.4, 10  # how much wider the pale rim is; the width of a dot
TONES = 6  # from a trail's own colour to the palest
TURN = np.linspace(0, 2.2 * np.pi, 28)  # a little more than once round, so that no gap is seen
DISC = DOT / 4 * DPI / 72 * np.column_stack([np.cos(TURN), np.sin(TURN)])  # drawn as a broad line


class Space(View):
    """Curves that grow in a box.

    curves: {name: points (T, 3)}, at most four, or named as optimizers are; the steps of the scene
    are their times. names: of the three sides. fade: how long a trail takes to turn pale, in the
    unit of the steps; a fifth of the whole by default; keep: the share of its colour that stays, 0
    to let it vanish. turn: degrees round the box, from the first moment to the last; elevation:
    degrees above the ground. Depth is right to within 1/20 of the box; of curves nearer to each
    other than that the newer, and the first, lies on top. Dots are never hidden.
    """

    def __init__(
        self, curves, names=("$x$", "$y$", "$z$"), fade=None, keep=0.45, turn=(20, 20),
        elevation=16, ratio=0.74, wide=2, **settings,
    ):  # fmt: skip
        self.curves = Growing(curves, names, fade, keep)
        settings |= {"turn": turn, "elevation": elevation, "ratio": ratio, "wide": wide}
        super().__init__(self.curves.box, self.curves, **settings)

    def apart(self, i):
        """The distance of the two dots of moment i that are farthest from each other."""
        heads = self.curves.points[:, i]
        return float(np.sqrt(((heads[:, np.newaxis] - heads) ** 2).sum(axis=-1)).max())


class Growing(Solid):
    """All curves as one set of short pieces, drawn from the farthest to the nearest.

    Each piece lies on a rim of paper, so that a line passes in front of another and not through it.
    Trails are dark and broad where they are new, and broader where they are near; an old trail has
    no rim left. The dots come last. The steps are the time of each moment.
    """

    def __init__(self, curves, names, fade, keep):
        curves = {name: checked(name, points, 3) for name, points in curves.items()}
        self.looks, self.fade, self.keep = dict(zip(curves, colours_of(curves))), fade, keep
        self.moments, self.points = same_length(curves), np.stack([*curves.values()])
        self.box = Box(np.vstack(self.points), names)
        self.keys = way_keys(self.looks) if len(curves) > 1 else []

    def make(self, axes):
        whole = self.steps[-1] - self.steps[0]
        self.fade = max(whole / 5 if self.fade is None else self.fade, 1e-12)
        self.tones = _tones(self.looks.values(), self.keep)
        self.inside = self.box.inside(self.points)
        parts = [_pieces(points, self.steps) for points in self.inside]
        self.pieces, self.time = (np.concatenate(each) for each in zip(*parts, strict=True))
        dots = range(len(parts))
        self.owner = np.append(np.repeat(dots, [len(time) for _, time in parts]), dots)
        self.nodes, self.discs = np.zeros((*self.time.shape, 2)), np.zeros((len(dots), *DISC.shape))
        pairs = [(Path(piece[RIMMED]), Path(piece)) for piece in self.nodes]
        self.paths = np.array(pairs + [(Path(disc), Path(disc)) for disc in self.discs])
        look = {"facecolors": "none", "capstyle": "butt", "snap": False, "zorder": 3}
        self.artist = axes.add_collection(PathCollection([], **look), autolim=False)
        self.moving = [self.artist]

    def look(self, camera):
        self.spots, away = self.box.place(self.pieces)
        self.away = away.mean(axis=1)

    def draw(self, i):
        now, begun = self.steps[i], self.time[:, 1]
        shown = np.flatnonzero((begun < now) & (begun > now - (np.inf if self.keep else self.fade)))
        heads, near = self.box.place(self.inside[:, i])
        waiting = (self.time[shown] > now)[..., np.newaxis]  # at the dot, for their time
        ends = heads[self.owner[shown], np.newaxis]
        self.nodes[shown] = np.where(waiting, ends, self.spots[shown])
        self.discs[:] = heads[:, np.newaxis] + DISC
        tones = (np.minimum((now - begun[shown]) / self.fade, 1) * (TONES - 1)).astype(int)
        ties = PIECE * (self.owner[shown] + 1.5 * tones / TONES)
        order = np.argsort(-self.away[shown] - ties, kind="stable")
        dots = np.argsort(-near - PIECE * np.arange(len(near)), kind="stable")
        self._show(shown[order], tones[order], dots)

    def _show(self, pieces, tones, dots):
        """Draw the rim and the line of each piece, in this order, and then the dots."""
        drawn, tones = np.append(pieces, len(self.time) + dots), np.append(tones, 0 * dots)
        new = 1 - tones / (TONES - 1)
        widths = np.append(_widths(self.away[pieces]), 0 * dots + DOT / 2)
        widths *= THIN + (1 - THIN) * new
        colours = self.tones[self.owner[drawn], tones]
        paper = np.broadcast_to(to_rgb(PAPER), colours.shape)
        self.artist.set_paths(self.paths[drawn].ravel().tolist())
        self.artist.set_linewidths(np.column_stack([widths + RIM * new, widths]).ravel())
        self.artist.set_edgecolors(np.stack([paper, colours], axis=1).reshape(-1, 3))

    def facts(self, i):
        heads = zip(self.looks, self.points[:, i], strict=True)
        return [f"{name} at ({', '.join(map(fixed, head))})" for name, head in heads]


def _pieces(points, steps):
    """(points (P, nodes, 3), time (P, nodes)) of a curve: nodes stand equally far apart on it."""
    lengths = np.sqrt((np.diff(points, axis=0) ** 2).sum(axis=1))
    way = np.append(0, np.cumsum(lengths))
    count = max(1, int(np.ceil(way[-1] / PIECE)))
    moves = np.append(True, lengths > 0)
    time = np.interp(np.linspace(0, way[-1], count * PARTS + 1), way[moves], steps[moves])
    nodes = np.column_stack([np.interp(time, steps, axis) for axis in points.T])
    index = PARTS * np.arange(count)[:, np.newaxis] + np.arange(-1, PARTS + 2)
    index = np.clip(index, 0, len(nodes) - 1)
    return nodes[index], time[index]


def _widths(away):
    """Widths by depth: a longest side of the box away from its middle is half a side."""
    return NEAR + (FAR - NEAR) * (np.clip(away, -1, 1) + 1) / 2


def _tones(colours, keep):
    """Each curve's tones (curves, tones, 3): its colour, paler and paler."""
    paper, colours = np.array(to_rgb(PAPER)), np.array([to_rgb(colour) for colour in colours])
    shares = np.linspace(1, keep, TONES)[:, np.newaxis]
    return shares * colours[:, np.newaxis] + (1 - shares) * paper
