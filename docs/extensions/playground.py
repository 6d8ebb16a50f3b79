"""The playground's scripts beside its page, in each edition."""

import shutil
from pathlib import Path

from tools.workspace import ROOT

SOURCE = ROOT / "docs" / "playground"
APART = shutil.ignore_patterns("README.md", "__pycache__")


def beside_the_page(app, exception):
    if exception is None and app.builder.name == "html":
        place = Path(app.outdir, SOURCE.name)
        shutil.copytree(SOURCE, place, ignore=APART, dirs_exist_ok=True)


def setup(app):
    app.connect("build-finished", beside_the_page)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
