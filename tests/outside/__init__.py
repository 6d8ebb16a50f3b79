"""Suites and tables of others, and what they say of our library."""
