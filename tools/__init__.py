"""What stands behind the Makefile: `make run` is `python -m tools run`."""


class Problem(Exception):
    """What went wrong and what to do about it, in one sentence for whoever typed the command."""
