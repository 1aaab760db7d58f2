"""The queue is shown in its order, page by page, without a number that could be dialled."""

from datetime import date

import pytest

from ivr.db import Database
from ivr.models import Promise
from ivr.services import events, listing, queue
from ivr.services.queue import Row
from ivr.services.sought import BEGINNING
from tests import make
from tests.make import NOW, at, span
from tests.services.scene import Scene


@pytest.fixture
def seven(database: Database) -> list[str]:
    """Seven open callbacks in three languages on two lines, the longest waiting first."""
    with database.writing() as session:
        line = make.an_open_line(session)
        other = make.a_line(session, "authority")
        make.a_callback(session, line, state="done", waiting="9 h")
        make.a_callback(session, line, state="cancelled", waiting="8 h")
        return [
            make.a_callback(
                session,
                other if n % 3 == 0 else line,
                language=("fi", "sv", "en")[n % 3],
                state=("ready", "waiting", "talking", "needs_human")[n % 4],
                waiting=f"{60 - n // 2} min",  # two at a time have waited equally long
            ).public_id
            for n in range(7)
        ]


def rows(database: Database) -> list[Row]:
    with database.reading() as session:
        return list(queue.every(session))


def test_open_callbacks_are_shown_with_the_longest_waiting_first(
    database: Database, seven: list[str]
) -> None:
    assert [row.id for row in rows(database)] == seven


@pytest.mark.parametrize("most", [1, 2, 3, 6, 7, 50])
def test_pages_of_any_size_show_each_once(database: Database, seven: list[str], most: int) -> None:
    shown, after = [], BEGINNING
    with database.reading() as session:
        while after:
            page = queue.page(session, after, most)
            assert len(page.rows) <= most
            shown += [row.id for row in page.rows]
            after = page.next  # type: ignore[assignment]

    assert shown == seven


def test_an_empty_queue_is_an_empty_page(database: Database) -> None:
    with database.writing() as session:
        make.an_open_line(session)

    assert rows(database) == []


def test_a_row_tells_all_but_the_number(database: Database) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)
        callback = make.a_callback(session, line, number="+358401234567", counted=2)
        for hours in (2, 1):  # promised again
            session.add(
                Promise(
                    callback_id=callback.id,
                    from_at=NOW,
                    to_at=NOW + span("1 h"),
                    local_date=date(2026, 11, 24),
                    form="hour",
                    words=f"told {hours} hours ago",
                    language="fi",
                    channel="spoken",
                    told_at=NOW - span(f"{hours} h"),
                )
            )

    (row,) = rows(database)

    assert "1234567" not in repr(row).replace(" ", "")
    assert row.number.endswith("67")
    assert (row.state, row.line, row.language, row.attempts) == ("ready", "general", "fi", 2)
    assert row.promise is not None
    assert row.promise.words == "told 1 hours ago"


@pytest.mark.parametrize(
    ("callback", "code"),
    [
        ({"state": "ready"}, "earliest"),
        ({"state": "waiting", "not_before": at("2026-11-24 11:00")}, "not_due"),
        ({"state": "talking"}, None),
    ],
)
def test_a_row_says_why_it_is_where_it_is(
    database: Database, callback: dict[str, object], code: str | None
) -> None:
    with database.writing() as session:
        make.a_callback(session, make.an_open_line(session), **callback)

    (row,) = rows(database)

    assert (row.why.code if row.why else None) == code


def test_a_conversation_cut_off_says_how_large_its_head_start_is(database: Database) -> None:
    with database.writing() as session:
        make.a_callback(session, make.an_open_line(session), kind="cut_off")

    (row,) = rows(database)

    assert row.why is not None
    assert row.why.values["head_start"] == 100_000


def test_a_phone_time_is_first_in_line_by_its_minute(database: Database) -> None:
    with database.writing() as session:
        make.a_callback(session, make.an_open_line(session), kind="phone_time", waiting="30 min")

    (row,) = rows(database)

    assert listing.why(row) == "phone time 2026-11-24 09:30, minus a head start of 50000 min"
    assert listing.plain(row)["kind"] == "phone_time"


def test_an_erased_number_is_simply_not_there(database: Database) -> None:
    with database.writing() as session:
        callback = make.a_callback(session, make.an_open_line(session))
        callback.contact.number = None

    assert [row.number for row in rows(database)] == [""]


def test_the_figures_are_those_of_the_rows(database: Database, seven: list[str]) -> None:
    with database.reading() as session:
        figures = queue.figures(session)

    counted: dict[tuple[str, str], dict[str, int]] = {}
    for row in rows(database):
        states = counted.setdefault((row.line, row.language), {})
        states[row.state] = states.get(row.state, 0) + 1
    open_ones = {
        lane: {state: n for state, n in states.items() if state not in ("done", "cancelled")}
        for lane, states in figures.items()
    }
    assert {lane: states for lane, states in open_ones.items() if states} == counted


def test_the_version_changes_with_whatever_happens(database: Database) -> None:
    scene = Scene.set(database)
    seen = [version(scene)]

    for act in (scene.claim, scene.take_up, scene.accept, lambda: scene.citizen("busy", 2)):
        act()
        seen.append(version(scene))

    assert seen[2] == seen[1], "that an agent listens is nothing that supervisors see"
    assert len(set(seen)) == 4


def test_the_version_stays_while_nothing_happens(database: Database) -> None:
    scene = Scene.set(database)

    assert version(scene) == version(scene)


def test_the_last_events_come_latest_first(database: Database) -> None:
    Scene.set(database).released()

    with database.reading() as session:
        last = [event.cause for event in queue.last_events(session, 2)]

    assert last == ["accepted", "released"]


def version(scene: Scene) -> str:
    with scene.database.reading() as session:
        return queue.version(session)


def test_the_version_sees_an_event_that_became_visible_late(database: Database) -> None:
    """On PostgreSQL an earlier id may be committed after a later one."""
    with database.writing() as session:
        for _ in range(3):
            events.record(session, ("line", 1), None, "on", "dials", "system", NOW)
    with database.reading() as session:
        before = queue.version(session)
    with database.writing() as session:
        session.delete(queue.last_events(session, 2)[1])
    with database.reading() as session:
        assert queue.version(session) != before
