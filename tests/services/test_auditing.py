"""The audit: what is sought in the journal is found page by page, and each look stands in it."""

from datetime import date, timedelta

import pytest

from ivr.db import Database, Session
from ivr.models import Event, Line, Staff
from ivr.services import auditing, events, lines
from ivr.services.auditing import MOST, Kind, NothingSuch, Search
from tests import make
from tests.make import NOW

TODAY = NOW.date()
ARVO = "auditor:99"


@pytest.fixture
def office(database: Database) -> Database:
    """Saara has turned off dialling; a callback came due by itself."""
    with database.writing() as session:
        line = make.an_open_line(session)
        saara = make.an_agent(session, "saara", role="supervisor", ready=False)
        callback = make.a_callback(session, line, public_id="c" * 32)
        due = ("callback", callback.id)
        events.record(session, due, "waiting", "ready", "due", "system", NOW)
        lines.set_switch(session, line, "dials", False, f"supervisor:{saara.id}", NOW)
    return database


def search(
    kind: Kind = "all", first: date = TODAY, last: date = TODAY, actor: str = "", of: str = ""
) -> Search:
    return Search(kind, first, last, actor, of)


def found(office: Database, sought: Search, before: int | None = None) -> list[str]:
    with office.reading() as session:
        return [one.cause for one in auditing.find(session, sought, before).happenings]


def saara(session: Session) -> str:
    return f"supervisor:{session.query(Staff).filter_by(name='saara').one().id}"


@pytest.mark.parametrize(
    ("kind", "causes"),
    [
        ("all", ["dials", "due"]),
        ("people", ["dials"]),
        ("settings", ["dials"]),
        ("citizens", ["due"]),
        ("staff", []),
        ("logins", []),
        ("seen", []),
    ],
)
def test_deeds_are_found_by_kind(office: Database, kind: Kind, causes: list[str]) -> None:
    assert found(office, search(kind)) == causes


def test_deeds_are_found_by_who_did_them_and_when(office: Database) -> None:
    with office.reading() as session:
        who = saara(session)
    yesterday = TODAY - timedelta(days=1)

    assert found(office, search(actor=who)) == ["dials"]
    assert found(office, search(actor=ARVO)) == []
    assert found(office, search(first=yesterday, last=yesterday)) == []


def test_all_of_one_callback_is_found_by_its_id(office: Database) -> None:
    assert found(office, search(of="c" * 32)) == ["due"]
    with pytest.raises(NothingSuch):
        found(office, search(of="d" * 32))


def test_what_happens_meanwhile_moves_no_page(office: Database) -> None:
    with office.writing() as session:
        line = session.query(Line).one()
        for n in range(MOST + 5):
            lines.set_switch(session, line, "dials", n % 2 == 0, "supervisor:1", NOW)
    with office.reading() as session:
        first = auditing.find(session, search("settings"))
        last_shown = first.next
        assert last_shown
    with office.writing() as session:
        lines.set_switch(session, session.query(Line).one(), "dials", False, "supervisor:1", NOW)

    with office.reading() as session:
        rest = auditing.find(session, search("settings"), last_shown)
        ids = [one.id for one in session.query(Event).filter_by(subject="line")]

    assert len(first.happenings) == MOST
    assert len(rest.happenings) == sum(one < last_shown for one in ids) == 6
    assert rest.next is None


def test_pages_go_by_the_moment_in_whatever_order_it_was_written_down(office: Database) -> None:
    with office.writing() as session:
        line = session.query(Line).one()
        for n in range(MOST + 5):
            lines.set_switch(
                session, line, "dials", n % 2 == 0, "supervisor:1", NOW - timedelta(minutes=n)
            )
    with office.reading() as session:
        first = auditing.find(session, search("people"))
        rest = auditing.find(session, search("people"), first.next)
    moments = [one.at for one in (*first.happenings, *rest.happenings)]

    assert len(moments) == MOST + 6
    assert moments == sorted(moments, reverse=True)


def test_every_look_is_found_itself(office: Database) -> None:
    with office.writing() as session:
        sought = search(actor=saara(session), of="c" * 32)
        auditing.look(session, sought, ARVO, NOW)
        with pytest.raises(NothingSuch):
            auditing.look(session, search(of="nothing"), ARVO, NOW)

    assert "audit:all" in found(office, search("seen"))
    assert found(office, search(of="c" * 32)) == ["audited", "due"]
    with office.reading() as session:
        looks = auditing.find(session, search("seen")).happenings
    assert looks[-1].what == "saara"
