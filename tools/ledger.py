"""The ledger of cells that were found equal in a browser, and when an entry holds no longer.

tests/browser/verified.json has, for each notebook and browser, what was counted and a fingerprint
of all that the outputs depend on: the cells and what they show, the modules of `utils` that they
reach, what runs them in the browser, and the version of its Python. Comments do not count.
"""

import ast
import hashlib
import json
from functools import cache
from pathlib import Path

import nbformat

from tools import compare, npm
from tools.first_cell import imports, source
from tools.notebook import tags
from tools.workspace import ROOT

BROWSERS = ("chromium", "firefox-esr")
LEDGER = ROOT / "tests" / "browser" / "verified.json"
LIVE = ("docs/_static/live/cells.py", "docs/_static/live/keras_needed.py")


def code_cells(notebook: Path) -> list:
    """The cells that are run."""
    nb = nbformat.read(ROOT / notebook, as_version=4)
    return [cell for cell in nb.cells if cell.cell_type == "code" and cell.source.strip()]


def read() -> dict:
    """What was found equal: by notebook, then by browser, a verdict and its fingerprint."""
    return json.loads(LEDGER.read_text()) if LEDGER.exists() else {}


def keep(notebook: Path, name: str, counts: dict | None) -> None:
    """Writes what was counted into the ledger, its inputs too; None takes an old entry out."""
    kept = read()
    entries = kept.setdefault(notebook.as_posix(), {})
    entries.pop(name, None)
    if counts:
        entries[name] = counts
    LEDGER.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n")


def costs() -> dict:
    """For each article what running it on its page costs a reader, for the sentence there."""
    entries = {Path(path).parent.as_posix(): found for path, found in read().items()}
    return {
        article: {"megabytes": each["megabytes"], "minutes": max(1, round(each["seconds"] / 60))}
        for article, found in entries.items()
        if (each := found.get(BROWSERS[0]))
    }


def stale(notebook: Path) -> list[str]:
    """The browsers in which the notebook has not been found equal as it is now."""
    entries, now = read().get(notebook.as_posix(), {}), fingerprint(notebook)
    return [name for name in BROWSERS if entries.get(name, {}).get("inputs") != now]


def fingerprint(notebook: Path) -> str:
    """Changes with the code and the stored outputs, and with all code that they come from."""
    digest = hashlib.sha256(npm.PACKAGES["pyodide"][1].encode())
    for cell in code_cells(notebook):
        shown = [each for each in compare.shown(cell.outputs) if each[0] != "text/html"]
        digest.update(repr((cell.source, tags(cell), shown)).encode())
    for path in sorted(library(notebook) | {ROOT / name for name in LIVE}):
        digest.update(meaning(path).encode())
    return digest.hexdigest()[:16]


def library(notebook: Path) -> set[Path]:
    """The files of `utils` that the notebook's imports reach."""
    waiting = {name for cell in code_cells(notebook) for name in imported(ast.parse(cell.source))}
    found, known = set(), set()
    while waiting:
        name = waiting.pop()
        known.add(name)
        if path := source(ROOT, name):
            found.add(path)
            package = name if path.name == "__init__.py" else name.rpartition(".")[0]
            waiting |= imported(tree(path), package) - known
    return found


def imported(code: ast.AST, package: str | None = None) -> set[str]:
    return set(imports(ast.walk(code), package))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def meaning(path: Path) -> str:
    """The code of a file without what a computer does not read: comments and docstrings."""
    code = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(code):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            if isinstance(body[0].value, ast.Constant):
                del body[0]
    return ast.dump(code)
