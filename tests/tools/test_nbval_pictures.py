"""Real nbval on a small notebook: what it says alone, and what beside the plugin."""

import base64
import io
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from PIL import Image, ImageColor, PngImagePlugin

from tools.nbval_pictures import digests

ROOT = Path(__file__).parents[2]

DRAW = """\
import base64, io
from PIL import Image, ImageColor, PngImagePlugin

def image():
    first, rest = {colour!r}.split()
    square = Image.new("RGB", (20, 20), rest)
    square.putpixel((0, 0), ImageColor.getrgb(first))
    return square

class Figure:
    def __repr__(self):
        return "a square"
    def _repr_html_(self):
        info, file = PngImagePlugin.PngInfo(), io.BytesIO()
        info.add_text("Description", "a square")
        info.add_text("Words", "[]")
        image().save(file, "PNG", pnginfo=info)
        bytes = base64.b64encode(file.getvalue()).decode()
        return f'<img alt="{alt}" src="data:image/png;base64,{{bytes}}">'
Figure()"""


def png(colours):
    """A square of two colours, that of its first pixel and that of the rest."""
    first, rest = colours.split()
    square = Image.new("RGB", (20, 20), rest)
    square.putpixel((0, 0), ImageColor.getrgb(first))
    info, file = PngImagePlugin.PngInfo(), io.BytesIO()
    info.add_text("Description", "a square")
    info.add_text("Words", "[]")
    square.save(file, "PNG", pnginfo=info)
    bytes = base64.b64encode(file.getvalue()).decode()
    return f'<img alt="a square" src="data:image/png;base64,{bytes}">'


def figure_cell(stored="red red", drawn="red red", alt="a square"):
    data = {"text/plain": "a square", "text/html": png(stored)}
    output = new_output("execute_result", data, execution_count=1)
    return new_code_cell(DRAW.format(colour=drawn, alt=alt), execution_count=1, outputs=[output])


def text_cell(stored="2", count=1):
    outputs = (
        [new_output("execute_result", {"text/plain": stored}, execution_count=1)] if stored else []
    )
    return new_code_cell("1 + 1", execution_count=count, outputs=outputs)


CELLS = {
    "unchanged": figure_cell(),
    "another figure, same text": figure_cell(drawn="blue blue"),
    "another figure, output ignored": figure_cell(drawn="blue blue"),
    "picture lost": new_code_cell(
        "print(1)",
        execution_count=1,
        outputs=[
            new_output("stream", name="stdout", text="1\n"),
            new_output("display_data", {"text/html": png("red red")}),
        ],
    ),
    "count set to null": text_cell(stored="", count=None),
    "empty, no count": new_code_cell(""),
    "changed text": text_cell(stored="3"),
    "unchanged again": figure_cell(),
    "almost red": figure_cell("#ff0001 red", "#ff0001 red"),
    "a shade that no eye sees": figure_cell("red red", "#fe0000 red"),
    "another alt text": figure_cell(alt="a circle"),
    "which notebook": new_code_cell(
        "import os; os.environ['JPY_SESSION_NAME'].endswith('small.ipynb')",
        execution_count=1,
        outputs=[new_output("execute_result", {"text/plain": "True"}, execution_count=1)],
    ),
}
CELLS["another figure, output ignored"].metadata["tags"] = ["nbval-ignore-output"]

REASONS = {
    "another figure, same text": "RMS",
    "picture lost": "outputs differ",
    "another alt text": "outputs differ",
    "count set to null": "never executed",
    "changed text": "outputs differ",
}


def nbval(folder, *options):
    """Runs nbval on one notebook that holds all cells; what went red, with its reason."""
    notebook, report = folder / "small.ipynb", folder / "report.xml"
    nbformat.write(new_notebook(cells=list(CELLS.values())), notebook)
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "--color=no",
            "-c",
            os.devnull,
            "--nbval",
            "--nbval-current-env",
            f"--junitxml={report}",
            *options,
            str(notebook),
        ],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )
    cases = ElementTree.parse(report).iter("testcase")
    return {
        name: case.findtext("failure")
        for name, case in zip(CELLS, cases, strict=True)
        if case.find("failure") is not None
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("notebook")


@pytest.fixture(scope="module")
def red(folder):
    return nbval(folder, "-p", "tools.nbval_pictures", "--record-outputs")


@pytest.mark.parametrize("case", CELLS)
def test_verdict(case, red):
    assert (case in red) == (case in REASONS)
    assert REASONS.get(case, "") in red.get(case, "")


def test_recorded_digests_tell_outputs_apart(folder, red):
    seen = dict(line.split("] ") for line in digests(folder / "small.ipynb"))
    places = {name: f"In [{place}" for place, name in enumerate(CELLS, 1)}
    assert set(seen) == {
        places[name] for name in CELLS if name not in REASONS and "ignored" not in name
    }
    assert seen[places["unchanged"]] == seen[places["unchanged again"]]
    assert seen[places["unchanged"]] != seen[places["almost red"]]


def test_nbval_alone_has_a_hole_and_is_too_strict(folder):
    alone = set(nbval(folder))
    assert set(REASONS) - alone == {"count set to null"}
    assert alone - set(REASONS) == {"a shade that no eye sees", "which notebook"}
