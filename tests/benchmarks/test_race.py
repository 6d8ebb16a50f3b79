"""The race: who is asked when, how long a chunk is, and what becomes of who cannot run."""

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks import race, threads
from benchmarks.contenders import ENTRIES, Entry
from benchmarks.worker import seconds
from benchmarks.workloads import Work, find

WORK = Work("test", 64, 16, "float32", 1, goals={"article": 0.5, "JAX scan": None})


def silent(words):
    pass


@pytest.fixture
def workers(monkeypatch):
    """Stands for the processes: `seconds` an epoch and `loss`, by name."""

    class Fake:
        seconds = {"ours": 4.0, "article": 8.0, "JAX scan": 2.0}
        loss = {}

        def __init__(self, work, name, entry):
            self.name = name

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def start(self):
            loss = self.loss.get(self.name, 0.5)
            if isinstance(loss, Exception):
                raise loss
            return [loss, 1000]

        def chunk(self, epochs):
            return self.seconds[self.name] * epochs

    monkeypatch.setattr(race, "Worker", Fake)
    monkeypatch.setitem(ENTRIES, "JAX scan", Entry("jax_scan", "Scan", "the loss"))
    return Fake


def test_rounds_are_interleaved():
    asked = []
    pairs = [(race.Result(name), lambda: asked.append(0) or len(asked)) for name in "abc"]
    race.interleave(pairs, 2, silent)
    assert [result.costs for result, _ in pairs] == [[1, 4], [2, 5], [3, 6]]


def test_who_ends_in_the_middle_is_noted_and_the_others_go_on():
    def chunk():
        if len(asked.costs) == 1:
            raise race.Broken("out of memory")
        return 1.0

    asked, other = race.Result("asked"), race.Result("other")
    race.interleave([(asked, chunk), (other, lambda: 2.0)], 3, silent)
    assert (asked.costs, asked.problem) == ([], "out of memory")
    assert (other.costs, other.problem) == ([2.0] * 3, "")


@pytest.mark.parametrize(
    ("per_epoch", "least", "expected"),
    [(0.1, 1, 4), (0.4, 1, 1), (3.0, 1, 1), (0.01, 1, 40), (0.03, 20, 20), (0.0004, 20, 1000)],
)
def test_a_chunk_takes_the_time_it_should(per_epoch, least, expected):
    assert race.epochs_for(0.4, lambda epochs: epochs * per_epoch, least) == expected


@pytest.mark.parametrize(
    ("examples", "batch_size", "epochs"),
    [(1000, 1000, 20), (32_000, 32, 1), (2560, 64, 1), (40_000, 40_000, 20), (10**6, 10**6, 1)],
)
def test_a_chunk_is_no_longer_than_it_must_be(examples, batch_size, epochs):
    """Twenty units spread what a call costs once, and so does one of a million examples."""
    work = Work("test", examples, batch_size, "float32", 1, {})
    assert race.least_epochs(work) == epochs


def test_seconds_are_those_of_one_update(workers):
    ours, article, scan = race.race(WORK, 3, 0.1, silent)
    assert [ours.name, article.name, scan.name] == ["ours", "article", "JAX scan"]
    assert (ours.costs, article.costs, scan.costs) == ([1.0] * 3, [2.0] * 3, [0.5] * 3)


def test_a_missing_rival_is_named_and_the_others_run(workers, monkeypatch):
    absent = Entry("jax_scan", "Scan", "the loss", ("no_such_package",), "pip install it")
    monkeypatch.setitem(ENTRIES, "JAX scan", absent)
    _, article, scan = race.race(WORK, 2, 0.1, silent)
    assert scan.missing == ["no_such_package"] and scan.costs == []
    assert article.costs == [2.0, 2.0]


def test_a_broken_rival_is_named_and_the_others_run(workers):
    workers.loss = {"article": race.Broken("ImportError: no BLAS")}
    _, article, scan = race.race(WORK, 2, 0.1, silent)
    assert article.problem == "ImportError: no BLAS" and article.costs == []
    assert scan.costs == [0.5, 0.5]


def test_who_did_other_work_gets_no_number(workers):
    workers.loss = {"article": 0.52}
    _, article, scan = race.race(WORK, 2, 0.1, silent)
    assert article.problem == "reached a loss of 0.5200 where ours is 0.5000"
    assert article.costs == [] and scan.costs


@pytest.mark.parametrize(("count", "several"), [(1, "false"), (2, "true")])
def test_equally_many_threads_for_everybody(count, several):
    variables = threads.variables(count)
    assert variables["OPENBLAS_NUM_THREADS"] == variables["TF_NUM_INTRAOP_THREADS"] == str(count)
    assert f"intra_op_parallelism_threads={count}" in variables["XLA_FLAGS"]
    assert variables["XLA_FLAGS"].startswith(f"--xla_cpu_multi_thread_eigen={several}")


def test_with_several_threads_time_is_that_of_the_clock(monkeypatch):
    clocks = {"process_time": iter([0.0, 3.0]), "perf_counter": iter([0.0, 5.0])}
    for name, times in clocks.items():
        monkeypatch.setattr(time, name, times.__next__)
    work = Work("test", 64, 64, "float64", 1, {})
    for count, expected in ((1, 3.0), (2, 5.0)):
        contender = ENTRIES["ours"].load()(replace(work, threads=count), *work.data())
        assert seconds(contender, 1) == expected


def test_a_process_answers_with_its_loss_then_with_seconds():
    (work,) = find("full batch of 1,000, float64")
    with race.Worker(work, "ours", ENTRIES["ours"]) as worker:
        loss, grown = worker.start()
        assert 0.5 < loss < 0.7 and grown >= 0
        assert 0 < worker.chunk(2) < 10
    assert worker.process.returncode is not None


def test_a_process_that_ends_says_why():
    (work,) = find("full batch of 1,000, float64")
    entry = Entry("ours", "Ours", "", variables={"OPENBLAS_NUM_THREADS": "1"})
    with race.Worker(work, "nobody", entry) as worker:
        with pytest.raises(race.Broken, match="KeyError: 'nobody'"):
            worker.answer()


def test_weights_that_are_not_finite_have_no_time():
    work = Work("test", 64, 64, "float32", 1, {}, learning_rate=1e30)
    contender = ENTRIES["article"].load()(work, *work.data())
    with np.errstate(all="ignore"), pytest.raises(FloatingPointError, match="after 3 epochs"):
        seconds(contender, 3)


def test_every_chunk_begins_at_the_start_weights():
    work = Work("test", 64, 64, "float64", 1, {})
    contender, once = (ENTRIES["ours"].load()(work, *work.data()) for _ in range(2))
    seconds(contender, 5)
    seconds(contender, 1)
    once.train(1)
    for a, b in zip(contender.weights(), once.weights()):
        np.testing.assert_array_equal(a, b)


def test_what_a_library_prints_is_no_answer():
    code = (
        "from benchmarks.worker import own_output as o; a = o(); print('noise'); print(1, file=a)"
    )
    root = Path(__file__).parents[2]
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=root, env=os.environ, capture_output=True, text=True
    )
    assert (run.stdout, run.stderr.strip()) == ("1\n", "noise")
