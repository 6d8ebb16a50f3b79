"""A definition stands in a notebook only where building it is that notebook's subject."""

import ast

from nbformat.v4 import new_code_cell, new_notebook

from tools import articles
from tools.notebook import Article, tags
from tools.workspace import ROOT


def defined(source):
    """Names of the functions and classes that a cell or module defines at its top level."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def public(source):
    """Names that a module of utils offers: what it defines or assigns, without an underscore."""
    names = set(defined(source))
    for node in ast.parse(source).body:
        for target in getattr(node, "targets", []):
            names |= {name.id for name in ast.walk(target) if isinstance(name, ast.Name)}
    return {name for name in names if not name.startswith("_")}


def plain(source):
    """A cell without the lines that are IPython's, not Python's."""
    return "\n".join(line for line in source.splitlines() if not line.startswith(("%", "!")))


def complaints(notebooks, modules):
    """Definitions made twice; `notebooks` and `modules` are dictionaries by name."""
    offered = {name: module for module, source in modules.items() for name in public(source)}
    first = {}
    for title, nb in notebooks.items():
        cells = [
            cell for cell in nb.cells if cell.cell_type == "code" and "setup" not in tags(cell)
        ]
        for cell in cells:
            for name in defined(plain(cell.source)):
                if name in offered and "from-scratch" not in tags(cell):
                    yield f"{title} defines {name}, which utils/{offered[name]}.py offers"
                if first.setdefault(name, title) != title:
                    yield f"{title} defines {name}, and so does {first[name]}"


def notebook(source, *names):
    return new_notebook(cells=[new_code_cell(source, metadata={"tags": list(names)})])


UTILS = {"activations": "def relu(z):\n    pass\ntanh = Tanh()\n_zeros = 0"}


def test_notebooks():
    found = {path.stem: Article(ROOT / path, ROOT).nb for path in articles.find(ROOT)}
    modules = {path.stem: path.read_text(encoding="utf-8") for path in ROOT.glob("utils/*.py")}
    assert not list(complaints(found, modules))


def test_two_notebooks_may_not_share_a_definition():
    step = notebook("%matplotlib inline\ndef step(w):\n    return w", "from-scratch")
    assert list(complaints({"one": step, "two": step}, {}))
    assert not list(complaints({"one": step}, {}))


def test_names_of_utils_are_taken():
    for source in ("def relu(z):\n    pass", "class tanh:\n    pass", "relu = lambda z: z"):
        assert list(complaints({"one": notebook(source)}, UTILS))
        assert not list(complaints({"one": notebook(source, "from-scratch")}, UTILS))


def test_set_up_and_private_names_are_free():
    assert not list(complaints({"one": notebook("def _zeros():\n    pass")}, UTILS))
    same = notebook("def find():\n    pass", "setup")
    assert not list(complaints({"one": same, "two": same}, UTILS))
