"""What citizens text to our number: nobody reads it, and they are told so, once a day.

The answer says nothing of what is booked or asked for, whoever asks.
"""

from datetime import datetime
from typing import Final, cast

from sqlalchemy import BindParameter, bindparam, select, union_all
from sqlalchemy.orm import Session

from flows.prompts import sms, written
from flows.rules.languages import LANGUAGES, Language
from flows.rules.numbers import Shown, read_shown, takes_texts
from flows.rules.window import local_date
from ivr.models import Booking, Callback, Line
from ivr.services import contacts, lines, rates
from ivr.services.contacts import Keyer

KIND: Final = "unread"

_CONTACT_ID: BindParameter[int] = bindparam("contact_id")
_LATEST = union_all(
    select(Callback.language, Callback.arrived_at.label("at")).where(
        Callback.contact_id == _CONTACT_ID
    ),
    select(Booking.language, Booking.booked_at).where(Booking.contact_id == _CONTACT_ID),
).subquery()
_LANGUAGE = select(_LATEST.c.language).order_by(_LATEST.c.at.desc()).limit(1)


def answer(
    session: Session, keyer: Keyer, sid: str, from_: str, to: str, now: datetime
) -> str | None:
    """What is answered to a text, if anything: once a day for each number that takes texts, and
    the same again if the network tells of the same text (`sid`) again.

    It is in the language of what was last booked or asked for, otherwise in all of them.
    """
    asker = read_shown(from_, ours=lines.numbers(session))
    if not isinstance(asker, Shown) or not takes_texts(asker.e164):
        return None
    if not _is_its_turn(session, sid, keyer.key(asker.e164), now):
        return None
    return _words(session, _line(session, to), _languages(session, keyer, asker.e164))


def _is_its_turn(session: Session, sid: str, key: str, now: datetime) -> bool:
    """Counted by the number's key: whoever texts us need not be in our books."""
    today, answered = local_date(now), f"answered:{sid}"
    if rates.count(session, answered, today):
        return True
    return rates.take(session, f"answers:{key}", today, 1) and rates.take(
        session, answered, today, 1
    )


def _languages(session: Session, keyer: Keyer, e164: str) -> tuple[Language, ...]:
    contact = contacts.find(session, keyer, e164)
    last = contact and session.scalar(_LANGUAGE, {"contact_id": contact.id})
    return (cast(Language, last),) if last else LANGUAGES


def _line(session: Session, to: str) -> Line:
    try:
        return lines.of_number(session, to)
    except lines.UnknownLine:
        return lines.default(session)


def _words(session: Session, line: Line, languages: tuple[Language, ...]) -> str:
    names, number = lines.agency_names(session), written.number(line.number)
    name = (names or {})[languages[0]]["agency"]
    return f"{name}: " + " ".join(sms(KIND, language, {"ivr": number}) for language in languages)
