"""Animations: record first, draw second. A scene holds recorded arrays; save() films it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.text import Text

from . import fields, gif, picture
from .layout import LEFT, class_keys, end_labels, key, limits, line_axes, sheet
from .palette import FAINT, INK, PARTS, TWINS
from .plots import draw_points, field_facts, pairs, plane_axes, score_words, series

BUDGET = 1_000_000


class Film:
    """The frames of a scene as pixels: what never moves is drawn once, what moves again each time.

    A scene is an object with `figure`, `frames` (how many), `draw(k)`, which only sets data of
    artists made once, and `facts(k)`. With a list `moving` of animated artists only these are
    redrawn; the artists in `front` stand still in front of them.
    """

    def __init__(self, scene):
        self.scene = scene
        self.moving = getattr(scene, "moving", None)
        self.canvas = scene.figure.canvas
        scene.draw(0)
        self.canvas.draw()
        self.words = dict.fromkeys(picture.words(scene.figure))
        if self.moving is not None:
            self.renderer = self.canvas.get_renderer()
            self.background = self.canvas.copy_from_bbox(scene.figure.bbox)
            self.front = self._raster(getattr(scene, "front", []))

    def _raster(self, artists):
        """Artists drawn once over nothing: (pixels, left, bottom) of the box they fill."""
        self.renderer.clear()
        for artist in artists:
            artist.draw(self.renderer)
        pixels = np.asarray(self.canvas.buffer_rgba())[::-1]
        rows, columns = (np.flatnonzero(pixels[..., 3].any(axis)) for axis in (1, 0))
        if not len(rows):
            return None
        box = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        return pixels[box].copy(), int(columns[0]), int(rows[0])

    def frame(self, k):
        """Frame k as RGB pixels (height, width, 3); its words join `words`."""
        self.scene.draw(k)
        if self.moving is None:
            self.canvas.draw()
        else:
            self._redraw()
        for artist in [self.scene.figure] if self.moving is None else self.moving:
            self.words.update(dict.fromkeys(picture.words(artist)))
        return np.ascontiguousarray(np.asarray(self.canvas.buffer_rgba())[..., :3])

    def _redraw(self):
        self.canvas.restore_region(self.background)
        for artist in self.moving:
            artist.draw(self.renderer)
        if self.front:
            pixels, left, bottom = self.front
            self.renderer.draw_image(self.renderer.new_gc(), left, bottom, pixels)


class Saved:
    """What a saved animation shows: the facts of its first, middle and last frame, its words."""

    def __init__(self, facts, words, frames):
        self.facts, self.words, self.frames = facts, words, frames

    def __repr__(self):
        return self.facts


def save(scene, path, fps=10, hold=1.0, still=None, budget=BUDGET):
    """Write the scene as a GIF, and its last frame as a PNG where `still` names one.

    fps: frames a second. hold: seconds the first and the last frame stand. budget: bytes the file
    may take.
    """
    durations = _durations(scene.frames, fps, hold)
    picks = sorted({0, scene.frames // 2, scene.frames - 1})
    facts = _facts(scene, picks)
    with picture.style():
        film = Film(scene)
        colours = gif.palette([film.frame(k) for k in picks])
        blocks = list(_blocks(film, colours, durations, Path(path).name))
        last = film.frame(scene.frames - 1)
    words = list(film.words)
    about = json.dumps({"facts": facts, "words": words})
    data = gif.encode(blocks, last.shape[1::-1], colours, about)
    _within(budget, data, scene, path)
    picture.write(path, data, ".gif")
    if still:
        png = picture.encode(last, scene.facts(scene.frames - 1), words)
        picture.write(still, png, ".png")
    return Saved(facts, words, scene.frames)


def _blocks(film, colours, durations, name):
    before = None
    for k in _progress(range(film.scene.frames), name):
        frame = gif.indices(film.frame(k), colours)
        yield gif.block(frame, before, durations[k])
        before = frame


def _progress(steps, name):
    try:
        from tqdm import tqdm
    except ImportError:
        return steps
    return tqdm(steps, desc=name, leave=False, file=sys.stderr)


def _durations(frames, fps, hold):
    """Hundredths of a second for each frame."""
    if not 1 <= fps <= 50:
        raise ValueError(f"fps must be between 1 and 50, got {fps!r}; browsers show no more.")
    if not 0 <= hold <= 60:
        raise ValueError(f"hold must be between 0 and 60 seconds, got {hold!r}; try 1.0.")
    step, rest = round(100 / fps), round(100 * hold)
    return [max(step, rest) if k in (0, frames - 1) else step for k in range(frames)]


def _facts(scene, picks):
    names = ("First", "Middle", "Last") if len(picks) == 3 else ("First", "Last")
    return " ".join(f"{n} frame: {scene.facts(k)}" for n, k in zip(names, picks, strict=False))


def _within(budget, data, scene, path):
    if len(data) <= budget:
        return
    width, height = scene.figure.canvas.get_width_height()
    keep = int(scene.frames * budget / len(data))
    raise ValueError(
        f"{Path(path).name} would take {len(data) / 1000:,.0f} kB, more than its budget of "
        f"{budget / 1000:,.0f} kB: record about {keep} frames instead of {scene.frames}, draw a "
        f"smaller figure than {width} x {height}, or fewer bands."
    )


class FieldView:
    """A field of probabilities and its boundary, moving, behind points that stand still."""

    def __init__(self, axes, grid, frames, train, held_out, bands):
        self.grid, self.frames = grid, frames
        self.field = fields.FieldArtist(grid, frames[0], bands)
        self.line = LineCollection([], colors=INK, linewidths=2)
        axes.add_artist(self.field)
        axes.add_collection(self.line, autolim=False)
        self.front = [*draw_points(axes, train, held_out), *axes.spines.values()]
        self.moving = [self.field, self.line]
        for artist in self.moving + self.front:
            artist.set_animated(True)

    def draw(self, k):
        self.field.set_field(self.frames[k])
        self.line.set_segments(fields.boundary(self.grid, self.frames[k]))


class Strip:
    """Curves below a scene: the whole way faint, the way so far in colour, a dot where we are."""

    def __init__(self, figure, steps, lines, looks, xlabel, ylabel="loss"):
        self.lines = {name: series(name, *_on_steps(name, y, steps)) for name, y in lines.items()}
        self.steps = steps
        axes = line_axes(figure, list(lines), xlabel, ylabel, height=84)
        self.moving = []
        for (x, y), look in zip(self.lines.values(), looks, strict=False):
            axes.plot(x, y, color=FAINT, lw=1.5)
            self.moving += axes.plot([], [], animated=True, **look)
        dots = {"marker": "o", "ls": "", "ms": 8, "mfc": INK, "mec": "white", "mew": 1.2}
        self.moving += axes.plot([], [], animated=True, clip_on=False, zorder=5, **dots)
        limits(axes, self.lines.values())
        ends = zip(self.lines.items(), looks, strict=False)
        end_labels(axes, [(name, y[-1], look["color"]) for (name, (_, y)), look in ends])

    def draw(self, k):
        heights = []
        for line, (x, y) in zip(self.moving, self.lines.values(), strict=False):
            past = np.searchsorted(x, self.steps[k], side="right")
            line.set_data(x[:past], y[:past])
            heights.append(np.interp(self.steps[k], x, y))
        self.moving[-1].set_data([self.steps[k]] * len(heights), heights)

    def facts(self, k):
        values = [f"{n} {np.interp(self.steps[k], *xy):.3g}" for n, xy in self.lines.items()]
        return f"loss {', '.join(values)}"


class BoundaryScene:
    """How does the boundary form? The field above, the loss below, one fixed scale.

    grid: from plots.grid. frames: T arrays of probabilities on it. steps: T numbers of updates.
    losses: {name: T values, or one for each update from 1 on}. accuracy: T shares of the held-out
    (else train) points on their side; without it they are read off the field.
    """

    def __init__(
        self, grid, frames, train, held_out=None, steps=None, losses=None, title="", unit="update",
        accuracy=None, bands=25,
    ):  # fmt: skip
        train, held_out = pairs(train, held_out)
        frames = _fields(grid, frames)
        self.title, self.unit, self.frames = title, unit, len(frames)
        self.steps = _steps(steps, self.frames)
        shown = held_out or train
        shares = [_share(grid, frame, shown) for frame in frames] if accuracy is None else accuracy
        self.scores = [score_words(share, train, held_out) for share in shares]
        self.grid, self.fields = grid, frames
        with picture.style():
            self._compose(train, held_out, losses, bands)
            self.draw(0)

    def _compose(self, train, held_out, losses, bands):
        self.figure = sheet(640, 678 if losses else 520, self.title, " ", left=LEFT)
        self.note = self.figure.heading[-1]
        bottom = 214 if losses else 56
        axes = plane_axes(self.figure, self.grid, LEFT, bottom, 552)
        line = Line2D([], [], color=INK, label=r"$P(\mathrm{class\ 1})=\frac{1}{2}$")
        key(self.figure, [*class_keys(held_out is not None), line], LEFT, bottom + 428)
        self.parts = [FieldView(axes, self.grid, self.fields, train, held_out, bands)]
        if losses:
            looks = [{"color": dark} for _, dark in PARTS]
            self.parts.append(Strip(self.figure, self.steps, losses, looks, self.unit))
        self.note.set_animated(True)
        self.moving = [artist for part in self.parts for artist in part.moving] + [self.note]
        self.front = self.parts[0].front

    def draw(self, k):
        """Show frame k: data is set, nothing is made."""
        for part in self.parts:
            part.draw(k)
        self.note.set_text(
            f"{self.unit} {self.steps[k]:,} of {self.steps[-1]:,} \N{MIDDLE DOT} {self.scores[k]}"
        )

    def facts(self, k):
        """What frame k shows, in one sentence."""
        start = f"{self.title}, " if self.title else ""
        loss = [self.parts[1].facts(k)] if len(self.parts) > 1 else []
        shown = [self.scores[k], field_facts(self.grid, self.fields[k]), *loss]
        return f"{start}{self.unit} {self.steps[k]:,}: {'; '.join(shown)}."


def _fields(grid, frames):
    frames = np.asarray(frames, dtype=float)
    if frames.ndim < 2 or frames[0].size != grid.shape[0] * grid.shape[1]:
        rows, columns = grid.shape
        raise ValueError(
            f"frames must hold one probability for each of the grid's {rows * columns} points, got "
            f"the shape {frames.shape}; record predictions at grid.points."
        )
    return fields.bounded(frames).reshape(len(frames), *grid.shape)


def _steps(steps, frames):
    steps = np.arange(frames) if steps is None else np.asarray(steps)
    if steps.shape != (frames,) or (np.diff(steps) <= 0).any():
        raise ValueError(
            f"steps must be {frames} rising numbers, one for each frame, got the shape "
            f"{steps.shape}; pass recorder.steps."
        )
    return steps


def _on_steps(name, y, steps):
    """(x, y) of a curve with one value for each frame, or for each update from 1 on."""
    if len(y) == len(steps):
        return steps, y
    if len(y) == steps[-1]:
        return np.arange(1, len(y) + 1), y
    raise ValueError(
        f"losses[{name!r}] must hold {len(steps)} values, one for each frame, or {steps[-1]}, one "
        f"for each update, got {len(y)}."
    )


def _share(grid, field, data):
    X, y = data
    return np.mean((fields.at(grid, field, X) > 0.5) == (y == 1))
