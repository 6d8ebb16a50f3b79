"""python -m benchmarks [--quick] [--only TEXT] [--mnist FOLDER]

A run of everything, not quick, writes benchmarks/results.md and its picture. The digits of MNIST
have a section of their own, written whenever they are read, and kept by a run without them.
"""

import argparse
import sys

from benchmarks import digits, films, results, table, workloads
from benchmarks.memory import weigh
from benchmarks.race import Result, race
from benchmarks.workloads import MEMORY, Work


def main(arguments: list[str]) -> int:
    chosen = parse(arguments)
    rounds, chunk = (5, 0.1) if chosen.quick else (9, 0.25)
    print(results.INTRODUCTION.format(rounds=rounds), flush=True)
    measured: list[tuple[Work, list[Result]]] = []
    for work in chosen.works:
        measured.append((work, measure(work, rounds, chunk)))
        progress("")
        print("\n" + table.text(*measured[-1]), flush=True)
    filmed = []
    for film in chosen.films:
        filmed.append((film, films.measure(film, rounds // 4)))
        print("\n" + films.text(*filmed[-1]), flush=True)
    print("\n" + results.closing(measured))
    if not (chosen.quick or chosen.only):
        results.write(measured, rounds, filmed)
    if chosen.digits:
        shares = digits.measure(chosen.mnist, progress, digits.SEEDS[: 1 if chosen.quick else None])
        progress("")
        print("\n" + digits.markdown(shares))
        if not chosen.quick:
            results.write_digits(digits.markdown(shares))
    return 1 if any(result.problem for _, found in measured for result in found) else 0


def measure(work: Work, rounds: int, chunk: float) -> list[Result]:
    if work.job == MEMORY:
        return weigh(work, rounds // 4, progress)
    return race(work, rounds, chunk, progress)


def parse(arguments: list[str]) -> argparse.Namespace:
    titles = "; ".join(each.title for each in (*workloads.WORKS, *films.FILMS))
    parser = argparse.ArgumentParser("python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds of shorter chunks")
    parser.add_argument(
        "--only", metavar="TEXT", default="", help=f"works whose title holds TEXT, of: {titles}"
    )
    parser.add_argument(
        "--mnist", metavar="FOLDER", help=f"with the test images of MNIST, for {digits.TITLE!r}"
    )
    chosen = parser.parse_args(arguments)
    chosen.works, chosen.films = workloads.find(chosen.only), films.find(chosen.only)
    chosen.digits = bool(chosen.mnist) and chosen.only.lower() in digits.TITLE.lower()
    if not (chosen.works or chosen.films or chosen.digits):
        parser.error(f"no work has {chosen.only!r} in its title; there are: {titles}")
    return chosen


def progress(words: str) -> None:
    """One line of the terminal, written over by the next; nothing in a file."""
    if sys.stderr.isatty():
        print(f"\r\033[K{words}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
