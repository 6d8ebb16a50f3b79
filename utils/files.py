"""Files: written whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

CLOSED = (errno.EACCES, errno.EPERM, errno.EROFS)


def write(path, data, suffix):
    """Write bytes under a temporary name, then move them: a reader never meets half a file."""
    path = Path(path)
    if path.suffix.lower() != suffix:
        raise ValueError(f"this is written as a {suffix} file, got {path.name!r}; rename it.")
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        os.replace(part, path)
    except OSError as error:
        if error.errno not in CLOSED:
            raise
        raise PermissionError(
            f"{path.name} cannot be written into the folder {path.parent.resolve()}: save it in "
            "one of your own, or copy the notebook into one."
        ) from None
    finally:
        part.unlink(missing_ok=True)
