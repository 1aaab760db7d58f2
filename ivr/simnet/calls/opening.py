"""How legs begin: ordered through the API, or dialled by somebody with a phone."""

from dataclasses import dataclass

from ivr.simnet.calls.call import LONGEST, Call, Goto, Progress
from ivr.simnet.calls.control import converse
from ivr.simnet.calls.exchange import Exchange
from ivr.simnet.calls.ringing import attend, ring
from ivr.simnet.legs import Leg
from ivr.simnet.line import Person
from ivr.simnet.settings import Number

LONGEST_WAIT = 86_400
QUEUED_TOO_LONG = 22005


@dataclass(frozen=True, slots=True)
class Order:
    """An API call that has been accepted; spans of time in seconds."""

    from_: str
    to: str
    start: Goto
    timeout: float = 60
    time_limit: float = LONGEST
    progress: Progress | None = None
    fallback: Goto | None = None


def place(exchange: Exchange, order: Order) -> Leg:
    """Takes an order; the call is dialled when it is its turn."""
    now = exchange.clock.now()
    leg = Leg(
        sid=exchange.sids.next("CA"),
        direction="outbound-api",
        from_=order.from_,
        to=order.to,
        person=order.to,
        status="queued",
        created_at=now,
        updated_at=now,
        queue_time=exchange.pace.expected(exchange.queued),
    )
    call = Call(exchange, leg, order.progress, order.fallback)
    call.accompany("limit", _lose_patience(call))
    call.accompany("programme", _carry_out(call, order))
    return leg


async def _lose_patience(call: Call) -> None:
    """A call that has not been dialled a day after it was ordered never is (Twilio: 22005)."""
    await call.exchange.clock.sleep(LONGEST_WAIT)
    if call.leg.status == "queued":
        call.find("", QUEUED_TOO_LONG, False, "waited in line for a day, and was not dialled")
        call.end("failed", None)


async def _carry_out(call: Call, order: Order) -> None:
    await call.exchange.pace.turn()
    if await ring(call, order.timeout):
        call.limit(order.time_limit)
        await converse(call, order.start)


def let_in(
    exchange: Exchange, number: Number, caller: str, shown: str, person: Person | None
) -> Leg:
    """Connects the phone `caller`, which shows itself as `shown`, to a rented number."""
    now = exchange.clock.now()
    leg = Leg(
        sid=exchange.sids.next("CA"),
        direction="inbound",
        from_=shown,
        to=number.e164,
        person=caller,
        status="ringing",
        created_at=now,
        updated_at=now,
        dialled_at=now,
        rang_at=now,
    )
    progress = Progress(number.status_url) if number.status_url else None
    fallback = Goto(number.fallback_url) if number.fallback_url else None
    call = Call(exchange, leg, progress, fallback)
    attend(call, person)
    call.accompany("programme", converse(call, Goto(number.voice_url)))
    return leg
