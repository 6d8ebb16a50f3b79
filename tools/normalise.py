"""The one form in which an executed notebook is committed: no version, no time, no noise."""

import nbformat

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}


def normalise(notebook: nbformat.NotebookNode) -> None:
    """Changes the notebook in place; sources, tags and cell ids stay as they are."""
    notebook.metadata.pop("widgets", None)
    notebook.metadata.update(nbformat.from_dict({"kernelspec": KERNEL, "language_info": LANGUAGE}))
    count = 0
    for place, cell in enumerate(notebook.cells, 1):
        cell.setdefault("id", f"cell-{place}")
        if cell.cell_type == "code":
            count += executed(cell)
            number(cell, count if executed(cell) else None)
            cell.metadata.pop("execution", None)
            cell.outputs = merged(cell.outputs)
    notebook.nbformat, notebook.nbformat_minor = 4, 5


def executed(cell) -> bool:
    return cell.get("execution_count") is not None


def number(cell, count: int | None) -> None:
    """Counts run 1..n even where a cell was executed twice before."""
    cell.execution_count = count
    for output in cell.outputs:
        if output.output_type == "execute_result":
            output.execution_count = count


def merged(outputs: list) -> list:
    """Joins neighbouring chunks of one stream: where a kernel cuts them is chance."""
    joined = []
    for output in outputs:
        last = joined[-1] if joined else {}
        if output.output_type == "stream" and last.get("name") == output.name:
            last.text += output.text
        else:
            joined.append(output)
    return joined


def write(notebook: nbformat.NotebookNode, path) -> None:
    """Writes the notebook with the same line ends on every system."""
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        nbformat.write(notebook, file)
