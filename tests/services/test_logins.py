"""Logins: who gets in, for how long, and that an end is an end."""

from collections.abc import Callable
from datetime import datetime

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import select

from ivr.db import Database
from ivr.models import Event, LoginSession, Staff
from ivr.services import logins
from ivr.services.logins import Account, Visitor
from tests import make
from tests.make import NOW, span

FAST = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


@pytest.fixture
def saara(database: Database) -> int:
    with database.writing() as session:
        return make.an_agent(session, "saara", role="supervisor", password="x").id


def begin(database: Database, staff_id: int, now: datetime = NOW) -> str:
    with database.writing() as session:
        return logins.begin(session, staff_id, now)


def who(database: Database, token: str, now: datetime) -> Visitor | None:
    with database.reading() as session:
        return logins.visitor(session, token, now)


# --- the password ---


@pytest.mark.parametrize(("tried", "fits"), [("right", True), ("wrong", False), ("", False)])
def test_only_the_right_password_fits(tried: str, fits: bool) -> None:
    assert logins.fits(Account(1, FAST.hash("right")), tried) is fits


@pytest.mark.parametrize("account", [None, Account(1, None)], ids=["no account", "no password"])
def test_nothing_fits_where_there_is_no_password(account: Account | None) -> None:
    assert not logins.fits(account, "")


def test_an_unknown_name_costs_as_much_work_as_a_known_one() -> None:
    known = extract_parameters(PasswordHasher().hash("as `ivr staff add` keeps it"))

    assert extract_parameters(logins._NOBODYS) == known
    with pytest.raises(VerifyMismatchError):  # worked through to the end, and not turned away
        PasswordHasher().verify(logins._NOBODYS, "whatever")


def test_whoever_has_left_has_no_account(database: Database, saara: int) -> None:
    with database.writing() as session:
        assert logins.account(session, "saara") == Account(saara, "x")
        session.get_one(Staff, saara).active = False

    with database.reading() as session:
        assert logins.account(session, "saara") is None


# --- the session ---


def test_a_session_knows_whose_it_is(database: Database, saara: int) -> None:
    visitor = who(database, begin(database, saara), NOW)

    assert visitor
    assert (visitor.name, visitor.role, visitor.actor) == (
        "saara",
        "supervisor",
        f"supervisor:{saara}",
    )


def test_every_login_has_a_token_of_its_own(database: Database, saara: int) -> None:
    tokens = {begin(database, saara) for _ in range(5)}

    assert len(tokens) == 5
    assert all(len(token) > 40 for token in tokens)


def test_the_database_does_not_hold_what_opens_a_page(database: Database, saara: int) -> None:
    token = begin(database, saara)

    with database.reading() as session:
        kept = session.scalars(select(LoginSession.token_hash)).all()
    assert kept
    assert all(token not in one for one in kept)
    assert who(database, kept[0], NOW) is None


@pytest.mark.parametrize(
    ("used", "asked", "lasts"),
    [
        ([], "29 min", True),
        ([], "30 min", False),
        (["29 min"], "58 min", True),
        (["29 min", "58 min"], "89 min", False),
        ([f"{minutes} min" for minutes in range(20, 600, 20)], "599 min", True),
        ([f"{minutes} min" for minutes in range(20, 600, 20)], "600 min", False),
    ],
    ids=[
        "unused for less than half an hour",
        "unused for half an hour",
        "used in between",
        "used, then unused for half an hour",
        "in use for nearly ten hours",
        "in use for ten hours",
    ],
)
def test_a_session_ends_by_itself(
    database: Database, saara: int, used: list[str], asked: str, lasts: bool
) -> None:
    token = begin(database, saara)
    for moment in used:
        with database.writing() as session:
            logins.notice(session, token, NOW + span(moment))

    assert (who(database, token, NOW + span(asked)) is not None) is lasts


def test_use_is_written_down_once_a_minute(database: Database, saara: int) -> None:
    token = begin(database, saara)

    noticed = [
        visitor.noticed
        for after in ("59 s", "60 s")
        if (visitor := who(database, token, NOW + span(after)))
    ]
    assert noticed == [True, False]


def _log_out(database: Database, saara: int, token: str) -> None:
    with database.writing() as session:
        visitor = logins.visitor(session, token, NOW)
        assert visitor
        logins.end(session, token, visitor, NOW)


def _leave(database: Database, saara: int, token: str) -> None:
    with database.writing() as session:
        session.get_one(Staff, saara).active = False


@pytest.mark.parametrize("end", [_log_out, _leave])
def test_an_ended_session_opens_nothing(
    database: Database, saara: int, end: Callable[[Database, int, str], None]
) -> None:
    token = begin(database, saara)

    end(database, saara, token)

    assert who(database, token, NOW) is None


def test_logging_out_leaves_her_other_browser_alone(database: Database, saara: int) -> None:
    here, there = begin(database, saara), begin(database, saara)

    _log_out(database, saara, here)

    assert who(database, there, NOW)


def test_sessions_past_their_time_are_cleared_away(database: Database, saara: int) -> None:
    begin(database, saara, NOW - span("24 h"))
    begin(database, saara, NOW - span("23 h"))  # whose an ended one was is known for the day

    begin(database, saara)

    with database.reading() as session:
        assert len(session.scalars(select(LoginSession)).all()) == 2


def test_logins_stand_in_the_journal(database: Database, saara: int) -> None:
    _log_out(database, saara, begin(database, saara))

    with database.reading() as session:
        told = [(e.subject, e.to_state, e.actor) for e in session.scalars(select(Event))]
    assert told == [
        ("login", "in", f"supervisor:{saara}"),
        ("login", "out", f"supervisor:{saara}"),
    ]


def test_a_role_taken_away_is_gone_at_once(database: Database, saara: int) -> None:
    token = begin(database, saara)
    with database.writing() as session:
        session.get_one(Staff, saara).role = "agent"

    visitor = who(database, token, NOW)

    assert visitor
    assert visitor.role == "agent"


# --- between the password and the code ---


def half(database: Database, staff_id: int) -> str:
    with database.writing() as session:
        return logins.begin_half(session, staff_id, NOW)


@pytest.mark.parametrize(("after", "waits"), [("299 s", True), ("5 min", False)])
def test_a_code_is_waited_for_five_minutes(
    database: Database, saara: int, after: str, waits: bool
) -> None:
    token = half(database, saara)

    with database.reading() as session:
        assert logins.half_in(session, token, NOW + span(after)) == (saara if waits else None)


def test_half_a_login_opens_no_page_and_a_whole_one_waits_for_no_code(
    database: Database, saara: int
) -> None:
    assert who(database, half(database, saara), NOW) is None

    whole = begin(database, saara)
    with database.reading() as session:
        assert logins.half_in(session, whole, NOW) is None


def test_the_token_of_half_a_login_ends_with_it(database: Database, saara: int) -> None:
    token = half(database, saara)

    with database.writing() as session:
        whole = logins.finish(session, token, saara, NOW)

    assert who(database, whole, NOW)
    with database.reading() as session:
        assert logins.half_in(session, token, NOW) is None


def test_whoever_has_left_is_not_waited_for(database: Database, saara: int) -> None:
    token = half(database, saara)
    _leave(database, saara, token)

    with database.reading() as session:
        assert logins.half_in(session, token, NOW) is None


def test_all_sessions_end_but_the_one_that_is_kept(database: Database, saara: int) -> None:
    with database.writing() as session:
        bo = make.an_agent(session, "bo").id
    here, there, his = begin(database, saara), begin(database, saara), begin(database, bo)
    unfinished = half(database, saara)

    with database.writing() as session:
        logins.end_all(session, saara, but=here)

    assert [bool(who(database, token, NOW)) for token in (here, there, his)] == [True, False, True]
    with database.reading() as session:
        assert logins.half_in(session, unfinished, NOW) is None


def test_only_other_browsers_in_which_she_still_is_are_counted(
    database: Database, saara: int
) -> None:
    begin(database, saara, NOW - span("31 min"))
    here, _ = begin(database, saara), begin(database, saara)
    half(database, saara)

    with database.reading() as session:
        assert logins.elsewhere(session, saara, here, NOW) == 1
