"""Saving, fuzzed: out of a damaged file comes one sentence or the whole network, never a part."""

import copy
import io
import json
import random
import tracemalloc
import warnings
import zipfile
from itertools import islice

import numpy as np
import pytest

from utils.convolution import Conv2D
from utils.layers import Dense, Dropout, Flatten
from utils.models import Sequential, load_model
from utils.network import NAMES
from utils.normalization import BatchNormalization
from utils.optimizers import SGD
from utils.pooling import MaxPooling2D
from utils.saving import archive, words


def network():
    layers = [
        Conv2D(2, 2, activation="relu"),
        MaxPooling2D(),
        BatchNormalization(),
        Flatten(),
        Dropout(0.25),
        Dense(3, "softmax", kernel_regularizer="l2"),
    ]
    model = Sequential(layers, (5, 5, 1), seed=3)
    model.compile(SGD(0.5, 0.5), "sparse_categorical_crossentropy", ["accuracy"])
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
        return load_model(path)
    except ValueError as problem:
        assert type(problem) in (ValueError, archive._TooLarge)
        assert str(problem).startswith("a.npz ") and len(str(problem)) < 600
        return str(problem)


def described(model):
    parts = (model.layers, model.optimizer, model.loss, model.masks, model.order)
    return [words.describe(part, NAMES) for part in parts], model.optimizer.iterations


def numbers(model):
    """Weights and memory under their names in a file."""
    return model.stored()[1]


def assert_whole(loaded, model):
    """Every number of the network that was saved, and all its settings."""
    assert described(loaded) == described(model)
    assert numbers(loaded).keys() == numbers(model).keys()
    for name, array in numbers(loaded).items():
        np.testing.assert_array_equal(array, numbers(model)[name])
        assert array.dtype == numbers(model)[name].dtype


def assert_as_said(loaded, path):
    """The numbers that NumPy finds in the file, all of them."""
    with np.load(path, allow_pickle=False) as said:
        assert {*said.files} == {"header", *numbers(loaded)}
        for name, array in numbers(loaded).items():
            np.testing.assert_array_equal(array, said[name])


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
    """Of every fifth byte one bit, or, in turn, all of it."""
    for place in range(0, len(data), 5):
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
        archive.save(loaded, path)
        assert_whole(load_model(path), loaded)

    damaged = (with_header(parts, other) for other in islice(edits(header), 0, None, 2))
    count, refused, peak = refusals(path, damaged, check)
    assert count > 700 and refused > 0.5 * count and peak < 2**26
    record_property("count", f"saving: {count} edited headers, {refused} refused")


def speaks_of(layers, input_shape, **more):
    """An archive of a header alone, or with some weights."""
    arrays, header = (
        [],
        {"format": "ILearnDeepLearning.py network", "version": 1, "dtype": "float64"},
    )
    header.update(input_shape=input_shape, layers=layers, training=None)
    words = np.frombuffer(json.dumps(header).encode(), np.uint8)
    for name, array in {"header": words, **more}.items():
        content = io.BytesIO()
        np.lib.format.write_array(content, array)
        arrays.append((name + ".npy", content.getvalue()))
    return packed(arrays)


def layer(name, **settings):
    return {"class": f"layers.{name}", **settings}


HUGE = [10**6, 10**6, 3]
CONV = layer("Conv2D", filters=1, kernel_size=1, use_bias=False)
ONE = {"w0": np.ones((1, 1, 3, 1))}
# what a file of at most 500 kB speaks of: layers, images or rows, and the weights that it holds
SPOKEN = {
    "pooling": ([layer("MaxPooling2D")], HUGE, {}),
    "means": ([layer("AveragePooling2D", pool_size=2)], HUGE, {}),
    "means of all": ([layer("GlobalAveragePooling2D")], HUGE, {}),
    "a frame": ([layer("ZeroPadding2D", padding=10**9)], [9, 9, 1], {}),
    "a row": ([layer("Flatten")], HUGE, {}),
    "another shape": ([layer("Reshape", target_shape=[-1, 10**6])], HUGE, {}),
    "a product beyond all numbers": ([layer("Flatten")], [10**9] * 30, {}),
    "filters that are there": ([CONV, layer("AveragePooling2D", pool_size=3)], HUGE, ONE),
    "filters that are not there": ([layer("Conv2D", filters=10**9, kernel_size=1)], HUGE, {}),
    "a filter of each channel": (
        [layer("DepthwiseConv2D", kernel_size=1, use_bias=False)],
        HUGE,
        {"w0": np.ones((1, 1, 3, 1))},
    ),
    "images painted larger": (
        [layer("Conv2DTranspose", filters=1, kernel_size=1, strides=1000, use_bias=False)],
        HUGE,
        {"w0": np.ones((1, 1, 1, 3))},
    ),
    "large brushes that are not there": (
        [layer("Conv2DTranspose", filters=10**9, kernel_size=9)],
        HUGE,
        {},
    ),
    "units that are not there": ([layer("Dense", units=10**12)], [10**6], {}),
    "scales that are not there": ([layer("LayerNormalization")], [10**12], {}),
    "moments that are not there": (
        [layer("BatchNormalization", center=False, scale=False)],
        [10**12],
        {},
    ),
    "noise": ([layer("GaussianNoise", stddev=1.0), layer("Dropout", rate=0.5)], HUGE, {}),
    "a function": ([layer("Activation", activation="relu"), layer("Softmax")], HUGE, {}),
    "activities": ([layer("ActivityRegularization")], HUGE, {}),
    "a stack": (
        [layer("Residual", layers=[layer("MaxPooling2D", strides=1, padding="same")])],
        HUGE,
        {},
    ),
    "a projection that is not there": (
        [layer("Residual", layers=[layer("MaxPooling2D")])],
        [4, 4, 10**8],
        {},
    ),
    "a thousand large windows": (
        [layer("MaxPooling2D", pool_size=[256, 256], strides=1, padding="same")] * 1000,
        [300, 300, 1],
        {},
    ),
    "a thousand large filters that are not there": (
        [layer("Conv2D", filters=1, kernel_size=256, padding="same")] * 1000,
        [300, 300, 1],
        {},
    ),
    "ten thousand layers": ([layer("Flatten")] * 10_000, HUGE, {}),
    "starts that take long and are not there": (
        [layer("Dense", units=10**5, kernel_initializer={"class": "initializers.Orthogonal"})],
        [10**5],
        {},
    ),
}


LACKING = {case for case in SPOKEN if "not there" in case}


@pytest.mark.parametrize("case", SPOKEN)
def test_no_room_is_made_for_what_is_only_spoken_of(case, tmp_path):
    """A network that fits what the file holds, or a sentence; at once, and in little memory."""
    layers, shape, weights = SPOKEN[case]
    data, path = speaks_of(layers, shape, **weights), tmp_path / "a.npz"
    assert len(data) < 2_000_000
    tracemalloc.start()
    got = answer(path, data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60 * len(data) + 2**22
    if case in LACKING:
        assert "has weights of shape" in got and "the file no more" in got
    else:
        assert got.input_shape == tuple(shape)


def test_every_layer_is_spoken_of():
    """A layer that is new gets its row here."""
    spoken = json.dumps([layers for layers, *_ in SPOKEN.values()])
    missing = {name for name in NAMES.values() if name.startswith("layers.") and name not in spoken}
    assert missing == set()


def overlapping(data, times):
    """An archive whose list names one file many times: it holds the file once."""
    parts = members(data)
    archive = packed(parts)
    end = archive.rindex(b"PK\x05\x06")
    start = int.from_bytes(archive[end + 16 : end + 20], "little")
    entries = archive[start:end]
    last = entries[entries.rindex(b"PK\x01\x02") :]
    count = len(parts) - 1 + times
    listed = entries[: -len(last)] + b"".join(
        last.replace(parts[-1][0].encode(), f"w{k:03}.npy".encode()) for k in range(times)
    )
    tail = bytearray(archive[end:])
    tail[8:12] = count.to_bytes(2, "little") * 2
    tail[12:16] = len(listed).to_bytes(4, "little")
    return archive[:start] + listed + bytes(tail)


def test_a_file_that_is_listed_many_times_is_not_read_many_times(tmp_path):
    large = packed([("header.npy", b"0"), ("w000.npy", bytes(300_000))])
    data, path = overlapping(large, 300), tmp_path / "a.npz"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert len(archive.infolist()) == 301
    tracemalloc.start()
    assert "bytes of arrays in" in answer(path, data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2**22
