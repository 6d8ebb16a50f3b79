"""The collection as plain text: a Markdown file of each article, and llms.txt, which lists them.

In place of a picture stands the line of facts that was computed from it; a film has the facts of
its first, its middle and its last frame. So a reader who sees no pictures misses none.
"""

import re
from pathlib import Path, PurePosixPath

import nbformat

from tools import articles, citing, home
from tools.notebook import CODE_BLOCK, MARKDOWN_IMAGE, tags
from tools.workspace import ROOT

NOTEBOOKS = [PurePosixPath(path.as_posix()) for path in articles.find(ROOT)]
REFERENCES = ROOT / "docs" / "references.bib"
NOT_YET = "Not yet: "
ALT = re.compile(r'<img\b[^>]*\balt="([^"]*)"')
FOLD = re.compile(r"<details>\s*<summary>(.*?)</summary>(.*?)</details>", re.DOTALL)
FENCE = re.compile(r"^`{3,}", re.MULTILINE)
RELATIVE = re.compile(r"(\]\((?!\w+:)[^)#]+)\.ipynb(#[^)]*)?\)")
SENTENCE = re.compile(r"\A(.+?[.?!])(?=\s)", re.DOTALL)


def write(site: Path) -> None:
    """Writes all of it into the built site, with a citation beside each article."""
    listed = []
    for path in NOTEBOOKS:
        nb = nbformat.read(ROOT / path, as_version=4)
        target = site / path.with_suffix(".md")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(markdown(nb, path), encoding="utf-8")
        cited = citing.bibtex(ROOT, path.stem, title(nb), str(path))
        target.with_suffix(".bib").write_text(cited, encoding="utf-8")
        listed.append((path, nb))
    (site / "llms.txt").write_text(overview(listed), encoding="utf-8")
    (site / "references.bib").write_bytes(REFERENCES.read_bytes())


def title(nb) -> str:
    return nb.cells[0].source.partition("\n")[0].removeprefix("# ")


def markdown(nb, path: PurePosixPath) -> str:
    """An article: its prose, its code, what the code printed, and the facts of its pictures."""
    parts = [shown for cell in nb.cells for shown in of_cell(cell)]
    source = f"{home.address(ROOT)}/blob/{home.tag(ROOT)}/{path}"
    origin = f"From {citing.card(ROOT)['title']}, {home.tag(ROOT)}. The notebook: <{source}>"
    heading, _, rest = parts[0].partition("\n")
    return "\n\n".join([heading, origin, rest.strip(), *parts[1:]]) + "\n"


def of_cell(cell) -> list[str]:
    if cell.cell_type == "markdown":
        return [prose(cell.source)]
    if "setup" in tags(cell):  # how a notebook finds the project; a text has no use for it
        return []
    if "check" in tags(cell):  # its code holds the answer's digest, and what it says is a hint
        return ["Hint: " + "".join(map(said, cell.outputs)).strip().removeprefix(NOT_YET)]
    return [fenced(cell.source, "python"), *map(output, cell.outputs)]


def prose(source: str) -> str:
    """Markdown with facts for pictures, open solutions, and links to the other texts."""
    source = FOLD.sub(lambda fold: f"**{fold[1].strip()}**\n\n{fold[2].strip()}", source)
    kept = iter(CODE_BLOCK.findall(source))
    changed = []
    for part in CODE_BLOCK.split(source):
        part = MARKDOWN_IMAGE.sub(lambda found: picture(found[1], found[2]), part)
        changed += [RELATIVE.sub(r"\1.md\2)", part), next(kept, "")]
    return "".join(changed).strip()


def picture(alt: str, address: str = "") -> str:
    """A badge becomes its words, since it stands inside a link."""
    return alt if address.startswith("http") else f"(Picture: {' '.join(alt.split())})"


def output(result) -> str:
    html = result.get("data", {}).get("text/html", "")
    if ALT.search(html):
        return picture(result.data["text/plain"])
    return "Output:\n\n" + fenced(said(result).rstrip("\n"), "text")


def said(result) -> str:
    """What an output says in plain text."""
    return result.text if result.output_type == "stream" else result.data["text/plain"]


def fenced(text: str, language: str) -> str:
    longest = max(map(len, FENCE.findall(text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def overview(listed) -> str:
    """llms.txt, as llmstxt.org describes it: a title, a summary, and lists of links."""
    card = citing.card(ROOT)
    text = f"# {card['title']}\n\n> {card['abstract']}\n\n" + ABOUT
    part = None
    for path, nb in listed:
        if path.parts[0] != part:
            part = path.parts[0]
            text += f"\n## {part[3:].replace('_', ' ').capitalize()}\n\n"
        text += f"- [{title(nb)}]({path.with_suffix('.md')}): {purpose(nb)}\n"
    return text + LAST.format(home=home.address(ROOT))


def purpose(nb) -> str:
    """The first sentence of "What you will build"."""
    text = next(c.source for c in nb.cells if "## What you will build" in c.source)
    text = text.partition("## What you will build")[2].strip()
    return " ".join(SENTENCE.match(text + "\n")[1].split())


ABOUT = """\
Each article is a notebook that was executed: its code stands beside what it printed, and a
picture is told by the line of facts that was computed from what it draws. Code that imports
`utils` uses the library of this repository, whose names are those of Keras.
"""
LAST = """
## Optional

- [References](references.bib): the sources of all articles, as BibTeX
- [Source]({home}): the notebooks, the library and its tests
"""
