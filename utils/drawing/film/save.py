"""Saving a film: a scene, rendered once, in one file or several, or shown in a window."""

from pathlib import Path

import numpy as np

from ...notebook import page, progress
from ...saving import files
from ..style.page import style
from . import gif, picture, writers
from .film import Film

BUDGET = 1_000_000
FEW = 10  # frames after which we know whether a file may grow too large
RUNS, LONG = 4, 3  # stretches of a film, and changes in each, from which its size is estimated
SURE = 1.15  # times the budget: what is estimated larger than that is refused at once
STEP = 0.95  # from one number of frames that is tried to the next, at most
GROWING = ".gif", ".webp"  # files that grow with each frame


class Saved:
    """A film in files: a notebook shows the first one, and below it the files and their sizes.

    paths: its files. facts: those of its first, middle and last frame, a line each, which are heard
    in place of the film; last: of the last alone. words: every word that is seen. size: (width,
    height) in pixels.
    """

    def __init__(self, paths, about, frames, size):
        self.paths, self.frames, self.size = paths, frames, size
        self.facts, self.last, self.words = about.facts, about.last, about.words
        self.sizes = {Path(path).name: files.place(path).stat().st_size for path in paths}
        self.files = ", ".join(self._told(*each) for each in self.sizes.items())
        self.line = f"{self.files}. {self.last}"

    def _told(self, name, size):
        """A size is rounded up to one digit, since other processors leave other bytes."""
        kilo = size / 1000
        unit = 10.0 ** np.floor(np.log10(max(kilo, 1)))
        frames = "" if name.endswith(".png") else f"{self.frames} frames, "
        return f"{name} ({frames}under {np.floor(kilo / unit + 1) * unit:.0f} kB)"

    def __repr__(self):
        return self.line

    def _repr_mimebundle_(self, include=None, exclude=None):
        first = files.place(self.paths[0])
        alt = self.last if first.suffix.lower() == ".png" else " ".join(self.facts.split("\n"))
        html = page.shown(alt, self.size[0], first, line=self.files)
        return {"text/html": html, "text/plain": self.line}


def save(scene, *paths, fps=10, hold=1.0, budget=BUDGET):
    """Write the scene, rendered once, to each of `paths`; their endings say how.

    .gif and .webp repeat for ever, .mp4 is for slides and phones, .png is the last frame alone.
    fps: frames a second. hold: seconds the first and the last frame stand, or {frame: seconds} for
    more pauses. budget: bytes each file may take; a film that will take more is refused after ten
    frames. Nothing is written unless all of it can be.
    """
    kinds = [writers.suffix(path) for path in paths]
    if not paths:
        raise ValueError('save needs a path, for example "boundary.gif".')
    for path, kind in zip(paths, kinds, strict=True):
        files.writable(path, kind)
    with style():
        film = Film(scene)
        shoot = Shoot(film, kinds, durations(scene.frames, fps, hold), fps, budget)
        steps = progress.bar(range(scene.frames), Path(paths[0]).name, unit="frame")
        about, contents = shoot.files(steps)
    for path, data in zip(paths, contents, strict=True):
        if len(data) > budget:
            raise ValueError(shoot.too_large(Path(path).name, len(data)))
    files.write_all(list(zip(paths, contents, kinds, strict=True)))
    size = scene.figure.canvas.get_width_height()
    return Saved(paths, about, scene.frames, size)


class Shoot:
    """One rendering of a film into files of some kinds."""

    def __init__(self, film, kinds, durations, fps, budget):
        self.film, self.kinds, self.durations = film, kinds, durations
        self.fps, self.budget = fps, budget
        self.each = [film.scene.facts(k) for k in range(film.scene.frames)]
        rare = getattr(film.scene, "colours", ())
        samples = [film.frame(k).copy() for k in film.picks()]
        self.palette = gif.Palette(samples, rare=rare)

    def about(self, picks):
        """What files of these frames say of themselves."""
        three = self.film.picks()
        names = ("First", "Middle", "Last") if len(three) == 3 else ("First", "Last")
        told = [f"{name} frame: {self.each[k]}" for name, k in zip(names, three, strict=False)]
        each = [self.each[k] for k in picks]
        return writers.About("\n".join(told), each, list(self.film.words))

    def files(self, steps):
        """What the files say of themselves, and the bytes of each, from all frames."""
        files = [writers.WRITERS[kind](self.palette, self.fps) for kind in self.kinds]
        for k in steps:
            if k == FEW:
                self._refuse_early(files)
            frame = self._frame(k)
            for file in files:
                file.add(frame)
        about = self.about(range(self.film.scene.frames))
        return about, [file.finish(about) for file in files]

    def _frame(self, k):
        pixels = self.film.frame(k)
        return writers.Frame(pixels, self.palette.indices(pixels), self.durations[k])

    def _refuse_early(self, files):
        """Stop before the rest is rendered, where a file will take more than its budget."""
        count = self.film.scene.frames
        for kind, file in zip(self.kinds, files, strict=True):
            if file.so_far() * count / FEW > self.budget:
                size = self._estimate(kind, range(count))
                if size > SURE * self.budget:
                    raise ValueError(self.too_large(f"a {kind} file", size))

    def _estimate(self, kind, picks):
        """Bytes of a file of these frames, from a few short stretches of it."""
        starts = np.linspace(0, len(picks) - 1 - LONG, RUNS).astype(int)
        whole = [self._bytes(kind, [picks[start]]) for start in starts]
        runs = [self._bytes(kind, picks[start : start + LONG + 1]) for start in starts]
        change = np.mean(np.subtract(runs, whole)) / LONG
        return int(whole[0] + (len(picks) - 1) * change) + len(self.about(picks).text)

    def _bytes(self, kind, picks, about=writers.NOTHING):
        """How large a file of some frames is."""
        file = writers.WRITERS[kind](self.palette, self.fps)
        for k in picks:
            file.add(self._frame(k))
        return len(file.finish(about))

    def too_large(self, name, size):
        """What to do about a file that is too large; that many frames were tried."""
        width, height = self.film.scene.figure.canvas.get_width_height()
        start = f"{name} would take about {size / 1000:,.0f} kB, more than its budget of "
        start += f"{self.budget / 1000:,.0f} kB"
        fewer = self._enough_frames(size) if name.endswith((*GROWING, " file")) else 0
        smaller = f"draw a smaller figure than {width} x {height}, or fewer bands"
        if fewer < 2:
            return f"{start}: {smaller}."
        return (
            f"{start}: show {fewer} frames instead of {self.film.scene.frames}, for example by "
            f"frames={fewer}, or {smaller}."
        )

    def _enough_frames(self, size):
        """How many frames, evenly spaced, make files that fit; 0 where not even three do.

        As few as may be are drawn: numbers are estimated until one seems to fit, then it is tried.
        """
        count = fewer = self.film.scene.frames
        kinds = [kind for kind in self.kinds if kind in GROWING]
        while True:
            fewer = int(min(STEP, self.budget / size) * fewer)
            if fewer < 3:
                return 0
            picks = np.linspace(0, count - 1, fewer).round().astype(int)
            size = max(self._estimate(kind, picks) if fewer > FEW else 0 for kind in kinds)
            if size <= self.budget:
                size = max(self._bytes(kind, picks, self.about(picks)) for kind in kinds)
            if size <= self.budget:
                return fewer


def frames(scene):
    """The frames of a scene, one after the other, as pixels (height, width, 3): for imageio, say.

    imageio.mimsave("mine.mp4", list(animation.frames(scene)), fps=10)
    """
    with style():
        film = Film(scene)
    for k in range(scene.frames):
        with style():
            pixels = film.frame(k)[..., :3].copy()
        yield pixels


def show(scene, fps=10, hold=1.0):
    """Play the scene in a window, from a script, again and again until the window is closed."""
    from matplotlib.animation import FuncAnimation

    times = durations(scene.frames, fps, hold)
    with style():
        film = Film(scene)
        pyplot, image = picture.window(film.frame(0))

        def turn(k):
            image.set_data(film.frame(k))
            player.event_source.interval = 10 * times[k]
            return [image]

        player = FuncAnimation(image.figure, turn, scene.frames, interval=10 * times[0])
        pyplot.show()


def durations(frames, fps, hold):
    """Hundredths of a second for each frame."""
    if not 1 <= fps <= 50:
        raise ValueError(f"fps must be between 1 and 50, got {fps!r}; browsers show no more.")
    pauses = hold if isinstance(hold, dict) else {0: hold, frames - 1: hold}
    for k, seconds in pauses.items():
        if not (k in range(-frames, frames) and 0 <= seconds <= 60):
            raise ValueError(
                f"hold must be between 0 and 60 seconds at one of {frames} frames, got "
                f"{seconds!r} at frame {k!r}; try 1.0."
            )
    times = [round(100 / fps)] * frames
    for k, seconds in pauses.items():
        times[k] = max(times[k], round(100 * seconds))
    return times
