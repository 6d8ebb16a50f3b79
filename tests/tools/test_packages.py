"""The sets of packages, and the files that define them."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement

from tools import Problem, packages
from tools.workspace import ROOT

FREEZE = """\
# made by pip freeze
numpy==2.1.3
jaxlib @ https://host/jaxlib-0.7-cp313.whl#sha256=00
tensorflow==2.20.0
google-colab @ file:///colabtools/google-colab.tar.gz
-e git+https://host/x#egg=x
"""
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]


def test_each_set_has_a_folder_of_its_own(tmp_path):
    (tmp_path / "colab.txt").touch()
    names = [packages.folder(wish).name for wish in ("locked", "oldest", "latest")]
    assert [*names, packages.folder(str(tmp_path / "colab.txt")).name] == [
        ".venv",
        ".venv-oldest",
        ".venv-latest",
        ".venv-colab",
    ]


def test_an_unknown_set_is_refused():
    with pytest.raises(Problem, match="no file 'newest'"):
        packages.folder("newest")


def test_a_freeze_becomes_constraints(tmp_path, monkeypatch):
    monkeypatch.setattr(packages, "ROOT", tmp_path)
    (tmp_path / "colab.txt").write_text(FREEZE)
    pins = packages.pins(tmp_path / "colab.txt").read_text().split()
    assert pins == ["numpy==2.1.3", "tensorflow==2.20.0", "tensorflow-cpu==2.20.0"]


def test_every_set_installs_what_requirements_names():
    project = packages.wanted("oldest")[:2]
    assert project[0] == "-e" and project[1].startswith(".[")
    assert packages.wanted("latest")[:2] == project
    assert set(re.findall(r"\w+", project[1])) <= set(EXTRAS)
    assert packages.wanted("locked") == ["-r", "requirements.txt"]


def test_constraints_hold_one_version_a_line_and_no_address():
    for line in (ROOT / "constraints.txt").read_text().splitlines():
        assert re.fullmatch(r"[\w.-]+==[\w.+!]+( ; .+)?", line), line


def test_constraints_pin_everything_that_pyproject_asks_for():
    pinned = [Requirement(line) for line in (ROOT / "constraints.txt").read_text().splitlines()]
    for text in PROJECT["dependencies"] + sum(EXTRAS.values(), []):
        wanted = Requirement(text)
        versions = [str(pin.specifier)[2:] for pin in pinned if pin.name == wanted.name]
        assert versions and all(map(wanted.specifier.contains, versions)), text


def test_the_core_needs_what_computes_and_what_draws_only():
    needed = {Requirement(text).name for text in PROJECT["dependencies"]}
    assert needed == {"numpy", "matplotlib", "pillow"}
