"""Code that a notebook shows as text, because its package is no requirement, runs too."""

import re

import numpy as np
import pytest

from tools import articles
from tools.notebook import Article
from tools.workspace import ROOT
from utils import animation, datasets


def example(name, package):
    """The fenced block of the article's paragraph that begins with the package's name."""
    (path,) = articles.choose(articles.find(ROOT), name)
    texts = (cell.source for cell in Article(ROOT / path, ROOT).nb.cells)
    (text,) = (text for text in texts if f"**{package}**" in text)
    return re.search(r"```python\n(.*?)```", text[text.index(f"**{package}**") :], re.DOTALL)[1]


def test_pytorch_is_watched_as_the_notebook_says(tmp_path, monkeypatch):
    torch = pytest.importorskip("torch")
    torch.manual_seed(0)
    train, held_out = datasets.split(*datasets.moons(200, noise=0.1, seed=0))
    x, y = torch.tensor(train[0]).float(), torch.tensor(train[1]).float().reshape(-1, 1)
    network = torch.nn.Sequential(
        torch.nn.Linear(2, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1), torch.nn.Sigmoid()
    )
    given = {
        "animation": animation, "train": train, "held_out": held_out, "network": network,
        "loader": list(zip(x.split(20), y.split(20))),
        "loss_function": torch.nn.BCELoss(),
        "optimizer": torch.optim.Adam(network.parameters(), 0.01),
    }  # fmt: skip
    monkeypatch.chdir(tmp_path)
    exec(example("animated_graphs", "PyTorch"), given)
    seen = given["seen"]
    assert (tmp_path / "learning_pytorch.gif").exists()
    assert seen.losses["train"][-1] < 0.7 * seen.losses["train"][0]
    assert seen.accuracies["held out"][-1] > 0.8


@pytest.mark.parametrize("package", ["TensorFlow", "Keras", "PyTorch"])
def test_xor_in_three_libraries(package):
    pytest.importorskip({"PyTorch": "torch"}.get(package, package.lower()))
    corners = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
    given = {"X": corners, "y": np.array([[0], [1], [1], [0]], np.float32)}
    exec(example("from_neuron_to_xor", package), given)
    np.testing.assert_allclose(given["answers"], given["y"], atol=0.2)
