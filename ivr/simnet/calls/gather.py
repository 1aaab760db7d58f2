"""Gather: prompts that a key cuts short, then keys until they are enough or stop coming."""

from ivr.simnet.calls.call import Call, Goto
from ivr.simnet.calls.keys import Keys
from ivr.simnet.calls.page import Page
from ivr.simnet.calls.playing import NOT_PLAYABLE_IN_GATHER, Sounds, fetch
from ivr.simnet.calls.speaking import speak
from ivr.simnet.clock import unless, within
from ivr.simnet.twiml import Verb

TIMEOUT = 5


async def gather(call: Call, verb: Verb, page: Page) -> Goto | None:
    """Asks once. Where to go with the keys, or None if the document goes on.

    The document goes on when no digit was keyed, unless `actionOnEmptyResult` is set; a finish
    key alone counts as no digit. All sounds are fetched before the first is heard (Twilio: Gather).
    """
    keys = await _ask(call, verb, await fetch(call, verb.children, page, NOT_PLAYABLE_IN_GATHER))
    if not keys.digits and verb.attributes.get("actionOnEmptyResult") != "true":
        return None
    fields = {"msg": "Gather End"}
    if keys.finished_on:
        fields["FinishedOnKey"] = keys.finished_on
    if keys.digits or call.random.random() < 0.5:
        # The documentation does not say whether an empty result has the field: both happen here.
        fields["Digits"] = keys.digits
    return page.leads_to(verb, fields)


async def _ask(call: Call, verb: Verb, sounds: Sounds) -> Keys:
    wanted = verb.attributes.get("numDigits")
    keys = Keys(
        call.exchange.clock.loop,
        int(wanted) if wanted else None,
        verb.attributes.get("finishOnKey", "#"),
    )
    call.note("ask", wanted=wanted, finish=verb.attributes.get("finishOnKey", "#"))
    call.question, call.takes_key = keys, keys.press
    call.questions += 1
    call.changed.fire()
    try:
        await _listen(call, verb, keys, sounds)
    finally:
        call.question = None
        call.take_no_keys()
    return keys


async def _listen(call: Call, verb: Verb, keys: Keys, sounds: Sounds) -> None:
    clock = call.exchange.clock
    await unless(clock, keys.next, speak(call, verb.children, sounds))
    keys.silent = True
    call.changed.fire()
    timeout = float(verb.attributes.get("timeout", TIMEOUT))
    while not keys.complete and await within(clock, timeout, keys.next) is not None:
        pass
