"""A second edition of the site: Esperanto, as far as a dozen entries go, of two articles.

Every other word of the playground is there between marks, «Restart», so that none can be missing.
"""

import json
import re
from functools import partial

import pytest

from tests.browser.shown import Watched, served
from tests.browser.test_pages import ARTICLES, SCREEN, read
from tests.browser.test_playground import PLAYGROUND, arrive, trained
from tools import site, words

ARTICLE = ARTICLES[0]
INTERFACE = {
    "Play": "Ludi",
    "Frame {number} of {count}": "Bildo {number} el {count}",
    "Begin with the first article": "Komencu per la unua artikolo",
    "Neural networks, from the derivative up": "Neŭronaj retoj, de la derivaĵo",
    "Open in Colab": "Malfermi en Colab",
    "Search": "Serĉi",
    "{count} results for “{query}”": "{count} trovoj por “{query}”",
    "Back to top": "Supren",
    "Toggle Light / Dark / Auto color theme": "Hela aŭ malhela",
    "How the answer is checked": "Kiel la respondo estas kontrolata",
    "Language": "Lingvo",
}
TITLE = "# Follow a gradient from one unit to a trained network"
HEADING = "## 1. The data: a disc in a ring"
SECTION = "the-data-a-disc-in-a-ring"  # in every edition
MARKED = {
    str(message.id): f"«{message.id}»"
    for message in words.of_site()
    if any("playground" in place for place, _ in message.locations)
}
PROSE = {TITLE: "# Sekvu gradienton", HEADING: "## 1. La datumoj"}


def po(entries):
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
    quoted = partial(json.dumps, ensure_ascii=False)
    lines = [f"msgid {quoted(ours)}\nmsgstr {quoted(theirs)}\n" for ours, theirs in entries.items()]
    return "\n".join([head, *lines])


@pytest.fixture(scope="module")
def two_editions(tmp_path_factory):
    """The address of a small site in English and in Esperanto."""
    folder = tmp_path_factory.mktemp("editions")
    catalogues = folder / "locale" / "eo"
    for name, entries in (
        ("LC_MESSAGES/sphinx", MARKED | INTERFACE),
        ("notebooks/mathematics_of_nn", PROSE),
    ):
        path = catalogues / f"{name}.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(po(entries), encoding="utf-8")
    articles = [path.replace(".html", ".ipynb") for path in (ARTICLE, ARTICLES[-1])]
    pages = ",".join(["docs/contents.md", *articles])  # one article of each part
    site.build()  # what both of them share
    for language, place in (("en", "site"), ("eo", "site/eo")):
        settings = {
            "language": language,
            "locale_dirs": str(catalogues.parent),
            "include_patterns": pages,
            "suppress_warnings": "myst.header,myst.xref_missing",
        }
        given = [part for each in settings.items() for part in ("-D", "=".join(each))]
        site.sphinx("html", folder / place, "-d", str(folder / language), *given)
    with served(folder / "site") as address:
        yield address


@pytest.fixture
def edition(browser, two_editions):
    context = browser.new_context(viewport=SCREEN, reduced_motion="reduce")
    watched = Watched(context, two_editions)
    page = context.new_page()
    yield lambda path: page.goto(f"{two_editions}/{path}") and read(page)
    assert watched.errors == watched.outside == []
    context.close()


def test_an_article_is_in_its_language(edition):
    page = edition(f"eo/{ARTICLE}")
    assert page.locator("html").get_attribute("lang") == "eo"
    assert page.locator("h1").inner_text().startswith("Sekvu gradienton")
    assert page.locator(f"#{SECTION} h2").inner_text().startswith("1. La datumoj")
    assert page.get_by_role("link", name="Malfermi en Colab").count() == 1
    assert page.get_by_text("Kiel la respondo estas kontrolata").count() > 0
    assert page.get_by_placeholder("Serĉi").count() == 1
    assert page.get_by_role("button", name="Hela aŭ malhela").first.is_visible()
    assert "Each example is a point" in page.locator("article").inner_text()  # no entry: English


def test_words_of_scripts_are_in_the_language_of_the_page(edition):
    page = edition(f"eo/{ARTICLE}")
    film = page.locator(".film").first
    assert film.get_by_role("button", name="Ludi").count() == 1
    assert film.locator(".film-facts").inner_text().startswith("Bildo 51 el 51")
    assert film.get_by_role("button", name="One frame back").count() == 1  # no entry: English


def test_the_first_page_is_in_its_language(edition):
    page = edition("eo/index.html")
    assert page.locator("h1").inner_text() == "Neŭronaj retoj, de la derivaĵo"
    assert page.get_by_role("link", name="Komencu").get_attribute("href") == ARTICLE
    assert page.locator(".card h3").first.inner_text() == "01 Sekvu gradienton"


def test_a_search_is_in_its_language(edition):
    page = edition("eo/search.html?q=network")
    page.get_by_text("trovoj por “network”").wait_for()
    assert page.locator("h1").inner_text() == "Serĉi"
    assert page.get_by_role("button", name="Serĉi").count() == 1
    page.locator("#search-results .context").nth(1).wait_for()
    assert page.locator("#search-results a", has_text="Sekvu gradienton").count() > 0


@pytest.mark.parametrize("path", [ARTICLE, "index.html", PLAYGROUND])
def test_the_switch_stays_on_the_page(edition, two_editions, path):
    page = edition(path)
    page.get_by_role("link", name="Esperanto").click()
    page.wait_for_url(f"{two_editions}/eo/{path}")
    assert page.get_by_role("list", name="Lingvo").is_visible()
    page.get_by_role("link", name="English").click()
    page.wait_for_url(f"{two_editions}/{path}")
    assert page.locator("link[hreflang]").count() == 2


def test_the_switch_stays_in_the_section(edition, two_editions):
    page = edition(ARTICLE)
    page.locator(f"#{SECTION} h2").hover()
    page.locator(f"#{SECTION} .headerlink").click()
    page.get_by_role("link", name="Esperanto").click()
    page.wait_for_url(f"{two_editions}/eo/{ARTICLE}#{SECTION}")
    assert page.locator(":target h2").inner_text().startswith("1. La datumoj")
    assert page.locator(f".toc-tree [href='#{SECTION}']").text_content() == "1. La datumoj"


def test_the_switch_keeps_the_experiment(edition, two_editions):
    page = edition(f"{PLAYGROUND}#noise=0.4")
    arrive(page)
    page.get_by_role("spinbutton", name="Seed of the network").fill("7")
    page.keyboard.press("Tab")
    page.get_by_role("link", name="Esperanto").click()
    page.wait_for_url(f"{two_editions}/eo/{PLAYGROUND}#noise=0.4&seed=7")
    arrive(page)
    assert page.input_value("[name=seed]") == "7"


TEXTS = """() => {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        const kept = node.parentElement.closest("script, code, .home, .editions a");
        if (!kept) found.push(node.textContent);
    }
    const named = [...document.querySelectorAll("[aria-label]")];
    const titled = [...document.querySelectorAll("[title]")];
    return [document.title, document.querySelector("[name=description]").content, ...found,
        ...named.map((each) => each.ariaLabel), ...titled.map((each) => each.title)];
}"""


def unmarked(page):
    """Words of a page that stand between no marks and in no entry of their own; an input's name and
    that of the project stay, and what is read without JavaScript is in tags."""
    inside = re.compile("«[^«»]*»|<[^<>]*>")
    names = {"sin πx₁", "sin πx₂", "– ILearnDeepLearning.py", *INTERFACE.values()}
    for text in page.evaluate(TEXTS):
        while inside.search(text):
            text = inside.sub("", text)
        if re.search("[A-Za-z]{2}", text) and text.strip() not in names:
            yield text.strip()


@pytest.mark.parametrize(
    "path", ["data=points&two=yes&init=random_normal&schedule=cosine", "data=file"]
)
def test_every_word_of_the_playground_is_in_its_language(edition, path):
    page = edition(f"eo/{PLAYGROUND}#{path}&b.nothing=1")
    arrive(page)
    assert page.locator("html").get_attribute("lang") == "eo"
    page.click("#show-code")
    page.locator(".unit").nth(2).click()
    assert list(unmarked(page)) == []


def test_the_watcher_speaks_the_language_of_the_page(edition):
    """Six sigmoid layers hardly learn in 250 updates: the same sentence as in English, marked."""
    page = edition(
        f"eo/{PLAYGROUND}#layers=8-8-8-8-8&activation=sigmoid&data=circles&batch=10&stop=15"
    )
    arrive(page)
    trained(page)
    said = page.locator("#says .said").first
    assert re.match(
        "«Not learning after 250 updates.*: «gradients vanish: those of «layer", said.inner_text()
    )
    assert said.locator("span").get_attribute("lang") == "eo"
    assert list(unmarked(page)) == []


def test_one_language_needs_no_switch(reader):
    page, _ = reader("index.html")
    assert page.locator(".editions, link[hreflang]").count() == 0
