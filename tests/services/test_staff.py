"""Somebody joins the staff once, with a telephone of her own and secrets that only she knows."""

from dataclasses import replace

import pytest
from argon2 import PasswordHasher

from ivr.db import Database
from ivr.models import Staff
from ivr.services import lines, pins, staff
from ivr.services.staff import Newcomer, NotFit, UnknownStaff
from tests import make
from tests.make import KEYER, NOW

AINO = Newcomer("Aino", "agent", "040 123 4567", ("fi", "sv"), "correct horse")


@pytest.fixture
def office(database: Database) -> Database:
    with database.writing() as session:
        make.an_open_line(session)
    return database


def add(office: Database, newcomer: Newcomer) -> str:
    with office.writing() as session:
        return staff.add(session, KEYER, newcomer, NOW)


def find(office: Database, name: str) -> Staff:
    with office.reading() as session:
        row = staff.by_name(session, name)
        assert row.contact
        return row


def test_a_newcomer_is_off_duty_and_can_log_in(office: Database) -> None:
    pin = add(office, AINO)

    row = find(office, "Aino")
    assert (row.role, row.state, row.languages, row.line_keys) == (
        "agent",
        "off",
        ["fi", "sv"],
        None,
    )
    assert row.contact is not None
    assert row.contact.number == "+358401234567"
    assert row.password is not None
    assert PasswordHasher().verify(row.password, "correct horse")
    with office.writing() as session:
        assert pins.check_pin(session, staff.by_name(session, "Aino"), pin, NOW) == "right"


def test_she_may_serve_some_lines_only(office: Database) -> None:
    add(office, replace(AINO, line_keys=("general",)))

    assert find(office, "Aino").line_keys == ["general"]


@pytest.mark.parametrize(
    ("newcomer", "sentence"),
    [
        (AINO, "Aino is on the staff already."),
        (replace(AINO, name="Bo"), "040 123 4567 is the telephone of Aino."),
        (replace(AINO, name=" ", phone="0501234567"), "The name is empty."),
        (replace(AINO, name="Bo", phone="112"), "112 is no Finnish number"),
        (replace(AINO, name="Bo", phone="+46701234567"), "no Finnish number"),
        (replace(AINO, name="Bo", phone="+358295000100"), "no Finnish number"),  # our own line
        (replace(AINO, name="Bo", phone="050123456", password="short"), "less than 8"),
        (replace(AINO, name="Bo", phone="050123456", languages=()), "Languages are one or more"),
        (replace(AINO, name="Bo", phone="050123456", languages=("de",)), "Languages are one"),
    ],
)
def test_a_refusal_is_a_sentence_and_changes_nothing(
    office: Database, newcomer: Newcomer, sentence: str
) -> None:
    add(office, AINO)
    before = find(office, "Aino").pin_hash

    with pytest.raises(NotFit, match=sentence):
        add(office, newcomer)

    with office.reading() as session:
        assert [one.name for one in staff.every(session)] == ["Aino"]
    assert find(office, "Aino").pin_hash == before


def test_a_line_that_the_agency_does_not_have_is_refused(office: Database) -> None:
    with pytest.raises(lines.UnknownLine):
        add(office, replace(AINO, line_keys=("general", "nowhere")))


def test_nobody_is_found_by_a_name_that_nobody_has(office: Database) -> None:
    with (
        pytest.raises(UnknownStaff, match="Nobody on the staff is called Eeva"),
        office.reading() as session,
    ):
        staff.by_name(session, "Eeva")
