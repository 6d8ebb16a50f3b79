"""What the browser's Python makes of a cell, asked of this Python: the same file runs here."""

import importlib.util
import json
import sys

import pytest

from tools.workspace import ROOT

LIVE = ROOT / "docs" / "_static" / "live"


@pytest.fixture
def live(monkeypatch, tmp_path):
    """The module, with the library where it lies here, working in an empty folder."""
    monkeypatch.syspath_prepend(LIVE)
    monkeypatch.delitem(sys.modules, "keras_needed", raising=False)
    spec = importlib.util.spec_from_file_location("live_cells", LIVE / "cells.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "PROJECT", ROOT)
    monkeypatch.setitem(sys.modules, "__main__", module.here.module)
    monkeypatch.chdir(tmp_path)
    package, display = module.ipython()
    monkeypatch.setitem(sys.modules, "IPython", package)
    monkeypatch.setitem(sys.modules, "IPython.display", display)
    return module


def run(live, *sources):
    """The outputs of the last of some cells."""
    for source in sources:
        found = json.loads(live.run(source))
    return found["outputs"]


def text(name, text):
    return [{"output_type": "stream", "name": name, "text": text}]


def value(words, number=1):
    return {"output_type": "execute_result", "execution_count": number, "metadata": {},
            "data": {"text/plain": words}}  # fmt: skip


OUTPUTS = {
    "nothing": ("x = 1", []),
    "a text in pieces": ("print('a', 1)\nprint('b', end='')", text("stdout", "a 1\nb")),
    "a value": ("x = 2\nx + 1", [value("3")]),
    "a value that is hidden": ("1 + 1;", []),
    "nothing as a value": ("None", []),
    "a text before a value": ("print('a')\n5", [*text("stdout", "a\n"), value("5")]),
    "both streams": ("import sys\nprint('a')\nprint('b', file=sys.stderr)",
                     [*text("stdout", "a\n"), *text("stderr", "b\n")]),
    "only a comment": ("# nothing", []),
}  # fmt: skip


@pytest.mark.parametrize("name", OUTPUTS)
def test_outputs(name, live):
    source, outputs = OUTPUTS[name]
    assert run(live, source) == outputs


def test_a_warning_is_one_and_what_is_shown_keeps_its_place(live):
    with pytest.warns(UserWarning, match="careful"):
        run(live, "import warnings\nwarnings.warn('careful')")
    source = "from IPython.display import display\ndisplay(1)\nprint('a')"
    first, second = run(live, source)
    assert (first["output_type"], first["data"]) == ("display_data", {"text/plain": "1"})
    assert second["text"] == "a\n"


def test_cells_share_their_names_as_a_main_program(live):
    source = "from dataclasses import dataclass\n@dataclass\nclass A:\n    x: int = 3"
    assert run(live, source, "A()") == [value("A(x=3)", 2)]
    assert run(live, "A.__module__") == [value("'__main__'", 3)]


def test_the_source_of_a_cell_is_known(live):
    source = "import inspect\ndef f():\n    return 1\nprint(inspect.getsource(f), end='')"
    assert run(live, source) == text("stdout", "def f():\n    return 1\n")


@pytest.mark.parametrize(
    "source, name, lines",
    [
        ("x = 1\nx / 0", "ZeroDivisionError", ['File "<In [1]>", line 2, in <module>', "  x / 0"]),
        ("x = = 1", "SyntaxError", ["    x = = 1"]),
        ("raise KeyboardInterrupt", "KeyboardInterrupt", ["    raise KeyboardInterrupt"]),
    ],
)
def test_an_error_is_told_by_the_readers_own_lines(source, name, lines, live):
    (output,) = run(live, source)
    assert (output["output_type"], output["ename"]) == ("error", name)
    told = "".join(output["traceback"])
    assert all(line in told for line in lines) and "cells.py" not in told


def test_an_error_that_tells_itself_is_one_sentence(live):
    source = "class Stop(Exception):\n    def _render_traceback_(self): return ['Install it.']\n"
    source += "raise Stop"
    assert run(live, source)[0]["traceback"] == ["Install it."]


def test_what_was_printed_stands_before_the_error(live):
    printed, error = run(live, "print('a', end='')\n1 / 0")
    assert printed["text"] == "a" and error["output_type"] == "error"


def test_the_page_hears_each_line_at_once(live):
    heard = []
    live.run("for k in range(3):\n    print(k)", lambda output: heard.append(json.loads(output)))
    assert [each["text"] for each in heard] == ["0\n", "1\n", "2\n"]


def test_a_picture_has_its_bytes_and_its_facts(live):
    source = "from utils import plots\nplots.curves([0, 1], {'one': [1, 2]}, 'x', 'y', 'Title')"
    (output,) = run(live, source)
    assert output["data"]["text/plain"].startswith("Title")
    assert output["data"]["text/html"].startswith('<img src="data:image/png;base64,')


def test_an_open_figure_is_shown_once(live):
    source = "from matplotlib import pyplot\npyplot.plot([1, 2])\npyplot.show()"
    (output,) = run(live, "import matplotlib\nmatplotlib.use('agg')", source)
    assert output["data"]["image/png"].startswith("iVBOR")
    assert run(live, "1 + 1;") == []


def test_html_and_images_are_shown_by_their_kind(live):
    assert run(live, "from IPython.display import HTML, Image\nHTML('<b>a</b>')")[0]["data"] == {
        "text/plain": "<text/html>", "text/html": "<b>a</b>"}  # fmt: skip
    assert "image/gif" in run(live, "Image(data=b'GIF89a')")[0]["data"]


def test_a_cell_that_needs_keras_is_not_run(live):
    assert json.loads(live.run("import keras\nprint(1)")) == {"keras": True, "outputs": []}


@pytest.mark.parametrize(
    "source, packages",
    [
        ("import numpy, os", []),
        ("import sklearn.datasets", ["scikit-learn"]),
        ("from PIL import Image\nimport tqdm, keras, torch", ["pillow"]),
        ("from utils import estimators", ["scikit-learn"]),
        ("load_wine(as_frame=True)", ["pandas"]),
        ("x = = 1", []),
    ],
)
def test_packages_are_those_that_are_not_loaded_yet(source, packages, live, monkeypatch):
    for name in ("sklearn", "pandas", "PIL"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    assert json.loads(live.packages(source)) == packages
