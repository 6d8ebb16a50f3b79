"""Memory: a new process each round, measured by how much it grows at its largest."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks import memory, race, worker
from benchmarks.contenders import ENTRIES, Entry
from benchmarks.workloads import MEMORY, find

(WORK,) = find("memory of training")


@pytest.fixture
def processes(monkeypatch):
    """Stands for the processes: each start of one grows by 100 bytes more."""
    started = []

    class Fake:
        def __init__(self, work, name, entry):
            self.name = name

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def start(self):
            started.append(self.name)
            if self.name == "PyTorch eager":
                raise race.Broken("MemoryError")
            return [2.0, 100 * len(started)]

    monkeypatch.setattr(memory, "Worker", Fake)
    monkeypatch.setitem(ENTRIES, "Keras-TF fit", Entry("", "", ""))
    monkeypatch.setitem(ENTRIES, "PyTorch eager", Entry("", "", ""))
    return started


def test_every_round_starts_new_processes(processes):
    ours, keras, torch = memory.weigh(WORK, 2, lambda words: None)
    assert processes == ["ours", "Keras-TF fit", "PyTorch eager", "ours", "Keras-TF fit"]
    assert (ours.costs, keras.costs) == ([100, 400], [200, 500])
    assert torch.problem == "MemoryError" and torch.costs == []


def test_who_is_missing_is_not_started(processes, monkeypatch):
    monkeypatch.setitem(ENTRIES, "PyTorch eager", Entry("", "", "", ("no_such_package",)))
    assert memory.weigh(WORK, 1, lambda words: None)[2].missing == ["no_such_package"]
    assert processes == ["ours", "Keras-TF fit"]


def test_the_largest_size_never_shrinks_and_counts_what_is_written():
    before = worker.largest_size()
    np.ones(200_000_000 // 8).sum()
    assert worker.largest_size() >= max(before, 150_000_000)


@pytest.mark.parametrize(("job", "expected"), [(MEMORY, "train"), ("predict", "predict")])
def test_memory_is_that_of_training(job, expected):
    small = replace(WORK, examples=64, job=job)
    contender = ENTRIES["ours"].load()(small, *small.data())
    assert worker.action(contender) == getattr(contender, expected)
