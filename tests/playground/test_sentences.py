"""What Python says in the playground has its form in the catalogue of words."""

import ast
import re

import pytest

from tools import words
from tools.workspace import ROOT

FORMS = {re.sub(r"\{\w+\}", "{}", text) for text in words.of_scripts("playground")}


def sentences(path, *names):
    """The sentences in functions of a module, and in a class's methods, each value as {}."""
    found = set()
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name in names:
            found |= set(told(node))
    return found


def told(function):
    docstring = ast.get_docstring(function, clean=False)
    parts = set()
    for node in ast.walk(function):
        if isinstance(node, ast.JoinedStr) and node not in parts:
            inside = [each for each in ast.walk(node) if each is not node]
            parts |= {each for each in inside if isinstance(each, ast.Constant)}
            parts |= {each.format_spec for each in inside if isinstance(each, ast.FormattedValue)}
            yield "".join(
                getattr(each, "value", "") if is_text(each) else "{}" for each in node.values
            )
        elif is_text(node) and node not in parts and " " in node.value and node.value != docstring:
            yield node.value


def is_text(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


FINDS = ["_dead", "_saturated", "_vanishing", "_exploding", "_steps", "_unknown"]


@pytest.mark.parametrize("find", [*FINDS, "_look_for_an_explosion", "_judge", "_name"])
def test_whatever_the_watcher_says_has_its_form(find):
    said = sentences("utils/watcher.py", find)
    assert said and said <= FORMS


def test_every_kind_of_the_watcher_is_looked_at():
    text = (ROOT / "utils" / "watcher.py").read_text(encoding="utf-8")
    assert re.findall(r"self\.(_\w+),$", text, re.M) == FINDS
    assert set(re.findall(r"def (\w+)\(", text)) >= {*FINDS, "_look_for_an_explosion", "_judge"}
    assert len(re.findall(r"self\._tell\(", text)) == 2


def test_how_a_network_diverged_has_its_form():
    said = sentences("utils/training.py", "still_finite")
    assert len(said) == 5 and said <= FORMS
