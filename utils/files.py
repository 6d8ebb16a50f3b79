"""Files: written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path


def write(path, data, suffix):
    """Write bytes under a temporary name, then move them: a reader never meets half a file."""
    path = Path(path)
    if path.suffix.lower() != suffix:
        raise ValueError(f"this is written as a {suffix} file, got {path.name!r}; rename it.")
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(data)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
