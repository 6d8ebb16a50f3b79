"""Cells that run on an article's page, in the Python that readers use."""

import re

import pytest

from tests.browser.conftest import Watched
from tools import npm, pyodide
from tools.workspace import ROOT

PATIENCE = 240_000  # ms; Python starts in five seconds where nothing else runs
ARTICLE = "01_mysteries_of_neural_networks/08_vanishing_gradients/vanishing_gradients.html"
LIVE = ROOT / "docs" / "_static"


@pytest.fixture(scope="module")
def opened(browser, site_address):
    """An article in which Python has been started and the first cells have been run."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    watched, page = Watched(context, site_address), context.new_page()
    page.goto(f"{site_address}/{ARTICLE}")
    page.set_default_timeout(PATIENCE)
    start = page.get_by_role("button", name="Run on this page")
    start.wait_for()
    assert watched.runtime == []
    watched.outside.clear()
    start.click()
    page.get_by_text("Python is ready").wait_for()
    before = stored(cell(page, "naive(high)"))
    run(cell(page, "naive(high)"), "Run to here")
    yield page, watched, before
    context.close()


def cell(page, text):
    """The cell whose code holds the text, also when it does so no longer."""
    cells = page.locator("div.cell:has(.cell_input)")
    codes = page.locator("div.cell .cell_input").evaluate_all("all => all.map(e => e.textContent)")
    return cells.nth(next(place for place, code in enumerate(codes) if text in code))


def stored(found):
    return found.locator("> .cell_output").inner_text().strip()


def run(found, button="Run", state="done"):
    """Presses a cell's button and waits for what comes of it."""
    found.hover()
    found.get_by_role("button", name=button, exact=True).click()
    found.and_(found.page.locator(f"[data-live={state}]")).wait_for()


def write(found, text):
    code = found.locator(".cell_input pre")
    code.click()
    code.press("Control+A")
    code.page.keyboard.insert_text(text)


def test_readers_and_tests_use_one_address():
    code = (LIVE / "runtime.mjs").read_text()
    assert re.findall(r'PYODIDE = "([^"]*)"', code) == [pyodide.ADDRESS]
    scripts = [path for path in LIVE.rglob("*") if path.suffix in (".mjs", ".py", ".html")]
    named = [path.name for path in scripts if "cdn.jsdelivr" in path.read_text()]
    assert named == ["runtime.mjs"]


def test_a_cell_shows_what_was_stored(opened):
    page, watched, before = opened
    assert stored(cell(page, "naive(high)")) == before and "0.731" in before
    assert watched.outside == []


def test_a_changed_cell_shows_something_else_until_it_is_reset(opened):
    page, _, _ = opened
    found = cell(page, "naive(high)")
    code = found.locator(".cell_input pre")
    before = code.inner_text()
    write(found, "for k in range(3):\n    print(k * 111)\n'a value'")
    code.press("Shift+Enter")
    found.get_by_text("222").wait_for()
    assert stored(found).split() == ["0", "111", "222", "'a", "value'"]
    found.get_by_role("button", name="Reset", exact=True).click()
    assert code.inner_text() == before


def test_an_error_is_told_with_its_line_and_ends_the_row(opened):
    page, _, _ = opened
    found = cell(page, "p in (0.9, 0.5")
    write(found, "x = 1\nx / 0")
    run(found, state="failed")
    assert "line 2" in stored(found) and "ZeroDivisionError: division by zero" in stored(found)
    assert "cells.py" not in stored(found)


def test_a_cell_that_needs_keras_keeps_what_is_stored(opened):
    page, _, _ = opened
    found = cell(page, "floor = -log_softmax")
    before = stored(found)
    write(found, "import keras\nprint(keras.__version__)")
    run(found, state="stored")
    assert found.get_by_text("This cell needs Keras").is_visible()
    assert stored(found) == before


def test_a_figure_is_a_picture_with_its_facts(opened):
    page, _, _ = opened
    found = cell(page, "def log_softmax")
    write(found, "plots.curves([0, 1, 2], {'rising': [1, 2, 5]}, 'x', 'y', 'A new picture')")
    run(found)
    picture = found.locator("> .cell_output img")
    assert picture.get_attribute("src").startswith("data:image/png;base64,")
    assert picture.get_attribute("alt").startswith("A new picture")
    assert picture.evaluate("image => image.naturalWidth") > 300


def test_a_film_is_made_and_can_be_stepped(opened):
    page, _, _ = opened
    found = cell(page, "rising = np.linspace")
    write(found, "panel = Curves({'one': np.arange(5)}, unit='step')\n"
                 "animation.save(Scene([[panel]], 'New', frames=5), 'new.gif')")  # fmt: skip
    run(found)
    film = found.get_by_role("group", name="Film")
    film.locator("canvas").wait_for()
    film.get_by_role("slider").fill("3")
    film.get_by_text("Frame 4 of 5 · step 3: loss one 3.").wait_for()
    assert film.locator("canvas").get_attribute("aria-label").startswith("First frame: New")


def test_an_exercise_checks_itself(opened):
    page, _, _ = opened
    found = cell(page, "answer_1 = None")
    check = cell(page, "lambda: answer_1")
    for answer, said in ("0.75", "Not yet: the factor is"), ("0.5", "Right."):
        write(found, f"answer_1 = {answer}")
        run(found, "Check my answer")
        check.get_by_text(said).wait_for()


def test_buttons_are_reached_by_keyboard_and_named(opened):
    page, _, _ = opened
    page.add_script_tag(path=npm.package("axe-core") / "axe.min.js")
    rules = {"include": [[".live-bar"], [".live-buttons"], [".cell_input pre"]]}
    assert page.evaluate("rules => axe.run(rules).then(found => found.violations)", rules) == []
    code = cell(page, "def naive").locator(".cell_input pre")
    code.focus()
    for name in "Run", "Run to here", "Reset":
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == name


def test_python_is_stopped_and_started_again(opened):
    page, _, _ = opened
    found = cell(page, "def naive")
    write(found, "while True: pass")
    found.get_by_role("button", name="Run", exact=True).click()
    found.and_(page.locator("[data-live=running]")).wait_for()
    page.get_by_role("button", name="Stop").click()
    found.and_(page.locator("[data-live=failed]")).wait_for()
    assert page.get_by_text("Python was stopped, and what the cells had computed").is_visible()
    page.get_by_role("button", name="Start again").click()
    page.get_by_text("Python is ready").wait_for()
    write(found, "print(6 * 7)")
    run(found)
    assert stored(found) == "42"


def test_a_runtime_that_does_not_come_gets_a_sentence(browser, site_address):
    context = browser.new_context()
    Watched(context, site_address)
    context.route(pyodide.ADDRESS + "**", lambda route: route.abort())
    page = context.new_page()
    page.goto(f"{site_address}/{ARTICLE}")
    page.get_by_role("button", name="Run on this page").click()
    page.get_by_text("Python could not be loaded").wait_for(timeout=PATIENCE)
    assert page.get_by_role("button", name="Try again").is_visible()
    context.close()
