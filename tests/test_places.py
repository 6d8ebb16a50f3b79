"""Places: where each file stands, how long it is, and what a folder says of itself."""

import ast
import os
import tomllib
from pathlib import Path

import pytest

import utils
from tests.test_architecture import PATHS, ROOT, source

LONGEST, MOST = 250, 33  # lines of a file of utils, and files that its listing may hold


def test_all_of_utils_is_installed():
    """setuptools skips a package called utils, so that every folder is named."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    settings = settings["tool"]["setuptools"]
    folders = {path.parent.relative_to(ROOT) for path in (ROOT / "utils").rglob("*.py")}
    assert set(settings["packages"]) == {".".join(folder.parts) for folder in folders}
    style = next((ROOT / "utils").rglob("*.mplstyle")).parent.relative_to(ROOT)
    assert "*.mplstyle" in settings["package-data"].get(".".join(style.parts), [])


def test_utils_is_ours_and_the_only_one():
    assert Path(utils.__file__) == ROOT / "utils" / "__init__.py"
    found = []
    for folder, inside, files in os.walk(ROOT):
        inside[:] = [name for name in inside if name[0] != "." and name not in ("_site", "build")]
        found += [
            Path(folder) / name for name in (*inside, *files) if name in ("utils", "utils.py")
        ]
    assert found == [ROOT / "utils"]


@pytest.mark.parametrize("name", PATHS)
def test_every_module_has_its_tests_where_it_stands(name):
    *folders, last = name.split(".")
    assert ROOT.joinpath("tests", *folders, f"test_{last}.py").exists()


@pytest.mark.parametrize("name", PATHS)
def test_files_are_short(name):
    assert len(source(name).splitlines()) <= LONGEST


def test_the_listing_of_utils_is_a_glossary():
    assert len(list((ROOT / "utils").glob("*.py"))) <= MOST


def folders():
    """Those of ours that hold code."""
    for folder, inside, files in os.walk(ROOT):
        inside[:] = [name for name in inside if name[0] not in "._" and name != "build"]
        if any(name.endswith(".py") for name in files):
            yield Path(folder).relative_to(ROOT)


@pytest.mark.parametrize("folder", list(folders()), ids=str)
def test_a_folder_says_in_one_line_what_it_is_for(folder):
    readme, module = ROOT / folder / "README.md", ROOT / folder / "__init__.py"
    said = readme.read_text(encoding="utf-8") if readme.exists() else None
    if said is None and module.exists():
        said = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8")))
    assert said and 10 < len(said.splitlines()[0]) <= 100
