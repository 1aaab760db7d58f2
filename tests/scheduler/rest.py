"""Just enough of Twilio's REST interface to take calls over: slowly, and remembering each."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

SLOWLY = 0.15  # seconds until it answers


class Rest(ThreadingHTTPServer):
    """Listens on a free port of this machine; `taken` are the calls it took over, in order."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Request)
        self.taken: list[dict[str, str]] = []
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def take(self, form: dict[str, str]) -> str:
        with self._lock:
            self.taken.append(form)
            return f"CA{len(self.taken):032x}"

    def wait_for(self, calls: int, seconds: float = 60) -> None:
        """Until so many calls have been taken over; AssertionError when they are not in time."""
        deadline = time.monotonic() + seconds
        while len(self.taken) < calls:
            assert time.monotonic() < deadline, f"only {len(self.taken)} of {calls} calls came"
            time.sleep(0.05)


class _Request(BaseHTTPRequestHandler):
    server: Rest

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        form = {
            name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()
        }
        sid = self.server.take(form)
        time.sleep(SLOWLY)
        body = json.dumps({"sid": sid, "status": "queued"}).encode()
        self.send_response(201)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing: the test looks at what was taken."""


@contextmanager
def rest() -> Iterator[Rest]:
    with Rest() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
