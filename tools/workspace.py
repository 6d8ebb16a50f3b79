"""Where the project stands, and fresh copies of it, so that a run changes no tracked file."""

import shutil
from pathlib import Path

from tools import Problem

ROOT = Path(__file__).resolve().parent.parent
PICTURES = "final_visualisations"
LEFT_OUT = shutil.ignore_patterns(
    *(".git", ".venv*", "_site", "build"),
    *("*.egg-info", "__pycache__", ".*_cache", ".ipynb_checkpoints"),
)


def fresh(name: str, root: Path = ROOT) -> Path:
    """Copies the repository to build/<name> without its pictures: each has to be made again."""
    place = root / "build" / name
    try:
        if place.exists():
            shutil.rmtree(place)
        shutil.copytree(root, place, ignore=ignored, symlinks=True)
    except OSError as error:
        raise Problem(
            f"No fresh copy could be made in {place} ({error}): close the programs that use it and "
            "check the free disk space."
        ) from error
    return place


def ignored(folder: str, names: list[str]) -> set[str]:
    """What is not copied: what git and tools keep, environments of any name, and pictures."""
    if Path(folder).name == PICTURES:
        return set(names)
    environments = {name for name in names if Path(folder, name, "pyvenv.cfg").exists()}
    return LEFT_OUT(folder, names) | environments


def copy(source: Path, target: Path) -> None:
    """Copies a file or a folder; the folders above it are made."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copyfile(source, target)


def remove(path: Path) -> None:
    """Removes a file or a folder, if it is there."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
