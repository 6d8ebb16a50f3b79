"""How a notebook is stored: counts, tags, the set-up and parameter cells, exercises.

Each rule takes an article and yields what breaks it; BROKEN holds, for each, notebooks that do.
"""

import ast
import re
from io import StringIO
from pathlib import PurePath
from tokenize import COMMENT, generate_tokens

import nbformat
from nbformat.v4 import new_code_cell, new_output

from tools import articles, home
from tools.notebook import Article, exercises, printed, tags
from tools.workspace import ROOT

TAGS = {"setup", "parameters", "measured", "from-scratch", "exercise", "check"}
MARKER = re.compile(r"#\s*(NBVAL_|PYTEST_VALIDATE_)")


def valid(article):
    """The file keeps nbformat's schema and carries no widget."""
    try:
        nbformat.validate(article.nb)
    except nbformat.ValidationError as error:
        yield str(error).splitlines()[0]
    if "widgets" in article.nb.metadata:
        yield "widget metadata is stored, which GitHub does not show"


def executed(article):
    """Counts run 1..n: a fresh kernel, top to bottom, every cell."""
    counts = [cell.execution_count for cell in article.code]
    if not counts or counts != list(range(1, len(counts) + 1)):
        yield f"execution counts are {counts}"


def known_tags(article):
    """Only the project's tags; none of nbval's, as tag or comment."""
    for cell in article.nb.cells:
        yield from (f"tag {tag!r}" for tag in set(tags(cell)) - TAGS)
        if cell.cell_type == "code" and MARKER.search(cell.source):
            yield f"a comment for nbval in {cell.source[:40]!r}"


def set_up(article):
    """The first code cell is the set-up, at home in this article; the next holds the parameters."""
    roles = [[role for role in ("setup", "parameters") if role in tags(c)] for c in article.code]
    if roles[:2] != [["setup"], ["parameters"]] or any(roles[2:]):
        yield "expected one cell tagged setup, then one tagged parameters, before any other code"
        return
    own = f'HOME, TAG = "{home.address(article.root)}", "{home.tag(article.root)}"'
    folder = f'ARTICLE = "{PurePath(article.relative).parent.as_posix()}"'
    for line in {own, folder} - set(article.code[0].source.splitlines()):
        yield f"the set-up cell does not say {line}"


def constants(article):
    """Parameters are constants in capitals, each with a comment on its line or the one above."""
    for cell in (cell for cell in article.code if "parameters" in tags(cell)):
        tokens = generate_tokens(StringIO(cell.source).readline)
        commented = {token.start[0] for token in tokens if token.type == COMMENT}
        for node in ast.parse(cell.source).body:
            names = [ast.unparse(target) for target in getattr(node, "targets", [])]
            if not names or not all(name.isidentifier() and name.isupper() for name in names):
                yield f"{ast.unparse(node)!r} is no constant in capitals"
            elif not commented & set(range(node.lineno - 1, node.end_lineno + 1)):
                yield f"{names[0]} has no comment"


def marked_exercises(article):
    """3 to 5 exercises, each with its check and folded solution; unanswered, none is right."""
    found = exercises(article.nb)
    if not 3 <= len(found) <= 5:
        yield f"{len(found)} exercises"
    for number, exercise in enumerate(found, 1):
        if exercise.check is None:
            yield f"exercise {number}: the next cell is not tagged check"
        elif printed(exercise.check).startswith("Right"):
            yield f"exercise {number} is marked right before anybody answered"
        if exercise.solution is None:
            yield f"exercise {number}: no folded solution with one python block after the check"


def at(number, **changes):
    """Changes attributes of the code cell with this index."""
    return lambda article: article.code[number].update(nbformat.from_dict(changes))


def damaged(number, old, new):
    """Changes the source of the code cell with this index."""

    def change(article):
        cell = article.code[number]
        assert old in cell.source
        cell.source = cell.source.replace(old, new)

    return change


def stray(article):
    article.nb.cells.insert(2, new_code_cell("1"))


BROKEN = {
    valid: [
        lambda article: article.nb.metadata.update(widgets={}),
        lambda article: article.nb.cells[0].update(cell_type="prose"),
    ],
    executed: [at(1, execution_count=None), at(1, execution_count=5)],
    known_tags: [
        at(2, metadata={"tags": ["nbval-ignore-output"]}),
        at(2, metadata={"tags": ["raises-exception"]}),
        at(2, source="# NBVAL_IGNORE_OUTPUT\n1"),
    ],
    set_up: [
        damaged(0, "someone", "another"),
        damaged(0, "v1.2.3", "v1.2.4"),
        damaged(0, "01_small", "02_large"),
        at(1, metadata={}),
        at(2, metadata={"tags": ["setup"]}),
        stray,
    ],
    constants: [
        at(1, source="POINTS = 10"),
        at(1, source="points = 10  # dots"),
        at(1, source="print(1)  # one"),
    ],
    marked_exercises: [
        at(3, metadata={}),
        at(4, metadata={}),
        at(4, outputs=[new_output("stream", text="Right: 1")]),
        lambda article: article.nb.cells[9].update(source="The solution is 1."),
    ],
}


def test_notebook(rule, article):
    assert not list(rule(article)), rule.__doc__


def test_good_notebook(rule, good):
    assert not list(rule(good))


def test_rule_can_fail(rule, damage, good):
    damage(good)
    assert list(rule(good))


def test_set_up_cells_are_identical():
    found = [Article(ROOT / path, ROOT) for path in articles.find(ROOT)]
    sources = {re.sub('ARTICLE = ".*"', "", article.code[0].source) for article in found}
    assert len(sources) == 1, "the set-up cell is the same in every notebook, but for its article"
