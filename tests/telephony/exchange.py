"""A network that any client reaches by HTTP, and that has one answer for everything."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

SID = "CA" + "1" * 32


class Exchange(HTTPServer):
    """A network that gives every request the same answer, and counts them."""

    def __init__(self, status: int, body: str, hang: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), Exchange.Handler)
        self.status, self.body, self.hang = status, body, hang
        self.heard: list[dict[str, list[str]]] = []

    class Handler(BaseHTTPRequestHandler):
        server: "Exchange"

        def do_POST(self) -> None:
            self.answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

        def do_GET(self) -> None:
            self.answer(urlsplit(self.path).query)

        def answer(self, form: str) -> None:
            self.server.heard.append(parse_qs(form))
            if self.server.hang:
                return  # the connection is closed without a word
            self.send_response(self.server.status)
            self.end_headers()
            self.wfile.write(self.server.body.encode())

        def log_message(self, *_: object) -> None: ...


@contextmanager
def a_network(
    status: int = 201, body: str = f'{{"sid": "{SID}"}}', **more: bool
) -> Iterator[Exchange]:
    with Exchange(status, body, **more) as exchange:
        thread = Thread(target=exchange.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield exchange
        finally:
            exchange.shutdown()
            thread.join()
