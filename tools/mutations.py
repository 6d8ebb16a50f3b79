"""Tests the tests: seeds faults into `utils`, one at a time, and asks that a test turns red.

`python -m tools.mutations` seeds the faults of tools/faults.toml. Each goes into a copy of its own,
and there the tests that the table names for it have to turn red.
`python -m tools.mutations --all` flips every +, - and comparison of the formulas (tools/flips.py).
There the fast tests of the changed file run first, then those of files that use it, then the ones
that need Keras, then all others, until something is red.
A fault that stays green fails the command, and so does a test that caught a fault and is red on the
unbroken code too.
"""

from __future__ import annotations

import argparse
import ast
import json
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tools import Problem, flips, kernel, locks, workspace
from tools.table import table

ROOT = workspace.ROOT
FAULTS = ROOT / "tools" / "faults.toml"
COPIED = ("utils", "tests", "tools")
AT_ONCE = 2
PATIENCE = 300  # seconds; a fault that makes a loop endless is caught too
GREEN, RED, NOT_IMPORTED, NO_TESTS = 0, 1, 2, 5  # pytest's exit statuses
BREAKS_IMPORT = "the import, which fails"
QUICK, SLOW, ALL = "not keras", "keras", ""


@dataclass
class Fault:
    """One change of one file; `text` is the whole file with the fault in it."""

    name: str
    file: str
    text: str
    test: str = ""  # the test, or file of them, that has to see it; "" asks all, the nearest first


@dataclass
class Verdict:
    fault: Fault
    caught_by: str  # "" for a fault that stayed green
    seconds: float


def main(arguments: list[str]) -> int:
    chosen = parse(arguments)
    try:
        faults = list(flips.faults(ROOT, Fault) if chosen.all else from_table(FAULTS))
        faults = [fault for fault in faults if chosen.name in fault.name]
        busy = "Another mutation test is at work in build/mutations: waiting for it to end."
        with locks.held(ROOT / "build" / "mutations.lock", busy, wait=True):
            return test(faults)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tools.mutations",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("name", nargs="?", default="", help="only faults whose name holds this")
    parser.add_argument("--all", action="store_true", help="flip every sign instead")
    return parser.parse_args(arguments)


def from_table(path: Path) -> Iterable[Fault]:
    """The faults of a table; a text to replace must be there exactly once, and its test too."""
    for entry in tomllib.loads(path.read_text(encoding="utf-8"))["fault"]:
        text = (ROOT / entry["file"]).read_text(encoding="utf-8")
        found = text.count(entry["old"])
        if found != 1:
            raise Problem(
                f"The fault {entry['name']!r} replaces {entry['old']!r}, which {entry['file']} "
                f"holds {found} times, expected once: bring {path.name} up to date."
            )
        if not (ROOT / entry["test"].split("::")[0]).is_file():
            raise Problem(f"There is no {entry['test']}, which is to see {entry['name']!r}.")
        text = text.replace(entry["old"], entry["new"])
        yield Fault(entry["name"], entry["file"], text, entry["test"])


def test(faults: list[Fault]) -> int:
    """Seeds every fault and prints who caught it; the exit status says whether all were.

    A fault with a test of its own has to be one that can be imported.
    """
    shutil.rmtree(ROOT / "build" / "mutations", ignore_errors=True)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        verdicts = list(pool.map(lambda fault: announced(seed(fault)), faults))
    missed = [v for v in verdicts if v.caught_by in ({"", BREAKS_IMPORT} if v.fault.test else {""})]
    rows = [[v.fault.name, v.caught_by or "NOBODY", f"{v.seconds:.0f}"] for v in verdicts]
    print("\n" + table(["fault", "caught by", "seconds"], rows, "<<>"))
    print(f"\n{len(faults)} faults, {len(missed)} of them not caught by a test.")
    for verdict in missed:
        print(f"  {verdict.fault.file}: {verdict.fault.name} ({verdict.fault.test or 'all tests'})")
    false_alarm = red_without_fault({verdict.caught_by for verdict in verdicts})
    return 1 if missed or false_alarm else 0


def announced(verdict: Verdict) -> Verdict:
    print(f"{verdict.fault.name}: caught by {verdict.caught_by or 'NOBODY'}", flush=True)
    return verdict


def seed(fault: Fault) -> Verdict:
    """Puts the fault into a copy and runs tests there until one is red."""
    start = time.perf_counter()
    place = copy()
    (place / fault.file).write_text(fault.text, encoding="utf-8", newline="\n")
    stages = [([fault.test], ALL)] if fault.test else hunt(place, fault.file)
    caught_by = next(filter(None, (first_red(place, *stage) for stage in stages)), "")
    shutil.rmtree(place, ignore_errors=True)
    return Verdict(fault, caught_by, time.perf_counter() - start)


def copy() -> Path:
    """What the tests need of the repository, in a new folder of build/mutations."""
    (ROOT / "build" / "mutations").mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(dir=ROOT / "build" / "mutations"))
    for folder in COPIED:
        shutil.copytree(ROOT / folder, place / folder, ignore=workspace.LEFT_OUT)
    for path in ROOT.iterdir():
        if path.is_file():
            shutil.copy2(path, place)
    return place


def hunt(place: Path, file: str) -> list[tuple[list[Path], str]]:
    """Files of tests, and which of their tests, in stages: those nearest to the file come first."""
    mirror, reached = test_of(Path(file)), reach(file)
    own, near, far = [], [], []
    for path in tests_of_utils(place):
        uses = imported(path.read_text(encoding="utf-8"))
        path = path.relative_to(place)
        group = own if path == mirror else near if uses & reached else far
        group.append(path)
    return [(own, QUICK), (near, QUICK), (own + near, SLOW), (far, ALL)]


def test_of(path: Path) -> Path:
    """Where the tests of a file of utils stand: tests/drawing/test_scene.py."""
    return Path("tests", *path.parts[1:-1], f"test_{path.name}")


def tests_of_utils(place: Path) -> list[Path]:
    """Those that stand in tests/ as their files do in utils/."""
    folders = {"", *(path.name for path in (ROOT / "utils").iterdir() if path.is_dir())}
    found = [(place / "tests" / folder).glob(f"{'**/' if folder else ''}test_*.py")
             for folder in folders]  # fmt: skip
    return sorted(path for paths in found for path in paths)


def first_red(place: Path, paths: list[Path | str], marked: str) -> str:
    """The first test that fails, "" if none does."""
    if not paths:
        return ""
    command = ["-x", "-q", "--tb=no", "-m", marked, "-o", f"cache_dir={place / 'cache'}"]
    try:
        run = pytest(place, [*command, *map(str, paths)])
    except subprocess.TimeoutExpired:
        return f"{paths[0]}, which did not end"
    if run.returncode in (GREEN, NO_TESTS):
        return ""
    if run.returncode == NOT_IMPORTED:
        return BREAKS_IMPORT
    if run.returncode != RED:
        raise Problem(f"pytest itself failed, status {run.returncode}:\n{run.stdout}{run.stderr}")
    return next(iter(json.loads((place / "cache" / "v" / "cache" / "lastfailed").read_text())))


def pytest(place: Path, arguments: list[str]) -> subprocess.CompletedProcess:
    """pytest without plugins: nbval alone takes seconds to import."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", *arguments],
        cwd=place,
        env=kernel.environment() | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


def reach(file: str) -> set[str]:
    """The file of utils and all that import it, directly or through others, by name."""
    paths = {dotted(path.relative_to(ROOT)): path for path in (ROOT / "utils").rglob("*.py")}
    needs = {name: imported(path.read_text(encoding="utf-8"), name) for name, path in paths.items()}
    reached, new = set(), {dotted(Path(file))}
    while new:
        reached |= new
        new = {name for name, needed in needs.items() if needed & reached} - reached
    return reached


def dotted(path: Path) -> str:
    """The name of a file of utils: drawing.scene."""
    return ".".join(path.with_suffix("").parts[1:])


def imported(source: str, name: str = "") -> set[str]:
    """Names of the files of utils that a module of it or a test imports, and of what it takes out
    of them."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.level or node.module.startswith("utils")):
            above = name.split(".")[: -node.level] if node.level else []
            inside = (node.module or "").removeprefix("utils").strip(".")
            inside = ".".join([*above, *([inside] if inside else [])])
            names |= {inside} - {""}
            names |= {f"{inside}.{alias.name}".strip(".") for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {a.name.removeprefix("utils.") for a in node.names}
    return names


def red_without_fault(alarms: set[str]) -> bool:
    """Whether a test that caught a fault is red on the unbroken code too; says which."""
    tests = sorted(alarm for alarm in alarms if "::" in alarm)
    if not tests:
        return False
    place = copy()
    run = pytest(place, ["-q", "--tb=short", *tests])
    shutil.rmtree(place, ignore_errors=True)
    if run.returncode != GREEN:
        print(f"Red without any fault, so they prove nothing:\n{run.stdout}{run.stderr}")
    return run.returncode != GREEN


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
