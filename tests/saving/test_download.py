"""Download: a file that is whole and right, or none, and a sentence that says why."""

import hashlib
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.saving.server import serving
from utils.saving import download, files

CONTENT = b"0123456789" * 20_000  # more than one block
SUM = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(autouse=True)
def directly(monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def fetch(server, tmp_path, **others):
    settings = {"size": len(CONTENT), "sha256": SUM, "timeout": 5, **others}
    download.fetch(server.url + "a.gz", tmp_path / "new" / "a.gz", **settings)
    return tmp_path / "new" / "a.gz"


def test_what_is_right_is_kept(tmp_path):
    with serving({"/a.gz": CONTENT}) as server:
        path = fetch(server, tmp_path)
    assert path.read_bytes() == CONTENT and list(path.parent.iterdir()) == [path]
    assert server.asked == ["/a.gz"]


HALF = CONTENT[: len(CONTENT) // 2]
# what: the server's answer, settings, the error, what the sentence says
REFUSED = {
    "another file of this size": (
        CONTENT[::-1],
        {},
        ValueError,
        f"expected {SUM[:8]}.*nothing was kept. Try again from another network",
    ),
    "cut short": (
        (HALF, len(CONTENT), 200, 0),
        {},
        ValueError,
        r"sent 100,000 of 200,000 bytes; nothing was kept. Try again\.",
    ),
    "too large": (CONTENT + b"!", {}, ValueError, "sends more than the 200,000 bytes expected"),
    "not there": ((b"", 0, 404, 0), {}, ConnectionError, "could not be downloaded .*404"),
    "silent": (
        (CONTENT, len(CONTENT), 200, 1),
        {"timeout": 0.2},
        ConnectionError,
        "could not be downloaded .*timed out.*on the network",
    ),
    "a trickle": (
        (CONTENT, len(CONTENT), 200, 0.05),
        {"patience": 0.2},
        ConnectionError,
        "could not be downloaded .*bytes in 0.2 seconds",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_wrong_leaves_nothing(case, tmp_path, monkeypatch):
    answer, settings, error, sentence = REFUSED[case]
    monkeypatch.setattr(download, "BLOCK", 16 if case == "a trickle" else 2**16)
    with serving({"/a.gz": answer}) as server:
        with pytest.raises(error, match=f"^{server.url}a.gz .*{sentence}"):
            fetch(server, tmp_path, **settings)
    assert not list(tmp_path.iterdir())


def test_of_an_endless_answer_one_byte_too_many_is_taken(tmp_path, monkeypatch):
    """The size is a cap on what is read, not a look at what has been."""
    taken = []

    class Endless:
        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def read(self, n):
            taken.append(n)
            return bytes(n)

    monkeypatch.setattr("urllib.request.urlopen", lambda url, timeout: Endless())
    with pytest.raises(ValueError, match="sends more than the 200,000 bytes"):
        download.fetch("http://127.0.0.1/a", tmp_path / "a.gz", len(CONTENT), SUM)
    assert sum(taken) == len(CONTENT) + 1


def test_without_a_network(tmp_path):
    """Nobody listens at a port that has been given back."""
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        port = place.getsockname()[1]
    with pytest.raises(ConnectionError, match="could not be downloaded .*on the network"):
        download.fetch(f"http://127.0.0.1:{port}/a", tmp_path / "a.gz", 3, SUM, timeout=5)


def test_without_the_modules_of_the_network(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "urllib.request", None)
    with pytest.raises(ConnectionError, match="could not be downloaded"):
        download.fetch("http://127.0.0.1/a", tmp_path / "a.gz", 3, SUM)


def test_an_old_file_stays_until_the_new_one_is_there(tmp_path, monkeypatch):
    path = tmp_path / "new" / "a.gz"
    path.parent.mkdir()
    path.write_bytes(b"old")

    def full(*_):
        raise OSError("disk full")

    monkeypatch.setattr(files.os, "replace", full)
    with serving({"/a.gz": CONTENT}) as server, pytest.raises(OSError, match="disk full"):
        fetch(server, tmp_path)
    assert path.read_bytes() == b"old" and list(path.parent.iterdir()) == [path]


def test_the_network_is_imported_by_a_download_alone():
    code = "import sys, utils.datasets, utils.models; print('urllib.request' in sys.modules)"
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", code]
    assert subprocess.check_output(command, cwd=root, text=True).strip() == "False"
