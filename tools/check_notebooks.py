"""Executes every notebook in a fresh copy, strictly: `python -m tools.check_notebooks [ARTICLE]`.

Each output must equal the stored one, each exercise's solution must be marked "Right", and each
picture of final_visualisations is made again and compared. `--twice` executes the notebooks whose
inputs changed since HEAD (`--twice REF`: since REF; `--twice all`: all) once more and asks for the
same bytes. Outside the reference environment the cells are executed and nothing is compared.

Another CPU is played with OPENBLAS_CORETYPE=Prescott NPY_DISABLE_CPU_FEATURES="X86_V3 X86_V4" in
front of the command: a printed digit that moves then has to be rounded away.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import nbformat
from nbformat.v4 import new_code_cell

from tools import Problem, articles, compare, kernel, locks, workspace
from tools.nbval_pictures import digests
from tools.notebook import exercises, tags
from tools.reference import is_reference
from tools.table import table

BUILD = workspace.ROOT / "build"
IGNORED = "nbval-ignore-output"
UNMARKED = "raise AssertionError('a check cell and a folded solution are missing here')"


def main(arguments: list[str]) -> int:
    chosen = parse(arguments)
    try:
        notebooks = articles.choose(articles.find(workspace.ROOT), chosen.article)
        if not notebooks:
            print("There is no notebook yet: nothing to check.")
            return 0
        busy = "Another check is at work in build/test: waiting for it to end."
        with locks.held(BUILD / "test.lock", busy, wait=True):
            return check(notebooks, chosen.twice)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tools.check_notebooks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("article", nargs="?", default="", help="part of an article's path")
    parser.add_argument("--twice", nargs="?", const="HEAD", metavar="REF")
    return parser.parse_args(arguments)


def check(notebooks: list[Path], twice: str | None) -> int:
    """Executes and compares; the exit status says whether everything is as committed."""
    strict, reason = is_reference()
    found = execute("test", notebooks, strict)
    if strict:
        for notebook, outcome in found.items():
            outcome.lines += picture_lines(workspace.ROOT, BUILD / "test", notebook)
        if twice:
            repeat([n for n in notebooks if changed(n, twice)], found)
    else:
        print(f"Executed only, nothing compared with stored outputs and pictures: {reason}.")
    report(found)
    return 0 if all(outcome.good for outcome in found.values()) else 1


class Outcome:
    """How one notebook did: its cells, how many were red, the seconds, differences in lines."""

    def __init__(self):
        self.cells, self.red, self.seconds, self.lines = 0, 0, 0.0, []

    @property
    def good(self) -> bool:
        return bool(self.cells) and not self.red and not self.lines


def execute(name, notebooks: list[Path], strict, quiet=False) -> dict[Path, Outcome]:
    """Runs nbval on prepared notebooks in a fresh copy, build/<name>."""
    place = workspace.fresh(name)
    for notebook in notebooks:
        prepare(place / notebook)
    command = nbval(place, notebooks, strict)
    output = subprocess.DEVNULL if quiet else None
    subprocess.run(command, cwd=place, env=kernel.environment(), stdout=output)
    return outcomes(place, notebooks)


def prepare(path: Path) -> None:
    """Frees the cells tagged `measured` from comparison and appends the exercises' solutions."""
    nb = nbformat.read(path, as_version=4)
    for cell in nb.cells:
        if "measured" in tags(cell):
            cell.metadata.tags.append(IGNORED)
    nb.cells += solutions(nb)
    nbformat.write(nb, path)


def solutions(nb) -> list:
    """For each exercise: its solution, its check with what it prints kept, and the verdict."""
    sources = []
    for number, exercise in enumerate(exercises(nb), 1):
        check = exercise.check.source if exercise.check else UNMARKED
        sources += [
            f"# Solution of exercise {number}\n{exercise.solution or UNMARKED}",
            f"%%capture said\n{check}",
            f"# Check of exercise {number}\nassert said.stdout.startswith('Right'), said.stdout",
        ]
    ignored = {"tags": [IGNORED]}
    return [new_code_cell(source, metadata=ignored, execution_count=1) for source in sources]


def nbval(place: Path, notebooks: list[Path], strict: bool) -> list[str]:
    return [
        *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--tb=short"),
        *("-p", "tools.nbval_pictures", "--record-outputs", f"--junitxml={place / 'report.xml'}"),
        *("--nbval" if strict else "--nbval-lax", "--nbval-current-env"),
        f"--color={'yes' if sys.stdout.isatty() else 'no'}",
        *("--nbval-cell-timeout=600", "-n", str(min(2, len(notebooks))), "--dist", "loadfile"),
        *(notebook.as_posix() for notebook in notebooks),
    ]


def outcomes(place: Path, notebooks: list[Path]) -> dict[Path, Outcome]:
    """Reads pytest's report; a notebook that it does not name has no cells, which is not good."""
    found = {notebook: Outcome() for notebook in notebooks}
    named = {".".join(notebook.parts): notebook for notebook in notebooks}
    report = place / "report.xml"
    for case in ElementTree.parse(report).iter("testcase") if report.exists() else ():
        outcome = found[named[case.get("classname")]]
        outcome.cells += 1
        outcome.red += case.find("failure") is not None or case.find("error") is not None
        outcome.seconds += float(case.get("time"))
    return found


def picture_lines(committed: Path, fresh: Path, notebook: Path) -> list[str]:
    folder = notebook.parent / workspace.PICTURES
    return compare.pictures(committed / folder, fresh / folder)


def changed(notebook: Path, since: str) -> bool:
    """Whether what the notebook's outputs depend on is not as it was in the commit `since`."""
    if since == "all":
        return True
    inputs = ["utils", "constraints.txt", notebook.parent.as_posix()]
    status = ["git", "diff", "--quiet", since, "--", *inputs]
    new = ["git", "ls-files", "--others", "--exclude-standard", "--", *inputs]
    run = subprocess.run(status, cwd=workspace.ROOT, stderr=subprocess.PIPE, text=True)
    if run.returncode > 1:
        raise Problem(f"git cannot compare with {since!r}: {run.stderr.strip()}; name a commit.")
    return bool(run.returncode or subprocess.check_output(new, cwd=workspace.ROOT))


def repeat(notebooks: list[Path], found: dict[Path, Outcome]) -> None:
    """Executes once more; outputs and pictures must have the bytes of the first time."""
    print(f"A second time, for the same bytes: {len(notebooks)} notebooks.", flush=True)
    if not notebooks:
        return
    execute("test_again", notebooks, strict=True, quiet=True)
    first, second = BUILD / "test", BUILD / "test_again"
    for notebook in notebooks:
        before, after = digests(first / notebook), digests(second / notebook)
        other = [a.split("]")[0] + "]" for a in before if a not in after]
        found[notebook].lines += [f"{cell}: other bytes the second time" for cell in other]
        folders = [place / notebook.parent / workspace.PICTURES for place in (first, second)]
        files = {path.name for folder in folders for path in folder.glob("*")}
        different = (
            f for f in sorted(files) if contents(folders[0] / f) != contents(folders[1] / f)
        )
        found[notebook].lines += [f"{file}: other bytes the second time" for file in different]


def contents(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def report(found: dict[Path, Outcome]) -> None:
    for notebook, outcome in found.items():
        if outcome.lines:
            print("\n  ".join([f"\n{notebook.stem}:", *outcome.lines]))
    rows = [
        [
            notebook.stem,
            f"{outcome.seconds:.0f}",
            str(outcome.cells),
            str(outcome.red),
            str(len(outcome.lines)),
            "passed" if outcome.good else "FAILED",
        ]
        for notebook, outcome in found.items()
    ]
    heading = ["notebook", "seconds", "cells", "red cells", "differences", "result"]
    print("\n" + table(heading, rows, "<>>>><"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
