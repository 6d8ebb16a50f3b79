"""`make bench`: installs the rivals that are to be had, then measures."""

import importlib.util
import json
import sys
from pathlib import Path

from tools import Problem, environment


def bench(wish: str, further: list[str]) -> int:
    """Whoever is missing is named and the others are measured; `further` goes to benchmarks."""
    place = environment.packages.folder(wish)
    pinned = ["-c", "constraints.txt"] if wish == "locked" else []
    rivals = environment.uv(place, "install", "-r", "pyproject.toml", "--extra", "bench", *pinned)
    tried("JAX", lambda: environment.call(rivals, place))
    if not importlib.util.find_spec("torch"):
        tried("PyTorch", lambda: install_torch(place, pinned))
    return environment.become([sys.executable, "-m", "benchmarks", *further])


def tried(rival: str, installation) -> None:
    try:
        installation()
    except Problem as problem:
        print(f"{rival} is missing, the others are measured. {problem}", flush=True)


def install_torch(place: Path, pinned: list[str]) -> None:
    """The CPU build: from PyTorch's own index, else the first one that pip has to offer."""
    try:
        environment.call(environment.uv(place, "install", "--torch-backend", "cpu", "torch"), place)
    except Problem:
        version = offered_cpu_build(place)
        quiet = environment.PIP_QUIETLY
        command = environment.pip(place, "install", *quiet, *pinned, f"torch=={version}")
        environment.call(command, place)


def offered_cpu_build(place: Path) -> str:
    """The version that pip would install: from the user's own wheels, or from the index."""
    for source in (["--no-index"], []):
        try:
            version = offered(place, source)
        except Problem:
            continue
        if version.endswith("+cpu") or sys.platform != "linux":
            return version
    raise Problem("No CPU build of it is offered here, and the others bring several GB along.")


def offered(place: Path, source: list[str]) -> str:
    report = environment.ROOT / "build" / "torch.json"
    options = [*environment.PIP_QUIETLY, *source, "--dry-run", "--no-deps", "--report", str(report)]
    environment.call(environment.pip(place, "install", *options, "torch"), place)
    return json.loads(report.read_text())["install"][0]["metadata"]["version"]
