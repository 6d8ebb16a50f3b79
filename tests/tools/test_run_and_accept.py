"""`make run` works in a copy and goes on after a failure; `make accept` takes over what is good."""

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from tools import Problem, accept, rebuild, results, workspace

GOOD, BAD = "01_a/01_good/good.ipynb", "01_a/02_bad/bad.ipynb"
PICTURE = "01_a/01_good/final_visualisations/curve.png"


@pytest.fixture
def root(tmp_path, monkeypatch):
    """Two articles; the second fails, the first prints `made` and makes one picture of three."""
    for name in (GOOD, BAD):
        notebook = tmp_path / name
        notebook.parent.mkdir(parents=True)
        nbformat.write(new_notebook(cells=[new_code_cell("make()", id="make")]), notebook)
    (tmp_path / "utils").mkdir()
    (tmp_path / "utils/layers.py").write_text("x = 1\n")
    (tmp_path / PICTURE).parent.mkdir()
    (tmp_path / PICTURE).write_bytes(b"old")
    (tmp_path / PICTURE).with_name("gone.png").write_bytes(b"old")
    monkeypatch.setattr(workspace, "ROOT", tmp_path)
    monkeypatch.setattr(workspace.fresh, "__defaults__", (tmp_path,))
    monkeypatch.setattr(rebuild, "BUILD", tmp_path / "build")
    monkeypatch.setattr(rebuild, "RESULTS", tmp_path / "build" / "run.json")
    monkeypatch.setattr(accept, "ROOT", tmp_path)
    monkeypatch.setattr(accept, "RUN", tmp_path / "build" / "run")
    monkeypatch.setattr(rebuild.kernel, "environment", dict)
    monkeypatch.setattr(rebuild, "execute", execute)
    for module in (rebuild, accept):
        monkeypatch.setattr(module, "is_reference", lambda: (True, ""))
    return tmp_path


def execute(path, variables, tick):
    tick()
    if path.name == "bad.ipynb":
        return "in In [1]\n  | make()\n    NameError: make"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[0].update(execution_count=1, outputs=[new_output("stream", text="made")])
    nbformat.write(notebook, path)
    (path.parent / "final_visualisations").mkdir(exist_ok=True)
    for name in ("curve.png", "extra.png"):
        (path.parent / "final_visualisations" / name).write_bytes(b"new bytes" * 1000)
    return ""


def tracked(root):
    files = (p for p in root.rglob("*") if p.is_file())
    return {p: p.read_bytes() for p in files if "build" not in p.relative_to(root).parts}


def test_a_failure_stops_no_other_and_nothing_tracked_changes(root, capsys):
    before = tracked(root)
    assert rebuild.run("") == 1
    assert tracked(root) == before
    said = capsys.readouterr().out
    assert "bad failed in In [1]\n  | make()\n    NameError: make" in said
    good, bad = (line.split() for line in said.splitlines()[-2:])
    assert (good[0], good[2:]) == ("good", ["2", "4", "differences"])
    assert (bad[0], bad[2:]) == ("bad", ["0", "failed"])
    assert f"\nThe notebooks and their pictures are in {Path('build/run')}.\n" in said


def test_differences_are_told_and_counted(root, capsys):
    assert rebuild.run("good") == 0
    said = capsys.readouterr().out
    assert "  In [1]: committed outputs are [], now ['stdout']" in said
    assert "  extra.png: made, but not committed" in said
    assert "4 differences" in said.splitlines()[-1]


def test_elsewhere_the_comparison_is_left_out(root, monkeypatch, capsys):
    monkeypatch.setattr(rebuild, "is_reference", lambda: (False, "this is a Mac"))
    assert rebuild.run("good") == 0
    *_, row, closing = capsys.readouterr().out.splitlines()
    assert "left out" in row
    assert closing.endswith("left out: this is a Mac.")


def test_without_a_notebook_there_is_nothing_to_do(root, capsys):
    for name in (GOOD, BAD):
        (root / name).unlink()
    assert rebuild.run("") == 0
    assert "no notebook yet" in capsys.readouterr().out


def test_two_runs_do_not_share_a_folder(root):
    with rebuild.locks.held(root / "build" / "run.lock", "", wait=False):
        with pytest.raises(Problem, match="Another `make run` is at work"):
            rebuild.run("")


def test_accept_takes_over_notebook_and_pictures(root, capsys):
    rebuild.run("good")
    capsys.readouterr()
    assert accept.accept("") == 0
    said = capsys.readouterr().out.splitlines()
    assert said[:2] == ["good:", "  In [1]: committed outputs are [], now ['stdout']"]
    assert said[2].startswith("  curve.png: changed (0 kB -> 9 kB)")
    assert said[3:] == [
        "  extra.png: new (9 kB)",
        "  gone.png: removed, no cell makes it (0 kB)",
    ]
    folder = (root / PICTURE).parent
    assert sorted(path.name for path in folder.iterdir()) == ["curve.png", "extra.png"]
    assert (root / GOOD).read_bytes() == (root / "build/run" / GOOD).read_bytes()
    assert accept.accept("") == 0
    assert capsys.readouterr().out == "good:\n  nothing changed\n"


def test_accept_needs_a_run(root):
    with pytest.raises(Problem, match="`make run` first"):
        accept.accept("")


def test_accept_refuses_a_failed_notebook_and_takes_the_others(root, capsys):
    rebuild.run("")
    before = (root / BAD).read_bytes()
    assert accept.accept("") == 1
    assert "bad: refused, because it failed" in capsys.readouterr().out
    assert (root / BAD).read_bytes() == before
    assert (root / GOOD).read_bytes() == (root / "build/run" / GOOD).read_bytes()


def rewrite_cell(root):
    text = (root / GOOD).read_text()
    (root / GOOD).write_text(text.replace("make()", "make(2)"))


@pytest.mark.parametrize(
    "change",
    [
        rewrite_cell,
        lambda root: (root / "utils/layers.py").write_text("x = -1\n"),
        lambda root: (root / "01_a/01_good/table.csv").write_text("1,2\n"),
        lambda root: (root / GOOD).unlink(),
    ],
    ids=["cell", "utils", "data", "deleted"],
)
def test_accept_refuses_a_run_older_than_its_sources(change, root, capsys):
    rebuild.run("good")
    change(root)
    before = tracked(root)
    assert accept.accept("good") == 1
    assert "good: refused, because utils or the article has changed" in capsys.readouterr().out
    assert tracked(root) == before


def test_accept_warns_of_another_environment(root, monkeypatch, capsys):
    rebuild.run("good")
    capsys.readouterr()
    monkeypatch.setattr(accept, "is_reference", lambda: (False, "this is a Mac"))
    accept.accept("good")
    assert capsys.readouterr().out.startswith("Caution: these outputs were not made in the")


def test_outputs_are_no_source(root):
    before = results.fingerprint(root, Path(GOOD))
    notebook = nbformat.read(root / GOOD, as_version=4)
    notebook.cells[0].update(execution_count=5, outputs=[new_output("stream", text="other")])
    nbformat.write(notebook, root / GOOD)
    (root / PICTURE).write_bytes(b"another")
    assert results.fingerprint(root, Path(GOOD)) == before
