"""BibTeX from CITATION.cff."""

import pytest

from tools import citing
from tools.workspace import ROOT

CARD = """\
title: Small
authors:
  - family-names: Doe
    given-names: Ann
  - name: The others
version: 1.2.3
repository-code: https://github.com/a/small
"""


@pytest.fixture
def root(tmp_path):
    (tmp_path / "CITATION.cff").write_text(CARD)
    lines = '[project]\nversion = "1.2.3"\n[project.urls]\nHome = "https://github.com/a/small"\n'
    (tmp_path / "pyproject.toml").write_text(lines)
    return tmp_path


def test_an_article(root):
    assert citing.bibtex(root, "one", "First steps", "01_a/01_one/one.ipynb") == (
        "@misc{ilearndeeplearning_one,\n"
        "  author = {Doe, Ann and {The others}},\n"
        "  title = {{First steps}},\n"
        "  note = {Version 1.2.3},\n"
        "  url = {https://github.com/a/small/blob/v1.2.3/01_a/01_one/one.ipynb},\n"
        "  howpublished = {Notebook of Small},\n"
        "}\n"
    )


def test_a_date_gives_the_year(root):
    (root / "CITATION.cff").write_text(CARD + "date-released: 2031-04-05\n")
    assert "  year = {2031},\n" in citing.bibtex(root, "one", "First steps", "one.ipynb")


def test_names_as_one_reads_them(root):
    assert citing.authors(root) == "Ann Doe, The others"


def test_the_project_has_what_is_needed():
    assert citing.card(ROOT)["abstract"] and citing.authors(ROOT)
