"""A day with a call of every kind, and each of its webhooks as it went over the wire, signed.

Whoever records the wire holds what is recorded here, and not the token that signs.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from ivr.db import Database
from ivr.simnet.delivery import Answer, Deliver, Request
from ivr.simnet.jump import Jump
from ivr.simnet.settings import Settings
from scheduler.world.office import open_office
from tests.stories.booked import ANY_PHONE_TIME, ANY_VISIT, OWN, code_of, has_phone_times
from tests.stories.people import rings_in_vain
from tests.stories.probes import at_once
from tests.stories.world import PIN, SERVICE, World

SIGNATURE = "X-Twilio-Signature"
Fields = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Sent:
    """One webhook as the network sent it, and what it was answered."""

    request: Request
    answer: Answer

    @property
    def fields(self) -> Fields:
        return parse_qsl(self.request.body.decode(), keep_blank_values=True)

    @property
    def signature(self) -> str:
        return self.request.headers[SIGNATURE]


@dataclass
class Wire:
    """Between network and office: writes down what goes by, and can send by itself."""

    sent: list[Sent] = field(default_factory=list)

    def __call__(
        self, database: Database, clock: Jump, account: Settings, recordings: str = ""
    ) -> Deliver:
        self.account = account
        self._office = open_office(database, clock, account, recordings)

        async def carry(request: Request) -> Answer:
            answer = await self._office(request)
            self.sent.append(Sent(request, answer))
            return answer

        return carry

    def send(self, request: Request) -> Answer:
        """What the office answers to whoever has this request to send."""
        return at_once(self._office(request))

    def __iter__(self) -> Iterator[Sent]:
        return iter(self.sent)


def live_a_day(world: World) -> None:
    """A callback that is made, one in vain, one typed; times booked, moved and cancelled; texts
    both ways; an agent who phones in."""
    aino = world.agent()
    world.gives_pin("aino")
    has_phone_times(world)
    citizen, absent = world.citizen(), world.citizen("+358405550000")
    citizen.dial(SERVICE).press("1", "1", "1")
    aino.answer().tap("1")
    citizen.pick_up()
    world.after(minutes=3)
    aino.tap("*").listen().press("1")
    citizen.dial(SERVICE).press(*ANY_VISIT)
    world.after(minutes=1)
    citizen.dial(SERVICE).press(*OWN, "2", code_of(citizen), "1")
    absent.dial(SERVICE).press(*ANY_PHONE_TIME)
    absent.dial(SERVICE, withheld=True).press("1", "1", "0405550001#", "1")
    rings_in_vain(aino)
    absent.write(SERVICE, "Kuka siellä?")
    world.after(minutes=2)
    aino.dial(SERVICE).press(PIN, "3")
    world.after(minutes=10)
