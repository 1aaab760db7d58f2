"""Closures in a world: now and then a day is closed or shortened, of the line, of a service point
or of all, often with bookings on it and sometimes only hours before.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from sqlalchemy import select

from flows.rules.hours import Hours
from flows.rules.languages import Language
from flows.rules.window import local_date
from ivr.db import Database, Session
from ivr.models import Line, ServicePoint
from ivr.services import closures

ACTOR: Final = "supervisor:0"
OFTEN: Final = 0.15
"""Chance of a day to have something closed on it, for the same or a later day."""
_AHEAD: Final = (0, 0, 1, 1, 2, 4, 7)
_HOURS: Final = (None, Hours(time(9), time(12)), Hours(time(13), time(16)))
_REASONS: Final[dict[Language, str]] = {
    "fi": "henkilöstön koulutus",
    "sv": "personalutbildning",
    "en": "staff training",
}
_WHOSE: Final = (select(Line).order_by(Line.id), select(ServicePoint).order_by(ServicePoint.id))


@dataclass
class Closer:
    """Decides once a day, at a drawn hour, whether to close anything."""

    database: Database
    seed: int
    decided: date | None = None

    def __call__(self, now: datetime) -> None:
        today = local_date(now)
        chance = Random(f"closures {self.seed} {today.isoformat()}")
        at = now.replace(hour=chance.randrange(5, 14), minute=0, second=0, microsecond=0)
        if today == self.decided or now < at:
            return
        self.decided = today
        if chance.random() < OFTEN:
            with self.database.writing() as session, suppress(closures.AlreadyClosed):
                self._close(session, chance, today, now)

    def _close(self, session: Session, chance: Random, today: date, now: datetime) -> None:
        [line], points = (session.scalars(each).all() for each in _WHOSE)
        closed = chance.choice([(None, None), (line, None), *((None, one) for one in points)])
        day = today + timedelta(days=chance.choice(_AHEAD))
        hours = chance.choice(_HOURS)
        closures.add(session, *closed, day, hours, _REASONS, ACTOR, now)
