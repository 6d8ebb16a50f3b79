"""The commands themselves; runs in the project's environment, which tools/__main__.py set up."""

import os
import sys

from tools import Problem, articles, environment, options, workspace


def main(arguments: list[str]) -> int:
    chosen = options.parse(arguments)
    try:
        return dispatch(chosen)
    except Problem as problem:
        print(problem, file=sys.stderr)
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
    if chosen.command == "bench":
        from tools.bench import bench

        return bench(chosen.packages, chosen.further)
    if chosen.command == "lock":
        from tools.lock import lock

        return lock(chosen.upgrade)
    return lab(chosen.article)


def lab(article: str) -> int:
    """JupyterLab on the whole collection, or with one article opened."""
    notebooks = articles.choose(articles.find(workspace.ROOT), article)
    opened = [f"--LabApp.default_url=/lab/tree/{notebooks[0].as_posix()}"] if article else []
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    return environment.become([sys.executable, "-m", "jupyterlab", *opened])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
