"""An agent's calls, key by key: the offer, its answers, the outcome, and her own line."""

from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import select, update

from flows.engine.turn import Heard, Pressed, Rang, Silence
from ivr.db import Database
from ivr.models import Attempt, Promise, Staff, TurnAnswer
from ivr.services import calls, pins, sweeps
from tests import make
from tests.clocks import Settable
from tests.make import NOW, at, span
from tests.phone import EXCHANGE, Phone
from tests.services.scene import AGENT_LEG, CITIZEN_LEG, Scene

AINO = "+358501234567"
PIN = "135790"


@dataclass
class Leg:
    """The leg on which an agent was rung; `heard` is the last answer."""

    scene: Scene
    turn: int = 1
    heard: str = ""

    def answer(self) -> "Leg":
        def open_leg(session: object) -> str:
            attempt = session.get_one(Attempt, self.scene.attempt_id)  # type: ignore[attr-defined]
            return calls.open_agent(session, EXCHANGE, attempt, AGENT_LEG, self.scene.now)  # type: ignore[arg-type]

        self.heard = self.scene.do(open_leg)
        return self

    def press(self, *keys: str) -> "Leg":
        for key in keys:
            self._next(Pressed(key))
        return self

    def stay_silent(self, times: int = 1) -> "Leg":
        for _ in range(times):
            self._next(Silence())
        return self

    def the_dial_ends(self, status: str, talked: int | None = None) -> "Leg":
        self._next(Rang(self.scene.dial_ended(status, talked)))
        return self

    def prompts(self) -> list[str]:
        return [line.partition(":")[0] for line in self.heard.splitlines()[:-1]]

    def _next(self, heard: Heard) -> None:
        self.turn += 1
        self.scene.wait(seconds=3)
        self.heard = self.scene.do(
            lambda session: calls.take_turn(
                session, EXCHANGE, AGENT_LEG, self.turn, heard, self.scene.now
            )
        )


@pytest.fixture
def scene(database: Database) -> Scene:
    scene = Scene.set(database, number="+358409876543", waiting="20 min")
    assert scene.claim()
    return scene


@pytest.fixture
def leg(scene: Scene) -> Leg:
    return Leg(scene)


def promise(scene: Scene, to_at: str, form: str = "hour") -> None:
    with scene.database.writing() as session:
        session.add(
            Promise(
                callback_id=scene.callback_id,
                from_at=NOW - span("1 h"),
                to_at=at(to_at),
                local_date=date(2026, 11, 24),
                form=form,
                words="tunnin sisällä",
                language="fi",
                channel="spoken",
                told_at=NOW - span("20 min"),
            )
        )


def test_the_offer_tells_what_she_needs_and_never_the_number(scene: Scene, leg: Leg) -> None:
    promise(scene, "2026-11-24 10:30")

    leg.answer()

    for told in ("yleinen linja", "suomi", "kello yhdeksän neljäkymmentä", "ensimmäinen yritys"):
        assert told in leg.heard
    assert leg.heard.endswith("keys offered 2")
    assert "yhdeksän kahdeksan seitsemän" not in leg.heard
    assert not any(digit in leg.heard.rpartition("\n")[0] for digit in "0123456789")


@pytest.fixture
def booked(database: Database) -> Leg:
    """A phone time at half past nine is offered, at ten."""
    scene = Scene.set(database, kind="phone_time", waiting="30 min")
    assert scene.claim()
    return Leg(scene)


def test_a_phone_time_is_offered_by_its_agreed_minute(booked: Leg) -> None:
    promise(booked.scene, "2026-11-24 10:30", "booked")

    assert booked.answer().prompts()[0] == "agent.booked"
    assert "tänään kello yhdeksän kolmekymmentä" in booked.heard


def test_it_is_late_from_the_agreed_minute_on(booked: Leg) -> None:
    promise(booked.scene, "2026-11-24 09:45", "booked")

    assert booked.answer().prompts()[0] == "agent.booked_late"
    assert "Myöhässä puoli tuntia" in booked.heard


def test_a_phone_time_tried_in_time_is_not_late_at_its_next_try(booked: Leg) -> None:
    promise(booked.scene, "2026-11-24 09:45", "booked")
    booked.scene.do(lambda session: session.execute(update(Promise).values(score="kept")))

    assert booked.answer().prompts()[0] == "agent.booked"


def test_it_says_by_how_much_a_promise_is_late(scene: Scene, leg: Leg) -> None:
    promise(scene, "2026-11-24 09:40")

    leg.answer()

    assert leg.heard.endswith("keys late 2")
    assert "Myöhässä kaksikymmentä minuuttia" in leg.heard


def test_it_is_told_in_her_own_language(database: Database) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)
        callback = make.a_callback(session, line)
        agent = make.an_agent(session, languages=["sv", "fi"])
        scene = Scene(database, callback_id=callback.id, agent_id=agent.id)
    scene.claim()

    heard = Leg(scene).answer().heard

    assert "allmänna linjen" in heard
    assert "finska" in heard


def test_an_offer_stands_as_long_as_she_listens_to_it(scene: Scene, leg: Leg) -> None:
    leg.answer()
    for _ in range(4):
        scene.wait(seconds=50)
        leg.press("9")
        sweeps.run(scene.database, sweeps.LEASES, scene.now)

    leg.press("1")

    assert leg.heard.startswith("agent.connecting")


def test_one_key_and_the_citizen_is_rung(scene: Scene, leg: Leg) -> None:
    leg.answer().press("1")

    assert leg.heard.startswith("agent.connecting")
    assert "'number': '+358409876543'" in leg.heard
    assert f"'leg_token': '{scene.leg_token}'" in leg.heard
    with scene.database.reading() as session:
        releases = session.scalars(select(TurnAnswer.releases).order_by(TurnAnswer.number)).all()
    assert releases == [False, True]


def test_passing_sends_it_to_somebody_else(scene: Scene, leg: Leg) -> None:
    leg.answer().press("2")

    assert leg.prompts() == ["agent.passed"]
    assert scene.states == ("ready", "ended", "offered")


def test_an_answering_machine_that_presses_nothing_is_a_miss(scene: Scene, leg: Leg) -> None:
    leg.answer().stay_silent(3)
    assert leg.prompts()[-1] == "agent.unanswered"
    assert scene.callback.state == "offered"

    scene.agent("completed")

    assert (scene.callback.state, scene.staff.misses) == ("ready", 1)


@pytest.mark.parametrize(
    ("status", "prompt"),
    [
        ("busy", "agent.busy"),
        ("no-answer", "agent.no_answer"),
        ("canceled", "agent.no_answer"),
        ("failed", "agent.not_connected"),
        ("nonsense", "agent.not_known"),
    ],
)
def test_a_call_that_was_not_answered_takes_one_sentence(
    scene: Scene, leg: Leg, status: str, prompt: str
) -> None:
    leg.answer().press("1").the_dial_ends(status)

    assert leg.prompts() == [prompt]
    assert leg.heard.endswith("hang up")


@pytest.mark.parametrize(
    ("keys", "prompts", "state"),
    [
        (("1",), ["outcome.filed", "agent.thanks"], "done"),
        (("3",), ["outcome.filed", "agent.thanks"], "waiting"),
        (("4",), ["outcome.filed", "agent.thanks"], "refused"),
        (("5",), ["outcome.filed", "agent.thanks"], "ready"),
        (("2", "1"), ["outcome.filed_later", "agent.thanks"], "waiting"),
        (("2", "2"), ["outcome.filed_later", "agent.thanks"], "waiting"),
        (("2", "3"), ["outcome.filed_later", "agent.thanks"], "waiting"),
        (("0", "1"), ["outcome.filed", "agent.thanks"], "done"),
    ],
)
def test_after_a_conversation_the_outcome_is_keyed_in(
    scene: Scene, leg: Leg, keys: tuple[str, ...], prompts: list[str], state: str
) -> None:
    leg.answer().press("1").the_dial_ends("completed", 240).press(*keys)

    assert leg.prompts() == prompts
    assert (scene.callback.state, scene.staff.state) == (state, "wrapup")
    assert scene.staff.pause_after is (keys[0] == "0")


def test_the_time_of_a_later_call_is_said_back(scene: Scene, leg: Leg) -> None:
    leg.answer().press("1").the_dial_ends("completed", 240).press("2", "2")

    assert "huomenna kello yhdeksän" in leg.heard


def test_what_she_left_open_comes_before_the_next_offer(scene: Scene, leg: Leg) -> None:
    leg.answer().press("1").the_dial_ends("completed", 240)
    scene.agent("completed")
    with scene.database.writing() as session:
        session.get_one(Staff, scene.agent_id).state = "ready"
        line = make.a_line(session, "other")
        make.a_callback(session, line, number="+358409876544")
    first = scene.callback_id
    scene.wait(minutes=1)
    assert scene.claim()

    second = Leg(scene)
    second.heard = scene.do(
        lambda session: calls.open_agent(
            session, EXCHANGE, session.get_one(Attempt, scene.attempt_id), CITIZEN_LEG, scene.now
        )
    )
    assert second.prompts()[0] == "outcome.missing"
    answer = scene.do(
        lambda session: calls.take_turn(session, EXCHANGE, CITIZEN_LEG, 2, Pressed("1"), scene.now)
    )

    assert [line.partition(":")[0] for line in answer.splitlines()][:2] == [
        "outcome.filed",
        "agent.offered",
    ]
    assert scene.callback_id == first
    assert scene.callback.state == "done"
    assert scene.attempt.state == "offered"


@pytest.mark.parametrize("offered_to", ["nobody any more", "another leg"])
def test_a_leg_without_an_offer_hears_that_it_is_taken(
    scene: Scene, leg: Leg, offered_to: str
) -> None:
    if offered_to == "another leg":
        scene.take_up(CITIZEN_LEG)
    else:
        scene.cancel()

    assert leg.answer().prompts() == ["agent.taken"]
    assert leg.heard.endswith("hang up")


# --- An agent calls in from her own telephone ---


@pytest.fixture
def phone(database: Database) -> Phone:
    with database.writing() as session:
        line = make.an_open_line(session)
        for language in ("fi", "fi", "sv"):
            make.a_callback(session, line, language=language)
        agent = make.an_agent(session, number=AINO, ready=False, languages=["fi"])
        pins.set_pin(agent, PIN)
    return Phone(database, Settable(), number=AINO)


def state_of(phone: Phone) -> str:
    with phone.database.reading() as session:
        return session.scalars(select(Staff.state)).one()


@pytest.mark.parametrize(
    ("key", "state", "words"),
    [("1", "ready", "vapaa"), ("2", "paused", "tauolla"), ("3", "off", "poissa")],
)
def test_she_sets_her_state_by_phone(phone: Phone, key: str, state: str, words: str) -> None:
    phone.call().press(PIN)
    assert phone.hears("agent_line.status")
    assert "kaksi" in phone.heard  # those who wait in her languages

    phone.press(key)

    assert state_of(phone) == state
    assert phone.hears("agent_line.changed")


def test_a_wrong_pin_changes_nothing(phone: Phone) -> None:
    phone.call().press("000000")
    assert phone.hears("agent_line.wrong_pin")

    phone.press("000000", "000000")

    assert phone.hears("agent_line.locked")
    assert phone.is_over
    assert phone.call().press(PIN).hears("agent_line.locked")
    assert state_of(phone) == "off"


def test_a_missing_outcome_comes_first_on_her_own_line_too(database: Database) -> None:
    scene = Scene.set(database).talking()
    scene.citizen("completed", 3, talked=0)
    scene.agent("completed")
    with database.writing() as session:
        agent = session.get_one(Staff, scene.agent_id)
        pins.set_pin(agent, PIN)
        number = agent.contact.number if agent.contact else None
    phone = Phone(database, Settable(), number=number or "")

    phone.call().press(PIN)
    assert phone.hears("outcome.missing")
    phone.press("1")

    assert scene.callback.state == "done"
    assert phone.hears("outcome.filed", "agent_line.status")
