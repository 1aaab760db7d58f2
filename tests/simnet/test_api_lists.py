"""Lists of calls and texts, as Twilio's client asks for them."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from twilio.rest import Client

from ivr.simnet.network import Network
from ivr.simnet.people import Answers, Busy
from ivr.simnet.rest import Response
from tests.simnet.application import HOST, Application, say
from tests.simnet.conftest import AGENCY, AGENT, CITIZEN, SECOND, START


@pytest.fixture
def busy_day(network: Network, application: Application, api: Client) -> dict[str, str]:
    """An inbound call, an agent's call with its child, a busy one, and one in the queue."""
    application["/voice"] = say("Hei.")
    application["/offer"] = f"<Dial><Number>{CITIZEN}</Number></Dial>"
    network.people.update({AGENT: Answers(), CITIZEN: Answers(hang_up_after=10), SECOND: Busy()})
    sids = {"inbound": network.dial(CITIZEN, AGENCY)}
    network.run_for(3600)
    for name, to in (("agent", AGENT), ("busy", SECOND)):
        sids[name] = str(api.calls.create(to=to, from_=AGENCY, url=f"{HOST}/offer").sid)
        network.run_for(3600)
    (child,) = network.legs(parent=sids["agent"])
    sids["child"] = child.sid
    sids["queued"] = str(api.calls.create(to=AGENT, from_=SECOND, url=f"{HOST}/offer").sid)
    return sids


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["queued", "busy", "child", "agent", "inbound"]),
        ({"to": AGENT}, ["queued", "agent"]),
        ({"from_": CITIZEN}, ["inbound"]),
        ({"status": "completed"}, ["child", "agent", "inbound"]),
        ({"status": "busy"}, ["busy"]),
        ({"status": "queued"}, ["queued"]),
        ({"to": CITIZEN, "status": "completed"}, ["child"]),
        ({"start_time": date(2026, 11, 24)}, ["busy", "child", "agent", "inbound"]),
        ({"start_time": date(2026, 11, 25)}, []),
        ({"start_time_after": START + timedelta(minutes=30)}, ["busy", "child", "agent"]),
        ({"start_time_before": START + timedelta(minutes=30)}, ["inbound"]),
        (
            {
                "start_time_after": START + timedelta(minutes=30),
                "start_time_before": START + timedelta(minutes=90),
            },
            ["child", "agent"],
        ),
        ({"end_time_before": START + timedelta(minutes=30)}, ["inbound"]),
    ],
)
def test_calls_are_listed_newest_first_by_every_filter(
    api: Client, busy_day: dict[str, str], filters: dict[str, object], found: list[str]
) -> None:
    names = {sid: name for name, sid in busy_day.items()}

    listed = api.calls.list(**filters)  # type: ignore[arg-type]

    assert [names[str(call.sid)] for call in listed] == found


def test_the_children_of_a_call_are_listed(api: Client, busy_day: dict[str, str]) -> None:
    (child,) = api.calls.list(parent_call_sid=busy_day["agent"])

    assert (child.sid, child.direction) == (busy_day["child"], "outbound-dial")
    assert child.parent_call_sid == busy_day["agent"]
    assert (child.duration, child.status) == ("10", "completed")
    assert api.calls.list(parent_call_sid=busy_day["busy"]) == []


def test_a_long_list_comes_in_pages(network: Network, api: Client) -> None:
    orders = [api.calls.create(to=AGENT, from_=AGENCY, url=f"{HOST}/x") for _ in range(7)]

    listed = api.calls.list(page_size=3)

    assert [call.sid for call in listed] == [call.sid for call in reversed(orders)]


def test_what_comes_in_meanwhile_does_not_disturb_the_pages(network: Network, api: Client) -> None:
    orders = [api.calls.create(to=AGENT, from_=AGENCY, url=f"{HOST}/x") for _ in range(6)]
    pages = api.calls.stream(page_size=2)

    read = [next(pages).sid]
    for _ in range(3):
        api.calls.create(to=AGENT, from_=AGENCY, url=f"{HOST}/x")
    read += [call.sid for call in pages]

    assert read == [call.sid for call in reversed(orders)]


def test_texts_are_listed(network: Network, api: Client) -> None:
    for number in (CITIZEN, AGENT, CITIZEN):
        api.messages.create(to=number, from_=AGENCY, body="Hei.")
    network.run_for(10)

    assert len(api.messages.list()) == 3
    assert [text.to for text in api.messages.list(to=AGENT)] == [AGENT]
    assert len(api.messages.list(date_sent=date(2026, 11, 24))) == 3
    assert api.messages.list(date_sent_before=date(2026, 11, 23)) == []


def test_a_date_that_is_none_is_refused(network: Network, ask: Callable[..., Response]) -> None:
    network.dial(CITIZEN, AGENCY)

    refused = ask("GET", "Calls.json", {"StartTime": "yesterday"})

    assert (refused.status, refused.json["code"]) == (400, 20001)
