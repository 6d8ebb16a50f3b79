"""A browser, and a Jupyter server with a small article in it."""

import os
import socket
import subprocess
import sys
import time
import urllib.request

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tests.browser.shown import Watched, served
from tools import browser as browser_of_tests
from tools import lab, site
from tools.normalise import KERNEL
from tools.workspace import ROOT

FOUND = browser_of_tests.found()
QUIET = """--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync""".split()

TITLE = 'TITLE = "The first title"'
DRAW = """\
import numpy as np
from utils import animation
x = np.linspace(0, 1, 11)
def scene():
    rising = animation.Curves({"rising": x, "falling": 1 - x}, unit="step")
    return animation.Scene([[rising]], TITLE, frames=4)
"""
FILM = 'animation.save(scene(), "final_visualisations/film.gif")'
STILL = 'scene().picture().save("final_visualisations/still.png")'
UNSAVED = "scene().picture()"


@pytest.fixture(scope="session")
def browser():
    """Chromium, without a window. In CI, on Linux, it must be there."""
    if FOUND is None and not ("CI" in os.environ and sys.platform == "linux"):
        pytest.skip("NO BROWSER, so nothing of what a reader sees is tested: run `make browser`")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=FOUND, args=QUIET)


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 2400})
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def article(tmp_path_factory):
    """A folder with a small notebook, not executed yet."""
    folder = tmp_path_factory.mktemp("collection") / "01_small"
    folder.mkdir()
    sources = [TITLE, DRAW, FILM, STILL, UNSAVED]
    cells = [new_markdown_cell("# Small"), *map(new_code_cell, sources)]
    nb = new_notebook(cells=cells, metadata={"kernelspec": KERNEL})
    nbformat.write(nb, folder / "small.ipynb")
    return folder / "small.ipynb"


@pytest.fixture(scope="session")
def server(article):
    """The address of a JupyterLab on the folder above the article."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = article.parents[1]
    variables = {**os.environ, "PYTHONPATH": str(ROOT), **lab.environment()}
    variables |= {"JUPYTER_CONFIG_DIR": str(home / "config"), "TQDM_DISABLE": "0"}
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += ["--IdentityProvider.token=", f"--port={port}"]
    process = subprocess.Popen(
        command, cwd=home, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address + "/api", process)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def _wait(address, process, seconds=60):
    for _ in range(10 * seconds):
        assert process.poll() is None, "JupyterLab ended at once"
        try:
            return urllib.request.urlopen(address, timeout=5)
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"JupyterLab did not answer within {seconds} s")


@pytest.fixture(scope="session")
def site_address():
    """The address of the site, built from what stands in the repository now."""
    with served(site.build()) as address:
        yield address


@pytest.fixture
def reader(browser, site_address):
    """Opens a page of the site as a reader would: `page, watched = reader("index.html")`.

    Further arguments are Playwright's of a context: viewport, color_scheme, reduced_motion, which
    is "reduce" unless a test is about what moves.
    """
    contexts = []

    def opened(path, **settings):
        context = browser.new_context(**{"reduced_motion": "reduce", **settings})
        contexts.append(context)
        watched = Watched(context, site_address)
        page = context.new_page()
        page.goto(f"{site_address}/{path}")
        return page, watched

    yield opened
    for context in contexts:
        context.close()
