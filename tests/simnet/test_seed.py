"""What is chance is decided by the seed: the same again, or otherwise, but always possible."""

import pytest

from ivr.simnet.network import Network
from ivr.simnet.people import Answers
from tests.simnet.application import HOST, Application
from tests.simnet.conftest import AGENCY, AGENT, MakeNetwork, client_of
from tests.simnet.quarter import busy_quarter


def test_the_same_seed_gives_the_same_day(
    make_network: MakeNetwork, application: Application
) -> None:
    first, second = (busy_quarter(make_network(seed=5), application) for _ in range(2))

    assert first == second
    assert len(first) > 500


def test_another_seed_gives_another_day(
    make_network: MakeNetwork, application: Application
) -> None:
    first, second = (busy_quarter(make_network(seed=seed), application) for seed in (5, 6))

    assert first != second


def answered_before_control(network: Network, application: Application) -> bool:
    """True if the callback "answered" arrives before the request for the document."""
    application.told.clear()
    network.people[AGENT] = Answers()
    client_of(network).calls.create(
        to=AGENT,
        from_=AGENCY,
        url=f"{HOST}/offer",
        status_callback=f"{HOST}/status",
        status_callback_event=["answered"],
    )
    network.run_for(30)
    return application.paths().index("/status") < application.paths().index("/offer")


def test_callback_and_control_come_in_either_order(
    make_network: MakeNetwork, application: Application
) -> None:
    orders = {answered_before_control(make_network(seed=seed), application) for seed in range(20)}

    assert orders == {True, False}


def test_callbacks_of_one_call_stay_in_order(
    make_network: MakeNetwork, application: Application
) -> None:
    events = ["initiated", "ringing", "answered", "completed"]
    for seed in range(10):
        network = make_network(seed=seed, setup=(0.0, 0.0))
        network.people[AGENT] = Answers(after=0)
        client_of(network).calls.create(
            to=AGENT,
            from_=AGENCY,
            url=f"{HOST}/offer",
            status_callback=f"{HOST}/status",
            status_callback_event=events,
        )
        network.run_for(30)

    numbers = [told["SequenceNumber"] for told in application.at("/status")]
    assert numbers == ["0", "1", "2", "3"] * 10


@pytest.mark.parametrize("kind", ["CA", "SM", "PN"])
def test_names_are_34_characters_and_say_that_they_are_simulated(
    network: Network, kind: str
) -> None:
    sids = network._exchange.sids
    names = [sids.next(kind) for _ in range(100)]

    assert len(set(names)) == 100
    assert all(len(name) == 34 and name.startswith(f"{kind}51") for name in names)
    assert all(set(name[2:]) <= set("0123456789abcdef") for name in names)
