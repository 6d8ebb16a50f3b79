"""The face of the animations: its names, what was called otherwise before, and its contents."""

import re

import pytest

from utils import animation
from utils.drawing.marks.mark import Mark
from utils.drawing.panels.panel import Panel
from utils.drawing.scene import Scene

LISTED = re.compile(r"^(marks|panels|scenes|films) +(.*(?:\n {10}.*)*)", re.MULTILINE)


def contents():
    """{heading of the docstring: the names that stand beside it}."""
    found = dict(LISTED.findall(animation.__doc__))
    return {head: set(re.findall(r"\b[A-Za-z]+\b", words)) for head, words in found.items()}


def named(test):
    return {name for name in animation.__all__ if test(getattr(animation, name))}


def is_a(kind):
    return lambda each: isinstance(each, type) and issubclass(each, kind)


def test_every_name_is_there_once():
    assert len(set(animation.__all__)) == len(animation.__all__) > 30
    assert [name for name in animation.__all__ if not hasattr(animation, name)] == []
    space = {}
    exec("from utils.animation import *", space)
    assert set(animation.__all__) <= set(space)


def test_the_docstring_lists_every_mark_panel_scene_and_film():
    listed = contents()
    assert list(listed) == ["marks", "panels", "scenes", "films"]
    assert listed["marks"] >= named(is_a(Mark)) - {"Mark"}
    assert listed["panels"] == named(is_a(Panel))
    functions = named(lambda each: not isinstance(each, type))
    assert listed["scenes"] | listed["films"] >= functions | {"Scene"}
    words = {"and", "for", "artists", "of", "your", "own", "ready", "made"}
    assert set().union(*listed.values()) - words <= set(animation.__all__)


@pytest.mark.parametrize("former", animation.FORMER)
def test_a_former_name_says_what_it_is_called_now(former):
    now = animation.FORMER[former]
    assert former.endswith("Scene") and callable(getattr(animation, now))
    told = rf"^animation\.{former}\(\.\.\.\) is animation\.{now}\(\.\.\.\) now\.$"
    with pytest.raises(AttributeError, match=told):
        getattr(animation, former)


def test_an_unknown_name_is_python_s_usual_error():
    for name in ("Bondary", "animate"):
        with pytest.raises(AttributeError, match=f"module 'utils.animation' has no .* '{name}'"):
            getattr(animation, name)
    assert not hasattr(animation, "BoundaryScene")


def test_the_parts_of_the_grammar_are_those_of_the_engine():
    assert animation.Scene is Scene and animation.Panel is Panel and animation.Mark is Mark
