"""Files: after a failed write the old one is there, and nothing else."""

import os
import subprocess
import sys

import pytest

from tests.tools import readonly
from tools.workspace import ROOT
from utils import files


def test_write_makes_the_folder(tmp_path):
    path = tmp_path / "new" / "folder" / "a.png"
    files.write(path, b"new", ".png")
    assert path.read_bytes() == b"new"
    files.write(str(path), b"newer", ".png")
    assert path.read_bytes() == b"newer"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("function", ["replace", "getpid"])
def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path, monkeypatch, function):
    path = tmp_path / "a.png"
    path.write_bytes(b"old")

    def full(*_):
        raise OSError("disk full")

    monkeypatch.setattr(files.os, function, full)
    with pytest.raises(OSError, match="disk full"):
        files.write(path, b"new", ".png")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_another_kind_of_file_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"written as a \.png file, got 'a.jpg'; rename it"):
        files.write(tmp_path / "a.jpg", b"new", ".png")
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no folder that cannot be written")
@pytest.mark.parametrize("name", ["a.png", "new/a.png"])
def test_a_folder_that_cannot_be_written_is_named(tmp_path, name):
    script = f"from utils.files import write\nwrite({str(tmp_path / name)!r}, b'new', '.png')"
    with readonly.closed(tmp_path):
        command = [*readonly.BOUND, sys.executable, "-c", script]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    kind, _, said = done.stderr.splitlines()[-1].partition(": ")
    assert kind == "PermissionError"
    place = (tmp_path / name).parent
    assert said.startswith(f"a.png cannot be written into the folder {place}: save it in one")
    assert not list(tmp_path.iterdir())
