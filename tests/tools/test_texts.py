"""Articles as Markdown, and llms.txt."""

import re

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools import articles, texts
from tools.notebook import MARKDOWN_LINK, Article, exercises
from tools.workspace import ROOT

OPENING = """\
# Draw a line

![Animation: a line turns.](final_visualisations/line.gif)

[![Open in Colab](https://colab.example/badge.svg)](https://colab.example/line.ipynb)

## What you will build

You draw [one line](../02_b/b.ipynb#two). Then another.

```python
"![no picture](a.png) [no link](c.ipynb)"
```
"""
SOLUTION = "<details><summary>Solution</summary>\n\nCount.\n\n```python\nn = 2\n```\n\n</details>"
FACTS = 'A line: from 0 to "1".'
HTML = (
    '<img src="final_visualisations/line.png" width="640" alt="A line: from 0 to &quot;1&quot;.">'
)


def cell(source, *outputs, tag=None):
    made = new_code_cell(source, outputs=list(outputs))
    if tag:
        made.metadata.tags = [tag]
    return made


@pytest.fixture
def nb():
    shown = new_output("execute_result", {"text/html": HTML, "text/plain": FACTS})
    fence = new_output("stream", text="```\n")
    doubt = new_output("stream", text="Not yet: use your fingers.\n")
    cells = [
        new_markdown_cell(OPENING),
        cell("import utils", tag="setup"),
        cell("draw()", shown),
        cell("print('```')", fence),
        cell("n = None", tag="exercise"),
        cell("check(key=1)", doubt, tag="check"),
        new_markdown_cell(SOLUTION),
    ]
    return new_notebook(cells=cells)


def test_an_article_as_text(nb):
    path = texts.NOTEBOOKS[0]
    text = texts.markdown(nb, path)
    assert text.startswith("# Draw a line\n\nFrom ILearnDeepLearning.py")
    assert f"/{path}>\n\n(Picture: Animation: a line turns.)\n\n[Open in Colab](https://" in text
    assert "[one line](../02_b/b.md#two)" in text
    assert '"![no picture](a.png) [no link](c.ipynb)"' in text
    assert text.split("```python\ndraw()\n```\n\n")[1].startswith(f"(Picture: {FACTS})\n\n")
    assert "Output:\n\n````text\n```\n````\n\n```python\nn = None\n```\n\n" in text
    assert text.endswith(
        "Hint: use your fingers.\n\n**Solution**\n\nCount.\n\n```python\nn = 2\n```\n"
    )
    assert "import utils" not in text and "check(" not in text


def test_the_overview(nb):
    text = texts.overview([(texts.NOTEBOOKS[0], nb)])
    assert re.match(r"# .+\n\n> .+\n\n\w", text)
    line = f"\n- [Draw a line]({texts.NOTEBOOKS[0].with_suffix('.md')}): You draw"
    assert line in text and "Then another" not in text


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    place = tmp_path_factory.mktemp("site")
    texts.write(place)
    return place


@pytest.mark.parametrize("notebook", articles.find(ROOT), ids=lambda path: path.stem)
def test_every_article_is_told_in_full(written, notebook):
    text = (written / notebook.with_suffix(".md")).read_text("utf-8")
    article = Article(ROOT / notebook, ROOT)
    facts = [o.data["text/plain"] for c in article.code for o in c.outputs if "data" in o]
    flat = " ".join(text.split())
    assert all(" ".join(fact.split()) in flat for fact in facts)
    assert text.count("**Solution**") == len(exercises(article.nb)) == text.count("\nHint: ")
    outside = re.sub(r"^(`{3,}).*?^\1", "", text, flags=re.M | re.S)
    assert "![" not in outside and "<img" not in outside and "<details" not in outside
    for _, target in MARKDOWN_LINK.findall(outside):
        if not re.match(r"\w+:|#", target):
            assert (written / notebook.parent / target.partition("#")[0]).is_file()


def test_the_overview_links_to_files_that_are_there(written):
    text = (written / "llms.txt").read_text("utf-8")
    links = [target for _, target in MARKDOWN_LINK.findall(text) if "://" not in target]
    assert len(links) == len(texts.NOTEBOOKS) + 1
    assert all((written / target).is_file() for target in links)


def test_each_article_has_its_citation(written):
    for path in texts.NOTEBOOKS:
        text = (written / path.with_suffix(".bib")).read_text("utf-8")
        assert text.startswith(f"@misc{{ilearndeeplearning_{path.stem},\n")
