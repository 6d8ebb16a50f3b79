"""Passes: their arrays are used again, and many networks that wait hold none."""

import gc
import weakref

import numpy as np

from utils.layers import Dense
from utils.models import Sequential
from utils.passes import NETWORKS, SETS, Spare


def test_what_was_kept_is_taken_again():
    spare = Spare()
    assert spare.take() is None
    arrays = [np.zeros(3)]
    spare.keep(arrays)
    assert spare.take() is arrays and spare.take() is None


def test_a_few_sets_are_kept():
    spare = Spare()
    for k in range(SETS + 3):
        spare.keep([k])
    assert list(spare.sets) == [[k] for k in range(3, SETS + 3)]


def test_the_networks_used_last_keep_theirs():
    """The first is used again and again, so it is never the one that lost."""
    networks = [Sequential([Dense(1)], 2, seed=k) for k in range(3 * NETWORKS)]
    for model in networks:
        model.predict(np.ones((5, 2)))
        networks[0].predict(np.ones((5, 2)))
    kept = [k for k, model in enumerate(networks) if model._spare.sets]
    assert kept == [0, *range(2 * NETWORKS + 1, 3 * NETWORKS)]


def test_a_network_that_is_gone_keeps_nothing():
    gc.disable()
    try:
        model = Sequential([Dense(1)], 2)
        model.predict(np.ones((5, 2)))
        gone = weakref.ref(model._spare.sets[0][0])
        del model
        assert gone() is None
    finally:
        gc.enable()
