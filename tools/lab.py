"""`make lab`: JupyterLab as a reader meets it, on a page that names the articles.

In `jupyter/` stands what a reader would have to set: Markdown opens as a page, and the list of
files holds what a reader needs. One's own settings come before these.
"""

import os

from tools import articles, kernel
from tools.workspace import ROOT

SETTINGS = ROOT / "tools" / "jupyter"
START = "README.md"


def lab(article: str, further: list[str]) -> int:
    """Opens README.md, or one article; `further` goes to JupyterLab."""
    opened = articles.choose(articles.find(ROOT), article)[0].as_posix() if article else START
    os.environ |= environment()
    from jupyterlab.labapp import LabApp

    LabApp.launch_instance([f"--LabApp.default_url=/lab/tree/{opened}", *as_root(), *further])
    return 0


def environment() -> dict[str, str]:
    """Variables for JupyterLab and its kernels, which compute as they do in `make run`."""
    others = os.environ.get("JUPYTER_CONFIG_PATH")
    places = os.pathsep.join([str(SETTINGS), *([others] if others else [])])
    return {
        "JUPYTER_CONFIG_PATH": places,
        "JUPYTER_PREFER_ENV_PATH": "1",
        "JUPYTERLAB_WORKSPACES_DIR": str(ROOT / "build" / "lab"),  # open tabs of this project alone
        **kernel.ONE_THREAD,
    }


def as_root() -> list[str]:
    """JupyterLab wants to be told that a reader is root, as in a container."""
    return ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
