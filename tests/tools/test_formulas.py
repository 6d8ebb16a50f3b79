"""TeX as MathML, by MathJax under Node.js."""

import os
import shutil
import xml.etree.ElementTree as ET

import pytest

from tools import Problem, formulas

NODE = pytest.mark.skipif(
    shutil.which("node") is None and "CI" not in os.environ,
    reason="NO NODE.JS, so formulas of the book are not tested",
)


@NODE
def test_formulas_become_mathml():
    inline, block = formulas.mathml([(r"\hat y < \tfrac12", False), ("a\n= 1", True)])
    root = ET.fromstring(inline)
    assert root.tag == f"{{{formulas.NAMESPACE}}}math"
    assert root.attrib == {"alttext": r"\hat y < \tfrac12"}
    assert "".join(root.itertext()).replace(" ", "") == "y^<12"
    assert root.find(f".//{{{formulas.NAMESPACE}}}mfrac") is not None
    assert ET.fromstring(block).attrib == {"alttext": "a = 1", "display": "block"}
    assert "data-" not in inline + block


@NODE
@pytest.mark.parametrize("tex", [r"\frac{1", r"\nosuchcommand x"])
def test_a_formula_that_cannot_be_read_is_named(tex):
    with pytest.raises(Problem) as caught:
        formulas.mathml([("a", False), (tex, True)])
    assert tex in str(caught.value)


def test_without_node_a_sentence_says_so(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert formulas.mathml([]) == []
    with pytest.raises(Problem, match="Node.js"):
        formulas.mathml([("a", False)])
