"""The book's stills and hooks, and when it is made again."""

import pytest
from docutils import nodes
from PIL import Image

from docs.book import hooks, stills
from tools import book

RED, GREEN, BLUE, GREY = (220, 0, 0), (0, 220, 0), (0, 0, 220), (90, 90, 90)
FACTS = "First frame: one; x = 1. Middle frame: two. Last frame: three."


@pytest.fixture
def film(tmp_path, monkeypatch):
    monkeypatch.setattr(stills, "PLACE", tmp_path / "stills")
    monkeypatch.setattr(hooks, "address", lambda path: path.relative_to(tmp_path).as_posix())
    path = tmp_path / "01_one" / "final_visualisations" / "film.gif"
    path.parent.mkdir(parents=True)
    first, *rest = [Image.new("RGB", (8, 6), colour) for colour in (RED, GREEN, BLUE, GREY)]
    first.save(path, save_all=True, append_images=rest)
    return path


def colour(path):
    return Image.open(path).convert("RGB").getpixel((3, 3))


def test_moments_are_first_middle_and_last(film):
    assert stills.moments(film) == [0, 2, 3]
    assert [colour(stills.still(film, i)) for i in (0, 2, -1)] == [RED, BLUE, GREY]


def test_the_last_moment_is_the_picture_beside_the_film(film):
    beside = film.with_suffix(".png")
    Image.new("RGB", (8, 6), RED).save(beside)
    assert stills.still(film) == stills.still(film, 3) == beside


def test_a_film_is_three_pictures_with_their_facts(film):
    html = f'<img src="final_visualisations/film.gif" width="8" alt="{FACTS}"><div>film</div>'
    made = hooks.shown(html, film.parents[1])
    pictures = list(made.findall(nodes.image))
    assert [each["alt"] for each in pictures] == ["one; x = 1.", "two.", "three."]
    assert [each["uri"][-10:] for each in pictures] == ["film_1.png", "film_3.png", "film_4.png"]
    assert made[-1].astext() == "film.gif, frames 1, 3 and 4 of 4"


def test_facts_of_another_form_stay_with_the_last_moment(film):
    pictures = list(hooks.film(film, "A thing moves.", "8px").findall(nodes.image))
    assert [each["alt"] for each in pictures] == ["Frame 1.", "Frame 3.", "A thing moves."]


def test_a_picture_inside_the_page_becomes_a_file(film):
    html = '<img src="data:image/png;base64,AAAA" width="8" alt="A dot.">'
    made = hooks.shown(html, film.parent)
    assert made["alt"] == "A dot." and made["uri"].endswith(".png")
    assert (stills.PLACE.parent / made["uri"]).read_bytes() == b"\0\0\0"


def test_a_table_stays_without_its_style():
    made = hooks.shown("<div>\n<style scoped>a {}\n</style>\n<table></table></div>", None)
    assert made.astext() == "<div>\n\n<table></table></div>"


@pytest.fixture
def made(tmp_path, monkeypatch):
    """Builds into a folder, with a Sphinx that counts its runs and no browser."""
    monkeypatch.setattr(book, "WORK", tmp_path / "work")
    monkeypatch.setattr(book.browser, "found", lambda: None)
    runs = []

    def sphinx(builder, target, *options):
        runs.append(builder)
        target.mkdir(parents=True)
        (target / f"{book.NAME}.epub").write_bytes(b"made")

    def build():
        book.build(tmp_path / "site" / "book", sphinx)
        return runs

    return build


def test_without_a_browser_the_pdf_is_left_out_loudly(made, tmp_path, capsys):
    assert made() == ["epub"]
    assert "NO BROWSER, so the book is made without its PDF" in capsys.readouterr().out
    assert [path.name for path in (tmp_path / "site" / "book").iterdir()] == [f"{book.NAME}.epub"]


def test_the_book_is_made_again_when_something_changed(made, tmp_path, monkeypatch):
    assert made() == made() == ["epub"]
    (tmp_path / "site" / "book" / f"{book.NAME}.epub").unlink()
    assert made() == ["epub"] * 2
    monkeypatch.setattr(book, "fingerprint", lambda: "another")
    assert made() == ["epub"] * 3


def test_the_fingerprint_sees_notebooks_pictures_and_tools(monkeypatch):
    before, read = book.fingerprint(), book.Path.read_bytes
    for kind in (".ipynb", ".gif", "hooks.py", "printed.py", "CITATION.cff"):

        def changed(path, kind=kind):
            return read(path) + (b" " if path.name.endswith(kind) else b"")

        monkeypatch.setattr(book.Path, "read_bytes", changed)
        assert book.fingerprint() != before, kind
    monkeypatch.setattr(book.Path, "read_bytes", read)
    assert book.fingerprint() == before
