"""JupyterLite, to which each article has a link: the notebook opens, and its first cells run.

Its kernel names a release of Pyodide one before the pages'; here that address too is answered with
the release that is on this machine. Requests of a service worker would pass Playwright by, and none
of those that JupyterLite makes does.
"""

import itertools
import json
import re

import pytest

from tests.browser.conftest import Watched
from tests.browser.shown import answered
from tools import lite, pyodide

PATIENCE = 400_000  # ms; half a minute where nothing else runs
NOTEBOOK = "01_mysteries_of_neural_networks/07_from_neuron_to_xor/from_neuron_to_xor.ipynb"
OTHER = re.compile(re.escape(pyodide.ADDRESS).replace(r"0\.27\.7", r"0\.27\.6") + "(.*)")


@pytest.fixture
def page(browser, site_address):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    watched = Watched(context, site_address)
    context.route(OTHER, lambda route: answered(route, OTHER.match(route.request.url)[1]))
    page = context.new_page()
    page.watched = watched
    page.goto(f"{site_address}/lite/notebooks/index.html?path={NOTEBOOK}")
    yield page
    context.close()


def test_the_first_cells_of_a_notebook_run(page):
    cells = page.locator(".jp-CodeCell")
    cells.first.wait_for(timeout=PATIENCE)
    for number in range(3):
        cells.nth(number).locator(".cm-content").click()
        page.keyboard.press("Control+Enter")
    cells.nth(2).locator(".jp-InputPrompt", has_text="[3]").wait_for(timeout=PATIENCE)
    shown = [cells.nth(number).locator(".jp-OutputArea-output") for number in range(3)]
    texts = [text for each in shown for text in each.all_inner_texts()]
    assert [text for text in texts if "font cache" not in text] == []  # an error would be one
    assert [url for url in page.watched.outside if "badge" not in url] == []


def test_building_again_keeps_the_settings(tmp_path, monkeypatch):
    """What was built before is no reason to leave a file out."""
    monkeypatch.setattr(lite, "fill", lambda content: content.mkdir(parents=True, exist_ok=True))
    monkeypatch.setattr(lite, "fingerprint", lambda content: str(next(stamps)))
    stamps = itertools.count()
    for _ in range(2):
        lite.build(tmp_path / "lite")
        settings = json.loads((tmp_path / "lite" / "jupyter-lite.json").read_text())
        (kernel,) = settings["jupyter-config-data"]["litePluginSettings"].values()
        assert kernel["loadPyodideOptions"] == lite.LOADED["loadPyodideOptions"]
