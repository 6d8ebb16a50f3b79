"""The chain rule: every slope against a difference of the whole graph, and by hand."""

import math

import numpy as np
import pytest

from utils.drawing.graphs.chain import Chain, Node


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


UNIT = [
    Node("x", value=1.5),
    Node("w", value=-0.8, learned=True),
    Node("b", value=0.4, learned=True),
    Node("y", value=1.0),
    Node("u", "w x", ("w", "x"), np.multiply),
    Node("z", "u + b", ("u", "b"), np.add),
    Node("a", r"\sigma(z)", ("z",), sigmoid),
    Node("J", "(a - y)^2", ("a", "y"), lambda a, y: (a - y) ** 2),
]
# x goes three ways, one of them past a column.
FAN = [
    Node("x", value=2.0),
    Node("w_1", value=0.5, learned=True),
    Node("w_2", value=-1.0, learned=True),
    Node("h_1", "w_1 x", ("w_1", "x"), np.multiply),
    Node("h_2", "w_2 x", ("w_2", "x"), np.multiply),
    Node("s", "h_1 + h_2 + x", ("h_1", "h_2", "x"), lambda a, b, c: a + b + c),
    Node("J", "s^3", ("s",), lambda s: s**3),
]
RELU = [
    Node("z", value=-0.5),
    Node(
        r"\hat{y}",
        r"\mathrm{relu}(z)",
        ("z",),
        lambda z: max(z, 0.0),
        slopes=lambda z: [float(z > 0)],
    ),
    Node("J", r"e^{\hat{y}} z", (r"\hat{y}", "z"), lambda p, z: np.exp(p) * z),
]
LONG = [
    Node("x", value=1.0),
    *(Node(f"z_{k}", "g(z)", (f"z_{k - 1}" if k else "x",), np.tanh) for k in range(5)),
]
# Edges that pass two columns.
PAST = [
    Node("a", value=3.0, learned=True),
    Node("b", "a^2", ("a",), lambda a: a * a),
    Node("c", r"\sqrt{b}", ("b",), np.sqrt),
    Node("d", "b + c", ("b", "c"), np.add),
    Node("e", "a b d", ("a", "b", "d"), lambda a, b, d: a * b * d),
]
GRAPHS = {"unit": UNIT, "fan": FAN, "relu": RELU, "long": LONG, "past": PAST}
every = pytest.mark.parametrize("name", GRAPHS)


def end(nodes, moved, by):
    """The last value, with one node's value moved after it was computed."""
    values = {}
    for node in nodes:
        given = [values[name] for name in node.inputs]
        values[node.name] = node.function(*given) if node.inputs else node.value
        values[node.name] += by * (node.name == moved)
    return values[nodes[-1].name]


@every
def test_gradients_are_differences_of_the_whole_graph(name):
    chain = Chain(GRAPHS[name])
    for node in chain.names:
        measured = (end(GRAPHS[name], node, 1e-6) - end(GRAPHS[name], node, -1e-6)) / 2e-6
        assert chain.gradients[node] == pytest.approx(measured, rel=1e-7, abs=1e-9), node


def test_a_unit_by_hand():
    chain = Chain(UNIT)
    a = sigmoid(-0.8 * 1.5 + 0.4)
    error = 2 * (a - 1) * a * (1 - a)
    assert chain.values["a"] == a and chain.values["J"] == (a - 1) ** 2
    assert chain.gradients["w"] == pytest.approx(error * 1.5, rel=1e-15)
    assert chain.gradients["b"] == pytest.approx(error, rel=1e-15)
    assert chain.slopes["u", "z"] == 1 and chain.slopes["w", "u"] == 1.5
    assert chain.gradients["J"] == 1


def test_shares_of_all_ways_add_up():
    chain = Chain(FAN)
    assert chain.values["s"] == 1 and chain.gradients["s"] == 3
    shares = {to: chain.shares["x", to] for to in chain.followers("x")}
    assert shares == {"h_1": 1.5, "h_2": -3.0, "s": 3.0}
    assert chain.gradients["x"] == 1.5


def test_slopes_given_are_used():
    assert Chain(RELU).slopes["z", r"\hat{y}"] == 0


def one(**settings):
    """A graph of x and one node of it."""
    return [Node("x", value=2.0), Node("f", **{"formula": "f", "inputs": ("x",), **settings})]


REFUSED = {
    "alone": ([Node("x", value=1.0)], r"at least two nodes, all of different names, got \['x'\]"),
    "twice": ([Node("x", value=1.0), Node("x", value=2.0)], r"different names, got \['x', 'x'\]"),
    "order": (one(inputs=("z",), function=abs), r"'f' reads 'z', .* above it are \['x'\]"),
    "end": ([Node("y", value=1.0), *one(function=np.sin)], "'y' feeds no other; only .* 'f', may"),
    "again": (one(inputs=("x", "x"), function=np.add), "'f' names an input twice"),
    "nothing": ([Node("x"), *one(function=np.sin)[1:]], "'x' needs a value, or else inputs"),
    "no function": (one(), "'f' needs a value, or else inputs with a function"),
    "both": (one(value=1.0, function=np.sin), "'f' needs a value, or else inputs"),
    "infinite": (one(function=lambda x: x - np.inf), "must be one finite number"),
    "vector": (one(function=lambda x: np.array([x, x])), "must be one finite number, got array"),
    "abs": (one(function=np.abs), "'f' loses the complex step .* pass slopes="),
    "math": (one(function=math.sin), "'f' loses the complex step"),
    "slopes": (one(function=np.sin, slopes=lambda x: [1, 2]), "has 1 inputs, .* gave 2 numbers"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_answered_in_one_sentence(case):
    nodes, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        Chain(nodes)
