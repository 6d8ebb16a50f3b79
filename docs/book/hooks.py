"""What Sphinx does for the book: stills for films, MathML, no cells that only run."""

import base64
import hashlib
import posixpath
import re
from html.parser import HTMLParser
from pathlib import Path

from docutils import nodes
from sphinx.builders.epub3 import Epub3Builder
from sphinx.locale import _

from docs.book import stills
from tools import formulas
from tools.texts import NOT_YET
from tools.workspace import ROOT

STYLE = re.compile(r"<style.*?</style>", re.DOTALL)
MOMENTS = re.compile(r"First frame: (.+) Middle frame: (.+) Last frame: (.+)", re.DOTALL)


class Picture(HTMLParser):
    """The first <img> of an output."""

    def __init__(self, html):
        super().__init__()
        self.found = None
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        if tag == "img" and self.found is None:
            self.found = dict(attributes)


def prepare(app, doctree):
    """Before Sphinx collects the pictures of a document."""
    folder = Path(doctree["source"]).parent
    for cell in elements(doctree, "nb_element", "cell_code"):
        tags = cell["cell_metadata"].get("tags", [])
        if "setup" in tags:
            cell.parent.remove(cell)
        elif "check" in tags:
            cell.replace_self(hint(cell))
        else:
            for output in elements(cell, "mime_type", "text/html"):
                output.parent.replace_self(shown(output.astext(), folder))
    for image in list(doctree.findall(nodes.image)):
        if image["uri"].startswith("http"):
            image.replace_self(nodes.Text(image["alt"]))
        elif image["uri"].endswith(".gif"):
            image["uri"] = address(stills.still(folder / image["uri"]))


def elements(tree, name, value):
    """Those whose attribute has this value, as a list, so that they can be replaced."""
    return [node for node in tree.findall(nodes.Element) if node.get(name) == value]


def hint(cell):
    """The cell that marks an answer cannot run in a book, and what it says of none is the hint."""
    said = elements(cell, "classes", ["output", "stream"])[0].astext().strip()
    sentence = said.removeprefix(NOT_YET)
    return nodes.paragraph("", "", nodes.emphasis("", _("Hint:")), nodes.Text(f" {sentence}"))


def shown(html, folder):
    """An output in HTML: a picture, a film, or a table."""
    picture = Picture(html).found
    if picture is None:
        return nodes.raw("", STYLE.sub("", html), format="html")
    source, alt, width = picture["src"], picture["alt"], f"{picture['width']}px"
    if source.startswith("data:"):
        content = base64.b64decode(source.partition(",")[2])
        path = stills.PLACE / f"{hashlib.sha256(content).hexdigest()[:16]}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    else:
        path = folder / source
    if path.suffix != ".gif":
        return nodes.image(uri=address(path), alt=alt, width=width, classes=["shown"])
    return film(path, alt, width)


def film(path, alt, width):
    """Two moments side by side, and the last one below; each has its part of the facts."""
    found = MOMENTS.match(alt)
    facts = found.groups() if found else ("", "", alt)
    *before, last = stills.moments(path)
    row = nodes.container(classes=["moments"])
    for moment, fact in zip(before, facts):
        uri = address(stills.still(path, moment))
        row += nodes.image(
            uri=uri, alt=fact or _("Frame {}.").format(moment + 1), classes=["moment"]
        )
    end = nodes.image(uri=address(stills.still(path)), alt=facts[-1], width=width)
    end["classes"].append("shown")
    named = ", ".join(str(moment + 1) for moment in before)
    line = f"{path.name}, " + _("frames {0} and {1} of {1}").format(named, last + 1)
    caption = nodes.paragraph("", line, classes=["moments-caption"])
    return nodes.container("", row, end, caption, classes=["film"])


def address(path):
    """A file of the repository, as Sphinx names it from any document."""
    return "/" + path.relative_to(ROOT).as_posix()


def set_formulas(app, doctree, docname):
    """Formulas become MathML, all of a document at once."""
    found = list(doctree.findall(lambda n: isinstance(n, nodes.math | nodes.math_block)))
    asked = [(node.astext(), isinstance(node, nodes.math_block)) for node in found]
    for node, made in zip(found, formulas.mathml(asked), strict=True):
        if isinstance(node, nodes.math_block):
            made = f'<div class="math">{made}</div>'
        node.replace_self(nodes.raw("", made, format="html"))


def without_live_style(app, pagename, templatename, context, doctree):
    """MyST-NB names its style sheet on every page and puts it beside those of a site only."""
    kept = [sheet for sheet in context["css_files"] if "mystnb" not in str(sheet.filename)]
    context["css_files"] = kept


class Book(Epub3Builder):
    """Sphinx's own, mended where epubcheck finds fault: a table of contents that stands in a
    folder, two names of the book, formulas that the list of files does not mention, the language.
    """

    def init(self):
        super().init()
        language = self.config.language
        self.html_tag = self.html_tag.replace(">", f' lang="{language}" xml:lang="{language}">')

    def get_toc(self):
        super().get_toc()
        for entry in self.refnodes:
            entry["refuri"] = posixpath.normpath(entry["refuri"])

    def toc_metadata(self, level, navpoints):
        return super().toc_metadata(level, navpoints) | {"uid": self.config.epub_identifier}

    def build_content(self):
        super().build_content()
        path = Path(self.outdir) / "content.opf"
        item = re.compile(r'(href="([^"]+\.xhtml)" media-type="[^"]+")(?= />)')
        path.write_text(item.sub(self._with_properties, path.read_text("utf-8")), "utf-8")

    def _with_properties(self, found):
        text = (Path(self.outdir) / found[2]).read_text("utf-8")
        return f'{found[1]} properties="mathml"' if "<math" in text else found[1]


def setup(app):
    app.connect("doctree-read", prepare, priority=400)  # before Sphinx's own, which has 500
    app.connect("doctree-resolved", set_formulas)
    app.connect("html-page-context", without_live_style)
    app.add_builder(Book, override=True)
    return {"parallel_read_safe": True}
