"""What tests and tools ask of a notebook: its exercises, its links, its prose, what it prints."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import nbformat

CODE_BLOCK = re.compile(r"^ *```.*?^ *```", re.DOTALL | re.MULTILINE)
INLINE_CODE = re.compile(r"`[^`\n]*`")
DISPLAY_MATH = re.compile(r"\$\$.*?\$\$", re.DOTALL)
INLINE_MATH = re.compile(r"\$[^$]*\$")
HTML = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
ADDRESS = re.compile(r"!?\[(?=[^\]]*\]\()|\]\([^)]*\)")  # of a link or an image; its text stays
NOT_PROSE = (CODE_BLOCK, INLINE_CODE, DISPLAY_MATH, INLINE_MATH, HTML, ADDRESS)
SOLUTION = re.compile(r"<details>\s*<summary>Solution</summary>(.*?)</details>", re.DOTALL)
PYTHON_BLOCK = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)
MARKDOWN_IMAGE = re.compile(r"!\[([^\]]*)\]\(<?([^)\s>]+)[^)]*\)")
MARKDOWN_LINK = re.compile(r"\[([^\]]*)\]\(<?([^)\s>]+)[^)]*\)")
HTML_TAG = re.compile(r"<(img|a|source)\b([^>]*)>", re.IGNORECASE)
HTML_ATTRIBUTE = re.compile(r"""([\w-]+)=["']([^"']*)["']""")


class Exercise(NamedTuple):
    """One exercise: the Markdown of its question and the cell that is to be filled in; `check` and
    `solution` are None where the cell that should follow does not."""

    question: str
    cell: nbformat.NotebookNode
    check: nbformat.NotebookNode | None
    solution: str | None


@dataclass
class Article:
    """A notebook and the repository it stands in."""

    path: Path
    root: Path

    @cached_property
    def nb(self) -> nbformat.NotebookNode:
        return nbformat.read(self.path, as_version=4)

    @property
    def code(self) -> list[nbformat.NotebookNode]:
        return [cell for cell in self.nb.cells if cell.cell_type == "code"]

    @property
    def markdown(self) -> list[str]:
        return [cell.source for cell in self.nb.cells if cell.cell_type == "markdown"]

    @property
    def relative(self) -> str:
        return self.path.relative_to(self.root).as_posix()


def tags(cell) -> list[str]:
    return cell.metadata.get("tags", [])


def exercises(nb) -> list[Exercise]:
    """Each cell tagged `exercise`, with the `check` cell and the folded solution that follow it."""
    cells = [None, *nb.cells, None, None]
    found = []
    for before, cell, check, after in zip(cells, cells[1:], cells[2:], cells[3:], strict=False):
        if cell is not None and "exercise" in tags(cell):
            question = before.source if before and before.cell_type == "markdown" else ""
            marked = check if check is not None and "check" in tags(check) else None
            found.append(Exercise(question, cell, marked, _solution(after)))
    return found


def _solution(cell) -> str | None:
    folded = SOLUTION.search(cell.source) if cell and cell.cell_type == "markdown" else None
    blocks = PYTHON_BLOCK.findall(folded[1]) if folded else []
    return blocks[0] if len(blocks) == 1 else None


def prose(markdown: str) -> str:
    """Markdown without code, formulas, HTML and addresses."""
    for pattern in NOT_PROSE:
        markdown = pattern.sub(" ", markdown)
    return markdown


def printed(cell) -> str:
    """Everything a code cell shows as text: streams, text/plain, HTML without its tags."""
    parts = []
    for output in cell.outputs:
        if output.output_type == "stream":
            parts.append(output.text)
        data = output.get("data", {})
        parts += [data.get("text/plain", ""), re.sub(r"<[^>]*>", " ", data.get("text/html", ""))]
    return "\n".join(part for part in parts if part)


class Link(NamedTuple):
    """A link or an image of a Markdown text; `text` is an image's alt text."""

    text: str
    target: str
    image: bool


def links(markdown: str) -> list[Link]:
    """Every link and image, Markdown or HTML; an image inside a link counts as both."""
    markdown = CODE_BLOCK.sub("", markdown)
    found = [Link(text, target, True) for text, target in MARKDOWN_IMAGE.findall(markdown)]
    markdown = MARKDOWN_IMAGE.sub(r"\1", markdown)
    found += [Link(text, target, False) for text, target in MARKDOWN_LINK.findall(markdown)]
    for tag in HTML_TAG.finditer(markdown):
        attributes = dict(HTML_ATTRIBUTE.findall(tag[2]))
        target = attributes.get("src") or attributes.get("href")
        if target:
            found.append(Link(attributes.get("alt", ""), target, tag[1].lower() == "img"))
    return found


def missing(link: Link, folder: Path) -> bool:
    """Whether a relative link of a text in `folder` leads nowhere."""
    target = urlsplit(link.target)
    return not target.scheme and bool(target.path) and not (folder / unquote(target.path)).exists()
