"""Faults of status callbacks: late, overtaken, lost, doubled; call control goes on unharmed."""

from collections.abc import Callable

import pytest

from ivr.simnet.faults import Fault
from ivr.simnet.network import Network
from ivr.simnet.people import Answers
from tests.simnet.application import EMPTY, HOST, Application, Page, goodbye
from tests.simnet.conftest import AGENCY, AGENT, CITIZEN, MakeNetwork, client_of, seconds

Told = Callable[..., list[str]]


@pytest.fixture
def told(make_network: MakeNetwork, application: Application) -> Told:
    """What is told, in order, of a call that is answered: `number @ second` if asked with when."""

    def tell(fault: Fault, when: bool = False) -> list[str]:
        network = make_network(latency=(0.0, 0.0), setup=(1.0, 1.0))
        moments: list[float] = []

        def note(_told: object) -> Page:
            moments.append(seconds(network))
            return EMPTY

        application["/status"] = note
        ring(network, application, fault)
        assert network.problems == ()
        numbers = [fields["SequenceNumber"] for fields in application.at("/status")]
        if not when:
            return numbers
        return [f"{n} @ {at:.0f}" for n, at in zip(numbers, moments, strict=True)]

    return tell


def ring(network: Network, application: Application, *faults: Fault) -> None:
    application["/offer"] = goodbye("Hei.")
    network.people[AGENT] = Answers(after=4)
    network.faults.set(*faults)
    client_of(network).calls.create(
        to=AGENT,
        from_=AGENCY,
        url=f"{HOST}/offer",
        status_callback=f"{HOST}/status",
        status_callback_event=["initiated", "ringing", "answered", "completed"],
    )
    network.run_for(300)
    assert application.paths().count("/offer") == 1
    assert network.legs()[0].status == "completed"


def test_without_faults_all_are_told_in_order(told: Told) -> None:
    assert told(Fault("status_lost", probability=0), when=True) == [
        "0 @ 0", "1 @ 1", "2 @ 5", "3 @ 5"
    ]  # fmt: skip


def test_a_lost_one_never_comes(told: Told) -> None:
    assert told(Fault("status_lost", status="in-progress")) == ["0", "1", "3"]


def test_a_doubled_one_comes_twice(told: Told) -> None:
    assert told(Fault("status_doubled", status="completed")) == ["0", "1", "2", "3", "3"]


def test_a_late_one_holds_up_those_behind_it(told: Told) -> None:
    late = Fault("status_late", status="ringing", seconds=100)
    assert told(late, when=True) == ["0 @ 0", "1 @ 101", "2 @ 101", "3 @ 101"]


def test_a_reordered_one_is_overtaken(told: Told) -> None:
    overtaken = Fault("status_reordered", status="ringing", seconds=100)
    assert told(overtaken, when=True) == ["0 @ 0", "2 @ 5", "3 @ 5", "1 @ 101"]


def test_callbacks_of_texts_are_struck_as_well(
    make_network: MakeNetwork, application: Application
) -> None:
    network = make_network()
    network.faults.set(Fault("status_doubled", purpose="text", status="delivered"))

    client_of(network).messages.create(
        to=CITIZEN, from_=AGENCY, body="Hei.", status_callback=f"{HOST}/status"
    )
    network.run_for(10)

    statuses = [fields["MessageStatus"] for fields in application.at("/status")]
    assert statuses == ["sent", "delivered", "delivered"]
