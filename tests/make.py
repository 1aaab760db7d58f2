"""Builders of rows for tests: each makes what a story needs and fills in the rest."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from flows.rules.order import Lane
from ivr.models import Agency, Attempt, CalendarDay, Call, Callback, Contact, Line, Staff
from ivr.services import tallies
from ivr.services.contacts import Keyer
from tests.clocks import helsinki as at

KEYER = Keyer("the secret of tests")
NAMES = {
    "fi": {"agency": "Virasto", "agencys": "Viraston"},
    "sv": {"agency": "Verket", "agencys": "Verkets"},
    "en": {"agency": "The Agency", "agencys": "The Agency's"},
}
CITIZEN = "+358401234567"

_WORDS = {"fi": "sanoja", "sv": "ord", "en": "words"}
_WEEK = {day: ["09:00", "16:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
_ENDED = {"done", "unreached", "refused", "cancelled"}
_UNITS = {"s": "seconds", "min": "minutes", "h": "hours", "d": "days"}


NOW = at("2026-11-24 10:00")  # an ordinary Tuesday


def span(text: str) -> timedelta:
    """A duration such as `2 h`, `15 min` or `30 s`."""
    amount, unit = text.split()
    return timedelta(**{_UNITS[unit]: float(amount)})


def an_agency(session: Session) -> Agency:
    return _add(session, Agency(id=1, names=NAMES))


def a_line(session: Session, key: str = "general", **values: Any) -> Line:
    defaults = {
        "number": f"+35829500010{_count(session, Line)}",
        "names": {"fi": "yleinen linja", "sv": "allmänna linjen", "en": "general line"},
        "languages": ["fi", "sv", "en"],
        "hours": _WEEK,
        "hours_words": _WORDS,
        "price_words": _WORDS,
        "urgent_words": _WORDS,
        "policy": {},
        "takes_requests": True,
        "dials": True,
    }
    return _add(session, Line(key=key, **{**defaults, **values}))


def some_days(session: Session, first: date = date(2026, 11, 1), days: int = 120) -> None:
    """Calendar days without holidays or short days."""
    dates = (first + timedelta(days=n) for n in range(days))
    session.add_all(CalendarDay(date=date, holiday=None, closes=None) for date in dates)
    session.flush()


def an_open_line(session: Session, **values: Any) -> Line:
    """An agency with one line and a calendar around NOW."""
    an_agency(session)
    some_days(session)
    return a_line(session, **values)


def a_contact(session: Session, number: str | None = None, **values: Any) -> Contact:
    number = number or f"+35840{2000000 + _count(session, Contact)}"
    defaults = {"number": number, "number_key": KEYER.key(number), "created_at": NOW}
    return _add(session, Contact(**{**defaults, **values}))


def an_agent(session: Session, name: str = "Aino", *, ready: bool = True, **values: Any) -> Staff:
    """A member of the staff. `number`, `languages`, `line_keys`, `state` … may be given."""
    contact = values.pop("contact", None) or a_contact(session, values.pop("number", None))
    defaults = {
        "role": "agent",
        "languages": ["fi", "sv", "en"],
        "line_keys": None,
        "state": "ready" if ready else "off",
        "state_since": NOW - span("30 min"),
        "created_at": NOW - span("30 d"),
    }
    return _add(session, Staff(name=name, contact=contact, **{**defaults, **values}))


def a_callback(
    session: Session, line: Line, *, state: str = "ready", waiting: str = "1 h", **values: Any
) -> Callback:
    """A callback that has been `waiting` so long at NOW. `number` or `contact` may be given."""
    arrived = NOW - span(waiting)
    contact = values.pop("contact", None) or a_contact(session, values.pop("number", None))
    language, kind = values.get("language", "fi"), values.get("kind", "callback")
    defaults = {
        "number_source": "shown",
        "language": language,
        "lane": Lane(line.key, language, kind).key,
        "state_since": arrived,
        "arrived_at": arrived,
        "not_before": arrived + span("60 s"),
        "ended_at": NOW if state in _ENDED else None,
        "tried_hours": [],
    }
    callback = Callback(contact=contact, line=line, state=state, **{**defaults, **values})
    _add(session, callback)
    tallies.shift(session, line.id, callback.language, None, state)
    return callback


def a_call(session: Session, line: Line, **values: Any) -> Call:
    """A citizen's call that is going on at NOW."""
    defaults = {
        "sid": f"CA{_count(session, Call):032x}",
        "direction": "inbound",
        "dialogue": "caller",
        "shown": "callable",
        "started_at": NOW,
    }
    return _add(session, Call(line_id=line.id, **{**defaults, **values}))


def an_attempt(
    session: Session, callback: Callback, staff: Staff, *, state: str = "offered", **values: Any
) -> Attempt:
    defaults = {
        "epoch": callback.epoch,
        "created_at": NOW,
        "lease_until": NOW + span("120 s"),
    }
    attempt = Attempt(callback=callback, staff=staff, state=state, **{**defaults, **values})
    return _add(session, attempt)


def _add(session: Session, row: Any) -> Any:
    session.add(row)
    session.flush()
    return row


def _count(session: Session, table: type[Any]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0
