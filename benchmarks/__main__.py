"""python -m benchmarks [--quick] [--only TEXT]"""

import argparse
import platform
import sys
from importlib import metadata

from benchmarks import table, workloads
from benchmarks.race import Result, race

PACKAGES = ("numpy", "scikit-learn", "keras", "tensorflow", "tensorflow-cpu", "torch", "jax")
INTRODUCTION = """\
Processor time of one update: one thread each, every contender in a process of its own, chunks of
updates interleaved, each from the same start weights. A ratio compares two chunks of one round;
shown are median and range of {rounds} rounds, and the ratio of the two fastest chunks, which other
programs on the machine disturb least. A goal is for the median."""


def main(arguments: list[str]) -> int:
    chosen = parse(arguments)
    rounds, chunk = (5, 0.1) if chosen.quick else (15, 0.4)
    print(INTRODUCTION.format(rounds=rounds), flush=True)
    everything: list[Result] = []
    for work in chosen.works:
        results = race(work, rounds, chunk, progress)
        progress("")
        print("\n" + table.text(work, results), flush=True)
        everything += results
    print(f"\n{table.computes([result.name for result in everything])}\n{versions()}")
    return 1 if any(result.problem for result in everything) else 0


def parse(arguments: list[str]) -> argparse.Namespace:
    titles = "; ".join(work.title for work in workloads.WORKS)
    parser = argparse.ArgumentParser("python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds of shorter chunks")
    parser.add_argument(
        "--only", metavar="TEXT", default="", help=f"works whose title holds TEXT, of: {titles}"
    )
    chosen = parser.parse_args(arguments)
    chosen.works = workloads.find(chosen.only)
    if not chosen.works:
        parser.error(f"no work has {chosen.only!r} in its title; there are: {titles}")
    return chosen


def progress(words: str) -> None:
    """One line of the terminal, written over by the next; nothing in a file."""
    if sys.stderr.isatty():
        print(f"\r\033[K{words}", end="", file=sys.stderr, flush=True)


def versions() -> str:
    found = [f"Python {platform.python_version()}"]
    for package in PACKAGES:
        try:
            found.append(f"{package} {metadata.version(package)}")
        except metadata.PackageNotFoundError:
            continue
    return f"{', '.join(found)}; {platform.system()} {platform.machine()}."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
