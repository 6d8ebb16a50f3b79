"""The little that we read and mend of a PDF that Chromium printed: its pages and its outline.

Chromium writes the text of a heading into the outline line by line, without the spaces between the
lines, and twice where it moved the heading to the next page. The pages themselves are right.
"""

import re
from pathlib import Path
from typing import NamedTuple

START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
SECTION = re.compile(rb"(\d+) (\d+)\s+")
TITLE = re.compile(rb"/Title\s*(\((?:\\.|[^\\)])*\)|<[0-9A-Fa-f]*>)", re.DOTALL)


class Entry(NamedTuple):
    """A line of the outline: its object, how deep it stands, its text, and its page, from 1."""

    number: int
    level: int
    title: str
    page: int


class Pdf:
    """A file with plain tables of its objects, as Chromium and `retitled` write them."""

    def __init__(self, path: Path):
        self.data = path.read_bytes()
        self.start = int(START.search(self.data)[1])
        self.offsets, self.trailer = {}, b""
        start = self.start
        while start is not None:  # the last table first: what it says of an object holds
            trailer = self._table(start)
            self.trailer = self.trailer or trailer
            earlier = re.search(rb"/Prev (\d+)", trailer)
            start = earlier and int(earlier[1])
        self.root = self.object(self.reference(self.trailer, b"Root"))

    def _table(self, start: int) -> bytes:
        """Reads one table, and returns the trailer behind it."""
        place = start + len(b"xref\n")
        while section := SECTION.match(self.data, place):
            first, count = map(int, section.groups())
            for i in range(count):
                row = section.end() + 20 * i
                self.offsets.setdefault(first + i, int(self.data[row : row + 10]))
            place = section.end() + 20 * count
        return self.data[place : self.data.index(b"startxref", place)]

    def object(self, number: int) -> bytes:
        """The dictionary of an object, without its stream."""
        offset = self.offsets[number]
        ends = [self.data.find(word, offset) for word in (b"endobj", b"stream\n")]
        return self.data[offset : min(end for end in ends if end >= 0)]

    @staticmethod
    def reference(text: bytes, name: bytes) -> int | None:
        """The object that an entry of a dictionary names."""
        found = re.search(rb"/%s\s+(\d+) 0 R" % name, text)
        return found and int(found[1])

    def pages(self) -> list[int]:
        """The objects of the pages, in order."""
        return self._pages(self.reference(self.root, b"Pages"))

    def _pages(self, number: int) -> list[int]:
        kids = re.search(rb"/Kids\s*\[(.*?)\]", self.object(number), re.DOTALL)
        if kids is None:
            return [number]
        found = map(int, re.findall(rb"(\d+) 0 R", kids[1]))
        return [page for kid in found for page in self._pages(kid)]

    def outline(self) -> list[Entry]:
        pages = {number: i for i, number in enumerate(self.pages(), 1)}
        top = self.reference(self.root, b"Outlines")
        return list(self._entries(top, 1, pages)) if top else []

    def _entries(self, parent: int, level: int, pages: dict[int, int]):
        number = self.reference(self.object(parent), b"First")
        while number:
            text = self.object(number)
            page = re.search(rb"/Dest\s*\[(\d+) 0 R", text)
            yield Entry(number, level, decoded(TITLE.search(text)[1]), pages[int(page[1])])
            yield from self._entries(number, level + 1, pages)
            number = self.reference(text, b"Next")

    def retitled(self, titles: list[str]) -> bytes:
        """The file with these titles in its outline, written behind what is there."""
        entries = self.outline()
        added, rows = b"", b""
        for entry, title in zip(entries, titles, strict=True):
            rows += b"%d 1\n%010d 00000 n \n" % (entry.number, len(self.data) + 1 + len(added))
            text = TITLE.sub(b"/Title " + encoded(title), self.object(entry.number), count=1)
            added += text + b"endobj\n"
        place = len(self.data) + 1 + len(added)
        trailer = re.search(rb"trailer\s*<<(.*?)\s*(/Prev \d+)?>>", self.trailer, re.DOTALL)[1]
        end = b"trailer\n<<%s\n/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (trailer, self.start, place)
        return self.data + b"\n" + added + b"xref\n" + rows + end


def decoded(text: bytes) -> str:
    """A PDF string as text."""
    if text.startswith(b"<"):
        raw = bytes.fromhex(text[1:-1].decode())
    else:
        raw = re.sub(rb"\\([()\\])", rb"\1", text[1:-1])
    return raw[2:].decode("utf-16-be") if raw.startswith(b"\xfe\xff") else raw.decode("latin-1")


def encoded(text: str) -> bytes:
    return b"<FEFF" + text.encode("utf-16-be").hex().upper().encode() + b">"
