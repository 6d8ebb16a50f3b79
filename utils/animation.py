"""Animations: record first, draw second. A scene holds recorded arrays; save() films it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
from matplotlib.text import Text

from . import gif, picture, writers
from .histories import HistoryScene
from .landscape import LandscapeScene
from .recording import watch
from .samples import SamplesScene
from .scenes import BoundaryScene, PairScene
from .space import SpaceScene
from .stamps import Stamps, press
from .weights import WeightsScene

__all__ = [
    "BoundaryScene", "Film", "HistoryScene", "LandscapeScene", "PairScene", "SamplesScene", "Saved",
    "SpaceScene", "WeightsScene", "save", "show", "watch",
]  # fmt: skip

BUDGET = 1_000_000


class Film:
    """The frames of a scene as pixels: what never moves is drawn once, what moves again each time.

    A scene is an object with `figure`, `frames` (how many), `draw(k)`, which only sets data of
    artists made once, and `facts(k)`. Where it has a list `moving` of artists only these are drawn
    for each frame; the artists in its list `front` stand still in front of them. Its `colours`
    (n, 4), if any, are bytes of RGBA that fill few pixels and must yet stay themselves in a GIF.
    """

    def __init__(self, scene):
        self.scene = scene
        moving = getattr(scene, "moving", None)
        self.moving = moving and sorted(moving, key=lambda artist: artist.get_zorder())
        self.canvas = picture.agg(scene.figure)
        front = getattr(scene, "front", [])
        scene.draw(0)
        self._draw_still([*(self.moving or []), *front])
        self.words = dict.fromkeys(picture.words(scene.figure))
        self._stamps = Stamps(self.canvas)
        self._background = self.canvas.copy_from_bbox(scene.figure.bbox)
        self._front = self._stamps.of(front)

    def _draw_still(self, later):
        """Draw the figure without the artists that are drawn later, frame by frame."""
        for artist in later:
            artist.set_animated(True)
        self.canvas.draw()
        for artist in later:
            artist.set_animated(False)

    def frame(self, k):
        """Frame k as pixels (height, width, 4), valid until the next; its words join `words`."""
        self.scene.draw(k)
        if self.moving is None:
            self.canvas.draw()
        else:
            self._redraw()
        for artist in [self.scene.figure] if self.moving is None else self.moving:
            self.words.update(dict.fromkeys(picture.words(artist)))
        return np.asarray(self.canvas.buffer_rgba())

    def _redraw(self):
        self.canvas.restore_region(self._background)
        renderer = self.canvas.get_renderer()
        for artist in self.moving:
            if isinstance(artist, Text):
                self._stamps.press_text(artist, renderer)
            else:
                artist.draw(renderer)
        press(self._front, renderer)


class Saved:
    """What a saved animation shows: the facts of its first, middle and last frame, its words."""

    def __init__(self, facts, words, frames):
        self.facts, self.words, self.frames = facts, words, frames

    def __repr__(self):
        return self.facts


def save(scene, *paths, fps=10, hold=1.0, budget=BUDGET):
    """Write the scene, rendered once, to each of `paths`; their endings say how.

    .gif and .webp repeat for ever, .mp4 is for slides and phones, .png is the last frame alone.
    fps: frames a second. hold: seconds the first and the last frame stand. budget: bytes each file
    may take. Nothing is written unless all of it can be.
    """
    kinds = [writers.suffix(path) for path in paths]
    if not paths:
        raise ValueError('save needs a path, for example "boundary.gif".')
    durations = _durations(scene.frames, fps, hold)
    picks = sorted({0, scene.frames // 2, scene.frames - 1})
    facts = _facts(scene, picks)
    with picture.style():
        film = Film(scene)
        rare = getattr(scene, "colours", ())
        colours = gif.Palette([film.frame(k).copy() for k in picks], rare=rare)
        files = [writers.WRITERS[kind](colours, fps) for kind in kinds]
        for k in _progress(range(scene.frames), Path(paths[0]).name):
            pixels = film.frame(k)
            for file in files:
                file.add(writers.Frame(pixels, colours.indices(pixels), durations[k]))
    about = writers.About(facts, scene.facts(scene.frames - 1), list(film.words))
    contents = [file.finish(about) for file in files]
    for path, data in zip(paths, contents, strict=True):
        _within(budget, data, scene, path)
    for path, kind, data in zip(paths, kinds, contents, strict=True):
        picture.write(path, data, kind)
    return Saved(facts, about.words, scene.frames)


def show(scene, fps=10, hold=1.0):
    """Play the scene in a window, from a script, again and again until the window is closed."""
    from matplotlib.animation import FuncAnimation

    durations = _durations(scene.frames, fps, hold)
    with picture.style():
        film = Film(scene)
        pyplot, image = picture.window(film.frame(0))

        def turn(k):
            image.set_data(film.frame(k))
            player.event_source.interval = 10 * durations[k]
            return [image]

        player = FuncAnimation(image.figure, turn, scene.frames, interval=10 * durations[0])
        pyplot.show()


def _progress(steps, name):
    try:
        from tqdm import tqdm
    except ImportError:
        return steps
    silent = os.environ.get("TQDM_DISABLE", "0") not in ("", "0")
    return tqdm(steps, desc=name, leave=False, file=sys.stderr, disable=silent)


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
    return "\n".join(f"{n} frame: {scene.facts(k)}" for n, k in zip(names, picks, strict=False))


def _within(budget, data, scene, path):
    if len(data) <= budget:
        return
    width, height = scene.figure.canvas.get_width_height()
    fewer = f"record about {int(scene.frames * budget / len(data))} frames instead of "
    fewer += f"{scene.frames}, draw "
    raise ValueError(
        f"{Path(path).name} would take {len(data) / 1000:,.0f} kB, more than its budget of "
        f"{budget / 1000:,.0f} kB: {'draw ' if Path(path).suffix == '.png' else fewer}a smaller "
        f"figure than {width} x {height}, or fewer bands."
    )
