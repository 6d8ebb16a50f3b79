"""Texts of a notebook in another language: its Markdown, block by block, by a catalogue.

A block is what stands between two blank lines, but a formula or a fenced code is never torn apart.
Code, outputs and ids stay as they are. So one catalogue serves the page, the file that is
downloaded, and the one that opens in Colab: `apply` changes the notebook itself.
"""

import re

from babel.messages import pofile

OURS = "en"
ARTICLE = re.compile(r"\d\d_\w+/\d\d_\w+/\w+")
FENCE = re.compile(r"`{3,}|~{3,}")
WORD = re.compile(r"[A-Za-z]{2}")
FIXED = re.compile(r"\$\$.*?\$\$|```.*?```|`[^`]+`|\$[^$\n]+\$", re.DOTALL)


def languages(locale):
    """Our own, and every language that has a folder of catalogues."""
    return [OURS, *sorted(path.parent.name for path in locale.glob("*/LC_MESSAGES"))]


def tag(language):
    """A language as pages name it: pt_BR is pt-BR."""
    return language.replace("_", "-")


def folder(language):
    """Where an edition lies in the site."""
    return "" if language == OURS else f"{tag(language).lower()}/"


def is_notebook(docname):
    """Whether a name of Sphinx's, a path without its ending, is that of an article."""
    return ARTICLE.fullmatch(docname) is not None


def read(path):
    """{text: its translation} of a .po file, without what is empty or fuzzy."""
    with open(path, "rb") as file:
        found = pofile.read_po(file)
    return {each.id: each.string for each in found if each.id and each.string and not each.fuzzy}


def blocks(source):
    """Markdown cut at blank lines that lie in no fence and in no formula on lines of its own."""
    found, block, fence, formula = [], [], "", False
    for line in source.split("\n"):
        opening = FENCE.match(line)
        if fence:
            fence = "" if line.startswith(fence) and not line.strip(fence[0]) else fence
        elif opening:
            fence = opening[0]
        elif line.count("$$") % 2:
            formula = not formula
        if line.strip() or fence or formula:
            block.append(line)
        elif block:
            found.append("\n".join(block))
            block = []
    return found + (["\n".join(block)] if block else [])


def worth_translating(block):
    """Whether there are words in it, beside formulas and code."""
    return WORD.search(FIXED.sub("", block)) is not None


def texts(nb):
    """Every block that a catalogue has an entry for, once, in the order of the notebook."""
    cells = (cell for cell in nb.cells if cell.cell_type == "markdown")
    found = (block for cell in cells for block in blocks(cell.source))
    return list(dict.fromkeys(filter(worth_translating, found)))


def apply(nb, catalogue):
    """Puts the other language's blocks in place of ours; one that is missing stays English."""
    for cell in nb.cells:
        if cell.cell_type == "markdown" and catalogue:
            cell.source = "\n\n".join(catalogue.get(each, each) for each in blocks(cell.source))


def fixed(block):
    """What a translation keeps: formulas and code."""
    return sorted(FIXED.findall(block))
