"""A callback asked for on a page by whoever has proven her number: as on the telephone.

The same form sent twice is one request, and gets the same answer; unless that has ended meanwhile:
nobody is told of a call that will not be made.
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import count

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from flows.rules.languages import Language
from flows.rules.window import is_open, local_date
from ivr.models import Callback, Contact, Line
from ivr.services import codes, hours, promises, reaching, requests
from ivr.services.contacts import Keyer
from ivr.services.policy import Policy
from ivr.services.reaching import Reach
from ivr.services.requests import Asked, Requested, Wish

_BY_REFERENCE = select(Callback).where(
    Callback.reference_key == bindparam("reference_key"), Callback.ended_at.is_(None)
)


@dataclass(frozen=True, slots=True)
class Form:
    """One form as it was sent. `token` is what it was opened with: the same again is the same,
    as long as its request is open."""

    token: str
    line: Line
    language: Language
    reach: Reach


@dataclass(frozen=True, slots=True)
class Answer:
    """What she is told: how it turned out, the time in words, and the eight digits of a request
    that was stored."""

    outcome: Asked
    eta: str = ""
    reference: str = ""


def ask(session: Session, keyer: Keyer, contact_id: int, form: Form, now: datetime) -> Answer:
    """Ask for a callback for the contact whose number has been proven."""
    contact = session.get_one(Contact, contact_id, with_for_update={"key_share": True})
    digits, stored = _reference(session, keyer, contact_id, form.token)
    if stored:
        return _again(session, stored, digits)
    wish = Wish(
        contact=contact,
        source="web",
        language=form.language,
        asker=f"contact:{contact_id}",
        reference_key=codes.reference_key(keyer, digits),
        channel="web",
        reach=reaching.columns(session, keyer, form.line, form.reach, now),
    )
    policy = Policy.read(form.line.policy)
    requested = requests.request(session, form.line, policy, wish, now)
    return _answer(requested, digits)


def _answer(requested: Requested, digits: str) -> Answer:
    stored = requested.outcome in ("today", "later")
    return Answer(requested.outcome, requested.eta, digits if stored else "")


def _reference(
    session: Session, keyer: Keyer, contact_id: int, token: str
) -> tuple[str, Callback | None]:
    """The eight digits that follow from a form, and what is open under them already."""
    for turn in count():
        digits = f"{int(keyer.key(f'form {token} {turn}'), 16) % 10**8:08}"
        key = codes.reference_key(keyer, digits)
        found = session.scalar(_BY_REFERENCE, {"reference_key": key})
        if found is not None and found.contact_id == contact_id:
            return digits, found
        if not codes.is_used(session, keyer, digits):
            return digits, None
    raise AssertionError


def _again(session: Session, stored: Callback, digits: str) -> Answer:
    """As it was answered the first time."""
    told = promises.last(session, stored.id)
    if told is None:
        return Answer("later", reference=digits)
    same_day = told.local_date == local_date(told.told_at)
    open_then = is_open(hours.today(session, stored.line, told.told_at), told.told_at)
    return Answer("today" if same_day and open_then else "later", told.words, digits)
