"""Chunks of updates or predictions, interleaved round by round.

Other work on the machine changes its speed from second to second. A round lets every contender
do one chunk, and a ratio compares two chunks of the same round, so both saw the same machine.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import threads
from benchmarks.contenders import ENTRIES, OURS, Entry
from benchmarks.workloads import Work

ROOT = Path(__file__).parents[1]
LEAST_UNITS = 20  # in a chunk, so that what a call costs once is spread; or else
LEAST_EXAMPLES = 1_000_000
TOLERANCE = 0.02  # how far the loss after equal work may lie from ours, relative


@dataclass
class Result:
    """One contender in one work: what a unit of it took, one number a round, in seconds or bytes;
    or why there is none."""

    name: str
    costs: list[float] = field(default_factory=list)
    loss: float = float("nan")
    missing: list[str] = field(default_factory=list)
    problem: str = ""


class Broken(Exception):
    """A contender's process ended with an error."""


class Worker:
    """The process of one contender: `start()` answers with its loss and by how many bytes it grew,
    `chunk(times)` with seconds."""

    def __init__(self, work: Work, name: str, entry: Entry):
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.worker", work.title, name],
            cwd=ROOT,
            env={**os.environ, **threads.variables(work.threads), **entry.variables},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            text=True,
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()
        self.errors.close()

    def answer(self) -> list[float]:
        line = self.process.stdout.readline()
        if not line:
            self.errors.seek(0)
            said = self.errors.read().strip() or "it ended without a word"
            raise Broken(said.splitlines()[-1])
        return [float(number) for number in line.split()]

    def start(self) -> list[float]:
        return self.answer()

    def chunk(self, times: int) -> float:
        with suppress(BrokenPipeError):  # the answer then says why the process ended
            print(times, file=self.process.stdin, flush=True)
        return self.answer()[0]


def contenders(work: Work) -> list[Result]:
    """Ours first, then the work's others; nothing is measured yet."""
    return [Result(name, missing=ENTRIES[name].missing) for name in (OURS, *work.goals)]


def race(work: Work, rounds: int, chunk: float, report: Callable[[str], None]) -> list[Result]:
    """What a unit of the work takes each contender; a chunk takes about `chunk` seconds."""
    results = contenders(work)
    with ExitStack() as stack:
        workers = {
            result.name: stack.enter_context(Worker(work, result.name, ENTRIES[result.name]))
            for result in results
            if not result.missing
        }
        pairs = []
        for result in results:
            if result.name in workers:
                report(f"{work.title}: {result.name} gets ready")
                with noting(result):
                    pairs.append((result, ready(result, workers[result.name], work, chunk)))
        interleave(pairs, rounds, report)
    return checked(results)


@contextmanager
def noting(result: Result):
    """A process that ends is noted, and the others go on."""
    try:
        yield
    except Broken as broken:
        result.problem, result.costs = str(broken), []


def ready(result: Result, worker: Worker, work: Work, chunk: float) -> Callable[[], float]:
    """A function that does one chunk and returns the seconds per unit."""
    result.loss, _ = worker.start()
    epochs = epochs_for(chunk, worker.chunk, least_epochs(work))
    units = epochs * work.units_per_epoch
    return lambda: worker.chunk(epochs) / units


def least_epochs(work: Work) -> int:
    """As many as have the least units, or the least examples if these are fewer epochs."""
    units, examples = -(-LEAST_UNITS // work.units_per_epoch), -(-LEAST_EXAMPLES // work.examples)
    return min(units, examples)


def epochs_for(chunk: float, seconds_of: Callable[[int], float], least: int) -> int:
    """How many epochs take about `chunk` seconds, at least `least`; found by doubling."""
    epochs = least
    while (seconds := seconds_of(epochs)) < chunk / 2:
        epochs *= 2
    return max(least, round(epochs * chunk / seconds))


def interleave(
    pairs: list[tuple[Result, Callable[[], float]]], rounds: int, report: Callable[[str], None]
) -> None:
    """Every contender does one chunk a round; the seconds go into its result."""
    for k in range(rounds):
        report(f"round {k + 1} of {rounds}")
        for result, do_chunk in pairs:
            if not result.problem:
                with noting(result):
                    result.costs.append(do_chunk())


def checked(results: list[Result]) -> list[Result]:
    """Whoever reached another loss than ours did other work: no number of theirs is shown."""
    ours = results[0].loss
    for result in results:
        if abs(result.loss - ours) > TOLERANCE * ours:
            result.problem = f"reached a loss of {result.loss:.4f} where ours is {ours:.4f}"
            result.costs = []
    return results
