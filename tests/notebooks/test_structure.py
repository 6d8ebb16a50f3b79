"""How a notebook is stored: counts, tags, the set-up and parameter cells, exercises.

Each rule takes an article and yields what breaks it; BROKEN holds, for each, notebooks that do.
"""

import ast
import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import PurePath
from tokenize import COMMENT, generate_tokens

import nbformat
import numpy as np
from nbformat.v4 import new_code_cell, new_output

from tests.notebooks.conftest import FOLDED
from tools import articles, home
from tools.notebook import Article, exercises, printed, tags
from tools.workspace import ROOT
from utils.notebook import exercises as marking

ODD = (None, "15", (1, 2), np.ones(3), np.nan, {}, print, 1 / 3)  # answers of the wrong kind
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
    """3 to 5 exercises, each under a heading of its own, with its check and folded solution;
    unanswered, none is right."""
    found = exercises(article.nb)
    if not 3 <= len(found) <= 5:
        yield f"{len(found)} exercises"
    for number, exercise in enumerate(found, 1):
        if not exercise.question.startswith(f"### {number}. "):
            yield f"exercise {number}: no cell before it begins with '### {number}. '"
        if exercise.check is None:
            yield f"exercise {number}: the next cell is not tagged check"
        elif {key: exercise.check.metadata.get(key) for key in FOLDED} != FOLDED:
            yield f"exercise {number}: the check is not folded, by Jupyter's way and by Colab's"
        elif printed(exercise.check).startswith("Right"):
            yield f"exercise {number} is marked right before anybody answered"
        if exercise.solution is None:
            yield f"exercise {number}: no folded solution with one python block after the check"


def separate_answers(article):
    """The names that one exercise asks for are defined nowhere else, so that no answer strays."""
    seen = [name for cell in article.code if "check" not in tags(cell) for name in assigned(cell)]
    for number, exercise in enumerate(exercises(article.nb), 1):
        twice = {name for name in assigned(exercise.cell) if seen.count(name) > 1}
        yield from (f"exercise {number} asks for {name}, another cell has it" for name in twice)


def assigned(cell):
    """Names that a cell defines at its top level."""
    for node in ast.parse(re.sub(r"^[%!].*", "", cell.source, flags=re.MULTILINE)).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        for target in getattr(node, "targets", []):
            yield from (name.id for name in ast.walk(target) if isinstance(name, ast.Name))


def deaf_checks(article):
    """Whatever a reader answers, a check prints one line that begins with "Not yet"."""
    for number, exercise in enumerate(exercises(article.nb), 1):
        asked = set(assigned(exercise.cell))
        for odd in ODD if exercise.check else ():
            said, names = StringIO(), {"exercises": marking, "np": np} | dict.fromkeys(asked, odd)
            try:
                with redirect_stdout(said):
                    exec(exercise.check.source, names)
            except Exception as error:
                yield f"exercise {number}: {odd!r} raises {error!r}"
            lines = said.getvalue().splitlines()
            if not lines or not lines[-1].startswith("Not yet: "):
                yield f"exercise {number}: {odd!r} is answered by {said.getvalue()!r}"


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
        lambda article: article.nb.cells[10].update(source="The solution is 1."),
        lambda article: article.nb.cells[7].update(source="How long is line 1?"),
        lambda article: article.nb.cells[9].metadata.pop("jupyter"),
        lambda article: article.nb.cells[9].metadata.pop("cellView"),
    ],
    separate_answers: [
        at(5, source="answer_1 = None"),
        at(2, source="def answer_1(): pass"),
        at(3, source="answer_2 = None"),
    ],
    deaf_checks: [
        at(4, source="print('Right' if answer_1 == 3 else 'Not yet: count')"),
        at(4, source="print('Not yet: count' if answer_1 else 'Right')"),
        at(4, source="exercises.check(answer_0, 'Count.')"),
        at(4, source="pass"),
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
