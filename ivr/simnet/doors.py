"""What pages and commands do with the network: JSON under /network/."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, is_dataclass
from datetime import datetime
from typing import Any

from aiohttp import web

from ivr.simnet.faults.fault import fault_from
from ivr.simnet.faults.faults import overview
from ivr.simnet.network import Network
from ivr.simnet.people import person_from
from ivr.simnet.refused import RefusedError, UnknownLegError

NETWORK = web.AppKey("network", Network)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
routes = web.RouteTableDef()


@web.middleware
async def speak_json(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turns refusals into answers: 404 for an unknown leg, 409 for what cannot be done now,
    400 for a request that makes no sense.
    """
    try:
        return await handler(request)
    except UnknownLegError as error:
        return _complain(404, error)
    except RefusedError as error:
        return _complain(409, error)
    except ValueError as error:
        return _complain(400, error)


@routes.get("/network/")
async def look(request: web.Request) -> web.Response:
    """The network's time, its numbers and the phones connected to it."""
    network = request.app[NETWORK]
    handsets = [_handset(number, person) for number, person in network.people.items()]
    return show(
        {"simulated": True, "now": network.now, "numbers": network.numbers, "handsets": handsets}
    )


@routes.get("/network/legs")
async def list_legs(request: web.Request) -> web.Response:
    """The legs, oldest first; `?person=` of one phone, `?live=yes` those not ended."""
    live = True if request.query.get("live") == "yes" else None
    legs = request.app[NETWORK].legs(person=request.query.get("person"), live=live)
    return show(legs)


@routes.get("/network/legs/{sid}")
async def look_at_leg(request: web.Request) -> web.Response:
    """One leg: how it stands, what has been said, whether it waits for keys."""
    network, sid = request.app[NETWORK], request.match_info["sid"]
    leg = asdict(network.leg(sid))
    return show(leg | {"heard": network.heard(sid), "asks": network.asks(sid)})


@routes.post("/network/dial")
async def dial(request: web.Request) -> web.Response:
    """A phone dials: `from`, `to` (default: the first number), `withheld` (default false).

    With `person` (`does` and what that kind takes) somebody acts at the phone for this call.
    """
    network, wanted = request.app[NETWORK], await body_of(request)
    to = _text(wanted, "to", network.numbers[0].e164 if network.numbers else "")
    shown = network.settings.withheld if wanted.get("withheld") is True else None
    person = person_from(wanted["person"]) if "person" in wanted else None
    sid = network.dial(_text(wanted, "from"), to, shown=shown, person=person)
    return show({"sid": sid}, 201)


@routes.post("/network/legs/{sid}/press")
async def press(request: web.Request) -> web.Response:
    """Presses `keys` on that phone, all at once."""
    keys = _text(await body_of(request), "keys")
    request.app[NETWORK].press(request.match_info["sid"], keys)
    return show({})


@routes.post("/network/legs/{sid}/answer")
async def answer(request: web.Request) -> web.Response:
    """Takes a ringing call."""
    request.app[NETWORK].answer(request.match_info["sid"])
    return show({})


@routes.post("/network/legs/{sid}/reject")
async def reject(request: web.Request) -> web.Response:
    """Refuses a ringing call."""
    request.app[NETWORK].reject(request.match_info["sid"])
    return show({})


@routes.post("/network/legs/{sid}/hang-up")
async def hang_up(request: web.Request) -> web.Response:
    """Ends a call from the phone's side."""
    request.app[NETWORK].hang_up(request.match_info["sid"])
    return show({})


@routes.get("/network/texts")
async def list_texts(request: web.Request) -> web.Response:
    """The texts, oldest first; `?to=` those for one phone."""
    return show(request.app[NETWORK].texts(to=request.query.get("to")))


@routes.post("/network/texts")
async def send_text(request: web.Request) -> web.Response:
    """A phone sends a text: `from`, `to` (a rented number), `body`."""
    wanted = await body_of(request)
    sid = request.app[NETWORK].text(*(_text(wanted, name) for name in ("from", "to", "body")))
    return show({"sid": sid}, 201)


@routes.put("/network/handsets/{number}")
async def connect(request: web.Request) -> web.Response:
    """Connects a phone, or changes who is at it: `does` and what that kind of person takes."""
    number = request.match_info["number"]
    person = person_from(await body_of(request))
    request.app[NETWORK].people[number] = person
    return show(_handset(number, person))


@routes.get("/network/faults")
async def list_faults(request: web.Request) -> web.Response:
    """Every fault there is: what it does, how often it is to strike and has struck."""
    return show(overview(request.app[NETWORK].faults))


@routes.post("/network/faults")
async def set_fault(request: web.Request) -> web.Response:
    """Switches a fault on: `name`, and what else a fault takes; off with `probability` 0."""
    faults, fault = request.app[NETWORK].faults, fault_from(await body_of(request))
    faults.clear(fault.name)
    if fault.probability:
        faults.set(fault)
    return show(overview(faults))


@routes.delete("/network/faults")
async def clear_faults(request: web.Request) -> web.Response:
    """Switches all faults off."""
    request.app[NETWORK].faults.clear()
    return show(overview(request.app[NETWORK].faults))


@routes.get("/network/problems")
async def list_problems(request: web.Request) -> web.Response:
    """What was wrong with the application's answers."""
    return show(request.app[NETWORK].problems)


@routes.get("/network/events")
async def list_events(request: web.Request) -> web.Response:
    """The remembered events; `?after=` a number, `?sid=` of one call or text."""
    after = int(request.query.get("after", "0"))
    return show(request.app[NETWORK].log.after(after, request.query.get("sid")))


async def body_of(request: web.Request) -> Mapping[str, Any]:
    """The JSON object that was sent, empty if nothing was. Raises ValueError."""
    body = await request.json() if request.can_read_body else {}
    if not isinstance(body, dict):
        raise ValueError("the body is to be a JSON object")
    return body


def _text(body: Mapping[str, Any], name: str, default: str = "") -> str:
    value = body.get(name, default)
    if not isinstance(value, str) or not value:
        raise ValueError(f"{name} is to be a text")
    return value


def _handset(number: str, person: object) -> dict[str, Any]:
    manners = asdict(person) if is_dataclass(person) and not isinstance(person, type) else {}
    return {"number": number, "does": type(person).__name__.lower(), **manners}


def _complain(status: int, error: Exception) -> web.Response:
    return show({"error": str(error)}, status)


def show(what: object, status: int = 200) -> web.Response:
    """Anything made of values, as JSON."""
    return web.json_response(what, status=status, dumps=_dumps)


def _dumps(what: object) -> str:
    return json.dumps(what, default=_plain, ensure_ascii=False)


def _plain(what: Any) -> Any:
    if isinstance(what, datetime):
        return what.isoformat()
    if isinstance(what, Mapping):
        return dict(what)
    return asdict(what)
