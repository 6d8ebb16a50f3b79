"""The book that `make site` puts beside the pages: an EPUB, and a PDF printed from the same files.

Sphinx makes the EPUB as docs/book says. Chromium prints the PDF; where there is none, the PDF is
left out, and a line says so.
"""

import hashlib
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tools import articles, browser, pdf, printed, server
from tools.workspace import ROOT

WORK = ROOT / "build" / "book"
NAME = "ilearndeeplearning"
TOOLS = ("book", "citing", "formulas", "npm", "pdf", "printed")
OPTIONS = """--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync
    --disable-background-networking --disable-component-update""".split()
AS_STYLED = {"prefer_css_page_size": True, "print_background": True}
PATIENCE = 600_000  # milliseconds; printing takes under a minute on a machine with nothing else


def build(place: Path, sphinx) -> None:
    """Makes both files in the folder `place`, if anything has changed that they are made of.

    sphinx: the function that runs a builder of Sphinx.
    """
    stamp = fingerprint()
    made = WORK / "made"
    epub, paper = (place / f"{NAME}.{kind}" for kind in ("epub", "pdf"))
    wanted = [epub, paper] if browser.found() else [epub]
    if made.exists() and made.read_text() == stamp and all(path.exists() for path in wanted):
        return
    place.mkdir(parents=True, exist_ok=True)
    made.unlink(missing_ok=True)
    began = time.perf_counter()
    shutil.rmtree(WORK / "epub", ignore_errors=True)
    sphinx("epub", WORK / "epub", "-c", "docs/book", "-E")
    shutil.copyfile(WORK / "epub" / epub.name, epub)
    say(epub, time.perf_counter() - began)
    began = time.perf_counter()
    paper.unlink(missing_ok=True)
    if browser.found():
        with ThreadPoolExecutor(1) as own:  # a test that builds the site has a Playwright running
            own.submit(print_pdf, paper).result()
        say(paper, time.perf_counter() - began)
    else:
        print("NO BROWSER, so the book is made without its PDF: `make browser` installs one.")
    made.write_text(stamp)


def say(path: Path, seconds: float) -> None:
    print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB, made in {seconds:.0f} s.", flush=True)


def fingerprint() -> str:
    """Of all that the book is made of."""
    files = [ROOT / "CITATION.cff", ROOT / "pyproject.toml", ROOT / "docs" / "conf.py"]
    files += sorted(path for path in (ROOT / "docs" / "book").iterdir() if path.is_file())
    files += [ROOT / "tools" / f"{name}.py" for name in TOOLS]
    for notebook in articles.find(ROOT):
        pictures = ROOT / notebook.parent / "final_visualisations"
        files += [ROOT / notebook, *sorted(pictures.glob("*"))]
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.relative_to(ROOT).as_posix()}\n".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def print_pdf(target: Path) -> None:
    """Prints the page; once more, if the pages in its table of contents are not the right ones."""
    from playwright.sync_api import sync_playwright

    path = printed.page(WORK / "epub", WORK / "print")
    with server.serving(printed.BUILD) as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser.found(), args=OPTIONS)
        page = chromium.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(address + printed.served(path))
        headings = page.evaluate("ready")
        shown, pages = None, []
        while pages != shown:
            shown = pages
            page.evaluate("number", pages)
            page.pdf(path=target, tagged=True, outline=True, **AS_STYLED)
            outline = pdf.Pdf(target).outline()
            pages = [entry.page for entry in outline if entry.level == 2]
        chromium.close()
    target.write_bytes(pdf.Pdf(target).retitled(headings))
