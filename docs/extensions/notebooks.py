"""Notebooks as a page wants them, changed after reading and never in the file.

A page has a row of links of its own, so the notebook's goes, whose badge asks another host. The
set-up and the checks of exercises are folded, and so is what these say of no answer, which is a
hint. A cell that was timed says so. In another language the Markdown is that of the catalogue,
under the ids of our own, so that a link to a section leads to the same place in every edition.
"""

import re
from pathlib import Path, PurePath

import nbformat
from docutils import nodes
from sphinx.locale import _
from sphinx.transforms import SphinxTransform

from docs.extensions import version
from tools import catalogue
from tools.texts import NOT_YET

BADGE = "[![Open in Colab]"
HEADING = re.compile("#{1,6} .*")


def prepare(app, docname, source):
    """Changes the text of a notebook before it is parsed."""
    if not catalogue.is_notebook(docname):
        return
    nb = nbformat.reads(source[0], 4)
    if app.config.language != catalogue.OURS:
        translate(app, docname, nb)
    nb.cells[0].source = without_badge(nb.cells[0].source)
    for cell in nb.cells:
        if prompt := folded(cell):
            cell.metadata.tags = [*cell.metadata.tags, "hide-input"]
            cell.metadata.mystnb = {"code_prompt_show": prompt, "code_prompt_hide": prompt}
    source[0] = nbformat.writes(nb)


def translate(app, docname, nb):
    """By the article's catalogue, if the language has one; the page is read again with it."""
    folder = Path(app.srcdir, app.config.locale_dirs[0], app.config.language, "notebooks")
    path = folder / f"{PurePath(docname).name}.po"
    if path.exists():
        app.env.note_dependency(str(path))
        catalogue.apply(nb, catalogue.read(path))


def without_badge(text):
    paragraphs = text.split("\n\n")
    return "\n\n".join(each for each in paragraphs if not each.startswith(BADGE))


def folded(cell):
    """What a page says in place of a cell's code, or nothing where the code is shown."""
    tags = cell.metadata.get("tags", [])
    if "setup" in tags:
        return _("Set-up: where the notebook finds the project")
    return _("How the answer is checked") if "check" in tags else ""


class Measured(SphinxTransform):
    """Below a cell tagged `measured` stands where its numbers come from."""

    default_priority = 400

    def apply(self):
        for cell in self.document.findall(nodes.container):
            if "tag_measured" in cell["classes"] and printed(cell):
                words = _("Measured on another machine; yours will take longer or shorter.")
                cell += nodes.paragraph("", words, classes=["measured-note"])


class Hints(SphinxTransform):
    """What a check says of no answer, folded; the answer of a reader takes its place."""

    default_priority = 400

    def apply(self):
        for cell in self.document.findall(nodes.container):
            if "tag_check" in cell["classes"] and (output := printed(cell)):
                hint = output.astext().strip().removeprefix(NOT_YET)
                heading = f"<details><summary>{_('Hint')}</summary>"
                output.children = [
                    nodes.raw("", heading, format="html"),
                    nodes.paragraph("", hint),
                    nodes.raw("", "</details>", format="html"),
                ]


def printed(cell):
    """The part of a cell that holds what it has shown, or nothing."""
    last = cell.children[-1]
    return last if "cell_output" in last["classes"] else None


class SameIds(SphinxTransform):
    """In another language a section has first the id of our own heading, then that of its own."""

    default_priority = 400

    def apply(self):
        if self.config.language == catalogue.OURS or not catalogue.is_notebook(self.env.docname):
            return
        ours = ids(nbformat.read(self.env.doc2path(self.env.docname), 4))
        for section, name in zip(self.document.findall(nodes.section), ours):
            if name not in self.document.ids:
                self.document.ids[name] = section
                section["ids"].insert(0, name)


def ids(nb):
    """Those that the headings of a notebook get on a page, in its order."""
    cells = (cell.source for cell in nb.cells if cell.cell_type == "markdown")
    found = (block for source in cells for block in catalogue.blocks(source))
    return [nodes.make_id(block) for block in found if HEADING.fullmatch(block)]


def setup(app):
    app.connect("source-read", prepare)
    app.add_transform(Measured)
    app.add_transform(Hints)
    app.add_transform(SameIds)
    return {"env_version": version(), "parallel_read_safe": True}
