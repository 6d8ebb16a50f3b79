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


@pytest.mark.parametrize("names", [*zip(browser.NAMES, 2 * browser.FIREFOX)])
def test_browsers_that_are_there_are_used(names, machine, capsys):
    for name in names:
        command(machine, name, "")
    command(machine, "apt-get", "exit 1")
    assert browser.browser() == 0
    said = capsys.readouterr().out
    assert all(str(machine / name) in said for name in names)


@pytest.mark.parametrize("root", [True, False])
@pytest.mark.parametrize("there", [(), ("chromium",), ("firefox-esr",)])
def test_what_is_missing_is_installed_by_the_system(there, root, machine, monkeypatch):
    for name in there:
        command(machine, name, "")
    make = f'for each in "$@"; do echo > {machine}/$each; /bin/chmod +x {machine}/$each; done'
    command(machine, "apt-get", f'[ "$1" = update ] || {{ shift 2; echo "$@" > asked; {make}; }}')
    command(machine, "sudo", f'echo "$@" >> {machine}/sudoed; "$@"')
    monkeypatch.setattr(os, "geteuid", lambda: 0 if root else 1000, raising=False)
    monkeypatch.chdir(machine)
    assert browser.browser() == 0
    assert browser.found() == str(machine / "chromium")
    assert browser.found(browser.FIREFOX) == str(machine / "firefox-esr")
    asked = (machine / "asked").read_text().split()
    assert asked == [package for package in browser.PACKAGES if package not in there]
    assert (machine / "sudoed").exists() is not root


def test_a_system_without_packages_gets_a_sentence(machine):
    with pytest.raises(Problem, match="^chromium and firefox-esr .*: install Chromium or Goog"):
        browser.browser()


def test_an_installation_that_fails_gets_a_sentence(machine):
    command(machine, "chromium", "")
    command(machine, "apt-get", "exit 100")
    with pytest.raises(Problem, match="apt-get could not install firefox-esr"):
        browser.browser()


def test_a_browser_that_is_not_there_is_not_opened(machine, tmp_path):
    with pytest.raises(Problem, match="no firefox-esr here: run `make browser`"):
        browser.command("firefox-esr", tmp_path)


@pytest.mark.parametrize("package", browser.PACKAGES)
def test_a_page_is_opened_without_a_window_and_without_a_network(package, machine, tmp_path):
    command(machine, package, "")
    words = browser.command(package, tmp_path)
    assert words[0] == str(machine / package) and "--headless" in words
    settings = tmp_path / "user.js"
    alone = settings.read_text() if settings.exists() else " ".join(words)
    assert "127.0.0.1" in alone
