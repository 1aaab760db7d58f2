"""The release: the one transaction after which a citizen's telephone may ring.

It decides and stores; the Dial itself stands in the answer to the agent's own call.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy.orm import Session

from flows.rules import numbers
from flows.rules.states import CALLBACK_LIMITS, CallbackState
from flows.rules.window import RELEASE_MARGIN, local_date
from ivr import perils
from ivr.models import Attempt, Call, Callback, Contact
from ivr.services import (
    agents,
    attempts,
    contacts,
    hours,
    legs,
    lines,
    moves,
    offers,
    promises,
    reaching,
)
from ivr.services.policy import Policy

Refusal = Literal["closed", "cancelled", "taken", "capped", "refused", "stopped"]

REPEATABLE: Final = RELEASE_MARGIN
"""So long after the release the same answer may be fetched again: a webhook's whole budget."""


@dataclass(frozen=True, slots=True)
class Ring:
    """The citizen's leg: numbers in E.164, times in seconds, `leg_token` names it in webhooks."""

    number: str
    caller_id: str
    timeout: int
    time_limit: int
    leg_token: str


def release(session: Session, attempt_id: int, sid: str, now: datetime) -> Ring | Refusal:
    """The agent on leg `sid` accepts: what to ring, or why nobody is rung.

    A refusal ends the attempt and leaves the callback in its place, unless its number has had
    today's calls (it waits for tomorrow) or may not be called at all (it ends refused).
    """
    attempt = attempts.hold(session, attempt_id)
    if not offers.is_on_offer(attempt) or attempt.agent_sid != sid:
        return "taken"
    agents.decided(session, attempt.staff)
    callback = attempt.callback
    policy = Policy.read(callback.line.policy)
    refusal = _refusal(session, attempt, policy, now)
    if refusal:
        _refuse(session, attempt, refusal, now)
        return refusal
    number = reaching.dialled(callback).number or ""
    ring = _ring(number, attempt, policy)
    _commit_to(session, attempt, ring, now)
    return ring


def may_be_repeated(session: Session, call: Call, now: datetime) -> bool:
    """Whether the stored Dial may be answered once more, to the turn that it was an answer to.

    Only while it can't have been carried out: nothing has been heard of the citizen's leg, the
    webhook's time is not over, and the window is still open.
    """
    attempt = session.get(Attempt, call.attempt_id or 0)
    if attempt is None or attempt.state != "dialling" or attempt.released_at is None:
        return False
    unheard = attempt.citizen_status is None and attempt.citizen_sid is None
    in_time = now < attempt.released_at + REPEATABLE
    return unheard and in_time and hours.may_dial(session, attempt.callback.line, now)


def _refusal(session: Session, attempt: Attempt, policy: Policy, now: datetime) -> Refusal | None:
    """Why not; the last question counts the leg, so it comes when nothing else stands against."""
    callback = attempt.callback
    if offers.is_withdrawn(attempt):
        return "cancelled"
    if not callback.line.dials:
        return "stopped"
    if not hours.may_dial(session, callback.line, now):
        return "closed"
    if not _is_allowed(session, callback):
        return "refused"
    if not legs.take(session, callback, policy.caps, local_date(now)):
        return "capped"
    return None


def _is_allowed(session: Session, callback: Callback) -> bool:
    contact = callback.contact
    source = legs.source(callback)
    if contact.number is None or (contact.refuses_typed and source not in numbers.PROVEN):
        return False
    if contacts.staff(session, contact.id) is not None:
        return False
    if not numbers.may_be_called(contact.number, source, lines.numbers(session)):
        return False
    return callback.relay is None or _may_relay(session, callback.relay)


def _may_relay(session: Session, relay: Contact) -> bool:
    """Another number is rung only as long as its holder, of whom we know nothing, minds it not."""
    if relay.number is None or relay.refuses_typed or contacts.staff(session, relay.id):
        return False
    return bool(numbers.may_be_called(relay.number, "typed", lines.numbers(session)))


def _refuse(session: Session, attempt: Attempt, refusal: Refusal, now: datetime) -> None:
    match refusal:
        case "capped":
            tomorrow = legs.next_day(now)
            offers.give_back(session, attempt, refusal, now, to="waiting", not_before=tomorrow)
        case "refused":
            offers.give_back(session, attempt, "not_allowed", now, to="refused")
        case _:
            offers.give_back(session, attempt, refusal, now)


def _ring(number: str, attempt: Attempt, policy: Policy) -> Ring:
    return Ring(
        number=number,
        caller_id=attempt.callback.line.number,
        timeout=_patience(number, attempt.callback, policy),
        time_limit=policy.time_limit,
        leg_token=attempt.leg_token,
    )


def _patience(number: str, callback: Callback, policy: Policy) -> int:
    """A mobile's voicemail answers after some 30 seconds; an old telephone may be far away, and
    some people need more time to get to theirs."""
    if callback.more_time:
        return policy.ring_longer
    return policy.ring_mobile if numbers.takes_texts(number) else policy.ring_geographic


def _commit_to(session: Session, attempt: Attempt, ring: Ring, now: datetime) -> None:
    limit = CALLBACK_LIMITS[CallbackState.DIALLING].total(ring=ring.timeout, talk=0)
    attempts.move(
        session,
        attempt,
        "dialling",
        released_at=now,
        ring_until=now + timedelta(seconds=limit),
        cap_day=local_date(now),
    )
    moves.move(
        session,
        attempt.callback,
        "dialling",
        cause="released",
        actor=agents.named(attempt.staff),
        now=now,
        epoch=attempt.epoch,
        attempt_id=attempt.id,
        raised_at=None,
        raised_reason=None,
    )
    agents.accept(session, attempt.staff, attempt.id, now)
    promises.score(session, attempt.callback_id, now)
    perils.reached("released")
