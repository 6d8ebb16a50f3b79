"""The commands themselves; runs in the project's environment, which tools/__main__.py set up."""

import signal
import sys

from tools import Problem, options

OURS = ("benchmarks", "tests", "tools", "utils")


def main(arguments: list[str]) -> int:
    chosen = options.parse(arguments)
    try:
        return dispatch(chosen)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except ModuleNotFoundError as error:
        package = error.name.partition(".")[0]
        if package in OURS:
            raise
        print(
            f"{package} is missing from {sys.prefix}, where it was installed: delete that "
            "folder and run the same command again.",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return 130


def dispatch(chosen) -> int:
    """Each command imports what it needs, so that one does not wait for another's packages."""
    if chosen.command == "run":
        from tools.rebuild import run

        return run(chosen.article)
    if chosen.command == "accept":
        from tools.accept import accept

        return accept(chosen.article)
    if chosen.command == "test":
        from tools.suite import test

        return test()
    if chosen.command == "cells":
        from tools.cells import cells

        return cells(chosen.article)
    if chosen.command in ("site", "site-serve"):
        from tools import site

        return site.site() if chosen.command == "site" else site.serve()
    if chosen.command == "bench":
        from tools.bench import bench

        return bench(chosen.packages, chosen.further)
    if chosen.command == "lock":
        from tools.lock import lock

        return lock(chosen.upgrade)
    from tools.lab import lab

    return lab(chosen.article, chosen.further)


if __name__ == "__main__":
    # Who ends a command ends the browsers, too, that it has started.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main(sys.argv[1:]))
