"""The oath on order: places are kept, what is old stays old, and every open callback is in
somebody's hands or in line.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator

from ivr.models import Attempt, Callback
from tests.stories.evidence import Evidence

IN_HANDS = frozenset({"offered", "dialling", "talking"})
TALKED = frozenset({"answered"})
RANG_IN_VAIN = frozenset({"busy", "no_answer", "failed", "invalid_number", "abandoned"})


def a_place_is_kept(evidence: Evidence) -> Iterator[str]:
    """From the first line of the journal on, from a callback that was given up before it, or from
    the agreed minute."""
    begun = {
        event.subject_id: event.at
        for event in evidence.events
        if event.subject == "callback" and event.from_state is None
    }
    for callback in evidence.callbacks:
        places = {begun.get(callback.id), evidence.agreed(callback)} | {
            one.arrived_at
            for one in evidence.callbacks
            if one.contact_id == callback.contact_id and one.state == "unreached"
        }
        if callback.arrived_at not in places:
            yield f"callback {callback.id} has another place than it asked for"


def an_agreed_minute_is_kept(evidence: Evidence) -> Iterator[str]:
    """Whoever has a phone time is not called for it before its minute, and waits in line once."""
    came = (evidence.came_of(one) for one in evidence.callbacks)
    waiting = Counter(booking.id for booking in came if booking)
    for booking in evidence.bookings:
        if booking.state == "called" and waiting[booking.id] != 1:
            yield f"phone time {booking.id} has come, and waits {waiting[booking.id]} times"
    for callback in evidence.callbacks:
        minute = evidence.agreed(callback)
        for _, leg in evidence.legs_of(callback):
            if minute and leg.created_at < minute:
                yield f"callback {callback.id} was called before its agreed minute"


def only_the_latest_attempt_moves_a_callback(evidence: Evidence) -> Iterator[str]:
    holds: dict[int, int | None] = {}
    for event in evidence.events:
        if event.subject != "callback" or event.attempt_id is None:
            continue
        if event.to_state == "offered":
            holds[event.subject_id] = event.attempt_id
        elif holds.get(event.subject_id) != event.attempt_id:
            yield f"attempt {event.attempt_id} moved callback {event.subject_id} out of its time"


def every_attempt_begins_an_epoch(evidence: Evidence) -> Iterator[str]:
    epochs: dict[int, list[int]] = defaultdict(list)
    for attempt in evidence.attempts:
        epochs[attempt.callback_id].append(attempt.epoch)
    for callback in evidence.callbacks:
        if epochs[callback.id] != list(range(1, callback.epoch + 1)):
            yield f"callback {callback.id} is in epoch {callback.epoch}, of {epochs[callback.id]}"


def what_is_open_is_in_line_or_in_hands(evidence: Evidence) -> Iterator[str]:
    live = {one.callback_id: one for one in evidence.attempts if one.state != "ended"}
    for callback in evidence.callbacks:
        if not _is_in_hands(callback, live.get(callback.id)):
            yield f"callback {callback.id} is {callback.state} in nobody's hands"
        if callback.state == "needs_human" and callback.raised_at is None:
            yield f"callback {callback.id} needs somebody, and nobody is told"


def _is_in_hands(callback: Callback, attempt: Attempt | None) -> bool:
    """Its attempt is where it is; an offer may outlast what was cancelled under it."""
    if callback.state in IN_HANDS:
        here = attempt and (attempt.state, attempt.epoch)
        return here == (callback.state, callback.epoch)
    return attempt is None or attempt.state == "offered"


def requests_are_neither_lost_nor_made_up(evidence: Evidence) -> Iterator[str]:
    asked = Counter(
        event.subject_id
        for event in evidence.events
        if event.subject == "callback" and event.from_state is None
    )
    if asked != Counter(one.id for one in evidence.callbacks):
        yield f"asked for were {dict(asked)}, stored are {[one.id for one in evidence.callbacks]}"


def a_call_is_written_down_as_it_was(evidence: Evidence) -> Iterator[str]:
    for leg in evidence.to_citizens:
        attempt = evidence.attempt_of(leg)
        result = attempt and attempt.result
        if result in TALKED and leg.answered_at is None:
            yield f"attempt {attempt.id} talked to somebody who did not answer"  # type: ignore[union-attr]
        if result in RANG_IN_VAIN and leg.answered_at is not None:
            yield f"attempt {attempt.id} is {result}, but {leg.sid} was answered"  # type: ignore[union-attr]


def who_did_not_ask_is_left_alone(evidence: Evidence) -> Iterator[str]:
    """Once a conversation has shown that a number was none that had asked, typing it is in vain."""
    refused_at = {
        evidence.callback(one.callback_id).contact_id: one.outcome_at
        for one in evidence.attempts
        if one.outcome == "wrong_number" and one.outcome_at
    }
    for callback in evidence.callbacks:
        since = refused_at.get(callback.contact_id)
        for _, leg in evidence.legs_of(callback):
            if callback.number_source == "typed" and since and since < leg.created_at:
                yield f"{leg.to} was called although it did not ask"


ORDER = (
    a_place_is_kept,
    an_agreed_minute_is_kept,
    only_the_latest_attempt_moves_a_callback,
    every_attempt_begins_an_epoch,
    what_is_open_is_in_line_or_in_hands,
    requests_are_neither_lost_nor_made_up,
    a_call_is_written_down_as_it_was,
    who_did_not_ask_is_left_alone,
)
