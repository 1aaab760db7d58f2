"""Webhooks over HTTP. Loopback only unless told otherwise."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_address

import aiohttp
from yarl import URL

from ivr.simnet.clock import Clock
from ivr.simnet.delivery import Answer, Deliver, DeliveryError, Request, UnreachableError

CONNECT_TIMEOUT = 5.0
"""Real seconds for one connection (Twilio: webhook connection defaults)."""
LONGEST_SOUND = 16 * 1024 * 1024
LONGEST_BODY = 65_536
"""Bytes; one more is read, so that a longer answer can be told from one that just fits."""


@asynccontextmanager
async def http_delivery(clock: Clock, *, remote: bool = False) -> AsyncIterator[Deliver]:
    """A `deliver` over HTTP, to other hosts only if `remote`; its connections close at the end.

    The courier's own budget bounds the whole; cookies and redirects are the courier's too.
    `clock` does not jump while a request is under way.
    """
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_TIMEOUT)
    jar = aiohttp.DummyCookieJar()
    async with aiohttp.ClientSession(timeout=timeout, cookie_jar=jar) as session:

        async def deliver(request: Request) -> Answer:
            if not remote and not is_loopback(URL(request.url).host or ""):
                raise UnreachableError(f"{request.url} is not on this machine")
            with clock.held():
                return await _exchange(session, request)

        yield deliver


async def _exchange(session: aiohttp.ClientSession, request: Request) -> Answer:
    try:
        async with session.request(
            request.method,
            URL(request.url, encoded=True),
            data=request.body or None,
            headers=request.headers,
            allow_redirects=False,
        ) as response:
            longest = LONGEST_SOUND if request.purpose == "media" else LONGEST_BODY
            body = await _read(response, longest)
            headers = tuple((str(name), value) for name, value in response.headers.items())
            return Answer(response.status, headers, body, request.url)
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
        raise UnreachableError(f"no connection to {request.url}: {error}") from error
    except aiohttp.ClientError as error:
        raise DeliveryError(
            11206, f"no proper HTTP answer from {request.url}: {error!r}"
        ) from error


async def _read(response: aiohttp.ClientResponse, longest: int) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_chunked(LONGEST_BODY + 1):
        body += chunk
        if len(body) > longest:
            break
    return bytes(body)


def is_loopback(host: str) -> bool:
    """True for an address of this machine (127/8, ::1) and for localhost."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
