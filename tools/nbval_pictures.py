"""A pytest plugin beside nbval: closes two holes of its strict mode.

nbval never compares PNG, and it compares nothing in a cell without an execution count. With
`-p tools.nbval_pictures` the PNG outputs of each cell are held to the picture rule of
tools/compare.py, and a cell with source but no count fails. `--record-outputs` also writes a digest
of each cell's outputs beside the notebook, so that two runs can be compared byte by byte.
"""

from __future__ import annotations

import base64
import hashlib
import json
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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
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
    stored, fresh = _pngs(item.cell.outputs), _pngs(item.test_outputs)
    if len(stored) != len(fresh):
        item.raise_cell_error(f"{len(stored)} pictures are stored, {len(fresh)} were made")
    for number, (old, new) in enumerate(zip(stored, fresh), 1):
        if found := compare.picture_difference(old, new):
            item.raise_cell_error(f"Picture {number} is not the stored one: {found}")


def _pngs(outputs) -> list[bytes]:
    found = (output.get("data", {}).get("image/png") for output in outputs)
    return [base64.b64decode(text) for text in found if text]


def _record(item):
    shown = [(out.get("name"), out.get("text"), out.get("data")) for out in item.test_outputs]
    digest = hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()
    with _record_path(item.path).open("a") as file:
        file.write(f"In [{item.cell_num + 1}] {digest}\n")


def _record_path(notebook) -> Path:
    return Path(notebook).with_suffix(".outputs")
