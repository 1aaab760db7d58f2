"""The sample people can log in and key their PINs as told."""

import pytest
from argon2 import PasswordHasher

from ivr.db import Database
from ivr.services import pins, staff
from ivr.services.agency import read_agency
from ivr.services.sample_staff import Login, add_sample_staff
from ivr.services.seed import seed
from ivr.settings import SAMPLE_AGENCY
from tests.clocks import Settable
from tests.conftest import only_sqlite

pytestmark = only_sqlite


@pytest.fixture
def logins(database: Database, clock: Settable) -> tuple[Login, ...]:
    with database.writing() as session:
        seed(session, read_agency(SAMPLE_AGENCY), clock.now())
        return add_sample_staff(session, "key", clock.now())


def test_password_and_pin_are_those_that_were_told(
    database: Database, clock: Settable, logins: tuple[Login, ...]
) -> None:
    with database.writing() as session:
        for login in logins:
            person = staff.by_name(session, login.name)
            assert PasswordHasher().verify(person.password or "", login.password)
            assert pins.check_pin(session, person, login.pin, clock.now()) == "right"


def test_nobody_shares_a_secret(logins: tuple[Login, ...]) -> None:
    assert len({login.password for login in logins}) == len(logins)
    assert len({login.pin for login in logins}) == len(logins)


def test_another_key_gives_other_secrets(
    database: Database, clock: Settable, logins: tuple[Login, ...]
) -> None:
    with database.writing() as session:
        others = add_sample_staff(session, "another key", clock.now())

    assert not {login.password for login in logins} & {login.password for login in others}


def test_there_is_somebody_in_every_role(logins: tuple[Login, ...]) -> None:
    assert {login.role for login in logins} == set(staff.ROLES)
