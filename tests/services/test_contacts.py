"""A number lives in one place, under a key that tells nothing without the secret."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from ivr.db import Database
from ivr.models import Contact
from ivr.services import contacts
from ivr.services.contacts import Keyer
from tests import make
from tests.make import CITIZEN, KEYER, NOW
from tests.together import together


def test_the_key_of_a_number_depends_on_the_secret_and_hides_the_number() -> None:
    key = Keyer("one secret").key(CITIZEN)

    assert key == Keyer("one secret").key(CITIZEN)
    assert key != Keyer("another secret").key(CITIZEN)
    assert key != Keyer("one secret").key("+358401234568")
    assert len(key) == 64
    assert CITIZEN.lstrip("+") not in key


def test_a_number_has_one_contact_however_often_it_calls(database: Database) -> None:
    with database.writing() as session:
        first = contacts.find_or_make(session, KEYER, CITIZEN, NOW).id
    with database.writing() as session:
        again = contacts.find_or_make(session, KEYER, CITIZEN, NOW).id
        other = contacts.find_or_make(session, KEYER, "+358501112222", NOW).id

        assert again == first != other
        assert contacts.number(session, first) == CITIZEN


def test_sixteen_calls_from_a_new_number_at_once_make_one_contact(database: Database) -> None:
    def find(_: int) -> int:
        with database.writing() as session:
            return contacts.find_or_make(session, KEYER, CITIZEN, NOW).id

    found = together(16, find)

    assert len(set(found)) == 1
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Contact)) == 1


def test_someone_unknown_is_found_nowhere(database: Database) -> None:
    with database.reading() as session:
        assert contacts.find(session, KEYER, CITIZEN) is None


def test_a_number_emptied_with_time_comes_back_with_its_next_call(database: Database) -> None:
    with database.writing() as session:
        contact = make.a_contact(session, CITIZEN, number_key=KEYER.key(CITIZEN)).id
    with database.writing() as session:
        session.get_one(Contact, contact).number = None
    with database.writing() as session:
        with pytest.raises(LookupError):
            contacts.number(session, contact)

        returned = contacts.find_or_make(session, KEYER, CITIZEN, NOW)

        assert (returned.id, returned.number) == (contact, CITIZEN)


def test_a_fault_of_the_database_does_not_quote_the_number(database: Database) -> None:
    with database.writing() as session:
        make.a_contact(session, CITIZEN)

    with pytest.raises(IntegrityError) as fault, database.writing() as session:
        make.a_contact(session, CITIZEN)

    assert CITIZEN.lstrip("+") not in str(fault.value)


def test_a_member_of_the_staff_is_known_by_her_telephone(database: Database) -> None:
    with database.writing() as session:
        aino = make.an_agent(session, "Aino")
        gone = make.an_agent(session, "Gone", active=False)

        assert contacts.staff(session, aino.contact_id) is aino
        assert contacts.staff(session, gone.contact_id) is None
        assert contacts.staff(session, make.a_contact(session).id) is None
