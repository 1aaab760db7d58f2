"""Keeps other web pages from using the phones: who may ask this network from a browser.

A page on the internet can make its visitor's browser send requests to 127.0.0.1. Two headers
that no script can forge give it away: Sec-Fetch-Site and Origin; a foreign name that was made
to resolve to 127.0.0.1 is given away by Host. Programs send neither of the first two and are
let in.
"""

from collections.abc import Awaitable, Callable, Mapping
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_API: Final = "/2010-04-01/"
_READING: Final = frozenset({"GET", "HEAD"})


def refusal(method: str, headers: Mapping[str, str]) -> str | None:
    """Why a request is refused, in a sentence; None if it is let in.

    `headers` is looked up by the usual spelling of the names.
    """
    host = urlsplit(f"//{headers.get('Host', '')}")
    if not _is_plain(host.hostname or ""):
        return "The network answers only to an address or to localhost, not to other names."
    if method in _READING:
        return None
    if headers.get("Sec-Fetch-Site", "none") not in {"same-origin", "none"}:
        return "Only the phones page itself may do that."
    if headers.get("Origin", f"http://{host.netloc}") != f"http://{host.netloc}":
        return "Only the phones page itself may do that."
    return None


def _is_plain(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return name == "localhost"
    return True


@web.middleware
async def refuse_strangers(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answers 403 to requests that another web page has sent.

    The API is left alone: it asks for a token, and may be reached by any name.
    """
    if request.path.startswith(_API):
        return await handler(request)
    if reason := refusal(request.method, request.headers):
        return web.json_response({"error": reason}, status=403)
    return await handler(request)
