"""Storing a notebook from JupyterLab, by a real contents manager in a real repository."""

import subprocess

import nbformat
import pytest
from jupyter_server.services.contents.filemanager import FileContentsManager
from nbformat.v4 import new_code_cell, new_notebook, new_output
from traitlets.config import Config

from tools import saving
from tools.normalise import normalise, write
from tools.workspace import ROOT

NAME = "an article/a b.ipynb"


def git(folder, *arguments):
    identity = ["-c", "user.name=A Reader", "-c", "user.email=reader@example.org"]
    return subprocess.check_output(["git", *identity, *arguments], cwd=folder, text=True)


def notebook(answer="2", time="3 ms", source="1 + 1"):
    def shown(text):
        return [new_output("execute_result", {"text/plain": text}, execution_count=1)]

    cells = [
        new_code_cell(source, outputs=shown(answer), execution_count=1),
        new_code_cell("clock()", outputs=shown(time), execution_count=2),
    ]
    cells[0].id, cells[1].id = "first", "second"
    cells[1].metadata.tags = ["measured"]
    nb = new_notebook(cells=cells)
    normalise(nb)
    return nb


def run(**changes):
    """What JupyterLab wants to store after a run."""
    nb = notebook(**changes)
    nb.metadata.kernelspec.display_name = "Python 3 (ipykernel)"
    nb.metadata.language_info.version = "3.13.0"
    nb.cells[0].metadata.execution = {"iopub.status.busy": "2026-11-28T12:00:00"}
    return nb


@pytest.fixture
def repository(tmp_path):
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    (tmp_path / NAME).parent.mkdir()
    write(notebook(), tmp_path / NAME)
    (tmp_path / ".gitignore").write_text((ROOT / ".gitignore").read_text())
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "-m", "A notebook")
    return tmp_path


def store(root, nb, name=NAME):
    option, _, value = saving.OPTION.removeprefix("--FileContentsManager.").partition("=")
    config = Config({"FileContentsManager": {option: value}})
    manager = FileContentsManager(root_dir=str(root), config=config)
    manager.save({"type": "notebook", "format": "json", "content": nb}, name)


def test_a_run_changes_no_byte(repository):
    before = (repository / NAME).read_bytes()
    store(repository, run(time="4 ms"))
    assert (repository / NAME).read_bytes() == before and git(repository, "status", "--short") == ""


@pytest.mark.parametrize("change", [{"answer": "3"}, {"source": "2 - 1"}])
def test_what_changed_is_stored_and_nothing_else_of_the_run(change, repository):
    store(repository, run(**change))
    assert nbformat.read(repository / NAME, 4) == notebook(**change)


def test_a_notebook_of_ones_own_stays_as_it_is(repository):
    store(repository, run(), "mine.ipynb")
    assert nbformat.read(repository / "mine.ipynb", 4) == run()


def test_without_git_nothing_is_known(repository, monkeypatch):
    monkeypatch.setenv("PATH", str(repository))
    store(repository, run(time="4 ms"))
    assert nbformat.read(repository / NAME, 4) == run(time="4 ms")
