"""Where the nodes of a graph stand: columns from left to right, rows without crossings.

The steps are those of Sugiyama, Tagawa & Toda 1981: columns by the longest path, then an order in
each column with few crossings, then heights.
"""

from itertools import combinations, pairwise, permutations, product
from math import factorial, prod

import numpy as np

ALL_TRIED, SWEEPS, LIGHT = 2000, 48, 0.05


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
        self.pairs = [pair for way in self.ways.values() for pair in pairwise(way)]
        self._untangle()

    def _untangle(self):
        """The fewest crossings of all orders; in a large graph, two items of a column change places
        as long as that saves crossings."""
        if prod(factorial(len(column)) for column in self.columns) <= ALL_TRIED:
            orders = product(*map(permutations, self.columns))
            self.columns = [list(column) for column in min(orders, key=self.crossings)]
        pairs = [(c, *both) for c in self.columns for both in combinations(range(len(c)), 2)]
        while any(self._swap(*each) for each in pairs):
            pass

    def _swap(self, column, a, b):
        """Let two items change places; they go back where that saves no crossings."""
        before = self.crossings(self.columns)
        column[a], column[b] = column[b], column[a]
        saves = self.crossings(self.columns) < before
        if not saves:
            column[a], column[b] = column[b], column[a]
        return saves

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
            middle.update(zip(column, apart([0.0] * len(own), own)))
        for sweep in range(SWEEPS):
            for column in self.columns if sweep % 2 else reversed(self.columns):
                wanted = [self._level(item, middle, weight) for item in column]
                own, heavy = [sizes[i] for i in column], [weight[i] for i in column]
                middle.update(zip(column, apart(wanted, own, heavy)))
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


def apart(wanted, sizes, weights=None):
    """Middles of things of these sizes, one after the other without overlap, nearest to `wanted`.

    Least squares: pools of neighbours that would overlap move as one (pool adjacent violators).
    """
    sizes = np.asarray(sizes, float)
    offsets = np.concatenate([[0], np.cumsum((sizes[:-1] + sizes[1:]) / 2)])
    pools = []
    for place, weight in zip(wanted - offsets, weights or np.ones(len(sizes))):
        pools.append([place, weight, 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (one, v, m), (two, w, n) = pools[-2:]
            pools[-2:] = [[(v * one + w * two) / (v + w), v + w, m + n]]
    return np.concatenate([[mean] * count for mean, _, count in pools]) + offsets
