"""The same cells, the same numbers: what a reader's browser computes is what the notebooks store.

`make cells` runs all cells in both browsers and notes in verified.json what was equal. Here only
those are run again whose code, library or stored outputs have changed since, and always a short
beginning, which shows that the way from the page to the comparison still works. A notebook that was
never found equal in a browser is left out, and a loud line says so.
"""

import os
import sys

import pytest

from tools import articles, browser, cells, ledger
from tools.workspace import ROOT

NOTEBOOKS = articles.find(ROOT)
FEW = 12  # cells of a beginning


@pytest.fixture(params=ledger.BROWSERS)
def name(request):
    """A browser. In CI, on Linux, it must be there."""
    there = browser.found(browser.PACKAGES[request.param]) is not None
    if not there and not ("CI" in os.environ and sys.platform == "linux"):
        pytest.skip(f"NO {request.param}, so nothing of what it computes is tested: `make browser`")
    return request.param


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_cell_is_different(notebook, name, record_property):
    if name not in ledger.read().get(notebook.as_posix(), {}):
        pytest.skip(f"{notebook.stem} WAS NEVER FOUND EQUAL IN {name}: run `make cells`")
    if name in ledger.stale(notebook):
        verdict = cells.verify(notebook, name)
        assert verdict.different == []
        found = verdict.counts()
    else:
        found = ledger.read()[notebook.as_posix()][name]
    counts = [found[each] for each in ("equal", "silent", "measured", "keras")]
    print(f"{notebook.stem} in {found['browser']}: {counts[0]} cells equal, {counts[1]} silent on "
          f"both sides, {counts[2]} timed, {counts[3]} need Keras")  # fmt: skip
    assert sum(counts) == len(ledger.code_cells(notebook))
    assert counts[0] > counts[3]


def test_the_beginning_of_a_notebook(name):
    shortest = next(path for path in NOTEBOOKS if path.stem == "numpy_neural_net")
    verdict = cells.verify(shortest, name, FEW)
    assert verdict.different == []
    assert verdict.equal + verdict.silent == FEW and verdict.equal > 2
