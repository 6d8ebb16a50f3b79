"""`make run`: executes notebooks in a fresh copy and says what differs from the committed ones."""

import time
from collections.abc import Callable
from pathlib import Path

from tqdm import tqdm

from tools import articles, compare, kernel, locks, logo, results, workspace
from tools.execute import count_cells, execute
from tools.reference import is_reference
from tools.results import Result
from tools.table import table

BUILD = workspace.ROOT / "build"
RESULTS = BUILD / "run.json"
SHOWN_LINES = 20


def run(article: str) -> int:
    """Executes the chosen notebooks; the exit status says whether each went through."""
    chosen = articles.choose(articles.find(workspace.ROOT), article)
    if not chosen:
        print("There is no notebook yet: nothing to execute.")
        return 0
    busy = "Another `make run` is at work in build/run: wait for it to end and run this again."
    with locks.held(BUILD / "run.lock", busy, wait=False):
        RESULTS.unlink(missing_ok=True)
        place = workspace.fresh("run")
        done = execute_all(place, chosen)
        if not article:
            logo.draw(place / logo.NAME)
            print(f"{logo.NAME}: {logo_verdict(place)}")
    report(place, done)
    return 1 if any(result.failure for result in done) else 0


def execute_all(place: Path, notebooks: list[Path]) -> list[Result]:
    """Executes one notebook after another; a failure does not stop the others."""
    done, variables = [], kernel.environment()
    total = sum(count_cells(place / notebook) for notebook in notebooks)
    with tqdm(total=total, unit="cell", disable=None) as bar:
        for notebook in notebooks:
            bar.set_description(notebook.stem)
            done.append(execute_one(place, notebook, variables, bar.update))
            results.save(RESULTS, done)
            how = "failed" if done[-1].failure else "done"
            tqdm.write(f"{notebook.stem}: {how} after {done[-1].seconds:.0f} s")
    return done


def execute_one(place: Path, notebook: Path, variables: dict, tick: Callable) -> Result:
    sources = results.fingerprint(place, notebook)
    start = time.perf_counter()
    failure = execute(place / notebook, variables, tick)
    return Result(notebook.as_posix(), time.perf_counter() - start, sources, failure)


def report(place: Path, done: list[Result]) -> None:
    """Failures, differences, the table, and where to look."""
    strict, reason = is_reference()
    rows = []
    for result in done:
        lines = differences(place, result.notebook) if strict and not result.failure else []
        tell(result, lines)
        rows.append(row(place, result, lines, strict))
    print(f"\nThe notebooks and their pictures are in {place.relative_to(workspace.ROOT)}.\n")
    print(table(["notebook", "seconds", "pictures", "compared"], rows, "<>><"))
    if not strict:
        print(f"Comparison with the committed outputs and pictures left out: {reason}.")


def logo_verdict(place: Path) -> str:
    """Whether the logo just drawn has the bytes of the committed one."""
    committed = workspace.ROOT / logo.NAME
    drawn = (place / logo.NAME).read_bytes()
    return "same" if committed.exists() and committed.read_bytes() == drawn else "differs"


def differences(place: Path, notebook: str) -> list[str]:
    """What differs from the committed notebook and its pictures."""
    ours, theirs = workspace.ROOT / notebook, place / notebook
    folders = (path.parent / workspace.PICTURES for path in (ours, theirs))
    return compare.notebooks(ours, theirs) + compare.pictures(*folders)


def tell(result: Result, lines: list[str]) -> None:
    name = Path(result.notebook).stem
    if result.failure:
        print(f"\n{name} failed {result.failure}")
    if lines:
        shown = lines[:SHOWN_LINES]
        rest = [f"... and {len(lines) - len(shown)} more"] if len(lines) > len(shown) else []
        print("\n  ".join([f"\n{name} differs from what is committed:", *shown, *rest]))


def row(place: Path, result: Result, lines: list[str], strict: bool) -> list[str]:
    folder = (place / result.notebook).parent
    pictures = [path for path in (folder / workspace.PICTURES).glob("*") if path.is_file()]
    name, compared = Path(result.notebook).stem, verdict(result, lines, strict)
    return [name, f"{result.seconds:.1f}", str(len(pictures)), compared]


def verdict(result: Result, lines: list[str], strict: bool) -> str:
    if result.failure:
        return "failed"
    if not strict:
        return "left out"
    return {0: "same", 1: "1 difference"}.get(len(lines), f"{len(lines)} differences")
