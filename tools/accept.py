"""`make accept`: copies what `make run` made back into the tree and says what changed."""

import os
import shutil
from pathlib import Path

from tools import Problem, articles, compare, logo, rebuild, results, workspace
from tools.reference import is_reference
from tools.results import Result

ROOT = workspace.ROOT
RUN = rebuild.BUILD / "run"


def accept(article: str) -> int:
    """Takes over the chosen results; the exit status says whether any was refused."""
    done = {Path(result.notebook): result for result in results.load(rebuild.RESULTS)}
    if not done:
        raise Problem("There is nothing to accept: execute the notebooks with `make run` first.")
    strict, reason = is_reference()
    if not strict:
        print(f"Caution: these outputs were not made in the reference environment: {reason}.")
    refused = 0
    for notebook in articles.choose(sorted(done), article):
        why = refusal(done[notebook])
        refused += bool(why)
        print(f"{notebook.stem}: {why}" if why else "\n  ".join(taken_over(notebook)))
    if not article and (RUN / logo.NAME).exists():
        print(f"{logo.NAME}: taken over ({rebuild.logo_verdict(RUN)} before)")
        replace(RUN / logo.NAME, ROOT / logo.NAME)
    return 1 if refused else 0


def refusal(result: Result) -> str:
    """Why a result must not be taken over, or ""."""
    notebook = Path(result.notebook)
    if result.failure:
        return "refused, because it failed: mend it and `make run` again."
    if not (ROOT / notebook).is_file() or results.fingerprint(ROOT, notebook) != result.sources:
        return "refused, because utils or the article has changed since: `make run` again."
    return ""


def taken_over(notebook: Path) -> list[str]:
    """Copies the notebook and its pictures; returns what changed, a line each."""
    ours, theirs = ROOT / notebook, RUN / notebook
    changes = compare.notebooks(ours, theirs)
    same = ours.read_bytes() == theirs.read_bytes()
    replace(theirs, ours)
    folders = (path.parent / workspace.PICTURES for path in (ours, theirs))
    changes += take_over_pictures(*folders)
    if not changes:
        changes = ["nothing changed" if same else "only the form of the file changed"]
    return [f"{notebook.stem}:", *changes]


def take_over_pictures(ours: Path, theirs: Path) -> list[str]:
    """Makes our folder hold what theirs holds; one line for each picture that is not the same."""
    changes = []
    for name in sorted(names(ours) | names(theirs)):
        old, new = ours / name, theirs / name
        if not new.exists():
            changes.append(f"{name}: removed, no cell makes it ({size(old)})")
            old.unlink()
        elif not old.exists():
            changes.append(f"{name}: new ({size(new)})")
            replace(new, old)
        elif old.read_bytes() != new.read_bytes():
            what = compare.picture_difference(old.read_bytes(), new.read_bytes())
            changes.append(f"{name}: changed ({size(old)} -> {size(new)}) {what}".rstrip())
            replace(new, old)
    return changes


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*") if path.is_file()}


def size(path: Path) -> str:
    return f"{path.stat().st_size / 1000:.0f} kB"


def replace(source: Path, target: Path) -> None:
    """Copies to a temporary name and moves, so that no half file is left behind."""
    target.parent.mkdir(exist_ok=True)
    temporary = target.with_name(target.name + ".new")
    shutil.copyfile(source, temporary)
    os.replace(temporary, target)
