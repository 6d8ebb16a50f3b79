"""Download: a file whose content is known beforehand, whole and right or not at all."""

import hashlib
import time

from . import files

BLOCK = 2**16
TIMEOUT, PATIENCE = 30, 600  # seconds without an answer, and for all of a file


def fetch(url, path, size, sha256, timeout=TIMEOUT, patience=PATIENCE):
    """Write what `url` sends to `path`, if it has this size in bytes and this checksum.

    Nothing is written before both are found right, and no more than `size` bytes are taken.
    Raises ConnectionError when it cannot be reached or is too slow, and ValueError when something
    else comes.
    """
    data = _received(url, size, timeout, patience)
    if len(data) > size:
        raise ValueError(f"{url} sends more than the {size:,} bytes expected; nothing was kept.")
    if len(data) < size:
        raise ValueError(
            f"{url} sent {len(data):,} of {size:,} bytes; nothing was kept. Try again."
        )
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        raise ValueError(
            f"{url} sent a file with the sha256 {found[:8]}..., expected {sha256[:8]}...: it is "
            "damaged or another one, so nothing was kept. Try again from another network."
        )
    files.write(path, data, path.suffix)


def _received(url, size, timeout, patience):
    """The bytes that come, at most one more than `size`."""
    end, data = time.monotonic() + patience, b""
    try:
        # Only here: importing them takes time, and where there is no network they may be missing.
        from http.client import HTTPException
        from urllib.request import urlopen
    except ImportError as problem:
        raise ConnectionError(_unreachable(url, problem)) from problem
    try:
        with urlopen(url, timeout=timeout) as answer:
            while len(data) <= size:
                block = answer.read(min(BLOCK, size + 1 - len(data)))
                if not block:
                    break
                data += block
                if time.monotonic() > end:
                    raise TimeoutError(f"only {len(data):,} bytes in {patience:g} seconds")
    except (OSError, HTTPException) as problem:
        raise ConnectionError(_unreachable(url, problem)) from problem
    return data


def _unreachable(url, problem):
    return (
        f"{url} could not be downloaded ({problem}); look whether this computer is on the network, "
        "or copy the file from another one."
    )
