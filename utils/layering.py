"""Where the nodes of a graph stand: columns from left to right, rows without crossings.

The steps are those of Sugiyama, Tagawa & Toda 1981: columns by the longest path, then an order in
each column by the mean place of the neighbours, then heights.
"""

from __future__ import annotations

import itertools
from math import factorial, prod

import numpy as np

SWEEPS, ALL_TRIED, LIGHT = 8, 2000, 0.05


class Layering:
    """columns: lists of items, from the top down. An item is the name of a node, or an edge and the
    number of a column that it passes on its way; ways: {edge: its items}.
    """

    def __init__(self, names, edges):
        place = _columns(names, edges)
        self.columns = [
            [name for name in names if place[name] == c] for c in range(max(place.values()) + 1)
        ]
        self.ways = {}
        for source, target in edges:
            passed = [((source, target), c) for c in range(place[source] + 1, place[target])]
            for item in passed:
                self.columns[item[1]].append(item)
            self.ways[source, target] = [source, *passed, target]
        self.pairs = [
            pair for way in self.ways.values() for pair in zip(way, way[1:], strict=False)
        ]
        self._untangle()

    def _untangle(self):
        """Of the orders tried, the first with the fewest crossings; of a small graph all are."""
        if prod(factorial(len(column)) for column in self.columns) <= ALL_TRIED:
            orders = itertools.product(*map(itertools.permutations, self.columns))
        else:
            orders = self._sweeps()
        self.columns = [list(column) for column in min(orders, key=self.crossings)]

    def _sweeps(self):
        """Orders of large graphs: each column sorted by its neighbours' places, to and fro."""
        yield [tuple(column) for column in self.columns]
        for sweep in range(SWEEPS):
            inward = sweep % 2 == 0
            order = range(len(self.columns))
            for c in order if inward else reversed(order):
                self._sort(c, c - 1 if inward else c + 1)
            yield [tuple(column) for column in self.columns]

    def _sort(self, c, neighbour):
        if not 0 <= neighbour < len(self.columns):
            return
        rank = {item: at for at, item in enumerate(self.columns[neighbour])}
        own = {item: at for at, item in enumerate(self.columns[c])}
        means = {item: _mean([rank[o] for o in self.beside(item) if o in rank]) for item in own}
        scale = len(rank) / max(len(own), 1)
        self.columns[c].sort(
            key=lambda item: own[item] * scale if means[item] is None else means[item]
        )

    def beside(self, item):
        """The items that an item is joined to."""
        return [b if a == item else a for a, b in self.pairs if item in (a, b)]

    def crossings(self, columns):
        """How many pieces of edges cross between two columns."""
        rank = {item: at for column in columns for at, item in enumerate(column)}
        home = {item: c for c, column in enumerate(columns) for item in column}
        count = 0
        for at, (a, b) in enumerate(self.pairs):
            for c, d in self.pairs[:at]:
                if home[a] == home[c]:
                    count += (rank[a] - rank[c]) * (rank[b] - rank[d]) < 0
        return count

    def heights(self, sizes):
        """The middle of each item, downwards from 0, near its neighbours; sizes: {item: height}.

        What is made of others weighs more than what is given, so that the main way runs straight.
        """
        made = {target for _, target in self.ways}
        weight = {i: 1.0 if i in made else LIGHT for column in self.columns for i in column}
        middle = {}
        for column in self.columns:
            own = [sizes[item] for item in column]
            middle.update(zip(column, apart([0.0] * len(own), own), strict=True))
        for sweep in range(6 * SWEEPS):
            for column in self.columns if sweep % 2 else reversed(self.columns):
                wanted = [self._level(item, middle, weight) for item in column]
                own, heavy = [sizes[i] for i in column], [weight[i] for i in column]
                middle.update(zip(column, apart(wanted, own, heavy), strict=True))
        top = min(middle[item] - sizes[item] / 2 for item in middle)
        return {item: float(y - top) for item, y in middle.items()}

    def _level(self, item, middle, weight):
        """The mean height of an item's neighbours."""
        others = self.beside(item)
        return np.average([middle[o] for o in others], weights=[weight[o] for o in others])


def _columns(names, edges):
    """{name: column}, the last node in the last one, each other as near to it as it can be."""
    to_end = {}
    for name in reversed(names):
        to_end[name] = max([to_end[b] + 1 for a, b in edges if a == name], default=0)
    return {name: max(to_end.values()) - steps for name, steps in to_end.items()}


def _mean(places):
    return sum(places) / len(places) if places else None


def apart(wanted, sizes, weights=None):
    """Middles of things of these sizes, one after the other without overlap, nearest to `wanted`.

    Least squares: pools of neighbours that would overlap move as one (pool adjacent violators).
    """
    sizes = np.asarray(sizes, float)
    offsets = np.concatenate([[0], np.cumsum((sizes[:-1] + sizes[1:]) / 2)])
    pools = []
    for place, weight in zip(wanted - offsets, weights or np.ones(len(sizes)), strict=True):
        pools.append([place, weight, 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (one, v, m), (two, w, n) = pools[-2:]
            pools[-2:] = [[(v * one + w * two) / (v + w), v + w, m + n]]
    return np.concatenate([[mean] * count for mean, _, count in pools]) + offsets
