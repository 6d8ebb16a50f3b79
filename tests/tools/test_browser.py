"""`make browser` on machines that are played by their PATH."""

import os

import pytest

from tools import Problem, browser


def command(folder, name, script):
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A folder that holds all commands of the machine."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    return tmp_path


@pytest.mark.parametrize("name", browser.NAMES)
def test_a_browser_that_is_there_is_used(name, machine, capsys):
    command(machine, name, "")
    command(machine, "apt-get", "exit 1")
    assert browser.browser() == 0 and str(machine / name) in capsys.readouterr().out


@pytest.mark.parametrize("root", [True, False])
def test_one_is_installed_by_the_system(root, machine, monkeypatch):
    made = machine / "chromium"
    command(machine, "apt-get", f'[ "$1" = update ] || {{ echo > {made}; /bin/chmod +x {made}; }}')
    command(machine, "sudo", f'echo "$@" >> {machine}/asked; "$@"')
    monkeypatch.setattr(os, "geteuid", lambda: 0 if root else 1000, raising=False)
    assert browser.browser() == 0 and browser.found() == str(made)
    assert (machine / "asked").exists() is not root


def test_a_system_without_packages_gets_a_sentence(machine):
    with pytest.raises(Problem, match="install Chromium or Google Chrome by the means of your sys"):
        browser.browser()


def test_an_installation_that_fails_gets_a_sentence(machine):
    command(machine, "apt-get", "exit 100")
    with pytest.raises(Problem, match="apt-get could not install chromium"):
        browser.browser()
