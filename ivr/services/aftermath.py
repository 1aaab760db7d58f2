"""What a restore leaves behind: a past that everyone takes for the present.

What has happened since the backup was made nobody here knows. So nobody is dialled and no text is
sent that may have been sent already, until the network has been asked or a person has decided.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete, func, insert, literal, select, update
from sqlalchemy.orm import Session

from ivr.models import Attempt, Event, Line, LoginSession, Message, Staff
from ivr.services import agents, attempts, events, settlement

AGENCY: Final = ("agency", 1)

_RESTORED = select(func.max(Event.id)).where(Event.subject == "agency", Event.cause == "restored")
_COLUMNS: Final = ("subject", "subject_id", "from_state", "to_state", "cause", "actor", "at")
_HELD: Final = ("queued", "sending")


@dataclass(frozen=True, slots=True)
class Left:
    """What a restore found under way. `as_of`: the backup was made then, or a little later."""

    as_of: datetime | None
    lines: int
    callbacks: int
    texts: int


def pause(session: Session, now: datetime) -> None:
    """Write down that this is a restored database, and let no line dial.

    It asks for nothing but what tables of every version have.
    """
    events.record(session, AGENCY, None, "restored", "restored", "system", now)
    told = ("line", Line.id, "on", "off", "restored", "system", literal(now, Event.at.type))
    values = (one if one is Line.id else literal(one) for one in told[:-1])
    dialling = select(*values, told[-1]).where(Line.dials)
    session.execute(insert(Event).from_select(_COLUMNS, dialling))
    session.execute(update(Line).where(Line.dials).values(dials=False))


def settle(session: Session, now: datetime) -> Left:
    """Nothing goes on any more that went on: calls need a person, texts are in doubt, agents are
    off, and everyone logs in anew."""
    callbacks, texts = _doubt_calls(session, now), _hold_texts(session, now)
    for agent in session.scalars(select(Staff).order_by(Staff.id)).all():
        agents.set_state(session, agent, "off", actor="system", now=now)
    session.execute(delete(LoginSession))
    return Left(as_of(session), len(paused_lines(session)), callbacks, texts)


def as_of(session: Session) -> datetime | None:
    """When the last thing happened that the backup knows of."""
    restored = session.scalar(_RESTORED)
    return session.scalar(select(func.max(Event.at)).where(Event.id < restored))


def paused_lines(session: Session) -> list[int]:
    """The lines that dialled when the backup was made, by id, and that nobody has switched on or
    off since the restore."""
    restored = session.scalar(_RESTORED)
    switched = (
        select(Event.subject_id, func.max(Event.id).label("last"))
        .where(Event.subject == "line", Event.cause.in_(("restored", "dials")))
        .where(Event.id > restored)
        .group_by(Event.subject_id)
        .subquery()
    )
    paused = select(Event.subject_id).join(switched, switched.c.last == Event.id)
    return sorted(session.scalars(paused.where(Event.cause == "restored")))


def _doubt_calls(session: Session, now: datetime) -> int:
    live = session.scalars(select(Attempt.id).where(attempts.IS_LIVE).order_by(Attempt.id)).all()
    for attempt_id in live:
        settlement.give_up(session, attempts.hold(session, attempt_id), "restored", now)
    return len(live)


def _hold_texts(session: Session, now: datetime) -> int:
    """Without a moment at which it was sent, a text is only asked about by reconciling."""
    held = session.scalars(select(Message).where(Message.state.in_(_HELD))).all()
    for message in held:
        was, message.state, message.settled_at = message.state, "unknown", now
        subject = ("message", message.id)
        events.record(session, subject, was, "unknown", "restored", "system", now)
    return len(held)
