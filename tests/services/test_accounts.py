"""Accounts: what is taken from somebody is gone at once, and everywhere."""

from collections.abc import Callable
from typing import Any

import pytest

from ivr.db import Database
from ivr.models import Event, Staff
from ivr.services import accounts, agents, logins, pins
from ivr.services.accounts import UnfitPassword
from tests import make
from tests.make import NOW

Act = Callable[[Any, Staff], Any]


@pytest.fixture
def aino(database: Database) -> int:
    with database.writing() as session:
        return make.an_agent(session, "aino").id


def do(database: Database, staff_id: int, act: Act) -> Any:
    with database.writing() as session:
        return act(session, session.get_one(Staff, staff_id))


def log_in(database: Database, staff_id: int) -> str:
    with database.writing() as session:
        return logins.begin(session, staff_id, NOW)


def is_in(database: Database, token: str) -> bool:
    with database.reading() as session:
        return logins.visitor(session, token, NOW) is not None


def fits(database: Database, password: str) -> bool:
    with database.reading() as session:
        account = logins.account(session, "aino")
    return logins.fits(account, password)


def leave(session: Any, staff: Staff) -> None:
    accounts.disable(session, staff, "system", NOW)


def wrong_pin(session: Any, staff: Staff) -> str:
    return pins.check_pin(session, staff, "no pin", NOW)


def come_back(session: Any, staff: Staff) -> None:
    accounts.enable(session, staff, "system", NOW)


def test_a_new_password_takes_the_place_of_the_old_one_in_every_browser(
    database: Database, aino: int
) -> None:
    tokens = [log_in(database, aino) for _ in range(2)]
    for word in ("the first password", "the second password"):
        new = accounts.kept(word)
        with database.writing() as session:
            accounts.set_password(session, aino, new, "system", NOW)

    assert fits(database, "the second password")
    assert not fits(database, "the first password")
    assert not any(is_in(database, token) for token in tokens)


def test_whoever_changes_her_own_stays_where_she_is(database: Database, aino: int) -> None:
    here, there = log_in(database, aino), log_in(database, aino)

    with database.writing() as session:
        accounts.set_password(session, aino, "kept", f"agent:{aino}", NOW, but=here)

    assert is_in(database, here)
    assert not is_in(database, there)


def test_a_short_password_is_none() -> None:
    with pytest.raises(UnfitPassword):
        accounts.kept("seven!!")


def test_a_new_pin_unlocks_and_takes_the_place_of_the_old_one(
    database: Database, aino: int
) -> None:
    do(database, aino, lambda rows, staff: pins.set_pin(staff, "123456"))
    missed = [do(database, aino, wrong_pin) for _ in range(3)]
    assert missed[-1] == "locked"

    new = do(database, aino, lambda rows, staff: accounts.set_pin(rows, staff, "system", NOW))

    assert do(database, aino, lambda rows, staff: pins.check_pin(rows, staff, new, NOW)) == "right"


def test_whoever_leaves_is_logged_out_and_off_duty(database: Database, aino: int) -> None:
    token = log_in(database, aino)

    do(database, aino, leave)

    assert not is_in(database, token)
    with database.reading() as session:
        assert logins.account(session, "aino") is None
        assert session.get_one(Staff, aino).state == "off"


def test_whoever_leaves_in_a_call_finishes_it(database: Database, aino: int) -> None:
    do(database, aino, lambda rows, staff: setattr(staff, "state", "talking"))

    do(database, aino, leave)

    with database.reading() as session:
        left = session.get_one(Staff, aino)
        assert (left.state, left.pause_after, left.active) == ("talking", True, False)


def test_whoever_left_in_a_call_is_off_duty_after_it(database: Database, aino: int) -> None:
    with database.writing() as session:
        make.an_open_line(session)
    do(database, aino, lambda rows, staff: setattr(staff, "state", "talking"))
    do(database, aino, leave)

    do(database, aino, lambda rows, staff: setattr(staff, "state", "wrapup"))
    do(database, aino, lambda rows, staff: agents.end_wrapup(rows, staff, NOW))

    with database.reading() as session:
        assert session.get_one(Staff, aino).state == "off"


def test_whoever_comes_back_logs_in_anew(database: Database, aino: int) -> None:
    token = log_in(database, aino)
    do(database, aino, leave)

    do(database, aino, come_back)

    assert not is_in(database, token)
    assert is_in(database, log_in(database, aino))


def test_each_of_it_stands_in_the_journal(database: Database, aino: int) -> None:
    do(database, aino, lambda rows, staff: accounts.set_pin(rows, staff, "system", NOW))
    do(database, aino, leave)
    do(database, aino, come_back)

    with database.reading() as session:
        told = [event.cause for event in session.query(Event).order_by(Event.id)]
    assert [one for one in told if one in ("pin_set", "disabled", "enabled")] == [
        "pin_set",
        "disabled",
        "enabled",
    ]
