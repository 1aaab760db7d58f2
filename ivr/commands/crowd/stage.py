"""The whole system for one run: a product in a temporary folder, a network, and agents' posts."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

import click

from flows.rules.languages import LANGUAGES
from flows.rules.window import at_local
from ivr.commands.demo.place import NoPlace, Place, find
from ivr.commands.demo.processes import Processes, Stopped
from ivr.commands.demo.running import clock_setting, start_all
from ivr.db import SCHEDULER, Database, Session, make_engine
from ivr.migrations import upgrade
from ivr.services import lines, pins, staff
from ivr.services.agency import read_agency
from ivr.services.contacts import Keyer
from ivr.services.seed import seed
from ivr.services.staff import Newcomer
from ivr.settings import SAMPLE_AGENCY
from ivr.simnet.faults.file import read as read_faults
from ivr.simnet.replay.record import UnreadableError, read
from ivr.simnet.settings import ACCOUNT_SID
from ivr.simnet.visitor import Visitor

MINUTES_EACH: Final = 7
"""What a citizen takes of an agent's time in the mean: rings in vain, talk, outcome, rest."""
_FEWEST: Final = 3
_START: Final = 25
"""Real seconds that the processes get before the first call."""
_PHONES: Final = 358_509_000_000

Posts = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be run. `record` is the event log to be done again, `starts` its beginning."""

    seed: int
    citizens: int
    day: date
    hours: tuple[int, int]
    speed: float
    agents: int | None = None
    faults: Path | None = None
    events: Path | None = None
    record: Path | None = None
    starts: datetime | None = None

    @property
    def many_agents(self) -> int:
        """As many as are wished, or needed."""
        if self.agents is not None:
            return self.agents
        minutes = 60 * (min(self.hours[1], 16) - max(self.hours[0], 9))
        return max(_FEWEST, ceil(self.citizens * MINUTES_EACH / max(minutes, 60)))

    @property
    def start(self) -> datetime:
        """Early enough for processes to start and agents to say that they are there."""
        lead = timedelta(seconds=_START * self.speed)
        return self.starts or at_local(self.day, time(self.hours[0] % 24)) - lead


def wish_of(file: Path, speed: float | None) -> Wish:
    """What was run when that log was written. Raises UnreadableError."""
    with file.open(encoding="utf-8") as log:
        record = read(log)
    if not record.crowd:
        raise UnreadableError(f"{file} tells of no crowd")
    told = record.crowd
    return Wish(
        record.seed,
        told["citizens"],
        record.begun.date(),
        (0, 24),
        speed or 60,
        agents=len(told["posts"]),
        record=file,
        starts=record.begun,
    )


@contextmanager
def stage(wish: Wish, port: int) -> Iterator[tuple[Visitor, Posts]]:
    """Runs everything while entered. Raises NoPlace, Broken or click.Abort."""
    if wish.faults:
        read_faults(wish.faults)
    if wish.events and wish.events.exists():
        raise NoPlace(f"{wish.events} is there already: a file of events holds one run.")
    with TemporaryDirectory(prefix="ivr-crowd-") as folder:
        place = find(Path(folder), port, fresh=False)
        posts, number = _prepare(place, wish)
        clock = clock_setting(wish.start, wish.speed)
        environment = place.environment(ACCOUNT_SID, number, clock)
        with Processes(environment, place.folder) as processes:
            _start(processes, place, wish)
            yield Visitor(place.network), posts


def _start(processes: Processes, place: Place, wish: Wish) -> None:
    try:
        start_all(processes, place, list(_options(wish)))
    except Stopped:
        raise click.Abort from None  # nothing has been seen yet


def _options(wish: Wish) -> Iterator[str]:
    yield from ("--seed", str(wish.seed))
    for name in ("faults", "events"):
        if path := getattr(wish, name):
            yield from (f"--{name}", str(path.absolute()))
    if wish.record:
        yield from ("--replay", str(wish.record.absolute()))


def _prepare(place: Place, wish: Wish) -> tuple[Posts, str]:
    """Tables, agency and agents; the posts, and the service's number."""
    upgrade(place.database)
    database = Database(make_engine(place.database, SCHEDULER))
    try:
        with database.writing() as session:
            seed(session, read_agency(SAMPLE_AGENCY), wish.start)
            posts = [_hire(session, place, wish, n) for n in range(wish.many_agents)]
            return posts, lines.default(session).number
    finally:
        database.close()


def _hire(session: Session, place: Place, wish: Wish, n: int) -> tuple[str, str]:
    """An agent whose telephone and PIN follow from the seed, so that a run can be done again."""
    phone = f"+{_PHONES + n}"
    languages = LANGUAGES if n % 2 == 0 else ("fi", "en")
    newcomer = Newcomer(f"agent {n + 1}", "agent", phone, languages, place.secret)
    staff.add(session, Keyer(place.secret), newcomer, wish.start)
    pin = f"{Random(f'pin {wish.seed} {n}').randrange(10**pins.DIGITS):0{pins.DIGITS}}"
    pins.set_pin(staff.by_name(session, newcomer.name), pin)
    return phone, pin
