"""Files: written whole or not at all, where the reader meant them to be."""

import errno
import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

CLOSED = (errno.EACCES, errno.EPERM, errno.EROFS)
TRY = "this folder cannot be written; save into one of your own, or copy the notebook there"


def place(path):
    """The file that a path means: ~ is the reader's home, a link stands for what it names."""
    given = os.fsdecode(path)
    meant = os.path.expanduser(given)
    first, *inside = Path(meant).parts or ("",)
    if first[:1] == "~" and inside and not os.path.exists(first):
        raise FileNotFoundError(errno.ENOENT, "no home folder of this name is known", given)
    return Path(os.path.realpath(meant))


def writable(path, suffix):
    """The file that `path` means, if it can be written; before several are, ask for each.

    Raises ValueError for another suffix and, as NumPy and pathlib do, the system's own OSError for
    a protected file, a folder, or a place where there can be no file. Nothing changes.
    """
    name = Path(os.fsdecode(path)).name
    if os.path.splitext(name)[1].lower() != suffix:
        raise ValueError(f"this is written as a {suffix} file, got {name!r}; rename it.")
    target = place(path)
    try:
        os.close(os.open(target, os.O_WRONLY))
    except FileNotFoundError:
        _new(next(folder for folder in target.parents if folder.exists()), target).unlink()
    return target


def write(path, data, suffix):
    """Write bytes to `path`, in folders that are made where they are missing.

    They are written under a name of their own first and then moved: a reader never meets half a
    file, two writers do not meet each other, and after a failure the old file is there and nothing
    else. What was there keeps its links, its mode and its owner.
    """
    write_all([(path, data, suffix)])


def write_all(contents):
    """`write` for several (path, data, suffix): all of them, or none."""
    targets = [writable(path, suffix) for path, _, suffix in contents]
    parts, made = [], []
    try:
        for target, (_, data, _) in zip(targets, contents):
            made += _folders(target.parent)
            parts.append(_part(target, data))
        for part, target, (_, data, _) in zip(parts, targets, contents):
            _pour(data, target) if part is None else os.replace(part, target)
    except BaseException:
        _remove([part for part in parts if part is not None], made)
        raise


def _folders(folder):
    """Make a folder and what it lies in; returns those that were missing, the innermost first."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing


def _new(folder, target):
    """An empty file in the folder, under a name that nobody else has."""
    part = folder / f".{secrets.token_hex(8)}.part"
    try:
        part.open("xb").close()
    except OSError as problem:
        words = TRY if problem.errno in CLOSED else problem.strerror
        raise type(problem)(problem.errno, words, str(target)) from None
    return part


def _part(target, data):
    """A file beside the target that may take its place; None where it has to be written itself:
    it has another name too, belongs to somebody else, or lies in a folder that takes no new file.
    """
    old = target.stat() if target.exists() else None
    try:
        part = _new(target.parent, target)
    except PermissionError:
        if old is None:
            raise
        return None
    try:
        if old is not None and not _alike(part, old):
            part.unlink()
            return None
        part.write_bytes(data)
    except BaseException:
        _remove([part])
        raise
    return part


def _alike(part, old):
    """Give the new file the mode of the old one; whether nothing else tells them apart."""
    new = part.stat()
    os.chmod(part, stat.S_IMODE(old.st_mode))
    return old.st_nlink == 1 and (new.st_uid, new.st_gid) == (old.st_uid, old.st_gid)


def _pour(data, target):
    """Write into the file itself, and back what was there if that fails."""
    old = target.read_bytes()
    try:
        target.write_bytes(data)
    except BaseException:
        target.write_bytes(old)
        raise


def _remove(files, folders=()):
    for path in files:
        path.unlink(missing_ok=True)
    for folder in folders:
        with suppress(OSError):  # somebody else has put something there
            folder.rmdir()
