"""What was measured, as text."""

from statistics import median

from benchmarks.contenders import ENTRIES, OURS
from benchmarks.race import Result
from benchmarks.workloads import Work
from tools.table import table

HEADING = ["contender", "CPU us/update", "ours / it", "min - max", "fastest", "goal", "met", "loss"]


def text(work: Work, results: list[Result]) -> str:
    """A title, a row a contender, and a line for each that could not be measured."""
    ours = next(result.seconds for result in results if result.name == OURS)
    rows = [row(result, ours, work) for result in results]
    return "\n".join([title(work), table(HEADING, rows, "<>>>>>>>"), *remarks(results)])


def title(work: Work) -> str:
    layers = "-".join(map(str, work.units))
    many = work.updates_per_epoch
    return (
        f"{work.title}: {layers}, plain SGD, {work.examples:,} examples, "
        f"{many:,} update{'s' * (many > 1)} an epoch; "
        f"loss after {many * work.first_epochs:,} updates"
    )


def row(result: Result, ours: list[float], work: Work) -> list[str]:
    if not result.seconds:
        return [result.name, "missing" if result.missing else "FAILED", *[""] * 6]
    cells = [result.name, f"{median(result.seconds) * 1e6:,.1f}"]
    if result.name == OURS or not ours:
        return [*cells, *[""] * 5, f"{result.loss:.4f}"]
    comparison = compared(ratios(ours, result.seconds), work.goals[result.name])
    comparison.insert(2, f"{min(ours) / min(result.seconds):.3f}")
    return [*cells, *comparison, f"{result.loss:.4f}"]


def ratios(ours: list[float], theirs: list[float]) -> list[float]:
    """Our time as a share of theirs, round by round."""
    return [a / b for a, b in zip(ours, theirs, strict=True)]


def compared(ratio: list[float], goal: float | None) -> list[str]:
    middle = median(ratio)
    spread = f"{min(ratio):.3f} - {max(ratio):.3f}"
    if goal is None:
        return [f"{middle:.3f}", spread, "", ""]
    return [f"{middle:.3f}", spread, f"<= {goal:.2f}", "yes" if middle <= goal else "no"]


def remarks(results: list[Result]) -> list[str]:
    lines = []
    for result in results:
        if result.missing:
            reason = f"{' and '.join(result.missing)} cannot be imported"
            lines.append(f"{result.name} is missing, {reason}: {ENTRIES[result.name].install}")
        elif result.problem:
            lines.append(f"{result.name} was not measured: {result.problem}")
    return lines


def computes(names: list[str]) -> str:
    """Who computes what beside the update itself."""
    said: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        said.setdefault(ENTRIES[name].computes, []).append(name)
    return "\n".join(f"{', '.join(who)}: {what}." for what, who in said.items())
