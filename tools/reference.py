"""Whether stored outputs can be compared strictly here: only in the environment that made them."""

import platform
import sys
from importlib.metadata import PackageNotFoundError, version

from packaging.requirements import Requirement

from tools.workspace import ROOT


def is_reference() -> tuple[bool, str]:
    """True and "", or False and what is different here from the reference environment."""
    expected = (ROOT / ".python-version").read_text().strip()
    here = "{}.{}".format(*sys.version_info)
    system = f"{platform.system()} {platform.machine()}"
    if system != "Linux x86_64":
        return False, f"this is {system}, the reference is Linux x86_64"
    if here != expected:
        return False, f"this is Python {here}, the reference is Python {expected}"
    others = differing((ROOT / "constraints.txt").read_text().splitlines())
    if others:
        return False, f"{len(others)} installed versions are not constraints.txt's: {others[0]}"
    return True, ""


def differing(constraints: list[str]) -> list[str]:
    """The packages installed in a version that the constraints exclude, each as a few words."""
    lines = []
    for requirement in map(Requirement, constraints):
        try:
            found = version(requirement.name)
        except PackageNotFoundError:
            continue
        applies = requirement.marker is None or requirement.marker.evaluate()
        if applies and not requirement.specifier.contains(found, prereleases=True):
            lines.append(f"{requirement.name} {found} instead of {requirement.specifier}")
    return lines
