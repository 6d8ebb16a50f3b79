"""A folder at an address of this machine, for as long as a block of code runs."""

import contextlib
import http.server
import threading
from functools import partial
from pathlib import Path


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Answers without a line for each request."""

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def serving(folder: Path, handler=Quiet):
    """The address at which the folder is served while the block runs."""
    answers = partial(handler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
