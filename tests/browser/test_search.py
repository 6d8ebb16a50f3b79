"""The search, the list of all articles, and the numbers and places of the sidebar."""

import re
from pathlib import PurePath

import pytest

from tests.browser.test_pages import ARTICLES, CONTRAST, PHONE, SCREEN, read, violations

NOT_PROSE = re.compile(r"\\[a-zA-Z\[(]|@software|^import |^from \w+ import|Open in Colab", re.M)
LONGEST = 250  # letters


def searched(page, count=1):
    """What stands below the results, once all of them are there."""
    page.wait_for_function(
        """() => document.querySelector("#found").textContent
            && document.querySelectorAll("#search-results li").length
            === document.querySelectorAll("#search-results .context").length"""
    )
    found = page.locator("#search-results li")
    assert found.count() >= count
    return found.locator(".context").all_inner_texts()


@pytest.mark.parametrize("words", ["dropout", "gradient descent", "sigmoid", "np"])
def test_a_result_shows_prose_with_the_words_in_it(reader, words):
    page, watched = reader(f"search.html?q={words}")
    texts = searched(page, count=3)
    for text in texts:
        assert 20 < len(text) <= LONGEST and not NOT_PROSE.search(text), text
    having = [all(word in text.lower() for word in words.split()) for text in texts]
    assert sum(having) >= len(texts) / 2 or words == "np"  # which stands in code alone
    assert watched.errors == []


def test_a_long_text_is_cut_between_words(reader):
    page, _ = reader("search.html?q=gradient")
    texts = searched(page, count=5)
    cut = [text for text in texts if text.endswith(" …")]
    assert cut
    for text in cut:
        address = page.locator("li", has_text=text).first.locator("a").get_attribute("href")
        whole = page.request.get(page.url.replace("search.html?q=gradient", address)).text()
        last = text.removesuffix(" …").split()[-1]
        assert re.search(rf"(?<!\w){re.escape(last)}(?!\w)", re.sub("<[^>]*>", "", whole))


def test_the_page_says_what_was_looked_for_and_how_much_was_found(reader):
    page, _ = reader("search.html?q=dropout")
    count = len(searched(page))
    assert page.get_by_role("status").inner_text() == f"{count} results for “dropout”"
    assert page.get_by_role("searchbox").input_value() == "dropout"
    assert page.get_by_role("main").get_by_role("heading").all_inner_texts() == ["Search"]
    page.goto(page.url.replace("dropout", "<wbr>qwertz"))
    assert searched(page, count=0) == []
    assert page.get_by_role("status").inner_text().startswith("Nothing was found for “<wbr>qwertz”")


@pytest.mark.parametrize("viewport", [SCREEN, PHONE])
def test_without_a_question_the_page_has_a_field_for_one(reader, viewport):
    page, watched = reader("search.html", viewport=viewport)
    field = page.get_by_role("searchbox", name="Words of the articles or of their code")
    assert field.is_visible() and page.get_by_role("search").count() == 1
    assert field.evaluate("(each) => each === document.activeElement")
    page.keyboard.type("dropout")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=dropout")
    searched(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    assert watched.errors == []


@pytest.mark.parametrize("path", ["search.html", "search.html?q=dropout", "docs/contents.html"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_here_either(reader, path, scheme):
    page, _ = reader(path, viewport=SCREEN, color_scheme=scheme)
    if "?" in path:
        searched(page)
    rules = {"rules": {CONTRAST: {"enabled": True}}}
    assert violations(read(page), {"include": ["body"]}, rules) == []


def test_the_list_of_articles_is_a_line_for_each(reader):
    page, _ = reader("docs/contents.html", viewport=SCREEN)
    main = page.get_by_role("main")
    chapters = ["Mysteries of neural networks", "Data science toolkit"]
    assert main.get_by_role("heading", level=2).all_inner_texts() == chapters
    links = main.locator(".articles a").all()
    assert [link.get_attribute("href") for link in links] == [f"../{path}" for path in ARTICLES]
    for link, path in zip(links, ARTICLES):
        assert link.inner_text().startswith(PurePath(path).parent.name[:2])
    lines = main.locator(".articles p").all_inner_texts()
    assert len(set(lines)) == len(ARTICLES) and min(map(len, lines)) > 20
    assert main.bounding_box()["height"] < 2000


@pytest.mark.parametrize("path", ["index.html", ARTICLES[0], ARTICLES[-1], "search.html"])
def test_the_sidebar_numbers_its_articles(reader, path):
    page, _ = reader(path, viewport={"width": 1366, "height": 900})
    titles = page.locator(".sidebar-tree .toctree-l1 > a").all_inner_texts()
    numbers = [PurePath(each).parent.name[:2] for each in ARTICLES]
    assert [title[:2] for title in titles] == numbers
    assert all(re.match(r"\d\d\s*[A-Z]", title) for title in titles)


def test_the_sidebar_leads_to_all_articles_and_to_the_playground(reader, site_address):
    page, _ = reader(ARTICLES[0], viewport={"width": 1366, "height": 900})
    places = page.get_by_role("complementary", name="Articles").locator(".sidebar-places")
    places.get_by_role("link", name="All articles").click()
    page.wait_for_url(f"{site_address}/index.html")
    assert places.locator("[aria-current=page]").inner_text() == "All articles"
    places.get_by_role("link", name="Playground").click()
    page.wait_for_url(f"{site_address}/playground/index.html")
