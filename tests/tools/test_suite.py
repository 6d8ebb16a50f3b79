"""`make test` runs every step, prints what it prints, and fails when one of them does."""

from importlib.util import find_spec

import pytest

from tools import reference, suite
from tools.table import table


@pytest.fixture
def steps(monkeypatch):
    """Two steps in the reference environment; the values decide how they end."""
    chosen = {"first": ["-c", "print('12 passed')"], "second": ["-c", "print('too')"]}
    monkeypatch.setattr(suite, "steps", lambda strict: chosen)
    monkeypatch.setattr(suite, "is_reference", lambda: (True, ""))
    return chosen


def test_all_steps_pass(steps, capfd):
    assert suite.test() == 0
    lines = capfd.readouterr().out.splitlines()
    assert "12 passed" in lines and "too" in lines
    assert [line.split()[::2] for line in lines[-2:]] == [["first", "passed"], ["second", "passed"]]


def test_a_failure_stops_no_other_step(steps, capfd):
    steps["first"] = ["-c", "raise SystemExit(3)"]
    assert suite.test() == 1
    said = capfd.readouterr().out
    assert "too" in said.splitlines()
    assert "FAILED (status 3)" in said


def test_what_is_left_out_is_said_in_one_line(steps, monkeypatch, capfd):
    monkeypatch.setattr(suite, "is_reference", lambda: (False, "this is a Mac"))
    suite.test()
    first = capfd.readouterr().out.splitlines()[0]
    assert first.startswith("Left out: ") and "(this is a Mac)" in first


def test_each_step_can_be_started():
    for flag, module, *_ in suite.steps(strict=True).values():
        assert flag == "-m" and find_spec(module)


def test_what_a_reader_sees_is_a_step_of_its_own():
    steps = suite.steps(strict=True)
    assert steps["tests"][2:5] == ["tests", "--ignore", suite.BROWSER]
    assert steps["browser"][2:4] == [suite.BROWSER, "-rs"]


def test_elsewhere_only_our_own_warnings_are_errors():
    assert suite.OWN_WARNINGS in suite.steps(strict=False)["tests"]
    assert suite.OWN_WARNINGS not in suite.steps(strict=True)["tests"]


def test_columns_are_as_wide_as_their_longest_entry():
    text = table(["step", "s"], [["lint", "7"], ["mutations", "100"]], "<>")
    assert text.splitlines() == [
        "step         s",
        "---------  ---",
        "lint         7",
        "mutations  100",
    ]


@pytest.fixture
def here(monkeypatch):
    """An environment that looks like the reference."""
    monkeypatch.setattr(reference.platform, "system", lambda: "Linux")
    monkeypatch.setattr(reference.platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(reference.sys, "version_info", (3, 11, 9))
    monkeypatch.setattr(reference, "differing", lambda lines: [])
    return monkeypatch


def test_the_reference_environment_is_recognised(here):
    assert reference.is_reference() == (True, "")


@pytest.mark.parametrize(
    "what, value, reason",
    [
        ("platform.system", lambda: "Darwin", "this is Darwin x86_64"),
        ("platform.machine", lambda: "aarch64", "this is Linux aarch64"),
        ("sys.version_info", (3, 12, 1), "this is Python 3.12"),
        ("differing", lambda lines: ["numpy 2.0 instead of ==2.4"], "numpy 2.0 instead"),
    ],
)
def test_what_is_different_is_named(what, value, reason, here):
    here.setattr(f"tools.reference.{what}", value)
    strict, said = reference.is_reference()
    assert not strict and reason in said


def test_installed_versions_are_held_to_the_constraints():
    version = reference.version("pytest")
    assert reference.differing([f"pytest=={version}", "no-such-package==1"]) == []
    assert reference.differing(["pytest==0.1 ; python_version < '3'"]) == []
    assert reference.differing(["pytest==0.1"]) == [f"pytest {version} instead of ==0.1"]
