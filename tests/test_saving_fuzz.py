"""Saving, fuzzed: out of a damaged file comes one sentence or the whole network, never a part."""

import copy
import io
import json
import random
import tracemalloc
import warnings
import zipfile

import numpy as np
import pytest

from utils import saving
from utils.convolution import Conv2D
from utils.layers import Dense, Flatten
from utils.models import Sequential
from utils.normalization import BatchNormalization
from utils.optimizers import SGD
from utils.pooling import MaxPooling2D


def network():
    layers = [
        Conv2D(2, 2, activation="relu"),
        MaxPooling2D(),
        BatchNormalization(),
        Flatten(),
        Dense(3, "softmax", kernel_regularizer="l2"),
    ]
    model = Sequential(layers, (5, 5, 1), seed=3)
    model.compile(SGD(0.5), "sparse_categorical_crossentropy", ["accuracy"])
    rng = np.random.default_rng(0)
    model.fit(rng.normal(size=(20, 5, 5, 1)), rng.integers(0, 3, 20), verbose=0)
    return model


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """The network, its file as bytes, and a place for damaged ones."""
    model, path = network(), tmp_path_factory.mktemp("fuzz") / "a.npz"
    model.save(path)
    return model, path.read_bytes(), path


def answer(path, data):
    """What load says to a file of these bytes: a network, or the sentence of a ValueError."""
    path.write_bytes(data)
    try:
        return saving.load(path)
    except ValueError as problem:
        assert type(problem) in (ValueError, saving._TooLarge)
        assert str(problem).startswith("a.npz ") and len(str(problem)) < 600
        return str(problem)


def described(model):
    return [saving._describe(part) for part in (model.layers, model.optimizer, model.loss)]


def assert_whole(loaded, model):
    """Every number of the network that was saved, and all its settings."""
    assert described(loaded) == described(model)
    for w, other in zip(loaded.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(w, other)
        assert w.dtype == other.dtype


def assert_as_said(loaded, path):
    """The numbers that NumPy finds in the file, all of them."""
    with np.load(path, allow_pickle=False) as said:
        assert len(said.files) == 1 + len(loaded.get_weights())
        for k, w in enumerate(loaded.get_weights()):
            np.testing.assert_array_equal(w, said[f"w{k}"])


def refusals(path, damaged, check):
    """How many files there were, how many were refused, and how many bytes it took at most."""
    count = refused = 0
    tracemalloc.start()
    for data in damaged:
        got = answer(path, data)
        count, refused = count + 1, refused + isinstance(got, str)
        if not isinstance(got, str):
            check(got)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return count, refused, peak


def flips(data, rng):
    """Of every third byte one bit, or, in turn, all of it."""
    for place in range(0, len(data), 3):
        value = data[place] ^ (1 << rng.randrange(8) if place % 2 else rng.randrange(1, 256))
        yield data[:place] + bytes([value]) + data[place + 1 :]


def cuts(data, rng):
    """The beginning, up to every third byte; the end; and a middle that is missing."""
    for place in range(0, len(data), 3):
        yield data[:place]
    for _ in range(300):
        i, j = sorted(rng.sample(range(len(data)), 2))
        yield data[j:]
        yield data[:i] + data[j:]


def smears(data, rng):
    """Zeros, noise, or another part of the file over a stretch of it; and something in between."""
    for _ in range(250):
        i, j = sorted(rng.sample(range(len(data)), 2))
        j = min(j, i + rng.choice([2, 20, 200, 2000]))
        start = rng.randrange(len(data))
        for other in (bytes(j - i), rng.randbytes(j - i), data[start : start + j - i]):
            if data[:i] + other + data[j:] != data:
                yield data[:i] + other + data[j:]
            yield data[:i] + other + data[i:]


DAMAGE = {"flips": flips, "cuts": cuts, "smears": smears}


@pytest.mark.parametrize("kind", DAMAGE)
def test_damaged_bytes(kind, sound, record_property):
    model, data, path = sound
    damaged = DAMAGE[kind](data, random.Random(kind))
    count, refused, peak = refusals(path, damaged, lambda loaded: assert_whole(loaded, model))
    assert count > 1000 and refused > 0.8 * count and peak < 2**24
    record_property("count", f"saving: {count} files damaged by {kind}, {refused} refused")


def members(data):
    """The files inside the archive: a list of names and bytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(info.filename, archive.read(info)) for info in archive.infolist()]


def packed(parts):
    """An archive of these files, its checksums right, even of two files of one name."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # two files of one name
        for name, content in parts:
            archive.writestr(name, content)
    return data.getvalue()


def other_members(parts):
    """Files taken away, twice there, renamed, mixed up, emptied, shortened or added."""
    for k, (name, content) in enumerate(parts):
        before, after = parts[:k], parts[k + 1 :]
        yield before + after
        yield [*parts, (name, content)]
        for other in (name[:-4], name[:-1] + "z", name.upper(), "x/" + name, f"w{len(parts)}.npy"):
            yield [*before, (other, content), *after]
        for other in (b"", content[:-1], content + b"0", content[:9], content[8:], bytes(1000)):
            yield [*before, (name, other), *after]
        for second, (_, other) in enumerate(parts):
            if other != content:
                yield [*parts, (name, other)]
                yield [(name, other), *parts]
                yield [*parts[:second], (parts[second][0], content), *parts[second + 1 :]]


def test_damaged_members(sound, record_property):
    """With checksums that are right again: what fits in another's place cannot be told from it."""
    model, data, path = sound
    damaged = map(packed, other_members(members(data)))
    count, refused, peak = refusals(path, damaged, lambda loaded: assert_as_said(loaded, path))
    assert count > 100 and refused > 0.9 * count and peak < 2**24
    assert_whole(answer(path, packed(members(data)[::-1])), model)
    record_property("count", f"saving: {count} archives of other members, {refused} refused")


TYPES = ["<f4", ">f8", "<f16", "|O", "<U3", "<c16", "|V8", "<M8[s]", "|b1", "<i8", "f", "x", "", 8]
TYPES += [None, [("a", "<f8")], ("<f8", (2,)), "<f8,<f8", [[]]]
SHAPES = [(), (-1,), (0,), (10**6,), (10**10,), (10**13,), (2**62, 4), (2**63,), (1,) * 40, None]
SHAPES += [(1.5,), ("2",), [2], ((2,),), "2", 3, (None,)]
TEXTS = [
    b"",
    b"{",
    b"{}",
    b"[]",
    b"1",
    b"__import__('os').abort()",
    b"(" * 5000,
    b"\xff\xfe",
    b"\0",
]
VERSIONS = [(0, 0), (1, 1), (2, 0), (3, 0), (255, 255)]


def array_file(text, content, version=(1, 0), length=None):
    """A .npy file with a header of one's own."""
    length = len(text) if length is None else length
    return b"\x93NUMPY" + bytes(version) + length.to_bytes(2, "little") + text + content


def other_arrays(content):
    """A .npy file that says something else about its numbers."""
    array = np.lib.format.read_array(io.BytesIO(content))
    known = {"descr": array.dtype.str, "fortran_order": False, "shape": array.shape}
    inside = array.tobytes()
    for key, values in {
        "descr": TYPES,
        "shape": SHAPES,
        "fortran_order": [None, 2, "yes"],
        "more": [1],
    }.items():
        for value in values:
            yield array_file(repr({**known, key: value}).encode() + b"\n", inside)
    for key in known:
        yield array_file(repr({k: v for k, v in known.items() if k != key}).encode(), inside)
    for text in TEXTS:
        yield array_file(text, inside)
    for version in VERSIONS:
        yield array_file(repr(known).encode(), inside, version)
    for length in (0, 1, 1000, 65535):
        yield array_file(repr(known).encode(), inside, length=length)


def test_damaged_arrays(sound, record_property):
    """Refused, or a network of the numbers that the file says; and no room is made for others."""
    _, data, path = sound
    parts = members(data)
    damaged = (
        packed([*parts[:k], (name, other), *parts[k + 1 :]])
        for k, (name, content) in enumerate(parts)
        for other in other_arrays(content)
    )
    count, refused, peak = refusals(path, damaged, lambda loaded: assert_as_said(loaded, path))
    assert count > 500 and refused > 0.9 * count and peak < 2**24
    record_property("count", f"saving: {count} archives of other arrays, {refused} refused")


VALUES = [None, -1, 0, 3, 10**6, 10**30, float("nan"), "relu", [], {}]
VALUES += [{"class": "tuple", "of": [10**6, 10**6]}]


def nodes(header, at=()):
    """The way to every value of the header, through keys and numbers."""
    for key in header if isinstance(header, dict) else range(len(header)):
        yield (*at, key)
        if isinstance(header[key], (dict, list)):
            yield from nodes(header[key], (*at, key))


def edits(header):
    """The header with one value replaced by another, taken away, doubled or under another key."""
    for *way, last in nodes(header):
        for change in [*VALUES, "remove", "double"]:
            other = copy.deepcopy(header)
            place = other
            for key in way:
                place = place[key]
            if change == "remove":
                del place[last]
            elif change == "double" and isinstance(place, list):
                place.insert(last, place[last])
            elif change == "double":
                place[f"{last}2"] = place[last]
            else:
                place[last] = change
            yield other


def with_header(parts, header):
    array = io.BytesIO()
    np.lib.format.write_array(array, np.frombuffer(json.dumps(header).encode(), np.uint8))
    return packed([("header.npy", array.getvalue()), *parts[1:]])


def test_edited_headers(sound, record_property):
    """Refused, or a network with all weights of the file, that can be saved and loaded again."""
    model, data, path = sound
    parts = members(data)
    header = json.loads(np.lib.format.read_array(io.BytesIO(parts[0][1])).tobytes())

    def check(loaded):
        for w, known in zip(loaded.get_weights(), model.get_weights(), strict=True):
            np.testing.assert_array_equal(w, known)
        saving.save(loaded, path)
        assert_whole(saving.load(path), loaded)

    damaged = (with_header(parts, other) for other in edits(header))
    count, refused, peak = refusals(path, damaged, check)
    assert count > 1000 and refused > 0.5 * count and peak < 2**26
    record_property("count", f"saving: {count} edited headers, {refused} refused")
