"""Asking for a callback: every way in which that can turn out, decided and stored at once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy.orm import Session

from flows.rules import caps
from flows.rules.ladder import first_call
from flows.rules.languages import Language
from flows.rules.numbers import PROVEN, Source
from flows.rules.order import Lane
from flows.rules.window import local_date
from ivr import perils
from ivr.db import racing_insert
from ivr.models import Callback, Contact, Line
from ivr.services import (
    callbacks,
    calling_up,
    events,
    floods,
    legs,
    promises,
    rates,
    tallies,
    typed,
)
from ivr.services.policy import Policy

Asked = Literal["today", "later", "standing", "calling", "limit", "refused", "not_taken"]

_INSERT = racing_insert(Callback).returning(Callback)


@dataclass(frozen=True, slots=True)
class Wish:
    """Who wants to be called, and how we know.

    `asker` is for whom typed numbers are counted: a contact or, if withheld, the call. A new
    request can then be found by the digits of `reference_key`. `reach` are the columns that say
    how she wants to be reached.
    """

    contact: Contact
    source: Source
    language: Language
    asker: str
    call_id: int | None = None
    turn: int | None = None
    unasked: bool = False
    keeps_place: bool = False
    reference_key: str | None = None
    channel: promises.Channel = "spoken"
    reach: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Requested:
    """How it turned out, and the words of the time that was told, if one was."""

    outcome: Asked
    eta: str = ""


def request(session: Session, line: Line, policy: Policy, wish: Wish, now: datetime) -> Requested:
    """Ask for a callback on a line. There is one open callback per contact and line.

    Only to someone whose number the network shows is a standing request mentioned. Whoever
    types a number with an open request hears exactly what a new one would hear, and the open
    row stays as it is: nobody can learn by typing whether another person has asked for a call.
    """
    if not line.takes_requests:
        return Requested("not_taken")
    if _is_refused(wish):
        return Requested("refused")
    found = callbacks.standing(session, line.id, wish.contact.id, lock=True)
    if found and found.state != "unfiled" and wish.source in PROVEN:
        return _stands(session, found, policy, wish, now)
    return _ask(session, line, policy, wish, found, now)


def may_stay_on_the_line(
    session: Session, line: Line, policy: Policy, contact: Contact, now: datetime
) -> bool:
    """Whether a caller who pressed no key may be called back on the shown number."""
    if not (policy.unasked and line.takes_requests):
        return False
    if callbacks.standing(session, line.id, contact.id):
        return False
    used = rates.count(session, _unasked(contact), local_date(now))
    return bool(caps.may_stay_on_the_line(used, policy.caps))


def _is_refused(wish: Wish) -> bool:
    """A number shown by the network exists and its holder asks; a typed one may be anybody's."""
    if wish.source in PROVEN:
        wish.contact.unreachable = False
        return False
    return wish.contact.refuses_typed or wish.contact.unreachable


def _stands(
    session: Session, callback: Callback, policy: Policy, wish: Wish, now: datetime
) -> Requested:
    if callback.state in callbacks.IN_CALL:
        return Requested("calling")
    words = promises.current(session, callback, wish.language, policy, now, wish.channel)
    return Requested("standing", words)


def _ask(
    session: Session,
    line: Line,
    policy: Policy,
    wish: Wish,
    found: Callback | None,
    now: datetime,
) -> Requested:
    today = local_date(now)
    counted = list(_counters(session, wish, policy.caps, today))
    if not rates.take_all(session, counted, today):
        return Requested("limit")
    turn = _turn(session, line, policy, wish, found, now)
    if turn == "none":  # she may be one of the few that are no flood, and asks again tomorrow
        _give_back(session, counted, today)
        return Requested("limit")
    tomorrow = legs.next_day(now) if turn == "another day" else None
    if tomorrow:
        wish = replace(wish, reach={**wish.reach, "not_before": tomorrow})
    told = promises.foresee(session, line, wish.language, policy, now, tomorrow)
    stored = _store(session, line, policy, wish, found, now)
    if stored is None and wish.source in PROVEN:  # another call of the same number was faster
        _give_back(session, counted, today)
        faster = callbacks.standing(session, line.id, wish.contact.id, lock=True)
        return _stands(session, faster, policy, wish, now) if faster else Requested("limit")
    if stored:
        promises.tell(session, stored, told, wish.channel, now)
    return Requested("today" if told.today else "later", told.words)


def _give_back(session: Session, counted: Iterable[tuple[str, int]], today: date) -> None:
    rates.give_all_back(session, [subject for subject, _ in counted], today)


def _turn(
    session: Session,
    line: Line,
    policy: Policy,
    wish: Wish,
    found: Callback | None,
    now: datetime,
) -> floods.Turn:
    """Who has proven her number on a page is nobody's machine, and what stands is counted."""
    if found or wish.source == "web":
        return "as ever"
    return floods.turn(session, line, wish.contact, policy.caps, now)


def _counters(
    session: Session, wish: Wish, most: caps.Caps, day: date
) -> Iterator[tuple[str, int]]:
    # What she asks for herself is one count, be it by telephone or on a page; what others type
    # uses up nothing of it.
    yield f"requests:{_counted_as(wish)}:contact:{wish.contact.id}", most.requests
    if wish.unasked:
        yield _unasked(wish.contact), most.unattended
    if wish.source == "typed":
        yield from typed.counters(session, wish.asker, wish.contact.id, most, day)


def _counted_as(wish: Wish) -> Source:
    return "shown" if wish.source in PROVEN else wish.source


def _unasked(contact: Contact) -> str:
    return f"unasked:contact:{contact.id}"


def _store(
    session: Session,
    line: Line,
    policy: Policy,
    wish: Wish,
    found: Callback | None,
    now: datetime,
) -> Callback | None:
    """The request's own row; None where another open one stands and stays as it is."""
    if found is None:
        return _insert(session, line, policy, wish, now)
    if found.state != "unfiled":
        return None
    # Talked to, but the agent has not said how it ended: asking again is an answer to that.
    soon = now + max(policy.ladder.first_delay, policy.ladder.least_gap)
    callbacks.move(
        session,
        found,
        "waiting",
        cause="asked",
        actor="citizen",
        now=now,
        **{"not_before": soon, **wish.reach, **calling_up.undone(found)},
    )
    return found


def _insert(
    session: Session, line: Line, policy: Policy, wish: Wish, now: datetime
) -> Callback | None:
    stored = session.scalar(_INSERT, _row(session, line, policy, wish, now))
    if stored:
        tallies.shift(session, line.id, wish.language, None, "waiting")
        cause = "stayed" if wish.unasked else "asked_on_page" if wish.source == "web" else "asked"
        subject = ("callback", stored.id)
        events.record(session, subject, None, "waiting", cause, "citizen", now)
        perils.reached("requested")
    return stored


def _row(
    session: Session, line: Line, policy: Policy, wish: Wish, now: datetime
) -> dict[str, object]:
    contact = wish.contact.id
    missed = wish.keeps_place and callbacks.lately_missed(session, line.id, contact, now)
    return {
        "contact_id": contact,
        "number_source": wish.source,
        "line_id": line.id,
        "language": wish.language,
        "lane": Lane(line.key, wish.language).key,
        "call_id": wish.call_id,
        "asked_turn": wish.turn,
        "reference_key": wish.reference_key,
        "unasked": wish.unasked,
        "state": "waiting",
        "state_since": now,
        "arrived_at": missed.arrived_at if missed else now,
        "not_before": first_call(now, policy.ladder),
        **wish.reach,  # may put the first call off
    }
