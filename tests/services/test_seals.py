"""Seals over the journal: whatever is changed, taken out or slipped in afterwards is found."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, text, update

from ivr.db import Database, Session, plainly
from ivr.models import Event, Seal
from ivr.services import events, seals, unbroken
from ivr.services.seals import PAUSE, SETTLED, Sealer
from ivr.services.unbroken import AnotherKey, Broken, Proven, Unsealed
from tests import make
from tests.conftest import only_sqlite
from tests.make import NOW, span

SEALER, NEW_SEALER = Sealer("the secret of tests"), Sealer("the secret that follows it")
LATER = NOW + span("1 h")

Change = Callable[[Session], Any]


def happen(database: Database, *minutes: int) -> None:
    """Something happened so many minutes after NOW."""
    with database.writing() as session:
        for one in minutes:
            at = NOW + timedelta(minutes=one)
            events.record(session, ("line", one), "on", "off", "dials", "supervisor:1", at)


def seal(database: Database, now: datetime, most: int = 3, sealer: Sealer = SEALER) -> int:
    """Seal all that can be; how many seals there are then."""
    with database.writing() as session:
        while made := seals.prepare(session, sealer, now, most):
            assert seals.store(session, made)
        return session.scalar(select(func.count()).select_from(Seal)) or 0


def verify(database: Database, *sealers: Sealer, now: datetime = LATER, **how: Any) -> Proven:
    return unbroken.verify(database.reading, sealers or (SEALER,), now, **how)


def digests(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(Seal.digest).order_by(Seal.sequence)))


@pytest.fixture
def journal(database: Database) -> Database:
    """Events 1 to 3 and 5 to 7 under two seals, 8 under a third; 4 was never committed."""
    happen(database, *range(8))
    with database.writing() as session:
        session.execute(delete(Event).where(Event.id == 4))
    assert seal(database, LATER) == 2
    assert seal(database, LATER + PAUSE) == 3
    return database


def after(database: Database, change: Change, **how: Any) -> str:
    """What is found after a change, which is then undone; nothing if nothing is found."""
    with database.engine.connect() as connection:
        change(Session(connection))
        try:
            sealers = (SEALER,)
            unbroken.verify(lambda: nullcontext(Session(connection)), sealers, LATER, **how)
        except (Broken, AnotherKey) as found:
            return str(found)
        finally:
            connection.rollback()
    return ""


def test_what_was_left_alone_is_whole(journal: Database) -> None:
    happen(journal, 50, 51)

    found = verify(journal)

    assert (found.first, found.last, found.events, found.waiting) == (1, 3, 7, 2)
    assert found.digest == digests(journal)[-1]


def test_a_seal_is_the_same_on_either_database(journal: Database) -> None:
    """So that a journal may move; and in years to come, so that this one is still proven."""
    assert digests(journal)[0] == (
        "4bca8f2a7aa534ed101ee471e952ae82afe427e97e04dcb496bc9357b5dacbdc"
    )


def test_before_the_first_seal_there_is_nothing_to_find(database: Database) -> None:
    happen(database, 0)

    assert verify(database, now=NOW) == Proven(1, 0, 0, "", 1)


def other(value: Any) -> Any:
    """Some value of the same kind that is not this one."""
    match value:
        case None:
            return 1
        case datetime():
            return value + timedelta(microseconds=1)
        case bytes():
            return bytes([value[0] ^ 1]) + value[1:]
        case str():
            return value[:-1] + ("1" if value[-1] == "0" else "0")
        case _:
            return value + 1000


def every_change(database: Database) -> Iterator[tuple[str, Change]]:
    """Each value of each event and seal altered, each row taken out but the newest seal."""
    with database.reading() as session:
        for table, key in ((Event, "id"), (Seal, "sequence")):
            for row in session.execute(select(table.__table__)).mappings().all():
                this = table.__table__.c[key] == row[key]
                yield f"{table.__name__} {row[key]} out", _statement(delete(table).where(this))
                for name, value in row.items():
                    changed = update(table).where(this).values({name: other(value)})
                    yield f"{table.__name__} {row[key]}.{name}", _statement(changed)


def _statement(statement: Any) -> Change:
    return lambda session: plainly(session).execute(statement)


def test_any_single_change_of_any_row_is_found(journal: Database) -> None:
    with journal.writing() as session:
        line = make.an_open_line(session)
        callback = make.a_callback(session, line)
        make.an_attempt(session, callback, make.an_agent(session), id=1)

    changes = dict(every_change(journal))
    unseen = {name for name, change in changes.items() if not after(journal, change)}

    assert len(changes) == 7 * 10 + 3 * 9
    assert unseen == {"Seal 3 out"}
    assert after(journal, changes["Seal 3 out"], digests=digests(journal)[-1:]).startswith(
        "No seal has the digest"
    )


def slip_in(id_: int) -> Change:
    values = {"id": id_, "subject": "line", "subject_id": 1, "to_state": "on", "cause": "dials"}
    return _statement(insert(Event).values(**values, actor="supervisor:2", at=NOW))


def swap(one: int, two: int) -> Change:
    def change(session: Session) -> None:
        for old, new in ((one, 0), (two, one), (0, two)):
            session.execute(update(Event).where(Event.id == old).values(id=new))

    return change


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_statement(update(Event).where(Event.id == 6).values(actor="x")), "Event 6 is not as it"),
        (_statement(delete(Event).where(Event.id.in_((2, 3)))), "An event after 1 is missing"),
        (_statement(delete(Event).where(Event.id == 5)), "Event 5 is missing (seal 2)"),
        (_statement(delete(Event).where(Event.id == 6)), "An event after 5 is missing (seal 2)"),
        (_statement(delete(Event).where(Event.id == 8)), "Event 8 is missing (seal 3)"),
        (slip_in(4), "Event 4 was slipped in (seal 2)"),
        (slip_in(-7), "Event -7 was slipped in (seal 1)"),
        (swap(2, 3), "Event 2 is not as it was written (seal 1)"),
        (swap(3, 6), "Event 3 is not as it was written (seal 1)"),
        (_statement(delete(Seal).where(Seal.sequence == 1)), "Seal 1 is missing."),
        (_statement(delete(Seal).where(Seal.sequence == 2)), "Seal 2 is missing, of events after"),
        (
            _statement(update(Seal).where(Seal.sequence == 2).values(count=4)),
            "Seal 2, of events from 5 on, has been changed.",
        ),
    ],
)
def test_the_first_place_is_named(journal: Database, change: Change, told: str) -> None:
    assert after(journal, change).startswith(told)


def test_a_seal_made_by_whoever_lacks_the_key_is_found(journal: Database) -> None:
    forger = Sealer("a guess")

    def change(session: Session) -> None:
        session.execute(delete(Seal))
        while made := seals.prepare(session, forger, LATER):
            made.keyed_by = SEALER.name
            seals.store(session, made)

    assert after(journal, change).startswith("Seal 1, of events from 1 on, has been changed")


def test_a_digest_of_the_log_is_found_again_in_a_chain_that_has_grown(journal: Database) -> None:
    noted = digests(journal)[1].upper()
    happen(journal, 70, 71, 72)
    seal(journal, LATER + span("2 h"))

    assert verify(journal, digests=[noted]).last == 4


@only_sqlite
@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        ("UPDATE event SET at = 'never' WHERE id = 2", "Event 2 is not as it was written"),
        ("UPDATE event SET subject_id = x'00' WHERE id = 2", "Event 2 is not as it was written"),
        (
            "UPDATE seal SET marks = 'none' WHERE sequence = 2",
            "Seal 2 or an event beneath",
        ),
        ("UPDATE seal SET at = 'never' WHERE sequence = 2", "Seal 2 or an event beneath"),
    ],
)
def test_what_can_t_even_be_read_is_found(journal: Database, spoilt: str, told: str) -> None:
    assert after(journal, _statement(text(spoilt))).startswith(told)


def test_only_what_has_settled_is_sealed(database: Database) -> None:
    happen(database, 0, 1, 2)

    assert seal(database, NOW + SETTLED - span("1 s")) == 0
    assert seal(database, NOW + SETTLED + span("1 min")) == 1

    found = verify(database)
    assert (found.events, found.waiting) == (2, 1)


def test_an_event_stamped_late_does_not_keep_older_ones_waiting(database: Database) -> None:
    """Of a machine whose clock is ahead: those with higher ids are no older."""
    happen(database, 0, 9000, 1)
    seal(database, NOW + SETTLED + span("1 min"))

    assert verify(database).events == 3


def test_a_few_events_wait_a_little_for_more(journal: Database) -> None:
    happen(journal, 9)

    assert seal(journal, LATER + PAUSE + PAUSE - span("1 s")) == 3
    assert seal(journal, LATER + PAUSE + PAUSE) == 4


def test_of_two_schedulers_one_seals(database: Database) -> None:
    happen(database, 0, 1)
    with database.reading() as session:
        first, second = (seals.prepare(session, SEALER, LATER) for _ in range(2))

    for made, is_stored in ((first, True), (second, False)):
        with database.writing() as session:
            assert made
            assert seals.store(session, made) is is_stored
    assert verify(database).last == 1


def test_after_a_change_of_the_key_both_are_needed(journal: Database) -> None:
    happen(journal, 9)
    seal(journal, LATER + span("2 h"), sealer=NEW_SEALER)

    assert verify(journal, NEW_SEALER, SEALER).last == 4
    with pytest.raises(AnotherKey, match=r"^Seal 1 was .* --key-file, or begin with --from 4\.$"):
        verify(journal, NEW_SEALER)
    with pytest.raises(AnotherKey, match=rf"^Seal 4 .*\({NEW_SEALER.name}\).* --key-file\.$"):
        verify(journal)


def test_what_follows_a_lost_key_is_still_proven(journal: Database) -> None:
    happen(journal, 9, 10)
    seal(journal, LATER + span("2 h"), sealer=NEW_SEALER)

    found = verify(journal, NEW_SEALER, first=4)

    assert (found.first, found.last, found.events) == (4, 4, 2)
    with pytest.raises(Broken, match=r"^Seal 5 is missing\.$"):
        verify(journal, NEW_SEALER, first=6)


def test_events_that_nothing_seals_are_told_of(journal: Database) -> None:
    happen(journal, 50)

    with pytest.raises(Unsealed, match=r"^Events from 9 on have no seal"):
        verify(journal, now=NOW + span("2 d"))


def test_how_far_the_seals_reach_is_known(journal: Database) -> None:
    with journal.reading() as session:
        found = seals.reach(session)

    assert found
    assert (found.sealed_at, found.up_to) == (LATER + PAUSE, NOW + span("7 min"))
