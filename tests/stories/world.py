"""A small world: citizens, agents, the office and the telephone network, on one clock.

Only what people can do is done here: dial, press, answer, hang up; and what staff and time do.
What is true afterwards is asked of the network's ledger, which the product can't write, and of
the tables.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from argon2 import PasswordHasher
from sqlalchemy import select

from flows.rules.languages import Language
from flows.rules.window import HELSINKI
from ivr.db import Base, Database, Session
from ivr.models import Attempt, Booking, Callback, Promise, Staff
from ivr.services import agents, at_desk, desk, lines, staff
from ivr.services.agency import AgencyFile, read_agency
from ivr.services.agents import Wanted
from ivr.services.at_desk import Choice
from ivr.services.contacts import Keyer
from ivr.services.outcomes import Outcome
from ivr.services.seed import seed
from ivr.settings import SAMPLE_AGENCY
from ivr.simnet.delivery import Deliver
from ivr.simnet.faults import Fault
from ivr.simnet.jump import Jump
from ivr.simnet.legs import Leg
from ivr.simnet.network import Network
from ivr.simnet.settings import Settings
from ivr.simnet.site import rent
from ivr.simnet.telephone import Telephone
from scheduler.world.metronome import Begin, Metronome
from scheduler.world.office import ORIGIN, SECRET, open_office
from scheduler.world.schedulers import Scheduler
from tests.clocks import Settable

SERVICE = "+358295000000"
FAMILIES = "+358295000001"
"""The number of a second line, in a world that has one."""
PIN = "246810"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""The PIN of an agent in a story guards nothing, and is keyed all day long."""

STAFF: Mapping[str, tuple[str, tuple[Language, ...]]] = {
    "aino": ("+358501234567", ("fi", "sv", "en")),
    "bo": ("+358501234568", ("sv", "en")),
    "helmi": ("+358501234569", ("fi",)),
    "onni": ("+358501234570", ("fi", "en")),
}
"""Who can be an agent in a story: telephone and languages, the first one preferred."""

Row = TypeVar("Row", bound=Base)


@dataclass
class World:
    """Starts at `start`, Helsinki time (`2026-11-24 10:00`); everything random follows `seed`.
    `recordings` is a folder of prompts that are played instead of spoken; `office` opens what
    answers webhooks, and `scheduler` begins one of those that keep time."""

    database: Database
    start: str
    seed: int = 1
    schedulers: int = 1
    beat: float = 1.0
    remembered: int = 20_000
    numbers: tuple[str, ...] = (SERVICE,)
    faults: tuple[Fault, ...] = ()
    recordings: str = ""
    office: Callable[[Database, Jump, Settings, str], Deliver] = open_office
    scheduler: Begin = Scheduler
    network: Network = field(init=False)

    def __post_init__(self) -> None:
        self._clock = Jump(Settable(self.start).now())
        agency = _agency(self.numbers)
        account = Settings(seed=self.seed, faults=self.faults, remembered=self.remembered)
        with self.database.writing() as session:
            seed(session, agency, self.now)
        self.deliver = self.office(self.database, self._clock, account, self.recordings)
        rented = [rent(number, ORIGIN) for number in self.numbers]
        self.network = Network(self._clock, self.deliver, rented, account)
        self._metronome = Metronome(
            self.database, self.network, agency, self.schedulers, self.beat, self.scheduler
        )

    # --- people ---

    def citizen(self, number: str = "+358401234567") -> Telephone:
        return Telephone(self.network, number)

    def agent(self, name: str = "aino", state: Wanted = "ready") -> Telephone:
        """One of STAFF joins, and is ready at once unless told otherwise."""
        with self.database.writing() as session:
            hire(session, name, self.now)
            staff.by_name(session, name).active = True
        if state != "off":
            self.sets(name, state)
        return Telephone(self.network, STAFF[name][0])

    # --- the office ---

    def sets(self, name: str, state: Wanted) -> None:
        """A supervisor sets an agent's state."""
        with self.acting() as session:
            agent = staff.by_name(session, name)
            agents.set_state(session, agent, state, actor="supervisor:0", now=self.now)

    def gives_pin(self, name: str) -> None:
        """The office gives an agent the PIN of this world."""
        with self.database.writing() as session:
            staff.by_name(session, name).pin_hash = CHEAP.hash(PIN)

    def files(self, name: str, outcome: Outcome) -> None:
        """An agent files, at her desk, what came of the conversation that she was or is in."""
        with self.acting() as session:
            agent = staff.by_name(session, name)
            seen = desk.look(session, agent.id, self.now)
            talk = seen.unfiled or seen.call
            assert talk, f"{name} has nothing to file"
            assert desk.file(session, agent.id, talk.token, outcome, self.now)

    def chooses(self, name: str, choice: Choice) -> bool:
        """An agent takes or leaves her offer at her desk; whether it was still open."""
        with self.acting() as session:
            agent = staff.by_name(session, name)
            seen = desk.look(session, agent.id, self.now).call
            assert seen, f"{name} is offered nothing"
            return at_desk.choose(session, agent.id, seen.token, choice, self.now)

    def stops_dialling(self) -> None:
        """A supervisor switches the line's calls off."""
        with self.acting() as session:
            line = lines.default(session)
            lines.set_switch(session, line, "dials", False, "supervisor:0", self.now)

    @contextmanager
    def acting(self) -> Iterator[Session]:
        """Something is done in the office, of which the network does not hear."""
        with self.database.writing() as session:
            yield session
        self._metronome.stir()

    # --- time ---

    @property
    def now(self) -> datetime:
        return self._clock.now()

    @property
    def local(self) -> datetime:
        """The time in Helsinki, to the second."""
        return self.now.astimezone(HELSINKI).replace(microsecond=0)

    def to(self, moment: str) -> None:
        """Time goes on to `2026-11-25 09:00`, or to the next `Mon 09:00`; a beat follows soon."""
        today = Settable(self.now.astimezone(HELSINKI).strftime("%Y-%m-%d %H:%M"))
        self.network.run_until(today.to(moment))
        self._metronome.stir()

    def after(self, **span: float) -> None:
        """Time goes on by what `timedelta` takes."""
        self.network.run_until(self.now + timedelta(**span))

    # --- what goes wrong ---

    def suffers(self, *faults: Fault) -> None:
        """From now on the network fails like that."""
        self.network.faults.set(*faults)

    @property
    def struck(self) -> Mapping[str, int]:
        """How often each fault has struck."""
        return self.network.faults.injected

    # --- what is true ---

    def calls_to(self, telephone: Telephone) -> tuple[Leg, ...]:
        """Every leg that ever rang this telephone."""
        legs = self.network.legs(person=telephone.number)
        return tuple(leg for leg in legs if leg.direction != "inbound")

    def all(self, table: type[Row]) -> list[Row]:
        """Every row of a table, oldest first."""
        with self.database.reading() as session:
            return list(session.scalars(select(table).order_by(*table.__table__.primary_key)))

    @property
    def callbacks(self) -> list[Callback]:
        return self.all(Callback)

    @property
    def callback(self) -> Callback:
        [only] = self.callbacks
        return only

    @property
    def bookings(self) -> list[Booking]:
        """All that were confirmed, whatever has become of them."""
        return [one for one in self.all(Booking) if one.booked_at]

    @property
    def booking(self) -> Booking:
        [only] = self.bookings
        return only

    @property
    def raised(self) -> list[str]:
        """Why open callbacks are shown to supervisors."""
        return [one.raised_reason for one in self.callbacks if one.raised_reason]

    @property
    def due(self) -> str:
        """When the one callback is to be called again."""
        return f"{self.callback.not_before.astimezone(HELSINKI):%Y-%m-%d %H:%M}"

    @property
    def promises(self) -> list[Promise]:
        return self.all(Promise)

    @property
    def results(self) -> list[str | None]:
        """How each attempt came out, in order."""
        return [attempt.result for attempt in self.all(Attempt)]

    @property
    def heard_of_the_dial(self) -> bool:
        """Whether the network has told the product how any Dial has ended."""
        asked = (event for event in self.network.log.after() if event.kind == "request")
        return any("DialCallStatus" in event.data["fields"] for event in asked)

    def state_of(self, name: str) -> str:
        with self.database.reading() as session:
            return session.scalars(select(Staff.state).where(Staff.name == name)).one()

    def close(self) -> None:
        self.network.close()


def hire(session: Session, name: str, now: datetime) -> None:
    """Add one of STAFF, if missing: adding takes half a second, so it is done beforehand."""
    number, languages = STAFF[name]
    if name not in {person.name for person in staff.every(session)}:
        newcomer = staff.Newcomer(name, "agent", number, languages, "a long password")
        staff.add(session, Keyer(SECRET), newcomer, now)


def _agency(numbers: Sequence[str]) -> AgencyFile:
    """The sample agency; each further number is another line with the same words."""
    agency = read_agency(SAMPLE_AGENCY)
    [general] = agency.lines
    more = [
        general.model_copy(update={"key": f"line_{number[-1]}", "number": number})
        for number in numbers[1:]
    ]
    changes: dict[str, Any] = {"lines": [general, *more]}
    return agency.model_copy(update=changes)
