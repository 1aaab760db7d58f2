"""The agreed minute of a phone time is a promise like any other: kept in words, later scored."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, cast

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from flows.prompts import spoken
from flows.rules.languages import Language
from flows.rules.window import HELSINKI, local_date
from ivr.models import Booking, Promise
from ivr.services import promises
from ivr.services.policy import Policy
from ivr.services.promises import Channel

_CHANNELS: Final[Mapping[str, Channel]] = {"phone": "spoken", "web": "web", "staff": "staff"}
_UNJUDGED = select(Promise).where(
    Promise.booking_id == bindparam("booking_id"),
    Promise.from_at == bindparam("from_at"),
    Promise.score.is_(None),
)


def tell(session: Session, booking: Booking, now: datetime) -> None:
    """Keep that the citizen is told when we call; of a visit nothing is promised."""
    if booking.kind != "phone_time":
        return
    policy = Policy.read(booking.line.policy)
    session.add(
        Promise(
            booking_id=booking.id,
            from_at=booking.starts_at,
            to_at=booking.starts_at + policy.phone_times.tolerance,
            local_date=local_date(booking.starts_at),
            form="booked",
            words=words(booking, now),
            language=booking.language,
            channel=_CHANNELS[booking.channel],
            told_at=now,
        )
    )


def give_up(session: Session, booking: Booking, now: datetime) -> None:
    """What was promised will not be kept: we have taken the time back."""
    values = {"booking_id": booking.id, "from_at": booking.starts_at}
    for promise in session.scalars(_UNJUDGED, values):
        promises.give_up(promise, now)


def words(booking: Booking, now: datetime) -> str:
    """When it is, as it is said at `now`."""
    at, told_at = booking.starts_at.astimezone(HELSINKI), now.astimezone(HELSINKI)
    return spoken.moment(at, told_at, cast(Language, booking.language))
