"""A small repository with one good and two bad notebooks, checked by the real command."""

import shutil
import subprocess
import sys
from contextlib import chdir

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools import Problem, check_notebooks, kernel
from tools.reference import is_reference
from tools.workspace import ROOT

DRAW = """\
import pathlib, uuid
from PIL import Image
from PIL.PngImagePlugin import PngInfo

def draw(name, colour="red", number="1"):
    about = PngInfo()
    about.add_text("Description", "a square")
    about.add_text("Words", "[]")
    about.add_text("Number", number)
    pathlib.Path("final_visualisations").mkdir(exist_ok=True)
    Image.new("RGB", (8, 8), colour).save(f"final_visualisations/{name}.png", pnginfo=about)
"""


def cell(source, text="", tag=None):
    outputs = [new_output("stream", text=text)] if text else []
    tags = {"tags": [tag]} if tag else {}
    return new_code_cell(source, outputs=outputs, metadata=tags, execution_count=1)


def exercise(solution):
    yield cell("answer = None", tag="exercise")
    yield cell("print('Right' if answer == 2 else 'Not yet')", "Not yet\n", tag="check")
    yield new_markdown_cell(
        f"<details><summary>Solution</summary>\n\n```python\n{solution}\n```\n\n</details>"
    )


NOTEBOOKS = {
    "good": [
        cell(DRAW + "draw('square')"),
        cell("import time\nprint(time.time())", "3.1\n", tag="measured"),
        *exercise("answer = 1 + 1"),
    ],
    "bad_cells": [
        cell("print(1)", "2\n"),
        *exercise("answer = 3"),
        *list(exercise("answer = 2"))[:2],
    ],
    "bad_pictures": [
        cell(DRAW + "draw('blue', 'blue'); draw('extra'); draw('random', number=str(uuid.uuid4()))")
    ],
}
COMMITTED = {"good": ["square"], "bad_cells": [], "bad_pictures": ["blue", "random", "unmade"]}


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    if not is_reference()[0]:
        pytest.skip("outputs are compared in the reference environment only")
    root = tmp_path_factory.mktemp("repository")
    for name in ("tools", "utils"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "constraints.txt", ".python-version"):
        shutil.copy(ROOT / name, root)
    for name, cells in NOTEBOOKS.items():
        folder = root / "01_first" / f"01_{name}"
        folder.mkdir(parents=True)
        nbformat.write(new_notebook(cells=cells), folder / f"{name}.ipynb")
        scope = {}
        with chdir(folder):
            exec(DRAW, scope)
            for picture in COMMITTED[name]:
                scope["draw"](picture)
    return subprocess.run(
        [sys.executable, "-m", "tools.check_notebooks", "--twice", "all"],
        cwd=root,
        env=kernel.environment(),
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    ("name", "cells", "red", "differences", "result"),
    [
        ("good", 7, 0, 0, "passed"),
        ("bad_cells", 11, 4, 0, "FAILED"),
        ("bad_pictures", 1, 0, 4, "FAILED"),
    ],
)
def test_table(run, name, cells, red, differences, result):
    rows = [line.split() for line in run.stdout.splitlines() if line.startswith(name + " ")]
    assert [row[2:] for row in rows] == [[str(cells), str(red), str(differences), result]]
    assert run.returncode == 1


@pytest.mark.parametrize(
    "line",
    [
        "'2\\n' == '1\\n'",
        "# Check of exercise 1",
        "a check cell and a folded solution are missing here",
        "blue.png: frame 1 differs by",
        "extra.png: made, but not committed",
        "unmade.png: committed, but no cell made it",
        "random.png: other bytes the second time",
    ],
)
def test_report(run, line):
    assert line in run.stdout


def test_changed_asks_git():
    notebook = check_notebooks.Path("01_first/01_good/good.ipynb")
    assert check_notebooks.changed(notebook, "all")
    with pytest.raises(Problem, match="name a commit"):
        check_notebooks.changed(notebook, "no-such-commit")
