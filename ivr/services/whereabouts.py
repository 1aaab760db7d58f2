"""Where the calls that go on now are in their dialogues: counted, with nothing of who calls."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from ivr.db import UtcDateTime
from ivr.models import Call
from ivr.services.open_calls import LONGEST

Whereabouts = Mapping[tuple[str, str], int]
"""The number of calls by dialogue and step."""

_STEP: Final = Call.state["step"].as_string()
_NOW = (
    select(Call.dialogue, _STEP, func.count())
    .where(Call.ended_at.is_(None), Call.started_at >= bindparam("since", type_=UtcDateTime()))
    .group_by(Call.dialogue, _STEP)
    .order_by(Call.dialogue, _STEP)
)


def at(session: Session, now: datetime) -> Whereabouts:
    """How many calls wait in each step. A call counts until the network has told of its end, a day
    at the most."""
    found = session.execute(_NOW, {"since": now - LONGEST})
    return {(dialogue, step): many for dialogue, step, many in found if step}
