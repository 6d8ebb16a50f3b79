"""Files that the site or its tests need from npm packages, fetched once and checked.

Nothing of them is committed. A package's version and its checksum stand here, so that what is
fetched today is what was read and tried when the line was written.
"""

import base64
import hashlib
import shutil
import subprocess
import tarfile
from pathlib import Path

from tools import Problem, locks
from tools.workspace import ROOT

# name -> version, and the sha512 that the registry states for its archive
PACKAGES = {
    "@fontsource/source-code-pro": (
        "5.3.1",
        "qsJEkwJWXYP/9clmtt3BsIlZ+Lr4cuRgNAgu0vyZdCgESMRMhRkAmEFFHHNM81VdeURqg5D5+Rr3bALDFav78A==",
    ),
    "@fontsource/source-serif-4": (
        "5.3.1",
        "cWcTCXjYYrgF9A67fThVir1VSc0lPEYmwQ6jA4pPt01s2MSCi/maINUcZoCzaqnU8fyUReDO97eGcBUkHgOeug==",
    ),
    "@mathjax/mathjax-newcm-font": (
        "4.1.3",
        "gzAB3dFHilHX1l5x2xUqRL+1jDQt3Fyza1DkEMVXWC4E8SvsGdlgEza47HYi2WhVcgfkvf4zgUGzuhbq3Pjlew==",
    ),
    "axe-core": (
        "4.14.1",
        "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
    ),
    "mathjax": (
        "4.1.3",
        "BN/8Pkgn7G1pIDYJqd9md+JHsE/jydSYbyOZnSdSA0WziuVO8mRxdYiWFumkVVly/8U+hm9DpIIoWuvySverzw==",
    ),
    "pyodide": (
        "0.27.7",
        "RUSVJlhQdfWfgO9hVHCiXoG+nVZQRS5D9FzgpLJ/VcgGBLSAKoPL8kTiOikxbHQm1kRISeWUBdulEgO26qpSRA==",
    ),
}


def package(name: str) -> Path:
    """The folder of a package, under build/npm; fetched if it is not there yet."""
    version, checksum = PACKAGES[name]
    place = ROOT / "build" / "npm" / f"{name.replace('/', '-')}-{version}"
    with locks.held(ROOT / "build" / "npm.lock", f"Another command fetches {name}.", wait=True):
        if not place.exists():
            _unpack(_archive(name, version, checksum), place)
    return place


def _archive(name: str, version: str, checksum: str) -> Path:
    """Fetches the archive by the user's own npm, so that its settings hold."""
    folder = ROOT / "build" / "npm"
    folder.mkdir(parents=True, exist_ok=True)
    npm = shutil.which("npm")
    if npm is None:
        raise Problem(
            f"{name} {version} comes from the npm registry, and there is no npm here: install "
            "Node.js, which brings it, and run the same command again."
        )
    command = [npm, "pack", f"{name}@{version}", "--silent", "--pack-destination", str(folder)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    path = folder / (done.stdout.split() or [""])[-1]
    if done.returncode or not path.is_file():
        raise Problem(f"npm could not fetch {name} {version}: {done.stderr.strip()[-500:]}")
    found = base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()
    if found != checksum:
        path.unlink()
        raise Problem(
            f"{name} {version} is not the archive that tools/npm.py names: its sha512 is {found}. "
            "Look at what changed before you write that down."
        )
    return path


def _unpack(archive: Path, place: Path) -> None:
    """Unpacks beside the place and moves, so that an interrupted unpacking leaves nothing."""
    draft = place.with_name(place.name + ".draft")
    shutil.rmtree(draft, ignore_errors=True)
    with tarfile.open(archive) as tar:
        tar.extractall(draft, filter="data")
    (draft / "package").rename(place)
    shutil.rmtree(draft)
    archive.unlink()
