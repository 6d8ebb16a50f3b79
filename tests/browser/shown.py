"""A site on a port of this machine, and a browser page that reaches nothing else."""

import functools
import gzip
import mimetypes
from pathlib import Path

from tools import pyodide, server

TYPES = {".mjs": "text/javascript", ".wasm": "application/wasm", ".whl": "application/zip"}
COMPRESSED = {".html", ".css", ".js", ".mjs", ".json", ".svg", ".txt"}


@functools.cache
def compressed(path, changed):
    return gzip.compress(path.read_bytes(), 6)


class Quiet(server.Quiet):
    """Sends texts compressed, as GitHub Pages does, so that a page weighs what it will weigh."""

    extensions_map = {**server.Quiet.extensions_map, **TYPES}

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if path.suffix not in COMPRESSED or not path.is_file():
            super().do_GET()
            return
        body = compressed(path, path.stat().st_mtime_ns)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def served(folder):
    """The address at which the folder is served while the block runs."""
    return server.serving(folder, Quiet)


def answered(route, name):
    """Answers a request to Pyodide's address with the file of that name on this machine."""
    path = pyodide.folder() / name
    kind = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0]
    headers = {"access-control-allow-origin": "*", "content-type": kind or "text/plain"}
    if path.is_file():
        route.fulfill(path=path, headers=headers)
    else:
        route.fulfill(status=404, headers=headers)


class Watched:
    """Routes of a browser context: the site itself, Pyodide from this machine, and nothing else.

    `outside` collects what a page asked of other hosts, `runtime` what it asked of Pyodide's, and
    `errors` what it wrote to the console as an error or let fail.
    """

    def __init__(self, context, address):
        self.address, self.outside, self.runtime, self.errors = address, [], [], []
        context.route("**/*", self._answer)
        context.on("page", self._listen)

    def _answer(self, route):
        url = route.request.url
        if url.startswith(pyodide.ADDRESS):
            self.runtime.append(url)
            answered(route, url.removeprefix(pyodide.ADDRESS))
        elif url.startswith((self.address, "data:", "blob:")):
            route.continue_()
        else:
            self.outside.append(url)
            route.abort()

    def _listen(self, page):
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda line: line.type == "error" and self.errors.append(line.text))
