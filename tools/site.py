"""`make site`: the collection as pages in `_site/`, and `make site-serve`, which shows them.

Sphinx reads the repository as it is: notebooks stay where they are and show their stored outputs.
What the pages need beside that, MathJax and the library for the reader's Python, is put beside
them, so that reading asks no other host for anything.
"""

import http.server
import json
import shutil
import subprocess
import sys
import webbrowser
from functools import partial
from pathlib import Path

from tools import (
    Problem,
    book,
    catalogue,
    kernel,
    ledger,
    library,
    lite,
    locks,
    npm,
    texts,
    workspace,
)
from tools.workspace import ROOT

SITE = ROOT / "_site"
MATHJAX = ("tex-chtml.js", "a11y/assistive-mml.js", "input/tex/extensions")
PORT = 8000


def site() -> int:
    """Builds everything; the exit status says whether it could."""
    build()
    print(f"The site is in {SITE.name}/: `make site-serve` opens it.")
    return 0


def build(with_book: bool = True) -> Path:
    """Brings `_site/` up to date; what has not changed since the last time is not made again."""
    with locks.held(ROOT / "build" / "site.lock", "Another command builds the site.", wait=True):
        extras = ROOT / "build" / "site-extras"
        copy_mathjax(extras / "mathjax")
        library.pack(extras / "utils.zip")
        (extras / "live.json").write_text(json.dumps(ledger.costs()))
        for language in catalogue.languages(ROOT / "docs" / "locale"):
            doctrees = ROOT / "build" / "doctrees" / f"html-{language}"
            options = ["-D", f"language={language}", "-d", str(doctrees)]
            sphinx("html", SITE / catalogue.folder(language), *options)
        lite.build(SITE / "lite")
        for name in ("_sources", ".buildinfo"):
            workspace.remove(SITE / name)
        texts.write(SITE)
        if with_book:
            book.build(SITE / "book", sphinx)
    return SITE


def sphinx(builder: str, target: Path, *options: str) -> None:
    """One run of Sphinx over the repository; a warning is an error."""
    doctrees = ROOT / "build" / "doctrees" / builder
    command = [sys.executable, "-m", "sphinx", "-b", builder, "-c", "docs", "-d", str(doctrees)]
    command += ["-q", "-W", "--keep-going", *options, ".", str(target)]
    status = subprocess.run(command, cwd=ROOT, env=kernel.environment()).returncode
    # MyST-NB would put pictures there, and has none.
    workspace.remove(target.parent / "jupyter_execute")
    if status:
        raise Problem("The site could not be built: Sphinx's lines above say why.")


def copy_mathjax(place: Path) -> None:
    """What pages load of MathJax and its font, without what they do not."""
    stamp, kept = json.dumps([MATHJAX, npm.PACKAGES]), place / "from.json"
    if kept.exists() and kept.read_text(encoding="utf-8") == stamp:
        return
    shutil.rmtree(place, ignore_errors=True)
    for name in MATHJAX:
        workspace.copy(npm.package("mathjax") / name, place / name)
    font = npm.package("@mathjax/mathjax-newcm-font")
    for name in ("chtml.js", "chtml"):
        workspace.copy(font / name, place / "font" / name)
    kept.write_text(stamp, encoding="utf-8")


def serve() -> int:
    """Builds the pages, opens them in the reader's browser, and serves them until Ctrl-C."""
    build(with_book=False)
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(SITE))
    with http.server.ThreadingHTTPServer(("127.0.0.1", PORT), handler) as server:
        address = f"http://127.0.0.1:{PORT}/"
        print(f"The site is at {address}; Ctrl-C ends this.", flush=True)
        webbrowser.open(address)
        server.serve_forever()
    return 0
