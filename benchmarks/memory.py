"""How much memory a training takes: by how much a process grows at its largest.

Every contender trains in a new process each round. It has imported its packages and made the data
before it is looked at; what it then builds, compiles and computes counts.
"""

from collections.abc import Callable

from benchmarks.contenders import ENTRIES
from benchmarks.race import Result, Worker, checked, contenders, noting
from benchmarks.workloads import Work


def weigh(work: Work, rounds: int, report: Callable[[str], None]) -> list[Result]:
    """Bytes by which each contender's process grows while it trains the work's first epochs."""
    results = contenders(work)
    for k in range(rounds):
        for result in results:
            if not (result.missing or result.problem):
                report(f"{work.title}: {result.name}, round {k + 1} of {rounds}")
                with noting(result), Worker(work, result.name, ENTRIES[result.name]) as worker:
                    result.loss, grown = worker.start()
                    result.costs.append(grown)
    return checked(results)
