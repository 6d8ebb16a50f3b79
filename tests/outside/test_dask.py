"""A sweep on a cluster: what joblib sends to Dask's workers comes back as from one core."""

import os

import joblib
import numpy as np
from dask.distributed import Client, LocalCluster
from sklearn.model_selection import GridSearchCV

from utils import datasets
from utils.estimators import NeuralNetworkClassifier

X, Y = datasets.moons(100, seed=3)
NAMES = np.array(["cat", "dog"])[Y]
GRID = {"learning_rate": [1e-4, 0.02], "hidden_layer_sizes": [(4,), (8, 8)]}


def process(estimator, X, y):
    """Which process worked it out."""
    return os.getpid()


def search():
    estimator = NeuralNetworkClassifier(activation="tanh", max_iter=20, random_state=0)
    scoring = {"accuracy": "accuracy", "process": process}
    return GridSearchCV(estimator, GRID, cv=3, scoring=scoring, refit="accuracy").fit(X, NAMES)


def splits(found, score):
    return [found.cv_results_[f"split{k}_test_{score}"] for k in range(3)]


def test_grid_search_on_two_worker_processes(record_property):
    alone = search()
    settings = {"n_workers": 2, "threads_per_worker": 1, "host": "127.0.0.1"}
    with LocalCluster(**settings, dashboard_address=None) as cluster, Client(cluster) as client:
        workers = set(client.run(os.getpid).values())
        with joblib.parallel_config(backend="dask"):
            together = search()
    assert len(workers) == 2 and os.getpid() not in workers
    assert set(np.ravel(splits(alone, "process"))) == {os.getpid()}
    assert set(np.ravel(splits(together, "process"))) <= workers
    np.testing.assert_array_equal(splits(together, "accuracy"), splits(alone, "accuracy"))
    assert np.ptp(splits(alone, "accuracy")) > 0.1
    assert together.best_params_ == alone.best_params_
    best, same = alone.best_estimator_, together.best_estimator_
    np.testing.assert_array_equal(same.model_.theta, best.model_.theta)
    np.testing.assert_array_equal(same.predict_proba(X), best.predict_proba(X))
    record_property(
        "count", "Dask: a grid search of 12 fits on two worker processes equals that on one core"
    )
