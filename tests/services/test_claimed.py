"""What a claim tells and writes down, and that it lets go of what another has taken meanwhile."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import perils
from ivr.db import Database
from ivr.models import Attempt, Callback, Event, Staff
from ivr.services import claims, pace, probes, rates
from ivr.services.moves import Moved
from tests import make
from tests.conftest import only_postgresql
from tests.make import NOW, span

FIELDS = ("subject", "subject_id", "from_state", "to_state", "cause", "actor", "attempt_id")


def one_of_each(database: Database, **line: Any) -> tuple[int, int]:
    """A ready callback, and a ready agent who can take it."""
    with database.writing() as session:
        open_line = make.an_open_line(session, **line)
        return make.a_callback(session, open_line).id, make.an_agent(session).id


def claim(
    database: Database, now: datetime = NOW, gap: timedelta = pace.GAP
) -> claims.Offer | None:
    with database.writing() as session:
        return claims.claim(session, now, gap)


def claim_while(database: Database, another: Callable[[Session], object]) -> None:
    """A claim during which, once it has chosen, `another` does something."""
    with database.writing() as session:

        def listen(peril: str) -> None:
            if peril == "claimed":
                another(session)

        with perils.listening(listen):
            claims.claim(session, NOW)


def journal(database: Database) -> list[tuple[Any, ...]]:
    with database.reading() as session:
        events = session.scalars(select(Event).order_by(Event.id))
        return [tuple(getattr(event, name) for name in FIELDS) for event in events]


def test_an_offer_names_its_attempt_and_leaves_the_agent_time_for_all_of_it(
    database: Database,
) -> None:
    one_of_each(database, policy={"offer_ring": 25, "time_limit": 1800})

    offer = claim(database)

    assert offer is not None
    with database.reading() as session:
        assert offer.token == session.get_one(Attempt, offer.attempt_id).token
    assert offer.limit == 25 + 1800 + 600  # she is rung, she talks, she files what came of it


def test_the_journal_says_who_and_what_was_claimed_for_which_attempt(database: Database) -> None:
    callback, agent = one_of_each(database)

    offer = claim(database)

    assert offer is not None
    assert journal(database) == [
        ("callback", callback, "ready", "offered", "claimed", "system", offer.attempt_id),
        ("staff", agent, "ready", "offered", "claimed", "system", offer.attempt_id),
    ]


def test_the_journal_says_that_a_number_has_had_todays_calls(database: Database) -> None:
    callback, _ = one_of_each(database)
    with database.writing() as session:
        contact = session.get_one(Callback, callback).contact_id
        for _ in range(4):
            rates.take(session, f"legs:contact:{contact}", NOW.date(), 4)

    assert claim(database) is None

    assert journal(database) == [
        ("callback", callback, "ready", "waiting", "capped", "system", None)
    ]


def test_an_account_that_places_calls_more_slowly_gets_them_more_slowly(
    database: Database,
) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)
        for name in ("Aino", "Bo"):
            make.a_callback(session, line)
            make.an_agent(session, name)

    offers = [claim(database, NOW + span(f"{n} s"), gap=span("3 s")) for n in (0, 2, 3)]

    assert [offer is not None for offer in offers] == [True, False, True]


def test_whose_call_another_scheduler_places_this_second_claims_nothing(
    database: Database,
) -> None:
    one_of_each(database)

    def another_takes_it(session: Session) -> object:
        return pace.take(session, "calls", NOW)

    with pytest.raises(Moved, match=r"^another scheduler took this second's call"):
        claim_while(database, another_takes_it)

    assert journal(database) == []


def test_whose_citizen_is_rung_for_something_else_meanwhile_claims_nothing(
    database: Database,
) -> None:
    callback, _ = one_of_each(database)
    with database.writing() as session:
        contact = session.get_one(Callback, callback).contact
        elsewhere = make.a_line(session, "authority")
        other = make.a_callback(session, elsewhere, contact=contact, state="waiting").id
        bo = make.an_agent(session, "Bo", ready=False).id

    def another_rings_her(session: Session) -> object:
        rung, agent = session.get_one(Callback, other), session.get_one(Staff, bo)
        return make.an_attempt(session, rung, agent)

    with pytest.raises(Moved, match="is being called already"):
        claim_while(database, another_rings_her)

    assert journal(database) == []


@only_postgresql  # on SQLite whoever claims has the whole database
def test_what_another_scheduler_holds_at_this_moment_is_not_claimed(database: Database) -> None:
    callback, _ = one_of_each(database)

    with database.writing() as another:
        assert probes.lock_ready_callback(another, callback)
        with pytest.raises(Moved, match=f"^callback {callback} was claimed meanwhile"):
            claim(database)
