"""`make browser`: installs the browsers in which tests/browser see what a reader sees.

Chromium is driven by the tests. Firefox, Debian's long-term release, has no driver here: it opens
one page, which reports by itself.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

from tools import Problem

NAMES = ("chromium", "chromium-browser", "google-chrome")
FIREFOX = ("firefox-esr", "firefox")
PACKAGES = {"chromium": NAMES, "firefox-esr": FIREFOX}
# What keeps a browser from asking anybody for anything but this machine.
CHROMIUM_ALONE = """--headless --no-sandbox --disable-gpu --disable-quic --no-first-run
    --disable-background-networking --disable-component-update --disable-sync
    --proxy-server=127.0.0.1:9""".split()
FIREFOX_ALONE = {
    "app.normandy.enabled": False,
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.type": 1,
    "toolkit.telemetry.reportingpolicy.firstRun": False,
}


def found(names=NAMES) -> str | None:
    """The path of a browser; without names, of one that the tests can drive."""
    return next(filter(None, map(shutil.which, names)), None)


def command(package: str, profile: Path) -> list[str]:
    """How to open a page in a browser without a window, which keeps what it must in `profile`."""
    path = found(PACKAGES[package])
    if path is None:
        raise Problem(f"There is no {package} here: run `make browser`.")
    if package == "chromium":
        return [path, *CHROMIUM_ALONE, f"--user-data-dir={profile}"]
    lines = [f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in FIREFOX_ALONE.items()]
    (profile / "user.js").write_text("\n".join(lines) + "\n")
    return [path, "--headless", "--no-remote", "--profile", str(profile)]


def browser() -> int:
    """Installs those with Debian's packages that are not there."""
    missing = [package for package, names in PACKAGES.items() if found(names) is None]
    if missing:
        install(missing)
    print(f"The tests use {found()} and {found(FIREFOX)}.")
    return 0


def install(packages: list[str]) -> None:
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    first = [] if root else ["sudo"]
    if shutil.which("apt-get") is None or (first and shutil.which("sudo") is None):
        raise Problem(
            f"{' and '.join(packages)} for the tests cannot be installed from here: install "
            "Chromium or Google Chrome, and Firefox, by the means of your system, and run this "
            "again."
        )
    for words in ["update", "--quiet"], ["install", "--yes", *packages]:
        subprocess.run([*first, "apt-get", *words], stdin=subprocess.DEVNULL)
    missing = [package for package in packages if found(PACKAGES[package]) is None]
    if missing:
        raise Problem(f"apt-get could not install {' and '.join(missing)}: see its messages above.")
