"""What can be written after `python -m tools`."""

import argparse

HELP = """\
make run       execute every notebook in a fresh copy under build/run, rebuild its pictures,
               and say what differs from the committed ones; changes no tracked file
make accept    copy what `make run` made back into the tree and print what changed
make test      everything CI runs: lint, tests, notebooks, mutations
make lab       open the articles in JupyterLab
make bench     measure our library against Keras, scikit-learn, PyTorch and JAX and write
               benchmarks/results.md; `python -m tools bench --quick` and `--only text` measure
               less and only print
make lock      remake constraints.txt from pyproject.toml; UPGRADE=1 takes the newest versions
make help      this list

ARTICLE=text   run, accept and lab: only the article whose path contains the text
PACKAGES=set   locked (default), oldest, latest, or a file of pinned versions;
               each set has an environment of its own

Without make: python -m tools run --article text --packages set"""

COMMANDS = ("run", "accept", "test", "lab", "bench", "lock", "help")


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tools", epilog=HELP, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=COMMANDS, nargs="?", default="help")
    parser.add_argument("--article", metavar="TEXT", default="")
    parser.add_argument("--packages", metavar="SET", default="locked")
    parser.add_argument("--upgrade", action="store_true")
    chosen, chosen.further = parser.parse_known_args(arguments)
    if chosen.further and chosen.command != "bench":
        parser.error(f"{chosen.command} does not know {' '.join(chosen.further)}")
    return chosen
