"""The table: ratios from given numbers, goals met or not, nobody left out."""

from dataclasses import replace

import pytest

from benchmarks import table
from benchmarks.contenders import ENTRIES, OURS, PEAK
from benchmarks.race import Result
from benchmarks.workloads import Work

GOALS = {"article": 0.5, "scikit-learn": 0.25, "PyTorch eager": 0.2, "JAX scan": None}
WORK = Work("batches of 32", 32_000, 32, "float32", 1, GOALS)


def results():
    return [
        Result("ours", [50e-6, 60e-6, 40e-6], 0.27),
        Result("article", [100e-6, 100e-6, 100e-6], 0.27),
        Result("scikit-learn", [100e-6, 200e-6, 200e-6], 0.27),
        Result("PyTorch eager", missing=["torch"]),
        Result("JAX scan", [25e-6, 30e-6, 10e-6], 0.27),
    ]


def test_a_ratio_compares_chunks_of_the_same_round():
    assert table.ratios([2.0, 6.0], [4.0, 3.0]) == [0.5, 2.0]
    with pytest.raises(ValueError, match="shorter"):
        table.ratios([2.0, 6.0], [4.0])


def test_medians_spread_and_goals():
    rows = {
        line.partition("  ")[0]: line.split() for line in table.text(WORK, results()).split("\n")
    }
    assert rows["ours"] == ["ours", "50.0", "0.2700"]
    assert rows["article"][1:] == "100.0 0.500 0.400 - 0.600 0.400 <= 0.50 yes 0.2700".split()
    assert rows["scikit-learn"][1:] == "200.0 0.300 0.200 - 0.500 0.400 <= 0.25 no 0.2700".split()
    assert rows["JAX scan"][2:] == "25.0 2.000 2.000 - 4.000 4.000 0.2700".split()


def test_the_title_states_updates_an_epoch():
    assert table.title(WORK).startswith(
        "batches of 32, float32, 1 thread: 2-25-50-50-25-1, plain SGD, "
    )
    assert "32,000 examples, 1,000 updates an epoch; loss after 1,000 updates" in table.title(WORK)


def test_who_is_missing_is_named_with_what_to_do():
    text = table.text(WORK, results())
    assert ["PyTorch", "eager", "missing"] in [line.split() for line in text.splitlines()]
    assert text.endswith(
        "PyTorch eager is missing, torch cannot be imported: pip install torch (a CPU build)"
    )


def test_who_failed_is_named_with_the_reason():
    broken = [results()[0], Result("article", problem="ImportError: no BLAS")]
    text = table.text(WORK, broken)
    assert ["article", "FAILED"] in [line.split() for line in text.splitlines()]
    assert text.endswith("article was not measured: ImportError: no BLAS")


def test_without_ours_there_is_no_ratio():
    text = table.text(WORK, [Result("ours", problem="MemoryError"), *results()[1:]])
    assert "ours was not measured: MemoryError" in text and "yes" not in text


def test_what_each_computes_is_said():
    said = table.computes(["ours", "article", "PyTorch eager", "ours"]).splitlines()
    assert said == [
        "ours, article: loss and accuracy of every update.",
        "PyTorch eager: loss of every update, no accuracy.",
    ]


@pytest.mark.parametrize("name", sorted(set(ENTRIES) - {OURS, PEAK, "article", "textbook im2col"}))
def test_every_rival_says_how_to_install_it(name):
    assert ENTRIES[name].needs and ENTRIES[name].install.startswith("pip install ")


def test_a_table_for_a_page():
    lines = table.markdown(WORK, results()).splitlines()
    assert lines[0] == "### Batches of 32, float32, 1 thread"
    assert lines[2].startswith("2-25-50-50-25-1, plain SGD, ") and lines[2].endswith(" updates.")
    assert lines[4].startswith("| contender | CPU us/update | ours / it |")
    assert (
        lines[7] == "| article | 100.0 | 0.500 | 0.400 - 0.600 | 0.400 | <= 0.50 | yes | 0.2700 |"
    )
    assert {line.count("|") for line in lines[4:11]} == {9}
    assert lines[-1].startswith("PyTorch eager is missing")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"threads": 2}, "us/update"),
        ({"job": "predict"}, "CPU us/prediction"),
        ({"job": "memory"}, "MB"),
    ],
)
def test_the_heading_says_what_is_measured(settings, said):
    assert table.heading(replace(WORK, **settings))[1] == said


def test_bytes_are_shown_in_millions():
    memory = replace(WORK, job="memory", goals={"article": 0.5})
    found = [Result("ours", [2e6], 0.5), Result("article", [8e6], 0.5)]
    assert table.rows(memory, found)[0][:2] == ["ours", "2.0"]
    assert table.rows(memory, found)[1][:3] == ["article", "8.0", "0.250"]


def test_the_share_of_the_peak_is_said():
    found = [Result("ours", [2.0, 4.0], 0.27), Result("sgemm peak", [1.0, 3.0])]
    work = replace(WORK, goals={"sgemm peak": None})
    assert "Our updates reach 62% of the rate" in table.text(work, found)
    assert "nan" not in table.text(work, found)
