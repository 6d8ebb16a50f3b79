// Where the reader's Python comes from, Pyodide: the one place that names its version and host.
// Nothing is asked of it before the reader presses a button. tools/pyodide.py holds the same
// address for the tests, and tests/browser/test_cells.py holds the two equal.
export const PYODIDE = "https://cdn.jsdelivr.net/pyodide/v0.27.7/full/";
