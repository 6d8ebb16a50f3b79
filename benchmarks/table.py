"""What was measured, as a table for the terminal and as one for a page."""

from math import isnan
from statistics import median

from benchmarks.contenders import ENTRIES, OURS, PEAK
from benchmarks.race import Result
from benchmarks.workloads import MEMORY, PREDICT, Work
from tools.table import table

COMPARED = ["ours / it", "min - max", "best", "goal", "met", "loss"]


def text(work: Work, results: list[Result]) -> str:
    """A title, a row a contender, and a line for each that could not be measured."""
    lines = table(heading(work), rows(work, results), "<>>>>>>>")
    return "\n".join([title(work), lines, *remarks(results)])


def markdown(work: Work, results: list[Result]) -> str:
    lines = [heading(work), [":--", *["--:"] * 7], *rows(work, results)]
    name, _, about = title(work).partition(": ")
    said = "".join(f"\n\n{remark}" for remark in remarks(results))
    cells = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"### {name[0].upper()}{name[1:]}\n\n{about[0].upper()}{about[1:]}.\n\n{cells}{said}"


def title(work: Work) -> str:
    if work.job == PREDICT:
        return f"{work.title}: {work.task.title}, {work.examples:,} examples"
    many = work.units_per_epoch
    return (
        f"{work.title}: {work.task.title}, plain SGD, {work.examples:,} examples, "
        f"{many:,} update{'s' * (many > 1)} an epoch; "
        f"loss after {many * work.first_epochs:,} updates"
    )


def heading(work: Work) -> list[str]:
    if work.job == MEMORY:
        return ["contender", "MB", *COMPARED]
    clock = "CPU us" if work.threads == 1 else "us"
    return ["contender", f"{clock}/{work.unit}", *COMPARED]


def rows(work: Work, results: list[Result]) -> list[list[str]]:
    ours = next(result.costs for result in results if result.name == OURS)
    return [row(result, ours, work) for result in results]


def row(result: Result, ours: list[float], work: Work) -> list[str]:
    if not result.costs:
        return [result.name, "missing" if result.missing else "FAILED", *[""] * 6]
    scale = 1e-6 if work.job == MEMORY else 1e6
    cells = [result.name, f"{median(result.costs) * scale:,.1f}"]
    loss = "" if isnan(result.loss) else f"{result.loss:.4f}"
    if result.name == OURS or not ours:
        return [*cells, *[""] * 5, loss]
    comparison = compared(ratios(ours, result.costs), work.goals[result.name])
    comparison.insert(2, f"{min(ours) / min(result.costs):.3f}")
    return [*cells, *comparison, loss]


def ratios(ours: list[float], theirs: list[float]) -> list[float]:
    """Our cost as a share of theirs, round by round."""
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
        elif result.name == PEAK and results[0].costs:
            lines.append(share_of_peak(results[0], result))
    return lines


def share_of_peak(ours: Result, peak: Result) -> str:
    share = median(ratios(peak.costs, ours.costs))
    return f"Our updates reach {share:.0%} of the rate at which the BLAS multiplies large squares."


def computes(names: list[str]) -> str:
    """Who computes what beside the update itself."""
    said: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        said.setdefault(ENTRIES[name].computes, []).append(name)
    return "\n".join(f"{', '.join(who)}: {what}." for what, who in said.items())
