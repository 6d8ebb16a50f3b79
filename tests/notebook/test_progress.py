"""Bars: on stderr in a terminal, in a cell of a real kernel, and nowhere once they have ended."""

import importlib.util
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from tools.execute import ThisPython
from utils.notebook import progress

pytest.importorskip("tqdm")

LOOP = "for step in progress.bar(range(3), 'walk', delay=0, mininterval=0): pass"


def outputs(cells, tmp_path, variables):
    """What each cell shows at its end, in a kernel that first imports `progress`."""
    nb = new_notebook(
        cells=[new_code_cell(s) for s in ("from utils.notebook import progress", *cells)]
    )
    seen = []
    client = NotebookClient(
        nb,
        kernel_manager_class=ThisPython,
        kernel_name="python3",
        resources={"metadata": {"path": str(tmp_path)}},
        on_notebook_complete=lambda notebook: None,
    )
    process = client.process_message

    def noting(message, cell, index):
        seen.append((index, message["msg_type"], message["content"]))
        return process(message, cell, index)

    client.process_message = noting
    client.execute(env=variables)
    return [cell.outputs for cell in nb.cells[1:]], seen


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    cells = [
        LOOP,
        f"print('before')\n{LOOP}\nprint('after')",
        f"{LOOP}\n1 + 1",
        LOOP.replace("pass", "print(step)"),
        "bar = progress.bar(name='alone', total=2, delay=0)\nbar.update()\nbar.close()",
    ]
    variables = {k: v for k, v in os.environ.items() if k != "TQDM_DISABLE"}
    variables["PYTHONPATH"] = os.getcwd()
    return outputs(cells, tmp_path_factory.mktemp("kernel"), variables)


def text(output):
    return output.get("text") or output["data"]["text/plain"]


def test_a_bar_was_seen(ran):
    shown = [content["data"]["text/plain"] for _, kind, content in ran[1] if "display" in kind]
    assert any("walk: 100%" in line for line in shown) and any("alone" in line for line in shown)


def test_no_bar_is_left(ran):
    assert ran[0][0] == [] and ran[0][4] == []
    assert [text(output) for output in ran[0][2]] == ["2"]


def test_nothing_of_the_readers_is_lost(ran):
    assert "".join(text(output) for output in ran[0][1]).split() == ["before", "after"]
    assert "".join(text(output) for output in ran[0][3]).split() == ["0", "1", "2"]


def test_nothing_is_pink(ran):
    assert not [content for _, kind, content in ran[1] if content.get("name") == "stderr"]


CODE = f"from utils.notebook import progress\n{LOOP}"


@pytest.mark.parametrize("disabled", ["0", "1"])
def test_in_a_terminal(disabled):
    """The bar is on stderr; TQDM_DISABLE=1 silences it."""
    variables = {**os.environ, "TQDM_DISABLE": disabled}
    run = subprocess.run(
        [sys.executable, "-c", CODE], env=variables, capture_output=True, text=True
    )
    assert run.returncode == 0 and run.stdout == ""
    assert ("walk: 100%" in run.stderr) == (disabled == "0")


def test_short_loops_stay_quiet(capsys, monkeypatch):
    monkeypatch.setenv("TQDM_DISABLE", "0")
    assert list(progress.bar(range(3), "walk")) == [0, 1, 2]
    assert "walk" not in capsys.readouterr().err


def test_tqdm_is_not_needed(monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm", None)
    assert progress.bar([1, 2]) == [1, 2] and progress.bar() is None


def test_a_kernel_that_does_not_name_its_shell_is_counted_too(monkeypatch):
    """JupyterLite's."""
    asked = []
    events = SimpleNamespace(register=lambda *what: asked.append(what[0]))
    shell = SimpleNamespace(kernel=object(), events=events)
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    spec = importlib.util.spec_from_file_location("another_progress", progress.__file__)
    spec.loader.exec_module(importlib.util.module_from_spec(spec))
    assert asked == ["pre_run_cell"]
