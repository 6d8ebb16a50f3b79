"""IDX: an array of bytes behind a header, the format in which MNIST is given away."""

import gzip
import math
import struct
import zlib

import numpy as np

from . import files

MAX_BYTES = 2**26  # MNIST's largest array has 47,040,000
PACKED = b"\x1f\x8b"  # with which every file of gzip begins
BYTES = 8  # the code of unsigned bytes


def read(path, max_bytes=MAX_BYTES):
    """The array in an IDX file, packed by gzip or not; its numbers are unsigned bytes.

    The header is 0, 0, the type, the number of axes, and the size of each axis in four bytes,
    the first the largest (LeCun, Cortes & Burges 1998). No more memory is taken than max_bytes.

    Raises ValueError for a file that is damaged, cut short, of another kind or larger than that.
    """
    path = files.place(path)
    with open(path, "rb") as file:
        packed = file.read(2) == PACKED
    try:
        with gzip.open(path) if packed else open(path, "rb") as file:
            shape = _shape(path, file)
            promised = math.prod(shape)
            if promised > max_bytes:
                raise ValueError(
                    f"{path.name} promises {promised:,} bytes; expected at most {max_bytes:,}. If "
                    "you trust it, raise max_bytes."
                )
            data = file.read(promised + 1)
    except (EOFError, gzip.BadGzipFile, zlib.error, struct.error) as problem:
        raise ValueError(
            f"{path.name} is damaged or cut short ({problem}); delete it and get it again."
        ) from problem
    if len(data) != promised:
        held = f"{len(data):,}" if len(data) < promised else f"more than {promised:,}"
        raise ValueError(
            f"{path.name} promises an array of shape {shape}, {promised:,} bytes, and holds "
            f"{held}; delete it and get it again."
        )
    return np.frombuffer(data, np.uint8).reshape(shape).copy()  # which may be written to


def _shape(path, file):
    """The sizes of the axes, after a look at what kind of file it is."""
    zero, code, axes = struct.unpack(">HBB", file.read(4))
    if zero or code != BYTES or not axes:
        raise ValueError(
            f"{path.name} is no IDX file of unsigned bytes: it must begin with 0, 0, {BYTES} and "
            f"the number of axes, and begins with {zero >> 8}, {zero & 255}, {code} and {axes}."
        )
    return struct.unpack(f">{axes}I", file.read(4 * axes))
