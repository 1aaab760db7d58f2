"""Dial: a second leg inside a call, the two joined, and how it went."""

import asyncio
from typing import cast

from ivr.simnet.calls.asking import ask_too_late
from ivr.simnet.calls.call import LONGEST, Call, Goto, Progress
from ivr.simnet.calls.page import Page
from ivr.simnet.calls.ringing import ring
from ivr.simnet.delivery import Method
from ivr.simnet.legs import Leg
from ivr.simnet.numbering import refusal
from ivr.simnet.twiml import Verb

TIMEOUT = 30
GRACE = 5
"""Seconds that Twilio rings beyond any Dial's timeout."""
_NO_LEG = {"DialCallStatus": "failed", "DialBridged": "false"}


async def dial(call: Call, verb: Verb, page: Page) -> Goto | None:
    """Joins the call to another phone until one of the two ends it.

    Where to go then, or None if there is no action and the document goes on. When this call
    itself ends, the child ends too, and by the seed the action is requested all the same.
    """
    child = _open(call, verb, page)
    if child is None:
        return _action(verb, page, _NO_LEG)
    try:
        await _connect(call, child, verb)
    except asyncio.CancelledError:
        _abandon(child)
        if goto := _action(verb, page, _result(child)):
            ask_too_late(call, goto)
        raise
    return _action(verb, page, _result(child))


async def _connect(call: Call, child: Call, verb: Verb) -> None:
    if verb.attributes.get("hangupOnStar") == "true":
        call.takes_key = lambda key: _part(child) if key == "*" else False
    child.accompany("programme", _live(call, child, verb))
    try:
        await asyncio.wait({child.ended})
    finally:
        call.take_no_keys()
        call.bridged_to = None


async def _live(call: Call, child: Call, verb: Verb) -> None:
    if not await ring(child, float(verb.attributes.get("timeout", TIMEOUT)) + GRACE):
        return
    child.limit(float(verb.attributes.get("timeLimit", LONGEST)))
    call.bridged_to, child.bridged_to = child, call
    call.note("bridge", child=child.leg.sid)
    call.changed.fire()
    child.changed.fire()


def _part(child: Call) -> bool:
    child.drop()
    return True


def _abandon(child: Call) -> None:
    """The parent is gone. Sources differ on what an unanswered child ends as: both happen."""
    if child.leg.live and child.leg.answered_at is None and child.random.random() < 0.5:
        child.end("no-answer", 487)
    child.drop()


def _open(call: Call, verb: Verb, page: Page) -> Call | None:
    exchange = call.exchange
    if len(verb.children) > 1:
        call.find(page.url, None, False, "<Dial>: several numbers at once: real, not simulated")
    noun = verb.children[0] if verb.children else verb
    caller_id = verb.attributes.get("callerId")
    reason = refusal(noun.text, exchange.settings.dialable)
    if caller_id is not None and caller_id not in exchange.numbers:
        reason = (13247, f"callerId {caller_id} is none of the network's numbers")
    if exchange.full:
        reason = (10004, "too many calls at once")
    if reason is not None:
        call.find(page.url, reason[0], False, f"<Dial>: {reason[1]}")
        return None
    now = exchange.clock.now()
    leg = Leg(
        sid=exchange.sids.next("CA"),
        direction="outbound-dial",
        from_=caller_id or call.leg.from_,
        to=noun.text,
        person=noun.text,
        status="queued",
        created_at=now,
        updated_at=now,
        parent=call.leg.sid,
    )
    return Call(exchange, leg, _progress(noun, page))


def _progress(noun: Verb, page: Page) -> Progress | None:
    if not (url := noun.attributes.get("statusCallback")):
        return None
    return Progress(
        page.resolve(noun, url, {}).url,
        cast("Method", noun.attributes.get("statusCallbackMethod", "POST")),
        frozenset(noun.attributes.get("statusCallbackEvent", "completed").split()),
    )


def _result(child: Call) -> dict[str, str]:
    result = {
        "DialCallStatus": child.leg.status,
        "DialCallSid": child.leg.sid,
        "DialBridged": "true" if child.leg.answered_at else "false",
    }
    return result | ({"DialCallDuration": str(child.leg.seconds)} if child.leg.answered_at else {})


def _action(verb: Verb, page: Page, fields: dict[str, str]) -> Goto | None:
    return page.leads_to(verb, fields) if "action" in verb.attributes else None
