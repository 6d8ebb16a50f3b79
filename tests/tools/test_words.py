"""The catalogue of the site's words is complete, and so is that of the pictures."""

import re

from tools import words
from tools.workspace import ROOT
from utils.drawing.style import language


def test_the_stored_catalogue_is_up_to_date():
    """`python -m tools.words` writes it anew."""
    assert words.POT.read_text(encoding="utf-8") == words.written(words.of_site())


def test_it_holds_scripts_templates_python_and_the_theme():
    found = {message.id for message in words.of_site()}
    assert {"Play", "Open in Colab", "How the answer is checked", "Back to top"} <= found
    assert {"Schedule-free AdamW", "Straight down", "layer {number}, {layer},"} <= found
    assert set(words.THEME) < found


def test_no_visible_word_of_a_template_stands_outside_the_catalogue():
    """What is left of a template without its tags, calls and comments has no word in it."""
    names = {"EPUB", "PDF"}
    for path in (ROOT / "docs" / "_templates").rglob("*.html"):
        text = re.sub(
            r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", " ", path.read_text("utf-8"), flags=re.S
        )
        assert set(re.findall(r"[A-Za-z]{2,}", text)) <= names, path.name


def test_no_script_writes_a_word_of_its_own():
    """Words that a script shows or that are heard go through `word`."""
    for path in (ROOT / "docs").rglob("*.mjs"):
        text = path.read_text(encoding="utf-8")
        shown = re.findall(r'(?:textContent|title|ariaLabel|alt) = (["`][^"`]*[A-Za-z]{2})', text)
        heard = re.findall(r'"aria-\w+", (["`][^"`]*[A-Za-z]{2})', text)
        assert not [each for each in shown + heard if "${" not in each], path.name


def test_the_theme_still_writes_the_names_that_we_replace():
    import furo

    folder = ROOT.joinpath(furo.__file__).parent / "theme"
    text = "".join(path.read_text("utf-8") for path in folder.rglob("page.html"))
    assert [name for name in words.THEME if f'"{name}"' not in text] == []


def test_every_word_of_every_picture_has_its_entry():
    found = {message.id for message in words.of_pictures()}
    assert "A Keras network learns to enclose a disc" in found
    assert "epoch {} of {}" in found
    assert "How the shapes fit together" in found  # stored in the notebook alone
    assert not [each for each in found if re.fullmatch(r"[\W\d_]*", each.replace("{}", ""))][1:]
    assert language.worth_translating("epoch 3 of 50") in found
