"""Reading and mending a PDF's outline, on a small file written here."""

import re

import pytest

from tools import pdf

OBJECTS = [
    b"<</Type /Catalog\n/Pages 2 0 R\n/Outlines 7 0 R>>",
    b"<</Type /Pages\n/Count 3\n/Kids [3 0 R 4 0 R]>>",
    b"<</Type /Page\n/Parent 2 0 R>>",
    b"<</Type /Pages\n/Count 2\n/Kids [5 0 R 6 0 R]>>",
    b"<</Type /Page\n/Parent 4 0 R>>",
    b"<</Type /Page\n/Parent 4 0 R>>",
    b"<</Type /Outlines\n/First 8 0 R\n/Last 10 0 R>>",
    b"<</Title (A \\(long\\)title)\n/Dest [3 0 R /XYZ 0 0 0]\n/First 9 0 R\n/Next 10 0 R>>",
    b"<</Title <FEFF007A00E9>\n/Dest [6 0 R /XYZ 0 0 0]>>",
    b"<</Title (Last)\n/Dest [5 0 R /XYZ 0 0 0]\n/Prev 8 0 R>>",
]


@pytest.fixture
def path(tmp_path):
    text, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(OBJECTS, 1):
        offsets.append(len(text))
        text += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    rows = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(OBJECTS) + 1, rows)
    end = b"trailer\n<</Size %d\n/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    file = tmp_path / "small.pdf"
    file.write_bytes(text + table + end % (len(OBJECTS) + 1, len(text)))
    return file


def test_pages_and_outline(path):
    read = pdf.Pdf(path)
    assert read.pages() == [3, 5, 6]
    assert read.outline() == [
        pdf.Entry(8, 1, "A (long)title", 1),
        pdf.Entry(9, 2, "zé", 3),
        pdf.Entry(10, 1, "Last", 2),
    ]


def test_a_file_without_an_outline(path):
    path.write_bytes(path.read_bytes().replace(b"/Outlines", b"/Outlinez"))
    assert pdf.Pdf(path).outline() == []


def test_titles_are_written_behind_what_is_there(path):
    old = path.read_bytes()
    titles = ["A (long) title", "zé → ∂", "Last"]
    new = pdf.Pdf(path).retitled(titles)
    assert new.startswith(old)
    start = int(re.findall(rb"startxref\n(\d+)", new)[-1])
    rows = new[start:].split(b"trailer")[0].splitlines()[1:]
    assert [int(row.split()[0]) for row in rows[::2]] == [8, 9, 10]
    for row, number, title in zip(rows[1::2], (8, 9, 10), titles):
        assert len(row) == 19  # and the end of the line: a row has 20 bytes
        text = new[int(row[:10]) :]
        assert text.startswith(b"%d 0 obj\n" % number)
        assert pdf.decoded(pdf.TITLE.search(text)[1]) == title
    assert int(re.search(rb"/Prev (\d+)>>", new[start:])[1]) == pdf.Pdf(path).start


def test_the_mended_file_can_be_read(path):
    old = pdf.Pdf(path).outline()
    titles = ["A (long) title", "zé → ∂", "Last"]
    path.write_bytes(pdf.Pdf(path).retitled(titles))
    assert pdf.Pdf(path).outline() == [
        entry._replace(title=title) for entry, title in zip(old, titles)
    ]
    path.write_bytes(pdf.Pdf(path).retitled(["1", "2", "3"]))
    again = pdf.Pdf(path)
    assert [entry.title for entry in again.outline()] == ["1", "2", "3"]
    assert again.trailer.count(b"/Prev") == 1 and len(again.offsets) == len(OBJECTS) + 1


def test_as_many_titles_as_entries(path):
    with pytest.raises(ValueError):
        pdf.Pdf(path).retitled(["one"])
