"""What `make run` leaves for `make accept`: which notebooks, from which sources, how it went."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from tools.workspace import PICTURES


@dataclass
class Result:
    """One executed notebook; `failure` is empty if it went well."""

    notebook: str
    seconds: float
    sources: str
    failure: str = ""


def save(path: Path, results: list[Result]) -> None:
    path.write_text(json.dumps([asdict(result) for result in results], indent=1) + "\n")


def load(path: Path) -> list[Result]:
    """The results of the last run; none if there was no run."""
    return [Result(**fields) for fields in json.loads(path.read_text())] if path.is_file() else []


def fingerprint(root: Path, notebook: Path) -> str:
    """Changes with everything that the notebook's outputs depend on, and not with the outputs."""
    digest = hashlib.sha256()
    for path in sorted(inputs(root, notebook)):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(sources(path) if path.suffix == ".ipynb" else path.read_bytes())
    return digest.hexdigest()


def inputs(root: Path, notebook: Path) -> list[Path]:
    """The library and the article's folder, without pictures and caches."""
    files = [*(root / "utils").rglob("*"), *(root / notebook.parent).rglob("*")]
    noise = {PICTURES, "__pycache__", ".ipynb_checkpoints"}
    return [path for path in files if path.is_file() and not noise & set(path.parts)]


def sources(notebook: Path) -> bytes:
    """What was written into the cells, and their tags."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    written = [
        [cell["cell_type"], "".join(cell["source"]), cell["metadata"].get("tags", [])]
        for cell in cells
    ]
    return json.dumps(written).encode()
