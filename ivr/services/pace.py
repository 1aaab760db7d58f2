"""The pace of dialling and texting: one row each, shared by all schedulers.

Twilio takes calls over its rate as well, and places them up to 24 hours later; so we never hand
it more than it can place at once. Source: Twilio, "Call resource", calls per second.
"""

from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session

from ivr.db import racing_insert
from ivr.models import Pace

Key = Literal["calls", "texts"]

GAP: Final = timedelta(seconds=1)
"""Between two calls of an account, unless Twilio has been asked for more."""

_LONGEST: Final = timedelta(minutes=10)
"""A next moment further away than this was set by a clock that has been put back since."""

_DUE = or_(Pace.next_at <= bindparam("at"), Pace.next_at > bindparam("absurd"))
_IS_DUE = select(_DUE).where(Pace.key == bindparam("of"))
_TAKE = (
    update(Pace)
    .where(Pace.key == bindparam("of"), _DUE)
    .values(next_at=bindparam("next"))
    .returning(Pace.key)
    .execution_options(synchronize_session=False)
)
_HOLD = (
    update(Pace)
    .where(Pace.key == bindparam("of"))
    .values(next_at=bindparam("next"))
    .execution_options(synchronize_session=False)
)
_BEGIN = racing_insert(Pace)


def is_due(session: Session, key: Key, now: datetime) -> bool:
    """Whether the next call or text may go out now; only `take` makes it so."""
    return session.scalar(_IS_DUE, {"of": key, **_moments(now)}) is not False


def take(session: Session, key: Key, now: datetime, gap: timedelta = GAP) -> bool:
    """Take the one token there is, unless another scheduler has taken it."""
    session.execute(_BEGIN, {"key": key, "next_at": now})
    values = {"of": key, "next": now + gap, **_moments(now)}
    return session.scalar(_TAKE, values) is not None


def hold(session: Session, key: Key, until: datetime) -> None:
    """Nothing goes out before `until`: the network is in trouble or wants less of us."""
    session.execute(_BEGIN, {"key": key, "next_at": until})
    session.execute(_HOLD, {"of": key, "next": until})


def _moments(now: datetime) -> dict[str, datetime]:
    return {"at": now, "absurd": now + _LONGEST}
