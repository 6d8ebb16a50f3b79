"""The mutation test on a small library, whose tests have known gaps."""

import pytest

from tools import Problem, flips, mutations

SUMS = """\
LIMIT = 3

def mean(x):
    return sum(x) / len(x)

def spread(x):
    return max(x) - min(x)

def first(x):
    k = 0
    while x[k] < 0:
        k += 1
    return x[k]
"""
OWN_TESTS = "from utils.sums import mean\ndef test_mean():\n    assert mean([1, 3]) == 2\n"
OTHER_TESTS = """\
import pytest
from utils.sums import first, spread

def test_spread():
    assert spread([1, 3]) == 2

@pytest.mark.keras
def test_first():
    assert first([-1, 5]) == 5
"""
FAR_TESTS = """\
import importlib

def test_everything():
    assert importlib.import_module("utils.sums").LIMIT == 3
"""
PYPROJECT = """\
[tool.pytest.ini_options]
pythonpath = ["."]
markers = ["keras: slow"]
"""


@pytest.fixture
def root(tmp_path, monkeypatch):
    for name in ("utils", "tests", "tools"):
        (tmp_path / name).mkdir()
    (tmp_path / "utils" / "__init__.py").write_text("")
    (tmp_path / "utils" / "sums.py").write_text(SUMS)
    (tmp_path / "tests" / "test_sums.py").write_text(OWN_TESTS)
    (tmp_path / "tests" / "test_more.py").write_text(OTHER_TESTS)
    (tmp_path / "tests" / "test_far.py").write_text(FAR_TESTS)
    (tmp_path / "pyproject.toml").write_text(PYPROJECT)
    monkeypatch.setattr(mutations, "ROOT", tmp_path)
    return tmp_path


def fault(old, new, test=""):
    assert SUMS.count(old) == 1
    return mutations.Fault(f"{old} to {new}", "utils/sums.py", SUMS.replace(old, new), test)


CAUGHT = {
    "tests/test_sums.py::test_mean": ("/ len(x)", "* len(x)"),
    "tests/test_more.py::test_spread": ("- min(x)", "+ min(x)"),
    "tests/test_more.py::test_first": ("< 0", "> 0"),
    "tests/test_far.py::test_everything": ("LIMIT = 3", "LIMIT = 4"),
}


@pytest.mark.parametrize("test", CAUGHT)
def test_caught(test, root):
    verdict = mutations.seed(fault(*CAUGHT[test]))
    assert verdict.caught_by == test
    assert not list((root / "build" / "mutations").iterdir())


def test_an_endless_loop_is_caught(root, monkeypatch):
    monkeypatch.setattr(mutations, "PATIENCE", 5)
    verdict = mutations.seed(fault("k += 1", "k += 0"))
    assert verdict.caught_by.endswith("which did not end")


def test_a_fault_that_stays_green_fails(root, capsys):
    survivor = fault("max(x)", "max(0, *x)")
    assert mutations.test([survivor, fault("/ len(x)", "* len(x)")]) == 1
    assert (
        "2 faults, 1 of them not caught by a test.\n  utils/sums.py: max(x)"
        in capsys.readouterr().out
    )


def test_all_caught(root, capsys):
    faults = [fault("- min(x)", "+ min(x)"), fault("/ len(x)", "* len(x)")]
    assert mutations.test(faults) == 0
    assert "2 faults, 0 of them not caught by a test" in capsys.readouterr().out


def test_a_test_that_is_always_red_catches_nothing(root, capsys):
    (root / "tests" / "test_sums.py").write_text("def test_mean():\n    assert 0\n")
    assert mutations.test([fault("/ len(x)", "* len(x)")]) == 1
    assert "Red without any fault" in capsys.readouterr().out


def test_a_fault_with_a_test_of_its_own_is_caught_by_that_one(root, capsys):
    name = "tests/test_more.py::test_spread"
    assert mutations.test([fault("- min(x)", "+ min(x)", name)]) == 0
    assert mutations.test([fault("- min(x)", "+ min(x)", "tests/test_far.py")]) == 1
    assert "- min(x) to + min(x) (tests/test_far.py)" in capsys.readouterr().out


def test_a_fault_with_a_test_of_its_own_must_let_the_code_be_imported(root):
    unimportable = ("def spread(x):", "def spread(x:")
    assert mutations.test([fault(*unimportable, "tests/test_more.py")]) == 1
    assert mutations.test([fault(*unimportable)]) == 0


def test_a_folder_of_utils_has_its_tests_in_a_folder(root):
    """Its own are run first, wherever it stands."""
    for name in ("utils/drawing", "tests/drawing", "tests/tools"):
        (root / name).mkdir(parents=True)
    (root / "utils" / "drawing" / "ends.py").write_text("def last(x):\n    return x[-1]\n")
    (root / "utils" / "faces.py").write_text("from .drawing.ends import last\n")
    test = "from utils.{} import last\ndef test_last():\n    assert last([1, 3]) == 3\n"
    (root / "tests" / "drawing" / "test_ends.py").write_text(test.format("drawing.ends"))
    (root / "tests" / "test_faces.py").write_text(test.format("faces"))
    (root / "tests" / "tools" / "test_not_of_utils.py").write_text("def test():\n    assert 0\n")
    assert mutations.reach("utils/drawing/ends.py") == {"drawing.ends", "faces"}
    broken = mutations.Fault("first", "utils/drawing/ends.py", "def last(x):\n    return x[0]\n")
    assert mutations.seed(broken).caught_by == "tests/drawing/test_ends.py::test_last"
    (root / "tests" / "drawing" / "test_ends.py").write_text("")
    assert mutations.seed(broken).caught_by == "tests/test_faces.py::test_last"


ENTRY = """\
[[fault]]
name = "n"
file = "utils/sums.py"
old = "{}"
new = "y"
test = "{}"
"""


@pytest.mark.parametrize(
    ("old", "test", "complaint"),
    [
        ("x", "tests/test_sums.py", "expected once"),
        ("median", "tests/test_sums.py", "expected once"),
        ("LIMIT", "tests/test_median.py::test_it", "There is no tests/test_median.py::test_it"),
    ],
)
def test_an_entry_names_a_text_that_stands_once_and_its_test(old, test, complaint, root):
    table = root / "faults.toml"
    table.write_text(ENTRY.format(old, test))
    with pytest.raises(Problem, match=complaint):
        list(mutations.from_table(table))


def test_the_table_fits_the_code():
    faults = list(mutations.from_table(mutations.FAULTS))
    assert len(faults) >= 15
    assert len({fault.name for fault in faults}) == len(faults)
    for fault in faults:
        compile(fault.text, fault.file, "exec")


def test_imported():
    source = "from utils import layers, plots as p\nfrom utils.losses import mse\n"
    assert mutations.imported(source) >= {"layers", "plots", "losses"}
    assert mutations.imported("from . import checks\nfrom .files import write", "plots") == {
        "checks", "files", "files.write",
    }  # fmt: skip
    deep = "from ..style.page import style\nfrom ...files import write\nfrom .gif import block"
    assert mutations.imported(deep, "drawing.film.save") >= {
        "drawing.style.page", "drawing.film.gif", "files",
    }  # fmt: skip


def test_flips():
    source = "a = b - (c\n     + 1)\nif -a < b <= c:\n    a -= x.sum(axis=-1)[-1]\nf'{a - b}'\n"
    assert [line for _, line, _ in flips.flips(source)] == [
        "a = b + (c",
        "- 1)",
        "if +a < b <= c:",
        "if -a > b <= c:",
        "if -a < b >= c:",
        "a += x.sum(axis=-1)[-1]",
        "a -= x.sum(axis=-1)[+1]",
    ]
