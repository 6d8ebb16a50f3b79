"""Data sets: some that are made here, MNIST, and what is asked of those from elsewhere.

Made here are two-dimensional ones, seeded, so that nothing is downloaded. Each returns X (n, 2) and
y (n,) with class numbers 0, 1, ..., in random order; classes are equally large, up to one example.

A network's own calls ask for `inputs` and `targets`.
"""

import math
import warnings

import numpy as np

from . import checks
from .saving import mnist as files_of_mnist


def moons(n=1000, noise=0.2, seed=0):
    """Two interleaved half circles of radius 1, plus normal noise of that standard deviation."""
    rng, y = _start(n, 2, noise, seed)
    angle = np.pi * rng.random(n)
    upper = np.column_stack([np.cos(angle), np.sin(angle)])
    lower = np.column_stack([1 - np.cos(angle), 0.5 - np.sin(angle)])
    return _noisy(np.where(y[:, None] == 0, upper, lower), noise, rng), y


def circles(n=1000, noise=0.1, factor=0.3, seed=0):
    """A circle of radius 1 (class 0) and one of radius `factor` inside it (class 1)."""
    checks.number("factor", factor, low=0, high=1, high_open=True)
    rng, y = _start(n, 2, noise, seed)
    angle = 2 * np.pi * rng.random(n)
    radius = np.where(y == 0, 1.0, factor)
    return _noisy(_polar(radius, angle), noise, rng), y


def spiral(n=1000, noise=0.05, turns=1.5, classes=2, seed=0):
    """One arm per class, winding out from the centre to radius 1 in `turns` turns."""
    checks.number("turns", turns)
    rng, y = _start(n, classes, noise, seed)
    radius = np.sqrt(rng.random(n))
    angle = 2 * np.pi * (turns * radius + y / classes)
    return _noisy(_polar(radius, angle), noise, rng), y


def blobs(n=1000, noise=0.5, classes=3, seed=0):
    """One round cloud per class, their centres on a circle of radius 2."""
    rng, y = _start(n, classes, noise, seed)
    return _noisy(_polar(2.0, 2 * np.pi * y / classes), noise, rng), y


def xor(n=1000, noise=0.2, seed=0):
    """Four clouds at the corners (+-1, +-1); the class is 1 where exactly one sign is negative."""
    rng, y = _start(n, 2, noise, seed)
    first = rng.choice([-1.0, 1.0], n)
    second = np.where(y == 1, -first, first)
    return _noisy(np.column_stack([first, second]), noise, rng), y


def mnist(part=None, download=False):
    """Handwritten digits: (x_train, y_train), (x_test, y_test), as keras.datasets.mnist has them.

    x holds whole numbers of 0 to 255, (60000, 28, 28) and (10000, 28, 28), y the digits. With
    part="train" or "test" it is that pair alone, and the files of the other need not be there.

    They are read from the folder that the environment variable MNIST_FOLDER names, else from a
    cache, as they were published, packed (.gz) or unpacked. What is missing is downloaded there,
    and compared with its checksum, only with download=True; else a FileNotFoundError says so.
    """
    checks.flag("download", download)
    if part not in (None, *files_of_mnist.PARTS):
        raise ValueError(f'part must be "train", "test" or None for both, got {part!r}.')
    if part is not None:
        return files_of_mnist.pair(part, download)
    return tuple(files_of_mnist.pair(each, download) for each in files_of_mnist.PARTS)


def split(X, y, test_share=0.1, seed=0):
    """Hold examples out: (X_train, y_train), (X_test, y_test).

    Each class gives the same share, rounded, and both parts come in random order. Where y holds
    fractions, or several columns, there are no classes to be fair to.
    """
    checks.number("test_share", test_share, low=0, high=1, low_open=True, high_open=True)
    X, y = checks.read("X", X), checks.read("y", y)
    if X.ndim == 0 or y.ndim == 0 or len(X) != len(y):
        lengths = " and ".join(str(len(each)) if each.ndim else "one number" for each in (X, y))
        raise ValueError(f"X and y must have the same length, got {lengths}.")
    rng = np.random.default_rng(seed)
    test = np.zeros(len(y), dtype=bool)
    fractions = y.dtype.kind == "f" and (y != np.floor(y)).any()
    labels = np.zeros(len(y)) if fractions or y.size > len(y) else y.reshape(len(y))
    for label in _classes(labels):
        members = np.flatnonzero(labels == label)
        test[rng.permutation(members)[: round(test_share * len(members))]] = True
    if test.all() or not test.any():
        raise ValueError(
            f"test_share={test_share:g} of {len(y)} examples leaves nothing on one side; "
            "pass more examples or another share."
        )
    train, held_out = (rng.permutation(np.flatnonzero(part)) for part in (~test, test))
    return (X[train], y[train]), (X[held_out], y[held_out])


def plain(name, value, labels=False):
    """Refuse what scikit-learn takes for numbers, or has no sentence for: numbers that a mask
    hides, text, dates and records among the inputs, missing ones among `labels`."""
    checks.unmasked(name, value)
    if not (isinstance(value, (np.ndarray, list, tuple)) or hasattr(value, "iloc")):
        return
    raw = checks.read(name, value)
    if labels and raw.dtype.kind in "Of":
        gone = [row for row, label in enumerate(raw.ravel()) if _missing(label)]
        if gone:
            raise ValueError(f"{name} holds a missing label in row {gone[0]}; leave such rows out.")
    single = all(map(_single, raw.ravel())) if raw.dtype.kind == "O" else raw.dtype.kind in "USmMV"
    if single and not labels:
        checks.array(name, value)


def _missing(label):
    return checks.missing(label) or (isinstance(label, float) and label != label)


def _single(thing):
    return np.isscalar(thing) or checks.missing(thing) or hasattr(thing, "strftime")


def _classes(labels):
    try:
        return np.unique(labels)
    except TypeError:
        raise ValueError(
            "y holds labels that have no order, such as missing ones beside names; fill them, or "
            "leave their rows out."
        ) from None


def inputs(x, input_shape, dtype, names=()):
    """`x` as an array (n, *input_shape) of finite numbers.

    Raises ValueError when x is empty, has another shape, holds what is no number, or is a table
    whose columns are not called `names`, as those of the training were; warns when whole numbers
    reach 255, because unscaled pixels make training fail.
    """
    raw, columns = checks.read("x", x), checks.columns_of(x)
    wanted = "(n, " + ", ".join(map(str, input_shape)) + ")"
    if raw.size == 0:
        raise ValueError(f"x is empty: expected at least one example of shape {wanted}.")
    given = checks.floats("x", raw, columns, dtype, checks.CATEGORIES)
    if given.shape[1:] != tuple(input_shape):
        raise ValueError(
            f"x must have the shape {wanted}, got {given.shape}{_shape_hint(given, input_shape)}"
        )
    if names and column_names(x) not in ((), names):
        raise ValueError(
            f"x has the columns {', '.join(column_names(x))}, where the network was trained on "
            f"{', '.join(names)}; select these, in this order: x[{list(names)}]."
        )
    if raw.dtype.kind in "iu" and 100 < raw.max() <= 255:
        warnings.warn(
            f"x holds whole numbers up to {raw.max()}: networks learn best from inputs near 1; "
            "divide by 255?",
            stacklevel=4,
        )
    return checks.finite("x", given, raw, columns)


def column_names(x):
    """The names of the columns of a table, () where they have none."""
    names = tuple(checks.columns_of(x))
    return names if all(isinstance(name, str) for name in names) else ()


def _shape_hint(array, input_shape):
    if array.ndim == len(input_shape) and array.shape == tuple(input_shape):
        return "; a single example needs a first axis: x[np.newaxis]."
    if array.ndim == 1 and tuple(input_shape) == (1,):
        return "; one column is x.reshape(-1, 1)."
    if array.ndim == 2 and len(input_shape) == 1 and array.shape[0] == input_shape[0]:
        return "; rows are examples here, so pass x.T."
    if array.ndim > 2 and len(input_shape) == 1 and np.prod(array.shape[1:]) == input_shape[0]:
        return "; flatten each example with x.reshape(len(x), -1) or begin with Flatten()."
    return "; give Sequential the input_shape of one example of your data."


def targets(y, n, output_shape, dtype, classes=False):
    """`y` as an array (n, *output_shape); class numbers, if `classes`, without its last axis.

    A last axis of length 1 may be left out. Raises ValueError for what is no number, for another
    length or shape, and for class numbers that no output unit stands for.
    """
    given, shape = checks.read("y", y), (n, *output_shape)
    if given.size and (given.ndim == 0 or len(given) != n):
        raise ValueError(
            f"x and y must have the same length, got {n} examples and "
            f"{len(given) if given.ndim else 'a single'} label{'s' if given.ndim else ''}."
        )
    given = checks.array("y", y, np.float64 if classes else dtype, checks.LABELS)
    if classes:
        return checks.class_numbers(given, shape)
    if checks.bare(given.shape) != checks.bare(shape):
        units = output_shape[-1]
        hint = " or use SparseCategoricalCrossentropy" if given.ndim == 1 and units > 1 else ""
        raise ValueError(
            f"y must have the shape of the outputs, {shape}, got {given.shape}; reshape y{hint}."
        )
    return given.reshape(shape)


def hold_out(data, share):
    """The first examples of arrays (x, y, ...), and the last share of them, as in Keras."""
    checks.number("validation_split", share, low=0, high=1, low_open=True, high_open=True)
    n = len(data[0])
    first = math.floor(n * (1 - share))
    if not 0 < first < n:
        raise ValueError(
            f"validation_split={share:g} of {n} examples leaves nothing on one side; give more "
            "examples or another share."
        )
    parts = slice(first), slice(first, None)
    return [tuple(None if array is None else array[part] for array in data) for part in parts]


def _start(n, classes, noise, seed):
    checks.whole("n", n, low=2)
    checks.whole("classes", classes, low=2)
    checks.number("noise", noise, low=0)
    rng = np.random.default_rng(seed)
    return rng, rng.permutation(np.arange(n) % classes)


def _polar(radius, angle):
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])


def _noisy(X, noise, rng):
    return X + rng.normal(0, noise, X.shape)
