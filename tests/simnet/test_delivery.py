"""Webhooks on their way: signed, tried again, led on, and what happens when nothing helps."""

import asyncio

import pytest

from ivr.simnet.delivery import Answer, DeliveryError, Request, UnreachableError
from ivr.simnet.inprocess import call_wsgi
from ivr.simnet.network import Network
from ivr.simnet.people import Caller
from tests.simnet.application import FINNISH, HOST, Application, Page, goodbye, say
from tests.simnet.conftest import AGENCY, CITIZEN, MakeNetwork

APOLOGY = "We are sorry, an application error has occurred. Goodbye."


class FlakyRoad:
    """A way to the application that fails the first `failures` times it is tried."""

    def __init__(self, application: Application, failures: int, error: Exception) -> None:
        self.application, self.failures, self.error = application, failures, error
        self.requests: list[Request] = []

    async def __call__(self, request: Request) -> Answer:
        self.requests.append(request)
        if len(self.requests) <= self.failures:
            raise self.error
        return call_wsgi(self.application, request)


def test_every_request_is_signed_and_has_a_token_of_its_own(
    network: Network, application: Application
) -> None:
    application["/voice"] = "<Redirect>/next</Redirect>"

    network.dial(CITIZEN, AGENCY)
    network.run_for(10)

    # The application answers 403 to a wrong signature and then remembers nothing.
    assert application.paths() == ["/voice", "/next", "/ended"]
    tokens = [told.headers["I_TWILIO_IDEMPOTENCY_TOKEN"] for told in application.told]
    assert len(set(tokens)) == 3


def test_a_wrong_signature_is_noticed_by_the_application(
    make_network: MakeNetwork, application: Application
) -> None:
    network = make_network(auth_token="another")

    sid = network.dial(CITIZEN, AGENCY)
    network.run_for(10)

    assert application.told == []
    assert [said.text for said in network.heard(sid)] == [APOLOGY]


def test_a_connection_that_fails_is_tried_once_more_with_the_same_token(
    make_network: MakeNetwork, application: Application
) -> None:
    application["/voice"] = goodbye("Hei.")
    road = FlakyRoad(application, 1, UnreachableError("no connection"))
    network = make_network(deliver=road)

    sid = network.dial(CITIZEN, AGENCY)
    network.run_for(10)

    first, second, _ended = road.requests
    assert first == second
    assert [said.text for said in network.heard(sid)] == ["Hei."]
    assert network.problems == ()


def test_a_connection_that_fails_twice_leads_to_the_fallback(
    make_network: MakeNetwork, application: Application
) -> None:
    application["/fallback"] = say("Hetki.")
    road = FlakyRoad(application, 2, UnreachableError("no connection"))
    network = make_network(deliver=road, fallback=f"{HOST}/fallback")

    sid = network.dial(CITIZEN, AGENCY)
    network.run_for(10)

    (told,) = application.at("/fallback")
    assert (told["ErrorCode"], told["ErrorUrl"]) == ("11205", f"{HOST}/voice")
    assert (told["CallSid"], told["CallStatus"]) == (sid, "ringing")
    assert [said.text for said in network.heard(sid)] == ["Hetki."]


def test_what_may_have_arrived_is_not_sent_again(
    make_network: MakeNetwork, application: Application
) -> None:
    road = FlakyRoad(application, 1, DeliveryError(11206, "cut off"))
    network = make_network(deliver=road)

    network.dial(CITIZEN, AGENCY)
    network.run_for(10)

    assert [request.url for request in road.requests] == [f"{HOST}/voice", f"{HOST}/ended"]


def test_an_answer_that_does_not_come_in_time_is_given_up(
    make_network: MakeNetwork, application: Application
) -> None:
    application["/fallback"] = say("Hetki.")

    async def deliver(request: Request) -> Answer:
        if request.url.endswith("/voice"):
            with network.clock.held():
                await asyncio.sleep(60)
        return call_wsgi(application, request)

    network = make_network(deliver=deliver, fallback=f"{HOST}/fallback", budget=0.05)

    network.dial(CITIZEN, AGENCY)
    network.run_for(10)

    assert application.at("/fallback")[0]["ErrorCode"] == "11205"


UNUSABLE = {
    "a server error": (Page(b"", status=500), "11200"),
    "not found": (Page(b"", status=404), "11200"),
    "not XML": (Page(b"<Response><Say>"), "12100"),
    "another root": (Page(b"<Answer/>"), "12102"),
    "no content type": (Page(b"<Response/>", content_type=""), "11200"),
    "a picture": (Page(b"<Response/>", content_type="image/png"), "12300"),
    "too long": (Page(b"<Response>" + b" " * 65_536 + b"</Response>"), "11750"),
}


@pytest.mark.parametrize(("unusable", "code"), UNUSABLE.values(), ids=UNUSABLE)
def test_an_answer_of_no_use_leads_to_the_fallback(
    make_network: MakeNetwork, application: Application, unusable: Page, code: str
) -> None:
    network = make_network(fallback=f"{HOST}/fallback")
    application["/voice"], application["/fallback"] = unusable, say("Hetki.")

    sid = network.dial(CITIZEN, AGENCY)
    network.run_for(10)

    (told,) = application.at("/fallback")
    assert (told["ErrorCode"], told["ErrorUrl"]) == (code, f"{HOST}/voice")
    assert [said.text for said in network.heard(sid)] == ["Hetki."]
    assert code in {str(problem.code) for problem in network.problems if problem.fatal}


def test_without_a_fallback_the_network_apologises_and_hangs_up(
    network: Network, application: Application
) -> None:
    application["/voice"] = Page(b"", status=500)

    sid = network.dial(CITIZEN, AGENCY)
    network.run_for(20)

    assert [said.text for said in network.heard(sid)] == [APOLOGY]
    assert network.leg(sid).status == "completed"


def test_when_the_fallback_fails_too_the_network_apologises(
    make_network: MakeNetwork, application: Application
) -> None:
    network = make_network(fallback=f"{HOST}/fallback")
    application["/voice"] = application["/fallback"] = Page(b"", status=503)

    sid = network.dial(CITIZEN, AGENCY)
    network.run_for(20)

    assert application.paths() == ["/voice", "/fallback", "/ended"]
    assert [said.text for said in network.heard(sid)] == [APOLOGY]


def test_a_document_with_a_small_fault_is_obeyed_and_the_fault_remembered(
    network: Network, application: Application
) -> None:
    application["/voice"] = f"<Say {FINNISH} languge='fi'>Hei.</Say><Hangup/>"

    sid = network.dial(CITIZEN, AGENCY)
    network.run_for(20)

    (problem,) = network.problems
    assert (problem.code, problem.fatal, problem.url) == (12200, False, f"{HOST}/voice")
    assert [said.text for said in network.heard(sid)] == ["Hei."]


def test_plain_text_is_spoken_but_it_is_a_fault(network: Network, application: Application) -> None:
    application["/voice"] = Page(b"Internal error", content_type="text/plain")

    sid = network.dial(CITIZEN, AGENCY)
    network.run_for(20)

    assert [said.text for said in network.heard(sid)] == ["Internal error"]
    assert "plain text" in network.problems[0].what


def test_ten_redirects_are_followed(network: Network, application: Application) -> None:
    for hop in range(10):
        application[f"/hop{hop}"] = Page(b"", 307, "", (("Location", f"/hop{hop + 1}"),))
    application["/voice"] = Page(b"", 307, "", (("Location", "/hop1"),))
    application["/hop10"] = "<Redirect>next</Redirect>"
    application["/next"] = goodbye("Hei.")

    network.dial(CITIZEN, AGENCY)
    network.run_for(10)

    assert network.problems == ()
    assert application.at("/hop10")[0]["CallStatus"] == "ringing"
    assert application.at("/next")


def test_an_eleventh_redirect_is_not(network: Network, application: Application) -> None:
    application["/voice"] = Page(b"", 302, "", (("Location", "/voice"),))

    network.dial(CITIZEN, AGENCY)
    network.run_for(10)

    assert len(application.at("/voice")) == 11
    assert network.problems[0].code == 11215


@pytest.mark.parametrize(("status", "method"), [(301, "GET"), (302, "GET"), (307, "POST")])
def test_a_redirect_keeps_the_form_or_drops_it(
    network: Network, application: Application, status: int, method: str
) -> None:
    application["/voice"] = Page(b"", status, "", (("Location", "/there?x=1"),))
    application["/there"] = say("Hei.")

    network.dial(CITIZEN, AGENCY)
    network.run_for(10)

    there = application.told[1]
    assert (there.path, there.method) == ("/there", method)
    assert ("CallSid" in there.fields) == (method == "POST")


def test_cookies_are_kept_for_the_call_and_no_longer(
    network: Network, application: Application
) -> None:
    cookie = (("Set-Cookie", "place=menu; Path=/"), ("Set-Cookie", "n=1"))
    application["/voice"] = Page(b"<Response><Redirect>/next</Redirect></Response>", headers=cookie)
    application["/next"] = say("Hei.")

    for _ in range(2):
        network.dial(CITIZEN, AGENCY)
        network.run_for(10)

    cookies = {told.path: told.headers.get("COOKIE") for told in application.told}
    assert cookies["/next"] == "place=menu; n=1"
    assert cookies["/voice"] is None


@pytest.mark.parametrize(
    ("thanks", "codes"),
    [
        (Page(b"", status=204, content_type=""), []),
        (Page(b"<Response/>"), []),
        (Page(b"OK", content_type="text/plain"), [15003]),
        (Page(b"", status=500), [11200]),
    ],
    ids=["nothing", "empty TwiML", "text", "an error"],
)
def test_a_status_callback_is_answered_with_nothing(
    network: Network, application: Application, thanks: Page, codes: list[int]
) -> None:
    application["/voice"], application["/ended"] = goodbye("Hei."), thanks

    network.dial(CITIZEN, AGENCY)
    network.run_for(10)

    assert [problem.code for problem in network.problems] == codes


def test_what_the_application_raises_is_raised_to_the_test(
    network: Network, application: Application
) -> None:
    def fail(_told: object) -> Page:
        raise LookupError("a bug of the application")

    application["/voice"] = fail
    network.dial(CITIZEN, AGENCY, person=Caller())

    with pytest.raises(LookupError, match="a bug of the application"):
        network.run_for(10)


def test_a_request_that_has_left_arrives_although_the_caller_hangs_up(
    make_network: MakeNetwork, application: Application
) -> None:
    application["/voice"] = goodbye("Hei.")

    async def deliver(request: Request) -> Answer:
        await network.clock.sleep(5)
        return call_wsgi(application, request)

    network = make_network(deliver=deliver)
    sid = network.dial(CITIZEN, AGENCY)
    network.run_for(2)

    network.hang_up(sid)
    network.run_for(20)

    assert application.at("/voice")[0]["CallStatus"] == "ringing"
    assert network.heard(sid) == ()
