"""Proofs of a number: what proves it, how often it may be tried, and what never does."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from ivr.db import Database
from ivr.models import Contact, Message, Proof
from ivr.services import lines, messages, proofs
from ivr.services.proofs import Claimed
from tests import make
from tests.make import CITIZEN, KEYER, NOW

HOLDER = "h" * 64


@pytest.fixture
def office(database: Database) -> Database:
    with database.writing() as session:
        make.an_open_line(session)
    return database


def begun(office: Database, way: str = "text", holder: str = HOLDER, hours: int = 0) -> Proof:
    with office.writing() as session:
        begin = proofs.begin_text if way == "text" else proofs.begin_ring
        claimed = Claimed(CITIZEN, holder, lines.default(session), "fi")
        return begin(session, KEYER, claimed, NOW + timedelta(hours=hours))


def typed(office: Database, digits: str, minutes: float = 0, holder: str = HOLDER) -> str:
    with office.writing() as session:
        return proofs.prove(session, KEYER, holder, digits, NOW + timedelta(minutes=minutes))


def keyed(office: Database, digits: str, minutes: float = 0, contact: int | None = None) -> bool:
    with office.writing() as session:
        contact = contact or session.scalars(select(Contact.id)).one()
        return proofs.prove_by_ring(
            session, KEYER, contact, digits, NOW + timedelta(minutes=minutes)
        )


def is_proven(office: Database, minutes: float = 0, holder: str = HOLDER) -> bool:
    with office.reading() as session:
        return proofs.proven(session, holder, NOW + timedelta(minutes=minutes)) is not None


def texts(office: Database) -> int:
    with office.reading() as session:
        return session.scalar(select(func.count()).select_from(Message)) or 0


def test_the_digits_prove_it_once_in_the_browser_that_asked(office: Database) -> None:
    digits = proofs.digits(KEYER, begun(office))

    assert typed(office, digits, holder="x" * 64) == "wrong"
    assert typed(office, digits) == "right"
    assert typed(office, digits) == "wrong"
    assert is_proven(office)
    assert not is_proven(office, holder="x" * 64)


def test_a_browser_left_alone_for_half_an_hour_proves_nothing_any_more(office: Database) -> None:
    typed(office, proofs.digits(KEYER, begun(office)))

    assert is_proven(office, minutes=29)
    assert not is_proven(office, minutes=30)


def test_who_comes_again_is_known_for_longer_and_who_is_done_is_not(office: Database) -> None:
    proof = begun(office)
    typed(office, proofs.digits(KEYER, proof))
    with office.writing() as session:
        proofs.notice(session, proof.id, NOW + timedelta(minutes=20))
    assert is_proven(office, minutes=45)

    with office.writing() as session:
        proofs.end(session, HOLDER)
    assert not is_proven(office, minutes=1)


def test_digits_are_good_for_ten_minutes(office: Database) -> None:
    digits = proofs.digits(KEYER, begun(office))

    assert typed(office, digits, minutes=10) == "wrong"


def test_after_five_tries_the_right_digits_are_of_no_use(office: Database) -> None:
    digits = proofs.digits(KEYER, begun(office))
    wrong = f"{(int(digits) + 1) % 10**6:06}"

    assert [typed(office, wrong) for _ in range(5)] == ["wrong"] * 4 + ["spent"]
    assert typed(office, digits) == "spent"


def test_ten_thousand_wrong_digits_find_nothing(office: Database) -> None:
    """However many codes are asked for: beyond the caps of a number no digits prove it."""
    with office.writing() as session:
        claimed = Claimed(CITIZEN, HOLDER, lines.default(session), "fi")
        for start in range(0, 10_000, 500):
            proof = proofs.begin_text(session, KEYER, claimed, NOW)
            right = proofs.digits(KEYER, proof)
            guesses = [f"{guess:06}" for guess in range(start, start + 500)]
            tried = [
                proofs.prove(session, KEYER, HOLDER, guess if guess != right else "x", NOW)
                for guess in guesses
            ]
            assert set(tried) == {"wrong", "spent"}
            if not proof.live:
                proof.tries = 0
                assert proofs.prove(session, KEYER, HOLDER, right, NOW) == "wrong"

    assert texts(office) == 3


def test_a_number_gets_three_codes_an_hour_and_five_a_day(office: Database) -> None:
    for _ in range(4):
        begun(office)
    assert texts(office) == 3

    for hours in (1, 2, 3):
        begun(office, hours=hours)
    assert texts(office) == 5


def test_a_line_pays_for_so_many_codes_a_day(office: Database) -> None:
    with office.writing() as session:
        lines.default(session).policy = {"caps": {"proofs_of_line": 1}}
    begun(office)
    with office.writing() as session:
        claimed = Claimed("+358407654321", HOLDER, lines.default(session), "fi")
        assert not proofs.begin_text(session, KEYER, claimed, NOW).live

    assert texts(office) == 1


@pytest.mark.parametrize("mark", ["refuses_typed", "unreachable"])
def test_who_wants_nothing_from_us_gets_no_codes(office: Database, mark: str) -> None:
    with office.writing() as session:
        make.a_contact(session, CITIZEN, **{mark: True})

    assert not begun(office).live
    assert texts(office) == 0


def test_our_agents_get_no_codes(office: Database) -> None:
    with office.writing() as session:
        make.an_agent(session, number=CITIZEN)

    assert not begun(office).live


def test_a_text_that_comes_too_late_is_not_sent(office: Database) -> None:
    begun(office)
    with office.writing() as session:
        assert messages.due(session, NOW + timedelta(minutes=10)) == []
        assert session.scalars(select(Message.state)).one() == "obsolete"


def test_a_text_for_which_somebody_waits_goes_before_all_others(office: Database) -> None:
    with office.writing() as session:
        line = lines.default(session)
        callback = make.a_callback(session, line)
        messages.write(session, callback, "missed_last", {}, NOW - timedelta(hours=1))
    begun(office)
    with office.writing() as session:
        assert "Koodisi" in messages.due(session, NOW, 1)[0].body


def test_digits_keyed_from_the_telephone_prove_its_number(office: Database) -> None:
    digits = proofs.digits(KEYER, begun(office, "ring"))
    with office.writing() as session:
        other = make.a_contact(session).id

    assert texts(office) == 0
    assert not keyed(office, digits, contact=other)
    assert typed(office, digits) == "wrong"  # what the page itself shows proves nothing there
    with office.reading() as session:
        mine = session.scalars(select(Proof.contact_id)).one()
    assert keyed(office, digits, contact=mine)
    assert is_proven(office)


def test_digits_to_be_keyed_are_good_for_twenty_minutes(office: Database) -> None:
    digits = proofs.digits(KEYER, begun(office, "ring"))
    with office.reading() as session:
        mine = session.scalars(select(Contact.id)).one()
        for minutes, awaited in ((19, True), (20, False)):
            at = NOW + timedelta(minutes=minutes)
            assert proofs.awaited(session, mine, at) == awaited
            assert proofs.awaited(session, None, at) == awaited

    assert not keyed(office, digits, minutes=20)


def test_after_two_days_nobody_knows_which_browser_it_was(office: Database) -> None:
    begun(office)
    with office.writing() as session:
        proofs.forget(session, NOW + timedelta(hours=47))
        assert session.scalars(select(Proof.holder)).one() == HOLDER
        proofs.forget(session, NOW + timedelta(hours=48))
        assert session.scalars(select(Proof.holder)).one() is None
