"""Tests of what a notebook's page needs, some of them in a real kernel."""
