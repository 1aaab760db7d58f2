"""The phones page: handsets for people, and what goes on inside the network, live.

A web application of its own, mounted under a path of the network's; the buttons on the page use
the network's doors. Nothing on the page comes from another host.
"""

import asyncio
from collections.abc import Mapping
from importlib.resources import files
from typing import Final

from aiohttp import web

from ivr.simnet.network import Network
from ivr.simnet.people import Handset
from ivr.simnet.speech import NoSpeechError, Speaker
from ivr.simnet.stream import follow

FIRST_HANDSETS: Final = ("+358401234567", "+358501234567")
"""A citizen's and an agent's phone: plugged in when the page is opened and finds fewer than two."""

MAX_STREAMS: Final = 32

HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}

_TYPES: Final = {
    "css": "text/css",
    "html": "text/html",
    "js": "text/javascript",
    "svg": "image/svg+xml",
}


def phones(network: Network, speaker: Speaker | None = None) -> web.Application:
    """The page and all it needs, to be mounted with `add_subapp`."""
    desk = _Desk(network, speaker or Speaker.installed())
    app = web.Application()
    app.add_routes(
        [
            web.get("/", desk.open),
            web.get(r"/static/{name:[a-z]+\.(css|js|svg)}", _static),
            web.get("/events", desk.stream),
            web.get("/speech", desk.tell_speech),
            web.post("/speech", desk.speak),
            web.get("/sounds/{digest:[0-9a-f]{16}}", desk.play),
        ]
    )
    app.on_response_prepare.append(_protect)
    app.on_shutdown.append(desk.close)
    return app


async def _protect(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(HEADERS)


async def _static(request: web.Request) -> web.Response:
    return _file(request.match_info["name"])


def _file(name: str) -> web.Response:
    file = files("ivr.simnet").joinpath("static", name)
    if not file.is_file():
        raise web.HTTPNotFound
    kind = _TYPES[name.rpartition(".")[2]]
    return web.Response(body=file.read_bytes(), content_type=kind, charset="utf-8")


class _Desk:
    """What the live parts of all open pages share."""

    def __init__(self, network: Network, speaker: Speaker) -> None:
        self._network = network
        self._speaker = speaker
        self._streams: set[asyncio.Future[None]] = set()

    async def open(self, _request: web.Request) -> web.Response:
        """The page itself; whoever opens it finds at least two phones."""
        people = self._network.people
        if sum(isinstance(person, Handset) for person in people.values()) < len(FIRST_HANDSETS):
            for number in FIRST_HANDSETS:
                people.setdefault(number, Handset())
        return _file("phones.html")

    async def tell_speech(self, _request: web.Request) -> web.Response:
        """Whether this machine can speak; 404 with a reason if not."""
        if self._speaker.available:
            return web.json_response({"speaker": "espeak-ng"})
        return web.json_response({"error": "espeak-ng is not installed"}, status=404)

    async def speak(self, request: web.Request) -> web.Response:
        """Makes `text` in `language` into a WAV file; 404 with a reason if it can't be."""
        wanted = await request.post()
        text, language = (str(wanted.get(name, "")) for name in ("text", "language"))
        try:
            return web.Response(
                body=await self._speaker.speak(text, language), content_type="audio/wav"
            )
        except NoSpeechError as error:
            return web.json_response({"error": str(error)}, status=404)

    async def play(self, request: web.Request) -> web.Response:
        """A sound that was played on the network; 404 if it is forgotten."""
        sound = self._network.sound(request.match_info["digest"])
        if sound is None:
            raise web.HTTPNotFound
        return web.Response(body=sound.body, content_type=sound.kind)

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """What happens on the network, for as long as the page is open."""
        if len(self._streams) >= MAX_STREAMS:
            return web.json_response({"error": "too many pages are open"}, status=503)
        seen = request.headers.get("Last-Event-ID", "")
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        following = follow(self._network, response, int(seen) if seen.isdecimal() else None)
        stream = asyncio.ensure_future(following)
        self._streams.add(stream)
        try:
            await asyncio.wait({stream})
            if not stream.cancelled():
                stream.result()
        finally:
            stream.cancel()
            self._streams.discard(stream)
        return response

    async def close(self, _app: web.Application) -> None:
        """Ends all streams, so that nothing keeps the network from stopping."""
        for stream in self._streams:
            stream.cancel()
