"""What stands behind the Makefile: `make run` is `python -m tools run`."""
