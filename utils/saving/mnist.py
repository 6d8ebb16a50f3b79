"""The four files of MNIST: where they lie, where they come from, and what is read out of them."""

import os
from pathlib import Path

from . import download, files, idx

FOLDER = "MNIST_FOLDER"
# Where PyTorch's torchvision looks first; the files are those of LeCun, Cortes & Burges (1998).
SOURCE = "https://ossci-datasets.s3.amazonaws.com/mnist/"
# Images and labels of each part: name, bytes, sha256.
PARTS = {
    "train": (
        (
            "train-images-idx3-ubyte.gz",
            9_912_422,
            "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
        ),
        (
            "train-labels-idx1-ubyte.gz",
            28_881,
            "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
        ),
    ),
    "test": (
        (
            "t10k-images-idx3-ubyte.gz",
            1_648_877,
            "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
        ),
        (
            "t10k-labels-idx1-ubyte.gz",
            4_542,
            "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
        ),
    ),
}


def folder():
    """Where the files lie: MNIST_FOLDER, if it is set, else a place in the reader's cache."""
    named = os.environ.get(FOLDER)
    cache = os.environ.get("XDG_CACHE_HOME") or Path("~") / ".cache"
    return files.place(named or Path(cache) / "ilearndeeplearning" / "mnist")


def pair(part, allowed):
    """Images (n, h, w) and labels (n,) of a part, downloaded where they are missing if `allowed`.

    Whatever lies in the folder already is taken, packed or not; only its form is looked at.
    """
    x, y = (idx.read(_found(*each, allowed)) for each in PARTS[part])
    if x.ndim != 3 or y.ndim != 1 or len(x) != len(y) or not len(x) or y.max() > 9:
        raise ValueError(
            f"the {part} files in {folder()} hold images of shape {x.shape} and labels of shape "
            f"{y.shape} up to {y.max(initial=0)}; expected (n, 28, 28), (n,) and at most 9."
        )
    return x, y


def _found(name, size, sha256, allowed):
    """The file of this name, or of the names that it has when it is unpacked."""
    place, plain = folder(), name[: -len(".gz")]
    for each in (name, plain, plain.replace("-idx", ".idx")):
        if (place / each).is_file():
            return place / each
    if not allowed:
        raise FileNotFoundError(
            f"{name} is not in {place}. Say mnist(download=True) to download it from {SOURCE}, or "
            f"set {FOLDER} to a folder that holds it."
        )
    download.fetch(SOURCE + name, place / name, size, sha256)
    return place / name
