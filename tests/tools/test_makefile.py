"""The Makefile, the commands and the help name the same things; CI does what they do."""

import re
import subprocess

from tools import options
from tools.workspace import ROOT

MAKEFILE = (ROOT / "Makefile").read_text()


def test_each_command_is_a_target_and_in_the_help():
    targets = re.search(r"^(help .+):$", MAKEFILE, re.MULTILINE)[1].split()
    assert set(targets) == set(options.COMMANDS)
    assert set(re.findall(r"^make ([\w-]+)", options.HELP, re.MULTILINE)) == set(options.COMMANDS)
    assert f".PHONY: {' '.join(targets)}" in MAKEFILE


def test_each_variable_becomes_an_option():
    chosen = options.parse(["run", "--packages", "oldest", "--article", "xor", "--upgrade"])
    assert (chosen.packages, chosen.article, chosen.upgrade) == ("oldest", "xor", True)
    for variable in ("PACKAGES", "ARTICLE", "UPGRADE"):
        assert f"$(if $({variable}),--{variable.lower()}" in MAKEFILE
        assert variable in options.HELP


def test_ci_runs_the_test_command_with_a_browser_and_nothing_else():
    commands = (ROOT / ".ci/run").read_text().splitlines()
    assert commands == ["#!/usr/bin/env bash", "set -e", "make browser", "CI=true make test"]
    if (ROOT / ".git").exists():
        listed = subprocess.check_output(["git", "ls-files", "-s", ".ci/run"], cwd=ROOT, text=True)
        assert listed.startswith("100755 ")
