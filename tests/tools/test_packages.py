"""The sets of packages, and the files that define them."""

import re
import subprocess
import sys
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


@pytest.mark.parametrize("tests", [False, True])
def test_every_set_installs_the_same_project(tests):
    project = packages.wanted("locked", tests)[:2]
    assert project[0] == "-e" and project[1].startswith(".[")
    assert set(re.findall(r"\w+", project[1])) <= set(EXTRAS)
    for wish in ("oldest", "latest"):
        assert packages.wanted(wish, tests)[:2] == project


def test_requirements_are_what_tests_install():
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    words = [word for line in lines if line[0] != "#" for word in line.split()]
    assert sorted(words) == sorted(packages.wanted("locked", tests=True))


def test_a_reader_installs_no_test_tool():
    """What tests need, and only they, is left out of a reader's environment."""
    asked = set(re.findall(r"\w+", packages.READERS[1]))
    reader = {Requirement(text).name for extra in asked for text in EXTRAS[extra]}
    only_tests = {Requirement(text).name for text in EXTRAS["test"]} - reader
    assert {"jax", "onnx", "ruff", "dask", "hypothesis", "pytest"} <= only_tests
    assert asked | {"site", "test"} == set(re.findall(r"\w+", packages.TESTS[1]))


def test_commands_for_readers_do_without_the_test_tools():
    """None in sys.modules stands for a package that is not there."""
    names = "pytest nbval jax onnx dask hypothesis array_api_strict imageio_ffmpeg".split()
    script = f"import sys; sys.modules |= dict.fromkeys({names})\n"
    script += "from tools import accept, commands, lab, rebuild\nimport jupyterlab.labapp"
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)


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
