"""Revealing a number: whoever sees one whole outside a call says why, and that is written down."""

from datetime import datetime
from typing import Final, Literal, get_args

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload

from ivr.models import Callback
from ivr.services import events

Why = Literal["not_reached", "asked", "complaint", "misuse"]
WHYS: Final[tuple[Why, ...]] = get_args(Why)

_ONE = (
    select(Callback)
    .options(joinedload(Callback.contact))
    .where(Callback.public_id == bindparam("public_id"))
)


class NotRevealed(LookupError):
    """There is no such callback, or its number has been erased."""


def reveal(session: Session, public_id: str, why: Why, actor: str, now: datetime) -> str:
    """The number of a callback in E.164, once it is written down who saw it. Raises NotRevealed."""
    callback = session.scalar(_ONE, {"public_id": public_id})
    if callback is None or callback.contact.number is None:
        raise NotRevealed(f"There is no number of a callback {public_id}.")
    state = callback.state
    subject = ("callback", callback.id)
    events.record(session, subject, state, state, f"revealed:{why}", actor, now)
    return callback.contact.number
