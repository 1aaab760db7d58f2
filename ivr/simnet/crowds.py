"""What commands do with crowds and replays on a running network: JSON under /network/."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web

from ivr.simnet.crowd.population import LOCAL, so_many
from ivr.simnet.crowd.town import Plan, Post, Town
from ivr.simnet.doors import NETWORK, body_of, show
from ivr.simnet.network import Network
from ivr.simnet.numbering import is_e164
from ivr.simnet.refused import RefusedError
from ivr.simnet.replay.again import Replay

MOST_CITIZENS: Final = 10_000
MOST_AGENTS: Final = 500


@dataclass(slots=True)
class Stage:
    """Who is at the telephones of this network, apart from hands."""

    town: Town | None = None
    replay: Replay | None = None


STAGE = web.AppKey("stage", Stage)
routes = web.RouteTableDef()


@routes.post("/network/crowd")
async def send_for_a_crowd(request: web.Request) -> web.Response:
    """So many `citizens` of a `seed` call today within `hours` (two full hours, Helsinki time).

    `posts`: numbers of agents' telephones and their PINs, or nothing where they don't phone in.
    """
    network, stage = request.app[NETWORK], request.app[STAGE]
    if stage.town is not None:
        raise RefusedError("there has been a crowd on this network; start a new one")
    town = Town(network, _plan(network, await body_of(request)))
    town.begin()
    stage.town = town
    return show(_told(network, town), 201)


@routes.get("/network/crowd")
async def look_at_the_crowd(request: web.Request) -> web.Response:
    """How the crowd is doing, and the network's time and speed."""
    return show(_told(request.app[NETWORK], request.app[STAGE].town))


@routes.delete("/network/crowd")
async def send_the_crowd_home(request: web.Request) -> web.Response:
    """Nobody of the crowd calls any more; conversations go on."""
    if town := request.app[STAGE].town:
        town.stop()
    return show(_told(request.app[NETWORK], request.app[STAGE].town))


@routes.get("/network/replay")
async def look_at_the_replay(request: web.Request) -> web.Response:
    """How far the replay has come."""
    replay = request.app[STAGE].replay
    if replay is None:
        return show({"acts": 0})
    progress, now = replay.progress, request.app[NETWORK].now
    return show(
        {
            "now": now,
            "acts": progress.acts,
            "done": progress.done,
            "complaints": progress.complaints,
            "quiet": replay.is_quiet,
        }
    )


def _plan(network: Network, wanted: Mapping[str, Any]) -> Plan:
    many, seed = _whole(wanted, "citizens", 1, MOST_CITIZENS), _whole(wanted, "seed", 0, 10**9)
    begins, ends = wanted.get("hours", (9, 16))
    if not (isinstance(begins, int) and isinstance(ends, int) and 0 <= begins < ends <= 24):
        raise ValueError("hours are to be two full hours of a day, such as 9 and 16")
    today = network.now.astimezone(LOCAL).date()
    arrivals = so_many(many, today, (begins, ends), seed, network.now)
    return Plan(seed, network.numbers[0].e164, arrivals, _posts(wanted.get("posts", ())))


def _posts(wanted: Any) -> tuple[Post, ...]:
    posts = tuple(Post(str(number), str(pin)) for number, pin in wanted)
    if len(posts) > MOST_AGENTS or not all(is_e164(post.number) for post in posts):
        raise ValueError(f"posts are to be at most {MOST_AGENTS} numbers with their PINs")
    return posts


def _whole(wanted: Mapping[str, Any], name: str, least: int, most: int) -> int:
    value = wanted.get(name)
    if not isinstance(value, int) or not least <= value <= most:
        raise ValueError(f"{name} is to be a number from {least} to {most}")
    return value


def _told(network: Network, town: Town | None) -> dict[str, Any]:
    told = {"now": network.now, "speed": getattr(network.clock, "speed", 1.0), "citizens": 0}
    if town is None:
        return told
    return told | {
        "citizens": len(town.plan.arrivals),
        "arrived": town.arrived,
        "waiting": town.waiting,
        "quiet": town.is_quiet,
        "tally": town.tally.as_told(),
    }
