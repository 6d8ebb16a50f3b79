"""Files: after a failed write the old one is there, and nothing else."""

import pytest

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
