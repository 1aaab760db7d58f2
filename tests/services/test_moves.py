"""A callback moves in one guarded way, is counted where it stands, and leaves a line."""

import pytest
from sqlalchemy import select

from flows.rules.states import CALLBACK_MOVES, CallbackState
from ivr.db import Database
from ivr.models import Callback, Event
from ivr.services import callbacks, tallies
from ivr.services.callbacks import Moved
from tests import make
from tests.make import NOW
from tests.together import together

ALLOWED = [(here, there) for here, moves in CALLBACK_MOVES.items() for there in sorted(moves)]
FORBIDDEN = [
    (here, there)
    for here in CallbackState
    for there in CallbackState
    if there not in CALLBACK_MOVES[here]
]


def move(database: Database, callback_id: int, to: str, **more: object) -> None:
    with database.writing() as session:
        callback = session.get_one(Callback, callback_id)
        callbacks.move(session, callback, to, cause="test", actor="system", now=NOW, **more)


def a_callback(database: Database, state: str) -> int:
    with database.writing() as session:
        return make.a_callback(session, make.a_line(session), state=state).id


def test_every_move_of_the_table_is_made_counted_and_written_down(database: Database) -> None:
    with database.writing() as session:
        line = make.a_line(session)
        for here, there in ALLOWED:
            callback = make.a_callback(session, line, state=here)
            before = tallies.counts(session, line.id, "fi")

            callbacks.move(session, callback, there, cause="why", actor="agent:7", now=NOW)

            after = tallies.counts(session, line.id, "fi")
            assert after[here] == before[here] - 1, (here, there)
            assert after[there] == before.get(there, 0) + 1, (here, there)
            event = session.scalars(select(Event).order_by(Event.id.desc())).first()
            assert event is not None
            assert (event.subject, event.subject_id) == ("callback", callback.id)
            assert (event.from_state, event.to_state) == (here, there)
            assert (event.cause, event.actor, event.at) == ("why", "agent:7", NOW)


def test_no_other_move_is_made(database: Database) -> None:
    with database.writing() as session:
        line = make.a_line(session)
        for here, there in FORBIDDEN:
            callback = make.a_callback(session, line, state=here)

            with pytest.raises(Moved, match=f"^callback {callback.id} can't go from {here} to"):
                callbacks.move(session, callback, there, cause="why", actor="system", now=NOW)

            session.refresh(callback)
            assert callback.state == here


def test_a_final_state_ends_a_callback_with_its_reason(database: Database) -> None:
    ended = a_callback(database, "unfiled")

    move(database, ended, "done", end_reason="outcome:done")

    with database.reading() as session:
        callback = session.get_one(Callback, ended)
        assert (callback.ended_at, callback.end_reason) == (NOW, "outcome:done")


def test_without_a_reason_of_its_own_a_callback_has_ended_by_its_cause(database: Database) -> None:
    ended = a_callback(database, "waiting")

    move(database, ended, "done")

    with database.reading() as session:
        assert session.get_one(Callback, ended).end_reason == "test"


def test_the_journal_says_during_which_attempt_a_callback_moved(database: Database) -> None:
    with database.writing() as session:
        callback = make.a_callback(session, make.a_line(session), state="ready")
        attempt = make.an_attempt(session, callback, make.an_agent(session)).id
        moved = callback.id

    move(database, moved, "offered", attempt_id=attempt)
    move(database, moved, "ready")

    with database.reading() as session:
        attempts = select(Event.attempt_id).order_by(Event.id)
        assert session.scalars(attempts).all() == [attempt, None]


@pytest.mark.parametrize(
    ("here", "raised", "there", "still"),
    [
        pytest.param("unfiled", "unfiled", "waiting", None, id="it was filed after all"),
        pytest.param("unfiled", "overdue", "waiting", "overdue", id="it still is overdue"),
        pytest.param("ready", "no_agent", "offered", "no_agent", id="it may come back"),
        pytest.param("ready", "no_agent", "cancelled", None, id="it has ended"),
    ],
)
def test_a_callback_is_looked_at_for_as_long_as_that_for_which_it_was_raised_lasts(
    database: Database, here: str, raised: str, there: str, still: str | None
) -> None:
    with database.writing() as session:
        line = make.a_line(session)
        moved = make.a_callback(session, line, state=here, raised_at=NOW, raised_reason=raised).id

    move(database, moved, there)

    with database.reading() as session:
        callback = session.get_one(Callback, moved)
        assert (callback.raised_reason, bool(callback.raised_at)) == (still, bool(still))


def test_a_move_back_into_the_queue_does_not_end_it(database: Database) -> None:
    retried = a_callback(database, "unfiled")

    move(database, retried, "waiting", counted=1, tried_hours=[10])

    with database.reading() as session:
        callback = session.get_one(Callback, retried)
        assert (callback.state, callback.ended_at) == ("waiting", None)
        assert (callback.counted, callback.tried_hours) == (1, [10])


def test_whoever_has_read_an_older_state_moves_nothing(database: Database) -> None:
    callback_id = a_callback(database, "ready")
    with database.writing() as session:
        stale = session.get_one(Callback, callback_id)
        session.expunge(stale)
    move(database, callback_id, "cancelled")

    stood = f"^callback {callback_id} is no longer ready in epoch 0"
    with database.writing() as session, pytest.raises(Moved, match=stood):
        callbacks.move(session, stale, "offered", cause="late", actor="system", now=NOW)

    with database.reading() as session:
        assert session.get_one(Callback, callback_id).state == "cancelled"


def test_an_attempt_of_an_older_epoch_moves_nothing(database: Database) -> None:
    callback_id = a_callback(database, "ready")
    move(database, callback_id, "offered")

    with pytest.raises(Moved):
        move(database, callback_id, "dialling", epoch=0)

    with database.reading() as session:
        callback = session.get_one(Callback, callback_id)
        assert (callback.state, callback.epoch) == ("offered", 1)


def test_of_eight_who_move_it_at_once_one_succeeds(database: Database) -> None:
    callback_id = a_callback(database, "ready")

    def take(_: int) -> bool:
        try:
            move(database, callback_id, "offered")
        except Moved:
            return False
        return True

    assert sum(together(8, take)) == 1
    with database.reading() as session:
        line_id = session.get_one(Callback, callback_id).line_id
        assert tallies.counts(session, line_id, "fi") == {"ready": 0, "offered": 1}
