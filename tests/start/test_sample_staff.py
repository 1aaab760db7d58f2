"""The sample people can log in and key their PINs as told."""

from argon2 import PasswordHasher

from ivr.db import Database
from ivr.services import pins, staff
from ivr.services.agency import read_agency
from ivr.services.sample_staff import add_sample_staff, sample_logins
from ivr.services.seed import seed
from ivr.settings import SAMPLE_AGENCY
from tests.clocks import Settable
from tests.conftest import only_sqlite


@only_sqlite
def test_password_and_pin_are_those_that_were_told(database: Database, clock: Settable) -> None:
    with database.writing() as session:
        seed(session, read_agency(SAMPLE_AGENCY), clock.now())
        logins = add_sample_staff(session, "key", clock.now())

    with database.writing() as session:
        for login in logins[:2]:
            person = staff.by_name(session, login.name)
            assert PasswordHasher().verify(person.password or "", login.password)
            assert pins.check_pin(session, person, login.pin, clock.now()) == "right"


def test_nobody_shares_a_secret() -> None:
    logins = sample_logins("key")

    assert len({login.password for login in logins}) == len(logins)
    assert len({login.pin for login in logins}) == len(logins)


def test_the_same_key_gives_the_same_secrets_and_another_key_others() -> None:
    passwords = {login.password for login in sample_logins("key")}

    assert passwords == {login.password for login in sample_logins("key")}
    assert not passwords & {login.password for login in sample_logins("another key")}


def test_there_is_somebody_in_every_role() -> None:
    assert {login.role for login in sample_logins("key")} == set(staff.ROLES)
