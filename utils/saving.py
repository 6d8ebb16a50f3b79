"""Saving: a network in one file, and only a whole, sound network out of it.

The file is an .npz archive without pickled objects: `header`, JSON with the layers, settings and
version of the format, and `w0`, `w1` ..., the weights in the order of get_weights. What an
optimizer remembers of past gradients is not saved: a loaded network trains on with a fresh one.
"""

from __future__ import annotations

import io
import json
import math
import zipfile
from collections import Counter
from dataclasses import fields, is_dataclass
from functools import partial
from pathlib import Path

import numpy as np

from . import (
    activations,
    constraints,
    convolution,
    files,
    initializers,
    layers,
    losses,
    normalization,
    optimizers,
    pooling,
    regularizers,
    residual,
    schedules,
)
from .models import Sequential

FORMAT, VERSION = "ILearnDeepLearning.py network", 1
MAX_BYTES = 2**30
MAX_HEADER, MAX_WEIGHTS = 2**20, 10_000  # bytes, arrays

HOMES = {
    "layers": [layers, convolution, pooling, normalization, residual],
    "activations": [activations],
    "initializers": [initializers],
    "regularizers": [regularizers],
    "constraints": [constraints],
    "losses": [losses],
    "optimizers": [optimizers],
    "schedules": [schedules],
}
CLASSES = {
    f"{home}.{name}": thing
    for home, modules in HOMES.items()
    for module in modules
    for name, thing in vars(module).items()
    if isinstance(thing, type) and is_dataclass(thing)
}
NAMES = {thing: name for name, thing in CLASSES.items()}
# Things that exist once and are known by name.
SINGLE = {
    id(thing): name
    for table in (
        activations.ACTIVATIONS,
        initializers.INITIALIZERS,
        regularizers.REGULARIZERS,
        constraints.CONSTRAINTS,
    )
    for name, thing in table.items()
}


def save(model, path):
    """Write the network to `path`, which ends in .npz; an old file stays until the new is whole."""
    header = {
        "format": FORMAT,
        "version": VERSION,
        "dtype": model.dtype.name,
        "input_shape": list(model.input_shape),
        "layers": _describe(model.layers),
        "training": None,
    }
    if model.loss is not None:
        header["training"] = {
            "optimizer": _describe(model.optimizer),
            "loss": _describe(model.loss),
            "metrics": ["accuracy"] if model.accuracy else [],
        }
    text = json.dumps(header, allow_nan=False).encode()
    weights = {f"w{k}": w for k, w in enumerate(model.get_weights())}
    data = io.BytesIO()
    np.savez(data, allow_pickle=False, header=np.frombuffer(text, np.uint8), **weights)
    files.write(path, data.getvalue(), ".npz")


def load(path, max_bytes=MAX_BYTES):
    """The network that `save` wrote to `path`, compiled if it was.

    Raises ValueError for a file that is damaged, of another kind or version, or larger than
    max_bytes when unpacked. Nothing in a file is ever run as code.
    """
    path = Path(path)
    arrays = _read(path, max_bytes)
    header = _header(path, arrays.pop("header", None))
    try:
        return _network(header, arrays)
    except Exception as problem:  # a header written by hand may be wrong in any way
        reason = str(problem) if isinstance(problem, ValueError) else repr(problem)
        raise ValueError(f"{path.name} describes no sound network: {reason:.400}") from problem


def _read(path, max_bytes):
    """The arrays of the archive by name, each read whole and compared with its checksum."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            size = sum(member.file_size for member in members)
            if size > max_bytes or len(members) > MAX_WEIGHTS:
                raise _TooLarge(
                    f"{path.name} holds {size:,} bytes in {len(members):,} arrays; expected at "
                    f"most {max_bytes:,} in {MAX_WEIGHTS:,}. If you trust it, raise max_bytes."
                )
            if max((member.compress_size for member in members), default=0) > path.stat().st_size:
                raise ValueError("an array is larger than the file")
            names = [member.filename.removesuffix(".npy") for member in members]
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
    shape, _, dtype = form.read_array_header_1_0(data)
    if not dtype.hasobject and math.prod(shape) * dtype.itemsize != member.file_size - data.tell():
        raise ValueError(f"an array of shape {shape} in {member.file_size:,} bytes")
    data.seek(0)
    return form.read_array(data, allow_pickle=False)


def _header(path, array):
    try:
        if array.nbytes > MAX_HEADER:
            raise ValueError("too long")
        text = array.astype(np.uint8, casting="equiv").tobytes().decode()
        header = json.loads(text, parse_constant=_refused)
        kind, version = header["format"], header["version"]
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
        kind = None
    if kind != FORMAT:
        raise ValueError(f"{path.name} was not written by utils.saving; it loads only its own.")
    if version != VERSION:
        raise ValueError(
            f"{path.name} has version {version!r} of the format, this program reads {VERSION}; "
            "load it with the version of the project that saved it."
        )
    return header


def _refused(constant):
    raise ValueError(f"{constant} is no number")


def _network(header, arrays):
    weights = [arrays.get(f"w{k}") for k in range(len(arrays))]
    if any(w is None or w.dtype.name != header["dtype"] for w in weights):
        raise ValueError(f"its weights are not w0, w1 ... of type {header['dtype']}.")
    stack, left = _make(header["layers"]), Counter(w.shape for w in weights)
    for layer in _inside(stack):
        layer.draw = partial(_draw, layer, left)
    model = Sequential(stack, header["input_shape"], dtype=header["dtype"])
    for layer in _inside(stack):
        del layer.draw
    model.set_weights(weights)
    if header["training"] is not None:
        model.compile(**{name: _make(value) for name, value in header["training"].items()})
    return model


def _inside(thing):
    """Layers, and the layers in their settings."""
    for each in thing if isinstance(thing, (list, tuple)) else ():
        yield from _inside(each)
    if isinstance(thing, layers.Layer):
        yield thing
        yield from _inside([getattr(thing, f.name) for f in fields(thing)])


def _draw(layer, left, rng, **shapes):
    """layer.draw, but no room is made for parameters that the file does not hold."""
    held = list(left.elements())
    left.subtract(shapes.values())
    if min(left.values()) < 0:
        raise ValueError(
            f"{layer!r} in this network has weights of shapes {list(shapes.values())}, got {held}."
        )
    type(layer).draw(layer, rng, **shapes)


def _describe(thing):
    """Layers, settings and numbers as what JSON can hold."""
    if id(thing) in SINGLE:
        return SINGLE[id(thing)]
    if is_dataclass(thing):
        if type(thing) not in NAMES:
            raise ValueError(
                f"a file can only hold layers and settings of utils, got {thing!r}; keep "
                "get_weights() with numpy.savez instead."
            )
        settings = {f.name: _describe(getattr(thing, f.name)) for f in fields(thing)}
        return {"class": NAMES[type(thing)], **settings}
    if isinstance(thing, (list, tuple)):
        parts = [_describe(each) for each in thing]
        return {"class": "tuple", "of": parts} if isinstance(thing, tuple) else parts
    return thing.item() if isinstance(thing, np.generic) else thing


def _make(value):
    """What `_describe` described."""
    if isinstance(value, dict):
        if value["class"] == "tuple":
            return tuple(_make(value["of"]))
        settings = {name: _make(setting) for name, setting in value.items() if name != "class"}
        if value["class"] not in CLASSES:
            raise ValueError(f"it holds {value['class']!r}, which is no class of utils.")
        return CLASSES[value["class"]](**settings)
    return [_make(each) for each in value] if isinstance(value, list) else value
