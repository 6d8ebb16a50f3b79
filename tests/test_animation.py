"""The face of the animations: its names, what was called otherwise before, and its contents."""

import re

import pytest

from utils import animation
from utils.drawing.marks.mark import Mark
from utils.drawing.panels.panel import Panel

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
    functions = named(lambda each: callable(each) and not isinstance(each, type))
    assert listed["scenes"] | listed["films"] >= functions | {"Scene"}
    words = {"a", "and", "for", "artists", "of", "your", "own", "ready", "made"}
    assert set().union(*listed.values()) - words <= set(animation.__all__)


@pytest.mark.parametrize("former", animation.FORMER)
def test_a_former_name_says_what_it_is_called_now(former):
    now = animation.FORMER[former]
    told = rf"^animation\.{former}\(\.\.\.\) is animation\.{now}\(\.\.\.\) now\.$"
    with pytest.warns(DeprecationWarning, match=told):
        assert issubclass(getattr(animation, former), animation.Scene)


def test_what_was_written_with_a_former_name_goes_on():
    curves = {"loss": {"train": [1.0, 0.5]}}
    with pytest.warns(DeprecationWarning):

        class Counted(animation.HistoryScene):
            drawn = 0

            def draw(self, k):
                Counted.drawn += 1
                super().draw(k)

    scene = Counted(curves, title="It falls")
    scene.draw(1)
    assert Counted.drawn and scene.facts(1) == animation.history(curves, title="It falls").facts(1)


def test_an_unknown_name_is_python_s_usual_error():
    for name in ("Bondary", "animate"):
        with pytest.raises(AttributeError, match=f"module 'utils.animation' has no .* '{name}'"):
            getattr(animation, name)
