"""Executes one notebook from top to bottom in a fresh kernel and stores it as it is committed."""

import re
from collections.abc import Callable
from pathlib import Path
from textwrap import indent

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from traitlets import default

from tools.normalise import normalise, write

CELL_TIMEOUT = 600  # seconds
START_TIMEOUT = 120  # seconds
COLOURS = re.compile(r"\x1b\[[\d;]*m")


def execute(path: Path, variables: dict[str, str], tick: Callable[[], object]) -> str:
    """Executes the notebook in its folder and overwrites it; calls `tick` after each cell.

    Returns "" or where it failed: the cell's number, its source and the error.
    """
    notebook = nbformat.read(path, as_version=4)
    clear(notebook)
    client = client_for(notebook, path.parent)
    number, cell, failure = 0, None, ""
    try:
        with client.setup_kernel(env=variables | {"JPY_SESSION_NAME": str(path.resolve())}):
            for number, (place, cell) in enumerate(code_cells(notebook), 1):
                client.execute_cell(cell, place)
                tick()
    except (CellExecutionError, TimeoutError, RuntimeError) as error:
        failure = described(number, cell, error)
    normalise(notebook)
    write(notebook, path)
    return failure


def count_cells(path: Path) -> int:
    """How often `execute` will call `tick`."""
    return len(code_cells(nbformat.read(path, as_version=4)))


def code_cells(notebook) -> list[tuple]:
    """The cells to execute, each behind its place in the notebook."""
    cells = enumerate(notebook.cells)
    return [(at, cell) for at, cell in cells if cell.cell_type == "code" and cell.source.strip()]


def clear(notebook) -> None:
    """Removes all outputs: after a failure no old one may pass for a new one."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None


class ThisPython(AsyncKernelManager):
    """Starts kernels with the running Python, whatever kernels the user has registered."""

    @default("kernel_spec_manager")
    def no_registered_kernels(self):
        return KernelSpecManager(kernel_dirs=[])


def client_for(notebook, folder: Path) -> NotebookClient:
    return NotebookClient(
        notebook,
        kernel_manager_class=ThisPython,
        kernel_name="python3",
        extra_arguments=["--IPKernelApp.log_level=40"],  # errors only
        timeout=CELL_TIMEOUT,
        startup_timeout=START_TIMEOUT,
        shutdown_kernel="immediate",
        record_timing=False,
        resources={"metadata": {"path": str(folder)}},
    )


def described(number: int, cell, error: Exception) -> str:
    """The failed cell's number, its source and the error, without colours."""
    if cell is None:
        return f"before In [1], at the kernel's start\n{indent(str(error), '    ')}"
    source = indent(cell.source, "  | ")
    return f"in In [{number}]\n{source}\n{indent(reason(cell, error), '    ')}"


def reason(cell, error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return f"The cell ran for more than {CELL_TIMEOUT} s and was stopped."
    raised = [output for output in cell.outputs if output.output_type == "error"]
    return COLOURS.sub("", "\n".join(raised[-1].traceback)) if raised else str(error)
