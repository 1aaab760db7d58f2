"""Who works in a simulated office, and the supervisor who keeps it going."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random
from typing import Final

from argon2 import PasswordHasher
from sqlalchemy import select

from flows.rules.languages import Language
from flows.rules.window import HELSINKI
from ivr.db import Database, Session
from ivr.models import Attempt, Callback, Staff
from ivr.services import agents, outcomes, resolutions, staff
from ivr.services.contacts import Keyer
from ivr.services.outcomes import Outcome
from ivr.services.resolutions import Resolution
from scheduler.world.office import SECRET

PIN: Final = "246810"
ACTOR: Final = "supervisor:0"
_LANGUAGES: Final[tuple[tuple[Language, ...], ...]] = (
    ("fi", "sv", "en"), ("fi",), ("fi", "en"), ("sv", "en", "fi"), ("fi",), ("fi", "en"),
)  # fmt: skip
_CHEAP: Final = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""A PIN of a simulated agent guards nothing, and is keyed thousands of times a year."""
_AT_WORK: Final = (time(8, 45), time(16, 15))
_SATURDAY: Final = 5
_REMINDED: Final = timedelta(minutes=20)
"""After this an agent is asked for an outcome that she forgot to file."""

_AGENTS = select(Staff).where(Staff.role == "agent").order_by(Staff.id)
_IN_DOUBT = select(Callback).where(Callback.state == "needs_human").order_by(Callback.id)
_OUTCOMES: Final[tuple[Outcome, ...]] = ("done", "done", "not_reached", "later_hour", "cut_off")


def telephone(place: int) -> str:
    """The number of the agent with that place, counted from 0."""
    return f"+35850{1_234_567 + place}"


def hire(session: Session, many: int, now: datetime) -> None:
    """So many agents with a telephone and a PIN, off duty."""
    pin = _CHEAP.hash(PIN)
    for place in range(many):
        languages = _LANGUAGES[place % len(_LANGUAGES)]
        name = f"agent {place}"
        newcomer = staff.Newcomer(name, "agent", telephone(place), languages, "a long password")
        staff.add(session, Keyer(SECRET), newcomer, now)
        staff.by_name(session, name).pin_hash = pin


@dataclass
class Supervisor:
    """Looks round every few minutes: sets agents ready who are at work, asks for outcomes that
    were forgotten, and decides what the network left in doubt."""

    database: Database
    seed: int
    stir: Callable[[], None]
    decided: dict[int, int] = field(default_factory=dict)

    def __call__(self, now: datetime) -> None:
        local = now.astimezone(HELSINKI)
        if local.weekday() < _SATURDAY and _AT_WORK[0] <= local.time() < _AT_WORK[1]:
            with self.database.writing() as session:
                for agent in session.scalars(_AGENTS).all():
                    self._look_after(session, agent, now)
                for callback in session.scalars(_IN_DOUBT).all():
                    self._decide(session, callback, now)
            self.stir()

    def _look_after(self, session: Session, agent: Staff, now: datetime) -> None:
        forgotten = outcomes.unfiled_of(session, agent)
        if forgotten is not None and self._is_long_ago(session, forgotten, now):
            outcome = Random(f"{self.seed} reminded {forgotten}").choice(_OUTCOMES)
            outcomes.file(session, forgotten, outcome, now)
        if agent.state in ("off", "paused"):
            agents.set_state(session, agent, "ready", actor=ACTOR, now=now)

    def _is_long_ago(self, session: Session, attempt_id: int, now: datetime) -> bool:
        ended_at = session.get_one(Attempt, attempt_id).ended_at
        return ended_at is not None and now - ended_at > _REMINDED

    def _decide(self, session: Session, callback: Callback, now: datetime) -> None:
        """To be called again, at first; whoever stays in doubt has been served in another way."""
        self.decided[callback.id] = self.decided.get(callback.id, 0) + 1
        to: Resolution = "waiting" if self.decided[callback.id] <= 1 else "done"
        resolutions.resolve(session, callback.public_id, to, ACTOR, now)
