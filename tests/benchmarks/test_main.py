"""The command: what can be written after `python -m benchmarks`, and how it ends."""

from dataclasses import replace

import pytest

from benchmarks import __main__ as command
from benchmarks import workloads
from benchmarks.films import FILMS, Way
from benchmarks.race import Result
from benchmarks.workloads import WORKS


def test_everything_is_measured_by_default():
    chosen = command.parse([])
    assert chosen.works == list(WORKS) and chosen.films == list(FILMS) and not chosen.quick


def test_only_selects_works():
    chosen = command.parse(["--quick", "--only", "float64"])
    assert chosen.quick and [work.dtype for work in chosen.works] == ["float64", "float64"]
    assert not chosen.films and not command.parse(["--only", "surface"]).works


def test_an_unknown_work_gets_the_list(capsys):
    with pytest.raises(SystemExit) as end:
        command.parse(["--only", "recurrent"])
    assert end.value.code == 2
    said = capsys.readouterr().err
    assert "no work has 'recurrent' in its title; there are: full batch of 1,000, float32" in said


def film_ways(film, rounds):
    return [Way("ours", None, 9, costs=[1.0] * rounds), Way("slow", None, 9, 8, [9.0] * rounds)]


@pytest.fixture
def written(monkeypatch):
    """Nothing is trained or written: ours always takes 1, the article 0.5, if it can be had."""
    written, broken = [], set()

    def race(work, rounds, chunk, report):
        problem = "ImportError: no BLAS" if work.title in broken else ""
        article = Result("article", [] if problem else [0.5] * rounds, problem=problem)
        return [Result("ours", [1.0] * rounds), article]

    works = [work for work in WORKS if "article" in work.goals]
    memory = replace(works[0], name="memory", job="memory")
    monkeypatch.setattr(command, "race", race)
    monkeypatch.setattr(command, "weigh", lambda work, rounds, _: race(work, rounds, 0, _))
    monkeypatch.setattr(command.results, "write", lambda *given: written.append(given))
    monkeypatch.setattr(workloads, "WORKS", (*works, memory))
    monkeypatch.setattr(command.films, "measure", lambda film, rounds: film_ways(film, rounds))
    written.append(broken)
    return written


@pytest.mark.parametrize(("broken", "status"), [([], 0), ([WORKS[0].title], 1)])
def test_the_status_says_whether_all_could_be_measured(broken, status, written, capsys):
    written[0].update(broken)
    assert command.main(["--quick"]) == status
    said = capsys.readouterr().out
    assert "range of 5 rounds" in said and "2.000" in said
    assert "numpy 2." in said.splitlines()[-2] and "Python 3." in said.splitlines()[-2]


@pytest.mark.parametrize("arguments", [["--quick"], ["--only", "full batch"]])
def test_a_part_of_the_work_is_printed_only(arguments, written):
    command.main(arguments)
    assert len(written) == 1


def test_a_full_run_is_written(written):
    command.main([])
    ((measured, rounds, filmed),) = written[1:]
    assert [film for film, _ in filmed] == list(FILMS)
    assert rounds == 9 and [work for work, _ in measured] == list(workloads.WORKS)
    assert [len(found[0].costs) for _, found in measured][-2:] == [9, 2]
