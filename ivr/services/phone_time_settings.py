"""How many phone times a line has, and when: stored, and its times laid out anew at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ivr.models import Booking, Line
from ivr.services import diaries, events
from ivr.services.policy import Policy


def save(
    session: Session, line: Line, settings: Mapping[str, Any], actor: str, now: datetime
) -> Sequence[Booking]:
    """Change a line's phone times; what isn't in `settings` stays. Gives whose time is taken back.

    Raises ValueError for settings that a policy can't have.
    """
    stored = line.policy.get("phone_times", {})
    if {**stored, **settings} == stored:
        return ()
    policy = {**line.policy, "phone_times": {**stored, **settings}}
    Policy.read(policy)
    line.policy = policy
    session.flush()
    events.record(session, ("line", line.id), None, "changed", "phone_times", actor, now)
    return diaries.renew(session, line, now, actor, "phone_times")
