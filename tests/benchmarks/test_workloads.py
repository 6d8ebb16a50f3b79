"""What is trained: equal batches, known contenders, titles that tell the works apart."""

import numpy as np
import pytest

from benchmarks.contenders import ENTRIES, OURS
from benchmarks.tasks import CNN, DIGITS, ON_A_GRID, TABLE
from benchmarks.workloads import MEMORY, WORKS, find


@pytest.mark.parametrize("work", WORKS, ids=lambda work: work.title)
def test_every_batch_is_full_and_every_contender_known(work):
    assert work.units_per_epoch * work.batch_size == work.examples or work.job == MEMORY
    assert set(work.goals) <= set(ENTRIES) - {OURS}
    assert find(work.title) == [work]


@pytest.mark.parametrize("work", WORKS, ids=lambda work: work.title)
def test_data_and_network_have_the_dtype(work):
    x, y = work.data()
    network = work.network()
    assert x.shape == (work.examples, *network.input_shape) and len(y) == work.examples
    assert {x.dtype, network.theta.dtype} == {np.dtype(work.dtype)}
    assert y.dtype == (work.dtype if y.ndim == 2 else "int64")


def test_a_part_of_a_title_selects():
    assert {work.dtype for work in find("FLOAT64")} == {"float64"}
    assert find("no such work") == []


def test_keras_fit_is_measured_over_long_epochs():
    for work in find("batches of 32"):
        assert work.units_per_epoch >= 1000
    for work in find("batches of 128"):
        assert work.units_per_epoch >= 400


def test_with_two_threads_everybody_of_one_thread_takes_part_and_nobody_has_a_goal():
    for work in find("2 threads"):
        (alone,) = find(work.title.replace("2 threads", "1 thread"))
        assert set(work.goals) == set(alone.goals) and not any(work.goals.values())


def test_images_show_their_class():
    x, y = CNN.data(500, "float32")
    assert x.shape == (500, 28, 28, 1) and set(y.tolist()) == set(range(10))
    means = np.array([x[y == k].mean(axis=0) for k in range(10)])
    away = ((x[:, None] - means) ** 2).sum(axis=(2, 3, 4))
    assert (away.argmin(axis=1) == y).all()
    np.testing.assert_array_equal(DIGITS.data(500, "float32")[0], x.reshape(500, 784))


def test_the_grid_is_a_square_with_an_upper_half():
    x, y = ON_A_GRID.data(400, "float32")
    assert np.unique(x, axis=0).shape == (400, 2) and y.mean() == 0.5
    assert x[y[:, 0] == 1, 1].min() > x[y[:, 0] == 0, 1].max()


def test_the_table_is_of_two_classes():
    x, y = TABLE.data(1000, "float32")
    assert x.shape == (1000, 20) and abs(y.mean() - 0.5) < 0.05
    np.testing.assert_array_equal(y[:, 0] == 1, np.sign(x[:, 0]) == np.sign(x[:, 1]))
