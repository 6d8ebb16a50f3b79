"""Equal work: from the same start, on the same data, every contender reaches our weights."""

import dataclasses

import numpy as np
import pytest

from benchmarks import flops
from benchmarks.contenders import ENTRIES, OURS
from benchmarks.contenders.article import Article
from benchmarks.tasks import CNN, DIGITS, ON_A_GRID, TABLE
from benchmarks.worker import loss_of
from benchmarks.workloads import Work

FULL = Work("test", examples=64, batch_size=64, dtype="float32", first_epochs=1, goals={})
BATCHES = dataclasses.replace(FULL, batch_size=16)
IMAGES = dataclasses.replace(BATCHES, task=CNN)
ROWS = dataclasses.replace(BATCHES, task=DIGITS)
GRID = dataclasses.replace(FULL, task=ON_A_GRID, job="predict")
WIDE = dataclasses.replace(FULL, task=TABLE, job="predict")
INSTALLED = ["article", "scikit-learn", "PyTorch eager", "JAX scan"]
KERAS = ["Keras-TF fit", "Keras-TF train_on_batch"]


def trained(name, work, x, y, epochs):
    """The weights at the start, after `epochs`, and after a new start."""
    contender = ENTRIES[name].load()(work, x, y)
    start = contender.weights()
    contender.train(epochs)
    end = contender.weights()
    contender.restart()
    return start, end, contender.weights()


def same_weights(name, work, x, y, tolerance=1e-5):
    for package in ENTRIES[name].needs:
        pytest.importorskip(package)
    for ours, theirs in zip(trained(OURS, work, x, y, 3), trained(name, work, x, y, 3)):
        assert [w.shape for w in theirs] == [w.shape for w in ours]
        for a, b in zip(ours, theirs):
            np.testing.assert_allclose(b, a, rtol=tolerance, atol=tolerance / 10)


def copies_of_one_example(work):
    """Whatever the order, the weights depend on the number of updates only."""
    x, y = work.data()
    return np.repeat(x[:1], len(x), axis=0), np.repeat(y[:1], len(y), axis=0)


@pytest.mark.parametrize("name", INSTALLED)
def test_full_batches_reach_the_same_weights(name):
    same_weights(name, FULL, *FULL.data())


@pytest.mark.parametrize("name", INSTALLED)
def test_batches_make_the_same_number_of_updates(name):
    same_weights(name, BATCHES, *copies_of_one_example(BATCHES))


@pytest.mark.keras
@pytest.mark.parametrize("name", KERAS)
def test_keras_reaches_the_same_weights_on_full_batches(name, keras):
    same_weights(name, FULL, *FULL.data())


@pytest.mark.keras
def test_keras_makes_the_same_number_of_updates(keras):
    same_weights("Keras-TF fit", BATCHES, *copies_of_one_example(BATCHES))


def test_the_article_reaches_the_same_weights_in_float64():
    work = dataclasses.replace(FULL, dtype="float64")
    same_weights("article", work, *work.data(), tolerance=1e-11)


def test_the_number_of_updates_shows_in_the_weights():
    x, y = copies_of_one_example(BATCHES)
    once, thrice = (trained(OURS, BATCHES, x, y, epochs)[1] for epochs in (1, 3))
    assert abs(once[0] - thrice[0]).max() > 1e-4


def test_the_article_keeps_its_dtype():
    contender = Article(FULL, *FULL.data())
    contender.train(2)
    loss, right = contender.update(contender.X, contender.Y)
    assert {w.dtype for w in contender.weights()} == {loss.dtype} == {np.dtype("float32")}
    assert 0 <= right <= 1


def rows(x, y):
    """The examples with their labels, in an order of their own."""
    return sorted(map(tuple, np.hstack([x, y]).tolist()))


def test_the_article_shows_every_example_once_an_epoch_in_a_new_order():
    seen, (x, y) = [], BATCHES.data()
    contender = Article(BATCHES, x, y)
    contender.update = lambda X, Y: seen.append((X.T, Y.T))
    contender.train(2)
    first, second = ([np.vstack(part) for part in zip(*seen[k : k + 4])] for k in (0, 4))
    assert (first[0] != x).any() and (first[0] != second[0]).any()
    assert rows(*first) == rows(*second) == rows(x, y)


def test_the_compiled_form_shows_every_example_once_an_epoch_in_a_new_order():
    pytest.importorskip("jax")
    x, y = BATCHES.data()
    batches, targets = ENTRIES["JAX scan"].load()(BATCHES, x, y).in_batches()
    assert batches.shape == (4, 16, 2) and targets.shape == (4, 16, 1)
    shown = batches.reshape(x.shape)
    assert (shown != x).any() and rows(shown, targets.reshape(y.shape)) == rows(x, y)


TOLERANCE = 1e-4  # float32 rounds sums over many positions
OF_CLASSES = [
    (ROWS, "scikit-learn"),
    (ROWS, "PyTorch eager"),
    (IMAGES, "textbook im2col"),
    (IMAGES, "PyTorch eager"),
    (IMAGES, "PyTorch channels_last"),
]


@pytest.mark.parametrize(("work", "name"), OF_CLASSES)
def test_networks_of_ten_classes_reach_the_same_weights(work, name):
    full = dataclasses.replace(work, batch_size=64)
    same_weights(name, full, *work.data(), TOLERANCE)
    if name != "scikit-learn":  # which counts the classes that it sees
        same_weights(name, work, *copies_of_one_example(work), TOLERANCE)


@pytest.mark.keras
@pytest.mark.parametrize("work", [ROWS, IMAGES])
def test_keras_reaches_the_same_weights_with_ten_classes(work, keras):
    same_weights("Keras-TF fit", work, *copies_of_one_example(work), TOLERANCE)


def test_the_textbook_reports_loss_and_accuracy_and_keeps_its_dtype():
    x, y = IMAGES.data()
    contender = ENTRIES["textbook im2col"].load()(IMAGES, x, y)
    before = loss_of(contender)
    loss, right = contender.update(x, y)
    assert loss == pytest.approx(before, rel=1e-5) and 0 <= right <= 1
    assert {w.dtype for w in contender.weights()} == {loss.dtype} == {np.dtype("float32")}


def predictions(name, work):
    for package in ENTRIES[name].needs:
        pytest.importorskip(package)
    contender = ENTRIES[name].load()(work, *work.data())
    return contender.predict(2), loss_of(contender)


def same_predictions(name, work=GRID):
    ours, loss = predictions(OURS, work)
    theirs, their_loss = predictions(name, work)
    np.testing.assert_allclose(theirs, ours, atol=1e-6)
    assert theirs.shape == (work.examples, 1) and their_loss == pytest.approx(loss, rel=1e-5)


@pytest.mark.parametrize("work", [GRID, WIDE])
@pytest.mark.parametrize("name", ["scikit-learn", "PyTorch predict"])
def test_others_predict_the_same(name, work):
    same_predictions(name, work)


def test_pytorch_predicts_the_same_in_blocks():
    same_predictions("PyTorch predict in blocks", dataclasses.replace(WIDE, examples=9000))


@pytest.mark.keras
@pytest.mark.parametrize("name", ["Keras-TF predict", "Keras-TF predict_on_batch"])
def test_keras_predicts_the_same(name, keras):
    same_predictions(name)


def test_the_peak_does_as_much_arithmetic_as_the_updates(monkeypatch):
    contender = ENTRIES["sgemm peak"].load()(ROWS, *ROWS.data())
    done = []
    monkeypatch.setattr(np, "matmul", lambda a, b, out: done.append(2 * a.size * b.shape[1]))
    contender.train(150)
    assert sum(done) == pytest.approx(150 * 4 * flops.of_update(ROWS.network(), 16), rel=0.01)
    assert len(done) > 1 and np.isnan(loss_of(contender))
