"""Data sets: exact geometry without noise, balance, the same numbers for the same seed."""

import numpy as np
import pytest

from utils import datasets
from utils.datasets import blobs, circles, mnist, moons, spiral, split, xor

X, Y = moons(200)
SETS = {"moons": moons, "circles": circles, "spiral": spiral, "blobs": blobs, "xor": xor}
CLASSES = {"moons": 2, "circles": 2, "spiral": 2, "blobs": 3, "xor": 2}


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("n", [2, 3, 100, 101])
def test_shapes_and_balance(name, n):
    X, y = SETS[name](n)
    assert X.shape == (n, 2) and X.dtype == float
    assert y.shape == (n,) and y.dtype.kind == "i"
    counts = np.bincount(y, minlength=CLASSES[name])
    assert len(counts) == CLASSES[name] and counts.max() - counts.min() <= 1


@pytest.mark.parametrize(("make", "classes"), [(spiral, 4), (blobs, 5)])
def test_more_classes(make, classes):
    X, y = make(n=100, classes=classes)
    np.testing.assert_array_equal(np.bincount(y), np.full(classes, 100 // classes))


@pytest.mark.parametrize("name", SETS)
def test_numbers_come_from_the_seed_alone(name):
    """The same seed twice, another seed, and the global generator neither used nor moved."""
    np.random.seed(1)
    before = np.random.get_state()[1].copy()
    X, y = SETS[name](50, seed=3)
    np.random.seed(2)
    again = SETS[name](50, seed=3)
    np.random.seed(1)
    SETS[name](50)
    np.testing.assert_array_equal(np.random.get_state()[1], before)
    np.testing.assert_array_equal(X, again[0])
    np.testing.assert_array_equal(y, again[1])
    assert not np.array_equal(X, SETS[name](50, seed=4)[0])


@pytest.mark.parametrize("name", SETS)
def test_classes_come_mixed(name):
    """Not one class after the other: a batch from the front sees all of them."""
    _, y = SETS[name](300)
    assert set(y[:20]) == set(range(CLASSES[name]))
    assert not np.array_equal(y, SETS[name](300, seed=1)[1])


@pytest.mark.parametrize("name", SETS)
def test_noise_is_its_standard_deviation(name):
    """The same points with and without noise: the differences are normal, for each class alike."""
    plain, noisy = SETS[name](4000, noise=0)[0], SETS[name](4000, noise=0.3)[0]
    moved = noisy - plain
    assert moved.std() == pytest.approx(0.3, rel=0.05)
    assert abs(moved.mean()) < 4 * 0.3 / np.sqrt(8000)


def lengths(X, centre=(0, 0)):
    return np.hypot(*(X - centre).T)


def test_moons_lie_on_half_circles():
    """Radius 1: the upper around (0, 0), the lower around (1, 1/2), open upwards."""
    X, y = moons(400, noise=0)
    upper, lower = X[y == 0], X[y == 1]
    np.testing.assert_allclose(lengths(upper), 1, rtol=1e-12)
    np.testing.assert_allclose(lengths(lower, (1, 0.5)), 1, rtol=1e-12)
    assert upper[:, 1].min() >= 0 and lower[:, 1].max() <= 0.5
    for half, middle in ((upper, 0), (lower, 1)):
        assert abs(np.mean(half[:, 0] > middle) - 0.5) < 4 * 0.5 / np.sqrt(200)


def test_circles_lie_on_circles():
    X, y = circles(400, noise=0, factor=0.25)
    np.testing.assert_allclose(lengths(X[y == 0]), 1, rtol=1e-12)
    np.testing.assert_allclose(lengths(X[y == 1]), 0.25, rtol=1e-12)
    assert np.abs(X.mean(axis=0)).max() < 4 / np.sqrt(400)


@pytest.mark.parametrize(("turns", "classes"), [(1.5, 2), (0.5, 3)])
def test_spiral_s_angle_grows_with_its_radius(turns, classes):
    """angle = 2 pi (turns radius + class / classes); points are as dense outside as inside."""
    X, y = spiral(300, noise=0, turns=turns, classes=classes)
    radius, angle = lengths(X), np.arctan2(X[:, 1], X[:, 0])
    beyond = (angle / (2 * np.pi) - turns * radius - y / classes) % 1
    np.testing.assert_allclose(np.minimum(beyond, 1 - beyond), 0, atol=1e-12)
    assert 0.95 < radius.max() <= 1
    assert np.mean(radius < 0.5) == pytest.approx(0.25, abs=4 * np.sqrt(0.25 * 0.75 / 300))


def test_blobs_stand_on_a_circle():
    X, y = blobs(90, noise=0, classes=3)
    third = np.array([[2, 0], [-1, np.sqrt(3)], [-1, -np.sqrt(3)]])
    np.testing.assert_allclose(X, third[y], atol=1e-12)


def test_xor_stands_on_four_corners():
    X, y = xor(200, noise=0)
    np.testing.assert_array_equal(np.abs(X), np.ones((200, 2)))
    np.testing.assert_array_equal(y, X[:, 0] * X[:, 1] < 0)
    assert len(np.unique(X, axis=0)) == 4


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.9])
def test_split_is_disjoint_complete_and_fair(share):
    """Each class gives its share; the rows keep their labels."""
    X, y = np.arange(1000).reshape(500, 2), np.repeat([0, 1, 2], [300, 150, 50])
    (train, y_train), (test, y_test) = split(X, y, share)
    assert sorted([*train[:, 0], *test[:, 0]]) == list(X[:, 0])
    for rows, labels in ((train, y_train), (test, y_test)):
        np.testing.assert_array_equal(labels, y[rows[:, 0] // 2])
        np.testing.assert_array_equal(rows[:, 1], rows[:, 0] + 1)
    np.testing.assert_allclose(np.bincount(y_test), np.array([300, 150, 50]) * share)


def test_split_holds_out_a_tenth_in_random_order():
    """Not the first of each class, and not one class after the other."""
    X, y = np.arange(200), np.repeat([0, 1], 100)
    (train, y_train), (test, y_test) = split(X, y)
    assert (len(train), len(test)) == (180, 20)
    assert min(np.count_nonzero(np.diff(labels)) for labels in (y_train, y_test)) > 2
    np.testing.assert_array_equal(split(X, y)[1][0], test)
    assert len({*test} & {*split(X, y, seed=1)[1][0]}) < 10


def test_split_takes_lists_and_leaves_its_arguments_alone():
    X, y = [[0.0], [1.0], [2.0], [3.0]], ["a", "b", "a", "b"]
    (train, y_train), (test, y_test) = split(X, y, 0.5)
    assert sorted(y_train) == sorted(y_test) == ["a", "b"]
    assert X == [[0.0], [1.0], [2.0], [3.0]]
    assert sorted([*train.ravel(), *test.ravel()]) == [0, 1, 2, 3]


# call, what the sentence says
BAD = [
    (lambda: moons(1), r"n must be a whole number of at least 2, got 1\."),
    (lambda: moons(10.0), "n must be a whole number"),
    (lambda: moons(10, noise=-0.1), "noise must be a number, at least 0, got -0.1"),
    (lambda: circles(10, factor=1), "factor must be a number, at least 0 and below 1, got 1"),
    (lambda: spiral(10, classes=1), "classes must be a whole number of at least 2, got 1"),
    (lambda: blobs(10, classes=2.5), "classes must be a whole number"),
    (lambda: xor(10, noise="0"), "noise must be a number"),
    (lambda: mnist("validation"), """part must be "train", "test" or None for both, got 'valida"""),
    (lambda: mnist(download="yes"), "download must be True or False, got 'yes'"),
    (lambda: mnist(True), 'part must be "train", "test" or None for both, got True'),
    (lambda: split([[1], [2]], [0]), "X and y must have the same length, got 2 and 1"),
    (lambda: split([[1], [2]], [0, 1], 0), "test_share must be a number, above 0 and below 1"),
    (lambda: split([[1], [2]], [0, 1], 1), "test_share must be a number, above 0 and below 1"),
    (lambda: split([[1], [2]], [0, 1], 0.1), "test_share=0.1 of 2 examples leaves nothing on one"),
    (lambda: split([[1], [2]], [0, 1], 0.9), "pass more examples or another share"),
]


@pytest.mark.parametrize(("call", "sentence"), BAD)
def test_bad_input(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()


def test_every_set_is_in_the_tables():
    made = {
        name
        for name, f in vars(datasets).items()
        if callable(f) and getattr(f, "__module__", "") == datasets.__name__ and name[0] != "_"
    }
    doors = {"inputs", "column_names", "targets", "hold_out", "plain"}
    assert made == {*SETS, "mnist", "split", *doors}


@pytest.mark.parametrize("y", [X[:, 0], X, np.eye(2)[Y]], ids=["numbers", "columns", "one-hot"])
def test_split_where_there_are_no_classes(y):
    """Targets of a regression: a tenth is held out, whatever their values."""
    (x, y_train), (x_test, y_test) = split(X, y)
    assert len(x) == 9 * len(x_test) == 0.9 * len(X)
    rows = {tuple(row): np.atleast_1d(target).tolist() for row, target in zip(X, y)}
    for row, target in [*zip(x, y_train), *zip(x_test, y_test)]:
        assert rows.pop(tuple(row)) == np.atleast_1d(target).tolist()
    assert not rows


def test_a_column_of_classes_is_split_as_classes():
    np.testing.assert_array_equal(split(X, Y[:, None])[1][0], split(X, Y)[1][0])
