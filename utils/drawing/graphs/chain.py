"""The chain rule on a graph of numbers: values forward, the slopes of the last one backward."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

TINY = 1e-20


class Node(NamedTuple):
    """One number: given as `value`, or made by `function` of the nodes named in `inputs`.

    name and formula: mathtext without $, such as "z" and "w x". slopes: a function of the inputs
    that returns the derivative along each; where it is missing, complex steps find them, so the
    function should be smooth and NumPy's. learned: whether training changes the number.
    """

    name: str
    formula: str = ""
    inputs: tuple = ()
    function: Callable | None = None
    slopes: Callable | None = None
    value: float | None = None
    learned: bool = False


class Chain:
    """A graph of nodes, each named after its inputs; the last one is what all slopes are of.

    values: {name: number}. edges: pairs (from, to). slopes: {edge: d to / d from}. shares: {edge:
    slope of the last node by way of this edge}. gradients: {name: slope of the last node}, the sum
    of the shares of the edges that leave it.
    """

    def __init__(self, nodes):
        self.nodes = {node.name: node for node in nodes}
        self.names = list(self.nodes)
        _check(nodes, self.nodes)
        self.last = self.names[-1]
        self.edges = [(source, node.name) for node in nodes for source in node.inputs]
        self.values, self.slopes = {}, {}
        for node in nodes:
            self._forward(node)
        self.shares, self.gradients = {}, {self.last: 1.0}
        for name in reversed(self.names):
            self._backward(name)

    def followers(self, name):
        """The nodes that a node feeds."""
        return [target for source, target in self.edges if source == name]

    def _forward(self, node):
        given = [self.values[name] for name in node.inputs]
        value = node.function(*given) if node.inputs else node.value
        if np.ndim(value) or not np.isfinite(value):
            raise ValueError(
                f"node {node.name!r} must be one finite number, got {value!r}; a graph shows the "
                "chain rule for single numbers."
            )
        self.values[node.name] = float(value)
        slopes = list(node.slopes(*given) if node.slopes else _complex_steps(node, given))
        if len(slopes) != len(given):
            raise ValueError(
                f"node {node.name!r} has {len(given)} inputs, but its slopes gave {len(slopes)} "
                "numbers; return one for each input, in their order."
            )
        for source, slope in zip(node.inputs, slopes, strict=True):
            self.slopes[source, node.name] = float(slope)

    def _backward(self, name):
        """The shares of the edges into a node, once its own gradient is complete."""
        if name != self.last:
            self.gradients[name] = sum(self.shares[name, to] for to in self.followers(name))
        for source in self.nodes[name].inputs:
            self.shares[source, name] = self.gradients[name] * self.slopes[source, name]


def _complex_steps(node, given):
    """The derivative of a node along each input: Im f(x + ih) / h, without a difference."""
    for moved in range(len(given)):
        shifted = [x + TINY * 1j * (at == moved) for at, x in enumerate(given)]
        try:
            value = node.function(*shifted)
        except TypeError:
            value = None
        if not np.iscomplexobj(value):
            raise ValueError(
                f"the function of node {node.name!r} loses the complex step by which its slopes "
                "are found; use NumPy's smooth functions, or pass slopes=, a function of the same "
                "inputs that returns the derivative along each."
            )
        yield value.imag / TINY


def _check(nodes, by_name):
    """Refuse a list of nodes that is no graph with one end."""
    if len(by_name) < max(len(nodes), 2):
        raise ValueError(
            f"a graph needs at least two nodes, all of different names, got "
            f"{[node.name for node in nodes]}."
        )
    above, read = set(), {name for node in nodes for name in node.inputs}
    for node in nodes:
        _check_node(node, above)
        above.add(node.name)
    ends = [node.name for node in nodes[:-1] if node.name not in read]
    if ends:
        raise ValueError(
            f"node {ends[0]!r} feeds no other; only the last node, {nodes[-1].name!r}, may be an "
            "end."
        )


def _check_node(node, above):
    missing = [name for name in node.inputs if name not in above]
    if missing:
        raise ValueError(
            f"node {node.name!r} reads {missing[0]!r}, which does not stand above it in the list; "
            f"above it are {sorted(above)}."
        )
    if len(set(node.inputs)) < len(node.inputs):
        raise ValueError(f"node {node.name!r} names an input twice; name it once in its function.")
    if bool(node.inputs) != (node.function is not None) or bool(node.inputs) == (
        node.value is not None
    ):
        raise ValueError(
            f"node {node.name!r} needs a value, or else inputs with a function of them."
        )
