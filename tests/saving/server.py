"""A server on this computer alone, 127.0.0.1, that answers as a test wishes."""

import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        content, promised, status, pause = self.server.answers.get(self.path, (b"", 0, 404, 0))
        self.send_response(status)
        self.send_header("Content-Length", str(promised))
        self.end_headers()
        for k in range(0, len(content), 8) if pause else ():
            self.wfile.write(content[k : k + 8])
            time.sleep(pause)
        if not pause:
            self.wfile.write(content)

    def log_message(self, *_):
        pass

    def handle(self):
        try:
            super().handle()
        except OSError:  # the client has heard enough
            pass


@contextmanager
def serving(answers):
    """Serves {path: content, or (content, promised length, status, pause after 8 bytes)}; yields
    the server, which has its address in `url` and the paths asked for in `asked`."""
    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.answers = {
        path: (content, len(content), 200, 0) if isinstance(content, bytes) else content
        for path, content in answers.items()
    }
    server.asked, server.url = [], f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
