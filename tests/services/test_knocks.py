"""Knocks: wrong tries make the next ones wait, and nobody is locked out."""

from datetime import timedelta

from sqlalchemy import func, select

from ivr.db import Database
from ivr.models import Pace
from ivr.services import knocks
from ivr.services.knocks import ADDRESS, NAME, ROWS, door
from tests.make import NOW, span
from tests.together import together

ONE = {"name:1": NAME}


def knock(database: Database, after: str = "0 s", doors=ONE) -> timedelta:
    with database.writing() as session:
        return knocks.knock(session, doors, NOW + span(after))


def test_five_tries_are_free_and_the_sixth_waits_three_minutes(database: Database) -> None:
    waits = [knock(database) for _ in range(6)]

    assert waits == [timedelta()] * 5 + [span("3 min")]


def test_a_refused_try_does_not_make_the_wait_longer(database: Database) -> None:
    for _ in range(20):
        knock(database)

    assert knock(database, "2 min") == span("1 min")


def test_after_the_wait_there_is_one_try_more_and_not_two(database: Database) -> None:
    for _ in range(5):
        knock(database)

    assert knock(database, "3 min") == timedelta()
    assert knock(database, "3 min") == span("3 min")


def test_after_a_quarter_of_an_hour_all_tries_are_back(database: Database) -> None:
    for _ in range(5):
        knock(database)

    waits = [knock(database, "15 min") for _ in range(6)]
    assert waits == [timedelta()] * 5 + [span("3 min")]


def test_the_right_password_is_no_try(database: Database) -> None:
    for _ in range(30):
        assert knock(database) == timedelta()
        with database.writing() as session:
            knocks.forgive(session, ONE, NOW)


def test_who_waits_at_one_door_is_not_counted_at_the_other(database: Database) -> None:
    for _ in range(5):
        knock(database)

    for _ in range(30):
        assert knock(database, doors={**ONE, "address:1": ADDRESS}) > timedelta()

    assert knock(database, doors={"address:1": ADDRESS}) == timedelta()


def test_many_names_from_one_address_wait_too(database: Database) -> None:
    waits = [knock(database, doors={f"name:{n}": NAME, "address:1": ADDRESS}) for n in range(21)]

    assert waits == [timedelta()] * 20 + [span("45 s")]


def test_tries_at_the_same_moment_are_counted_one_by_one(database: Database) -> None:
    waits = together(12, lambda _: knock(database))

    assert sorted(waits) == [timedelta()] * 5 + [span("3 min")] * 7


def test_a_clock_put_back_closes_no_door_for_long(database: Database) -> None:
    knock(database, "9 h")

    assert knock(database) <= span("3 min")


def test_whatever_is_tried_the_rows_are_bounded(database: Database) -> None:
    doors = {door("name", f"tried {n}") for n in range(20_000)}

    assert len(doors) <= ROWS
    assert max(len(one) for one in doors) <= 16
    for one in ("name:7", "name:7", "name:8"):
        knock(database, doors={one: NAME})
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Pace)) == 2
