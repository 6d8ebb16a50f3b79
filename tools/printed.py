"""The book as one page that Chromium prints: a PDF with tags, an outline and page numbers.

The page is made of the EPUB's own files, so that both say the same. Its formulas are typeset by
MathJax, as on the site.
"""

import posixpath
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from urllib.parse import unquote

import jinja2
from markupsafe import Markup
from sphinx import locale

from docs.conf import language, locale_dirs, mathjax4_config
from tools import citing, npm
from tools.workspace import ROOT

HERE = ROOT / "docs" / "book"
BUILD = ROOT / "build"
CONTENTS = "docs/book/contents.xhtml"
XHTML = "{http://www.w3.org/1999/xhtml}"
MATH = "{http://www.w3.org/1998/Math/MathML}math"
MATH_FONT = "@mathjax/mathjax-newcm-font"
FONTS = {
    "@fontsource/source-serif-4": ("400", "400-italic", "600", "600-italic"),
    "@fontsource/source-code-pro": ("400", "400-italic", "600"),
}


def page(book: Path, place: Path) -> Path:
    """Writes the page of the unpacked EPUB `book` into a folder; both are below build/."""
    contents = next(ET.parse(book / CONTENTS).iter(f"{XHTML}section"))
    parts = listed(contents)
    known = {path for part in parts for path in part["paths"]}
    for part in parts:
        part["chapters"] = [chapter(book, path, known) for path in part["paths"]]
    words, _ = locale.init([str(ROOT / folder) for folder in locale_dirs], language)
    template = jinja2.Environment(autoescape=True).from_string((HERE / "page.html").read_text())
    text = template.render(
        _=words.gettext,
        about=["".join(p.itertext()) for p in contents.findall(f"{XHTML}p")],
        authors=citing.authors(ROOT),
        card=citing.card(ROOT),
        language=language,
        mathjax=typesetting(),
        parts=parts,
        quoted=quoted,
        script=served(npm.package("mathjax") / "tex-chtml.js"),
        sheets=sheets(book, place),
    )
    place.mkdir(parents=True, exist_ok=True)
    (place / "print.css").write_bytes((HERE / "print.css").read_bytes())
    target = place / "index.html"
    target.write_text(text, encoding="utf-8")
    return target


def typesetting() -> dict:
    """The site's settings of MathJax; its MathML is left out, since each formula gets its name."""
    options = mathjax4_config["options"]
    settings = options["menuOptions"]["settings"] | {"assistiveMml": False}
    output = {"fontPath": served(npm.package(MATH_FONT)), "displayOverflow": "linebreak"}
    return {
        "options": options | {"menuOptions": {"settings": settings}},
        "output": mathjax4_config["output"] | output,
    }


def quoted(text: str) -> Markup:
    """A string of CSS, in which every sign that may mean something is a number."""
    signs = re.sub(r"[^\w ,.:-]", lambda sign: f"\\{ord(sign[0]):x} ", text)
    return Markup(f'"{signs}"')


def listed(contents: ET.Element) -> list[dict]:
    """The parts of the book, each with the files of its articles."""
    found = []
    for box in contents.iter(f"{XHTML}div"):
        if "toctree-wrapper" in box.get("class", ""):
            links = [item.find(f"{XHTML}a").get("href") for item in box.find(f"{XHTML}ul")]
            caption = "".join(box.find(f"{XHTML}p").itertext())
            found.append({"caption": caption, "paths": [joined(CONTENTS, link) for link in links]})
    return found


def joined(path: str, link: str) -> str:
    """The file that a link in the file `path` leads to."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(link)))


def key(path: str) -> str:
    """An article's name, which begins each of its ids, since many have the same sections."""
    return posixpath.splitext(posixpath.basename(path))[0]


def chapter(book: Path, path: str, known: set[str]) -> dict:
    """An article as a part of the page: ids, links, pictures and formulas are the page's."""
    article = next(ET.parse(book / path).iter(f"{XHTML}section"))
    name = key(path)
    for element in list(article.iter(MATH)):
        formula(element)
    for element in list(article.iter(f"{XHTML}pre")) + list(article.iter(f"{XHTML}code")):
        plain(element)
    for element in article.iter():
        element.tag = element.tag.removeprefix(XHTML)
        if "id" in element.attrib:
            element.set("id", f"{name}--{element.get('id')}")
        if element.tag == "img":
            element.set("src", served(book / joined(path, element.get("src"))))
        elif element.tag == "a" and "href" in element.attrib:
            element.set("href", address(element.get("href"), path, known))
        elif re.fullmatch("h[1-5]", element.tag):
            element.tag = f"h{int(element.tag[1]) + 1}"
        elif element.tag in ("details", "summary"):  # a page of paper unfolds nothing
            element.set("class", element.tag)
            element.tag = {"details": "div", "summary": "p"}[element.tag]
    article.attrib = {"id": name, "class": f"article {name}"}
    text = ET.tostring(article, encoding="unicode", method="html")
    title = "".join(article.find("h2").itertext())
    return {"key": name, "title": title, "html": text}


def formula(element: ET.Element) -> None:
    """Its TeX, between the signs at which MathJax looks."""
    left, right = (r"\[", r"\]") if element.get("display") == "block" else (r"\(", r"\)")
    tex, tail = element.get("alttext"), element.tail
    element.clear()
    element.tag, element.text, element.tail = "span", f"{left}{tex}{right}", tail
    element.set("class", "math")


def plain(element: ET.Element) -> None:
    """Code without a mark on every word, for each would become a tag of the PDF; comments stay."""
    runs = [("", element.text or "")]
    for child in list(element):
        kind = child.get("class", "") if child.get("class", "")[:1] == "c" else ""
        runs += [(kind, "".join(child.itertext())), ("", child.tail or "")]
        element.remove(child)
    element.text, last = "", None
    for kind, text in runs:
        if kind:
            last = ET.SubElement(element, "em", {"class": "comment"})
            last.text, last.tail = text, ""
        elif last is None:
            element.text += text
        else:
            last.tail += text


def address(link: str, path: str, known: set[str]) -> str:
    """Where a link of an article leads on the page."""
    if re.match(r"\w+:", link):
        return link
    file, _, fragment = link.partition("#")
    file = joined(path, file) if file else path
    if file not in known:
        raise ValueError(f"{path} has a link to {file}, which is not in the book")
    return f"#{key(file)}--{fragment}" if fragment else f"#{key(file)}"


def sheets(book: Path, place: Path) -> list[str]:
    """Style sheets: the fonts, the colours of code, and what is ours."""
    files = [npm.package(font) / f"{name}.css" for font, names in FONTS.items() for name in names]
    files += [book / "_static" / "pygments.css", place / "print.css"]
    return [served(path) for path in files]


def served(path: Path) -> str:
    """The address of a file where build/ is served."""
    return f"/{path.relative_to(BUILD).as_posix()}"
