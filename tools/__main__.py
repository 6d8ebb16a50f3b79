"""Finds a Python that can run the project, sets up its environment, and goes on inside it.

Written so that a Python too old for the project can still read this file and say so. It starts as
`python -m tools`, or from anywhere else by the path of its folder.
"""

import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SUPPORTED = ((3, 11), (3, 12), (3, 13))
SENTENCE = (
    "This is Python {found} and the project needs 3.11, 3.12 or 3.13: install 3.13 by `brew "
    "install python@3.13` on a Mac, `py install 3.13` on Windows or `uv python install 3.13` "
    "anywhere and run the same command again, or name one that you have, as in "
    "`make {command} PYTHON=python3.12`."
)


def main(arguments, version=sys.version_info):
    if tuple(version[:2]) not in SUPPORTED:
        python = another_python()
        if python:
            return subprocess.call(python + [HERE] + arguments)
        command = arguments[0] if arguments else "help"
        return complain(SENTENCE.format(found=".".join(map(str, version[:3])), command=command))
    sys.path.insert(0, os.path.dirname(HERE))
    from tools import Problem, browser, environment, home, options, workspace

    chosen = options.parse(arguments)
    try:
        if chosen.command == "help":
            print(options.HELP)
            return 0
        if chosen.command == "browser":
            return browser.browser()
        if chosen.command == "home":
            return home.home(workspace.ROOT, chosen.further)
        python = environment.ensure(chosen.packages, chosen.command in options.TESTING)
    except Problem as error:
        return complain(str(error))
    except KeyboardInterrupt:
        return complain("Interrupted; the next command sets up what is missing.")
    return environment.become([python, "-m", "tools.commands"] + arguments)


def another_python():
    """The command of a supported Python on the PATH, or None."""
    for major, minor in SUPPORTED:
        name = "{}.{}".format(major, minor)
        for command in (["python" + name], ["py", "-" + name]):
            if answers(command, (major, minor)):
                return command
    return None


def answers(command, version):
    """Whether the command starts a Python of that version; a name on the PATH is no proof."""
    code = "import sys; sys.exit(sys.version_info[:2] != {})".format(version)
    try:
        with open(os.devnull, "w") as nowhere:
            return subprocess.call(command + ["-c", code], stdout=nowhere, stderr=nowhere) == 0
    except OSError:
        return False


def complain(sentence):
    sys.stderr.write(sentence + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
