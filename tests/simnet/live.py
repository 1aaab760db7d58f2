"""A real network on a real port with a tiny application, both running beside the test."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from aiohttp import web

from ivr.simnet.clock import Scaled, Wall
from ivr.simnet.network import Network
from ivr.simnet.server import open_network
from ivr.simnet.settings import Settings
from ivr.simnet.site import Site, rent
from tests import sounds
from tests.simnet.application import FINNISH

START = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
AGENCY = "+358295020600"
CITIZEN = "+358401234567"
AGENT = "+358501234567"
SWEDISH = 'voice="Polly.Elin-Neural" language="sv-SE"'
MENU = 'timeout="20" numDigits="1" finishOnKey="" actionOnEmptyResult="true"'
PAGES = {
    "/voice/incoming": (
        f'<Gather action="/voice/turn/2/" {MENU}><Say {FINNISH}>Paina yksi.</Say>'
        f"<Say {SWEDISH}>Tryck två.</Say></Gather>"
    ),
    "/voice/turn/2/": (
        f'<Gather action="/voice/turn/3/" {MENU}><Say {FINNISH}>Soitammeko?</Say></Gather>'
    ),
    "/voice/turn/3/": f"<Say {FINNISH}>Me soitamme.</Say><Hangup/>",
}


@dataclass
class Live:
    """What a test has in hand; `network` is for looking only, it lives in another thread."""

    port: int
    network: Network
    pages: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def running(
    pages: Mapping[str, str] = PAGES, speed: float = 50, handsets: tuple[str, ...] = ()
) -> Iterator[Live]:
    """Runs both while entered; the network's time goes `speed` times as fast as ours."""
    port, app_port = free_port(), free_port()
    clock = Scaled(START, speed, Wall().now().timestamp())
    numbers = (rent(AGENCY, f"http://127.0.0.1:{app_port}"),)
    site = Site("127.0.0.1", port, numbers, clock, Settings(), handsets)
    loop, started, stopped = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    live: list[Live] = []

    async def run() -> None:
        served = dict(pages)
        async with _application(app_port, served), open_network(site) as network:
            live.append(Live(port, network, served))
            started.set()
            await stopped.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()))
    thread.start()
    try:
        assert started.wait(10)
        yield live[0]
    finally:
        loop.call_soon_threadsafe(stopped.set)
        thread.join(10)
        loop.close()


@asynccontextmanager
async def _application(port: int, pages: Mapping[str, str]) -> AsyncIterator[None]:
    """Answers with the pages; under /sounds/ there is a second of tone, whatever its name."""

    async def answer(request: web.Request) -> web.Response:
        if request.path not in pages:
            return web.Response(status=204)
        body = f"<Response>{pages[request.path]}</Response>"
        return web.Response(text=body, content_type="text/xml")

    async def play(_request: web.Request) -> web.Response:
        return web.Response(body=sounds.wav(), content_type="audio/wav")

    app = web.Application()
    app.router.add_post("/{path:.*}", answer)
    app.router.add_get("/sounds/{name}", play)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield
    finally:
        await runner.cleanup()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
