"""The command: what can be written after `python -m benchmarks`, and how it ends."""

import pytest

from benchmarks import __main__ as command
from benchmarks.race import Result
from benchmarks.workloads import WORKS


def test_everything_is_measured_by_default():
    chosen = command.parse([])
    assert chosen.works == list(WORKS) and not chosen.quick


def test_only_selects_works():
    chosen = command.parse(["--quick", "--only", "float64"])
    assert chosen.quick and [work.dtype for work in chosen.works] == ["float64", "float64"]


def test_an_unknown_work_gets_the_list(capsys):
    with pytest.raises(SystemExit) as end:
        command.parse(["--only", "convolution"])
    assert end.value.code == 2
    said = capsys.readouterr().err
    assert (
        "no work has 'convolution' in its title; there are: full batch of 1,000, float32;" in said
    )


@pytest.mark.parametrize(("problem", "status"), [("", 0), ("ImportError: no BLAS", 1)])
def test_the_status_says_whether_all_could_be_measured(problem, status, monkeypatch, capsys):
    def race(work, rounds, chunk, report):
        seconds = [] if problem and work is WORKS[0] else [0.5] * rounds
        article = Result("article", seconds, problem=problem if not seconds else "")
        return [Result("ours", [1.0] * rounds), article]

    monkeypatch.setattr(command, "race", race)
    assert command.main(["--quick"]) == status
    said = capsys.readouterr().out
    assert "range of 5 rounds" in said and "2.000" in said
    assert "numpy 2." in said.splitlines()[-1] and "Python 3." in said.splitlines()[-1]
