"""What is trained: equal batches, known contenders, titles that tell the works apart."""

import numpy as np
import pytest

from benchmarks.contenders import ENTRIES, OURS
from benchmarks.workloads import WORKS, find


@pytest.mark.parametrize("work", WORKS, ids=lambda work: work.title)
def test_every_batch_is_full_and_every_contender_known(work):
    assert work.updates_per_epoch * work.batch_size == work.examples
    assert set(work.goals) <= set(ENTRIES) - {OURS}
    assert find(work.title) == [work]


@pytest.mark.parametrize("work", WORKS, ids=lambda work: work.title)
def test_data_and_network_have_the_dtype(work):
    x, y = work.data()
    assert x.shape == (work.examples, 2) and y.shape == (work.examples, 1)
    assert {x.dtype, y.dtype, work.network().theta.dtype} == {np.dtype(work.dtype)}
    assert [w.shape[-1] for w in work.network().get_weights()[::2]] == list(work.units[1:])


def test_a_part_of_a_title_selects():
    assert {work.dtype for work in find("FLOAT64")} == {"float64"}
    assert find("no such work") == []


def test_keras_fit_is_measured_over_long_epochs():
    for work in find("batches of 32"):
        assert work.updates_per_epoch >= 1000
