"""Layering: edges run to the right, few cross, nothing overlaps, the main way is straight."""

import itertools

import numpy as np
import pytest

from utils.drawing.graphs.layering import Layering, apart

GRAPHS = {
    "unit": "x w b y u z a J; xu wu uz bz za aJ yJ",
    "fan": "x w v h g s J; wh xh vg xg hs gs xs sJ",
    "past two columns": "a b c d e; ab bc cd de ae be",
    "every to every": "a b c d e f J; ad ae af bd be bf cd ce cf dJ eJ fJ",
    "wide": "abcdefghij" + "klmnopqrst" + "J",
}


def graph(name):
    if name == "wide":
        names = list(GRAPHS[name])
        steps = [(names[i], names[10 + (7 * i + k) % 10]) for i in range(10) for k in (0, 1)]
        return names, steps + [(name, "J") for name in names[10:20]]
    nodes, edges = GRAPHS[name].split("; ")
    return nodes.split(), [tuple(edge) for edge in edges.split()]


def drawn(name):
    layering = Layering(*graph(name))
    sizes = {item: 60.0 if isinstance(item, str) else 20.0 for c in layering.columns for item in c}
    return layering, sizes, layering.heights(sizes)


every = pytest.mark.parametrize("name", GRAPHS)


@every
def test_edges_run_from_column_to_column(name):
    names, edges = graph(name)
    layering = Layering(names, edges)
    home = {item: c for c, column in enumerate(layering.columns) for item in column}
    assert layering.columns[-1] == [names[-1]]
    assert {item for item in home if isinstance(item, str)} == set(names)
    for edge, way in layering.ways.items():
        assert (way[0], way[-1]) == edge
        assert [home[item] for item in way] == list(range(home[way[0]], home[way[-1]] + 1))


@every
def test_a_node_stands_beside_its_first_follower(name):
    names, edges = graph(name)
    layering = Layering(names, edges)
    home = {item: c for c, column in enumerate(layering.columns) for item in column}
    for node in names[:-1]:
        assert min(home[target] for source, target in edges if source == node) == home[node] + 1


@pytest.mark.parametrize(
    "name, crossings", [("unit", 0), ("fan", 0), ("past two columns", 0), ("every to every", 9)]
)
def test_no_more_crossings_than_must_be(name, crossings):
    layering = Layering(*graph(name))
    assert layering.crossings(layering.columns) == crossings


def test_large_graphs_are_untangled_too():
    layering = Layering(*graph("wide"))
    names, _ = graph("wide")
    assert (
        layering.crossings(layering.columns)
        < layering.crossings([names[:10], names[10:20], names[20:]]) / 2
    )


def test_in_a_large_graph_no_exchange_saves_a_crossing():
    layering = Layering(*graph("wide"))
    least = layering.crossings(layering.columns)
    for column in layering.columns:
        for a, b in itertools.combinations(range(len(column)), 2):
            column[a], column[b] = column[b], column[a]
            assert layering.crossings(layering.columns) >= least
            column[a], column[b] = column[b], column[a]


def test_crossings_are_counted():
    layering = Layering(*graph("unit"))
    turned = [column[::-1] if "x" in column else column for column in layering.columns]
    assert layering.crossings(turned) == 0
    fan = Layering(*graph("fan"))
    tangled = [["x", "w", "v"], *fan.columns[1:]]
    assert fan.crossings(tangled) > 0


@every
def test_items_of_a_column_do_not_overlap(name):
    layering, sizes, middle = drawn(name)
    for column in layering.columns:
        for above, below in itertools.pairwise(column):
            assert middle[below] - middle[above] >= (sizes[above] + sizes[below]) / 2 - 1e-9
    assert min(middle[item] - sizes[item] / 2 for item in middle) == pytest.approx(0)


def test_the_main_way_is_nearly_straight():
    _, sizes, middle = drawn("unit")
    way = [middle[name] for name in "uzaJ"]
    assert max(way) - min(way) < 0.25 * sizes["u"]
    assert middle["b"] < middle["u"] - 59 or middle["b"] > middle["u"] + 59


@pytest.mark.parametrize(
    "wanted, sizes, weights, places",
    [
        ([0, 100], [10, 10], None, [0, 100]),
        ([0, 0], [10, 30], None, [-10, 10]),
        ([0, 0], [10, 10], [1.0, 3.0], [-7.5, 2.5]),
        ([50, 0, 0], [10, 10, 10], None, [20 / 3, 50 / 3, 80 / 3]),
        ([5], [10], None, [5]),
    ],
)
def test_apart_by_hand(wanted, sizes, weights, places):
    np.testing.assert_allclose(apart(wanted, sizes, weights), places, atol=1e-12)


def test_apart_is_nearest(rng):
    wanted, sizes = rng.normal(0, 40, 6), rng.uniform(10, 40, 6)
    weights = rng.uniform(0.1, 1, 6).tolist()
    places, gaps = apart(wanted, sizes, weights), (sizes[:-1] + sizes[1:]) / 2
    assert (np.diff(places) >= gaps - 1e-9).all()

    def cost(y):
        return (weights * (y - wanted) ** 2).sum()

    for _ in range(500):
        other = places + rng.normal(0, 2, 6)
        if (np.diff(other) >= gaps).all():
            assert cost(other) >= cost(places)
