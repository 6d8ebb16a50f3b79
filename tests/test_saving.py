"""Saving: what comes back is the same network, and nothing comes back from a file that is not."""

import io
import json
import os
import zipfile
from dataclasses import MISSING, dataclass, fields

import numpy as np
import pytest

from utils import datasets, saving
from utils.activations import LeakyReLU
from utils.constraints import MaxNorm
from utils.initializers import HeNormal, RandomNormal
from utils.layers import Dense, Dropout, Flatten, Layer
from utils.losses import BinaryCrossentropy, Huber
from utils.models import Sequential
from utils.optimizers import SGD, Adam
from utils.regularizers import L1, L2
from utils.schedules import CosineDecay

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
    same = saving.load(tmp_path / "network.npz")
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


def test_training_goes_on_as_in_the_first(tmp_path):
    model = network()
    model.fit(X, Y, epochs=3, verbose=0)
    saving.save(model, tmp_path / "a.npz")
    same = saving.load(str(tmp_path / "a.npz"))
    settings = {"shuffle": False, "epochs": 2, "verbose": 0, "validation_data": (X, Y)}
    assert model.fit(X, Y, **settings).history == same.fit(X, Y, **settings).history
    np.testing.assert_array_equal(model.theta, same.theta)


def test_the_same_bytes_every_time(tmp_path):
    for name in ("a.npz", "b.npz"):
        network().save(tmp_path / name)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    header = json.loads(bytes(np.load(tmp_path / "a.npz", allow_pickle=False)["header"]))
    assert header == {
        "format": "ILearnDeepLearning.py network",
        "version": 1,
        "dtype": "float64",
        "input_shape": [2],
        "layers": header["layers"],
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
    assert header["layers"][0]["activation"] == "tanh"


# What has to be said to make one, and settings other than the defaults
DECAY = {"initial_learning_rate": 0.5, "decay_steps": 10, "decay_rate": 0.25}
REQUIRED = {
    "layers.Dense": {"units": 3, "kernel_constraint": MaxNorm(3.0, [0])},
    "layers.Activation": {"activation": LeakyReLU(0.25)},
    "layers.Dropout": {"rate": 0.25},
    "layers.GaussianNoise": {"stddev": 0.25},
    "layers.Reshape": {"target_shape": (2, 3)},
    "layers.Conv2D": {"filters": 2, "kernel_size": (3, 2)},
    "layers.AveragePooling2D": {"pool_size": 2},
    "layers.Residual": {"layers": [Dense(2, LeakyReLU(0.25)), Dropout(0.25)]},
    "schedules.ExponentialDecay": DECAY,
    "schedules.PolynomialDecay": DECAY,
    "schedules.PiecewiseConstantDecay": {"boundaries": [3, 5], "values": [0.5, 0.25, 0.125]},
    "schedules.CosineDecay": {**DECAY, "warmup_target": 0.75, "warmup_steps": 5},
    "schedules.CosineDecayRestarts": {"initial_learning_rate": 0.5, "first_decay_steps": 10},
}


@pytest.mark.parametrize("name", saving.CLASSES)
def test_every_class_comes_back(name):
    """Through JSON; each class of utils that has settings, with its defaults."""
    kind = saving.CLASSES[name]
    known = {f.name for f in fields(kind)}
    needed = {f.name for f in fields(kind) if f.default is f.default_factory is MISSING}
    given = {key: value for key, value in REQUIRED.get(name, {}).items() if key in known}
    assert needed <= set(given), f"{name} has no row in REQUIRED"
    thing = kind(**given)
    again = saving._make(json.loads(json.dumps(saving._describe(thing))))
    assert settings_of(again) == settings_of(thing)


@dataclass(eq=False)
class Mine(Layer):
    """A layer of a reader's own."""


def test_layers_of_others_are_not_saved(tmp_path):
    with pytest.raises(ValueError, match=r"only hold layers and settings of utils, got Mine\(\)"):
        Sequential([Mine()], 2).save(tmp_path / "a.npz")
    with pytest.raises(ValueError, match=r"written as a \.npz file, got 'a.h5'; rename it"):
        network().save(tmp_path / "a.h5")
    assert not list(tmp_path.iterdir())


def test_a_failed_save_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "a.npz"
    network(seed=1).save(path)
    old = path.read_bytes()

    def full(*_):
        raise OSError("disk full")

    monkeypatch.setattr(saving.files.os, "replace", full)
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

# what: a change of the file, the sentence that answers
SPOILED = {
    "another version": ({"version": 2}, r"a\.npz has version 2 of the format, .* reads 1; load it"),
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
    "header of 2 MB": ({"padding": "0" * 2**21}, "not written by utils"),
    "a weight less": ({"members": {"w3": None}}, r"network has weights of shapes .*, got \["),
    "a weight more": ({"members": {"w4": np.zeros(1)}}, "network has weights of shapes"),
    "a weight missing": (
        {"members": {"w1": None}},
        r"weights are not w0, w1 \.\.\. of type float64",
    ),
    "a weight of another name": ({"members": {"k": np.zeros(1)}}, "its weights are not w0, w1"),
    "another shape": ({"members": {"w0": np.zeros((3, 2))}}, r"got \[\(3, 2\), \(3,\)"),
    "another type": ({"members": {"w0": np.zeros((2, 3), "f4")}}, "weights are not w0, w1 .* floa"),
    "whole numbers": ({"members": {"w0": np.zeros((2, 3), int)}}, "its weights are not w0, w1"),
    "another dtype": ({"dtype": "float32"}, "its weights are not w0, w1 ... of type float32"),
    "dtype of text": ({"dtype": "U3"}, "its weights are not"),
    "no layers": ({"layers": []}, "Sequential needs at least one layer"),
    "layers missing": ({"layers": None}, "describes no sound network: TypeError"),
    "fewer layers": ({"layers": [DENSE]}, "network has weights of shapes"),
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
        r"Dense\(1000000000000\) in this network has weights of shapes .*, got \[\(2, 3\), ",
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
        saving.load(path)
    assert str(answer.value).startswith("a.npz ")


def test_a_sound_change_is_read(path):
    """The changes above fail for what they change, not for being changed."""
    change(path, dtype="float64", members={"w1": np.ones(3)})
    np.testing.assert_array_equal(saving.load(path).get_weights()[1], np.ones(3))


@pytest.mark.parametrize("name", ["w0", "header"])
def test_no_pickle_is_opened(name, path):
    class Trap:
        def __reduce__(self):
            return os.abort, ()

    trap = np.empty(1, object)
    trap[0] = Trap()
    change(path, members={name: trap})
    with pytest.raises(ValueError, match="Object arrays cannot be loaded"):
        saving.load(path)


def test_too_large(path):
    """What an archive unpacks to counts, not the size of the file; and how many arrays it holds."""
    data = io.BytesIO()
    np.save(data, np.zeros(10**6))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("w4.npy", data.getvalue())
    assert path.stat().st_size < 20_000
    sentence = r"a\.npz holds 8,00\d,\d\d\d bytes in 6 arrays; expected at most 1,000,000 in 10,000"
    with pytest.raises(ValueError, match=sentence):
        saving.load(path, max_bytes=10**6)
    with zipfile.ZipFile(path, "w") as archive:
        for k in range(saving.MAX_WEIGHTS + 1):
            archive.writestr(f"w{k}.npy", b"")
    with pytest.raises(ValueError, match="holds 0 bytes in 10,001 arrays; expected at most"):
        saving.load(path)


def test_two_arrays_of_one_name(path):
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("w0.npz", b"")
    path.write_bytes(path.read_bytes().replace(b"w0.npz", b"w0.npy"))
    with pytest.raises(
        ValueError, match=r"no \.npz file \(two of its arrays have one name\); save"
    ):
        saving.load(path)


def test_a_lie_about_the_size_is_noticed(path):
    """An archive that says 8 bytes and unpacks to a million."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("header.npy", bytes(10**6))
    data = path.read_bytes()
    lie = data.replace((10**6).to_bytes(4, "little"), (8).to_bytes(4, "little"))
    assert data.count((10**6).to_bytes(4, "little")) == 2
    path.write_bytes(lie)
    with pytest.raises(ValueError, match="is damaged, cut short, or no .npz file"):
        saving.load(path)


@pytest.mark.parametrize("content", [b"", b"PK", b"\x93NUMPY", b"no archive" * 100])
def test_files_of_others(tmp_path, content):
    path = tmp_path / "a.npz"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"a\.npz is damaged, cut short, or no \.npz file \("):
        saving.load(path)
    np.savez(path, X=X)
    with pytest.raises(ValueError, match=r"was not written by utils\.saving"):
        saving.load(path)
    with pytest.raises(FileNotFoundError):
        saving.load(tmp_path / "b.npz")


def test_a_cut_is_noticed(path):
    data = path.read_bytes()
    for length in [*range(0, len(data), 7), *range(len(data) - 50, len(data))]:
        path.write_bytes(data[:length])
        with pytest.raises(ValueError, match="a.npz "):
            saving.load(path)


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
            same = saving.load(path)
        except ValueError:
            refused += 1
            continue
        np.testing.assert_array_equal(same.predict(X), model.predict(X))
        assert repr(same) == repr(model)
    assert refused > 0.8 * len(places)
