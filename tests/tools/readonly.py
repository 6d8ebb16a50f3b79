"""Folders that cannot be written, also for root, who may write everywhere until that is dropped."""

import os
import shutil
from contextlib import contextmanager

WRITE = 0o222
ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
# In front of a command: root without the right to write where a folder's mode forbids it.
BOUND = [shutil.which("setpriv"), "--bounding-set", "-dac_override"] if ROOT else []


@contextmanager
def closed(folder):
    """A folder in which nothing can be written; afterwards it is open again."""
    places = [path for path in (folder, *folder.rglob("*")) if not path.is_symlink()]
    modes = {path: path.stat().st_mode for path in places}
    try:
        for path, mode in modes.items():
            path.chmod(mode & ~WRITE)
        yield folder
    finally:
        for path, mode in modes.items():
            path.chmod(mode)
