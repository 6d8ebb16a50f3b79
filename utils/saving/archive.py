"""Archive: arrays and words in one file, and only what is whole and sound out of it.

The file is an .npz archive, not compressed and without pickled objects: `header`, JSON, and arrays
by name. What they mean knows the module that has put their format into FORMATS. Nothing in a file
is ever run as code, and no more memory is taken than the file is large.
"""

import io
import json
import math
import re
import zipfile

import numpy as np

from . import files

FORMATS = {}  # name: the newest version, and what makes a thing of a header and its arrays
MAX_BYTES = 2**30
MAX_HEADER, MAX_ARRAYS = 2**24, 100_000  # bytes, arrays


def save(thing, path):
    """Write what `thing.stored()` gives, a header and arrays by name, to `path`, an .npz file.

    An old file stays until the new one is whole.
    """
    header, arrays = thing.stored()
    text = json.dumps(header, allow_nan=False).encode()
    if len(text) > MAX_HEADER or len(arrays) >= MAX_ARRAYS:
        raise ValueError(
            f"{len(arrays):,} arrays and {len(text):,} bytes of settings are more than a file may "
            f"hold, {MAX_ARRAYS:,} and {MAX_HEADER:,}; keep get_weights() with numpy.savez instead."
        )
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, array in {"header": np.frombuffer(text, np.uint8), **arrays}.items():
            with archive.open(zipfile.ZipInfo(name + ".npy"), "w", force_zip64=True) as member:
                np.lib.format.write_array(member, np.asarray(array), allow_pickle=False)
    files.write(path, data.getvalue(), ".npz")


def load(path, max_bytes=MAX_BYTES):
    """What was saved at `path`, for example a network that goes on training where it stopped.

    Raises ValueError for a file that is damaged, of another kind or version, or larger than
    max_bytes.
    """
    path = files.place(path)
    arrays = _read(path, max_bytes)
    header = _header(path, arrays.pop("header", None))
    _, make_thing = FORMATS[header["format"]]
    try:
        return make_thing(header, arrays)
    except Exception as problem:  # a header written by hand may be wrong in any way
        reason = str(problem) if isinstance(problem, ValueError) else repr(problem)
        raise ValueError(f"{path.name} describes no sound network: {reason:.400}") from problem


def _read(path, max_bytes):
    """The arrays of the archive by name, each read whole and compared with its checksum."""
    try:
        with zipfile.ZipFile(path) as archive:
            members, held = archive.infolist(), path.stat().st_size
            size = sum(member.file_size for member in members)
            if size > max_bytes or len(members) > MAX_ARRAYS:
                raise _TooLarge(
                    f"{path.name} holds {size:,} bytes in {len(members):,} arrays; expected at "
                    f"most {max_bytes:,} in {MAX_ARRAYS:,}. If you trust it, raise max_bytes."
                )
            if max(size, sum(member.compress_size for member in members)) > held:
                raise ValueError(f"{size:,} bytes of arrays in {held:,}: it was compressed")
            names = [re.sub(r"\.npy$", "", member.filename) for member in members]
            if len(set(names)) < len(names):
                raise ValueError("two of its arrays have one name")
            return {name: _array(archive, member) for name, member in zip(names, members)}
    except (_TooLarge, FileNotFoundError, IsADirectoryError, PermissionError):
        raise
    except Exception as problem:  # damage can show in any way: zip, zlib and NumPy all speak up
        raise ValueError(
            f"{path.name} is damaged, cut short, or no .npz file ({str(problem):.200}); save the "
            "network again, or copy the file again."
        ) from problem


class _TooLarge(ValueError):
    """Larger than the caller allows."""


def _array(archive, member):
    """The array of one file, after a look at how large it says it is."""
    data, form = io.BytesIO(archive.read(member)), np.lib.format
    if form.read_magic(data) != (1, 0):
        raise ValueError("an array of another version of the .npy format")
    shape, by_columns, dtype = form.read_array_header_1_0(data)
    if dtype.hasobject:
        raise ValueError("objects of Python, which are never loaded")
    if math.prod(shape) * dtype.itemsize != member.file_size - data.tell():
        raise ValueError(f"an array of shape {shape} in {member.file_size:,} bytes")
    numbers = np.frombuffer(data.getbuffer()[data.tell() :], dtype)
    return numbers.reshape(shape, order="F" if by_columns else "C")


def _header(path, array):
    try:
        if array.nbytes > MAX_HEADER:
            raise ValueError("too long")
        text = array.astype(np.uint8, casting="equiv").tobytes().decode()
        header = json.loads(text, parse_constant=_refused)
        version, (newest, _) = header["version"], FORMATS[header["format"]]
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
        raise ValueError(
            f"{path.name} was not written by utils.saving; it loads only its own, and a network "
            "once utils.models is imported."
        ) from None
    if not isinstance(version, int) or not 1 <= version <= newest:
        raise ValueError(
            f"{path.name} has version {version!r} of the format, this program reads 1 to {newest}; "
            "load it with the version of the project that saved it."
        )
    return header


def _refused(constant):
    raise ValueError(f"{constant} is no number")
