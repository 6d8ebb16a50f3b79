"""The picture of a run: how long the others take for the same work, ours = 1."""

from statistics import median

from benchmarks.contenders import OURS, PEAK
from benchmarks.race import Result
from benchmarks.table import ratios
from benchmarks.workloads import MEMORY, Work
from utils.animation import Draw, Panel, Scene
from utils.drawing.style.page import SMALL
from utils.drawing.style.palette import GREY, INK, LOOKS, MUTED, PAPER
from utils.plots import Picture

TITLE = "How long do others take, ours = 1?"
NOTE = (
    "Processor time for the same work with one thread; dot: median, line: range. Bar: the goal, "
    "which a hollow dot left of it misses."
)
LEFT, RIGHT, STEP = 216, 60, 20  # pixels beside the rows, and of a row
GOAL = LOOKS[1].line["color"]


def picture(measured: list[tuple[Work, list[Result]]]) -> Picture:
    rows = [row for work, results in measured for row in rows_of(work, results)]
    return Picture(Scene([Ratios(rows)], TITLE, said=NOTE).figure, facts(rows))


class Ratios(Panel):
    """A row for each contender, below the name of its work."""

    log = "x"

    def __init__(self, rows: list[tuple[str, list[float], float | None]]):
        self.rows = rows
        found = [1.0, *(time for _, times, _ in rows for time in times)]
        found += [1 / goal for _, _, goal in rows if goal is not None]
        room = (max(found) / min(found)) ** 0.05
        limits = min(found) / room, max(found) * room, len(rows) - 0.5, -0.7
        names = ("time of the other / time of ours", "")
        super().__init__(Draw(self._all), limits=limits, axes=names, ratio=None)
        self.high = STEP * len(rows)

    def _left(self):
        return LEFT

    def _right(self):
        return RIGHT

    def _all(self, axes) -> None:
        for k, (name, times, goal) in enumerate(self.rows):
            draw(axes, k, name, times, goal) if times else head(axes, k, name)
        axes.axvline(1, color=GREY, lw=1.2, zorder=0)
        axes.set_yticks([])
        axes.grid(axis="x")


def rows_of(work: Work, results: list[Result]) -> list[tuple[str, list[float], float | None]]:
    """A heading, then (name, times as multiples of ours, goal) of each who was measured."""
    ours, others = results[0].costs, [r for r in results if r.name not in (OURS, PEAK) and r.costs]
    if work.job == MEMORY or work.threads > 1 or not ours or not others:
        return []
    name = work.title.removesuffix(", 1 thread")
    return [
        (name, [], None),
        *((r.name, ratios(r.costs, ours), work.goals[r.name]) for r in others),
    ]


def head(axes, k: int, name: str) -> None:
    look = {"va": "center", "size": SMALL, "color": INK, "weight": "bold"}
    x = (12 - LEFT) / axes.bbox.width
    axes.text(x, k + 0.1, name, transform=axes.get_yaxis_transform(), **look)


def draw(axes, k: int, name: str, times: list[float], goal: float | None) -> None:
    """A contender's row: its name, range and median, its goal, and the median as a number."""
    middle = median(times)
    met = goal is None or middle >= 1 / goal
    axes.plot([min(times), max(times)], [k, k], color=INK, lw=2)
    axes.plot(middle, k, "o", ms=7, color=INK, mfc=INK if met else PAPER, zorder=3)
    if goal is not None:
        axes.plot(1 / goal, k, "|", ms=15, mew=3, color=GOAL)
    place = {"transform": axes.get_yaxis_transform(), "ha": "right", "va": "center", "size": SMALL}
    axes.text(-0.02, k, name, color=MUTED, **place)
    number = f"{middle:.{1 + (middle < 1) - (middle >= 10)}f}"
    axes.text(1 + (RIGHT - 12) / axes.bbox.width, k, number, **place)


def facts(rows: list) -> str:
    """One sentence for who does not see it."""
    found = [(median(times), goal) for _, times, goal in rows if times]
    goals = [(middle, goal) for middle, goal in found if goal is not None]
    met = sum(middle >= 1 / goal for middle, goal in goals)
    low, high = min(middle for middle, _ in found), max(middle for middle, _ in found)
    return (
        f"Times of {len(found)} other forms for the same work, ours = 1: medians from {low:.2g} to "
        f"{high:.2g}; {met} of {len(goals)} goals met."
    )
