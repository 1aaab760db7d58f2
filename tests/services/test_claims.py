"""A claim brings the next callback and a ready agent together, and nobody else gets either."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.db import Database
from ivr.models import Attempt, Callback, Line, Staff
from ivr.services import claims, pace, rates
from tests import make
from tests.make import NOW, at, span

Stage = Callable[[Session, Line], Any]


def claim(database: Database, now: datetime = NOW) -> claims.Offer | None:
    with database.writing() as session:
        return claims.claim(session, now)


def stage(database: Database, build: Stage, **line: Any) -> Any:
    with database.writing() as session:
        return build(session, make.an_open_line(session, **line))


def attempt_of(database: Database, offer: claims.Offer | None) -> Attempt:
    assert offer is not None
    with database.reading() as session:
        return session.get_one(Attempt, offer.attempt_id)


def test_the_oldest_ready_callback_is_offered_to_a_ready_agent(database: Database) -> None:
    def build(session: Session, line: Line) -> tuple[int, int]:
        make.a_callback(session, line, waiting="1 h")
        oldest = make.a_callback(session, line, waiting="2 h").id
        return oldest, make.an_agent(session, number="+358401112222").id

    oldest, agent = stage(database, build)

    offer = claim(database)

    attempt = attempt_of(database, offer)
    assert offer is not None
    assert (offer.to, offer.from_, offer.ring) == ("+358401112222", "+358295000100", 20)
    assert (attempt.callback_id, attempt.staff_id, attempt.epoch) == (oldest, agent, 1)
    assert attempt.lease_until == NOW + timedelta(seconds=120)
    with database.reading() as session:
        callback, staff = session.get_one(Callback, oldest), session.get_one(Staff, agent)
        assert (callback.state, callback.epoch, staff.state) == ("offered", 1, "offered")


@pytest.mark.parametrize(
    ("moment", "offered"),
    [
        ("2026-11-24 08:59:59", False),
        ("2026-11-24 09:00", True),
        ("2026-11-24 15:59:44", True),
        ("2026-11-24 15:59:45", False),  # the citizen's leg could no longer start in time
        ("2026-11-24 16:00", False),
        ("2026-11-28 10:00", False),  # Saturday
        ("2027-12-01 10:00", False),  # a working day of which the calendar knows nothing
    ],
)
def test_nobody_is_rung_outside_the_window(database: Database, moment: str, offered: bool) -> None:
    stage(database, lambda session, line: (make.a_callback(session, line), make.an_agent(session)))

    assert bool(claim(database, at(moment))) is offered


def test_a_line_whose_dialling_is_off_is_left_alone(database: Database) -> None:
    stage(
        database,
        lambda session, line: (make.a_callback(session, line), make.an_agent(session)),
        dials=False,
    )

    assert claim(database) is None


@pytest.mark.parametrize("state", ["off", "paused", "offered", "talking", "wrapup"])
def test_only_a_ready_agent_is_rung(database: Database, state: str) -> None:
    stage(
        database,
        lambda session, line: (
            make.a_callback(session, line),
            make.an_agent(session, state=state),
        ),
    )

    assert claim(database) is None


@pytest.mark.parametrize(
    "state", ["waiting", "offered", "dialling", "talking", "unfiled", "needs_human", "done"]
)
def test_only_a_ready_callback_is_offered(database: Database, state: str) -> None:
    stage(
        database,
        lambda session, line: (
            make.a_callback(session, line, state=state),
            make.an_agent(session),
        ),
    )

    assert claim(database) is None


@pytest.mark.parametrize(
    ("languages", "line_keys", "matches"),
    [
        (["fi"], None, True),
        (["sv", "fi"], ["general"], True),
        (["sv"], None, False),
        (["fi"], ["authority"], False),
        (["fi"], [], False),
    ],
)
def test_the_agent_serves_the_line_and_the_language(
    database: Database, languages: list[str], line_keys: list[str] | None, matches: bool
) -> None:
    stage(
        database,
        lambda session, line: (
            make.a_callback(session, line, language="fi"),
            make.an_agent(session, languages=languages, line_keys=line_keys),
        ),
    )

    assert bool(claim(database)) is matches


def test_the_narrowest_skills_come_first_and_then_the_longest_ready(database: Database) -> None:
    def build(session: Session, line: Line) -> dict[int, str]:
        for minutes in (10, 20, 30):
            make.a_callback(session, line, waiting=f"{minutes} min")
        since = {"wide": "3 h", "narrow and new": "1 h", "narrow and old": "2 h"}
        languages = {"wide": ["fi", "sv"]}
        return {
            make.an_agent(
                session,
                name,
                languages=languages.get(name, ["fi"]),
                state_since=NOW - span(ready),
            ).id: name
            for name, ready in since.items()
        }

    names = stage(database, build)

    offers = [claim(database, NOW + span(f"{n} s")) for n in (0, 1, 2)]

    order = [names[attempt_of(database, offer).staff_id] for offer in offers]
    assert order == ["narrow and old", "narrow and new", "wide"]


def test_one_order_holds_over_all_lanes_of_an_agent(database: Database) -> None:
    def build(session: Session, line: Line) -> list[int]:
        other = make.a_line(session, "authority")
        make.an_agent(session)
        return [
            make.a_callback(session, line, waiting="10 min", kind="cut_off").id,
            make.a_callback(session, other, waiting="3 h", language="sv").id,
            make.a_callback(session, line, waiting="2 h", language="en").id,
            make.a_callback(session, line, waiting="1 h", language="fi").id,
        ]

    expected = stage(database, build)

    served = []
    for second in range(4):
        now = NOW + span(f"{second} s")
        attempt = attempt_of(database, claim(database, now))
        served.append(attempt.callback_id)
        _free_the_agent(database, attempt.staff_id)

    assert served == expected


def _free_the_agent(database: Database, agent: int) -> None:
    with database.writing() as session:
        staff = session.get_one(Staff, agent)
        staff.state = "ready"
        for attempt in session.scalars(select(Attempt).where(Attempt.staff_id == agent)):
            attempt.state, attempt.result = "ended", "lapsed"
            attempt.ended_at = attempt.agent_ended_at = NOW


def test_a_callback_that_waits_for_its_time_holds_nobody_up(database: Database) -> None:
    def build(session: Session, line: Line) -> int:
        make.a_callback(session, line, state="waiting", waiting="5 h")
        make.an_agent(session)
        return make.a_callback(session, line, waiting="1 min").id

    ready = stage(database, build)

    assert attempt_of(database, claim(database)).callback_id == ready


@pytest.mark.parametrize(
    ("began", "ended", "claims"),
    [
        pytest.param("9 min", None, "the next one", id="she is calling us"),
        pytest.param("9 min", "1 min", "her", id="she has hung up"),
        pytest.param("11 min", None, "her", id="the end of her call was never heard of"),
    ],
)
def test_a_citizen_who_is_calling_us_is_passed_over_until_she_has_hung_up(
    database: Database, began: str, ended: str | None, claims: str
) -> None:
    def build(session: Session, line: Line) -> dict[str, int]:
        hers = make.a_callback(session, line, waiting="1 h")
        make.a_call(
            session,
            line,
            contact_id=hers.contact_id,
            started_at=NOW - span(began),
            ended_at=NOW - span(ended) if ended else None,
        )
        make.an_agent(session)
        return {"her": hers.id, "the next one": make.a_callback(session, line).id}

    callbacks = stage(database, build)

    assert attempt_of(database, claim(database)).callback_id == callbacks[claims]


@pytest.mark.parametrize("result", ["passed", "missed"])
def test_what_an_agent_passed_or_missed_rests_for_her_ten_minutes(
    database: Database, result: str
) -> None:
    def build(session: Session, line: Line) -> int:
        callback, agent = make.a_callback(session, line), make.an_agent(session)
        make.an_attempt(
            session,
            callback,
            agent,
            state="ended",
            result=result,
            ended_at=NOW - span("9 min"),
            agent_ended_at=NOW - span("9 min"),
        )
        return callback.id

    callback = stage(database, build)

    assert claim(database) is None
    assert attempt_of(database, claim(database, NOW + span("1 min"))).callback_id == callback


def test_who_is_through_but_may_still_be_on_the_line_is_not_rung_on_top_of_it(
    database: Database,
) -> None:
    """She filed at her desk, and her telephone still reads her the choices."""

    def build(session: Session, line: Line) -> tuple[int, int]:
        agent = make.an_agent(session)
        done = make.a_callback(session, line, state="done", ended_at=NOW)
        last = make.an_attempt(
            session, done, agent, state="ended", result="answered", outcome="done", ended_at=NOW
        )
        return make.a_callback(session, line).id, last.id

    callback, last = stage(database, build)
    assert claim(database) is None

    with database.writing() as session:
        session.get_one(Attempt, last).agent_ended_at = NOW
    assert attempt_of(database, claim(database)).callback_id == callback


def test_what_one_agent_passed_goes_to_another_at_once(database: Database) -> None:
    def build(session: Session, line: Line) -> int:
        callback, agent = make.a_callback(session, line), make.an_agent(session)
        make.an_attempt(session, callback, agent, state="ended", result="passed", ended_at=NOW)
        return make.an_agent(session, "Bo", state_since=NOW).id

    other = stage(database, build)

    assert attempt_of(database, claim(database)).staff_id == other


@pytest.mark.parametrize(
    ("her_state", "ready_since", "missed", "goes_to"),
    [
        ("ready", "1 min", "", "Aino"),
        ("wrapup", "1 min", "", None),  # she will be back: it waits for her
        ("wrapup", "10 min", "", "Bo"),
        ("wrapup", "1 min", "1 min", "Bo"),  # it rests for her
        ("wrapup", "1 min", "10 min", None),
        ("paused", "1 min", "", "Bo"),
        ("off", "1 min", "", "Bo"),
    ],
)
def test_a_conversation_cut_off_is_first_its_own_agents(
    database: Database, her_state: str, ready_since: str, missed: str, goes_to: str | None
) -> None:
    def build(session: Session, line: Line) -> dict[int, str]:
        bo = make.an_agent(session, "Bo", state_since=NOW - span("5 h"))
        aino = make.an_agent(session, "Aino", state=her_state)
        since = NOW - span(ready_since)
        callback = make.a_callback(
            session, line, kind="cut_off", for_staff_id=aino.id, state_since=since
        )
        if missed:
            then = {"result": "missed", "ended_at": NOW - span(missed)}
            make.an_attempt(session, callback, aino, state="ended", **then)
        return {aino.id: "Aino", bo.id: "Bo"}

    names = stage(database, build)

    offer = claim(database)

    assert (names[attempt_of(database, offer).staff_id] if offer else None) == goes_to


def test_a_number_that_has_had_todays_calls_waits_for_tomorrow(database: Database) -> None:
    def build(session: Session, line: Line) -> int:
        make.an_agent(session)
        callback = make.a_callback(session, line, number_source="typed")
        for _ in range(2):
            rates.take(session, f"legs:contact:{callback.contact_id}", NOW.date(), 2)
        return callback.id

    capped = stage(database, build)

    assert claim(database) is None

    with database.reading() as session:
        callback = session.get_one(Callback, capped)
        assert (callback.state, callback.not_before) == ("waiting", at("2026-11-25 00:00"))
        assert callback.arrived_at == NOW - span("1 h")


def test_calls_are_no_faster_than_the_account_places_them(database: Database) -> None:
    def build(session: Session, line: Line) -> None:
        for name in ("Aino", "Bo"):
            make.a_callback(session, line)
            make.an_agent(session, name)

    stage(database, build)

    assert claim(database, NOW)
    assert claim(database, NOW + timedelta(milliseconds=999)) is None
    assert claim(database, NOW + timedelta(seconds=1))


def test_nobody_is_rung_while_the_network_is_in_trouble(database: Database) -> None:
    stage(database, lambda session, line: (make.a_callback(session, line), make.an_agent(session)))
    with database.writing() as session:
        pace.hold(session, "calls", NOW + span("30 s"))

    assert claim(database, NOW + span("29 s")) is None
    assert claim(database, NOW + span("30 s"))


def test_a_clock_put_back_does_not_stop_the_calls_for_long(database: Database) -> None:
    stage(database, lambda session, line: (make.a_callback(session, line), make.an_agent(session)))
    with database.writing() as session:
        pace.hold(session, "calls", NOW + span("5 h"))

    assert claim(database)


def test_an_agent_without_a_telephone_is_not_rung(database: Database) -> None:
    def build(session: Session, line: Line) -> None:
        make.a_callback(session, line)
        make.an_agent(session).contact_id = None

    stage(database, build)

    assert claim(database) is None


def test_nobody_is_called_for_two_things_at_once_on_any_line(database: Database) -> None:
    def build(session: Session, line: Line) -> list[int]:
        citizen = make.a_contact(session)
        other = make.a_line(session, "authority")
        for n in range(3):
            make.an_agent(session, f"agent {n}")
        return [
            make.a_callback(session, line, waiting="3 h", contact=citizen).id,
            make.a_callback(session, other, waiting="2 h", contact=citizen).id,
            make.a_callback(session, line, waiting="1 h").id,
        ]

    first, same_citizen, another = stage(database, build)

    served = [attempt_of(database, claim(database, NOW + span(f"{n} s"))) for n in (0, 1)]
    assert [attempt.callback_id for attempt in served] == [first, another]
    assert claim(database, NOW + span("2 s")) is None

    _free_the_agent(database, served[0].staff_id)
    offer = claim(database, NOW + span("3 s"))

    assert attempt_of(database, offer).callback_id == same_citizen
