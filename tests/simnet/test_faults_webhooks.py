"""Faults on a webhook's way: each does what its sentence says, and nothing else."""

import pytest

from ivr.simnet.faults import Fault
from ivr.simnet.network import Network
from tests.simnet.application import HOST, Application, goodbye, say
from tests.simnet.conftest import AGENCY, CITIZEN, START, MakeNetwork

BUDGET = 15


@pytest.fixture
def network(make_network: MakeNetwork, application: Application) -> Network:
    """One whose number has a fallback, of an application that says hello."""
    application["/voice"] = goodbye("Hei.")
    application["/fallback"] = goodbye("Hetki.")
    return make_network(fallback=f"{HOST}/fallback", latency=(0.0, 0.0))


def call(network: Network, fault: Fault) -> list[str]:
    """What a caller hears while the fault strikes the first document, and that alone."""
    network.faults.set(fault)
    sid = network.dial(CITIZEN, AGENCY)
    network.run_for(60)
    assert network.faults.injected == {fault.name: 1}
    return [said.text for said in network.heard(sid)]


UNHEARD = ["refused", "timeout_before", "error_5xx_before", "wrong_signature"]
HEARD = ["timeout_after", "error_5xx"]


@pytest.mark.parametrize("name", UNHEARD)
def test_the_application_hears_nothing_and_the_fallback_is_asked(
    network: Network, application: Application, name: str
) -> None:
    assert call(network, Fault(name, path="/voice")) == ["Hetki."]
    assert application.paths() == ["/fallback", "/ended"]
    assert network.problems == ()


@pytest.mark.parametrize("name", HEARD)
def test_the_application_has_answered_in_vain_and_the_fallback_is_asked(
    network: Network, application: Application, name: str
) -> None:
    assert call(network, Fault(name, path="/voice")) == ["Hetki."]
    assert application.paths() == ["/voice", "/fallback", "/ended"]
    assert network.problems == ()
    (lost,) = (event.data["body"] for event in network.log.after() if event.kind == "lost")
    assert lost == f"<Response>{goodbye('Hei.')}</Response>"


@pytest.mark.parametrize(
    ("name", "waited", "code"),
    [
        ("refused", 0, "11205"),
        ("timeout_before", BUDGET, "11205"),
        ("timeout_after", BUDGET, "11205"),
        ("error_5xx_before", 0, "11200"),
        ("error_5xx", 0, "11200"),
        ("wrong_signature", 0, "11200"),
    ],
)
def test_the_fallback_is_told_why_and_asked_when_the_wait_is_over(
    network: Network, application: Application, name: str, waited: int, code: str
) -> None:
    call(network, Fault(name, path="/voice"))

    asked = next(e.at for e in network.log.after() if "/fallback" in str(e.data.get("url")))
    assert (asked - START).total_seconds() == waited
    assert application.at("/fallback")[0]["ErrorCode"] == code


def test_a_slow_answer_is_obeyed_when_it_comes(network: Network, application: Application) -> None:
    assert call(network, Fault("slow", path="/voice", seconds=14.9)) == ["Hei."]
    (answered,) = (event for event in network.log.after() if event.kind == "say")
    assert (answered.at - network.legs()[0].created_at).total_seconds() == 14.9
    assert application.paths() == ["/voice", "/ended"]


def test_an_answer_slower_than_the_network_waits_is_lost(
    network: Network, application: Application
) -> None:
    assert call(network, Fault("slow", path="/voice", seconds=15)) == ["Hetki."]
    assert application.paths() == ["/voice", "/fallback", "/ended"]


def test_a_doubled_request_is_the_very_same_and_one_answer_is_obeyed(
    network: Network, application: Application
) -> None:
    assert call(network, Fault("doubled", path="/voice")) == ["Hei."]
    first, second, _ended = application.told
    assert first == second
    assert copies(network) == [f"<Response>{goodbye('Hei.')}</Response>"]


def test_a_replayed_request_is_the_very_same_and_comes_when_the_call_is_over(
    network: Network, application: Application
) -> None:
    assert call(network, Fault("replayed", path="/voice", seconds=30)) == ["Hei."]
    first, _ended, again = application.told
    assert first == again
    assert copies(network) == [f"<Response>{goodbye('Hei.')}</Response>"]


def copies(network: Network) -> list[str]:
    return [event.data["body"] for event in network.log.after() if event.kind == "copy"]


def test_without_faults_a_failing_application_is_still_found_out(
    make_network: MakeNetwork, application: Application
) -> None:
    application["/voice"] = say("Hei.") + "<Bad/>"
    network = make_network()

    call(network, Fault("doubled", path="/voice"))

    assert network.problems


def test_a_struck_call_has_the_fault_in_its_log(network: Network) -> None:
    fault = Fault("timeout_after", path="/voice")
    call(network, fault)

    (struck,) = (event for event in network.log.after() if event.kind == "fault")
    assert struck.sid == network.legs()[0].sid
    assert dict(struck.data) == {"name": fault.name, "what": fault.what, "path": "/voice"}


def test_texts_on_their_way_in_are_struck_as_well(
    network: Network, application: Application
) -> None:
    network.faults.set(Fault("doubled", purpose="text"))

    network.text(CITIZEN, AGENCY, "Hei")
    network.run_for(5)

    assert application.paths() == ["/text", "/text"]
