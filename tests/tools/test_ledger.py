"""When an entry of the ledger holds no longer: a small project, of which one file is changed."""

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from tools import ledger

NOTEBOOK = Path("01_part/01_small/small.ipynb")
CELL = "from utils import layers\nlayers.x"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project with a notebook, two modules, one of which it reaches, and what runs cells."""
    monkeypatch.setattr(ledger, "ROOT", tmp_path)
    monkeypatch.setattr(ledger, "LEDGER", tmp_path / "verified.json")
    files = {
        "utils/__init__.py": "",
        "utils/layers.py": '"""Words."""\nfrom . import base\n\nx = base.y  # a comment\n',
        "utils/base.py": "y = 1\n",
        "utils/plots.py": "z = 1\n",
        **{name: "run = 1\n" for name in ledger.LIVE},
    }
    for name, text in files.items():
        write(tmp_path / name, text)
    store(tmp_path, CELL, "1")
    return tmp_path


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    ledger.tree.cache_clear()
    ledger.meaning.cache_clear()


def store(root, source, shown, markdown="Words."):
    output = new_output("execute_result", data={"text/plain": shown}, execution_count=1)
    cells = [nbformat.v4.new_markdown_cell(markdown), new_code_cell(source, outputs=[output])]
    (root / NOTEBOOK).parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(new_notebook(cells=cells), root / NOTEBOOK)


CHANGES = {
    "a cell": (True, lambda root: store(root, CELL + "\n", "1")),
    "an output": (True, lambda root: store(root, CELL, "2")),
    "prose": (False, lambda root: store(root, CELL, "1", "Others.")),
    "code": (True, lambda root: write(root / "utils/layers.py", "from . import base\nx = 2")),
    "code behind it": (True, lambda root: write(root / "utils/base.py", "y = 2")),
    "comments": (False, lambda root: write(root / "utils/layers.py",
                                           '"""Others."""\nfrom . import base\nx = base.y')),
    "a module it does not reach": (False, lambda root: write(root / "utils/plots.py", "z = 2")),
    "what runs cells": (True, lambda root: write(root / ledger.LIVE[0], "run = 2")),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_what_makes_an_entry_stale(name, project):
    assert ledger.stale(NOTEBOOK) == list(ledger.BROWSERS)
    for browser in ledger.BROWSERS:
        ledger.keep(NOTEBOOK, browser, {"inputs": ledger.fingerprint(NOTEBOOK), "equal": 1})
    assert ledger.stale(NOTEBOOK) == []
    stale, change = CHANGES[name]
    change(project)
    assert ledger.stale(NOTEBOOK) == (list(ledger.BROWSERS) if stale else [])


def test_another_python_of_the_browser_makes_all_stale(project, monkeypatch):
    ledger.keep(NOTEBOOK, "chromium", {"inputs": ledger.fingerprint(NOTEBOOK)})
    assert ledger.stale(NOTEBOOK) == ["firefox-esr"]
    monkeypatch.setitem(ledger.npm.PACKAGES, "pyodide", ("0.28.0", "another"))
    assert "chromium" in ledger.stale(NOTEBOOK)


def test_what_was_different_is_taken_out(project):
    ledger.keep(NOTEBOOK, "chromium", {"equal": 1})
    ledger.keep(NOTEBOOK, "chromium", None)
    assert ledger.read() == {NOTEBOOK.as_posix(): {}}


def test_what_a_reader_is_told(project):
    ledger.keep(NOTEBOOK, "chromium", {"seconds": 100, "megabytes": 53})
    ledger.keep(NOTEBOOK, "firefox-esr", {"seconds": 10, "megabytes": 1})
    assert ledger.costs() == {"01_part/01_small": {"megabytes": 53, "minutes": 2}}
