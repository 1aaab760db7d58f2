"""The phones page's view of the network as a stream of server-sent events.

Two kinds of message: `state`, how things stand (sent whenever that changes), and, without a
name, each event of the network under its number, so that a page that lost its connection can
go on where it was.
"""

import asyncio
import json
from contextlib import suppress
from typing import Any, Final

from aiohttp import web

from ivr.simnet.events import Event, Subscription
from ivr.simnet.legs import Leg
from ivr.simnet.network import Network
from ivr.simnet.people import Handset
from ivr.simnet.refused import UnknownLegError

HISTORY: Final = 400
"""Events that a newly opened page is told of."""

PACE: Final = 0.05
"""Least real seconds between two messages."""

SILENCE: Final = 15.0
"""Real seconds after which a stream says that it is still there."""


async def follow(network: Network, response: web.StreamResponse, seen: int | None) -> None:
    """Writes to `response` for as long as it is read.

    `seen` is the number of the last event that the page knows, None if it is new.
    """
    with suppress(ConnectionError):
        await _write(network, response, seen)


async def _write(network: Network, response: web.StreamResponse, seen: int | None) -> None:
    since = network.log.newest - HISTORY if seen is None else seen
    state: dict[str, Any] = {}
    news: tuple[Event, ...] = ()
    with network.log.subscribe(since) as subscription:
        while True:
            former, state = state, _state(network)
            messages = [] if state == former else [_state_message(network, state)]
            messages += [_event_message(network, event) for event in news]
            await response.write("".join(messages or [": still here\n\n"]).encode())
            news = await _news(subscription)


async def _news(subscription: Subscription) -> tuple[Event, ...]:
    await asyncio.sleep(PACE)
    try:
        return await asyncio.wait_for(subscription.batch(), SILENCE)
    except TimeoutError:
        return ()


def _state(network: Network) -> dict[str, Any]:
    people = network.people.items()
    return {
        "numbers": [number.e164 for number in network.numbers],
        "handsets": [number for number, person in people if isinstance(person, Handset)],
        "legs": [_leg(leg) for leg in network.legs(live=True)],
    }


def _state_message(network: Network, state: dict[str, Any]) -> str:
    told = state | {
        "now": network.now.isoformat(),
        "speed": getattr(network.clock, "speed", 1.0),
        "newest": network.log.newest,
    }
    return f"event: state\ndata: {json.dumps(told)}\n\n"


def _leg(leg: Leg) -> dict[str, str]:
    return {
        "sid": leg.sid,
        "status": leg.status,
        "direction": leg.direction,
        "from": leg.from_,
        "to": leg.to,
        "person": leg.person,
    }


def _event_message(network: Network, event: Event) -> str:
    told = {
        "number": event.number,
        "at": event.at.isoformat(),
        "sid": event.sid,
        "kind": event.kind,
        "person": _person(network, event),
        "data": dict(event.data),
    }
    return f"id: {event.number}\ndata: {json.dumps(told)}\n\n"


def _person(network: Network, event: Event) -> str:
    """Whose phone the event is about."""
    if event.kind == "text":
        return str(event.data["to"])
    try:
        return network.leg(event.sid).person
    except UnknownLegError:
        return ""
