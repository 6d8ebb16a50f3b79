"""Two executions of one notebook are stored as the same file."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools.normalise import normalise, write


@pytest.fixture
def notebook():
    """What a kernel leaves: cut streams, odd counts, times, versions and a widget's state."""
    streams = [("stdout", "a"), ("stdout", "b\n"), ("stderr", "!"), ("stdout", "c")]
    cells = [
        new_markdown_cell("# Title", id="title"),
        new_code_cell(
            "1 + 1",
            id="sum",
            execution_count=7,
            metadata={"tags": ["measured"], "execution": {"iopub.status.busy": "12:00"}},
            outputs=[
                *(new_output("stream", name=name, text=text) for name, text in streams),
                new_output("execute_result", {"text/plain": "2"}, execution_count=7),
            ],
        ),
        new_code_cell("", id="empty"),
        new_code_cell("2", id="last", execution_count=3),
    ]
    metadata = {
        "kernelspec": {"name": "my-env", "display_name": "Mine"},
        "language_info": {"name": "python", "version": "3.11.7"},
        "widgets": {"state": {}},
        "title": "kept",
    }
    notebook = new_notebook(cells=cells, metadata=metadata)
    normalise(notebook)
    return notebook


def test_counts_run_from_one(notebook):
    assert [cell.get("execution_count") for cell in notebook.cells] == [None, 1, None, 2]
    assert notebook.cells[1].outputs[-1].execution_count == 1


def test_chunks_of_a_stream_are_merged(notebook):
    texts = [output.text for output in notebook.cells[1].outputs if "text" in output]
    assert texts == ["ab\n", "!", "c"]


def test_metadata_names_no_version_and_no_time(notebook):
    metadata = notebook.metadata
    assert (metadata.kernelspec.name, metadata.kernelspec.display_name) == ("python3", "Python 3")
    assert metadata.language_info.name == "python" and "version" not in metadata.language_info
    assert "widgets" not in metadata and metadata.title == "kept"
    assert notebook.cells[1].metadata == {"tags": ["measured"]}


def test_ids_are_kept_and_made_the_same_way_where_there_is_none(notebook):
    assert [cell.id for cell in notebook.cells] == ["title", "sum", "empty", "last"]
    for cell in notebook.cells:
        del cell["id"]
    normalise(notebook)
    assert [cell.id for cell in notebook.cells] == ["cell-1", "cell-2", "cell-3", "cell-4"]


def test_it_is_valid_and_stays_the_same(notebook, tmp_path):
    write(notebook, tmp_path / "a.ipynb")
    first = (tmp_path / "a.ipynb").read_bytes()
    again = nbformat.read(tmp_path / "a.ipynb", as_version=4)
    nbformat.validate(again)
    normalise(again)
    write(again, tmp_path / "a.ipynb")
    assert (tmp_path / "a.ipynb").read_bytes() == first
    assert b"\r" not in first and first.endswith(b"}\n")
