import asyncio
import json
from datetime import UTC, datetime
from io import StringIO

from ivr.simnet.events import UNREAD, EventLog
from ivr.simnet.inprocess import wsgi_delivery
from ivr.simnet.jump import Jump
from ivr.simnet.ledger import Ledger
from ivr.simnet.legs import Leg
from ivr.simnet.network import Network
from ivr.simnet.settings import Number
from tests.simnet.application import HOST, Application, say
from tests.simnet.conftest import AGENCY, CITIZEN, START, MakeNetwork

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def test_everything_that_happens_on_a_call_is_recorded_in_order(
    network: Network, application: Application
) -> None:
    application["/voice"] = (
        f"<Gather numDigits='1' action='/next' finishOnKey=''>{say('Hei.')}</Gather><Hangup/>"
    )
    application["/next"] = "<Hangup/>"

    sid = network.dial(CITIZEN, AGENCY)
    network.run_until_asked(sid)
    network.press(sid, "1")
    network.run_for(10)

    kinds = [event.kind for event in network.log.after(sid=sid)]
    assert kinds == [
        "call", "request", "response", "status", "ask", "say", "key", "request", "response",
        "status", "end", "request", "response",
    ]  # fmt: skip


def test_only_the_newest_events_are_kept() -> None:
    log = EventLog(remembered=10)

    for number in range(25):
        log.note(NOW, f"CA{number}", "say")

    assert [event.number for event in log.after()] == list(range(16, 26))
    assert [event.number for event in log.after(23)] == [24, 25]
    assert [event.sid for event in log.after(sid="CA20")] == ["CA20"]


def test_every_event_is_written_down_as_a_line_of_json() -> None:
    file = StringIO()
    log = EventLog(remembered=1, file=file)

    log.note(NOW, "CA51", "say", text="Hyvää päivää", language="fi-FI")
    log.note(NOW, "CA51", "end", status="completed")

    first, second = (json.loads(line) for line in file.getvalue().splitlines())
    assert first == {
        "number": 1,
        "at": "2026-11-24T08:00:00+00:00",
        "sid": "CA51",
        "kind": "say",
        "data": {"text": "Hyvää päivää", "language": "fi-FI"},
    }
    assert second["kind"] == "end"


def test_a_subscriber_reads_what_was_and_what_comes() -> None:
    log = EventLog(remembered=10)
    log.note(NOW, "CA1", "call")
    log.note(NOW, "CA1", "ring")

    async def read() -> list[str]:
        with log.subscribe(after=1) as subscription:
            log.note(NOW, "CA1", "answer")
            return [(await subscription.next()).kind for _ in range(2)]

    assert asyncio.run(read()) == ["ring", "answer"]


def test_a_subscriber_waits_for_what_comes() -> None:
    log = EventLog(remembered=10)

    async def read() -> str:
        with log.subscribe() as subscription:
            asyncio.get_running_loop().call_soon(log.note, NOW, "CA1", "end")
            return (await subscription.next()).kind

    assert asyncio.run(read()) == "end"


def test_a_slow_subscriber_loses_the_oldest_events() -> None:
    log = EventLog(remembered=10)

    async def read() -> int:
        with log.subscribe() as subscription:
            for _ in range(UNREAD + 5):
                log.note(NOW, "CA1", "say")
            return (await subscription.next()).number

    assert asyncio.run(read()) == 6


def test_the_oldest_ended_legs_make_room_and_live_ones_do_not() -> None:
    ledger = Ledger(remembered=3)
    live = Leg("CA0", "outbound-api", "", "", "", "queued", NOW, NOW)
    ledger.legs.write(live)

    for number in range(1, 10):
        leg = Leg(f"CA{number}", "outbound-api", "", "", "", "queued", NOW, NOW)
        ledger.legs.write(leg)
        ledger.legs.write(leg.moved("canceled", NOW))

    assert [leg.sid for leg in ledger.legs.all()] == ["CA0", "CA8", "CA9"]


def test_a_year_of_calls_leaves_no_more_behind_than_is_remembered(
    make_network: MakeNetwork, application: Application
) -> None:
    network = make_network(remembered=50)
    application["/voice"] = say("Hei.")

    for number in range(200):
        network.dial(f"+35840{number:07d}", AGENCY)
        network.text(CITIZEN, AGENCY, "Hei.")
        network.run_for(5)

    assert len(network.legs()) == len(network.texts()) == len(network.log.after()) == 50
    assert network.legs(live=True) == ()


def test_a_network_writes_its_events_to_the_file_it_is_given(application: Application) -> None:
    file = StringIO()
    numbers = [Number(AGENCY, f"{HOST}/voice")]
    network = Network(Jump(START), wsgi_delivery(application), numbers, file=file)

    network.dial(CITIZEN, AGENCY)
    network.run_for(5)
    network.close()

    assert len(file.getvalue().splitlines()) == len(network.log.after())
