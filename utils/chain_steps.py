"""The chain rule told step by step: each value from left to right, then each slope back."""

from __future__ import annotations

import re
from typing import NamedTuple

from .layout import plain

VALUE, SHARE, TOTAL = "value", "share", "total"


class Step(NamedTuple):
    """One frame: words, a formula, the nodes made and read, the edges that shine, what is known.

    known: the numbers shown from now on, pairs of a kind and what it belongs to: (VALUE, node),
    (SHARE, edge), (TOTAL, node). back: whether we are on the way back.
    """

    words: str
    formula: str
    made: tuple = ()
    read: tuple = ()
    edges: tuple = ()
    known: frozenset = frozenset()
    back: bool = False


def steps(chain):
    """All steps of a Chain, in the order of the computation."""
    told, known = [], set()
    for step, news in [*_forward(chain), *_backward(chain)]:
        known |= set(news)
        told.append(step._replace(known=frozenset(known)))
    given = [name for name, node in chain.nodes.items() if not node.inputs]
    wanted = [name for name in given if chain.nodes[name].learned] or given
    shown = [f"{slope(chain.last, n)} = {number(chain.gradients[n])}" for n in wanted[:3]]
    words = "One way back gives every slope"
    return [*told, Step(words, f"${_commas(shown)}$", known=frozenset(known), back=True)]


def _forward(chain):
    """Pairs (step, the numbers that it adds)."""
    given = tuple(name for name in chain.names if not chain.nodes[name].inputs)
    values = [f"{name} = {number(chain.values[name])}" for name in given]
    start = Step("We start from these numbers", f"${_commas(values)}$", made=given)
    yield start, [(VALUE, name) for name in given]
    for name, node in chain.nodes.items():
        if node.inputs:
            rule = rf"${name} = {node.formula} = {number(chain.values[name])}$"
            edges = tuple((source, name) for source in node.inputs)
            yield Step(f"Forward: ${name}$", rule, (name,), node.inputs, edges), [(VALUE, name)]


def _backward(chain):
    last = chain.last
    rule = f"${slope(last, last)} = 1$"
    yield Step(f"Backward, from ${last}$", rule, (last,), back=True), [(TOTAL, last)]
    for name in reversed(chain.names):
        for source in reversed(chain.nodes[name].inputs):
            yield _along(chain, source, name), [(SHARE, (source, name))]
            ways = chain.followers(source)
            if len(ways) > 1 and ways[0] == name:
                yield _total(chain, source, ways), [(TOTAL, source)]


def _along(chain, source, target):
    """The chain rule along one edge."""
    above, own = chain.gradients[target], chain.slopes[source, target]
    left = f"{slope(chain.last, source)} = " if len(chain.followers(source)) == 1 else ""
    product = rf"{slope(chain.last, target)} \cdot {slope(target, source)}"
    numbers = rf"{number(above)} \cdot {bracketed(own)} = {number(chain.shares[source, target])}"
    words = f"Backward, to ${source}$ by way of ${target}$"
    edges = ((target, source),)
    return Step(words, f"${left}{product} = {numbers}$", (source,), (target,), edges, back=True)


def _total(chain, source, ways):
    """Where several edges leave a node, their shares add up."""
    parts = [bracketed(chain.shares[source, to]) for to in ways]
    rule = (
        f"${slope(chain.last, source)} = {' + '.join(parts)} = {number(chain.gradients[source])}$"
    )
    edges = tuple((to, source) for to in ways)
    return Step(f"All ways to ${source}$ add up", rule, (source,), tuple(ways), edges, back=True)


def slope(of, along):
    """A derivative for mathtext."""
    return rf"\partial {of}/\partial {along}"


def number(value):
    """A number in at most three digits."""
    return plain(float(f"{value + 0.0:.3g}"))


def bracketed(value):
    return f"({number(value)})" if value < 0 else number(value)


def spoken(text):
    r"""Mathtext in plain letters: \hat{y} is "y hat"."""
    text = text.replace(r"\partial ", "d").replace(r"\cdot", "times").replace(r"\ \ ", " ")
    text = text.replace(r"\mathrm", "")
    text = re.sub(r"\\(\w+)\s*\{([^}]*)\}", r"\2 \1", text)
    return re.sub(r"[\\{}$]", "", text).strip()


def _commas(parts):
    return r",\ \ ".join(parts)
