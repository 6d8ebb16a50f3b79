"""How long a film takes: our engine beside the usual ways, the same recorded frames for all.

Everybody works in this process, one way after the other, round by round. Seconds are of the
processor and count ffmpeg's. The usual ways are slow, so they film only some of the frames.
"""

import io
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from statistics import median

import matplotlib
import numpy as np
from matplotlib.animation import FFMpegWriter, FuncAnimation, PillowWriter
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image
from threadpoolctl import threadpool_limits

from tools.table import table
from utils import animation, datasets, plots
from utils.drawing.marks.grid import at
from utils.drawing.style.palette import CLASSES, MARKERS

OURS = "ours"
DPI, BANDS = 100, 10
HEADING = ["way", "CPU ms/frame", "frames/s", "ours / it", "min - max", "goal", "met", "kB/frame"]


@dataclass
class Way:
    """One way to make a film: `film(ks, path)` draws the frames ks into a file."""

    name: str
    film: Callable[[list[int], Path], None]
    frames: int  # how many it draws
    goal: float | None = None  # so many times as fast shall ours be
    costs: list[float] = field(default_factory=list)  # seconds a frame, one number a round
    size: float = 0.0  # bytes a frame


@dataclass(frozen=True)
class Film:
    """A film of `frames` frames, and how a figure is drawn for one of them."""

    title: str
    frames: int
    scene: Callable[[], object]
    draw: Callable[[Figure, int], None]
    goal: float = 8.0

    @property
    def size(self) -> tuple[float, float]:
        """Inches, as in our scene."""
        return tuple(self.scene().figure.get_size_inches())


def measure(film: Film, rounds: int, some: int = 20) -> list[Way]:
    """Our engine and the usual ways, interleaved."""
    ways = [
        Way(OURS, lambda ks, path: ours(film, path), film.frames),
        Way("a figure a frame", lambda ks, path: one_by_one(film, ks, path), some, film.goal),
        Way("FuncAnimation, Pillow", lambda ks, path: cleared(film, ks, path), some, film.goal),
        Way("FuncAnimation, ffmpeg", lambda ks, path: by_ffmpeg(film, ks, path), some, film.goal),
    ]
    film.scene()
    with tempfile.TemporaryDirectory() as folder, threadpool_limits(1):
        for _ in range(rounds):
            for way in ways:
                ks = np.linspace(0, film.frames - 1, way.frames).round().astype(int).tolist()
                path = Path(folder) / "film.gif"
                start = seconds()
                way.film(ks, path)
                way.costs.append((seconds() - start) / way.frames)
                way.size = path.stat().st_size / way.frames
    return ways


def seconds() -> float:
    """Processor time of this process and of those it waited for."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def ours(film: Film, path: Path) -> None:
    animation.save(film.scene(), path, budget=10**8)


def one_by_one(film: Film, ks: list[int], path: Path) -> None:
    """A new figure for each frame, saved as PNG, read again, and put into a GIF."""
    first, *others = list(pngs(film, ks))
    first.save(path, save_all=True, append_images=others, duration=100, loop=0)


def pngs(film: Film, ks: list[int]) -> Iterator[Image.Image]:
    for k in ks:
        figure = Figure(figsize=film.size, dpi=DPI)
        film.draw(figure, k)
        png = io.BytesIO()
        figure.savefig(png, format="png")
        yield Image.open(png).convert("RGB")


def cleared(film: Film, ks: list[int], path: Path, writer=None) -> None:
    """One figure, cleared and drawn again for each frame."""
    figure = Figure(figsize=film.size, dpi=DPI)
    FigureCanvasAgg(figure)

    def turn(k):
        figure.clear()
        film.draw(figure, k)

    player = FuncAnimation(figure, turn, frames=ks, init_func=lambda: None)
    player.save(path, writer=writer or PillowWriter(fps=10))


def by_ffmpeg(film: Film, ks: list[int], path: Path) -> None:
    import imageio_ffmpeg

    with matplotlib.rc_context({"animation.ffmpeg_path": imageio_ffmpeg.get_ffmpeg_exe()}):
        cleared(film, ks, path, FFMpegWriter(fps=10))


@cache
def boundary() -> tuple:
    """The grid, 100 fields of a boundary that bends, and 1,000 points."""
    X, y = datasets.moons(1000, noise=0.2, seed=0)
    grid = plots.grid(X, size=200)
    x1, x2 = grid.points.T
    bends = np.linspace(0, 1, 100)[:, np.newaxis]
    frames = 1 / (1 + np.exp(-3 * (bends * np.sin(2.5 * x1) - x2 + 0.25)))
    return grid, frames.reshape(100, *grid.shape), X, y


def boundary_scene():
    grid, frames, X, y = boundary()
    return animation.boundary(grid, frames, (X, y), title="A boundary bends")


def draw_boundary(figure: Figure, k: int) -> None:
    grid, frames, X, y = boundary()
    axes = figure.add_subplot(xlabel="$x_1$", ylabel="$x_2$", title=f"A boundary bends, {k}")
    axes.contourf(grid.x, grid.y, frames[k], BANDS, cmap="coolwarm", vmin=0, vmax=1)
    axes.contour(grid.x, grid.y, frames[k], [0.5], colors="black")
    for number, (colour, marker) in enumerate(zip(CLASSES[:2], MARKERS)):
        looks = {"s": 22, "c": colour, "edgecolors": "white", "linewidths": 0.6, "marker": marker}
        axes.scatter(*X[y == number].T, **looks)


@cache
def landscape() -> tuple:
    """The grid, the heights of a saddle between two valleys, and a path of 120 steps on it."""
    grid = plots.Grid(np.linspace(-3, 3, 161), np.linspace(-3, 3, 161))
    x, y = np.meshgrid(grid.x, grid.y)
    path = [np.array([2.6, -0.02])]
    for _ in range(119):
        w1, w2 = path[-1]
        path.append(path[-1] - 0.08 * np.array([0.5 * w1, 0.48 * w2**3 - w2]))
    return grid, 0.25 * x**2 + 0.12 * y**4 - 0.5 * y**2, np.array(path)


def landscape_scene():
    grid, heights, path = landscape()
    return animation.landscape(grid, heights, {"SGD": path}, title="A path")


def draw_landscape(figure: Figure, k: int) -> None:
    grid, heights, path = landscape()
    axes = figure.add_subplot(1, 2, 1, projection="3d", title=f"A path, {k}")
    some = slice(None, None, 160 // 59)
    mesh = np.meshgrid(grid.x[some], grid.y[some])
    axes.plot_surface(*mesh, heights[some, some], rcount=60, ccount=60, cmap="viridis")
    points = path[: k + 1]
    axes.plot(*points.T, at(grid, heights, points), color="black", lw=2, zorder=9)
    axes.view_init(35, -50 + k / 5)
    flat = figure.add_subplot(1, 2, 2, xlabel="$w_1$", ylabel="$w_2$")
    flat.contourf(grid.x, grid.y, heights, 14, cmap="viridis")
    flat.plot(*points.T, color="black", lw=2)


FILMS = (
    Film("Boundary, 100 frames", 100, boundary_scene, draw_boundary),
    Film("Surface with a path, 120 frames", 120, landscape_scene, draw_landscape),
)


def find(text: str) -> list[Film]:
    """The films whose title holds the text."""
    return [film for film in FILMS if text.lower() in film.title.lower()]


def rows(ways: list[Way]) -> list[list[str]]:
    return [row(way, ways[0].costs) for way in ways]


def row(way: Way, ours: list[float]) -> list[str]:
    cost = median(way.costs)
    cells = [way.name, f"{1000 * cost:.1f}", f"{1 / cost:.1f}"]
    times = [theirs / mine for mine, theirs in zip(ours, way.costs, strict=True)]
    compared = [f"{median(times):.1f} times as fast", f"{min(times):.1f} - {max(times):.1f}"]
    met = "yes" if way.goal and median(times) >= way.goal else "no"
    compared += [f">= {way.goal:.0f}", met] if way.goal else ["", ""]
    return [*cells, *(["", "", "", ""] if way.name == OURS else compared), f"{way.size / 1000:.1f}"]


def title(film: Film) -> str:
    width, height = (round(DPI * side) for side in film.size)
    return f"{film.title} of {width} x {height} pixels"


def text(film: Film, ways: list[Way]) -> str:
    return f"{title(film)}\n{table(HEADING, rows(ways), '<>>>>>>>')}"


def markdown(film: Film, ways: list[Way]) -> str:
    lines = [HEADING, [":--", *["--:"] * 7], *rows(ways)]
    return f"### {title(film)}\n\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines)
