"""`make browser`: installs the browser in which tests/browser see what a reader sees, Chromium."""

from __future__ import annotations

import os
import shutil
import subprocess

from tools import Problem

NAMES = ("chromium", "chromium-browser", "google-chrome")
INSTALL = (["apt-get", "update", "--quiet"], ["apt-get", "install", "--yes", "chromium"])


def found() -> str | None:
    """The path of a browser that the tests can drive."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def browser() -> int:
    """Installs one with Debian's packages where there is none."""
    if found() is None:
        install()
    print(f"The tests use {found()}.")
    return 0


def install() -> None:
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    first = [] if root else ["sudo"]
    if shutil.which("apt-get") is None or (first and shutil.which("sudo") is None):
        raise Problem(
            "No browser for the tests was found, and it cannot be installed from here: install "
            "Chromium or Google Chrome by the means of your system, and run this again."
        )
    for command in INSTALL:
        subprocess.run([*first, *command], stdin=subprocess.DEVNULL)
    if found() is None:
        raise Problem("apt-get could not install chromium: see its messages above.")
