"""A supervisor has callbacks called next, or marks them as urgent, and takes it back."""

from collections.abc import Callable

import pytest

from ivr.db import Database, Session
from ivr.models import Attempt, Callback, Event
from ivr.services import calling_up, claims, reaching, requests, resolutions, retries, sweeps
from ivr.services.calling_up import call_in_turn, call_next
from ivr.services.policy import Policy
from ivr.services.requests import Wish
from ivr.services.supervised import NotAsSeen, sight
from tests import make
from tests.make import NOW, span
from tests.services.scene import Scene
from tests.together import together

BOSS = "supervisor:9"
Act = Callable[..., None]


@pytest.fixture
def three(database: Database) -> list[str]:
    """Three callbacks that are due, the longest waiting first, and three agents."""
    with database.writing() as session:
        line = make.an_open_line(session)
        for name in ("Aino", "Bo", "Cecilia"):
            make.an_agent(session, name)
        waits = ("3 h", "2 h", "1 h")
        return [make.a_callback(session, line, waiting=wait).public_id for wait in waits]


def do(database: Database, act: Act, public_id: str, later: str = "0 s", **more: object) -> None:
    with database.writing() as session:
        act(session, public_id, actor=BOSS, now=NOW + span(later), **more)


def urgent(session: Session, public_id: str, **more: object) -> None:
    calling_up.mark(session, public_id, True, **more)  # type: ignore[arg-type]


def not_urgent(session: Session, public_id: str, **more: object) -> None:
    calling_up.mark(session, public_id, False, **more)  # type: ignore[arg-type]


def one(database: Database, public_id: str) -> Callback:
    with database.reading() as session:
        return session.query(Callback).filter_by(public_id=public_id).one()


def offered(database: Database, times: int = 3) -> list[str]:
    """In which order they are offered."""
    for beat in range(times):
        with database.writing() as session:
            claims.claim(session, NOW + span(f"{2 * beat + 1} s"))
    with database.reading() as session:
        events = session.query(Event).filter_by(subject="callback", to_state="offered")
        return [
            session.get_one(Callback, event.subject_id).public_id
            for event in events.order_by(Event.id)
        ]


def test_what_is_called_next_comes_first_in_the_order_in_which_that_was_said(
    database: Database, three: list[str]
) -> None:
    first, second, third = three
    do(database, call_next, third)
    do(database, call_next, second, "1 s")

    assert offered(database) == [third, second, first]


def test_taken_back_it_has_its_old_place(database: Database, three: list[str]) -> None:
    do(database, call_next, three[2])
    do(database, call_in_turn, three[2])

    assert offered(database) == three
    with database.reading() as session:
        said = [event.cause for event in session.query(Event).filter_by(actor=BOSS)]
    assert said == ["called_next", "called_in_turn"]


def test_what_is_urgent_comes_before_what_waits_longer(
    database: Database, three: list[str]
) -> None:
    do(database, urgent, three[2])
    do(database, urgent, three[1])
    do(database, not_urgent, three[1])

    assert offered(database) == [three[2], three[0], three[1]]


def test_what_is_called_next_comes_before_what_is_urgent_or_was_cut_off(
    database: Database, three: list[str]
) -> None:
    with database.writing() as session:
        line = session.query(Callback).first().line  # type: ignore[union-attr]
        cut_off = make.a_callback(session, line, waiting="5 min", kind="cut_off").public_id
    do(database, urgent, three[1])
    do(database, call_next, three[2])

    assert offered(database) == [three[2], cut_off, three[1]]


def test_an_urgent_one_that_was_called_next_stays_urgent(
    database: Database, three: list[str]
) -> None:
    do(database, urgent, three[2])
    do(database, call_next, three[2])
    assert one(database, three[2]).lane == "general/fi/next"

    do(database, call_in_turn, three[2])
    assert one(database, three[2]).lane == "general/fi/urgent"


def waits(database: Database, three: list[str], until: str, **values: object) -> None:
    with database.writing() as session:
        callback = session.query(Callback).filter_by(public_id=three[2]).one()
        callback.state, callback.not_before = "waiting", NOW + span(until)
        for name, value in values.items():
            setattr(callback, name, value)


def test_one_that_waits_for_its_time_waits_no_longer_than_it_must(
    database: Database, three: list[str]
) -> None:
    waits(database, three, "90 min")
    do(database, call_next, three[2])
    assert one(database, three[2]).not_before == NOW

    do(database, call_in_turn, three[2])
    assert one(database, three[2]).not_before == NOW + span("90 min")


def test_when_it_has_come_due_it_goes_back_to_waiting(database: Database, three: list[str]) -> None:
    waits(database, three, "90 min")
    do(database, call_next, three[2])
    with database.writing() as session:
        session.query(Callback).filter_by(public_id=three[2]).one().state = "ready"

    do(database, call_in_turn, three[2])
    callback = one(database, three[2])
    assert (callback.state, callback.not_before) == ("waiting", NOW + span("90 min"))


def test_nobody_is_called_again_too_soon_nor_before_an_agreed_minute(
    database: Database, three: list[str]
) -> None:
    waits(database, three, "90 min")
    with database.writing() as session:
        callback = session.query(Callback).filter_by(public_id=three[2]).one()
        agent = make.an_agent(session, "Dag")
        tried = NOW - span("2 min")
        make.an_attempt(session, callback, agent, state="ended", released_at=tried, ended_at=tried)
    do(database, call_next, three[2])
    assert one(database, three[2]).not_before == NOW + span("3 min")

    do(database, call_in_turn, three[2])
    waits(database, three, "90 min", kind="phone_time")
    do(database, call_next, three[2])
    assert one(database, three[2]).not_before == NOW + span("90 min")


@pytest.mark.parametrize(("result", "stays"), [("no_answer", False), ("not_placed", True)])
def test_once_it_has_been_tried_it_is_called_in_its_turn(
    database: Database, result: retries.Result, stays: bool
) -> None:
    scene = Scene.set(database)
    do(database, call_next, scene.callback.public_id)
    scene.released()

    def settle(session: Session) -> None:
        attempt = session.get_one(Attempt, scene.attempt_id)
        retries.follow(session, attempt, result, scene.now, cause="tried")

    scene.do(settle)

    assert (scene.callback.next_at is not None) is stays
    assert scene.callback.lane == ("general/fi/next" if stays else "general/fi/callback")


@pytest.mark.parametrize("state", ["offered", "dialling", "talking", "unfiled", "paused", "done"])
def test_what_is_in_somebodys_hands_is_left_alone(database: Database, state: str) -> None:
    scene = Scene.set(database, state=state)

    for act in (call_next, call_in_turn, urgent, not_urgent):
        with pytest.raises(NotAsSeen):
            do(database, act, scene.callback.public_id)


def test_of_two_supervisors_who_saw_the_same_one_is_told_that_it_has_changed(
    database: Database, three: list[str]
) -> None:
    seen = sight(one(database, three[2]))

    def act(which: int) -> bool:
        try:
            do(database, (call_next, urgent)[which], three[2], seen=seen)
        except NotAsSeen:
            return False
        return True

    assert sorted(together(2, act)) == [False, True]
    callback = one(database, three[2])
    assert (callback.next_at is not None) != callback.urgent


def test_it_is_either_claimed_first_or_called_next_first(
    database: Database, three: list[str]
) -> None:
    def claim() -> bool:
        with database.writing() as session:
            return claims.claim(session, NOW) is not None

    def up() -> bool:
        try:
            do(database, call_next, three[0])
        except NotAsSeen:
            return False
        return True

    claimed, called = together(2, lambda which: (claim, up)[which]())

    assert claimed
    assert (one(database, three[0]).next_at is not None) is called
    # PostgreSQL's claim passes over what is in a supervisor's hand just then: it is next.
    assert three[0] in offered(database, times=1)[: 1 + called]


def test_it_has_been_tried_whatever_is_decided_of_a_call_of_which_nothing_is_known(
    database: Database,
) -> None:
    scene = Scene.set(database)
    public_id = scene.callback.public_id
    do(database, call_next, public_id)
    scene.released().give_up()

    scene.do(lambda session: resolutions.resolve(session, public_id, "waiting", BOSS, scene.now))

    assert (scene.callback.next_at, scene.callback.lane) == (None, "general/fi/callback")


def test_it_has_been_tried_when_the_citizen_asks_again_after_the_conversation(
    database: Database,
) -> None:
    scene = Scene.set(database)
    do(database, call_next, scene.callback.public_id)
    scene.talking().citizen("completed", 3, talked=60)

    def ask(session: Session) -> None:
        callback = session.get_one(Callback, scene.callback_id)
        wish = Wish(callback.contact, "shown", "fi", asker="contact:1")
        requests.request(session, callback.line, Policy(), wish, scene.now)

    scene.do(ask)

    assert scene.callback.state == "waiting"
    assert (scene.callback.next_at, scene.callback.lane) == (None, "general/fi/callback")


def test_whoever_wants_a_text_first_has_it_before_she_is_called_next(
    database: Database,
) -> None:
    wants = {"reach": "text", "state": "waiting", "not_before": NOW + span("3 h")}
    scene = Scene.set(database, **wants)

    do(database, call_next, scene.callback.public_id)

    assert scene.callback.not_before == NOW + reaching.AHEAD
    assert sweeps.run(database, sweeps.FIRST_TEXTS, NOW) == 1
    do(database, call_in_turn, scene.callback.public_id)
    do(database, call_next, scene.callback.public_id, "6 min")
    assert scene.callback.not_before == NOW + span("6 min")
