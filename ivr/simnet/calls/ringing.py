"""Calling a phone: dialling, ringing, and what the person there does."""

from ivr.simnet.calls.call import Call
from ivr.simnet.calls.hand import Hand
from ivr.simnet.clock import within
from ivr.simnet.line import Line, Person, nobody
from ivr.simnet.people import Busy, OutOfService, Voicemail


async def _out_of_order(line: Line) -> None:
    line.refuse("failed")


_FAULTS: dict[str, Person] = {
    "busy": Busy(),
    "no_answer": nobody,
    "failed": _out_of_order,
    "no_such_number": OutOfService(),
    "voicemail": Voicemail(),
}


def attend(call: Call, person: Person | None) -> None:
    """Puts a person at the far end of the leg, until it ends; by default its number's own."""
    chosen = person or call.exchange.people.get(call.leg.person, nobody)
    call.accompany("person", chosen(Hand(call)))


async def ring(call: Call, seconds: float) -> bool:
    """Dials and rings for at most `seconds`. True if answered; else the leg has ended.

    A phone that is busy or not in service is known to be so before it rings.
    """
    call.move("initiated")
    fault = call.strike("ring")
    attend(call, _FAULTS[fault.name] if fault else None)
    await call.exchange.clock.sleep(call.random.uniform(*call.exchange.settings.setup))
    if not call.reply.done():
        call.move("ringing")
        call.note("ring", number=call.leg.person, shown=call.leg.from_)
    reply = await within(call.exchange.clock, seconds, call.reply)
    if reply is None:
        call.end("no-answer", 487)
    elif reply.status == "in-progress":
        call.move("in-progress")
        return True
    else:
        call.end(reply.status, reply.sip)
    return False
