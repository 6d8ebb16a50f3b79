"""Runs cells in a browser that is no test's to drive, and waits for what the page sends back.

The page is bare, but Python, its worker and `cells.py` are those that readers use; all files come
from this machine. The page posts each result to the server that gave it the cells.
"""

import contextlib
import http.server
import json
import os
import queue
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tools import Problem, browser, library, pyodide
from tools.workspace import ROOT

PATIENCE = 1800  # seconds for one cell
TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm"}
PAGE = """<!doctype html><meta charset="utf-8"><title>cells</title><script type="module">
const post = (content) => fetch("/result", { method: "POST", body: JSON.stringify(content) });
const worker = new Worker("/_static/live/worker.mjs", { type: "module" });
const ask = (message) => new Promise((resolve) => {
  worker.onmessage = ({ data }) => { if ("result" in data || "problem" in data) resolve(data); };
  worker.onerror = (error) => resolve({ problem: error.message ?? "the worker failed" });
  worker.postMessage(message);
});
const { article, sources } = await (await fetch("/sources.json")).json();
const [runtime, library] = ["/pyodide/", "/utils.zip"].map((path) => location.origin + path);
const begun = await ask({ task: "begin", runtime, library, article });
await post({ ...begun, agent: navigator.userAgent });
for (const source of sources) await post(await ask({ task: "run", source }));
</script>"""


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves the page and the files it asks for, and takes what it sends."""

    def __init__(self, *arguments, files, sources, results, sizes):
        self.files, self.sources = files, sources
        self.results, self.sizes = results, sizes
        super().__init__(*arguments)

    def log_message(self, *_):
        pass

    def do_GET(self):
        if self.path == "/":
            return self._send(PAGE.encode(), "text/html")
        if self.path == "/sources.json":
            return self._send(json.dumps(self.sources).encode(), "application/json")
        for prefix, folder in self.files.items():
            file = folder / self.path.removeprefix(prefix)
            if self.path.startswith(prefix) and file.is_file():
                self.sizes[file.name] = file.stat().st_size
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


class Run:
    """A browser at work: what it says of itself, and one result after the other."""

    def __init__(self, session, results, sizes):
        self._session, self._results, self._sizes = session, results, sizes
        self.agent = self._next(PATIENCE)["agent"]

    @property
    def megabytes(self):
        """What the page has been sent so far."""
        return round(sum(self._sizes.values()) / 1e6)

    @property
    def seconds(self):
        """Time that processors have spent on the browser so far."""
        ticks = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                values = stat.read_text().rpartition(")")[2].split()
                if int(values[3]) == self._session:
                    ticks += int(values[11]) + int(values[12])
        return round(ticks / os.sysconf("SC_CLK_TCK"))

    def outcomes(self, count: int) -> Iterator[dict]:
        """For each cell whether it needs Keras, and its outputs."""
        for _ in range(count):
            yield self._next(PATIENCE)["result"]

    def _next(self, seconds):
        try:
            found = self._results.get(timeout=seconds)
        except queue.Empty:
            raise Problem(f"The browser has not answered for {seconds} s.") from None
        if "problem" in found:
            raise Problem(f"The browser could not go on: {found['problem']}")
        return found


@contextlib.contextmanager
def running(name: str, article: str, sources: list[str]) -> Iterator[Run]:
    """A run of the cells in a browser, which ends with the block."""
    extras = ROOT / "build" / "site-extras"
    library.pack(extras / "utils.zip")
    files = {"/pyodide/": pyodide.folder(), "/_static/": ROOT / "docs/_static", "/": extras}
    asked, results, sizes = {"article": article, "sources": sources}, queue.Queue(), {}
    handler = partial(Handler, files=files, sources=asked, results=results, sizes=sizes)
    with (
        http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server,
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile,
    ):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        command = browser.command(name, Path(profile))
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        address = f"http://127.0.0.1:{server.server_port}/"
        process = subprocess.Popen([*command, address], start_new_session=True, **quiet)
        try:
            yield Run(process.pid, results, sizes)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            server.shutdown()
