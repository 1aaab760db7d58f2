"""Where the calls that go on now are in their dialogues: counted, with nothing of who calls."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ivr.models import Call

Whereabouts = Mapping[tuple[str, str], int]
"""The number of calls by dialogue and step."""

_STEP: Final = Call.state["step"].as_string()
_NOW = (
    select(Call.dialogue, _STEP, func.count())
    .where(Call.ended_at.is_(None), Call.state.is_not(None))
    .group_by(Call.dialogue, _STEP)
    .order_by(Call.dialogue, _STEP)
)


def now(session: Session) -> Whereabouts:
    """How many calls wait in each step. A call counts until the network has told of its end."""
    return {(dialogue, step): many for dialogue, step, many in session.execute(_NOW)}
