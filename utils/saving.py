"""Saving: arrays and words in one file, and only what is whole and sound out of it.

The file is an .npz archive, not compressed and without pickled objects: `header`, JSON, and arrays
by name. What they mean knows the module that has put their format into FORMATS. Nothing in a file
is ever run as code, and no more memory is taken than the file is large.
"""

from __future__ import annotations

import io
import json
import math
import numbers
import re
import zipfile
from dataclasses import fields, is_dataclass

import numpy as np

from . import files

FORMATS = {}  # name: the newest version, and what makes a thing of a header and its arrays
MAX_BYTES = 2**30
MAX_HEADER, MAX_ARRAYS = 2**24, 100_000  # bytes, arrays
BITS = ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")
UNKNOWN = (
    "a file can only hold layers and settings of utils, got {!r}; keep get_weights() with "
    "numpy.savez instead."
)


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


class Given:
    """Weights out of a file, w0, w1 ..., in the place of a seed: what is built begins with them.

    They are taken in the order of get_weights. A layer that needs another shape is refused before
    it has made room for it.
    """

    def __init__(self, arrays, dtype):
        self.others = {name: array for name, array in arrays.items() if name[:1] != "w"}
        names = [f"w{k}" for k in range(len(arrays) - len(self.others))]
        if not set(names) <= set(arrays) or any(a.dtype.name != dtype for a in arrays.values()):
            raise ValueError(f"its weights are not w0, w1 ... of type {dtype}.")
        self.left = [arrays[name] for name in reversed(names)]
        if not all(np.isfinite(w).all() for w in self.left):
            raise ValueError("its weights must be finite numbers, got nan or infinity among them.")

    def weight_of(self, layer, shape):
        """The next weight, for a layer that needs one of this shape."""
        held = self.left[-1].shape if self.left else "no more"
        if held != tuple(shape):
            raise ValueError(f"{layer!r} has weights of shape {tuple(shape)}, the file {held}.")
        return self.left.pop()

    def finish(self):
        """Refuse what nobody took."""
        if self.left or self.others:
            raise ValueError(
                f"it holds {len(self.left)} weights too many, and arrays that nobody knows: "
                f"{', '.join(self.others) or 'none'}."
            )


def settle(thing):
    """Settings in Python's own numbers, lists and tuples, where others were given: NumPy's numbers
    and arrays, ranges, fractions. Objects keep theirs so from now on, and those inside them too.
    """
    if isinstance(thing, (bool, np.bool_)):
        return bool(thing)
    for kind, own in ((numbers.Integral, int), (numbers.Real, float), (str, str), (list, list)):
        if isinstance(thing, kind):
            return own(map(settle, thing)) if own is list else own(thing)
    if isinstance(thing, np.ndarray):
        return settle(thing.item() if thing.ndim == 0 else tuple(thing))
    if isinstance(thing, (tuple, range)):
        return tuple(map(settle, thing))
    if isinstance(thing, dict):
        return {name: settle(value) for name, value in thing.items()}
    if is_dataclass(thing) and not isinstance(thing, type):
        for setting in fields(thing):
            value = getattr(thing, setting.name)
            if (own := settle(value)) is not value:
                setattr(thing, setting.name, own)
    return thing


def describe(thing, names):
    """Objects and their settings as what JSON can hold; `names` has the name of each class."""
    if is_dataclass(thing):
        if type(thing) not in names:
            raise ValueError(UNKNOWN.format(thing))
        settings = {f.name: describe(getattr(thing, f.name), names) for f in fields(thing)}
        frozen = {} if getattr(thing, "trainable", True) else {"trainable": False}
        return {"class": names[type(thing)], **settings, **frozen}
    thing = settle(thing)
    if isinstance(thing, (list, tuple)):
        parts = [describe(each, names) for each in thing]
        return {"class": "tuple", "of": parts} if isinstance(thing, tuple) else parts
    if isinstance(thing, np.random.Generator):
        return {"class": "Generator", "state": settle(thing.bit_generator.state)}
    if thing is None or isinstance(thing, (bool, int, float, str)):
        return thing
    raise ValueError(UNKNOWN.format(thing))


def make(value, classes):
    """What `describe` described; `classes` has the class of each name."""
    if isinstance(value, dict):
        if value["class"] == "tuple":
            return tuple(make(value["of"], classes))
        if value["class"] == "Generator":
            return _generator(value["state"])
        settings = {k: make(setting, classes) for k, setting in value.items() if k != "class"}
        if value["class"] not in classes:
            raise ValueError(f"it holds {value['class']!r}, which is no class of utils.")
        frozen = settings.pop("trainable", True) is False
        thing = classes[value["class"]](**settings)
        if frozen:
            thing.trainable = False  # which is said of a layer after it was made
        return thing
    return [make(each, classes) for each in value] if isinstance(value, list) else value


def _generator(state):
    """A generator that goes on from a state; NumPy itself looks whether it is one."""
    if state["bit_generator"] not in BITS:
        raise ValueError(f"it draws with {state['bit_generator']!r}, expected one of {BITS}.")
    bits = getattr(np.random, state["bit_generator"])(0)
    bits.state = state
    return np.random.Generator(bits)
