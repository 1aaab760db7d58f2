"""A beat of asking: taken, committed, asked once, settled; in doubt, nothing but asked again."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from ivr.db import Database
from ivr.models import Attempt, Call, Message
from ivr.services import messages
from ivr.telephony.inquiry import LegSeen, NotKnown, TextSeen
from scheduler.asking import Asking
from tests import make
from tests.clocks import Settable
from tests.make import CITIZEN, NOW, span
from tests.scheduler.networks import Network
from tests.services.scene import AGENT_LEG, CITIZEN_LEG, Scene
from tests.together import together

INSIDE = f"in {AGENT_LEG}"
ENDED = LegSeen(AGENT_LEG, "completed", ended_at=NOW + span("80 s"))
LIVE = LegSeen(AGENT_LEG, "in-progress")


@pytest.fixture
def scene(database: Database, clock: Settable) -> Scene:
    """A citizen's leg of which nothing has been heard in time."""
    scene = Scene.set(database, number=CITIZEN).released()
    clock.advance(seconds=90)
    return scene


@pytest.fixture
def asking(clock: Settable) -> Callable[..., Asking]:
    def build(database: Database, network: Network, **values: Any) -> Asking:
        return Asking(database, network, clock.now, values.get("stopping", lambda: False))

    return build


def in_turns(asking: Asking, clock: Settable, seconds: int, turns: int) -> None:
    for _ in range(turns):
        asking()
        clock.advance(seconds=seconds)


def test_the_agents_leg_is_asked_about_first_and_what_is_inside_is_a_fact(
    scene: Scene, asking: Any
) -> None:
    child = LegSeen(CITIZEN_LEG, "completed", ended_at=NOW + span("70 s"), seconds=30)
    network = Network(knows={AGENT_LEG: ENDED, INSIDE: [child]})

    asking(scene.database, network)()

    assert network.asked == [AGENT_LEG, INSIDE]
    assert scene.states == ("unfiled", "ended", "wrapup")
    attempt = scene.attempt
    assert attempt.answered_at == NOW + span("40 s")
    assert (attempt.citizen_ended_at, attempt.agent_ended_at) == (
        NOW + span("70 s"),
        NOW + span("80 s"),
    )


def test_two_empty_lists_put_the_callback_back(scene: Scene, asking: Any, clock: Settable) -> None:
    network = Network(knows={AGENT_LEG: ENDED, INSIDE: []})

    in_turns(asking(scene.database, network), clock, 10, turns=3)
    assert scene.callback.state == "dialling"
    in_turns(asking(scene.database, network), clock, 10, turns=1)

    assert (scene.callback.state, scene.attempt.result) == ("ready", "not_placed")


def test_a_network_that_can_not_list_proves_nothing(
    scene: Scene, asking: Any, clock: Settable
) -> None:
    network = Network(knows={AGENT_LEG: ENDED})

    in_turns(asking(scene.database, network), clock, 10, turns=80)

    assert scene.callback.state == "dialling"


def test_a_network_that_is_down_for_long_leaves_it_to_a_person(
    scene: Scene, asking: Any, clock: Settable
) -> None:
    network = Network()

    in_turns(asking(scene.database, network), clock, 10, turns=91)

    assert (scene.callback.state, scene.callback.raised_reason) == ("needs_human", "out_of_reach")
    assert network.rung == []


def test_a_network_that_gives_no_answer_is_left_alone_until_the_next_beat(
    database: Database, asking: Any, clock: Settable
) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)
        for n in range(5):
            callback = make.a_callback(session, line, state="dialling")
            agent = make.an_agent(session, f"agent {n}", state="talking")
            make.an_attempt(
                session, callback, agent, state="dialling", agent_sid=f"CA{n:032}", ring_until=NOW
            )
    network = Network()
    beat = asking(database, network)

    in_turns(beat, clock, 5, turns=5)

    assert sorted(network.asked) == [f"CA{n:032}" for n in range(5)], "each has its turn"


def test_several_schedulers_ask_once(scene: Scene, asking: Any) -> None:
    network = Network(knows={AGENT_LEG: LIVE, INSIDE: []})

    together(4, lambda _: asking(scene.database, network)())

    assert network.asked == [AGENT_LEG, INSIDE]


def test_no_database_transaction_is_open_while_the_network_is_asked(
    scene: Scene, asking: Any
) -> None:
    class Curious(Network):
        def leg(self, sid: str) -> Any:
            with scene.database.writing() as session:  # would have to wait for an open writer
                session.scalars(select(Attempt.id)).all()
            return super().leg(sid)

    network = Curious(knows={AGENT_LEG: LIVE, INSIDE: []})

    asking(scene.database, network)()

    assert network.asked == [AGENT_LEG, INSIDE]


def test_a_process_that_dies_while_asking_leaves_the_question_to_the_next(
    scene: Scene, asking: Any, clock: Settable
) -> None:
    class Dying(Network):
        def leg(self, sid: str) -> Any:
            raise SystemExit

    with pytest.raises(SystemExit):
        asking(scene.database, Dying())()
    clock.advance(seconds=10)
    network = Network(knows={AGENT_LEG: LIVE, INSIDE: []})

    asking(scene.database, network)()

    assert network.asked == [AGENT_LEG, INSIDE]


def test_what_can_not_be_asked_about_hinders_nothing_behind_it(
    scene: Scene, asking: Any, clock: Settable
) -> None:
    class Poisoned(Network):
        def leg(self, sid: str) -> Any:
            if sid == AGENT_LEG:
                raise KeyError("poison")
            return super().leg(sid)

    with scene.database.writing() as session:
        call = make.a_call(session, session.merge(scene.callback).line)
    clock.advance(minutes=10)
    network = Poisoned(knows={call.sid: NotKnown()})

    asking(scene.database, network)()

    assert scene.read(Call, call.id).end_status == "unknown"


def test_whoever_is_asked_to_stop_asks_nothing(scene: Scene, asking: Any) -> None:
    network = Network()

    asking(scene.database, network, stopping=lambda: True)()

    assert network.asked == []


def test_a_leg_ordered_without_an_answer_is_found_and_after_its_lease_cancelled(
    database: Database, asking: Any, clock: Settable
) -> None:
    scene = Scene.set(database)
    offer = scene.claim()
    assert offer
    scene.wait(seconds=120).lapse()
    clock.advance(seconds=150)
    leg = LegSeen(AGENT_LEG, "queued", created_at=NOW + span("1 s"))
    network = Network(knows={f"{offer.from_} to {offer.to}": [leg]})

    asking(database, network)()

    assert network.cancelled == [AGENT_LEG]
    assert scene.attempt.agent_sid == AGENT_LEG


def test_a_leg_that_could_not_be_cancelled_is_cancelled_again(
    database: Database, asking: Any, clock: Settable
) -> None:
    scene = Scene.set(database)
    scene.claim()
    scene.agent("ringing")
    scene.wait(seconds=120).lapse()
    clock.advance(seconds=150)
    network = Network(knows={AGENT_LEG: LegSeen(AGENT_LEG, "ringing")})
    beat = asking(database, network)

    in_turns(beat, clock, 30, turns=2)
    network.knows[AGENT_LEG] = LegSeen(AGENT_LEG, "canceled", ended_at=clock.now())
    in_turns(beat, clock, 30, turns=3)

    assert network.cancelled == [AGENT_LEG] * 2
    assert len(network.asked) == 3


@pytest.mark.parametrize(
    ("answer", "status"),
    [(NotKnown(), "unknown"), (LegSeen("CA" + "0" * 32, "busy", ended_at=NOW), "busy")],
)
def test_a_call_to_us_does_not_go_on_for_ever(
    database: Database, asking: Any, clock: Settable, answer: Any, status: str
) -> None:
    with database.writing() as session:
        call = make.a_call(session, make.an_open_line(session))
    clock.advance(minutes=10)

    asking(database, Network(knows={call.sid: answer}))()

    with database.reading() as session:
        row = session.get_one(Call, call.id)
        assert row.ended_at
        assert row.end_status == status


def test_a_text_in_doubt_is_looked_for(scene: Scene, asking: Any, clock: Settable) -> None:
    scene.rings_out()
    with scene.database.writing() as session:
        [text] = messages.due(session, NOW)
        messages.unknown(session, text.id, NOW)
    seen = TextSeen("SM" + "1" * 32, "delivered", text.body, created_at=NOW)
    network = Network(knows={CITIZEN: [seen]})

    asking(scene.database, network)()

    with scene.database.reading() as session:
        assert session.scalars(select(Message.state)).one() == "delivered"
    assert network.texts == []
