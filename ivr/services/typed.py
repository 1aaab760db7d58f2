"""Numbers that a caller types are counted: nobody makes us call or text the whole town."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from flows.rules.caps import Caps
from ivr.models import Call
from ivr.services import rates


def asker(call: Call) -> str:
    """For whom typed numbers are counted: the shown number or, if there is none, this call."""
    return f"contact:{call.contact_id}" if call.contact_id else f"call:{call.id}"


def counters(
    session: Session, who: str, contact_id: int, most: Caps, day: date
) -> Iterator[tuple[str, int]]:
    """What to count as `who` types that contact's number; each other number counts once.

    Who shows no number is counted with all who don't.
    """
    typed = f"typed:{who}:contact:{contact_id}"
    if not rates.count(session, typed, day):
        yield typed, 1
        yield f"typed:{who}", most.typed_numbers
        if not who.startswith("contact:"):  # as many calls as anybody likes
            yield "typed:withheld", most.typed_withheld
