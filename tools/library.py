"""What the browser's Python is given of the project: `utils`, and what a first cell asks for."""

import io
import zipfile
from pathlib import Path

from tools.workspace import ROOT

KINDS = (".py", ".mplstyle")
SET_UP = ("pyproject.toml", "tools/first_cell.py")


def files() -> list[Path]:
    """The files of `utils`, and what a notebook's first cell asks for."""
    sources = sorted(path for path in (ROOT / "utils").rglob("*") if path.suffix in KINDS)
    return [*sources, *map(ROOT.joinpath, SET_UP)]


def pack(place: Path) -> None:
    """`utils` as one file, equal bytes for equal sources, so that browsers may keep it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for path in files():
            entry = zipfile.ZipInfo(path.relative_to(ROOT).as_posix())
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())
    if not place.exists() or place.read_bytes() != content.getvalue():
        place.write_bytes(content.getvalue())
