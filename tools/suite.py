"""`make test`: everything CI runs, in steps; one that fails does not stop the others."""

import subprocess
import sys
import time

from tools import kernel
from tools.reference import is_reference
from tools.table import table
from tools.workspace import ROOT

# Elsewhere a new release of somebody else's package may warn; our own code may not.
OWN_WARNINGS = "filterwarnings=default\nerror:::(utils|tools|tests|benchmarks)"
# A file's costly fixtures are made once; nbval, slow to import, has a step of its own.
BROWSER = "tests/browser"  # what a reader sees; without a browser each file says that it is skipped
PROCESSES = ["-n", "2", "--dist", "loadfile", "-p", "no:nbval"]


def test() -> int:
    """Runs the steps and closes with a table; the exit status says whether all passed."""
    strict, reason = is_reference()
    if not strict:
        print(f"Left out: strict comparison of stored outputs and pictures ({reason}).", flush=True)
    variables = kernel.environment()
    rows = [timed(name, command, variables) for name, command in steps(strict).items()]
    print("\n" + table(["step", "seconds", "result"], rows, "<><"))
    return 0 if all(result == "passed" for *_, result in rows) else 1


def steps(strict: bool) -> dict[str, list[str]]:
    """The name of each step and what is run, with this Python in front."""
    warnings = [] if strict else ["-o", OWN_WARNINGS]
    strictness = ["--mpl"] if strict else warnings
    return {
        "lint": ["-m", "ruff", "check", "."],
        "tests": ["-m", "pytest", "tests", "--ignore", BROWSER, *PROCESSES, *strictness],
        "browser": ["-m", "pytest", BROWSER, "-rs", *PROCESSES, *warnings],
        "notebooks": ["-m", "tools.check_notebooks"],
        "mutations": ["-m", "tools.mutations"],
    }


def timed(name: str, command: list[str], variables: dict[str, str]) -> list[str]:
    """Runs one step; its output goes to the terminal as it is."""
    print(f"\n== {name}: python {' '.join(command)}", flush=True)
    start = time.perf_counter()
    status = subprocess.run([sys.executable, *command], cwd=ROOT, env=variables).returncode
    seconds = time.perf_counter() - start
    return [name, f"{seconds:.0f}", "passed" if status == 0 else f"FAILED (status {status})"]
