"""The site's scripts: small files, and of the playground's none that needs itself."""

import re
from graphlib import TopologicalSorter

from tools.workspace import ROOT

SCRIPTS = sorted((ROOT / "docs" / "playground").glob("*.mjs"))
IMPORTED = re.compile(r'^import .*?"\./(\w+\.mjs)";$', re.MULTILINE)


def test_a_file_holds_one_idea_and_says_which():
    scripts = sorted((ROOT / "docs").rglob("*.mjs"))
    assert len(scripts) > len(SCRIPTS) > 20
    for path in scripts:
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(lines) <= 250 and lines[0].startswith("// "), path.name


def test_no_script_imports_in_a_circle():
    needed = {path.name: IMPORTED.findall(path.read_text(encoding="utf-8")) for path in SCRIPTS}
    order = list(TopologicalSorter(needed).static_order())
    assert sorted(order) == [path.name for path in SCRIPTS]
    assert order.index("session.mjs") < order.index("experiment.mjs") < order.index("form.mjs")
