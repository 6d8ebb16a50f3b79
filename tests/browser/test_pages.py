"""Every page of the site, as a reader opens it: errors, requests, size, accessibility, links."""

import re
from html.parser import HTMLParser
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import nbformat
import pytest

from docs.extensions import notebooks
from tools import articles, npm, site
from tools.workspace import ROOT

ARTICLES = [path.with_suffix(".html").as_posix() for path in articles.find(ROOT)]
PAGES = ["index.html", *ARTICLES]
PHONE = {"width": 390, "height": 844}
SCREEN = {"width": 1280, "height": 900}
TABLETS_AND_LAPTOPS = 768, 1010, 1024, 1180, 1320, 1366, 1440, 1560
FIRST_VIEW = 1_500_000  # bytes
PATIENCE = 120_000  # milliseconds
CONTRAST = "color-contrast"


def read(page):
    """Waits until a page stands: everything loaded, every formula typeset, every letter there."""
    page.wait_for_load_state("load", timeout=PATIENCE)
    page.evaluate("() => window.MathJax?.startup?.promise?.then(() => document.fonts.ready)")
    return page


@pytest.mark.parametrize("path", [*PAGES, "search.html", "docs/contents.html"])
def test_a_page_loads_without_an_error_and_asks_no_other_host(reader, path):
    page, watched = reader(path)
    read(page).wait_for_load_state("networkidle", timeout=PATIENCE)
    assert watched.errors == []
    assert watched.outside == []
    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("mjx-merror").count() == 0


def violations(page, inside, rules):
    """What axe finds: the rule, and where."""
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    page.add_script_tag(path=npm.package("axe-core") / "axe.min.js")
    run = "([inside, rules]) => axe.run(inside, { ...rules, resultTypes: ['violations'] })"
    found = page.evaluate(run, [inside, rules])["violations"]
    return [
        (each["id"], node["target"], node["html"][:120])
        for each in found
        for node in each["nodes"][:3]
    ]


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(reader, path):
    page, _ = reader(path, viewport=SCREEN)
    inside, rules = {"exclude": ["mjx-math"]}, {"rules": {CONTRAST: {"enabled": False}}}
    assert violations(read(page), inside, rules) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_enough_contrast(reader, path, scheme):
    """Code is left to the test below, because its thousands of words take half a minute."""
    page, _ = reader(path, viewport=SCREEN, color_scheme=scheme)
    inside = {"exclude": ["mjx-math", "pre"]}
    assert violations(read(page), inside, {"runOnly": [CONTRAST]}) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_code_has_enough_contrast(reader, scheme):
    """Each kind of word in code, of all articles, against what it stands on."""
    page, _ = reader(ARTICLES[0], viewport=SCREEN, color_scheme=scheme)
    kinds = set().union(*(code_kinds(path) for path in ARTICLES))
    code = "".join(f'<span class="{kind}">{kind}</span> ' for kind in sorted(kinds))
    put = """(code) => { document.querySelector("article section").innerHTML =
        `<div class="cell"><div class="cell_input"><div class="highlight"><pre>${code}</pre>`; }"""
    page.evaluate(put, code)
    assert len(kinds) > 15
    assert violations(page, {"include": ["article pre"]}, {"runOnly": [CONTRAST]}) == []


def code_kinds(path):
    """The classes of words in the code of a page."""
    return set(re.findall(r'<span class="([a-z0-9]{1,3})">', (site.SITE / path).read_text("utf-8")))


@pytest.mark.parametrize("path", PAGES)
def test_a_phone_scrolls_no_page_sideways(reader, path):
    page, _ = reader(path, viewport=PHONE)
    read(page)
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    wide = """(width) => [...document.querySelectorAll("article *")]
        .filter((each) => each.getBoundingClientRect().right > width + 1)
        .filter((each) => !each.closest("pre, .table-wrapper, mjx-container[display]"))
        .filter((each) => !each.closest("mjx-assistive-mml"))
        .map((each) => each.outerHTML.slice(0, 100))"""
    assert page.evaluate(wide, PHONE["width"]) == []


@pytest.mark.parametrize("path", PAGES)
def test_tablets_and_laptops_show_a_page_whole(reader, path):
    """No sideways scroll where the list of articles, and then that of sections, stands beside the
    text; the hundred letters of a line of code are seen at once, and no output is cut off."""
    page, _ = reader(path)
    read(page)
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    wide = """() => [...document.querySelectorAll("div.cell pre")]
        .filter((each) => each.scrollWidth > each.clientWidth + 1)
        .map((each) => each.textContent.slice(0, 100))"""
    for width in TABLETS_AND_LAPTOPS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert width < 1024 or page.evaluate(wide) == []


SHIFTS = """() => new Promise((done) => {
    let sum = 0;
    const add = (list) => list.getEntries().forEach((each) => (sum += each.value));
    new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true });
    setTimeout(() => done(sum), 500);
})"""


@pytest.mark.parametrize("size", [PHONE, SCREEN], ids=["phone", "screen"])
@pytest.mark.parametrize("path", ["index.html", ARTICLES[0], ARTICLES[3]])
def test_a_page_does_not_jump_while_it_loads(reader, path, size):
    """The cumulative layout shift; 0.1 is called good, and a button that comes late makes 0.2."""
    page, _ = reader(path, viewport=size, reduced_motion="no-preference")
    read(page).wait_for_load_state("networkidle", timeout=PATIENCE)
    page.wait_for_selector(".film-controls", state="attached")
    assert page.evaluate(SHIFTS) < 0.05


@pytest.mark.parametrize("path", ARTICLES)
def test_what_is_folded_or_measured_says_so(reader, path):
    """Set-up and checks have a triangle; hints stand folded, and nobody is told "Not yet"; only a
    cell that shows something is said to be measured."""
    page, _ = reader(path)
    read(page)
    shapes = "(all) => all.map((each) => getComputedStyle(each).display)"
    folds = page.locator("div.cell details.hide > summary").evaluate_all(shapes)
    assert len(folds) > 3 and set(folds) == {"list-item"}
    hints = page.locator(".tag_check .cell_output > details:not([open]) > summary")
    assert hints.all_inner_texts() == ["Hint"] * page.locator(".tag_check").count()
    assert "Not yet" not in page.locator("article").text_content()
    timed = page.locator(".tag_measured:has(> .cell_output)")
    assert page.locator(".measured-note").count() == timed.count()


@pytest.mark.parametrize("path", PAGES)
def test_the_first_view_is_light(browser, site_address, path):
    context = browser.new_context(viewport=SCREEN)
    page, sizes = context.new_page(), {}
    page.on("requestfinished", lambda sent: sizes.update({sent.url: sent.sizes()}))
    page.goto(f"{site_address}/{path}")
    read(page).wait_for_load_state("networkidle", timeout=PATIENCE)
    total = sum(size["responseBodySize"] for size in sizes.values())
    context.close()
    assert 50_000 < total <= FIRST_VIEW, sorted(sizes.items())


@pytest.mark.parametrize("path", PAGES)
def test_what_is_seen_is_also_said(reader, path):
    page, _ = reader(path)
    pictures = page.locator("article img, article canvas")
    assert pictures.count() > 0
    for picture in pictures.all():
        said = picture.get_attribute("alt") or picture.get_attribute("aria-label")
        assert len(said or "") > 10, picture.evaluate("each => each.outerHTML")
        assert picture.get_attribute("width") and picture.get_attribute("height")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_reads_without_javascript(reader, path):
    page, watched = reader(path, java_script_enabled=False, viewport=SCREEN)
    page.wait_for_load_state("networkidle", timeout=PATIENCE)
    film = page.locator("article .film img").first
    film.scroll_into_view_if_needed()
    assert film.is_visible() and film.get_attribute("src").endswith(".gif")
    cards = page.locator(".card .film img").all()  # eleven that moved at once would be too many
    assert all(card.get_attribute("src").endswith(".still.png") for card in cards)
    assert len(cards) == (len(ARTICLES) if path == "index.html" else 0)
    assert len(page.locator("[role=main]").inner_text()) > 1000
    assert page.get_by_role("button", name="Play").count() == 0
    assert watched.errors == watched.outside == []


def test_a_wide_cell_is_scrolled_by_the_keyboard(reader):
    page, _ = reader(ARTICLES[0], viewport=PHONE)
    read(page)
    wide = page.locator("div.cell pre[tabindex='0']").first
    wide.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("(each) => each.scrollLeft > 0", arg=wide.element_handle())
    short = page.locator("div.cell pre", has_text="import math").first
    assert page.set_viewport_size(SCREEN) is None
    page.wait_for_function("(each) => !each.hasAttribute('tabindex')", arg=short.element_handle())


def test_a_notebook_opens_elsewhere(reader):
    page, _ = reader(ARTICLES[0])
    path = ARTICLES[0].replace(".html", ".ipynb")
    row = page.get_by_role("navigation", name="Run this notebook")
    for name, host in (("Colab", "colab.research.google.com"), ("Kaggle", "kaggle.com")):
        address = row.get_by_role("link", name=name).get_attribute("href")
        assert urlsplit(address).hostname == host and address.endswith(path)
    assert row.get_by_role("link", name="Download").get_attribute("href").endswith(path)
    assert page.locator("img[src*='colab']").count() == 0


def test_a_timed_cell_says_so_and_the_set_up_is_folded(reader):
    page, _ = reader(ARTICLES[0])
    assert page.locator(".tag_measured .measured-note").count() == 1
    set_up = page.locator("details", has_text="where the notebook finds the project")
    assert set_up.count() == 1 and set_up.get_attribute("open") is None


class Linked(HTMLParser):
    """What a page links to, and the names in it that others can link to."""

    def __init__(self, html):
        super().__init__()
        self.links, self.names = [], set()
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.names |= {given[key] for key in ("id", "name") if given.get(key)}
        self.links += [given[key] for key in ("href", "src", "srcset", "data-film") if key in given]


@pytest.mark.parametrize("path", ARTICLES)
def test_the_ids_that_every_edition_keeps_are_those_of_the_page(site_address, path):
    """They are computed from its headings; one that comes again has an id of its own."""
    ours = notebooks.ids(nbformat.read(ROOT / path.replace(".html", ".ipynb"), 4))
    made = re.findall('<section [^>]*id="([^"]+)"', (site.SITE / path).read_text(encoding="utf-8"))
    assert len(made) == len(ours) > 10
    assert made == [id_ if id_ not in ours[:n] else made[n] for n, id_ in enumerate(ours)]


def test_every_link_inside_the_site_leads_somewhere(site_address):
    seen = {}
    for path in sorted(site.SITE.rglob("*.html")):
        seen[f"/{path.relative_to(site.SITE).as_posix()}"] = Linked(path.read_text("utf-8"))
    lost = []
    for page, linked in seen.items():
        for link in filter(None, linked.links):
            if urlsplit(link).scheme:
                continue
            address, name = urldefrag(urljoin(page, link))
            place = unquote(urlsplit(address).path)
            target = seen.get(place)
            there = (site.SITE / place.lstrip("/")).is_file()
            if not there or (name and target and unquote(name) not in target.names):
                lost.append((page, link))
    assert lost == []
    assert len(seen) > len(PAGES)
