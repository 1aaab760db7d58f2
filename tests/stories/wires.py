"""What went over the wires of a story, and what went wrong there."""

from dataclasses import dataclass

from ivr.simnet.telephone import Telephone
from tests.stories.world import World


@dataclass(frozen=True, slots=True)
class Copy:
    """A request that the network sent twice: what it got the first time, and the second."""

    path: str
    first: str
    second: str


def copies(world: World) -> list[Copy]:
    """Every copy that was answered, beside the answer to the original."""
    events = world.network.log.after()
    answers = {
        (event.sid, event.data["url"]): event.data["body"]
        for event in events
        if event.kind == "response"
    }
    return [
        Copy(_path(event.data["url"]), answers[event.sid, event.data["url"]], event.data["body"])
        for event in events
        if event.kind == "copy"
    ]


def asked(world: World, path: str) -> int:
    """How many requests to a path have left the network, copies aside."""
    events = (event for event in world.network.log.after() if event.kind == "request")
    return sum(path in _path(event.data["url"]) for event in events)


def _path(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def until_it_rings(world: World, telephone: Telephone) -> Telephone:
    """Time goes on until a telephone rings, for two hours at most."""
    world.network.run_for(7200, lambda: telephone.ringing)
    assert telephone.ringing, f"{telephone.number} did not ring until {world.local}"
    return telephone
