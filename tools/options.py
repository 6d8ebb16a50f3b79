"""What can be written after `python -m tools`, or behind the path of this folder."""

import argparse

HELP = """\
make run       execute every notebook in a fresh copy under build/run, rebuild its pictures,
               and say what differs from the committed ones; changes no tracked file
make accept    copy what `make run` made back into the tree and print what changed
make test      everything CI runs: lint, tests, notebooks, mutations
make browser   install Chromium and Firefox, in which tests see what a reader sees
make site      build the pages of the site in _site, readable offline
make site-serve
               the same, and open them
make cells     run the notebooks' cells in Chromium and in Firefox, compare with what is stored, and
               note in tests/browser/verified.json which were found equal; ARTICLE=... chooses one
make lab       open the articles in JupyterLab, with what follows in ARGS for JupyterLab:
               make lab ARGS="--port 9000"
make bench     measure our library against Keras, scikit-learn, PyTorch and JAX and write
               benchmarks/results.md; ARGS=--quick and ARGS="--only text" measure less and
               only print; MNIST=folder, where MNIST's test images lie, counts how many digits
               of them the CNN gets right
make lock      remake constraints.txt from pyproject.toml; UPGRADE=1 takes the newest versions
make home      say where the project is at home; ARGS="URL TAG" writes a new address and tag
               wherever they stand
make help      this list

ARTICLE=text   run, accept, cells and lab: only the article whose path contains the text
PACKAGES=set   locked (default), oldest, latest, or a file of pinned versions;
               each set has an environment of its own

Without make: python -m tools lab --article text --packages set --port 9000; in another folder
the path of this one comes first: python PATH/tools lab"""

COMMANDS = (
    *("run", "accept", "test", "browser", "cells"),
    *("site", "site-serve", "lab", "bench", "lock", "home", "help"),
)
# Commands that need more than a reader does.
TESTING = ("test", "bench", "cells", "lock", "site", "site-serve")
OPEN = ("lab", "bench", "home")  # commands that take further words


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tools",
        epilog=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("command", choices=COMMANDS, nargs="?", default="help")
    parser.add_argument("--article", metavar="TEXT", default="")
    parser.add_argument("--packages", metavar="SET", default="locked")
    parser.add_argument("--upgrade", action="store_true")
    chosen, chosen.further = parser.parse_known_args(arguments)
    if chosen.further and chosen.command not in OPEN:
        parser.error(f"{chosen.command} does not know {' '.join(chosen.further)}")
    return chosen
