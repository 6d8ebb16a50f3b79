// The one place with the address of the Python that pages run; they ask for it on a click only.
export const PYODIDE = "https://cdn.jsdelivr.net/pyodide/v0.27.7/full/";
