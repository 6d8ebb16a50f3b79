"""JupyterLite with the notebooks in it, `_site/lite`: a whole Jupyter in the reader's browser.

It is built from packages of the environment alone. Its Python is the one that its kernel names, one
release before that of the pages; a notebook's copy names the kernel that it has there.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat

from tools import Problem, articles, kernel, library, pyodide, workspace
from tools.workspace import ROOT

KERNEL = {"display_name": "Python (Pyodide)", "language": "python", "name": "python"}
# What its kernel would otherwise ask the Python package index for.
COMM = "comm-0.2.3-py3-none-any.whl"
COMM_SUM = "c615d91d75f7f04f095b30d1c1711babd43bdc6419c1be9886a85f2f4e489417"
# Its kernel loads what a cell imports by name, but not what is imported through `utils`.
LOADED = {"loadPyodideOptions": {"packages": ["matplotlib", "pandas"]}}
SETTINGS = {
    "jupyter-lite-schema-version": 0,
    "jupyter-config-data": {
        "litePluginSettings": {"@jupyterlite/pyodide-kernel-extension:kernel": LOADED}
    },
}
APPS = ("notebooks", "edit", "consoles")  # the first opens a notebook, the others its menus


def build(target: Path) -> None:
    """Brings JupyterLite in `target` up to date; what is equal is not built again."""
    place = ROOT / "build" / "lite"
    content = place / "content"
    fill(content)
    stamp, now = target / "built.txt", fingerprint(content)
    if stamp.exists() and stamp.read_text() == now:
        return
    for memory in place.glob(".*"):  # of what an earlier build left in the target, now emptied
        workspace.remove(memory)
    add_comm(place / "pypi")
    (place / "jupyter-lite.json").write_text(json.dumps(SETTINGS))
    shutil.rmtree(target, ignore_errors=True)
    run_build(place, content, target)
    stamp.write_text(now)


def fill(content: Path) -> None:
    """Copies the notebooks, their pictures, and what a first cell looks for."""
    shutil.rmtree(content, ignore_errors=True)
    for notebook in articles.find(ROOT):
        nb = nbformat.read(ROOT / notebook, as_version=4)
        nb.metadata.kernelspec = KERNEL
        (content / notebook).parent.mkdir(parents=True)
        nbformat.write(nb, content / notebook)
        pictures = notebook.parent / workspace.PICTURES
        shutil.copytree(ROOT / pictures, content / pictures)
    for path in library.files():
        workspace.copy(path, content / path.relative_to(ROOT))


def fingerprint(content: Path) -> str:
    """Changes with what the reader finds there, and with this file."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for path in sorted(path for path in content.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(content)}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def add_comm(folder: Path) -> None:
    content = pyodide.wheel(COMM.partition("-py3")[0].replace("-", "=="), COMM).read_bytes()
    if hashlib.sha256(content).hexdigest() != COMM_SUM:
        raise Problem(f"{COMM} from PyPI is not the file that tools/lite.py names.")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / COMM).write_bytes(content)


def run_build(place: Path, content: Path, target: Path) -> None:
    command = [sys.executable, "-m", "jupyterlite_core", "build", "--lite-dir", str(place)]
    command += ["--contents", str(content), "--output-dir", str(target), "--no-sourcemaps"]
    command += ["--no-unused-shared-packages", *(f"--apps={name}" for name in APPS)]
    variables = {**os.environ, **kernel.environment()}
    done = subprocess.run(command, cwd=place, env=variables, capture_output=True, text=True)
    if done.returncode or not (target / "notebooks" / "index.html").exists():
        raise Problem(f"JupyterLite could not be built: {(done.stdout + done.stderr)[-1500:]}")
