"""A notebook in another language: every text has its entry, and nothing else changes."""

import copy

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools import articles, catalogue
from tools.workspace import ROOT

NOTEBOOKS = articles.find(ROOT)
TEXT = """# A title

Two lines
of one block.


$$
x = 1

y = 2
$$

```python
one = 1

two = 2
```
Below the fence."""


def read(path):
    return nbformat.read(ROOT / path, 4)


def test_blocks_end_at_blank_lines_outside_formulas_and_fences():
    title, lines, formula, fence = catalogue.blocks(TEXT)
    assert (title, lines) == ("# A title", "Two lines\nof one block.")
    assert formula.startswith("$$\nx") and formula.endswith("y = 2\n$$")
    assert fence.startswith("```python") and fence.endswith("Below the fence.")


@pytest.mark.parametrize(
    ("block", "worth"),
    [("Words", True), ("$$x = \\sin a$$", False), ("`code`", False), ("$x$ is one", True)],
)
def test_formulas_and_code_are_left_alone(block, worth):
    assert catalogue.worth_translating(block) is worth


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_paragraph_of_an_article_has_its_entry(path):
    nb = read(path)
    other = copy.deepcopy(nb)
    catalogue.apply(other, {text: "@" for text in catalogue.texts(nb)})
    for cell, changed in zip(nb.cells, other.cells, strict=True):
        assert changed.id == cell.id
        if cell.cell_type == "code":
            assert changed == cell
        else:
            rest = catalogue.FIXED.sub("", changed.source.replace("@", ""))
            assert not catalogue.WORD.search(rest), rest


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_without_entries_an_article_keeps_every_block(path):
    nb = read(path)
    other = copy.deepcopy(nb)
    catalogue.apply(other, {"no such text": ""})
    for cell, kept in zip(nb.cells, other.cells, strict=True):
        assert catalogue.blocks(kept.source) == catalogue.blocks(cell.source)


def test_a_missing_translation_stays_english(tmp_path):
    po = tmp_path / "small.po"
    entries = [("First.", "Primeiro."), ("Second.", ""), ("Third.", "Terceiro.")]
    written = [f'msgid "{ours}"\nmsgstr "{theirs}"\n' for ours, theirs in entries]
    written[2] = "#, fuzzy\n" + written[2]
    po.write_text("\n".join(written), encoding="utf-8")
    nb = new_notebook(cells=[new_markdown_cell("First.\n\nSecond.\n\nThird."), new_code_cell("1")])
    catalogue.apply(nb, catalogue.read(po))
    assert nb.cells[0].source == "Primeiro.\n\nSecond.\n\nThird."
    assert nb.cells[1].source == "1"


def test_editions_lie_in_folders_of_their_own(tmp_path):
    (tmp_path / "pt_BR" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "notes").mkdir()
    assert catalogue.languages(tmp_path) == ["en", "pt_BR"]
    assert [catalogue.folder(each) for each in ("en", "pt_BR")] == ["", "pt-br/"]
    assert catalogue.tag("pt_BR") == "pt-BR"
