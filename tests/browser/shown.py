"""A site on a port of this machine, and a browser page that reaches nothing else."""

import contextlib
import http.server
import mimetypes
import threading
from functools import partial

from tools import pyodide

TYPES = {".mjs": "text/javascript", ".wasm": "application/wasm", ".whl": "application/zip"}


class Quiet(http.server.SimpleHTTPRequestHandler):
    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, **TYPES}

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def served(folder):
    """The address at which the folder is served while the block runs."""
    handler = partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


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
