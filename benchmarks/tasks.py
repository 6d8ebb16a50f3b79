"""The networks that are trained, each with its loss and its data."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from utils import datasets
from utils.convolution import Conv2D
from utils.layers import Dense, Flatten
from utils.pooling import MaxPooling2D

SIDE = 28  # pixels of an image
CLASSES = 10
GRID = 200  # points along each side
COLUMNS = 20  # of a table


@dataclass(frozen=True)
class Task:
    """`layers()` makes new layers; `data(examples, dtype)` gives x and y."""

    title: str
    input_shape: tuple[int, ...]
    layers: Callable[[], list]
    loss: str
    data: Callable[[int, str], tuple[np.ndarray, np.ndarray]]


def moons(examples: int, dtype: str) -> tuple[np.ndarray, np.ndarray]:
    """x (examples, 2) and y (examples, 1)."""
    x, y = datasets.moons(examples, noise=0.2, seed=0)
    return x.astype(dtype), y[:, np.newaxis].astype(dtype)


def grid(examples: int, dtype: str) -> tuple[np.ndarray, np.ndarray]:
    """Points (examples, 2) of a square grid, and whether each lies in its upper half."""
    axis = np.linspace(-1.5, 2.5, round(examples**0.5), dtype=dtype)
    x = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(examples, 2)
    return x, (x[:, 1:] > axis.mean()).astype(dtype)


def table(examples: int, dtype: str) -> tuple[np.ndarray, np.ndarray]:
    """Rows (examples, 20) of normal numbers, and whether the first two of each have one sign."""
    x = np.random.default_rng(0).standard_normal((examples, COLUMNS), dtype=dtype)
    return x, (x[:, :1] * x[:, 1:2] > 0).astype(dtype)


def images(examples: int, dtype: str) -> tuple[np.ndarray, np.ndarray]:
    """Random images (examples, 28, 28, 1), each blended with the pattern of its class in y.

    No array but x is large, so that a peak of memory is the training's.
    """
    rng = np.random.default_rng(0)
    patterns = rng.random((CLASSES, SIDE, SIDE, 1), dtype=dtype)
    y = rng.integers(0, CLASSES, examples)
    x = rng.random((examples, SIDE, SIDE, 1), dtype=dtype)
    for k, pattern in enumerate(patterns):
        x[y == k] += pattern
    x -= 1
    return x, y


def rows(examples: int, dtype: str) -> tuple[np.ndarray, np.ndarray]:
    """The same images, a row of 784 numbers each."""
    x, y = images(examples, dtype)
    return x.reshape(examples, -1), y


def of_the_article() -> list:
    return [*(Dense(units, "relu") for units in (25, 50, 50, 25)), Dense(1, "sigmoid")]


def of_the_table() -> list:
    return [Dense(64, "relu"), Dense(64, "relu"), Dense(1, "sigmoid")]


def of_the_cnn() -> list:
    return [
        Conv2D(32, 3, activation="relu"),
        MaxPooling2D(),
        Conv2D(64, 3, activation="relu"),
        MaxPooling2D(),
        Flatten(),
        Dense(128, "relu"),
        Dense(CLASSES, "softmax"),
    ]


def of_the_digits() -> list:
    return [Dense(100, "relu"), Dense(CLASSES, "softmax")]


ARTICLE = Task("2-25-50-50-25-1", (2,), of_the_article, "binary_crossentropy", moons)
ON_A_GRID = replace(ARTICLE, data=grid)
TABLE = Task("20-64-64-1", (COLUMNS,), of_the_table, "binary_crossentropy", table)
DIGITS = Task(
    "784-100-10, softmax",
    (SIDE * SIDE,),
    of_the_digits,
    "sparse_categorical_crossentropy",
    rows,
)
CNN = Task(
    "28x28x1, 32 of 3x3, pool, 64 of 3x3, pool, 128, 10, softmax",
    (SIDE, SIDE, 1),
    of_the_cnn,
    "sparse_categorical_crossentropy",
    images,
)
