"""Which notebooks there are, and which of them a few letters mean."""

from pathlib import Path

import pytest

from tools import Problem, articles

NOTEBOOKS = [
    Path("01_mysteries/03_numpy_neural_net/numpy_neural_net.ipynb"),
    Path("01_mysteries/06_numpy_convolutional_neural_net/numpy_convolutional_neural_net.ipynb"),
    Path("02_toolkit/01_animated_graphs/animated_graphs.ipynb"),
]


def test_notebooks_are_found_in_reading_order(tmp_path):
    others = ["build/run/01_a/01_b/b.ipynb", "01_mysteries/draft.ipynb", "utils/01_x/x.ipynb"]
    copy = "01_mysteries/03_numpy_neural_net/.ipynb_checkpoints/numpy_neural_net.ipynb"
    for path in [*reversed(NOTEBOOKS), *others, copy]:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    assert articles.find(tmp_path) == NOTEBOOKS


@pytest.mark.parametrize(
    "text, place",
    [
        ("numpy_neural", 0),
        ("CONVOL", 1),
        ("02_toolkit", 2),
        ("01_mysteries/03", 0),
        ("01_mysteries\\03", 0),
        ("02_toolkit/01_animated_graphs/", 2),
    ],
)
def test_a_part_of_the_path_is_enough(text, place):
    assert articles.choose(NOTEBOOKS, text) == [NOTEBOOKS[place]]


def test_without_a_text_all_are_meant():
    assert articles.choose(NOTEBOOKS, "") == NOTEBOOKS
    assert articles.choose([], "") == []


def test_several_matches_are_listed():
    with pytest.raises(Problem) as caught:
        articles.choose(NOTEBOOKS, "numpy")
    sentence, *listed = str(caught.value).splitlines()
    assert sentence == "ARTICLE=numpy means 2 articles, name one:"
    assert [line.strip() for line in listed] == [str(n.parent.as_posix()) for n in NOTEBOOKS[:2]]


def test_without_a_match_all_are_listed():
    with pytest.raises(Problem) as caught:
        articles.choose(NOTEBOOKS, "transformer")
    assert str(caught.value).count("\n  ") == len(NOTEBOOKS)
    with pytest.raises(Problem, match="no notebook yet"):
        articles.choose([], "transformer")
