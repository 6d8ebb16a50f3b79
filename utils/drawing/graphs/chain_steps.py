"""The chain rule told step by step: each value from left to right, then each slope back."""

import re
from unicodedata import normalize

from ..style.numbers import rounded
from ..style.words import spoken
from .cells import Step

VALUE, SHARE, TOTAL = "value", "share", "total"


def steps(chain):
    """All steps of a Chain, in the order of the computation.

    They tell pairs of a kind and what it belongs to: (VALUE, node), (SHARE, edge), (TOTAL, node).
    """
    given = [name for name, node in chain.nodes.items() if not node.inputs]
    wanted = [name for name in given if chain.nodes[name].learned] or given
    shown = _listed([f"{slope(chain.last, n)} = {number(chain.gradients[n])}" for n in wanted], 3)
    words = "One backward pass gives every slope: values above the edges, slopes below"
    end = Step(words, shown, facts=(spoken(shown), *_facts(chain)))
    return [*_forward(chain, given), *_backward(chain), end]


def _forward(chain, given):
    values = [f"{name} = {number(chain.values[name])}" for name in given]
    told = tuple((VALUE, name) for name in given)
    yield Step("We start from these numbers", _listed(values, 6), tuple(given), tells=told)
    for name, node in chain.nodes.items():
        if node.inputs:
            rule = f"${name} = {node.formula} = {number(chain.values[name])}$"
            yield Step(f"Forward: ${name}$", rule, (name,), node.inputs, ((VALUE, name),))


def _backward(chain):
    last = chain.last
    rule = f"${slope(last, last)} = 1$"
    yield Step(f"Backward, from ${last}$", rule, (last,), tells=((TOTAL, last),))
    for name in reversed(chain.names):
        for source in reversed(chain.nodes[name].inputs):
            yield _along(chain, source, name)
            ways = chain.followers(source)
            if len(ways) > 1 and ways[0] == name:
                yield _total(chain, source, ways)


def _along(chain, source, target):
    """The chain rule along one edge."""
    above, own = chain.gradients[target], chain.slopes[source, target]
    left = f"{slope(chain.last, source)} = " if len(chain.followers(source)) == 1 else ""
    product = rf"{slope(chain.last, target)} \cdot {slope(target, source)}"
    share = number(chain.shares[source, target])
    rule = rf"${left}{product} = {number(above)} \cdot {bracketed(own)} = {share}$"
    words = f"Backward, to ${source}$ by way of ${target}$"
    return Step(words, rule, (source,), (target,), ((SHARE, (source, target)),))


def _total(chain, source, ways):
    """Where several edges leave a node, their shares add up."""
    parts = " + ".join(bracketed(chain.shares[source, to]) for to in ways)
    rule = f"${slope(chain.last, source)} = {parts} = {number(chain.gradients[source])}$"
    words = f"All ways to ${source}$ add up"
    return Step(words, rule, (source,), tuple(ways), ((TOTAL, source),))


def _facts(chain):
    """Every number with its formula and its slope."""
    for name, node in chain.nodes.items():
        rule = f" = {spoken(node.formula)}" if node.formula else ""
        value, gradient = rounded(chain.values[name]), rounded(chain.gradients[name])
        yield f"{spoken(name)}{rule} = {value} with slope {gradient}"


def slope(of, along):
    """A derivative for mathtext."""
    return rf"\partial {of}/\partial {along}"


def number(value):
    """A number in at most three digits, for mathtext: commas in braces, exponents raised."""
    text = rounded(value).replace(",", "{,}")
    return re.sub("[⁻⁰¹²³⁴-⁹]+", lambda found: f"^{{{normalize('NFKC', found[0])}}}", text)


def bracketed(value):
    return f"({number(value)})" if value < 0 else number(value)


def _listed(parts, most):
    """The first parts, and dots where there are more."""
    return "$" + r",\ \ ".join([*parts[:most], *["..."] * (len(parts) > most)]) + "$"
