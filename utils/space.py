"""Space: curves that grow in three dimensions, the nearer drawn over the farther."""

from __future__ import annotations

import numpy as np
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D
from matplotlib.path import Path

from .box import HIGH, WIDE, Box
from .landscape import short
from .layout import key, sheet
from .palette import LOOKS, PAPER
from .picture import DPI, style
from .relief import Camera
from .scenes import Note, rising

PIECE = 0.045  # length of a piece of a curve, in half sides of the box
PARTS = 4  # parts of a piece; it reaches one part into its neighbours, so that no seam is seen
RIMMED = slice(1, -1)  # nodes of a piece without what reaches into its neighbours
NEAR, FAR = 2.2, 1.1  # widths of a trail in front and far away
THIN = 0.5  # share of its width that an old trail keeps
RIM, DOT = 1.4, 9  # how much wider the pale rim is; the width of a dot
TONES = 6  # from a trail's own colour to the palest
IN_FRONT = 10.0  # half sides by which dots are moved forward
TURN = np.linspace(0, 2.2 * np.pi, 28)  # a little more than once round, so that no gap is seen
DISC = DOT / 4 * DPI / 72 * np.column_stack([np.cos(TURN), np.sin(TURN)])  # drawn as a broad line


class SpaceScene:
    """How do curves grow in space? Their trails and dots in a box that the camera walks round.

    curves: {name: points (T, 3)}, at most four. steps: T rising numbers, the time of each point.
    frames: how many of the T steps are shown, evenly spaced; all by default. axes: the names of the
    three sides. unit: what steps counts. fade: how long a trail takes to turn pale, in this unit; a
    fifth of the whole by default; keep: the share of its colour that stays, 0 to let it vanish.
    turn: degrees round the box, from the first frame to the last, eased at both ends; elevation:
    degrees above the ground. Depth is right to within 1/20 of the box; of curves nearer to each
    other than that the newer, and the first, lies on top. Dots are never hidden.
    """

    def __init__(
        self, curves, steps=None, title="", axes=("$x$", "$y$", "$z$"), unit="time", frames=None,
        fade=None, keep=0.28, turn=(20, 50), elevation=16,
    ):  # fmt: skip
        self.curves = {name: _points(name, points) for name, points in curves.items()}
        count = _same_length(self.curves)
        self.all_steps = rising(steps, count)
        self.frames = min(frames or count, count)
        self.picks = np.linspace(0, count - 1, self.frames).round().astype(int)
        self.steps = self.all_steps[self.picks]
        self.title, self.turn, self.elevation = title, turn, elevation
        whole = self.all_steps[-1] - self.all_steps[0]
        with style():
            self._compose(axes, unit, whole / 5 if fade is None else fade, keep)
            self.draw(0)

    def _compose(self, axes, unit, fade, keep):
        below = 34 * (len(self.curves) > 1)
        self.figure = sheet(HIGH + below, self.title, " ", width=WIDE, left=28)
        self.note = Clock(self.figure, self.steps, unit)
        cameras = [self.camera(k) for k in range(self.frames)]
        self.box = Box(self.figure, below, np.vstack([*self.curves.values()]), cameras, axes)
        colours = [look.name for look in LOOKS[: len(self.curves)]]
        points = [self.box.inside(points) for points in self.curves.values()]
        tones, last = _tones(colours, keep), np.inf if keep else fade
        self.trails = Trails(self.box, points, self.all_steps, tones, fade, last)
        self.moving = [*self.box.moving, *self.trails.moving, *self.note.moving]
        if below:
            pairs = zip(self.curves, colours, strict=True)
            handles = [Line2D([], [], color=colour, lw=3, label=name) for name, colour in pairs]
            key(self.figure, handles, 28, 14)

    def camera(self, k):
        """Where frame k is seen from."""
        share = k / max(self.frames - 1, 1)
        eased = share * share * (3 - 2 * share)
        start, end = self.turn
        return Camera(start + eased * (end - start), self.elevation)

    def draw(self, k):
        """Show frame k: data is set, nothing is made."""
        self.box.look(self.camera(k))
        self.trails.draw(self.steps[k])
        self.note.draw(k, self._said(k))

    def heads(self, k):
        """The points (curves, 3) that the curves have reached in frame k."""
        return np.array([points[self.picks[k]] for points in self.curves.values()])

    def apart(self, k):
        """The distance of the two heads of frame k that are farthest from each other."""
        heads = self.heads(k)
        return float(np.sqrt(((heads[:, np.newaxis] - heads) ** 2).sum(axis=-1)).max())

    def _said(self, k):
        if len(self.curves) > 1:
            return f"at most {short(self.apart(k))} apart"
        return f"at ({', '.join(short(value) for value in self.heads(k)[0])})"

    def facts(self, k):
        """What frame k shows, in one sentence."""
        said = [
            f"{name} at ({', '.join(f'{value:z.2f}' for value in head)})"
            for name, head in zip(self.curves, self.heads(k), strict=True)
        ]
        said += [f"at most {self.apart(k):.3g} apart"] if len(said) > 1 else []
        start = f"{self.title}, " if self.title else ""
        return f"{start}{self.note.time(k)}: {'; '.join(said)}."


class Clock(Note):
    """The line below the title, with as many decimals as the steps need, at most two."""

    def __init__(self, figure, steps, unit):
        enough = (d for d in range(2) if np.allclose(np.round(steps, d), steps, atol=1e-9))
        self.decimals = next(enough, 2)
        super().__init__(figure, steps, unit)

    def _words(self, k):
        return f"{self.time(k)} of {self.steps[-1]:,.{self.decimals}f}"

    def time(self, k):
        """The time of frame k, behind its unit."""
        return f"{self.unit} {self.steps[k]:,.{self.decimals}f}"


class Trails:
    """All curves as one set of short pieces, drawn from the farthest to the nearest.

    Each piece lies on a rim of paper, so that a line passes in front of another and not through it.
    Trails are dark and broad where they are new, and broader where they are near; an old trail has
    no rim left. The dots come last.
    curves: C arrays (T, 3) in the unit of the box. tones (C, tones, 3): their colours, from new to
    old. fade: the time that takes; last: the time after which a piece is gone.
    """

    def __init__(self, box, curves, steps, tones, fade, last=np.inf):
        self.box, self.curves, self.steps = box, curves, steps
        self.tones, self.fade, self.last = tones, fade, last
        parts = [_pieces(points, steps) for points in curves]
        self.points, self.time = (np.concatenate(each) for each in zip(*parts, strict=True))
        dots = range(len(curves))
        self.owner = np.append(np.repeat(dots, [len(time) for _, time in parts]), dots)
        self.nodes, self.discs = np.zeros((*self.time.shape, 2)), np.zeros((len(dots), *DISC.shape))
        pairs = [(Path(piece[RIMMED]), Path(piece)) for piece in self.nodes]
        self.paths = np.array(pairs + [(Path(disc), Path(disc)) for disc in self.discs])
        look = {"facecolors": "none", "capstyle": "butt", "snap": False, "zorder": 3}
        self.artist = PathCollection([], **look)
        box.axes.add_collection(self.artist, autolim=False)
        self.moving = [self.artist]

    def draw(self, now):
        """Show what has been drawn by this time."""
        begun = self.time[:, 1]
        shown = np.flatnonzero((begun < now) & (begun > now - self.last))
        away = self._place(shown, now)
        drawn = np.append(shown, len(self.time) + np.arange(len(self.discs)))
        owner, tones = self.owner[drawn], self._tone(begun[shown], now)
        ties = PIECE * (owner + 1.5 * tones / TONES)
        order = np.argsort(-away - ties, kind="stable")
        self._show(drawn[order], away[order], tones[order], self.tones[owner, tones][order])

    def _place(self, shown, now):
        """Move the nodes to where the camera sees them: how far away the pieces are, then the dots.

        Nodes that lie in the future wait at the dot.
        """
        heads = np.array([[np.interp(now, self.steps, axis) for axis in p.T] for p in self.curves])
        waiting = (self.time[shown] > now)[..., np.newaxis]
        points = np.where(waiting, heads[self.owner[shown], np.newaxis], self.points[shown])
        self.nodes[shown], away = self.box.place(points)
        middles, near = self.box.place(heads)
        self.discs[:] = middles[:, np.newaxis] + DISC
        return np.append(away.mean(axis=1), near - IN_FRONT)

    def _tone(self, begun, now):
        """The tone of each piece by its age; dots are new."""
        age = (now - begun) / max(self.fade, 1e-12)
        tones = (np.minimum(age, 1) * (TONES - 1)).astype(int)
        return np.append(tones, np.zeros(len(self.discs), int))

    def _show(self, drawn, away, tones, colours):
        """Draw each rim and its line, in this order."""
        new = 1 - tones / (TONES - 1)
        widths = np.where(drawn < len(self.time), _widths(away), DOT / 2)
        widths *= THIN + (1 - THIN) * new
        paper = np.broadcast_to(to_rgb(PAPER), colours.shape)
        self.artist.set_paths(self.paths[drawn].ravel().tolist())
        self.artist.set_linewidths(np.column_stack([widths + RIM * new, widths]).ravel())
        self.artist.set_edgecolors(np.stack([paper, colours], axis=1).reshape(-1, 3))


def _pieces(points, steps):
    """(points (P, nodes, 3), time (P, nodes)) of a curve: nodes stand equally far apart on it."""
    lengths = np.sqrt((np.diff(points, axis=0) ** 2).sum(axis=1))
    way = np.append(0, np.cumsum(lengths))
    count = max(1, int(np.ceil(way[-1] / PIECE)))
    moves = np.append(True, lengths > 0)
    places = np.linspace(0, way[-1], count * PARTS + 1)
    time = np.interp(places, way[moves], steps[moves])
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


def _points(name, points):
    points = np.asarray(points, dtype=float)
    if points.ndim != 2 or points.shape[1] != 3 or not len(points):
        raise ValueError(
            f"the curve {name!r} must hold points (T, 3), got the shape {points.shape}; stack x, y "
            "and z as columns."
        )
    if not np.isfinite(points).all():
        raise ValueError(
            f"the curve {name!r} holds nan or infinity; cut it off where it diverges, or take a "
            "smaller step."
        )
    return points


def _same_length(curves):
    if not 1 <= len(curves) <= len(LOOKS):
        raise ValueError(
            f"curves must hold 1 to {len(LOOKS)} entries to be told apart, got {len(curves)}; draw "
            "them in several scenes."
        )
    lengths = {len(points) for points in curves.values()}
    if len(lengths) != 1:
        raise ValueError(
            f"curves must have one length, got {sorted(lengths)}; hold the last point."
        )
    return lengths.pop()
