"""What is measured, and the goal against each contender."""

from dataclasses import dataclass

import numpy as np

from benchmarks import tasks
from benchmarks.tasks import Task
from utils.models import Sequential

TRAIN, PREDICT, MEMORY = "train", "predict", "memory"
UNITS = {TRAIN: "update", PREDICT: "prediction", MEMORY: "training"}


@dataclass(frozen=True)
class Work:
    """One network, one data set, one size of batch, one dtype, one number of threads.

    `goals` names the contenders and the largest allowed share of their time, or of their memory,
    that ours may take; None where no goal is set. `first_epochs` are trained before any time is
    measured. `job` says what is measured: training or predicting, by its time, or the memory that
    training takes.
    """

    name: str
    examples: int
    batch_size: int
    dtype: str
    first_epochs: int
    goals: dict[str, float | None]
    task: Task = tasks.ARTICLE
    learning_rate: float = 0.01
    threads: int = 1
    job: str = TRAIN

    @property
    def title(self) -> str:
        return f"{self.name}, {self.dtype}, {self.threads} thread{'s' * (self.threads > 1)}"

    @property
    def unit(self) -> str:
        """What is done once."""
        return UNITS[self.job]

    @property
    def units_per_epoch(self) -> int:
        return -(-self.examples // self.batch_size)

    @property
    def shuffle(self) -> bool:
        """A full batch holds the same examples in any order."""
        return self.batch_size < self.examples

    def data(self) -> tuple[np.ndarray, np.ndarray]:
        return self.task.data(self.examples, self.dtype)

    def network(self) -> Sequential:
        """Ours, at the weights from which every contender starts."""
        return Sequential(self.task.layers(), self.task.input_shape, seed=0, dtype=self.dtype)


def full_batch(dtype: str, goals: dict[str, float | None], threads: int = 1) -> Work:
    return Work("full batch of 1,000", 1000, 1000, dtype, 100, goals, threads=threads)


def batches_of_32(dtype: str, goals: dict[str, float | None]) -> Work:
    """1,000 updates an epoch, so that what Keras does once an epoch hardly counts."""
    return Work("batches of 32", 32_000, 32, dtype, 1, goals)


def digits(goals: dict[str, float | None], threads: int = 1) -> Work:
    """400 updates an epoch, for the same reason."""
    name = "784-100-10, batches of 128"
    return Work(name, 51_200, 128, "float32", 1, goals, tasks.DIGITS, threads=threads)


def cnn(goals: dict[str, float | None], threads: int = 1) -> Work:
    """40 updates an epoch: more take long, and one takes everybody many times what an epoch does.

    A learning rate at which the loss falls, and hardly depends on the order of the examples.
    """
    name = "CNN, batches of 64"
    return Work(name, 2560, 64, "float32", 1, goals, tasks.CNN, 0.05, threads)


def predictions(name: str, examples: int, task: Task, goals: dict[str, float | None]) -> Work:
    """Of all examples in one call."""
    return Work(name, examples, examples, "float32", 1, goals, task, job=PREDICT)


def memory(goals: dict[str, float | None]) -> Work:
    name = "CNN, memory of training on 10,000 images"
    return Work(name, 10_000, 64, "float32", 1, goals, tasks.CNN, job=MEMORY)


FULL_BATCH = {
    "article": 0.45,
    "Keras-TF fit": 0.05,
    "Keras-TF train_on_batch": 0.30,
    "Keras-JAX fit": None,
    "scikit-learn": 0.50,
    "PyTorch eager": 0.65,
    "JAX scan": None,
    "sgemm peak": None,
}
BATCHES_OF_32 = {
    "article": 0.50,
    "Keras-TF fit": 0.10,
    "Keras-JAX fit": 0.25,
    "scikit-learn": 0.25,
    "PyTorch eager": 0.20,
    "JAX scan": 1.80,
}
DIGITS = {
    "Keras-TF fit": 0.40,
    "Keras-JAX fit": None,
    "scikit-learn": 0.80,
    "PyTorch eager": 0.75,
    "sgemm peak": None,
}
CNN = {
    "textbook im2col": 0.70,
    "Keras-TF fit": 0.60,
    "Keras-JAX fit": None,
    "PyTorch eager": 0.60,
    "PyTorch channels_last": None,
    "sgemm peak": None,
}
GRID = {"Keras-TF predict": 0.15, "Keras-TF predict_on_batch": None, "scikit-learn": None}
TABLE = {"PyTorch predict": 1.00, "PyTorch predict in blocks": 1.00, "scikit-learn": None}
MEMORY_OF_THE_CNN = {"Keras-TF fit": 0.50, "PyTorch eager": None}

WORKS = (
    full_batch("float32", FULL_BATCH),
    full_batch("float64", {"article": 0.60}),
    batches_of_32("float32", BATCHES_OF_32),
    batches_of_32("float64", {"article": 0.65}),
    digits(DIGITS),
    cnn(CNN),
    predictions("grid of 200 x 200", 40_000, tasks.ON_A_GRID, GRID),
    predictions("table of 1,000,000 rows", 1_000_000, tasks.TABLE, TABLE),
    full_batch("float32", dict.fromkeys(FULL_BATCH), threads=2),
    digits(dict.fromkeys(DIGITS), threads=2),
    cnn(dict.fromkeys(CNN), threads=2),
    memory(MEMORY_OF_THE_CNN),
)


def find(text: str) -> list[Work]:
    """The works whose title holds the text."""
    return [work for work in WORKS if text.lower() in work.title.lower()]
