"""The release: the last word before a citizen's phone rings.

Every reason not to ring is asked in order; the first one found decides.
"""

from dataclasses import dataclass
from datetime import datetime

from flows.rules.reason import Decision, allow, refuse
from flows.rules.states import CallbackState
from flows.rules.window import RELEASE_MARGIN, Calendar, may_start


@dataclass(frozen=True, slots=True)
class Accepted:
    """What is known when an agent accepts: the callback, the attempt, the line and the number.

    `same_attempt` says that attempt, epoch and call are those of the offer; `number` is the
    answer of `numbers.may_be_called`, `legs` that of `caps.may_ring`.
    """

    state: CallbackState
    same_attempt: bool
    line: str
    dials: bool
    number: Decision
    legs: Decision


def may_release(accepted: Accepted, calendar: Calendar, now: datetime) -> Decision:
    """May the citizen's leg be dialled now?"""
    asked = (
        _still_offered(accepted),
        may_start(calendar, now, RELEASE_MARGIN),
        allow("dialling_on") if accepted.dials else refuse("dialling_off", line=accepted.line),
        accepted.number,
        accepted.legs,
    )
    return next((decision for decision in asked if not decision), allow("released"))


def _still_offered(accepted: Accepted) -> Decision:
    if accepted.state is not CallbackState.OFFERED:
        return refuse("not_offered", state=accepted.state.value)
    return allow("still_offered") if accepted.same_attempt else refuse("other_attempt")
