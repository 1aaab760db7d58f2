"""The actions of a citizen's call: look-ups and deeds, with what is told of them in words."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from flows.dialogues.actions import ACTIONS
from flows.engine.turn import Outcome
from flows.prompts import spoken
from flows.rules.numbers import UNREAD, Refused, Typed, read_typed
from ivr.models import Callback
from ivr.services import (
    announcements,
    callbacks,
    callers,
    codes,
    contacts,
    lines,
    opening,
    promises,
    requests,
    returning,
    typed,
)
from ivr.services.context import Context, Performer
from ivr.services.requests import Requested, Wish


def tell_opening(context: Context, _: Mapping[str, Any]) -> Outcome:
    return opening.describe(context.session, context.line, context.language, context.now)


def look_up(context: Context, _: Mapping[str, Any]) -> Outcome:
    """What we know of a caller whose number the network shows."""
    contact_id = callers.shown(context.call)
    if contact_id is None:
        return Outcome("new")
    session, line, now = context.session, context.line, context.now
    found = callbacks.standing(session, line.id, contact_id, lock=True)
    if found is None:
        missed = callbacks.lately_missed(session, line.id, contact_id, now)
        return Outcome("missed" if missed else "new")
    if found.state in callbacks.IN_CALL:
        return Outcome("calling")
    if found.state == "unfiled":  # talked to, and calling again: there is something new to ask
        return Outcome("new")
    if found.call_id == context.call.id:
        callbacks.speak(session, found, context.language, now)
    eta = promises.current(session, found, context.language, context.policy, now)
    return Outcome("tried" if returning.was_missed(session, found) else "standing", {"eta": eta})


def number_to_call(context: Context, _: Mapping[str, Any]) -> Outcome:
    contact_id = callers.shown(context.call)
    if contact_id is None:
        return Outcome("refused" if context.call.shown == "refused" else "withheld")
    e164 = contacts.number(context.session, contact_id)
    return Outcome("shown", {"digits": spoken.digits(e164, context.language)})


def check_number(context: Context, arguments: Mapping[str, Any]) -> Outcome:
    """Whether a typed number may be called; our own and our agents' never."""
    ours = lines.numbers(context.session)
    match read_typed(arguments["typed"], ours):
        case Typed(e164, _) if _is_staff(context, e164):
            return Outcome("refused")
        case Typed(e164, _):
            digits = spoken.digits(e164, context.language)
            return Outcome("ok", {"number": e164, "digits": digits})
        case Refused(reason) if reason.code in UNREAD:
            return Outcome("invalid")
        case Refused(reason) if reason.code in ("company", "foreign"):
            return Outcome(reason.code)
        case Refused():
            return Outcome("refused")


def request_callback(context: Context, arguments: Mapping[str, Any]) -> Outcome:
    """Stored at once: whoever hangs up on hearing the answer has asked all the same."""
    contact = callers.meant(context, arguments.get("number"))
    if contact is None:
        return _requested(context, Requested("refused"))
    source = callers.source(context.call, contact)
    wish = Wish(
        contact=contact,
        source=source,
        language=context.language,
        asker=typed.asker(context.call),
        call_id=context.call.id,
        turn=context.turn,
        keeps_place=source == "shown" and arguments.get("place") == "kept",
    )
    return _ask(context, wish) if source == "shown" else _ask_referred(context, wish)


def _ask_referred(context: Context, wish: Wish) -> Outcome:
    """Whoever types a number gets eight digits to be known by, whether a row was stored or not:
    where another request stands already they lead to nothing, and nobody hears a difference."""
    digits = codes.new_reference(context.session, context.keyer)
    outcome = _ask(context, replace(wish, reference_key=codes.reference_key(context.keyer, digits)))
    if outcome.name not in ("today", "later"):
        return outcome
    code = spoken.code(digits, context.language)
    return Outcome(f"{outcome.name}_referred", {**outcome.values, "code": code})


def may_call_unasked(context: Context, _: Mapping[str, Any]) -> Outcome:
    contact = callers.meant(context, None)
    if contact is None or not requests.may_stay_on_the_line(
        context.session, context.line, context.policy, contact, context.now
    ):
        return Outcome("not_offered")
    e164 = contacts.number(context.session, contact.id)
    return Outcome("offered", {"digits": spoken.digits(e164, context.language)})


def request_unasked(context: Context, _: Mapping[str, Any]) -> Outcome:
    contact = callers.meant(context, None)
    if contact is None:
        return _requested(context, Requested("refused"))
    wish = Wish(
        contact=contact,
        source="shown",
        language=context.language,
        asker=typed.asker(context.call),
        call_id=context.call.id,
        turn=context.turn,
        unasked=True,
    )
    return _ask(context, wish)


def call_sooner(context: Context, _: Mapping[str, Any]) -> Outcome:
    """She whom we missed can be reached now; what has changed meanwhile is told instead."""
    session, line, policy = context.session, context.line, context.policy
    language, now, contact_id = context.language, context.now, callers.shown(context.call)
    found = callbacks.standing(session, line.id, contact_id, lock=True) if contact_id else None
    if found is None:
        return Outcome("none")
    if found.state in callbacks.IN_CALL:
        return Outcome("calling")
    if not returning.was_missed(session, found):
        return Outcome("standing", {"eta": promises.current(session, found, language, policy, now)})
    told = returning.call_sooner(session, found, policy, language, now)
    return _requested(context, Requested("today" if told.today else "later", told.words))


def cancel_request(context: Context, arguments: Mapping[str, Any]) -> Outcome:
    """The request that eight digits have found, or that of the shown number."""
    session, now = context.session, context.now
    line_id, contact_id = context.line.id, callers.shown(context.call)
    if arguments["request"]:
        found = session.get_one(Callback, arguments["request"])
        line_id, contact_id = found.line_id, found.contact_id if found.ended_at is None else None
    if contact_id is None:
        return Outcome("none")
    return Outcome(callbacks.cancel(session, line_id, contact_id, "citizen", now))


def tell_hours(context: Context, _: Mapping[str, Any]) -> Outcome:
    line, language = context.line, context.language
    return Outcome(
        "told", {"hours": line.hours_words[language], "price": line.price_words[language]}
    )


def _ask(context: Context, wish: Wish) -> Outcome:
    requested = requests.request(context.session, context.line, context.policy, wish, context.now)
    return _requested(context, requested)


def _requested(context: Context, requested: Requested) -> Outcome:
    line, language = context.line, context.language
    values = {
        "eta": requested.eta,
        "cli": spoken.digits(line.number, language),
        "urgent": line.urgent_words[language],
    }
    told = ACTIONS["request_callback"].outcomes[requested.outcome]
    return Outcome(requested.outcome, {name: values[name] for name in told})


def _is_staff(context: Context, e164: str) -> bool:
    contact = contacts.find(context.session, context.keyer, e164)
    return contact is not None and contacts.staff(context.session, contact.id) is not None


PERFORM: Final[Mapping[str, Performer]] = MappingProxyType(
    {
        "opening": tell_opening,
        "announcement": announcements.tell,
        "look_up": look_up,
        "number_to_call": number_to_call,
        "check_number": check_number,
        "request_callback": request_callback,
        "may_call_unasked": may_call_unasked,
        "request_unasked": request_unasked,
        "call_sooner": call_sooner,
        "cancel_request": cancel_request,
        "hours": tell_hours,
    }
)
"""The citizens' share of the vocabulary."""
