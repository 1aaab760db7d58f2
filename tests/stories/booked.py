"""Times in stories: what the office does with them, and the keys that lead to them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import select

from flows.rules.hours import Hours
from flows.rules.visit_reasons import VisitReason
from flows.rules.window import HELSINKI
from ivr.db import Session
from ivr.models import Booking, Diary
from ivr.services import (
    agent_bookings,
    cards,
    closures,
    desk,
    free_times,
    lines,
    phone_time_settings,
    points,
    staff,
)
from ivr.services.agent_bookings import Told
from ivr.services.cards import Dealing
from ivr.services.free_times import Free
from ivr.simnet.telephone import Telephone
from tests.clocks import helsinki
from tests.stories.world import SERVICE, World

ANY_PHONE_TIME: Final = ("1", "2", "1", "1", "1", "1")
"""Finnish, a phone time, for the shown number, as soon as possible, the first one, yes."""
KUHMO: Final = ("1", "3", "1", "1")
"""Finnish, a visit, the first service point, go on to a time."""
ANY_VISIT: Final = (*KUHMO, "1", "1", "1", "1")
"""In Kuhmo, for the shown number, as soon as possible, the first one, yes."""
OWN: Final = ("1", "4")
WHY: Final[Mapping[Any, str]] = {"fi": "Koulutus.", "sv": "Utbildning.", "en": "Training."}
DIGITS: Final = (
    *("nolla", "yksi", "kaksi", "kolme", "neljä"),
    *("viisi", "kuusi", "seitsemän", "kahdeksan", "yhdeksän"),
)
BOSS: Final = "supervisor:0"


# --- what the office does ---


def closes(world: World, day: str, point: str | None = None, hours: Hours | None = None) -> None:
    """A supervisor closes a date, or shortens it to `hours`: for everybody, or for one point."""
    with world.acting() as session:
        where = points.by_key(session, point) if point else None
        on = date.fromisoformat(day)
        closures.add(session, None, where, on, hours, WHY, BOSS, world.now)


def changes_point(world: World, key: str = "kuhmo", **values: Any) -> None:
    """A supervisor changes a service point."""
    with world.acting() as session:
        points.save(session, points.lock(session, key), values, BOSS, world.now)


def changes_phone_times(world: World, **settings: Any) -> None:
    """A supervisor changes how many phone times the line has, and when."""
    with world.acting() as session:
        line = lines.default(session)
        phone_time_settings.save(session, line, settings, BOSS, world.now)


def has_one_desk(world: World, key: str = "kuhmo") -> None:
    """A service point gets one desk, of which nothing is kept for agents."""
    changes_point(world, key, desks=1, kept_share=0)


def has_phone_times(world: World) -> None:
    """So long it takes until the times of those who have come to work are laid out."""
    world.after(minutes=2)


def hurries(world: World, caller: Telephone, *keys: str) -> Telephone:
    """Dials, and presses each key a second after its question has begun."""
    world.network.dial(caller.number, SERVICE)
    for key in keys:
        world.network.run_until_asked(caller.leg.sid, barge_in=True)
        world.after(seconds=1)
        caller.tap(key)
    return caller.listen()


# --- what an agent does at her desk, who talks to a citizen ---


def books(
    world: World, name: str, starts_at: str, place: str = "point:kuhmo", why: VisitReason = "other"
) -> Booking:
    """She books that time for the citizen."""
    with _dealing(world, name) as (session, dealing):
        slot = _slot(session, dealing, place, starts_at, world.now)
        told = agent_bookings.book(session, dealing, slot, why, world.now)
        assert isinstance(told, Told)
    return told.booking


def moves(world: World, name: str, booking: Booking, starts_at: str) -> bool:
    """She moves a booking of the citizen's to that time; whether it was free."""
    with _dealing(world, name) as (session, dealing):
        choice = agent_bookings.choice(session, dealing, world.now, moving=booking.public_id)
        slot = _at(choice.times, starts_at)
        moved = agent_bookings.move(session, dealing, booking.public_id, slot, world.now)
    return isinstance(moved, Told)


@contextmanager
def _dealing(world: World, name: str) -> Iterator[tuple[Session, Dealing]]:
    with world.acting() as session:
        agent = staff.by_name(session, name)
        seen = desk.look(session, agent.id, world.now)
        talk = seen.call or seen.unfiled
        assert talk, f"{name} talks to nobody"
        yield session, cards.dealing(session, agent.id, "call", talk.token)


def _slot(session: Session, dealing: Dealing, place: str, starts_at: str, now: datetime) -> int:
    just_before = helsinki(starts_at) - timedelta(minutes=1)
    chosen = agent_bookings.choice(session, dealing, now, place=place, after=just_before)
    return _at(chosen.times, starts_at)


def _at(times: Sequence[Free], starts_at: str) -> int:
    free = {time.starts_at: time.slot_id for time in times}
    assert helsinki(starts_at) in free, f"{starts_at} is not free for agents"
    return free[helsinki(starts_at)]


# --- what is true ---


def called_at(world: World, citizen: Telephone) -> list[str]:
    """When the citizen's telephone rang, in Helsinki."""
    rang = (leg.created_at.astimezone(HELSINKI) for leg in world.calls_to(citizen))
    return [f"{at:%Y-%m-%d %H:%M}" for at in rang]


def begins(booking: Booking) -> str:
    """When it is, in Helsinki."""
    return f"{booking.starts_at.astimezone(HELSINKI):%Y-%m-%d %H:%M}"


def free_in(world: World, point: str = "kuhmo") -> list[str]:
    """The next times that citizens can have at a service point."""
    with world.database.reading() as session:
        diary = session.scalars(
            select(Diary).where(Diary.point_id == points.by_key(session, point).id)
        ).one()
        found = free_times.free(session, diary, world.now)
        return [f"{one.starts_at.astimezone(HELSINKI):%Y-%m-%d %H:%M}" for one in found]


def reference_of(telephone: Telephone) -> str:
    """The eight digits that were spoken last, in Finnish."""
    spoken = telephone.said.rpartition("Tunnuksesi on ")[2].partition(".")[0]
    return "".join(str(DIGITS.index(word)) for word in spoken.replace(",", "").split())


def code_of(telephone: Telephone) -> str:
    """The four digits in the last text that has any."""
    from_texts = [text.body.rpartition("koodi ")[2][:4] for text in telephone.texts]
    return next(digits for digits in reversed(from_texts) if digits.isdigit())
