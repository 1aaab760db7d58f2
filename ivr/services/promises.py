"""Promises: what is foreseen from the queue, told in words, kept beside them and scored later."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Literal, cast

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from flows.prompts import spoken
from flows.rules import estimate
from flows.rules.estimate import Form
from flows.rules.languages import Language
from flows.rules.order import Kind
from flows.rules.window import HELSINKI, Calendar, at_local, is_open, local_date, spans
from ivr.db import spelt
from ivr.models import Callback, Line, Promise
from ivr.services import calendar, outlook
from ivr.services.policy import Policy

Channel = Literal["spoken", "text", "web", "staff"]

NEAR = timedelta(days=14)
"""So far promises nearly always reach; only a very long queue is looked at further."""

AGAIN = timedelta(hours=2)
"""The width of the time told for another attempt."""

LOOKED_BACK = timedelta(days=30)
"""Promises older than this, of requests that ended before a first attempt, stay unjudged."""

_OF_CALLBACK = (
    select(Promise)
    .where(Promise.callback_id == bindparam("callback_id"))
    .order_by(Promise.told_at.desc(), Promise.id.desc())
)
_AGREED = _OF_CALLBACK.where(Promise.form == spelt("booked"))
_UNJUDGED = select(Promise).where(
    Promise.callback_id == bindparam("callback_id"), Promise.score.is_(None)
)
_GONE_BY = (
    select(Promise)
    .join(Callback, Callback.id == Promise.callback_id)
    .where(
        Promise.score.is_(None),
        Promise.to_at.between(bindparam("since"), bindparam("until")),
        or_(
            Callback.state.in_(map(spelt, ("waiting", "ready", "paused", "offered"))),
            Callback.ended_at > Promise.to_at,
        ),
    )
    .order_by(Promise.to_at)
    .limit(bindparam("most"))
)


@dataclass(frozen=True, slots=True)
class Told:
    """A time as it was said: the promise (None where no day is known) and its words.

    `today`: the line is open now, and the call is promised for the same day.
    """

    promise: estimate.Promise | None
    words: str
    today: bool


def foresee(
    session: Session,
    line: Line,
    language: Language,
    policy: Policy,
    now: datetime,
    not_before: datetime | None = None,
    kind: Kind = "callback",
) -> Told:
    """What a caller who asks now would be told. Nothing is stored.

    `not_before` is that of a callback which stands already and may have to wait for it; nothing
    is ahead of one of another `kind`, but its own like.
    """
    days = calendar.of_line(session, line, local_date(now), NEAR)
    given = outlook.circumstances(session, line, policy, days, now)
    ahead = outlook.look_out(session, given, language)
    if kind != "callback":
        ahead = replace(ahead, ahead=0, latest=None, booked=())
    latest = max((at for at in (ahead.latest, not_before) if at), default=None)
    ahead = replace(ahead, latest=latest)
    promise = estimate.estimate(now, days, ahead)
    if promise is None:
        promise = estimate.estimate(now, calendar.of_line(session, line, local_date(now)), ahead)
    same_day = promise is not None and local_date(promise.from_at) == local_date(now)
    return Told(promise, word(promise, language, now), same_day and is_open(days, now))


def foresee_again(
    session: Session,
    callback: Callback,
    language: Language,
    policy: Policy,
    now: datetime,
    not_before: datetime,
) -> Told:
    """What the citizen of a callback that stands would be told now. Nothing is stored."""
    kind = cast(Kind, callback.kind)
    return foresee(session, callback.line, language, policy, now, not_before, kind)


def word(promise: estimate.Promise | None, language: Language, now: datetime) -> str:
    """A promise in words that fit into a sentence spoken at `now`."""
    if promise is None:
        return _word("window", now, now, language, now)
    return _word(promise.form, promise.from_at, promise.to_at, language, now)


def again(days: Calendar, not_before: datetime) -> estimate.Promise | None:
    """When a citizen is called again who is due from `not_before` on, in full hours.

    The place in line is kept, so the call comes soon after. None if no day is known for it.
    """
    span = next(spans(days, not_before), None)
    if span is None:
        return None
    begin = max(not_before, span.opens).replace(minute=0, second=0, microsecond=0)
    from_at = max(begin, span.opens)
    return estimate.Promise(from_at, min(begin + AGAIN, span.closes), "window")


def tell(
    session: Session,
    callback: Callback,
    told: Told,
    channel: Channel,
    now: datetime,
    language: Language | None = None,
) -> None:
    """Keep what was told to the citizen, word by word."""
    if told.promise is None:
        return
    session.add(
        Promise(
            callback_id=callback.id,
            from_at=told.promise.from_at,
            to_at=told.promise.to_at,
            local_date=local_date(told.promise.from_at),
            form=told.promise.form,
            words=told.words,
            language=language or callback.language,
            channel=channel,
            told_at=now,
        )
    )


def last(session: Session, callback_id: int) -> Promise | None:
    """What was last told about a callback."""
    return session.scalars(_OF_CALLBACK, {"callback_id": callback_id}).first()


def agreed(session: Session, callback_id: int) -> Promise | None:
    """The minute that was agreed on for a callback, if it has come of a phone time."""
    return session.scalars(_AGREED, {"callback_id": callback_id}).first()


def current(
    session: Session,
    callback: Callback,
    language: Language,
    policy: Policy,
    now: datetime,
    channel: Channel = "spoken",
) -> str:
    """What a citizen who calls again is told of an open callback, in words true now.

    A promise still held is said again. One that has passed or was used up by an attempt gives
    way to a new one, which is kept as well.
    """
    held = last(session, callback.id)
    if held and held.score is None and now < held.to_at:
        return _word(cast(Form, held.form), held.from_at, held.to_at, language, now)
    told = foresee_again(session, callback, language, policy, now, callback.not_before)
    tell(session, callback, told, channel, now, language)
    return told.words


def unjudged(session: Session, callback_id: int) -> Sequence[Promise]:
    """What was told of a callback since it was last tried."""
    return session.scalars(_UNJUDGED, {"callback_id": callback_id}).all()


def score(session: Session, callback_id: int, tried_at: datetime) -> None:
    """Judge what was told of a callback, as the first attempt since then begins."""
    for promise in unjudged(session, callback_id):
        _judge(promise, tried_at, tried_at)


def score_broken(session: Session, now: datetime, limit: int = 200) -> int:
    """Judge promises whose day has gone by without an attempt; how many there were.

    What was ended in time was not broken, and what is being dialled is in time.
    """
    today = at_local(local_date(now), time())
    span = {"since": today - LOOKED_BACK, "until": today - timedelta(microseconds=1)}
    gone_by = session.scalars(_GONE_BY, {**span, "most": limit}).all()
    for promise in gone_by:
        _judge(promise, None, now)
    return len(gone_by)


def give_up(promise: Promise, now: datetime) -> None:
    """Judge a promise as broken before its time: another one takes its place."""
    promise.score, promise.scored_at = "broken", now


def _judge(promise: Promise, tried_at: datetime | None, now: datetime) -> None:
    plain = estimate.Promise(promise.from_at, promise.to_at, cast(Form, promise.form))
    promise.score, promise.scored_at = estimate.score(plain, tried_at), now


def _word(form: Form, from_at: datetime, to_at: datetime, language: Language, now: datetime) -> str:
    begin, end, at = (moment.astimezone(HELSINKI) for moment in (from_at, to_at, now))
    return spoken.promise(form, begin, end, at, language)
