"""The network as a process: its API, its doors for people and its pages over HTTP."""

import asyncio
import errno
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TextIO
from urllib.parse import parse_qsl

from aiohttp import web

from ivr.simnet import crowds, doors
from ivr.simnet.memory import is_torn, recall
from ivr.simnet.network import Network
from ivr.simnet.origin import refuse_strangers
from ivr.simnet.pages import phones
from ivr.simnet.people import Handset
from ivr.simnet.replay.again import Replay
from ivr.simnet.replay.record import Record, UnreadableError, read
from ivr.simnet.site import Site, SiteError
from ivr.simnet.transport import http_delivery

SILENCE = 60.0
"""Real seconds after which a connection ends on which no answer has come."""
GOODBYE = 1.0
"""Seconds that open connections get to end when the network stops."""


def build_app(network: Network, replay: Replay | None = None) -> web.Application:
    """The network's web application."""
    app = web.Application(middlewares=[refuse_strangers, doors.speak_json])
    app[doors.NETWORK] = network
    app[crowds.STAGE] = crowds.Stage(replay=replay)
    app.add_routes(doors.routes)
    app.add_routes(crowds.routes)
    app.router.add_get("/", _show_phones)
    app.add_subapp("/phones/", phones(network))
    app.router.add_route("*", "/2010-04-01/{rest:.*}", _answer_api)
    return app


async def _show_phones(_request: web.Request) -> web.Response:
    raise web.HTTPFound("/phones/")


async def _answer_api(request: web.Request) -> web.Response:
    fields = parse_qsl(request.query_string, keep_blank_values=True)
    if request.can_read_body:
        body = await request.text()
        fields += parse_qsl(body, keep_blank_values=True)
    response = request.app[doors.NETWORK].rest(
        request.method, request.path, fields, request.headers.get("Authorization", "")
    )
    clock = request.app[doors.NETWORK].clock
    await clock.linger(min(response.late, SILENCE))
    if response.late > SILENCE and request.transport:
        request.transport.close()
    return web.json_response(response.json, status=response.status, headers=response.headers)


@asynccontextmanager
async def open_network(site: Site) -> AsyncIterator[Network]:
    """A network that listens while entered. Raises SiteError."""
    ledger = recall(site.events, site.settings.remembered) if site.events else None
    file = _open_log(site.events) if site.events else None
    try:
        async with http_delivery(site.clock, remote=site.remote) as deliver:
            network = Network(site.clock, deliver, site.numbers, site.settings, file, ledger)
            network.people.update({number: Handset() for number in site.handsets})
            replay = Replay(network, _record(site.replay)) if site.replay else None
            runner = web.AppRunner(
                build_app(network, replay),
                access_log=None,
                shutdown_timeout=GOODBYE,
                handler_cancellation=True,
            )
            try:
                await _listen(runner, site)
                if replay is not None:
                    replay.begin()
                yield network
            finally:
                await network.end()
                await runner.cleanup()
    finally:
        if file is not None:
            file.close()


def _open_log(path: Path) -> TextIO:
    try:
        file = path.open("a", encoding="utf-8")
        file.write("\n" if is_torn(path) else "")
        return file
    except OSError as error:
        raise SiteError(f"cannot write to {path}: {error.strerror}") from error


def _record(path: Path) -> Record:
    try:
        with path.open(encoding="utf-8") as lines:
            return read(lines)
    except (OSError, UnicodeDecodeError, UnreadableError) as error:
        raise SiteError(f"{path} can't be replayed: {error}") from error


async def _listen(runner: web.AppRunner, site: Site) -> None:
    await runner.setup()
    try:
        await web.TCPSite(runner, site.host, site.port).start()
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise SiteError(f"cannot listen on {site.host}:{site.port}: {error}") from error
        where = f"port {site.port} on {site.host}"
        raise SiteError(f"{where} is taken; choose another with --port") from error


async def serve(site: Site) -> None:
    """Runs the network until SIGTERM or SIGINT. Raises SiteError."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    async with open_network(site) as network:
        print(f"simulated network on http://{site.host}:{site.port}", flush=True)  # noqa: T201
        print(f"numbers {' '.join(n.e164 for n in network.numbers)}", flush=True)  # noqa: T201
        print(f"seed {site.settings.seed}", flush=True)  # noqa: T201
        await stopped.wait()
