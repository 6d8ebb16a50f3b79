"""`make browser-cells`: runs every notebook's cells in real browsers and compares with what is stored.

The page is bare, but Python, its worker and `cells.py` are those that readers use, and the files
come from this machine alone. No browser needs a driver: the page sends each result to the server
that waits for it. What was equal stands in tests/browser/verified.json with a fingerprint of all
that it depends on, so that tests run again only what has changed since.
"""

import contextlib
import http.server
import json
import os
import queue
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from functools import partial
from pathlib import Path

import nbformat

from tools import Problem, browser, compare, pyodide, site
from tools.workspace import ROOT

PATIENCE = 1800  # seconds for one cell
TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm", ".whl": "application/zip"}
PAGE = """<!doctype html><meta charset="utf-8"><title>cells</title><script type="module">
const post = (content) => fetch("/result", { method: "POST", body: JSON.stringify(content) });
const worker = new Worker("/_static/live/worker.mjs", { type: "module" });
const ask = (message) => new Promise((resolve) => {
  worker.onmessage = ({ data }) => { if (!data.output && data.step === undefined) resolve(data); };
  worker.onerror = (error) => resolve({ problem: error.message ?? "the worker failed" });
  worker.postMessage(message);
});
const { article, sources } = await (await fetch("/sources.json")).json();
await post({ ...(await ask({ task: "begin", runtime: `${location.origin}/pyodide/`, article })),
             agent: navigator.userAgent });
for (const source of sources) await post(await ask({ task: "run", source }));
</script>"""


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves the page, what it runs, and takes what it sends."""

    def __init__(self, *arguments, files, sources, results):
        self.files, self.sources, self.results = files, sources, results
        super().__init__(*arguments)

    def log_message(self, *_):
        pass

    def do_GET(self):
        path = self.path.partition("?")[0]
        if path == "/":
            return self._send(PAGE.encode(), "text/html")
        if path == "/sources.json":
            return self._send(json.dumps(self.sources).encode(), "application/json")
        for prefix, folder in self.files.items():
            file = folder / path.removeprefix(prefix)
            if path.startswith(prefix) and file.is_file():
                return self._send(file.read_bytes(), TYPES.get(file.suffix, "text/plain"))
        self.send_error(404)

    def do_POST(self):
        length = int(self.headers["content-length"])
        self.results.put(json.loads(self.rfile.read(length)))
        self._send(b"", "text/plain")

    def _send(self, content, kind):
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextlib.contextmanager
def opened(name, article, sources):
    """A queue of results: of the beginning, then of each cell, as a browser sends them."""
    extras = ROOT / "build" / "site-extras"
    site.pack_library(extras / "utils.zip")
    files = {"/pyodide/": pyodide.folder(), "/_static/": ROOT / "docs/_static", "/": extras}
    results = queue.Queue()
    asked = {"article": article, "sources": sources}
    handler = partial(Handler, files=files, sources=asked, results=results)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
            command = browser.command(name, Path(profile))
            address = f"http://127.0.0.1:{server.server_port}/"
            process = subprocess.Popen(
                [*command, address],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            try:
                yield results
            finally:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                server.shutdown()


def code_cells(notebook):
    nb = nbformat.read(ROOT / notebook, as_version=4)
    return [cell for cell in nb.cells if cell.cell_type == "code" and cell.source.strip()]
