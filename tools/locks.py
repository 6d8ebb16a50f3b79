"""One command at a time in one folder; the lock goes with its process, however that ends."""

import os
import time
from contextlib import contextmanager
from pathlib import Path

from tools import Problem


@contextmanager
def held(path: Path, busy: str, wait: bool):
    """Holds the lock; while another process has it, says `busy` and waits, or gives up."""
    with _opened(path) as handle:
        if not _taken(handle):
            if not wait:
                raise Problem(busy)
            print(busy, flush=True)
            while not _taken(handle):
                time.sleep(0.2)
        yield


def _opened(path: Path):
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return open(path, "w")
    except OSError as error:
        raise Problem(
            f"{path.parent} cannot be written ({error.strerror}): copy the project to a folder of "
            "your own and run the same command there."
        ) from error


def _taken(handle) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
