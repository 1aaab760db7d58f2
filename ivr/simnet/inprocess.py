"""The network without any wire: webhooks by WSGI, the API by plain function calls.

For tests in which application and network share one process, one thread and one clock.
"""

import json
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from ivr.simnet.delivery import Answer, Deliver, Request
from ivr.simnet.network import Network

Wait = Callable[[float], None]
PATIENCE = 10.0
"""Seconds that a client waits for an answer of the API."""
WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def wsgi_delivery(app: WsgiApp) -> Deliver:
    """A `deliver` that calls `app`, whatever host the URL names; what it raises is raised."""

    async def deliver(request: Request) -> Answer:
        return call_wsgi(app, request)

    return deliver


def call_wsgi(app: WsgiApp, request: Request) -> Answer:
    """Calls `app` with one request, in this thread, and collects its answer."""
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], _error: Any = None) -> None:
        started[:] = [(status, headers)]

    pieces = app(environ(request), start)
    try:
        body = b"".join(pieces)
    finally:
        if close := getattr(pieces, "close", None):
            close()
    (status, headers), *_ = started
    return Answer(int(status.split()[0]), tuple(headers), body, request.url)


def environ(request: Request) -> dict[str, Any]:
    """The WSGI environment of one request, with its path as it was written besides."""
    url = urlsplit(request.url)
    written = url.path + (f"?{url.query}" if url.query else "")
    return {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(url.path, "latin-1"),
        "QUERY_STRING": url.query,
        "REQUEST_URI": written,
        "RAW_URI": written,
        "SERVER_NAME": url.hostname or "",
        "SERVER_PORT": str(url.port or (443 if url.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": url.netloc,
        "CONTENT_TYPE": request.headers.get("Content-Type", ""),
        "CONTENT_LENGTH": str(len(request.body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": url.scheme,
        "wsgi.input": BytesIO(request.body),
        "wsgi.errors": StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    } | {f"HTTP_{n.upper().replace('-', '_')}": v for n, v in request.headers.items()}


@dataclass(frozen=True, slots=True)
class ClientResponse:
    """An answer of the API in the shape that Twilio's client expects of its HTTP client."""

    status_code: int
    text: str
    headers: Mapping[str, str]

    @property
    def ok(self) -> bool:
        """True for answers below 400."""
        return self.status_code < 400


class RestClient:
    """Stands in for the HTTP client of Twilio's library: asks the network directly."""

    is_async = False

    def __init__(self, network: Network, wait: Wait, silence: Callable[[], Exception]) -> None:
        self._network, self._wait, self._silence = network, wait, silence

    def request(
        self,
        method: str,
        url: str,
        params: Mapping[str, Any] | None = None,
        data: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> ClientResponse:
        """One request, with fields encoded as they would be on the wire."""
        parts = urlsplit(url)
        encoded = urlencode(params or data or {}, doseq=True)
        fields = parse_qsl(f"{parts.query}&{encoded}", keep_blank_values=True)
        secret = b64encode(":".join(auth).encode()).decode() if auth else ""
        response = self._network.rest(method.upper(), parts.path, fields, f"Basic {secret}")
        if response.late:
            self._wait(min(response.late, PATIENCE))
        if response.late >= PATIENCE:
            raise self._silence()
        headers = {"Content-Type": "application/json", **response.headers}
        return ClientResponse(response.status, json.dumps(response.json), headers)


def _at_once(_seconds: float) -> None:
    """No time passes while the application asks."""


def rest_client(
    network: Network,
    wait: Wait = _at_once,
    silence: Callable[[], Exception] = TimeoutError,
) -> RestClient:
    """An `http_client` for Twilio's client that reaches `network` in this process.

    `wait` lets that many seconds pass before a late answer; `silence` is what an HTTP client
    raises when none has come after PATIENCE.
    """
    return RestClient(network, wait, silence)
