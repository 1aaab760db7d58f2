"""The oath on words: what is said to a citizen is so, and is written down as it was said."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, time

from flows.rules.window import HELSINKI
from ivr.models import Callback, Promise
from ivr.simnet.texts import Text
from tests.stories.calls_oath import A_WEBHOOK, CLOSES, OPENS, SATURDAY
from tests.stories.evidence import Answer, Evidence

STORED = ("Soittopyyntösi on tallessa", "Din begäran är registrerad", "Your request has been saved")
CANCELLED = (
    "Soittopyyntösi on peruttu",
    "Samtalet är avbokat",
    "Your request has been cancelled",
)
NOT_STORED = (
    "Uutta soittopyyntöä ei tallennettu",
    "Ingen ny begäran har registrerats",
    "No new request was saved",
)
WE_CALL_YOU = (
    "Soitamme sinulle arviolta",
    "Soitamme uudelleen arviolta",
    "Vi ringer dig uppskattningsvis",
    "Vi ringer igen uppskattningsvis",
    "We expect to call you",
    "We expect to call you again",
)
WE_CALL_AT = (
    "Soitamme sinulle",
    "Vi ringer dig",
    "We will call you",
    "Uusi aikasi on",
    "Din nya tid är",
    "Your new time is",
)
"""Before the minute of a phone time."""
TEXTS_FROM, TEXTS_TO, SUNDAY = time(8), time(20), 6
MISSES_AND_DELAYS, MOST_A_DAY = ("missed_first", "missed_last", "delay"), 2
A_MOBILE = ("+3584", "+35850")


def what_is_called_stored_is_stored(evidence: Evidence) -> Iterator[str]:
    for answer in _with(evidence, STORED):
        if not any(
            _is_open(callback, answer.at) and _may_be_meant(evidence, answer, callback)
            for callback in evidence.callbacks
        ):
            yield f"{answer.sid} was told of a request that is not stored"


def what_is_called_not_stored_is_not(evidence: Evidence) -> Iterator[str]:
    """Nobody is told so who has left a request in this very call."""
    for answer in _with(evidence, NOT_STORED):
        leg = evidence.leg(answer.sid)
        for callback in evidence.callbacks:
            own = leg is not None and evidence.number(callback.contact_id) == leg.person
            if own and leg and leg.created_at <= callback.arrived_at <= answer.at:
                yield f"{answer.sid} was told that nothing was stored, though a request was"


def what_is_called_cancelled_is_cancelled(evidence: Evidence) -> Iterator[str]:
    for answer in _with(evidence, CANCELLED):
        cancelled = (one for one in evidence.callbacks if one.state == "cancelled")
        just = (one for one in cancelled if one.ended_at == answer.at)
        if not any(_is_callers(evidence, answer, one) for one in just):
            yield f"{answer.sid} was told of a cancellation that did not happen"


def _is_callers(evidence: Evidence, answer: Answer, callback: Callback) -> bool:
    """By the number that is shown, or by eight digits, which help on any phone."""
    caller = evidence.leg(answer.sid)
    own = caller is not None and evidence.number(callback.contact_id) == caller.person
    return own or callback.reference_key is not None


def _with(evidence: Evidence, sentences: tuple[str, ...]) -> Iterator[Answer]:
    for answer in evidence.answers:
        if any(sentence in answer.body for sentence in sentences):
            yield answer


def _is_open(callback: Callback, at: datetime) -> bool:
    return callback.arrived_at <= at and (callback.ended_at is None or at < callback.ended_at)


def _may_be_meant(evidence: Evidence, answer: Answer, callback: Callback) -> bool:
    """The caller's own, or one of those whose number somebody typed."""
    caller = evidence.leg(answer.sid)
    assert caller
    own = evidence.number(callback.contact_id) == caller.person
    # A typed number with an open request of its own is told the same.
    return own or callback.number_source == "typed" or answer.sid in evidence.asked_for_number


def promises_are_kept_as_they_were_told(evidence: Evidence) -> Iterator[str]:
    for promise in evidence.promises:
        match promise.channel:
            case "spoken":
                # It may have been on its way since then.
                told = evidence.answered(promise.told_at, promise.told_at + A_WEBHOOK)
                leads = WE_CALL_AT if promise.form == "booked" else WE_CALL_YOU
                wordings = [f"{lead} {promise.words.removesuffix('.')}." for lead in leads]
            case "text":
                told = [evidence.written]
                wordings = [promise.words]
            case _:
                continue
        if not any(words in all_of_it for words in wordings for all_of_it in told):
            yield f"promise {promise.id} ({promise.words}) was told to nobody"


def promises_lie_in_opening_hours(evidence: Evidence) -> Iterator[str]:
    for promise in evidence.promises:
        start, end = (at.astimezone(HELSINKI) for at in (promise.from_at, promise.to_at))
        day = evidence.calendar.get(start.date())
        closes = min(CLOSES, (day and day.closes) or CLOSES)
        works = day and not day.holiday and start.weekday() < SATURDAY
        if not works or not OPENS <= start.time() < end.time() <= closes:
            yield f"promise {promise.id} is for {start:%A %d.%m. %H:%M}-{end:%H:%M}"
        if promise.local_date != start.date() or end.date() != start.date():
            yield f"promise {promise.id} is for two days"


def promises_are_judged_by_the_first_call(evidence: Evidence) -> Iterator[str]:
    for promise in evidence.promises:
        tried_at = min(
            (
                attempt.released_at
                for attempt in evidence.attempts
                if attempt.callback_id == promise.callback_id
                and attempt.released_at
                and attempt.released_at >= promise.told_at
            ),
            default=None,
        )
        retold_at = min(
            (
                later.told_at
                for later in evidence.promises
                if later.callback_id == promise.callback_id
                and later.channel == "text"
                and later.to_at > promise.to_at
                and later.told_at > promise.told_at
            ),
            default=None,
        )
        if promise.score not in _right(promise, tried_at, retold_at):
            yield f"promise {promise.id} is {promise.score}, first called at {tried_at}"


def _right(
    promise: Promise, tried_at: datetime | None, retold_at: datetime | None
) -> tuple[str | None, ...]:
    """An end without a call, by the citizen's own wish, is judged by nobody. A promise that was
    told anew by text, because it could not be kept, stays broken even if it then is."""
    if tried_at is None:
        return (None, "broken")
    if retold_at and retold_at < tried_at:
        return ("broken",)
    if tried_at <= promise.to_at:
        return ("kept",)
    same_day = tried_at.astimezone(HELSINKI).date() == promise.to_at.astimezone(HELSINKI).date()
    return ("late",) if same_day else ("broken",)


def texts_are_few_and_go_to_mobiles_by_day(evidence: Evidence) -> Iterator[str]:
    for text in _sent(evidence):
        local = text.created_at.astimezone(HELSINKI)
        if not text.to.startswith(A_MOBILE):
            yield f"a text went to {text.to}"
        if local.weekday() == SUNDAY or not TEXTS_FROM <= local.time() < TEXTS_TO:
            yield f"a text went out on {local:%A at %H:%M}"
    for (callback, booking, version, kind), count in Counter(
        (one.callback_id, one.booking_id, one.booking_version, one.kind)
        for one in evidence.messages
    ).items():
        if count > 1:
            what = f"booking {booking}/{version}" if booking else f"callback {callback}"
            yield f"{what} got {kind} {count} times"


def of_misses_and_delays_at_most_two_are_told_a_day(evidence: Evidence) -> Iterator[str]:
    told = Counter(
        (one.contact_id, one.send_after.astimezone(HELSINKI).date())
        for one in evidence.messages
        if one.kind in MISSES_AND_DELAYS and one.state != "obsolete"
    )
    for (contact, day), count in told.items():
        if count > MOST_A_DAY:
            yield f"contact {contact} was texted {count} times on {day:%d.%m.}"


def _sent(evidence: Evidence) -> Iterator[Text]:
    """What we have sent of our own accord: not what a citizen wrote, nor the answer to that."""
    return (text for text in evidence.texts if text.direction == "outbound-api")


def texts_say_what_was_written(evidence: Evidence) -> Iterator[str]:
    written = Counter((evidence.number(one.contact_id), one.body) for one in evidence.messages)
    for text, count in Counter((text.to, text.body) for text in _sent(evidence)).items():
        if count > written[text]:
            yield f"{text[0]} got a text {count} times, written {written[text]} times"


WORDS = (
    what_is_called_stored_is_stored,
    what_is_called_not_stored_is_not,
    what_is_called_cancelled_is_cancelled,
    promises_are_kept_as_they_were_told,
    promises_lie_in_opening_hours,
    promises_are_judged_by_the_first_call,
    texts_are_few_and_go_to_mobiles_by_day,
    of_misses_and_delays_at_most_two_are_told_a_day,
    texts_say_what_was_written,
)
