"""A pytest plugin beside nbval: pictures by their rule, and no cell that is not compared.

nbval knows bytes only, and it compares nothing in a cell without an execution
count. With `-p tools.nbval_pictures` the pictures inside a cell's HTML are held to the rule of
tools/compare.py (those that stand in files are compared there), and a cell with source but no count
fails. `--record-outputs` also writes a digest of each cell's outputs beside the notebook, so that
two runs can be compared byte by byte.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest
from nbval.plugin import IPyNbCell

from tools import compare


def pytest_addoption(parser):
    parser.addoption(
        "--record-outputs",
        action="store_true",
        help="write <notebook>.outputs with a digest of each compared cell's outputs",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """A kernel learns which notebook it works for, as from a Jupyter server, before it starts."""
    if isinstance(item, IPyNbCell):
        os.environ["JPY_SESSION_NAME"] = str(item.path)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    if isinstance(item, IPyNbCell):
        item.parent.sanitize_patterns[compare.EMBEDDED] = "picture"
    result = yield
    if isinstance(item, IPyNbCell):
        _check_count(item)
        if item.options["check"]:
            _check_pictures(item)
            if item.config.option.record_outputs:
                _record(item)
    return result


def digests(notebook) -> list[str]:
    """What `--record-outputs` wrote for a notebook: a line for each compared cell, in order."""
    path = _record_path(notebook)
    return path.read_text().splitlines() if path.exists() else []


def _check_count(item):
    if item.cell.source.strip() and item.cell.execution_count is None:
        item.raise_cell_error(
            "This cell was never executed, so nothing is compared: run `make accept`"
        )


def _check_pictures(item):
    stored, fresh = _pictures(item.cell.outputs), _pictures(item.test_outputs)
    if len(stored) != len(fresh):
        item.raise_cell_error(f"{len(stored)} pictures are stored, {len(fresh)} were made")
    for number, (old, new) in enumerate(zip(stored, fresh), 1):
        if found := compare.picture_difference(old, new):
            item.raise_cell_error(f"Picture {number} is not the stored one: {found}")


def _pictures(outputs) -> list[bytes]:
    """Those inside the HTML of a cell's outputs."""
    pages = [output.get("data", {}).get("text/html", "") for output in outputs]
    return [picture for page in pages for picture in compare.embedded("".join(page))]


def _record(item):
    shown = [(out.get("name"), out.get("text"), out.get("data")) for out in item.test_outputs]
    digest = hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()
    with _record_path(item.path).open("a") as file:
        file.write(f"In [{item.cell_num + 1}] {digest}\n")


def _record_path(notebook) -> Path:
    return Path(notebook).with_suffix(".outputs")
