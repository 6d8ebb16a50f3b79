"""`make lock`: remakes constraints.txt from pyproject.toml, keeping the versions that still fit."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools import Problem
from tools.workspace import ROOT

OPTIONS = "--all-extras --universal --no-emit-index-url --no-annotate --no-header --quiet".split()


def lock(newest: bool) -> int:
    """One file for all systems and Pythons; `newest` takes newer versions of everything."""
    target = ROOT / "constraints.txt"
    old = target.read_text().splitlines()
    draft = ROOT / "build" / target.name
    shutil.copyfile(target, draft)
    python = (ROOT / ".python-version").read_text().strip()
    command = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", *OPTIONS]
    command += ["--python-version", python, "-o", str(draft), *["--upgrade"] * newest]
    if subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL).returncode:
        raise Problem("constraints.txt stays as it was: uv's message above says what it misses.")
    os.replace(draft, target)
    print_changes(old, target)
    return 0


def print_changes(old: list[str], target: Path) -> None:
    new = target.read_text().splitlines()
    changes = [f"- {line}" for line in old if line not in new]
    changes += [f"+ {line}" for line in new if line not in old]
    changes.sort(key=lambda line: line[2:])
    print("\n".join(changes) or "constraints.txt: nothing changed")
