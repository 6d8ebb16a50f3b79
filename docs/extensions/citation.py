"""At the end of each article: how to cite it, and the same text as Markdown."""

from pathlib import PurePosixPath

from tools import citing, texts
from tools.workspace import ROOT


def add(app, page, template, context, doctree):
    """Puts both behind the text of a notebook's page."""
    path = PurePosixPath(f"{page}.ipynb")
    if path not in texts.NOTEBOOKS:
        return
    entry = citing.bibtex(ROOT, path.stem, app.env.titles[page].astext(), str(path))
    wanted = {"bibtex": entry, "name": path.stem}
    context["body"] += app.builder.templates.render("citation.html", {**context, **wanted})


def setup(app):
    app.connect("html-page-context", add)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
