"""`make cells`: the same cells give the same numbers in a browser, in Chromium and Firefox.

Every cell of a notebook that does not need Keras is run as a reader's page runs it, and what it
prints, its values and the facts and words of its pictures are compared with what is stored. What
was found equal stands in tests/browser/verified.json, with a fingerprint of all that it depends on,
so that the tests run again only what has changed since.
"""

import io
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path

import nbformat

from tools import articles, cells_server, compare, ledger
from tools.notebook import tags
from tools.table import table
from tools.workspace import ROOT
from utils.drawing.film import picture

SOURCE = re.compile(r'src="([^"]*)"')
SIZE = re.compile(r"under [\d.]+ kB")  # a file: another Matplotlib draws other pixels
NUMBER = re.compile(r"[\d.,−]+")
VERSION = re.compile(r"(Firefox|Chrome)/(\d+)")


@dataclass
class Verdict:
    """How the cells of a notebook did in one browser; `different` names each that was not equal."""

    browser: str = ""
    inputs: str = ""  # their fingerprint, taken before the cells ran
    equal: int = 0
    silent: int = 0  # no output, here as there
    measured: int = 0  # a time, which is not compared
    keras: int = 0  # left out, since they need Keras
    seconds: int = 0  # of processors' time, which is the wall's where nothing else runs
    megabytes: int = 0
    different: list[str] = field(default_factory=list)

    def counts(self) -> dict | None:
        """What the ledger keeps, if all was equal."""
        found = asdict(self)
        return None if found.pop("different") else found


def cells(article: str) -> int:
    """Runs the chosen notebooks in every browser and renews the ledger; 0 where all was equal."""
    rows = []
    for notebook in articles.choose(articles.find(ROOT), article):
        for name in ledger.BROWSERS:
            verdict = verify(notebook, name)
            print("\n  ".join([f"{notebook.stem}, {verdict.browser}", *verdict.different]))
            counts = verdict.equal, verdict.silent, verdict.measured, verdict.keras
            rows.append([notebook.stem, verdict.browser, *map(str, counts)])
            rows[-1] += [str(len(verdict.different)), str(verdict.seconds)]
            ledger.keep(notebook, name, verdict.counts())
    heading = "notebook, browser, equal, silent, measured, Keras, different, seconds".split(", ")
    print("\n" + table(heading, rows, "<<>>>>>>"))
    return 1 if any(row[-2] != "0" for row in rows) else 0


def verify(notebook: Path, name: str, most: int | None = None) -> Verdict:
    """Runs the cells, or the first `most` of them, in a browser, and compares."""
    cells = ledger.code_cells(notebook)[:most]
    verdict = Verdict(inputs=ledger.fingerprint(notebook))
    sources = [cell.source for cell in cells]
    with cells_server.running(name, notebook.parent.as_posix(), sources) as run:
        verdict.browser = "{} {}".format(*VERSION.search(run.agent).groups())
        for number, (cell, made) in enumerate(zip(cells, run.outcomes(len(cells))), 1):
            count(verdict, f"In [{number}]", cell, made, ROOT / notebook.parent)
        verdict.megabytes, verdict.seconds = run.megabytes, run.seconds
    return verdict


def count(verdict: Verdict, place: str, cell, made: dict, folder: Path) -> None:
    """Adds one cell to the verdict; pictures of its stored outputs stand in the folder."""
    if made["keras"]:
        verdict.keras += 1
        return
    new = [nbformat.from_dict(output) for output in made["outputs"]]
    failed = [each for each in new if each.output_type == "error"]
    if "measured" in tags(cell) and not failed:
        verdict.measured += 1
        return
    before, after = seen(cell.outputs, folder), seen(new, folder)
    if before != after:
        verdict.different.append(f"{place}: {difference(before, after)}")
    elif before:
        verdict.equal += 1
    else:
        verdict.silent += 1


def seen(outputs, folder: Path) -> list[tuple[str, str]]:
    """Outputs as (kind, content); a picture by its facts and words, wherever its bytes are."""
    found = []
    for kind, content in compare.shown(outputs):
        addresses = SOURCE.findall(content) if kind == "text/html" else []
        found.append((kind, SIZE.sub("", SOURCE.sub("", content) if addresses else content)))
        found += [("facts and words", inside(address, folder)) for address in addresses]
    return found


def inside(address: str, folder: Path) -> str:
    """What a picture says of itself: one of the page by its bytes, or one of the folder.

    Its words stand in one line, and the numbers beside its axes are left out: where a line ends and
    which numbers have room is decided by the width of letters, and another FreeType draws them a
    little wider. What the facts say of the data is all there.
    """
    data = compare.embedded(address) or [(folder / address).read_bytes()]
    facts, words = picture.read(io.BytesIO(data[0]))
    return f"{facts}\n{' '.join(word for word in words if not NUMBER.fullmatch(word))}"


def difference(before, after) -> str:
    kinds = [[kind for kind, _ in shown] for shown in (before, after)]
    if kinds[0] != kinds[1]:
        return f"stored outputs are {kinds[0]}, the browser has {after}"[:500]
    pairs = ((kind, a, b) for (kind, a), (_, b) in zip(before, after) if a != b)
    return "; ".join(f"{kind}: {compare.text_difference(a, b)}" for kind, a, b in pairs)
