"""Tests of the Python that the playground's worker runs, without a browser."""
