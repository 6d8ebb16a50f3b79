"""Cloud: points of some classes that move in a box, each drawn as the sign of its class."""

from __future__ import annotations

import numpy as np
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgba_array
from matplotlib.path import Path
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D, IdentityTransform

from ... import checks
from ..style.palette import PAPER, SIGNS
from .box import Box
from .view import Solid, View

SIDES = ("$a_1$", "$a_2$", "$a_3$")
HIGH, BROAD = 17, 420  # pixels of a sign, in axes as many pixels wide or wider
NEAR = 0.25  # by which share the nearest sign is larger than one in the middle
EDGES = 1, 0.7, 0.4  # shares of a sign's colour at its edge, which a film keeps
RIM = 0.5  # points of paper round a sign, so that one stands out from another


class Cloud(View):
    """Where do the points of each class go?

    points: (n, 3), or (T, n, 3) for T moments. labels (n,): of at most ten classes, each of which
    is drawn as its own name, of one or two letters, in its own colour. names: of the three sides.
    turn: degrees round the box, from the first moment to the last; elevation: degrees above the
    ground. Nearer signs are larger, and lie on top.
    """

    def __init__(
        self, points, labels, names=SIDES, turn=(25, 65), elevation=18, ratio=0.9, wide=None,
        **settings,
    ):  # fmt: skip
        self.signs = Signs(points, labels, names)
        settings |= {"turn": turn, "elevation": elevation, "ratio": ratio, "wide": wide}
        super().__init__(self.signs.box, self.signs, **settings)


class Signs(Solid):
    """All points as one set of signs, drawn from the farthest to the nearest."""

    seen = False

    def __init__(self, points, labels, names):
        points, labels = checks.array("points", points, float, gaps=True), np.asarray(labels)
        if points.ndim not in (2, 3) or points.shape[-1:] != (3,) or not points.size:
            raise ValueError(
                f"points must have the shape (n, 3), or (T, n, 3) for T moments, got "
                f"{points.shape}; record the outputs of a layer of three units."
            )
        if not np.isfinite(points).all():
            raise ValueError("points hold nan or infinity; did the training diverge?")
        if labels.shape != points.shape[-2:-1]:
            raise ValueError(
                f"labels must hold one for each of {points.shape[-2]} points, got the shape "
                f"{labels.shape}."
            )
        self.classes, self.kind = np.unique(labels, return_inverse=True)
        words = [str(each) for each in self.classes]
        if len(words) > len(SIGNS) or max(map(len, words)) > 2:
            raise ValueError(
                f"a cloud shows at most {len(SIGNS)} classes with names of one or two letters, got "
                f"{', '.join(words[:12])}; show fewer, or rename them."
            )
        self.points = points if points.ndim == 3 else points[np.newaxis]
        self.moments = len(self.points) if points.ndim == 3 else None
        self.box = Box(self.points.reshape(-1, 3), names)
        self.paths = [_sign(word) for word in words]
        self.colours = _tones(SIGNS[: len(words)])

    def make(self, axes):
        self.inside = self.box.inside(self.points)
        self.size = HIGH * min(1, axes.bbox.width / BROAD)
        look = {"linewidths": RIM, "edgecolors": PAPER, "zorder": 3}
        self.artist = PathCollection([], **look, transform=IdentityTransform())
        self.artist.set_offset_transform(axes.transData)
        axes.add_collection(self.artist, autolim=False)
        self.moving = self.turned = [self.artist]

    def look(self, camera):
        self.seen = True
        if self.still:
            self.draw(0)

    def draw(self, i):
        if not self.seen:  # a panel draws what stands still before its camera is there
            return
        places, away = self.box.place(self.inside[i])
        order = np.argsort(-away, kind="stable")
        kinds = self.kind[order]
        scale = self.size * (1 - NEAR * np.clip(away[order], -1, 1))
        self.artist.set_paths([_scaled(self.paths[k], s) for k, s in zip(kinds, scale)])
        self.artist.set_offsets(places[order])
        self.artist.set_facecolors([SIGNS[k] for k in kinds])

    def facts(self, i):
        """The two classes whose middles are nearest to each other."""
        if len(self.classes) < 2:
            return []
        at = [np.median(self.points[i][self.kind == k], axis=0) for k in range(len(self.classes))]
        apart = np.linalg.norm(np.subtract.outer(at, at).diagonal(axis1=1, axis2=3), axis=-1)
        apart[np.tril_indices(len(at))] = np.inf
        one, two = np.unravel_index(apart.argmin(), apart.shape)
        return [f"{len(self.kind):,} points, {self.classes[one]} and {self.classes[two]} nearest"]


def _sign(word):
    """The outline of a word, one high, round its middle."""
    path = TextPath((0, 0), word, size=10, prop={"weight": "bold"})
    low, high = path.vertices.min(axis=0), path.vertices.max(axis=0)
    move = Affine2D().translate(*(-(low + high) / 2)).scale(1 / (high - low)[1])
    return path.transformed(move)


def _tones(colours):
    """Each colour with those of its edges, RGBA from 0 to 255."""
    full, paper = to_rgba_array(colours), to_rgba_array(PAPER)
    return (255 * np.vstack([share * full + (1 - share) * paper for share in EDGES])).round()


def _scaled(path, size):
    return Path(path.vertices * size, path.codes)
