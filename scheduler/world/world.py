"""A world: the whole product, its people and its telephone network, living through many days.

One process, one thread, one clock that leaps; all that is random follows from the outline's seed.
The network's ledger of legs is what the product can't write: it is asked afterwards.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import Final

from sqlalchemy import exists, select

from flows.rules.window import HELSINKI
from ivr import chance
from ivr.db import Database
from ivr.models import Callback
from ivr.services.agency import AgencyFile, read_agency
from ivr.services.seed import seed
from ivr.settings import SAMPLE_AGENCY
from ivr.simnet.crowd.population import Arrival, a_day
from ivr.simnet.crowd.tally import Tally
from ivr.simnet.crowd.town import Plan, Post, Town
from ivr.simnet.folk.nuisance import anybody
from ivr.simnet.jump import Jump
from ivr.simnet.network import Network
from ivr.simnet.settings import Settings
from ivr.simnet.site import rent
from scheduler.world import staff, swarm
from scheduler.world.closer import Closer
from scheduler.world.metronome import Metronome
from scheduler.world.office import ORIGIN, open_office
from scheduler.world.outline import Outline
from scheduler.world.schedulers import Scheduler

HEALING: Final = 10
"""Days within which all that was asked for has come to its end, once nothing goes wrong any more;
with the weekends and holidays in them."""
ROUND: Final = 600.0
"""Seconds between two rounds of the supervisor."""
BEAT, SWEPT, KEPT = 2.0, 10.0, 600.0
"""Seconds between two beats that ring somebody, between two sweeps, and between two beats of what
has time: all may be late in real life, and worlds would spend most of their time on beats that
find nothing."""
MORNING: Final = time(5)
"""When a day begins: nobody is on the telephone."""
_REMEMBERED: Final = 200_000
_OPEN = select(exists().where(Callback.ended_at.is_(None)))


class World:
    """Lives on `database`, which has all tables and is empty."""

    def __init__(self, outline: Outline, database: Database) -> None:
        self.outline, self.database = outline, database
        self._clock = Jump(_morning(outline.first - timedelta(days=1)))
        self._drawn = ExitStack()
        self._drawn.enter_context(chance.drawn_from(Random(f"names {outline.seed}")))
        agency = read_agency(SAMPLE_AGENCY)
        self._people_the_office(agency)
        account = Settings(seed=outline.seed, remembered=_REMEMBERED, live_legs=5_000)
        self.deliver = open_office(database, self._clock, account)
        [line] = agency.lines
        self.network = Network(self._clock, self.deliver, [rent(line.number, ORIGIN)], account)
        self._metronome = Metronome(
            database,
            self.network,
            agency,
            outline.schedulers,
            BEAT,
            partial(Scheduler, sweeping=SWEPT, keeping=KEPT),
        )
        supervisor = staff.Supervisor(database, outline.seed, self._metronome.stir)
        self.network.every(lambda: ROUND, supervisor)
        self.network.every(lambda: ROUND, Closer(database, outline.seed))
        self.town = Town(self.network, self._plan(line.number))

    def live(self) -> Iterator[date]:
        """Lives through one day after the other; gives each date when it is over."""
        self.town.begin()
        for day in self.outline.dates:
            self.network.faults.clear()
            if self.outline.rough:
                self.network.faults.set(*swarm.of_day(self.outline.seed, day))
            self._until(_morning(day + timedelta(days=1)))
            yield day

    def heal(self) -> bool:
        """Nothing goes wrong any more, and nobody new calls: whether all comes to its end."""
        self.network.faults.clear()
        self.town.stop()
        last = self.outline.dates[-1] + timedelta(days=1)
        for day in range(HEALING):
            if not self.is_unfinished:
                return True
            self._until(_morning(last + timedelta(days=day + 1)))
        return not self.is_unfinished

    @property
    def now(self) -> datetime:
        """The world's moment, in UTC."""
        return self._clock.now()

    @property
    def tally(self) -> Tally:
        """What the people have met with so far."""
        return self.town.tally

    @property
    def struck(self) -> Mapping[str, int]:
        """How often each fault has struck."""
        return self.network.faults.injected

    @property
    def is_unfinished(self) -> bool:
        """Whether anybody's request is still open."""
        with self.database.reading() as session:
            return bool(session.scalar(_OPEN))

    def close(self) -> None:
        """Ends all that is under way."""
        self.network.close()
        self._drawn.close()

    def _people_the_office(self, agency: AgencyFile) -> None:
        with self.database.writing() as session:
            seed(session, agency, self.now)
            staff.hire(session, self.outline.agents, self.now)

    def _plan(self, number: str) -> Plan:
        posts = [Post(staff.telephone(place), staff.PIN) for place in range(self.outline.agents)]
        return Plan(self.outline.seed, number, list(self._arrivals()), posts, anybody)

    def _arrivals(self) -> Iterator[Arrival]:
        first = 0
        for day in self.outline.dates:
            arrivals = a_day(day, self.outline.seed, self.outline.factor, first)
            first += len(arrivals)
            yield from arrivals

    def _until(self, moment: datetime) -> None:
        self.network.run_until(moment)
        self._metronome.stir()


def _morning(on: date) -> datetime:
    return datetime.combine(on, MORNING, HELSINKI)
