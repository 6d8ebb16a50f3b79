"""Archive: what comes back is the same network, and nothing comes back from a file that is not."""

import copy
import io
import json
import os
import zipfile
from dataclasses import fields

import numpy as np
import pytest

from utils import datasets
from utils.activations import LeakyReLU
from utils.initializers import HeNormal, RandomNormal
from utils.layers import (
    Dense,
    Dropout,
    Flatten,
    GaussianNoise,
)
from utils.losses import BinaryCrossentropy, Huber
from utils.models import Sequential, load_model
from utils.normalization import BatchNormalization
from utils.optimizers import OPTIMIZERS, SGD, Adam, AdamW
from utils.regularizers import L1, L2
from utils.residual import Residual
from utils.saving import archive, words
from utils.schedules import CosineDecay, PiecewiseConstantDecay

X, Y = datasets.moons(40, seed=3)


def network(seed=0, dtype="float64"):
    model = Sequential([Dense(3, "tanh"), Dense(1, "sigmoid")], 2, seed, dtype)
    model.compile(SGD(0.5), "binary_crossentropy", metrics=["accuracy"])
    return model


# layers, the shape of one example, and what compile is given, if it is called
NETWORKS = {
    "plain": (lambda: [Dense(1)], (2,), None),
    "named": (lambda: [Dense(4, "relu"), Dense(1, "sigmoid")], (2,), lambda: ("adam", "mse")),
    "settings": (
        lambda: [
            Dense(4, LeakyReLU(0.25), False, HeNormal(), kernel_regularizer=L2(0.5)),
            Dropout(0.25),
            Dense(1, None, True, "zeros", RandomNormal(0.5, 0.25), bias_regularizer="l1"),
        ],
        (2,),
        lambda: (Adam(CosineDecay(0.25, 10), 0.5, 0.75), Huber(2.0)),
    ),
    "images": (
        lambda: [Flatten(), Dense(2, "softmax", kernel_regularizer=L1(0.125))],
        (4, 3, 2),
        lambda: (SGD(0.5, 0.25, True), "sparse_categorical_crossentropy", ["accuracy"]),
    ),
    "logits": (
        lambda: [Dense(1)],
        (2,),
        lambda: (SGD(0.5), BinaryCrossentropy(True), ["accuracy"]),
    ),
    "without weights": (lambda: [Flatten(), Dropout(0.5)], (2, 2), None),
}


def made(case, dtype="float64"):
    layers, shape, training = NETWORKS[case]
    model = Sequential(layers(), shape, seed=4, dtype=dtype)
    if training:
        model.compile(*training())
    return model


def settings_of(thing):
    """All settings, through and through, with the classes they belong to."""
    if isinstance(thing, (list, tuple)):
        return type(thing), [settings_of(each) for each in thing]
    if not hasattr(thing, "__dataclass_fields__"):
        return thing
    return type(thing), {f.name: settings_of(getattr(thing, f.name)) for f in fields(thing)}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("case", NETWORKS)
def test_the_same_network_comes_back(case, dtype, tmp_path, rng):
    model = made(case, dtype)
    model.save(tmp_path / "network.npz")
    same = load_model(tmp_path / "network.npz")
    x = rng.normal(size=(5, *model.input_shape))
    np.testing.assert_array_equal(model.predict(x), same.predict(x))
    assert same.predict(x).dtype == dtype
    assert repr(same) == repr(model)
    assert settings_of(same.layers) == settings_of(model.layers)
    for name in ("optimizer", "loss", "accuracy"):
        one, other = getattr(model, name), getattr(same, name)
        assert type(one) is type(other) and settings_of(one) == settings_of(other) or callable(one)
    for w, other in zip(model.get_weights(), same.get_weights()):
        np.testing.assert_array_equal(w, other)


# what: the optimizer
OPTIMIZED = {
    **{name: kind for name, kind in OPTIMIZERS.items()},
    "momentum": lambda: SGD(0.1, 0.5),
    "nesterov": lambda: SGD(0.1, 0.5, True),
    "amsgrad": lambda: Adam(amsgrad=True),
    "centered, with momentum": lambda: OPTIMIZERS["rmsprop"](0.01, momentum=0.5, centered=True),
    "clipnorm": lambda: Adam(0.01, clipnorm=0.05),
    "clipvalue and decay": lambda: AdamW(0.01, clipvalue=0.01),
    "schedule": lambda: SGD(CosineDecay(0.5, 20), 0.5),
    "steps": lambda: Adam(PiecewiseConstantDecay([3, 8, 12], [0.1, 0.05, 0.01, 0.001])),
}
RANDOM = {
    "none": lambda: [Dense(4, "tanh")],
    "masks": lambda: [Dense(4, "tanh"), Dropout(0.5)],
    "noise and moments": lambda: [GaussianNoise(0.1), Dense(4), BatchNormalization(momentum=0.5)],
    "masks in a stack": lambda: [Residual([Dense(4, "tanh"), Dropout(0.25)])],
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("stack", RANDOM)
@pytest.mark.parametrize("case", OPTIMIZED)
def test_training_goes_on_as_if_it_had_not_been_interrupted(case, stack, dtype, tmp_path):
    """Before the first update, after some, and once more: masks, orders, memory, count of updates;
    in the middle of an epoch too."""
    model = Sequential([*RANDOM[stack](), Dense(1, "sigmoid")], 2, 5, dtype)
    model.compile(OPTIMIZED[case](), "binary_crossentropy", ["accuracy"])
    for _ in range(3):
        model.save(tmp_path / "a.npz")
        same = load_model(tmp_path / "a.npz")
        settings = {"batch_size": 16, "epochs": 2, "verbose": 0, "validation_data": (X, Y)}
        assert model.fit(X, Y, **settings).history == same.fit(X, Y, **settings).history
        assert model.train_on_batch(X[:9], Y[:9]) == same.train_on_batch(X[:9], Y[:9])
        np.testing.assert_array_equal(model.theta, same.theta)
        assert model.optimizer.iterations == same.optimizer.iterations > 0
        np.testing.assert_array_equal(model.predict(X), same.predict(X))


def test_training_goes_on_after_a_copy_of_what_was_loaded(tmp_path):
    model = Sequential([*RANDOM["masks"](), Dense(1)], 2)
    model.compile("adam", "mse")
    model.fit(X, Y, verbose=0)
    model.save(tmp_path / "a.npz")
    other = copy.deepcopy(load_model(tmp_path / "a.npz"))
    assert model.fit(X, Y, verbose=0).history == other.fit(X, Y, verbose=0).history


def test_a_loaded_network_trains_by_itself(tmp_path):
    model = network()
    model.fit(X, Y, verbose=0)
    model.save(tmp_path / "a.npz")
    one, other, before = *(load_model(tmp_path / "a.npz") for _ in range(2)), model.theta.copy()
    one.fit(X, Y, verbose=0)
    np.testing.assert_array_equal(other.theta, before)
    np.testing.assert_array_equal(model.theta, before)


def test_the_same_bytes_every_time(tmp_path):
    for name in ("a.npz", "b.npz"):
        network().save(tmp_path / name)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    header = json.loads(bytes(np.load(tmp_path / "a.npz", allow_pickle=False)["header"]))
    assert header == {
        "format": "ILearnDeepLearning.py network",
        "version": 2,
        "dtype": "float64",
        "input_shape": [2],
        "columns": [],
        "layers": header["layers"],
        "random": header["random"],
        "iterations": 0,
        "training": {
            "optimizer": {"class": "optimizers.SGD", **header["training"]["optimizer"]},
            "loss": {
                "class": "losses.BinaryCrossentropy",
                "from_logits": False,
                "label_smoothing": 0.0,
            },
            "metrics": ["accuracy"],
        },
    }
    assert header["layers"][0]["class"] == "layers.Dense"
    assert header["layers"][0]["activation"] == {"class": "activations.Tanh"}


def version_1(model, path):
    """The file that version 1 of the format held: no word of how the training goes on, and what
    has a name by its name."""
    header, arrays = model.stored()
    del header["random"]
    header.pop("iterations", None)
    text = json.dumps({**header, "version": 1})
    for name in ("activations.Tanh", "activations.ReLU", "initializers.Zeros"):
        known = name.partition(".")[2].lower()
        text = text.replace(json.dumps({"class": name}), json.dumps(known))
    weights = {name: w for name, w in arrays.items() if name[0] == "w"}
    np.savez(path, header=np.frombuffer(text.encode(), np.uint8), **weights)


@pytest.mark.parametrize("case", NETWORKS)
def test_files_of_version_1_are_read(case, tmp_path, rng):
    """They train on with a new optimizer, as they did."""
    model = made(case)
    x = rng.normal(size=(5, *model.input_shape))
    version_1(model, tmp_path / "a.npz")
    old = load_model(tmp_path / "a.npz")
    np.testing.assert_array_equal(old.predict(x), model.predict(x))
    assert repr(old) == repr(model)
    assert settings_of([old.layers, old.optimizer, old.loss]) == settings_of(
        [model.layers, model.optimizer, model.loss]
    )
    old.save(tmp_path / "b.npz")
    np.testing.assert_array_equal(load_model(tmp_path / "b.npz").predict(x), model.predict(x))


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_network_that_diverged_is_not_saved(bad, tmp_path):
    """It could not be loaded."""
    model = network()
    model.save(tmp_path / "a.npz")
    before = (tmp_path / "a.npz").read_bytes()
    model.theta[3] = bad
    with pytest.raises(ValueError, match="saved with finite weights, got nan or infinity in them"):
        model.save(tmp_path / "a.npz")
    assert (tmp_path / "a.npz").read_bytes() == before


def test_a_network_that_is_too_large_for_a_file_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MAX_ARRAYS", 4)
    with pytest.raises(ValueError, match=r"4 arrays and [\d,]+ bytes of settings are more than a"):
        network().save(tmp_path / "a.npz")
    monkeypatch.setattr(archive, "MAX_ARRAYS", 5)
    network().save(tmp_path / "a.npz")
    load_model(tmp_path / "a.npz")
    monkeypatch.setattr(archive, "MAX_HEADER", 500)
    with pytest.raises(ValueError, match="more than a file may hold, 5 and 500; keep get_weights"):
        network().save(tmp_path / "b.npz")


def test_a_file_of_another_name_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"written as a \.npz file, got 'a.h5'; rename it"):
        network().save(tmp_path / "a.h5")
    assert not list(tmp_path.iterdir())


def test_a_failed_save_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "a.npz"
    network(seed=1).save(path)
    old = path.read_bytes()

    def full(*_):
        raise OSError("disk full")

    monkeypatch.setattr(archive.files.os, "replace", full)
    with pytest.raises(OSError, match="disk full"):
        network(seed=2).save(path)
    assert path.read_bytes() == old and list(tmp_path.iterdir()) == [path]


@pytest.fixture
def path(tmp_path):
    """A sound file, to be spoiled."""
    network().save(tmp_path / "a.npz")
    return tmp_path / "a.npz"


def change(path, members=(), **settings):
    """Write the file again with other entries in its header and other arrays."""
    arrays = dict(np.load(path, allow_pickle=False))
    header = {**json.loads(bytes(arrays["header"])), **settings}
    arrays["header"] = np.frombuffer(json.dumps(header).encode(), np.uint8)
    arrays.update(members)
    np.savez(path, **{name: array for name, array in arrays.items() if array is not None})


DENSE = {"class": "layers.Dense", "units": 3}
ADAM = {"optimizer": {"class": "optimizers.Adam"}, "loss": "mse", "metrics": []}
PCG64 = words.describe(np.random.default_rng(0), {})

# what: a change of the file, the sentence that answers
SPOILED = {
    "another version": (
        {"version": 3},
        r"a\.npz has version 3 of the format, .* reads 1 to 2; load",
    ),
    "version 0": ({"version": 0}, "has version 0 of the format"),
    "a version of text": ({"version": "2"}, "has version '2' of the format"),
    "no version": ({"version": None}, r"has version None of the format"),
    "another format": ({"format": "h5"}, r"a\.npz was not written by utils\.saving"),
    "no header": ({"members": {"header": None}}, r"was not written by utils\.saving"),
    "header of text": ({"members": {"header": np.array("{}")}}, "not written by utils"),
    "header of half a JSON": (
        {"members": {"header": np.frombuffer(b'{"format": ', np.uint8)}},
        "not written by utils",
    ),
    "header of brackets": (
        {"members": {"header": np.full(100_000, ord("["), np.uint8)}},
        "not written by utils",
    ),
    "header of 17 MB": ({"padding": "0" * 17_000_000}, "not written by utils"),
    "a weight less": ({"members": {"w3": None}}, r"has weights of shape \(1,\), the file no more"),
    "a weight more": ({"members": {"w4": np.zeros(1)}}, "holds 1 weights too many"),
    "a weight missing": (
        {"members": {"w1": None}},
        r"weights are not w0, w1 \.\.\. of type float64",
    ),
    "a weight of another name": (
        {"members": {"k": np.zeros(1)}},
        r"remembers \{\}, and the file {'k'",
    ),
    "another shape": (
        {"members": {"w0": np.zeros((3, 2))}},
        r"Dense\(3, 'tanh'\) has weights of shape \(2, 3\), the file \(3, 2\)",
    ),
    "a weight that is no number": ({"members": {"w1": np.full(3, np.nan)}}, "must be finite"),
    "a memory that nobody has": (
        {"members": {"optimizer0.v": np.zeros(13)}},
        r"SGD\(.*\) remembers \{\}, and the file \{'optimizer0.v': \(13,\)\}",
    ),
    "a memory before the first update": (
        {"training": ADAM, "members": {"optimizer0.m": np.zeros(13)}},
        "remembers {}, and the file",
    ),
    "no memory after updates": ({"training": ADAM, "iterations": 3}, "and the file {}"),
    "a memory of another shape": (
        {
            "training": ADAM,
            "iterations": 3,
            "members": {"optimizer0.m": np.zeros(13), "optimizer0.v": np.zeros(12)},
        },
        r"'optimizer0.v': \(12,\)",
    ),
    "a memory of another type": (
        {"training": ADAM, "iterations": 3, "members": {"optimizer0.m": np.zeros(13, "f4")}},
        "of type float64",
    ),
    "memory in version 1": (
        {"version": 1, "members": {"optimizer0.v": np.zeros(13)}},
        "arrays that nobody knows: optimizer0.v",
    ),
    "memory of no optimizer": (
        {"training": None, "members": {"optimizer0.v": np.zeros(13)}},
        "arrays that nobody knows: optimizer0.v",
    ),
    "half an update": ({"iterations": 0.5}, "iterations must be a whole number of at least 0"),
    "updates below 0": ({"iterations": -1}, "iterations must be a whole number of at least 0"),
    "no count of updates": ({"iterations": None}, "iterations must be a whole number"),
    "one generator": ({"random": [PCG64]}, "describes no sound network: TypeError"),
    "no generators": ({"random": None}, "describes no sound network: TypeError"),
    "numbers for generators": ({"random": [1, 2]}, "expected a Generator, got 1"),
    "a generator of others": (
        {"random": [{"class": "Generator", "state": {"bit_generator": "Generator"}}] * 2},
        r"it draws with 'Generator', expected one of \('PCG64', ",
    ),
    "half a state": (
        {"random": [{"class": "Generator", "state": {"bit_generator": "PCG64"}}] * 2},
        "describes no sound network: KeyError",
    ),
    "a state of another kind": (
        {"random": [{**PCG64, "state": {**PCG64["state"], "state": {"state": "a", "inc": 1}}}] * 2},
        "describes no sound network",
    ),
    "another type": ({"members": {"w0": np.zeros((2, 3), "f4")}}, "weights are not w0, w1 .* floa"),
    "whole numbers": ({"members": {"w0": np.zeros((2, 3), int)}}, "its weights are not w0, w1"),
    "another dtype": ({"dtype": "float32"}, "its weights are not w0, w1 ... of type float32"),
    "dtype of text": ({"dtype": "U3"}, "its weights are not"),
    "no layers": ({"layers": []}, "Sequential needs at least one layer"),
    "layers missing": ({"layers": None}, "describes no sound network: TypeError"),
    "fewer layers": ({"layers": [DENSE]}, "it holds 2 weights too many, and arrays that nobody"),
    "another layer": ({"layers": [{"class": "layers.Reverse"}]}, "'layers.Reverse', which is no c"),
    "a function": (
        {"layers": [{"class": "os.system", "command": "ls"}]},
        "'os.system', which is n",
    ),
    "a loss for a layer": ({"layers": [{"class": "losses.Huber"}]}, "expected a Layer, got Huber"),
    "no class": ({"layers": [{"units": 3}]}, "describes no sound network: KeyError"),
    "a bad setting": ({"layers": [{**DENSE, "units": -3}]}, "units must be a whole number of at"),
    "an unknown setting": (
        {"layers": [{**DENSE, "size": 3}]},
        "unexpected keyword argument 'size'",
    ),
    "a layer that is too large": (
        {"layers": [{**DENSE, "units": 10**12}]},
        r"Dense\(1000000000000\) has weights of shape \(2, 1000000000000\), the file \(2, 3\)",
    ),
    "a number that is none": ({"input_shape": [float("nan")]}, "was not written by utils"),
    "a bad shape": ({"input_shape": [2, -1]}, "each size in input_shape must be a whole number"),
    "a misspelt optimizer": (
        {"training": {"optimizer": "sdg", "loss": "mse", "metrics": []}},
        "unknown optimizer 'sdg'",
    ),
    "half a training": ({"training": {"optimizer": "sgd"}}, "compile needs a loss"),
}


@pytest.mark.parametrize("case", SPOILED)
def test_what_is_not_sound_is_refused(case, path):
    spoil, sentence = SPOILED[case]
    change(path, **spoil)
    with pytest.raises(ValueError, match=sentence) as answer:
        load_model(path)
    assert str(answer.value).startswith("a.npz ")


def test_a_sound_change_is_read(path):
    """The changes above fail for what they change, not for being changed."""
    change(path, dtype="float64", members={"w1": np.ones(3)})
    np.testing.assert_array_equal(load_model(path).get_weights()[1], np.ones(3))


@pytest.mark.parametrize("name", ["w0", "header"])
def test_no_pickle_is_opened(name, path):
    class Trap:
        def __reduce__(self):
            return os.abort, ()

    trap = np.empty(1, object)
    trap[0] = Trap()
    change(path, members={name: trap})
    with pytest.raises(ValueError, match="objects of Python, which are never loaded"):
        load_model(path)


def test_too_large(path):
    """The numbers that an archive holds count, and how many arrays they are in."""
    data = io.BytesIO()
    np.save(data, np.zeros(10**6))
    with zipfile.ZipFile(path, "a") as file:
        file.writestr("w4.npy", data.getvalue())
    sentence = (
        r"a\.npz holds 8,00\d,\d\d\d bytes in 6 arrays; expected at most 1,000,000 in 100,000"
    )
    with pytest.raises(ValueError, match=sentence):
        load_model(path, max_bytes=10**6)
    with zipfile.ZipFile(path, "w") as file:
        for k in range(archive.MAX_ARRAYS + 1):
            file.writestr(f"w{k}.npy", b"")
    with pytest.raises(ValueError, match="holds 0 bytes in 100,001 arrays; expected at most"):
        load_model(path)


def test_what_was_compressed_is_refused(path):
    """However little there is of it, it could unpack to any size."""
    np.savez_compressed(path, **dict(np.load(path, allow_pickle=False)))
    with pytest.raises(
        ValueError, match=r"no \.npz file \([\d,]+ bytes of arrays in [\d,]+: it was co"
    ):
        load_model(path)


def test_two_arrays_of_one_name(path):
    with zipfile.ZipFile(path, "a") as file:
        file.writestr("w0.npz", b"")
    path.write_bytes(path.read_bytes().replace(b"w0.npz", b"w0.npy"))
    with pytest.raises(
        ValueError, match=r"no \.npz file \(two of its arrays have one name\); save"
    ):
        load_model(path)


def test_a_lie_about_the_size_is_noticed(path):
    """An archive that says 8 bytes and unpacks to a million."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("header.npy", bytes(10**6))
    data = path.read_bytes()
    lie = data.replace((10**6).to_bytes(4, "little"), (8).to_bytes(4, "little"))
    assert data.count((10**6).to_bytes(4, "little")) == 2
    path.write_bytes(lie)
    with pytest.raises(ValueError, match="is damaged, cut short, or no .npz file"):
        load_model(path)


@pytest.mark.parametrize("content", [b"", b"PK", b"\x93NUMPY", b"no archive" * 100])
def test_files_of_others(tmp_path, content):
    path = tmp_path / "a.npz"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"a\.npz is damaged, cut short, or no \.npz file \("):
        load_model(path)
    np.savez(path, X=X)
    with pytest.raises(ValueError, match=r"was not written by utils\.saving"):
        load_model(path)
    with pytest.raises(FileNotFoundError):
        load_model(tmp_path / "b.npz")


def test_a_cut_is_noticed(path):
    data = path.read_bytes()
    for length in [*range(0, len(data), 7), *range(len(data) - 50, len(data))]:
        path.write_bytes(data[:length])
        with pytest.raises(ValueError, match="a.npz "):
            load_model(path)


def test_a_changed_byte_is_noticed_or_means_nothing(path):
    """A date or a comment of the archive may change; a weight or a setting may not."""
    data, model, refused = path.read_bytes(), network(), 0
    rng = np.random.default_rng(1)
    places = range(0, len(data), 3)
    for place in places:
        flipped = bytearray(data)
        flipped[place] ^= int(rng.integers(1, 256))
        path.write_bytes(flipped)
        try:
            same = load_model(path)
        except ValueError:
            refused += 1
            continue
        np.testing.assert_array_equal(same.predict(X), model.predict(X))
        assert repr(same) == repr(model)
    assert refused > 0.8 * len(places)
