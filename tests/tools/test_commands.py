"""Inside the environment: what goes wrong there is said in a sentence."""

import subprocess
import sys

import pytest

from tools import Problem, commands, rebuild
from tools.workspace import ROOT


def fails(error):
    def run(article):
        raise error

    return run


@pytest.mark.parametrize(
    "error, status, said",
    [
        (Problem("Do this."), 1, "Do this."),
        (KeyboardInterrupt(), 130, "Interrupted."),
        (
            ModuleNotFoundError("No module named 'numpy'", name="numpy"),
            1,
            f"numpy is missing from {sys.prefix}, where it was installed: delete that folder and "
            "run the same command again.",
        ),
    ],
)
def test_what_went_wrong_is_a_sentence(error, status, said, monkeypatch, capsys):
    monkeypatch.setattr(rebuild, "run", fails(error))
    assert commands.main(["run"]) == status
    assert capsys.readouterr().err == said + "\n"


def test_a_missing_module_of_ours_is_a_fault_of_ours(monkeypatch):
    error = ModuleNotFoundError("No module named 'tools.gone'", name="tools.gone")
    monkeypatch.setattr(rebuild, "run", fails(error))
    with pytest.raises(ModuleNotFoundError):
        commands.main(["run"])


@pytest.mark.parametrize(
    "command, name",
    [("run", "numpy"), ("run", "nbformat"), ("lab", "jupyterlab"), ("lab", "jupyter_server")],
)
def test_a_package_deleted_from_the_environment_is_named(command, name):
    """None in sys.modules stands for a package that is not there."""
    script = f"import sys; sys.modules[{name!r}] = None\nfrom tools import commands\n"
    script += f"sys.exit(commands.main([{command!r}]))"
    python = [sys.executable, "-c", script]
    done = subprocess.run(python, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith(f"{name} is missing from {sys.prefix}, where it was installed")
    assert done.stderr.count("\n") == 1
