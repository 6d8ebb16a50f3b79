"""A lock is held by one process at a time."""

import subprocess
import sys

import pytest

from tools import Problem, locks
from tools.workspace import ROOT

HOLDER = """
import sys
from pathlib import Path
from tools import locks
with locks.held(Path(sys.argv[1]), "busy", wait=False):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path):
    """Another process that holds the lock until its standard input is closed."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    command = [sys.executable, "-c", HOLDER, str(tmp_path / "one.lock")]
    with subprocess.Popen(command, cwd=ROOT, **pipes) as process:
        assert process.stdout.readline() == "held\n"
        yield process


def test_the_second_gives_up_with_a_sentence(holder, tmp_path):
    with pytest.raises(Problem, match="^Another is at work[.]$"):
        with locks.held(tmp_path / "one.lock", "Another is at work.", wait=False):
            pytest.fail("two hold the lock")


def test_the_second_waits_and_says_so(holder, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(locks.time, "sleep", lambda seconds: holder.communicate())
    with locks.held(tmp_path / "one.lock", "Waiting.", wait=True):
        assert capsys.readouterr().out == "Waiting.\n"


def test_a_lock_goes_with_its_process(holder, tmp_path):
    holder.kill()
    holder.wait()
    with locks.held(tmp_path / "one.lock", "busy", wait=False):
        pass
