"""The project's own environment: a folder with a Python and the packages, made and kept in order.

A stamp, written last, says what was installed; without a matching stamp it is installed again.
What is installed for tests serves a reader too, and what was once is for tests ever after. An
interrupted installation leaves a mark, and the next one starts from an empty folder.
"""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tools import Problem, locks, packages
from tools.workspace import ROOT

STAMP = "installed"
UNFINISHED = "unfinished"
SUPPORTED = ("3.11", "3.12", "3.13")
PIP_QUIETLY = "--quiet --no-input --disable-pip-version-check --retries 2".split()
PROGRESS = ("Resolved", "Downloading", "Building", "Prepared", "Uninstalled", "Installed")
SHOWN_LINES = 15
# Of the locked set on Linux: on the network and on the disk.
SIZES = {False: "@R@", True: "@T@"}
NO_NETWORK = re.compile(
    r"dns error|name resolution|error sending request|network is unreachable|timed out"
    r"|ProxyError|tunnel error|failed to connect|connection (error|broken|refused|reset)",
    re.IGNORECASE,
)


def ensure(wish: str = "locked", tests: bool = False) -> str:
    """The Python of an environment that holds a set of packages, made or mended where needed."""
    place = packages.folder(wish)
    busy = f"Another command is setting up {place.name}: waiting for it to end."
    with locks.held(ROOT / "build" / f"{place.name}.lock", busy, wait=True):
        if not is_ready(place, wish, tests):
            install(place, wish, tests or stamp(place)[1])
    return str(python_of(place))


def python_of(place: Path) -> Path:
    return place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def is_ready(place: Path, wish: str, tests: bool) -> bool:
    """Whether an installation would change nothing; only the network knows that of `latest`."""
    version, (installed, for_tests) = version_of(place), stamp(place)
    if wish == "latest" or version is None:
        return False
    return installed == packages.fingerprint(wish, version) and for_tests >= tests


def stamp(place: Path) -> tuple[str, bool]:
    """The fingerprint of what was installed, and whether what tests need was among it."""
    text = (place / STAMP).read_text() if (place / STAMP).is_file() else ""
    installed, _, purpose = text.partition(" ")
    return installed, purpose == "for tests"


def version_of(place: Path) -> str | None:
    """The Python version in the environment, such as "3.11"; None if it does not start."""
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        answer = subprocess.run([python_of(place), "-c", code], capture_output=True, text=True)
    except OSError:
        return None
    return answer.stdout.strip() if answer.returncode == 0 else None


def install(place: Path, wish: str, tests: bool) -> None:
    """Installs the packages, into an empty environment if there is none or only a broken one."""
    if (place / UNFINISHED).exists() or not version_of(place):
        print(f"Setting up {place.name}: {SIZES[tests]}.", flush=True)
        create(place)
    else:
        print(f"Bringing {place.name} up to date.", flush=True)
    version = version_of(place)
    if version not in SUPPORTED:
        raise Problem(
            f"{place.name} holds Python {version}, the project needs 3.11, 3.12 or 3.13: delete "
            f"the folder {place} and run the same command again."
        )
    (place / STAMP).unlink(missing_ok=True)
    (place / UNFINISHED).touch()
    pinned = ["-c", "constraints.txt"] if wish == "locked" else []
    call(pip(place, "install", *PIP_QUIETLY, *pinned, "uv>=0.8"), place)
    call(uv(place, "install", *packages.wanted(wish, tests)), place)
    (place / UNFINISHED).unlink()
    purpose = "for tests" if tests else "for readers"
    (place / STAMP).write_text(f"{packages.fingerprint(wish, version)} {purpose}")


def create(place: Path) -> None:
    """Makes an empty environment; deletes what is there only if it is an environment."""
    if not importlib.util.find_spec("ensurepip"):
        raise Problem(
            "This Python cannot make environments because ensurepip is missing: run `sudo apt-get "
            f"install python{sys.version_info[0]}.{sys.version_info[1]}-venv`, or what brings it "
            "on your system, and the same command again."
        )
    ours = (place / "pyvenv.cfg").exists() or (place / UNFINISHED).exists()
    try:
        if ours:
            shutil.rmtree(place)
        place.mkdir()
    except OSError as error:
        raise Problem(
            f"{place} is no working environment and could not be replaced ({error.strerror}): "
            "move or delete it and run the same command again."
        ) from error
    (place / UNFINISHED).touch()
    call([getattr(sys, "_base_executable", sys.executable), "-m", "venv", place], place)


def pip(place: Path, action: str, *options) -> list[str]:
    """A pip command that works on the environment."""
    return [str(python_of(place)), "-m", "pip", action, *options]


def uv(place: Path, action: str, *options) -> list[str]:
    """A uv command that works on the environment."""
    python = str(python_of(place))
    return [python, "-m", "uv", "pip", action, "--python", python, *options]


def call(command: list, place: Path) -> None:
    """Runs an installer and shows how far it is; a failure is a sentence over its last lines."""
    lines = []
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(command, cwd=ROOT, text=True, errors="replace", **streams) as process:
        for line in process.stdout:
            lines.append(line.rstrip())
            if line.startswith(PROGRESS):
                print("  " + lines[-1], flush=True)
    if process.returncode:
        raise Problem("\n    ".join([failure(lines, place), *lines[-SHOWN_LINES:]]))


def failure(lines: list[str], place: Path) -> str:
    """What to do about a failed installation; without a network it has not changed anything yet."""
    if not NO_NETWORK.search("\n".join(lines)):
        return "The packages could not be installed: the last lines below say why."
    (place / UNFINISHED).unlink(missing_ok=True)
    return (
        "The package index could not be reached: check the network connection, or the proxy "
        "named in HTTPS_PROXY, and run the same command again."
    )


def become(command: list[str]) -> int:
    """Hands over to a command in the environment; on Windows a process cannot turn into it."""
    os.environ.pop("PYTHONPATH", None)
    os.chdir(ROOT)
    sys.stdout.flush()
    if os.name == "nt":
        return subprocess.call(command)
    os.execv(command[0], command)
