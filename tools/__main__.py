"""Finds a Python that can run the project, sets up its environment, and goes on inside it.

Written so that a Python too old for the project can still read this file and say so.
"""

import os
import subprocess
import sys

SUPPORTED = ((3, 11), (3, 12), (3, 13))
SENTENCE = (
    "This is Python {found} and the project needs 3.11, 3.12 or 3.13: install one from "
    "https://www.python.org/downloads/ and run the same command again, or name one that you have, "
    "as in `make {command} PYTHON=python3.12`."
)


def main(arguments, version=sys.version_info):
    if tuple(version[:2]) not in SUPPORTED:
        python = another_python()
        if python:
            return subprocess.call(python + ["-m", "tools"] + arguments)
        command = arguments[0] if arguments else "help"
        return complain(SENTENCE.format(found=".".join(map(str, version[:3])), command=command))
    from tools import Problem, environment, options

    chosen = options.parse(arguments)
    if chosen.command == "help":
        print(options.HELP)
        return 0
    try:
        python = environment.ensure(chosen.packages)
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
