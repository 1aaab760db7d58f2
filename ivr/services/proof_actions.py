"""Key 4 of a caller whose page waits for her: the six digits that prove a number as hers."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from flows.engine.turn import Outcome
from flows.rules.window import local_date
from ivr.services import callers, proofs, rates
from ivr.services.context import Context, Performer


def proof_awaited(context: Context, _: Mapping[str, Any]) -> Outcome:
    """Only the telephone whose number the network shows can prove it."""
    contact_id = callers.shown(context.call)
    if not proofs.awaited(context.session, contact_id, context.now):
        return Outcome("none")
    return Outcome("awaited" if contact_id is not None else "withheld")


def check_proof(context: Context, arguments: Mapping[str, Any]) -> Outcome:
    """Wrong digits count, in this call and of this number, as those of bookings do."""
    session, day, contact_id = context.session, local_date(context.now), callers.shown(context.call)
    counted = list(_counters(context))
    if contact_id is None or not rates.take_all(session, counted, day):
        return Outcome("spent")
    keyed, keyer = arguments["keyed"], context.keyer
    if not proofs.prove_by_ring(session, keyer, contact_id, keyed, context.now):
        used = ((rates.count(session, subject, day), cap) for subject, cap in counted)
        return Outcome("wrong" if all(count < cap for count, cap in used) else "spent")
    rates.give_all_back(session, [subject for subject, _ in counted], day)
    return Outcome("right")


def _counters(context: Context) -> Iterator[tuple[str, int]]:
    caps = context.policy.caps
    yield f"keyed:contact:{context.call.contact_id}", caps.codes
    yield f"keyed:call:{context.call.id}", caps.codes_a_call


PERFORM: Final[Mapping[str, Performer]] = MappingProxyType(
    {"proof_awaited": proof_awaited, "check_proof": check_proof}
)
"""What a citizen who proves her number does by telephone."""
