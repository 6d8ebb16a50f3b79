"""The digits of MNIST: a fair split, a network with dropout, a section that other runs keep."""

import os

import numpy as np
import pytest

from benchmarks import __main__ as command
from benchmarks import digits, results
from tests.benchmarks.test_results import filmed, measured
from tests.saving.test_mnist import idx
from utils.layers import Dropout

N = 100


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """100 images of the 28 x 28 that the network wants: of digit k, 10 with row 2 k + 4 bright."""
    monkeypatch.setenv("MNIST_FOLDER", "elsewhere")
    y = np.repeat(np.arange(10, dtype=np.uint8), N // 10)
    x = np.random.default_rng(0).integers(0, 50, (N, 28, 28), dtype=np.uint8)
    x[np.arange(N), 2 * y.astype(int) + 4] = 255
    (tmp_path / "t10k-images-idx3-ubyte").write_bytes(idx(x))
    (tmp_path / "t10k-labels-idx1-ubyte").write_bytes(idx(y))
    return str(tmp_path)


def test_four_fifths_train_and_one_fifth_tests(folder):
    (x, y), (x_test, y_test) = digits.parts(folder)
    assert x.shape == (80, 28, 28, 1) and x.dtype == np.float32 and x.max() == 1
    assert {*np.bincount(y)} == {8} and {*np.bincount(y_test)} == {2}
    rows = {image.tobytes() for image in (*x, *x_test)}
    assert len(rows) == N  # none in both, none twice
    np.testing.assert_array_equal(digits.parts(folder)[1][0], x_test)


def test_the_network_is_the_measured_one_with_dropout():
    model = digits.network(0, (28, 28, 1))
    names = [type(layer).__name__ for layer in model.layers if not isinstance(layer, Dropout)]
    assert names == "Conv2D MaxPooling2D Conv2D MaxPooling2D Flatten Dense Dense".split()
    assert [layer.rate for layer in model.layers if isinstance(layer, Dropout)] == [0.5, 0.5]


def test_it_learns_what_can_be_learned(folder, monkeypatch):
    monkeypatch.setattr(digits, "EPOCHS", 12)
    monkeypatch.setattr(digits, "BATCH", 8)
    said = []
    (share,) = digits.measure(folder, said.append, seeds=[3])
    assert share > 0.9 and said == ["Digits of MNIST: seed 3"]


@pytest.mark.parametrize(
    ("shares", "row"),
    [
        ([0.97, 0.985, 0.99], "| 3 | 98.50% | 97.00% | 99.00% | >= 98% | yes |"),
        ([0.97, 0.9799, 0.99], "| 3 | 97.99% | 97.00% | 99.00% | >= 98% | no |"),
    ],
)
def test_the_section_says_whether_the_goal_is_met(shares, row):
    assert row in digits.markdown(shares) and "make bench MNIST=<folder>" in digits.markdown(shares)


def test_a_run_without_the_digits_keeps_them_and_one_with_them_replaces_them(tmp_path):
    page = tmp_path / "results.md"
    results.write(measured(), 3, filmed(), page)
    without = page.read_text()
    for shares in ([0.5], [0.75]):
        results.write_digits(digits.markdown(shares), page)
    with_them = page.read_text()
    assert "75.00%" in with_them and "50.00%" not in with_them
    assert with_them.count(digits.TITLE) == 1
    assert with_them.replace(digits.markdown([0.75]) + "\n\n", "") == without
    results.write(measured(), 3, filmed(), page)
    assert page.read_text() == with_them


@pytest.fixture
def counted(monkeypatch):
    """Nothing is trained or written."""
    done = []

    def measure(folder, report, seeds):
        done.append((folder, len(seeds)))
        return [0.99]

    monkeypatch.setattr(digits, "measure", measure)
    monkeypatch.setattr(command.results, "write_digits", done.append)
    return done


def test_the_digits_alone(counted, capsys):
    assert command.main(["--mnist", "here", "--only", "digits of"]) == 0
    assert counted == [("here", 5), digits.markdown([0.99])]
    assert "99.00%" in capsys.readouterr().out


def test_a_quick_look_is_not_written(counted):
    command.main(["--mnist", "here", "--only", "digits of", "--quick"])
    assert counted == [("here", 1)]


def test_without_a_folder_there_are_no_digits(capsys):
    assert not command.parse([]).digits and command.parse(["--mnist", "here"]).digits
    assert not command.parse(["--mnist", "here", "--only", "CNN"]).digits
    with pytest.raises(SystemExit):
        command.parse(["--only", "digits of"])
    assert "--mnist" in capsys.readouterr().err


def test_home_is_the_reader_s(folder, monkeypatch):
    monkeypatch.setenv("USERPROFILE" if os.name == "nt" else "HOME", folder)
    assert len(digits.parts("~")[0][0]) == 80
