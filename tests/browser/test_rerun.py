"""A reader changes a title, runs all, and sees the new pictures, in JupyterLab itself."""

import io

import nbformat
import pytest
from PIL import Image, ImageChops

SHOWN = ".jp-OutputArea-output img"
PATIENCE = 60_000  # milliseconds


def run_all(page):
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    page.wait_for_function(
        """() => [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')]
                 .every(prompt => /\\[\\d+\\]/.test(prompt.textContent))""",
        timeout=PATIENCE,
    )
    loaded = """() => { const shown = [...document.querySelectorAll('.jp-OutputArea-output img')];
        return shown.length == 3 && shown.every(img => img.complete && img.naturalWidth > 0); }"""
    page.wait_for_function(loaded, timeout=PATIENCE)


def pixels(page):
    """What is seen of each picture; a film is stopped by a screenshot of its first moment."""
    page.wait_for_timeout(300)
    return [Image.open(io.BytesIO(shown.screenshot())) for shown in page.locator(SHOWN).all()]


def differs(one, other):
    return ImageChops.difference(one.convert("RGB"), other.convert("RGB")).getbbox() is not None


@pytest.fixture
def lab(page, server):
    page.goto(f"{server}/lab/tree/01_small/small.ipynb")
    page.wait_for_selector(".jp-NotebookPanel .jp-CodeCell", timeout=PATIENCE)
    page.wait_for_selector("text=Python 3 (ipykernel) | Idle", timeout=PATIENCE)
    return page


def test_a_changed_title_is_seen_at_once(lab, article):
    run_all(lab)
    before = pixels(lab)
    cell = lab.locator(".jp-CodeCell .cm-content").first
    cell.click()
    lab.keyboard.press("Control+A")
    lab.keyboard.type('TITLE = "A title that is new"')
    run_all(lab)
    after = pixels(lab)
    assert [differs(*pair) for pair in zip(before, after, strict=True)] == [True] * 3
    heard = [shown.get_attribute("alt") for shown in lab.locator(SHOWN).all()]
    assert all("A title that is new" in alt for alt in heard)
    assert lab.locator('[data-mime-type="application/vnd.jupyter.stderr"]').count() == 0
    lab.keyboard.press("Control+S")
    lab.wait_for_timeout(2000)
    pages = [cell.outputs[0].data["text/html"] for cell in nbformat.read(article, 4).cells[3:]]
    assert ['src="final_visualisations/' in html for html in pages] == [True, True, False]
