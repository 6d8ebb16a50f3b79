"""Real nbval on a small notebook: what it lets pass alone, and no longer beside the plugin."""

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
from PIL import Image, PngImagePlugin

from tools.nbval_pictures import digests

ROOT = Path(__file__).parents[2]

DRAW = """\
import base64, io
from PIL import Image, PngImagePlugin

class Figure:
    def __repr__(self):
        return "a square"
    def _repr_png_(self):
        info, file = PngImagePlugin.PngInfo(), io.BytesIO()
        info.add_text("Description", "a square")
        info.add_text("Words", "[]")
        Image.new("RGB", (20, 20), {colour!r}).save(file, "PNG", pnginfo=info)
        return file.getvalue()
Figure()"""


def png(colour):
    info, file = PngImagePlugin.PngInfo(), io.BytesIO()
    info.add_text("Description", "a square")
    info.add_text("Words", "[]")
    Image.new("RGB", (20, 20), colour).save(file, "PNG", pnginfo=info)
    return base64.b64encode(file.getvalue()).decode()


def figure_cell(stored="red", drawn="red", count=1):
    data = {"text/plain": "a square", "image/png": png(stored)}
    output = new_output("execute_result", data, execution_count=count or 1)
    return new_code_cell(DRAW.format(colour=drawn), execution_count=count, outputs=[output])


def text_cell(stored="2", count=1):
    outputs = (
        [new_output("execute_result", {"text/plain": stored}, execution_count=1)] if stored else []
    )
    return new_code_cell("1 + 1", execution_count=count, outputs=outputs)


CELLS = {
    "unchanged": figure_cell(),
    "another figure, same text": figure_cell(drawn="blue"),
    "another figure, output ignored": figure_cell(drawn="blue"),
    "picture lost": new_code_cell(
        "print(1)",
        execution_count=1,
        outputs=[
            new_output("stream", name="stdout", text="1\n"),
            new_output("display_data", {"image/png": png("red")}),
        ],
    ),
    "count set to null": text_cell(stored="", count=None),
    "empty, no count": new_code_cell(""),
    "changed text": text_cell(stored="3"),
    "unchanged again": figure_cell(),
    "almost red": figure_cell("#ff0001", "#ff0001"),
}
CELLS["another figure, output ignored"].metadata["tags"] = ["nbval-ignore-output"]

REASONS = {
    "another figure, same text": "RMS",
    "picture lost": "1 pictures are stored, 0 were made",
    "count set to null": "never executed",
    "changed text": "outputs differ",
}
HOLES_OF_NBVAL = {"another figure, same text", "picture lost", "count set to null"}


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


def test_nbval_alone_has_these_holes(folder):
    assert set(REASONS) - set(nbval(folder)) == HOLES_OF_NBVAL
