"""MNIST: where its files are looked for, what may be downloaded, what is read out of them."""

import gzip
import hashlib
import os
import struct

import numpy as np
import pytest

from tests.saving.server import serving
from utils import datasets
from utils.saving import mnist

RNG = np.random.default_rng(0)
X = RNG.integers(0, 256, (7, 4, 3), dtype=np.uint8)
Y = np.array([3, 1, 4, 1, 5, 9, 2], np.uint8)
ARRAYS = {
    "train-images-idx3-ubyte": X[:5],
    "train-labels-idx1-ubyte": Y[:5],
    "t10k-images-idx3-ubyte": X[5:],
    "t10k-labels-idx1-ubyte": Y[5:],
}
TEST = [name for name in ARRAYS if name.startswith("t10k")]


def idx(array):
    sizes = struct.pack(f">{array.ndim}I", *array.shape)
    return struct.pack(">HBB", 0, 8, array.ndim) + sizes + array.tobytes()


PACKED = {f"{name}.gz": gzip.compress(idx(array)) for name, array in ARRAYS.items()}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of the reader's; nothing can be downloaded."""
    monkeypatch.setenv("MNIST_FOLDER", str(tmp_path / "digits"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(mnist, "SOURCE", "http://127.0.0.1:9/")
    (tmp_path / "digits").mkdir()
    return tmp_path / "digits"


@pytest.fixture
def server(monkeypatch):
    """A server that has small files of these names, and their sizes and checksums in the table."""
    monkeypatch.setattr(
        mnist, "PARTS", {part: tuple(map(entry, mnist.PARTS[part])) for part in mnist.PARTS}
    )
    with serving({f"/{name}": content for name, content in PACKED.items()}) as server:
        monkeypatch.setattr(mnist, "SOURCE", server.url)
        yield server


def entry(known):
    content = PACKED[known[0]]
    return known[0], len(content), hashlib.sha256(content).hexdigest()


def lay(folder, names=ARRAYS, form="{}.gz"):
    for name in names:
        content = idx(ARRAYS[name])
        file = form.format(name) if "{" in form else name.replace("-idx", form)
        (folder / file).write_bytes(gzip.compress(content) if file.endswith(".gz") else content)


def assert_all(pairs):
    for (x, y), part in zip(pairs, (slice(5), slice(5, None)), strict=True):
        np.testing.assert_array_equal(x, X[part])
        np.testing.assert_array_equal(y, Y[part])


@pytest.mark.parametrize("form", ["{}.gz", "{}", ".idx"])
def test_a_folder_of_files_as_published(form, folder):
    """Packed, unpacked, and with the dot that some programs put into the name."""
    lay(folder, form=form)
    assert_all(datasets.mnist())
    np.testing.assert_array_equal(datasets.mnist("train")[0], X[:5])


def test_a_part_needs_its_own_files_only(folder):
    lay(folder, TEST)
    np.testing.assert_array_equal(datasets.mnist("test")[1], Y[5:])
    with pytest.raises(FileNotFoundError, match="^train-images-idx3-ubyte.gz is not in"):
        datasets.mnist()


def test_nothing_is_downloaded_unasked(folder, server):
    for call in (
        datasets.mnist,
        lambda: datasets.mnist("test"),
        lambda: datasets.mnist(None, False),
    ):
        with pytest.raises(FileNotFoundError, match=r"Say mnist\(download=True\) to download it"):
            call()
    assert not server.asked and not list(folder.iterdir())


def test_what_is_missing_is_downloaded_once(folder, server):
    lay(folder, TEST[:1])
    assert_all(datasets.mnist(download=True))
    assert sorted(server.asked) == sorted(f"/{name}" for name in PACKED if TEST[0] not in name)
    assert_all(datasets.mnist())
    assert_all(datasets.mnist(download=True))
    assert len(server.asked) == 3 and {each.name for each in folder.iterdir()} == set(PACKED)


def test_a_download_of_one_part(folder, server):
    datasets.mnist("test", download=True)
    assert {each.name for each in folder.iterdir()} == {f"{name}.gz" for name in TEST}


def test_a_wrong_download_is_refused(folder, server):
    wrong = bytearray(PACKED["train-images-idx3-ubyte.gz"])
    wrong[-1] ^= 1
    server.answers["/train-images-idx3-ubyte.gz"] = (bytes(wrong), len(wrong), 200, 0)
    with pytest.raises(ValueError, match="sha256"):
        datasets.mnist(download=True)
    assert not list(folder.iterdir())


def test_without_a_folder_of_one_s_own_it_is_the_cache(tmp_path, monkeypatch):
    monkeypatch.delenv("MNIST_FOLDER", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert mnist.folder() == (tmp_path / "ilearndeeplearning" / "mnist").resolve()
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("USERPROFILE" if os.name == "nt" else "HOME", str(tmp_path))
    assert mnist.folder() == (tmp_path / ".cache" / "ilearndeeplearning" / "mnist").resolve()


FEW = np.zeros((2, 4, 3), np.uint8)
# what: arrays of the test part, what the sentence says
UNFIT = {
    "other lengths": (FEW, Y[:3], r"images of shape \(2, 4, 3\) and labels of shape \(3,\)"),
    "rows for images": (FEW[0], Y[:4], r"shape \(4, 3\) .*expected \(n, 28, 28\)"),
    "images for labels": (FEW, FEW, r"labels of shape \(2, 4, 3\)"),
    "a label of 11": (FEW, np.array([1, 11], np.uint8), "up to 11; expected .* at most 9"),
    "nothing": (FEW[:0], Y[:0], r"labels of shape \(0,\) up to 0"),
}


@pytest.mark.parametrize("case", UNFIT)
def test_files_that_do_not_belong_together(case, folder):
    x, y, sentence = UNFIT[case]
    for name, array in zip(TEST, (x, y), strict=True):
        (folder / name).write_bytes(idx(array))
    with pytest.raises(ValueError, match=f"the test files in .*digits hold .*{sentence}"):
        datasets.mnist("test")


# As PyTorch's and TensorFlow's users publish them, compared when the table was written.
PUBLISHED = {
    "train-images-idx3-ubyte.gz": (9_912_422, "440fcabf73cc546f"),
    "train-labels-idx1-ubyte.gz": (28_881, "3552534a0a558bbe"),
    "t10k-images-idx3-ubyte.gz": (1_648_877, "8d422c7b0a1c1c79"),
    "t10k-labels-idx1-ubyte.gz": (4_542, "f7ae60f92e00ec6d"),
}


def test_the_table_is_the_published_one():
    known = [each for part in mnist.PARTS.values() for each in part]
    assert {name: (size, found[:16]) for name, size, found in known} == PUBLISHED
    assert all(len(bytes.fromhex(found)) == 32 for _, _, found in known)
    assert mnist.SOURCE.startswith("https://")
