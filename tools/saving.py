"""What JupyterLab does before it stores a notebook: one that was only run stays as it was.

A notebook program adds its kernel's version, and cells tagged `measured` hold other times after
each run. Without this a reader who runs a notebook has changed it, and the next `git pull` stops.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import nbformat

from tools import compare
from tools.normalise import normalise

OPTION = f"--FileContentsManager.pre_save_hook={__name__}.before_saving"


def before_saving(model, path, contents_manager, **_):
    """Jupyter's hook: changes the model that is about to be stored at `path` below its root."""
    if model["type"] == "notebook" and model.get("content"):
        file = Path(contents_manager.root_dir, path.strip("/"))
        model["content"] = as_stored(model["content"], committed(file))


def as_stored(content: dict, known: str | None) -> dict:
    """The committed notebook where nothing that we compare differs from it, else this one."""
    fresh = nbformat.reads(json.dumps(content), as_version=4)
    if known is None:
        return content
    stored = nbformat.reads(known, as_version=4)
    if not compare.differences(stored.cells, fresh.cells):
        return stored
    normalise(fresh)
    return fresh


def committed(file: Path) -> str | None:
    """The text of a file as git knows it; None where it does not, or where there is no git."""
    command = ["git", "cat-file", "blob", f":./{file.name}"]
    try:
        found = subprocess.run(command, cwd=file.parent, capture_output=True, encoding="utf-8")
    except OSError:
        return None
    return found.stdout if found.returncode == 0 else None
