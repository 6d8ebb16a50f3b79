"""Every notebook of the repository, and a small good one that the rules are tried on."""

import io
import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tools import articles
from tools.notebook import Article
from tools.workspace import ROOT
from utils.notebook import page

HOME = "https://github.com/someone/networks"
COLAB = "https://colab.research.google.com/github/someone/networks"
PLACE = "01_first/01_small/small.ipynb"
FACTS = "A line from 0.00 to 1.00."
FOLDED = {"cellView": "form", "jupyter": {"source_hidden": True}}

START = f"""\
# Draw a line

![The line](final_visualisations/line.png)

[![Open in Colab](https://host/badge.svg)]({COLAB}/blob/v1.2.3/{PLACE})
[Download]({HOME}/raw/v1.2.3/{PLACE}), [the code](../../pyproject.toml)"""
BUILD = '## What you will build\n\nA line, as in "Deep Dive into Lines". ' + "It rises. " * 30
LEARNED = r"$$\begin{aligned} y &= x! \end{aligned}$$" + "\n\n## What we learned\n\nLines rise."
SOLUTION = """\
<details><summary>Solution</summary>

```python
answer_{} = 1
```

</details>"""


def pytest_generate_tests(metafunc):
    """Parametrises over `article`, and over the module's tables of rules: BROKEN and FINE."""
    wanted, broken = metafunc.fixturenames, getattr(metafunc.module, "BROKEN", {})
    if "article" in wanted:
        found = [Article(ROOT / path, ROOT) for path in articles.find(ROOT)]
        metafunc.parametrize("article", found, ids=[article.path.stem for article in found])
    if "damage" in wanted:
        cases = [(rule, damage) for rule, damages in broken.items() for damage in damages]
        metafunc.parametrize(("rule", "damage"), cases, ids=[rule.__name__ for rule, _ in cases])
    elif "change" in wanted:
        fine = metafunc.module.FINE
        metafunc.parametrize(("rule", "change"), fine, ids=[rule.__name__ for rule, _ in fine])
    elif "rule" in wanted:
        metafunc.parametrize("rule", broken, ids=[rule.__name__ for rule in broken])


@pytest.fixture
def good(tmp_path):
    """An article, in a repository of its own, that keeps every rule."""
    (tmp_path / "pyproject.toml").write_text(f'version = "1.2.3"\nHome = "{HOME}"\n')
    (tmp_path / "benchmarks").mkdir()
    (tmp_path / "benchmarks" / "results.md").write_text("An update takes 17.46 ms.\n")
    article = Article(tmp_path / PLACE, tmp_path)
    picture = article.path.parent / "final_visualisations" / "line.png"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(png(FACTS))
    article.nb = new_notebook(cells=list(good_cells()))
    for count, cell in enumerate(article.code, 1):
        cell.execution_count = count
    nbformat.write(article.nb, article.path)
    return article


def good_cells():
    yield new_markdown_cell(START)
    yield new_markdown_cell(BUILD)
    yield code(f'HOME, TAG = "{HOME}", "v1.2.3"\nARTICLE = "01_first/01_small"', "setup")
    yield code("POINTS = 10  # dots on the line\n# metres\nLENGTH = 1.0", "parameters")
    yield new_code_cell("line(POINTS)", outputs=[figure(FACTS)])
    yield new_markdown_cell(LEARNED)
    yield new_markdown_cell("## Exercises")
    for number in (1, 2, 3):
        yield new_markdown_cell(f"### {number}. Predict\n\nHow long is `line {number}`?")
        yield code(f"answer_{number} = None", "exercise")
        check = code(f"exercises.check(lambda: answer_{number}, 'Count.', key='1a')", "check")
        check.metadata.update(FOLDED)
        yield check
        yield new_markdown_cell(SOLUTION.format(number))
    yield new_markdown_cell("## For teachers\n\nTen minutes.")
    yield new_markdown_cell("## References\n\nEuclid.")


def code(source, tag):
    outputs = [new_output("stream", text="Not yet.\n")] if tag == "check" else []
    return new_code_cell(source, metadata={"tags": [tag]}, outputs=outputs)


def figure(facts):
    data = {"text/plain": facts, "text/html": page.shown(facts, 8, data=png(facts))}
    return new_output("display_data", data)


def png(facts):
    about, file = PngInfo(), io.BytesIO()
    about.add_text("Description", facts)
    about.add_text("Words", json.dumps(["x"]))
    Image.new("RGB", (8, 8), "white").save(file, "PNG", pnginfo=about)
    return file.getvalue()
