"""A PIN is known to its agent alone, and three wrong ones lock it for a quarter of an hour."""

import pytest

from ivr.db import Database
from ivr.models import Staff
from ivr.services import pins
from tests import make
from tests.make import NOW, span

RIGHT, WRONG = "135790", "000000"


@pytest.fixture
def agent(database: Database) -> int:
    with database.writing() as session:
        staff = make.an_agent(session)
        pins.set_pin(staff, RIGHT)
        return staff.id


def key_in(database: Database, agent: int, pin: str, after: str = "0 s") -> str:
    with database.writing() as session:
        staff = session.get_one(Staff, agent)
        return pins.check_pin(session, staff, pin, NOW + span(after))


def test_a_new_pin_has_six_digits_and_is_not_always_the_same() -> None:
    made = {pins.new_pin() for _ in range(50)}

    assert all(len(pin) == 6 and pin.isdigit() for pin in made)
    assert len(made) > 40


def test_only_a_hash_is_kept(database: Database, agent: int) -> None:
    with database.reading() as session:
        kept = session.get_one(Staff, agent).pin_hash

    assert kept is not None
    assert RIGHT not in kept
    assert kept.startswith("$argon2id$")


def test_the_right_pin_is_right(database: Database, agent: int) -> None:
    assert key_in(database, agent, RIGHT) == "right"


@pytest.mark.parametrize("pin", [WRONG, "", "13579", "1357900", "abcdef"])
def test_any_other_is_wrong(database: Database, agent: int, pin: str) -> None:
    assert key_in(database, agent, pin) == "wrong"


def test_the_third_wrong_one_locks_even_the_right_one_out(database: Database, agent: int) -> None:
    assert [key_in(database, agent, WRONG) for _ in range(3)] == ["wrong", "wrong", "locked"]
    assert key_in(database, agent, RIGHT, "14 min") == "locked"
    assert key_in(database, agent, RIGHT, "15 min") == "right"


def test_a_right_one_in_between_forgets_the_wrong_ones(database: Database, agent: int) -> None:
    key_in(database, agent, WRONG)
    key_in(database, agent, WRONG)
    key_in(database, agent, RIGHT)

    assert [key_in(database, agent, WRONG) for _ in range(2)] == ["wrong", "wrong"]


def test_an_agent_without_a_pin_has_no_right_one(database: Database) -> None:
    with database.writing() as session:
        agent = make.an_agent(session).id

    assert key_in(database, agent, "") == "wrong"
