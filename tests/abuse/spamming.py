"""Five thousand calls of nobody's among those of a hundred people, on one working day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Final

from ivr.simnet.crowd.population import Arrival, so_many
from ivr.simnet.crowd.town import Plan, Post, Town
from ivr.simnet.folk.citizen import Citizen
from ivr.simnet.folk.nuisance import Spammer
from ivr.simnet.legs import Leg
from tests.stories.world import PIN, SERVICE, STAFF, World

KINDS: Final = ("many numbers", "withheld", "few numbers", "spoofed")
FEW: Final = 10
FIRST: Final = 100_000
"""Spam is numbered from here on."""
NOTICED: Final = timedelta(minutes=20)
DAY: Final = date(2026, 11, 23)


class Nobody(Spammer):
    """One spam call: from a number of its own, from none, from one of a few, or from somebody
    else's, who knows nothing of it and doesn't answer."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.kind = KINDS[seed % len(KINDS)]
        plain = {"wish": "callback", "silent": False, "wrong_key": 0.0, "patience": 600.0}
        self.wish = "callback"
        self.ways = replace(self.ways, withheld=False, **plain)  # type: ignore[arg-type]
        if self.kind == "withheld":
            number = f"+35842{seed % 10**7:07}"
            self.ways = replace(self.ways, withheld=True, number=number)
        elif self.kind == "few numbers":
            self.ways = replace(self.ways, number=f"+3584600000{seed // 4 % FEW:02}")

    def after(self, leg: Leg) -> float | None:
        return None

    async def __call__(self, line: object) -> None:
        if self.kind == "spoofed" and line.called:  # type: ignore[attr-defined]
            return
        await super().__call__(line)  # type: ignore[arg-type]


class Somebody(Citizen):
    """Wants to be called, and shows her number."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.wish = "callback"
        self.ways = replace(self.ways, wish="callback", withheld=False, silent=False, patience=600)


def anybody(seed: int) -> Citizen:
    return Nobody(seed) if seed % 1_000_000 >= FIRST else Somebody(seed)


def people(real: int, spam: int, seed: int) -> Sequence[Arrival]:
    """Who calls when; the real ones are the same, however much spam there is."""
    hers = so_many(real, DAY, (9, 12), seed)
    ours = (
        (Arrival(one.at, FIRST + one.citizen) for one in so_many(spam, DAY, (9, 12), seed + 1))
        if spam
        else ()
    )
    return sorted(chain(hers, ours))


@dataclass(frozen=True)
class Told:
    """What came of the real people's calls."""

    waits: Mapping[str, timedelta]
    """From the first call to the first ring, of who was rung."""
    unrung: frozenset[str]


def live(world: World, arrivals: Sequence[Arrival]) -> Town:
    for name in STAFF:
        world.agent(name, state="off")
        world.gives_pin(name)
    posts = [Post(telephone, PIN) for telephone, _ in STAFF.values()]
    town = Town(world.network, Plan(world.seed, SERVICE, arrivals, posts, anybody))
    town.begin()
    world.to("Mon 08:59")
    for name in STAFF:
        world.sets(name, "ready")
    world.to("Mon 14:00")
    return town


def number_of(arrival: Arrival, seed: int) -> str:
    return Somebody(seed * 1_000_000 + arrival.citizen).ways.number


def told(world: World, arrivals: Sequence[Arrival]) -> Told:
    """Of those who call once the flood has been noticed, and its first calls have been made."""
    noticed = arrivals[0].at + NOTICED
    hers = [one for one in arrivals if one.citizen < FIRST and one.at >= noticed]
    numbers = {number_of(one, world.seed): one.at for one in hers}
    rung: dict[str, datetime] = {}
    for leg in world.network.legs():
        if leg.direction == "outbound-dial" and leg.to in numbers:
            rung.setdefault(leg.to, leg.created_at)
    waits = {number: rung[number] - numbers[number] for number in rung}
    return Told(waits, frozenset(numbers) - frozenset(rung))


def mean(waits: Mapping[str, timedelta]) -> timedelta:
    return sum(waits.values(), timedelta()) / max(1, len(waits))
