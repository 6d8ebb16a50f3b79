"""The way in: any Python must be able to read it, and only a supported one goes on."""

import ast
import inspect
import re
import subprocess
import sys

import pytest

from tools import __main__ as entry
from tools import environment, home, options
from tools.workspace import ROOT

NEW_SYNTAX = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Match, ast.Nonlocal)


def test_an_old_python_can_read_it():
    tree = ast.parse(inspect.getsource(entry))
    assert not [node for node in ast.walk(tree) if isinstance(node, NEW_SYNTAX)]
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    assert functions and not any(function.returns for function in functions)


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 8, 18), (3, 10, 13), (3, 14, 0)])
def test_an_unsupported_python_gets_one_sentence(version, monkeypatch, capsys):
    monkeypatch.setattr(entry, "another_python", lambda: None)
    assert entry.main(["run"], version) == 1
    said = capsys.readouterr().err
    assert "This is Python {}.{}.{} ".format(*version) in said
    assert "needs 3.11, 3.12 or 3.13: install 3.13 by `brew install python@3.13`" in said
    assert "`make run PYTHON=" in said
    assert said.count("\n") == 1


def test_the_sentence_names_versions_that_work():
    versions = set(re.findall(r"3\.\d+", entry.SENTENCE))
    assert versions == {"{}.{}".format(*version) for version in entry.SUPPORTED}


def test_a_supported_python_on_the_path_is_used_instead(monkeypatch):
    calls = []
    monkeypatch.setattr(entry, "another_python", lambda: ["python3.12"])
    monkeypatch.setattr(entry.subprocess, "call", lambda command: calls.append(command) or 7)
    assert entry.main(["run", "--article", "xor"], (3, 8, 18)) == 7
    assert calls == [["python3.12", str(ROOT / "tools"), "run", "--article", "xor"]]


@pytest.mark.parametrize(
    "there, taken",
    [
        (["python3.13", "python3.12"], ["python3.12"]),
        (["py -3.13"], ["py", "-3.13"]),
        (["python3.10", "python3"], None),
    ],
)
def test_the_path_is_searched_by_version(there, taken, monkeypatch):
    monkeypatch.setattr(entry, "answers", lambda command, version: " ".join(command) in there)
    assert entry.another_python() == taken


def test_a_name_on_the_path_is_no_proof():
    this = sys.version_info[:2]
    assert entry.answers([sys.executable], this)
    assert not entry.answers([sys.executable], (this[0], this[1] + 1))
    assert not entry.answers(["no-such-python"], this)


def test_both_lists_of_versions_are_one():
    assert environment.SUPPORTED == tuple("{}.{}".format(*version) for version in entry.SUPPORTED)


def test_help_needs_no_environment(monkeypatch, capsys):
    monkeypatch.setattr(environment, "ensure", lambda *_: pytest.fail("set up for help"))
    assert entry.main([]) == entry.main(["help"]) == entry.main(["home"]) == 0
    assert options.HELP in capsys.readouterr().out


def test_a_problem_is_said_without_a_traceback(monkeypatch, capsys):
    def fail(packages, tests):
        raise environment.Problem("No network: connect.")

    monkeypatch.setattr(environment, "ensure", fail)
    assert entry.main(["run"]) == 1
    assert capsys.readouterr().err == "No network: connect.\n"


def test_it_goes_on_inside_the_environment(monkeypatch):
    monkeypatch.setattr(environment, "ensure", lambda packages, tests: f"{packages} {tests}")
    monkeypatch.setattr(environment, "become", lambda command: command)
    for name in ("run", "accept", "lab", "test", "bench", "lock"):
        command = [name, "--article", "xor", "--packages", "oldest"]
        python = f"oldest {name in ('test', 'bench', 'lock')}"
        assert entry.main(command) == [python, "-m", "tools.commands", *command]


def test_it_starts_by_its_path_from_anywhere(tmp_path):
    command = [sys.executable, "-W", "error", str(ROOT / "tools"), "home"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert home.address(ROOT) in done.stdout
