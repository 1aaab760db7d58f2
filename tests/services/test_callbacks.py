"""Callbacks as they stand: cancelled by the citizen, come due, given the language chosen late."""

import pytest
from sqlalchemy import select

from flows.rules.states import LIVE, TERMINAL
from ivr.db import Database
from ivr.models import Callback, Event, Line
from ivr.services import callbacks, tallies
from tests import make
from tests.make import NOW, span
from tests.together import together

CANCELLABLE = LIVE - {"dialling", "talking"}


@pytest.fixture
def line(database: Database) -> Line:
    with database.writing() as session:
        return make.a_line(session)


def cancel(database: Database, line: Line, contact_id: int) -> str:
    with database.writing() as session:
        return callbacks.cancel(session, line.id, contact_id, "citizen", NOW)


@pytest.mark.parametrize("state", sorted(LIVE))
def test_a_citizen_can_cancel_until_her_own_telephone_rings(
    database: Database, line: Line, state: str
) -> None:
    with database.writing() as session:
        callback = make.a_callback(session, line, state=state)
        callback_id, contact = callback.id, callback.contact_id

    outcome = cancel(database, line, contact)

    with database.reading() as session:
        callback = session.get_one(Callback, callback_id)
        if state in CANCELLABLE:
            assert (outcome, callback.state, callback.ended_at) == ("cancelled", "cancelled", NOW)
        else:
            assert (outcome, callback.state, callback.ended_at) == ("calling", state, None)


def test_there_is_nothing_to_cancel_twice_or_after_the_end(database: Database, line: Line) -> None:
    with database.writing() as session:
        contact = make.a_callback(session, line).contact_id
        ended = [make.a_callback(session, line, state=state) for state in sorted(TERMINAL)]
        done = [callback.contact_id for callback in ended]

    assert [cancel(database, line, contact) for _ in range(2)] == ["cancelled", "none"]
    assert {cancel(database, line, contact) for contact in done} == {"none"}


def test_of_eight_cancellations_at_once_one_cancels(database: Database, line: Line) -> None:
    with database.writing() as session:
        contact = make.a_callback(session, line).contact_id

    outcomes = together(8, lambda _: cancel(database, line, contact))

    assert sorted(outcomes) == ["cancelled"] + ["none"] * 7


def test_a_request_missed_lately_is_known_until_something_else_is_asked_for(
    database: Database, line: Line
) -> None:
    with database.writing() as session:
        contact = make.a_contact(session)
        first = make.a_callback(
            session, line, contact=contact, state="unreached", ended_at=NOW - span("2 d")
        )
        assert callbacks.lately_missed(session, line.id, contact.id, NOW) is first

        other = make.a_line(session, "other")
        assert callbacks.lately_missed(session, other.id, contact.id, NOW) is None

        make.a_callback(session, line, contact=contact, state="done")
        assert callbacks.lately_missed(session, line.id, contact.id, NOW) is None


# --- coming due ---


def promote(database: Database, limit: int = 200, at=NOW) -> int:
    with database.writing() as session:
        return callbacks.promote(session, at, limit)


def states(database: Database) -> dict[int, str]:
    with database.reading() as session:
        return dict(session.execute(select(Callback.id, Callback.state)).all())


def test_a_callback_becomes_ready_at_its_moment_and_not_before(
    database: Database, line: Line
) -> None:
    with database.writing() as session:
        due = make.a_callback(session, line, state="waiting", not_before=NOW).id
        later = NOW + span("1 s")
        not_due = make.a_callback(session, line, state="waiting", not_before=later).id

    assert promote(database) == 1
    assert states(database) == {due: "ready", not_due: "waiting"}
    assert promote(database) == 0
    with database.reading() as session:
        assert session.get_one(Callback, due).state_since == NOW
        assert tallies.counts(session, line.id, "fi") == {"waiting": 1, "ready": 1}
        event = session.scalars(select(Event)).one()
        assert (event.subject, event.subject_id) == ("callback", due)
        assert (event.from_state, event.to_state) == ("waiting", "ready")
        assert (event.cause, event.actor, event.at) == ("due", "system", NOW)


def test_those_who_become_ready_at_once_are_counted_by_their_languages(
    database: Database, line: Line
) -> None:
    with database.writing() as session:
        for language in ("fi", "fi", "sv"):
            make.a_callback(session, line, state="waiting", not_before=NOW, language=language)

    assert promote(database) == 3

    with database.reading() as session:
        assert tallies.counts(session, line.id, "fi") == {"waiting": 0, "ready": 2}
        assert tallies.counts(session, line.id, "sv") == {"waiting": 0, "ready": 1}


@pytest.mark.parametrize(
    ("who_calls", "began", "ended", "call", "becomes"),
    [
        ("nobody", None, None, {}, "ready"),
        ("she, at this moment", "1 min", None, {}, "waiting"),
        ("she, until a moment ago", "5 min", NOW, {}, "ready"),
        ("she, in a call whose end was never told", "10 min", None, {}, "ready"),
        ("we, in an agent's leg", "1 min", None, {"direction": "agent"}, "ready"),
    ],
)
def test_a_citizen_in_a_call_with_us_is_left_to_finish_it(
    database: Database, line: Line, who_calls: str, began, ended, call: dict, becomes: str
) -> None:
    with database.writing() as session:
        callback = make.a_callback(session, line, state="waiting")
        if began:
            make.a_call(
                session,
                line,
                contact_id=callback.contact_id,
                started_at=NOW - span(began),
                ended_at=ended,
                **call,
            )

    promote(database)

    assert set(states(database).values()) == {becomes}, who_calls


def test_a_line_may_wait_longer_for_a_call_to_end(database: Database) -> None:
    with database.writing() as session:
        patient = make.a_line(session, policy={"ladder": {"on_the_line": 30}})
        contact = make.a_callback(session, patient, state="waiting").contact_id
        make.a_call(session, patient, contact_id=contact, started_at=NOW - span("20 min"))

    assert promote(database) == 0
    assert promote(database, at=NOW + span("10 min")) == 1


def test_a_beat_makes_ready_a_bounded_number_the_longest_due_first(
    database: Database, line: Line
) -> None:
    with database.writing() as session:
        rows = [
            make.a_callback(session, line, state="waiting", waiting=f"{n + 2} min").id
            for n in range(5)
        ]

    assert promote(database, limit=2) == 2
    assert {one for one, state in states(database).items() if state == "ready"} == set(rows[3:])


def test_two_schedulers_promote_each_callback_once(database: Database) -> None:
    with database.writing() as session:
        for key in ("one", "two"):
            line = make.a_line(session, key)
            for n in range(20):
                make.a_callback(session, line, state="waiting", language=("fi", "sv")[n % 2])

    promoted = together(4, lambda _: promote(database, limit=7))
    while more := promote(database):
        promoted.append(more)

    assert sum(promoted) == 40
    assert set(states(database).values()) == {"ready"}


# --- the language ---


def test_a_language_chosen_after_staying_on_the_line_is_that_of_the_callback(
    database: Database, line: Line
) -> None:
    with database.writing() as session:
        callback = make.a_callback(session, line, state="waiting", unasked=True)

        callbacks.speak(session, callback, "sv", NOW)

        assert (callback.language, callback.lane) == ("sv", "general/sv/callback")
        assert tallies.counts(session, line.id, "fi") == {"waiting": 0}
        assert tallies.counts(session, line.id, "sv") == {"waiting": 1}


@pytest.mark.parametrize(
    ("which", "values"),
    [
        ("one that was asked for in a chosen language", {"unasked": False, "state": "waiting"}),
        ("one that an agent is being rung for", {"unasked": True, "state": "offered"}),
    ],
)
def test_another_callback_keeps_its_language(
    database: Database, line: Line, which: str, values: dict
) -> None:
    with database.writing() as session:
        callback = make.a_callback(session, line, **values)

        callbacks.speak(session, callback, "sv", NOW)

        assert callback.language == "fi", which
