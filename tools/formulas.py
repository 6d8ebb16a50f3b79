"""Formulas of the notebooks as MathML, which e-readers and screen readers know without a script."""

import json
import shutil
import subprocess
import xml.etree.ElementTree as ET

from tools import Problem, npm
from tools.workspace import ROOT

SCRIPT = ROOT / "docs" / "book" / "formulas.cjs"
NAMESPACE = "http://www.w3.org/1998/Math/MathML"


def mathml(formulas: list[tuple[str, bool]]) -> list[str]:
    """Each formula, TeX and whether it stands on a line of its own, as a `math` element."""
    if not formulas:
        return []
    node = shutil.which("node")
    if node is None:
        raise Problem("Formulas are turned into MathML by Node.js, and there is none here.")
    command = [node, str(SCRIPT), str(npm.package("mathjax"))]
    done = subprocess.run(command, input=json.dumps(formulas), capture_output=True, text=True)
    if done.returncode:
        raise Problem(f"MathJax could not read the formulas: {done.stderr.strip()[-500:]}")
    made = json.loads(done.stdout)
    return [_plain(text, tex) for text, (tex, _) in zip(made, formulas, strict=True)]


def _plain(text: str, tex: str) -> str:
    """Without MathJax's own notes in it; the TeX is what is read where no MathML is known."""
    root = ET.fromstring(text)
    for element in root.iter():
        name = element.tag.removeprefix(f"{{{NAMESPACE}}}")
        if name == "merror":
            raise Problem(f"MathJax cannot read the formula {tex!r}.")
        element.attrib = {k: v for k, v in element.attrib.items() if not k.startswith("data-")}
        element.tag, element.tail = name, None
        if element.text is not None and not element.text.strip(" \n"):
            element.text = None
    root.attrib = {"xmlns": NAMESPACE, **root.attrib, "alttext": " ".join(tex.split())}
    return ET.tostring(root, encoding="unicode")
