"""The notebooks of the collection, one an article, and which of them a few letters mean."""

from pathlib import Path

from tools import Problem


def find(root: Path) -> list[Path]:
    """Every article's notebook, relative to the root, in reading order."""
    return sorted(path.relative_to(root) for path in root.glob("[0-9]*/[0-9]*/*.ipynb"))


def choose(notebooks: list[Path], text: str) -> list[Path]:
    """The one notebook whose path contains the text, or all of them if there is no text."""
    if not text:
        return notebooks
    part = text.replace("\\", "/").strip("/").lower()
    hits = [notebook for notebook in notebooks if part in notebook.as_posix().lower()]
    if len(hits) == 1:
        return hits
    if hits:
        raise Problem(listing(f"ARTICLE={text} means {len(hits)} articles, name one:", hits))
    if notebooks:
        raise Problem(listing(f"No article's path contains {text!r}, there are:", notebooks))
    raise Problem(f"No article's path contains {text!r}: there is no notebook yet.")


def listing(sentence: str, notebooks: list[Path]) -> str:
    return "\n  ".join([sentence, *(notebook.parent.as_posix() for notebook in notebooks)])
