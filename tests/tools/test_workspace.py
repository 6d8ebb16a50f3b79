"""A fresh copy holds the sources and no picture, and the original stays as it is."""

import pytest

from tools import Problem, workspace

SOURCES = ["README.md", "utils/layers.py", "01_a/01_b/b.ipynb", "01_a/01_b/table.csv"]
LEFT_OUT = [
    "01_a/01_b/final_visualisations/boundary.png",
    "01_a/01_b/.ipynb_checkpoints/b.ipynb",
    ".git/HEAD",
    ".venv/bin/python",
    ".venv-oldest/bin/python",
    "my_env/pyvenv.cfg",
    "build/run/old.txt",
    "x.egg-info/PKG-INFO",
    "utils/__pycache__/layers.pyc",
    ".pytest_cache/README.md",
    ".ruff_cache/x",
]


def files(folder):
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def root(tmp_path):
    for name in SOURCES + LEFT_OUT:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


def test_the_copy_holds_the_sources_only(root):
    assert files(workspace.fresh("run", root)) == set(SOURCES)


def test_the_original_is_not_touched(root):
    place = workspace.fresh("test", root)
    (place / SOURCES[0]).write_text("changed in the copy")
    original = {name for name in files(root) if not name.startswith("build/test")}
    assert original == set(SOURCES + LEFT_OUT)
    assert (root / SOURCES[0]).read_text() == SOURCES[0]


def test_nothing_is_left_of_an_older_copy(root):
    (workspace.fresh("run", root) / "stale.png").touch()
    assert files(workspace.fresh("run", root)) == set(SOURCES)


def test_a_copy_that_cannot_be_made_is_a_sentence(root):
    (root / "build" / "blocked").write_text("a file where the folder should be")
    with pytest.raises(Problem, match="No fresh copy could be made"):
        workspace.fresh("blocked", root)
