"""The page of a full run: every table, the picture with its facts, versions, no place."""

import os
import platform

import pytest
from PIL import Image

from benchmarks import chart, results
from benchmarks.films import FILMS, Way
from benchmarks.race import Result
from benchmarks.workloads import WORKS
from utils.drawing.film.picture import read


def measured(times=(2.0, 4.0, 8.0)):
    """Ours takes 1, everybody else 2 to 8; one rival is missing."""
    found = []
    for work in WORKS:
        others = [Result(name, list(times), 0.5) for name in work.goals]
        others[-1] = Result(others[-1].name, missing=["no_such_package"])
        found.append((work, [Result("ours", [1.0] * 3, 0.5), *others]))
    return found


def filmed():
    ways = [Way("ours", None, 9, costs=[0.01]), Way("slow", None, 9, 8, [0.1], 30_000)]
    return [(FILMS[0], ways)]


def test_the_page_holds_every_table_and_the_picture(tmp_path):
    results.write(measured(), 3, filmed(), tmp_path / "results.md")
    page = (tmp_path / "results.md").read_text()
    facts, words = read(tmp_path / "results.png")
    assert f"![{facts}](results.png)" in page and "`make bench`" in page
    assert page.count("| contender | ") == len(WORKS)
    assert "| Keras-TF fit | 4,000,000.0 | 0.250 | 0.125 - 0.500 | 0.500 | <= 0.05 | no |" in page
    assert "no_such_package cannot be imported" in page
    assert "slow | 100.0 | 10.0 | 10.0 times as fast | 10.0 - 10.0 | >= 8 | yes | 30.0" in page
    assert max(map(len, page.split("|")[0].splitlines())) < 200


def test_the_page_names_the_kind_of_machine_and_no_place(tmp_path):
    results.write(measured(), 3, filmed(), tmp_path / "results.md")
    page = (tmp_path / "results.md").read_text()
    assert f"Python {platform.python_version()}" in page and f"{os.cpu_count()} cores" in page
    assert platform.node() not in page and os.getcwd() not in page and str(tmp_path) not in page


def test_the_processor_has_a_name_wherever_it_runs(monkeypatch):
    monkeypatch.setattr(results.Path, "read_text", lambda path: "model name\t: Abacus 3\n")
    assert results.processor() == "Abacus 3"
    monkeypatch.setattr(results.Path, "read_text", raising(FileNotFoundError))
    assert results.processor()


def raising(error):
    def call(path):
        raise error

    return call


def test_the_picture_shows_times_of_one_thread_as_multiples_of_ours(tmp_path):
    picture = chart.picture(measured()).save(tmp_path / "results.png")
    assert "medians from 4 to 4" in picture.facts and "sgemm peak" not in picture.words
    assert not any("threads" in word or "memory" in word for word in picture.words)
    assert {"Keras-TF predict", "CNN, batches of 64, float32", "4.0"} <= set(picture.words)
    with Image.open(tmp_path / "results.png") as image:
        assert image.width == 640


@pytest.mark.parametrize(("times", "met"), [((2.0, 4.0, 8.0), 15), ((30.0,) * 3, 19)])
def test_the_facts_count_the_goals_that_are_met(times, met):
    assert f"; {met} of 19 goals" in chart.picture(measured(times)).facts


def test_without_ours_there_is_no_row():
    work, found = measured()[0]
    found[0].costs = []
    assert chart.rows_of(work, found) == []
