"""The card of a citizen: what is on it, whose it is, and what an agent does by it."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from flows.rules.visit_reasons import VISIT_REASONS
from ivr.db import Database
from ivr.models import Booking, Callback, Contact, Line, Slot, Staff, Task
from ivr.services import agent_bookings, callbacks, cards, desk, desk_tasks, tasks
from ivr.services.agent_bookings import Told
from ivr.services.beside import Chosen, InUse
from ivr.services.cards import Card, Dealing, NotHers
from ivr.services.moves import Moved
from ivr.services.outcomes import Filed
from tests import diaries, make
from tests.diaries import FRIDAY
from tests.make import NOW, span
from tests.services.scene import Scene
from tests.together import together


class Talk(Scene):
    """Aino talks to a citizen; two desks are free in Kuhmo on Friday at nine."""

    slot_id: int
    contact_id: int

    def dealing(self, session: Session) -> Dealing:
        return cards.dealing(session, self.agent_id, "call", self.token)

    def card(self) -> Card:
        return self.do(lambda session: cards.look(session, self.dealing(session), self.now))

    def book(self) -> Told | str:
        reason = VISIT_REASONS[0]
        return self.do(
            lambda session: agent_bookings.book(
                session, self.dealing(session), self.slot_id, reason, self.now
            )
        )

    def hung_up(self) -> "Talk":
        self.citizen("completed", 3)
        self.agent("completed")
        return self

    def close(self, outcome: Any = "done", **chosen: str) -> Filed | None:
        closing = Chosen(**{kind: frozenset({key}) for kind, key in chosen.items()})
        who, token = self.agent_id, self.token
        return self.do(lambda session: desk.file(session, who, token, outcome, self.now, closing))

    def ask(self, state: str = "ready", **values: Any) -> str:
        """Another open callback of the citizen's, on a line of its own; its public id."""

        def ask(session: Session) -> str:
            count = len(session.scalars(select(Line)).all())
            line = make.a_line(session, f"line_{count}")
            contact = session.get_one(Contact, self.contact_id)
            return make.a_callback(session, line, state=state, contact=contact, **values).public_id

        return self.do(ask)

    def need_visit(self) -> str:
        """A task to book a visit; its public id."""

        def need(session: Session) -> str:
            line = self.callback.line_id
            task = Task(kind="book_visit", contact_id=self.contact_id, line_id=line)
            task.language, task.created_at = "fi", self.now
            session.add(task)
            session.flush()
            return task.public_id

        return self.do(need)

    def every(self) -> list[Callback]:
        with self.database.reading() as session:
            return list(session.scalars(select(Callback).order_by(Callback.id)))

    def found(self, table: Any, public_id: str) -> Any:
        with self.database.reading() as session:
            return session.scalars(select(table).filter_by(public_id=public_id)).one()


@pytest.fixture
def talk(database: Database) -> Talk:
    scene = Talk.set(database)
    assert isinstance(scene, Talk)
    with database.writing() as session:
        diary = diaries.a_diary(session, point=diaries.a_point(session, desks=2))
        scene.slot_id = diaries.a_time(session, diary, FRIDAY, 2).id
        scene.contact_id = session.get_one(Callback, scene.callback_id).contact_id
    scene.talking()
    return scene


def booked(told: Told | str) -> Booking:
    assert isinstance(told, Told)
    return told.booking


# --- what is on it, and whose it is ---


def test_what_the_conversation_is_about_is_not_listed_beside_it(talk: Talk) -> None:
    assert talk.card().is_empty

    other = talk.ask()

    assert [one.id for one in talk.card().requests] == [other]


def test_what_we_took_back_comes_before_what_is_sooner(talk: Talk) -> None:
    soon = booked(talk.book())

    def take_back(session: Session) -> None:
        slot = session.get_one(Slot, talk.slot_id)
        later = diaries.a_time(session, slot.diary, FRIDAY + span("7 d"))
        contact = session.get_one(Contact, talk.contact_id)
        line = session.get_one(Line, talk.callback.line_id)
        diaries.a_booking(session, later, line, state="displaced", contact=contact)

    talk.do(take_back)

    assert [one.state for one in talk.card().bookings] == ["displaced", "booked"]
    assert talk.card().bookings[1].id == soon.public_id


@pytest.mark.parametrize(("state", "closable"), [
    ("waiting", True), ("ready", True), ("needs_human", True),
    ("dialling", False), ("talking", False), ("unfiled", False),
])  # fmt: skip
def test_what_somebody_is_at_can_t_be_closed(talk: Talk, state: str, closable: bool) -> None:
    talk.ask(state)

    assert [one.closable for one in talk.card().requests] == [closable]


def test_an_unfiled_conversation_stays_hers_whatever_comes_next(talk: Talk) -> None:
    talk.hung_up()
    talk.set_ready()

    assert "•" in talk.card().number

    talk.file("done")
    with pytest.raises(NotHers):
        talk.card()


def test_a_citizen_who_calls_again_meanwhile_takes_the_card_away(talk: Talk) -> None:
    """Asked for anew, the callback waits: who talked to the citizen is through with it."""
    talk.hung_up()
    talk.set_ready()

    def ask_again(session: Session) -> None:
        session.get_one(Callback, talk.callback_id).state = "waiting"

    talk.do(ask_again)

    with pytest.raises(NotHers):
        talk.card()


# --- booking ---


def test_the_last_place_goes_to_one_of_two_agents(talk: Talk) -> None:
    talk.book()
    booked(talk.book())

    assert talk.book() == "taken"
    assert talk.read(Slot, talk.slot_id).taken == 2


def test_the_first_point_is_chosen_and_the_phone_comes_last(talk: Talk) -> None:
    def places(session: Session) -> list[str]:
        line = session.get_one(Line, talk.callback.line_id)
        diaries.phone_times(session, line, fi=1)
        first = diaries.a_point(session, "first", position=0)
        diaries.a_diary(session, point=first)
        diaries.a_point(session, "bare", position=5)
        choice = agent_bookings.choice(session, talk.dealing(session), NOW)
        assert choice.chosen == choice.places[0]
        return [place.key for place in choice.places]

    assert talk.do(places) == ["point:first", "point:kuhmo", "phone"]


def test_a_visit_moves_to_points_and_a_phone_time_to_its_own_line(talk: Talk) -> None:
    visit = booked(talk.book())

    def places(session: Session) -> list[list[str]]:
        line = make.a_line(session, "families")
        times = diaries.phone_times(session, line, fi=1)
        contact = session.get_one(Contact, talk.contact_id)
        phone = diaries.a_booking(session, times["fi"], line, contact=contact)
        return [
            [
                f"{place.key} {place.diary.line_id or ''}"
                for place in agent_bookings.choice(
                    session, talk.dealing(session), NOW, moving=public_id
                ).places
            ]
            for public_id in (visit.public_id, phone.public_id)
        ]

    assert talk.do(places) == [["point:kuhmo "], ["phone 2"]]


def test_booking_the_visit_ends_the_task_that_asked_for_it(talk: Talk) -> None:
    task_id = talk.need_visit()

    talk.book()

    assert talk.found(Task, task_id).result == "booked"


def test_a_task_that_a_colleague_has_taken_up_is_left_to_her(talk: Talk) -> None:
    task_id = talk.need_visit()

    def take(session: Session) -> bool:
        return tasks.take(session, task_id, make.an_agent(session, "Bertta").id, NOW)

    assert talk.do(take)

    talk.book()

    assert talk.found(Task, task_id).done_at is None


# --- what is closed with the outcome ---


def test_everything_ticked_is_closed_and_everything_else_kept(talk: Talk) -> None:
    booking, kept = booked(talk.book()), talk.ask()
    first, task_id = talk.ask("waiting"), talk.need_visit()
    talk.hung_up()

    assert talk.close(requests=first, bookings=booking.public_id, tasks=task_id)

    assert talk.found(Callback, first).end_reason == "served"
    assert talk.found(Callback, kept).state == "ready"
    assert talk.found(Booking, booking.public_id).state == "cancelled"
    assert talk.found(Task, task_id).result == "not_needed"


@pytest.mark.parametrize("state", ["dialling", "talking", "unfiled"])
def test_all_or_nothing_is_done(talk: Talk, state: str) -> None:
    booking, request = booked(talk.book()), talk.ask(state)
    talk.hung_up()

    with pytest.raises(InUse):
        talk.close(requests=request, bookings=booking.public_id)

    assert talk.attempt.outcome is None
    assert talk.found(Booking, booking.public_id).state == "booked"


def test_an_outcome_that_was_keyed_in_before_closes_nothing(talk: Talk) -> None:
    request = talk.ask()
    talk.hung_up()
    talk.file("done")

    with pytest.raises(Moved):
        talk.close(requests=request)

    assert talk.found(Callback, request).state == "ready"


def test_what_is_no_choice_chooses_nothing() -> None:
    chosen = Chosen.read(["request:a", "booking:b", "task:c", "nonsense", "line:d", ""])

    assert chosen == Chosen(frozenset("a"), frozenset("b"), frozenset("c"))
    assert not Chosen.read(["nonsense"])


def test_the_citizen_may_cancel_at_the_moment_in_which_the_agent_files(talk: Talk) -> None:
    """Neither waits for the other for ever, and both have what they want."""
    booking, request = booked(talk.book()), talk.ask()
    talk.hung_up()

    def cancel() -> str:
        def cancel(session: Session) -> str:
            theirs = session.scalars(select(Callback).filter_by(public_id=request)).one()
            return callbacks.cancel(session, theirs.line_id, theirs.contact_id, "citizen", NOW)

        return talk.do(cancel)

    def file() -> object:
        return talk.close(requests=request, bookings=booking.public_id)

    together(2, lambda one: (file, cancel)[one]())

    assert talk.found(Callback, request).state == "cancelled"
    assert talk.found(Booking, booking.public_id).state == "cancelled"
    assert talk.attempt.outcome == "done"


# --- a task whose citizen is to be called first ---


def call_first(talk: Talk, public_id: str) -> str:
    return talk.do(
        lambda session: desk_tasks.call_first(session, public_id, talk.agent_id, talk.now)
    )


def test_the_citizen_of_a_task_is_called_from_the_place_that_she_had(talk: Talk) -> None:
    talk.hung_up()
    talk.file("visit")
    talk.set_ready()
    with talk.database.reading() as session:
        public_id = session.scalars(select(Task.public_id)).one()
    assert call_first(talk, public_id) == "gone"

    assert talk.do(lambda session: desk_tasks.take(session, public_id, talk.agent_id, NOW))
    assert call_first(talk, public_id) == "hers"

    talk.promote()
    first, again = talk.every()
    assert (again.state, again.arrived_at) == ("ready", first.arrived_at)
    talk.wait(minutes=1)
    talk.callback_id = again.id
    talk.claim()
    talk.take_up("CA" + "b" * 32)
    talk.accept("CA" + "b" * 32)
    assert [one.id for one in talk.card().tasks] == [public_id]


def test_what_was_due_long_before_is_kept_for_who_wants_to_call(talk: Talk) -> None:
    talk.hung_up()
    talk.file("visit")
    talk.set_ready()
    with talk.database.writing() as session:
        task = session.scalars(select(Task)).one()
        public_id, contact, line = task.public_id, task.contact, task.line
        long_due = make.a_callback(session, line, contact=contact, waiting="2 h")
        make.an_agent(session, "Bo", state_since=NOW - span("1 h"))
        assert desk_tasks.take(session, public_id, talk.agent_id, NOW)

    assert call_first(talk, public_id) == "hers"

    talk.wait(minutes=1)
    talk.callback_id = long_due.id
    talk.claim()
    with talk.database.reading() as session:
        assert session.get_one(Staff, talk.agent_id).state == "offered"


def test_tasks_of_other_lines_and_languages_are_not_hers_to_take(talk: Talk) -> None:
    public_id = talk.need_visit()

    def may_take(**values: Any) -> bool:
        def take(session: Session) -> bool:
            number = len(session.scalars(select(Staff)).all())
            agent = make.an_agent(session, f"Cecilia {number}", **values)
            return desk_tasks.take(session, public_id, agent.id, NOW)

        return talk.do(take)

    assert not may_take(languages=["sv"])
    assert not may_take(line_keys=["families"])
    assert may_take(languages=["fi"], line_keys=["general"])
