"""docs/references.bib against the articles' own lists of references, in both directions.

A line of a list names works by their titles: in quotation marks, or as code where it has none.
Behind a title may follow its subtitle; a book in which a work stands is quoted too.
"""

import re

import nbformat
import pytest

from tools import articles, texts
from tools.workspace import ROOT

ENTRY = re.compile(r"^@(\w+)\{([\w-]+),\n(.*?)^\}\n", re.MULTILINE | re.DOTALL)
FIELD = re.compile(r"^  (\w+) = \{(.*)\},$", re.MULTILINE)
QUOTED = re.compile(r'"([^"]+)"')
CODE = re.compile(r"`([^`]+)`")
OTHERS = re.compile(r"\band others\b|\bet al\.")


def entries(text):
    return {key: dict(FIELD.findall(body)) for _, key, body in ENTRY.findall(text)}


def lines(notebook):
    """The references of a notebook, one string each."""
    cells = nbformat.read(ROOT / notebook, 4).cells
    section = next(c.source for c in cells if re.search(r"^## References", c.source, re.M))
    section = re.split(r"^## ", section.partition("## References")[2], flags=re.M)[0]
    return re.findall(r"^- (.+)$", section, re.M)


def titles(line):
    """The titles that a line names."""
    return QUOTED.findall(line) or CODE.findall(line)[:1]


def plain(title):
    return title.replace(r"\&", "&").rstrip(",.")


def named(entry, title):
    """Whether a title of a list is that of an entry, perhaps without its subtitle."""
    whole = entry["title"]
    return plain(title) in (plain(whole), plain(whole.partition(":")[0]))


def surnames(entry):
    """Family names, a group's name as a whole; "and others" names nobody."""
    people = entry["author"].split(" and ")
    return [p.strip("{}").partition(",")[0] for p in people if p != "others"]


def fits(entry, line, title):
    """Whether a line tells of this entry: its title, its authors, its year."""
    people = surnames(entry)
    if OTHERS.search(line):
        people = people[:1]
    return (
        named(entry, title)
        and all(name in line for name in people)
        and entry.get("year", "") in line
    )


BIB = texts.REFERENCES.read_text(encoding="utf-8")
ENTRIES = entries(BIB)
LINES = [(path.stem, line) for path in articles.find(ROOT) for line in lines(path)]
BOOKS = {entry["booktitle"] for entry in ENTRIES.values() if "booktitle" in entry}


@pytest.mark.parametrize("article, line", LINES)
def test_each_reference_of_an_article_has_its_entry(article, line):
    wanted = [title for title in titles(line) if plain(title) not in BOOKS]
    assert wanted, "the line names no title"
    for title in wanted:
        found = [key for key, entry in ENTRIES.items() if fits(entry, line, title)]
        assert len(found) == 1, f"{title!r} has the entries {found} in docs/references.bib"


@pytest.mark.parametrize("key", ENTRIES)
def test_each_entry_is_a_reference_of_an_article(key):
    entry = ENTRIES[key]
    assert any(fits(entry, line, title) for _, line in LINES for title in titles(line))


def test_every_entry_can_be_read():
    assert len(ENTRIES) == len(re.findall(r"^@", BIB, re.M)) > 80
    assert list(ENTRIES) == sorted(ENTRIES)
    for entry in ENTRIES.values():
        assert entry["author"] and entry["title"]
        assert re.fullmatch(r"(1[89]|20)\d\d", entry.get("year", "2000"))
        assert all(value.count("{") == value.count("}") for value in entry.values())


def test_a_wrong_line_is_found():
    entry = ENTRIES["kingma2015adam"]
    line = 'Diederik Kingma and Jimmy Ba, 2015, "Adam: A Method for Stochastic Optimization".'
    title = titles(line)[0]
    assert fits(entry, line, title)
    assert not fits(entry, line.replace("2015", "2014"), title)
    assert not fits(entry, line.replace("Ba,", "Bo,"), title)
    assert not fits(entry, line, "Adam is a Method")
    assert fits(entry, line.replace("Jimmy Ba", "others"), title)
