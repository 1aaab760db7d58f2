"""The interpreter who was ordered for a visit goes with it: whatever becomes of the visit, somebody
is told to change the order."""

import pytest

from ivr.db import Database
from ivr.models import Booking, Event, Task
from ivr.services import reaching, tasks
from tests.make import NOW
from tests.services.booking_scene import Kuhmo


def ordered(kuhmo: Kuhmo) -> Booking:
    """A visit with an interpreter, whom an adviser has ordered."""
    booking = kuhmo.book(kuhmo.nine)

    kuhmo.do(
        lambda session: reaching.order_interpreter(
            session, session.get_one(Booking, booking.id), NOW
        )
    )
    [task] = kuhmo.every(Task)
    kuhmo.do(lambda session: tasks.take(session, task.public_id, kuhmo.agent_id, NOW))
    kuhmo.do(lambda session: tasks.done(session, task.public_id, kuhmo.agent_id, "told", NOW))
    return kuhmo.again(booking)


@pytest.mark.parametrize("becomes", ["moved", "cancelled", "taken back"])
def test_the_task_is_open_again(database: Database, becomes: str) -> None:
    kuhmo = Kuhmo(database)
    booking = ordered(kuhmo)
    {
        "moved": lambda: kuhmo.move(booking, kuhmo.ten),
        "cancelled": lambda: kuhmo.cancel(booking),
        "taken back": lambda: kuhmo.displace(booking),
    }[becomes]()

    [task] = kuhmo.every(Task)
    assert (task.done_at, task.staff_id, task.result) == (None, None, None)
    moves = [one for one in kuhmo.every(Event) if one.subject == "task"]
    assert (moves[-1].from_state, moves[-1].to_state) == ("done", "open")


def test_a_visit_without_an_interpreter_opens_nothing(database: Database) -> None:
    kuhmo = Kuhmo(database)
    kuhmo.cancel(kuhmo.book(kuhmo.nine))

    assert kuhmo.every(Task) == []
