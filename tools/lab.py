"""`make lab`: JupyterLab as a reader meets it, on a page that names the articles."""

import os

from tools import articles, kernel, saving
from tools.workspace import ROOT

START = "README.md?factory=Markdown%20Preview"
HIDDEN = ["build", "tests", "tools", "*.egg-info", "__pycache__", "*.pyc"]


def lab(article: str, further: list[str]) -> int:
    """Opens README.md as a page, or one article; `further` goes to JupyterLab and comes last."""
    opened = articles.choose(articles.find(ROOT), article)[0].as_posix() if article else START
    os.environ |= {"JUPYTER_PREFER_ENV_PATH": "1", **kernel.ONE_THREAD}
    from jupyterlab.labapp import LabApp

    LabApp.launch_instance([*options(opened), *further])
    return 0


def options(opened: str) -> list[str]:
    """What a reader would have to say to JupyterLab."""
    root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    page = f"--LabApp.default_url=/lab/tree/{opened}"
    return [page, f"--ContentsManager.hide_globs={HIDDEN}", saving.OPTION, *root]
