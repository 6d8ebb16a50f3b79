"""benchmarks/results.md: the tables of a full run, with its picture, versions and machine."""

import os
import platform
from importlib import metadata
from pathlib import Path

from benchmarks import chart, digits, films, table
from benchmarks.race import Result
from benchmarks.workloads import Work
from utils.saving.files import write as write_file

PAGE = Path(__file__).with_name("results.md")
PACKAGES = ("numpy", "scikit-learn", "keras", "tensorflow", "tensorflow-cpu", "torch", "jax")
INTRODUCTION = """\
Every contender works in a process of its own, in chunks of updates that are interleaved, each from
the same start weights. With one thread each, time is that of the processor; with two it is that of
the clock. A ratio compares two chunks of one round. Shown are median and range of {rounds} rounds,
and the ratio of the two best chunks, which other programs on the machine disturb least. A goal is
for the median. Memory is by how much a process grows at its largest, in a new process each round,
of which there are fewer."""
CLOSING = "## Who computes what, and where"
MADE = "This page and its picture are written by `make bench`; do not edit them."

Measured = list[tuple[Work, list[Result]]]


def write(measured: Measured, rounds: int, filmed: list, page: Path = PAGE) -> None:
    picture = chart.picture(measured).save(page.with_suffix(".png"))
    parts = [
        "# How long an update takes",
        MADE,
        f"![{picture.facts}]({page.stem}.png)",
        INTRODUCTION.format(rounds=rounds),
        *(table.markdown(work, results) for work, results in measured),
        "## Films",
        "Our engine beside the usual ways, on one recording; seconds of the processor, one thread, "
        "ffmpeg's included.",
        *(films.markdown(film, ways) for film, ways in filmed),
        *filter(None, [digits_on(page)]),
        CLOSING,
        closing(measured).replace("\n", "\n\n"),
    ]
    write_file(page, ("\n\n".join(parts) + "\n").encode(), ".md")


def write_digits(section: str, page: Path = PAGE) -> None:
    """Put the section of the digits before the last one, in the place of the old one."""
    text, old = page.read_text(encoding="utf-8"), digits_on(page)
    before, _, after = text.replace(f"{old}\n\n", "", bool(old)).partition(f"{CLOSING}\n")
    write_file(page, f"{before}{section}\n\n{CLOSING}\n{after}".encode(), ".md")


def digits_on(page: Path) -> str:
    """The section of the digits on the page, "" where there is none."""
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    _, head, behind = text.partition(f"## {digits.TITLE}\n")
    return (head + behind.partition(CLOSING)[0]).strip() if head else ""


def closing(measured: Measured) -> str:
    """Who computes what, versions and the machine, a line each."""
    names = [result.name for _, results in measured for result in results]
    return f"{table.computes(names)}\n{versions()}\n{machine()}"


def versions() -> str:
    found = [f"Python {platform.python_version()}"]
    for package in PACKAGES:
        try:
            found.append(f"{package} {metadata.version(package)}")
        except metadata.PackageNotFoundError:
            continue
    return f"{', '.join(found)}."


def machine() -> str:
    """The kind of machine, not which one."""
    cores = os.cpu_count()
    return f"{platform.system()} {platform.machine()}, {processor()}, {cores} cores."


def processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "unknown processor"
