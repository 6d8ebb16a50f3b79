"""One notebook in a real kernel: this Python, the notebook's folder, the given variables."""

import json
import sys

import nbformat
import pytest
from jupyter_client.kernelspec import KernelSpecManager
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools import execute, kernel

WHERE = "import os, sys\nprint(sys.prefix, os.getcwd(), os.environ['OMP_NUM_THREADS'], sep='|')"


def stored(path, *sources):
    """A notebook of these code cells, each with an old output."""
    old = [new_output("execute_result", {"text/plain": "old"}, execution_count=9)]
    cells = [new_code_cell(source, execution_count=9, outputs=list(old)) for source in sources]
    nbformat.write(new_notebook(cells=[new_markdown_cell("# Title"), *cells]), path)
    return path


def test_a_notebook_is_executed_to_its_end(tmp_path):
    path = stored(tmp_path / "a.ipynb", WHERE, "", "6 * 7")
    ticks = []
    assert execute.execute(path, kernel.environment(), lambda: ticks.append(1)) == ""
    _, where, empty, product = nbformat.read(path, as_version=4).cells
    assert where.outputs[0].text.strip() == f"{sys.prefix}|{tmp_path}|1"
    assert (empty.execution_count, empty.outputs) == (None, [])
    assert product.outputs[0].data["text/plain"] == "42"
    assert len(ticks) == execute.count_cells(path) == 2


def test_a_failure_names_the_cell_and_leaves_no_old_output(tmp_path):
    path = stored(tmp_path / "a.ipynb", "x = 0", "y = 1\ny / x", "'never'")
    failure = execute.execute(path, kernel.environment(), lambda: None)
    assert failure.startswith("in In [2]\n  | y = 1\n  | y / x\n")
    assert failure.endswith("ZeroDivisionError: division by zero") and "\x1b" not in failure
    last = nbformat.read(path, as_version=4).cells[-1]
    assert (last.execution_count, last.outputs) == (None, [])


@pytest.mark.parametrize(
    "source, said",
    [("import time; time.sleep(60)", "ran for more than 1 s"), ("import os; os._exit(3)", "died")],
)
def test_a_cell_that_hangs_or_dies_is_a_failure(source, said, tmp_path, monkeypatch):
    monkeypatch.setattr(execute, "CELL_TIMEOUT", 1)
    path = stored(tmp_path / "a.ipynb", source)
    failure = execute.execute(path, kernel.environment(), lambda: None)
    assert failure.startswith(f"in In [1]\n  | {source}\n") and said in failure


def test_a_kernel_that_the_user_has_registered_is_not_used(tmp_path, monkeypatch):
    folder = tmp_path / "kernels" / "python3"
    folder.mkdir(parents=True)
    spec = {"argv": ["another-python"], "display_name": "Python 3", "language": "python"}
    (folder / "kernel.json").write_text(json.dumps(spec))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    assert KernelSpecManager().get_kernel_spec("python3").argv == ["another-python"]
    assert execute.ThisPython(kernel_name="python3").kernel_spec.argv[0] == sys.executable


def test_the_surroundings_hide_what_the_user_has_set(monkeypatch):
    for name in ("PYTHONPATH", "MPLBACKEND"):
        monkeypatch.setenv(name, "mine")
    monkeypatch.setenv("OMP_NUM_THREADS", "8")
    monkeypatch.setenv("LANG_OF_MINE", "pt")
    variables = kernel.environment()
    assert "PYTHONPATH" not in variables and "MPLBACKEND" not in variables
    assert (variables["OMP_NUM_THREADS"], variables["TQDM_DISABLE"]) == ("1", "1")
    assert variables["LANG_OF_MINE"] == "pt"
