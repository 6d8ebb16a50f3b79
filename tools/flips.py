"""Every sign and comparison of the formulas, turned round one at a time."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

# These draw, check input or talk to Keras; every other file of the network holds formulas.
NO_FORMULAS = {
    "__init__", "animation", "checks", "diagrams", "keras_baseline", "plots",
}  # fmt: skip
OPPOSITE = {b"+": b"-", b"-": b"+", b"<": b">", b">": b"<"}
SIGN = re.compile(rb"[-+<>]")


def faults(root: Path, make) -> Iterable:
    """make(name, file, text) for each flip that is not known to change nothing.

    tools/faults.toml lists the latter as [[equivalent]], by file and source line, with the reason.
    """
    table = tomllib.loads((root / "tools" / "faults.toml").read_text(encoding="utf-8"))
    same = {(entry["file"], entry["line"]) for entry in table.get("equivalent", [])}
    for path in sorted((root / "utils").glob("*.py")):
        file = f"utils/{path.name}"
        source = "" if path.stem in NO_FORMULAS else path.read_text(encoding="utf-8")
        for number, line, text in flips(source):
            if (file, line) not in same:
                yield make(f"{path.name}:{number}: {line}", file, text)


def flips(source: str) -> Iterable[tuple[int, str, str]]:
    """(line number, changed line, whole changed source) for each flip."""
    data = source.encode()  # ast counts columns in bytes
    starts = [0, *(match.end() for match in re.finditer(b"\n", data))]
    for (first, left), (last, right) in sorted(gaps(ast.parse(source))):
        sign = SIGN.search(data, starts[first - 1] + left, starts[last - 1] + right)
        if sign:
            at = sign.start()
            text = (data[:at] + OPPOSITE[sign[0]] + data[at + 1 :]).decode()
            number = data.count(b"\n", 0, at) + 1
            yield number, text.splitlines()[number - 1].strip(), text


def gaps(node: ast.AST) -> Iterable[tuple]:
    """Where the operators stand: between the end of one operand and the start of the next."""
    if isinstance(node, ast.JoinedStr):
        return  # words for people
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        yield end(node.left), start(node.right)
    elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add | ast.Sub):
        yield end(node.target), start(node.value)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield start(node), start(node.operand)
    elif isinstance(node, ast.Compare):
        operands = [node.left, *node.comparators]
        yield from ((end(a), start(b)) for a, b in zip(operands, operands[1:]))
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.keyword) and child.arg == "axis"):
            yield from gaps(child)


def start(node) -> tuple[int, int]:
    return node.lineno, node.col_offset


def end(node) -> tuple[int, int]:
    return node.end_lineno, node.end_col_offset
