"""The sets of packages: `locked`, `oldest`, `latest`, or a file of pinned versions.

Each is installed for readers, or for tests too, which adds to it what only tests need.
"""

import hashlib
import re
from pathlib import Path

from tools import Problem
from tools.workspace import ROOT

INPUTS = ("constraints.txt", "pyproject.toml")
READERS = ["-e", ".[keras,notebooks,lab]"]
TESTS = ["-e", ".[keras,notebooks,lab,site,test]"]


def folder(packages: str) -> Path:
    """Where the environment of a set stands; each set has its own."""
    if packages == "locked":
        return ROOT / ".venv"
    if packages not in ("oldest", "latest") and not (ROOT / packages).is_file():
        raise Problem(
            f"PACKAGES is locked, oldest, latest or a file of pinned versions, and there is no "
            f"file {packages!r}: check the name."
        )
    return ROOT / f".venv-{Path(packages).stem}"


def fingerprint(packages: str, python: str) -> str:
    """Changes with everything that decides what is installed, and where."""
    digest = hashlib.sha256(f"{ROOT}\n{python}\n{packages}\n".encode())
    for name in (*INPUTS, packages):
        if (ROOT / name).is_file():
            digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def wanted(packages: str, tests: bool) -> list[str]:
    """What to tell the installer: pyproject.toml names the packages, the set their versions."""
    project = TESTS if tests else READERS
    if packages == "locked":
        return [*project, "-c", "constraints.txt"]
    if packages == "oldest":
        return [*project, "--resolution", "lowest-direct"]
    if packages == "latest":
        return [*project, "--upgrade"]
    return [*project, "-c", str(pins(ROOT / packages))]


def pins(freeze: Path) -> Path:
    """The plain `name==version` lines of a pip freeze, as a file of constraints.

    Lines with an address name builds of that one machine. What holds for tensorflow holds for
    tensorflow-cpu, which is the same library.
    """
    lines = re.findall(r"^[\w.-]+==\S+$", freeze.read_text(), re.MULTILINE)
    lines += [f"tensorflow-cpu{line[10:]}" for line in lines if line.startswith("tensorflow==")]
    place = ROOT / "build" / f"constraints-{freeze.stem}.txt"
    place.parent.mkdir(exist_ok=True)
    place.write_text("\n".join(lines) + "\n")
    return place
