"""Strangers would have us send texts without end: to one number, and to whole ranges of them."""

from collections import Counter
from datetime import date, datetime

import pytest
from sqlalchemy import select

from flows.rules.window import local_date
from ivr.db import Database
from ivr.models import Message, Proof
from ivr.services import booking_texts, bookings, lines, messages, proofs
from ivr.services.bookings import Booked
from ivr.services.policy import Policy
from ivr.services.proofs import Claimed
from tests.abuse.many import many
from tests.conftest import only_sqlite
from tests.make import CITIZEN, KEYER, NOW, span
from tests.services.booking_scene import Kuhmo

pytestmark = only_sqlite

CAPS = Policy().caps


@pytest.fixture
def kuhmo(database: Database) -> Kuhmo:
    return Kuhmo(database)


def sent(kuhmo: Kuhmo, days: int = 1) -> Counter[date]:
    """How many texts go out on each day."""
    out: Counter[date] = Counter()
    for hour in range(24 * days):
        now = NOW + span(f"{hour} h")
        out[local_date(now)] += goes_out(kuhmo, now)
    return out


def goes_out(kuhmo: Kuhmo, now: datetime) -> int:
    with kuhmo.database.writing() as session:
        return len(messages.due(session, now, limit=1_000))


@many(20, 1_000)
@pytest.mark.parametrize("source", ["shown", "typed"])
def test_who_books_and_cancels_without_end_gets_few_texts(
    kuhmo: Kuhmo, source: str, count: int
) -> None:
    for _ in range(count):
        booked = kuhmo.confirm(kuhmo.hold(kuhmo.nine), CITIZEN, source)
        if isinstance(booked, Booked):
            kuhmo.cancel(booked.booking)

    assert 0 < max(sent(kuhmo, days=4).values()) <= CAPS.messages


@many(20, 1_000)
def test_who_moves_a_time_to_and_fro_gets_few_texts(kuhmo: Kuhmo, count: int) -> None:
    booking = kuhmo.book(kuhmo.nine)
    out = goes_out(kuhmo, NOW)
    for turn in range(count):
        assert kuhmo.move(booking, (kuhmo.half_past, kuhmo.nine)[turn % 2])
        out += goes_out(kuhmo, NOW)

    assert out == CAPS.messages
    assert max(sent(kuhmo, days=4).values()) <= CAPS.messages


def test_whom_no_text_tells_is_told_her_code_and_nobody_says_that_one_comes(kuhmo: Kuhmo) -> None:
    for _ in range(CAPS.messages):
        kuhmo.cancel(kuhmo.book(kuhmo.nine))
    booking = kuhmo.book(kuhmo.nine)

    assert not kuhmo.do(lambda session: booking_texts.tells_when(session, booking))
    assert kuhmo.displace(booking)
    assert kuhmo.every(Message)[-1].kind == "displaced"


def test_all_numbers_together_get_no_more_than_the_line_sends_a_day(database: Database) -> None:
    kuhmo = Kuhmo(database, places=30)
    with database.writing() as session:
        lines.default(session).policy = {"caps": {"messages_of_line": 15}}
    made = [kuhmo.book(kuhmo.nine, f"+3584010{n:05}", f"call:{n}") for n in range(20)]
    assert sent(kuhmo)[local_date(NOW)] == 15
    late = kuhmo.book(kuhmo.ten, "+358401999999", "call:99")

    assert not kuhmo.do(lambda session: booking_texts.tells_when(session, late))
    failed = [one for one in kuhmo.every(Message) if one.state == "failed"]
    assert {one.booking_id for one in failed} < {one.id for one in made}
    assert kuhmo.do(lambda session: bookings.lock(session, late.id)).state == "booked"


@many(60, 2_000)
def test_proofs_asked_for_other_peoples_numbers_are_bounded(kuhmo: Kuhmo, count: int) -> None:
    """To one number, and to a thousand of them."""
    most = min(CAPS.proofs_of_line, count // 2)
    with kuhmo.database.writing() as session:
        line = lines.default(session)
        line.policy = {"caps": {"proofs_of_line": most}}
        for n in range(count):
            one = CITIZEN if n % 5 == 0 else f"+3584010{n:05}"
            claimed = Claimed(one, f"{n:064}", line, "fi")
            proofs.begin_text(session, KEYER, claimed, NOW + span(f"{n % 12} h"))
        out = Counter(session.scalars(select(Message.contact_id)))
        assert len(session.scalars(select(Proof.id)).all()) == count

    assert sum(out.values()) <= most
    assert max(out.values()) <= CAPS.proofs
