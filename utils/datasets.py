"""Data sets: two-dimensional and seeded, made here, so that nothing is downloaded.

Each returns X (n, 2) and y (n,) with class numbers 0, 1, ..., in random order; classes are equally
large, up to one example.
"""

from __future__ import annotations

import numpy as np

from . import checks


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


def split(X, y, test_share=0.1, seed=0):
    """Hold examples out: (X_train, y_train), (X_test, y_test).

    Each class gives the same share, rounded, and both parts come in random order. Where y holds
    fractions, or several columns, there are no classes to be fair to.
    """
    checks.number("test_share", test_share, low=0, high=1, low_open=True, high_open=True)
    X, y = np.asarray(X), np.asarray(y)
    if len(X) != len(y):
        raise ValueError(f"X and y must have the same length, got {len(X)} and {len(y)}.")
    rng = np.random.default_rng(seed)
    test = np.zeros(len(y), dtype=bool)
    fractions = y.dtype.kind == "f" and (y != np.floor(y)).any()
    labels = np.zeros(len(y)) if fractions or y.size > len(y) else y.reshape(len(y))
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        test[rng.permutation(members)[: round(test_share * len(members))]] = True
    if test.all() or not test.any():
        raise ValueError(
            f"test_share={test_share:g} of {len(y)} examples leaves nothing on one side; "
            "pass more examples or another share."
        )
    train, held_out = (rng.permutation(np.flatnonzero(part)) for part in (~test, test))
    return (X[train], y[train]), (X[held_out], y[held_out])


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
