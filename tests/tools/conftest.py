"""Tests that share one costly run of nbval stay in one process of xdist."""

import pytest

SHARED_RUNS = {"test_check_notebooks", "test_nbval_pictures"}


def pytest_collection_modifyitems(config, items):
    """With `--dist loadgroup` the other processes do not repeat the run."""
    if config.pluginmanager.hasplugin("xdist"):
        for item in items:
            if item.path.stem in SHARED_RUNS:
                item.add_marker(pytest.mark.xdist_group(item.path.stem))
