"""What an agent with a screen is to do: taken by one, given back, and done once."""

from datetime import datetime

import pytest
from sqlalchemy import select

from ivr.db import Database
from ivr.models import Attempt, Event, Message, Staff, Task
from ivr.services import tasks
from ivr.services.tasks import TAKEN_FOR
from tests import make
from tests.make import NOW, span


class Office:
    """One visit is to be booked, for which Aino found the need; Bertta could do it as well."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.writing() as session:
            line = make.an_open_line(session)
            callback = make.a_callback(session, line, state="done", language="sv")
            self.contact_id = callback.contact_id
            self.aino = make.an_agent(session, "Aino").id
            self.bertta = make.an_agent(session, "Bertta").id
            self.line_id = line.id
            aino = session.get_one(Staff, self.aino)
            attempt = make.an_attempt(session, callback, aino, state="ended")
            self.attempt_id = attempt.id
            tasks.book_visit(session, attempt, NOW)
            self.task_id = session.scalars(select(Task.public_id)).one()

    def take(self, staff_id: int, now: datetime = NOW) -> bool:
        with self.database.writing() as session:
            return tasks.take(session, self.task_id, staff_id, now)

    def give_back(self, staff_id: int) -> bool:
        with self.database.writing() as session:
            return tasks.give_back(session, self.task_id, staff_id, NOW)

    def done(self, staff_id: int) -> bool:
        with self.database.writing() as session:
            return tasks.done(session, self.task_id, staff_id, "booked", NOW)

    def seen_by(self, staff_id: int, now: datetime = NOW) -> list[str]:
        with self.database.reading() as session:
            agent = session.get_one(Staff, staff_id)
            return [one.kind for one in tasks.undone(session, agent, now)]

    @property
    def task(self) -> Task:
        with self.database.reading() as session:
            task = tasks.by_id(session, self.task_id)
            assert task
            return task

    def journal(self) -> list[tuple[str | None, str, str, str]]:
        with self.database.reading() as session:
            found = select(Event).where(Event.subject == "task").order_by(Event.id)
            return [(e.from_state, e.to_state, e.cause, e.actor) for e in session.scalars(found)]


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


def test_a_visit_to_be_booked_waits_for_whoever_speaks_the_language(office: Office) -> None:
    with office.database.writing() as session:
        finnish = make.an_agent(session, "Cecilia", languages=["fi"]).id
        elsewhere = make.an_agent(session, "Dora", line_keys=["authority"]).id

    seen = [office.seen_by(one) for one in (office.aino, office.bertta, finnish, elsewhere)]

    assert seen == [["book_visit"], ["book_visit"], [], []]


def test_one_agent_takes_it_and_the_others_see_it_no_more(office: Office) -> None:
    assert office.take(office.bertta)

    assert not office.take(office.aino)
    assert (office.seen_by(office.bertta), office.seen_by(office.aino)) == (["book_visit"], [])
    assert tasks.is_hers(office.task, office.bertta)


def test_given_back_it_is_anybodys(office: Office) -> None:
    office.take(office.bertta)

    assert not office.give_back(office.aino)
    assert office.give_back(office.bertta)

    assert office.take(office.aino)


def test_only_who_has_it_says_how_it_ended_and_only_once(office: Office) -> None:
    office.take(office.bertta)

    assert not office.done(office.aino)
    assert office.done(office.bertta)
    assert not office.done(office.bertta)

    assert (office.task.done_at, office.task.result) == (NOW, "booked")
    assert office.seen_by(office.aino) == office.seen_by(office.bertta) == []


def test_what_she_went_home_with_is_open_to_others_after_an_hour(office: Office) -> None:
    office.take(office.bertta)

    assert not office.take(office.aino, NOW + TAKEN_FOR - span("1 s"))
    assert office.seen_by(office.aino, NOW + TAKEN_FOR) == ["book_visit"]
    assert office.take(office.aino, NOW + TAKEN_FOR)


def test_every_step_is_in_the_journal(office: Office) -> None:
    office.take(office.bertta)
    office.give_back(office.bertta)
    office.take(office.aino)
    office.done(office.aino)

    aino, bertta = f"agent:{office.aino}", f"agent:{office.bertta}"
    assert office.journal() == [
        (None, "open", "book_visit", aino),
        ("open", "taken", "taken", bertta),
        ("taken", "open", "given_back", bertta),
        ("open", "taken", "taken", aino),
        ("taken", "done", "booked", aino),
    ]


def test_a_conversation_makes_one_task_however_often_it_is_told(office: Office) -> None:
    with office.database.writing() as session:
        tasks.book_visit(session, session.get_one(Attempt, office.attempt_id), NOW)

    assert office.seen_by(office.aino) == ["book_visit"]


def test_a_text_that_failed_is_a_task_once(office: Office) -> None:
    with office.database.writing() as session:
        message = Message(
            contact_id=office.contact_id,
            kind="booked_visit",
            language="fi",
            state="failed",
            created_at=NOW,
            send_after=NOW,
        )
        session.add(message)
        session.flush()
        for _ in range(2):
            tasks.text_failed(session, message, office.line_id, "fi", NOW)

    assert office.seen_by(office.aino) == ["book_visit", "text_failed"]
    with office.database.reading() as session:
        kinds = [one.kind for one in tasks.undone_for(session, office.contact_id)]
    assert kinds == ["book_visit", "text_failed"]
