"""What is trained, and the goal against each contender."""

from dataclasses import dataclass

import numpy as np

from utils import datasets
from utils.layers import Dense
from utils.models import Sequential

LEARNING_RATE = 0.01


@dataclass(frozen=True)
class Work:
    """One network, one data set, one size of batch, one dtype.

    `goals` names the contenders and the largest allowed share of their time that ours may take;
    None where no goal is set. `first_epochs` are trained before anything is measured.
    """

    name: str
    examples: int
    batch_size: int
    dtype: str
    first_epochs: int
    goals: dict[str, float | None]
    units: tuple[int, ...] = (2, 25, 50, 50, 25, 1)
    learning_rate: float = LEARNING_RATE

    @property
    def title(self) -> str:
        return f"{self.name}, {self.dtype}"

    @property
    def updates_per_epoch(self) -> int:
        return self.examples // self.batch_size

    @property
    def shuffle(self) -> bool:
        """A full batch holds the same examples in any order."""
        return self.batch_size < self.examples

    def data(self) -> tuple[np.ndarray, np.ndarray]:
        """x (examples, 2) and y (examples, 1)."""
        x, y = datasets.moons(self.examples, noise=0.2, seed=0)
        return x.astype(self.dtype), y[:, np.newaxis].astype(self.dtype)

    def network(self) -> Sequential:
        """Ours, at the weights from which every contender starts."""
        inputs, *hidden, outputs = self.units
        layers = [Dense(units, "relu") for units in hidden]
        return Sequential([*layers, Dense(outputs, "sigmoid")], inputs, seed=0, dtype=self.dtype)


def full_batch(dtype: str, goals: dict[str, float | None]) -> Work:
    return Work("full batch of 1,000", 1000, 1000, dtype, first_epochs=100, goals=goals)


def batches_of_32(dtype: str, goals: dict[str, float | None]) -> Work:
    """1,000 updates an epoch, so that what Keras does once an epoch hardly counts."""
    return Work("batches of 32", 32_000, 32, dtype, first_epochs=1, goals=goals)


WORKS = (
    full_batch(
        "float32",
        {
            "article": 0.45,
            "Keras-TF fit": 0.05,
            "Keras-TF train_on_batch": 0.30,
            "Keras-JAX fit": None,
            "scikit-learn": 0.50,
            "PyTorch eager": 0.65,
            "JAX scan": None,
        },
    ),
    full_batch("float64", {"article": 0.60}),
    batches_of_32(
        "float32",
        {
            "article": 0.50,
            "Keras-TF fit": 0.10,
            "Keras-JAX fit": 0.25,
            "scikit-learn": 0.25,
            "PyTorch eager": 0.20,
            "JAX scan": 1.80,
        },
    ),
    batches_of_32("float64", {"article": 0.65}),
)


def find(text: str) -> list[Work]:
    """The works whose title holds the text."""
    return [work for work in WORKS if text.lower() in work.title.lower()]
