"""The tests, a package: another `tests` somewhere on the path must not take its name."""
