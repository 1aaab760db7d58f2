import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from ivr.simnet.network import Network
from ivr.simnet.refused import RefusedError
from ivr.simnet.texts import segments
from tests.simnet.application import HOST, Application, Page, response
from tests.simnet.conftest import AGENCY, CITIZEN, MakeNetwork, client_of

LANDLINE = "+35881234567"


def test_a_text_is_queued_sent_and_delivered(
    network: Network, application: Application, api: Client
) -> None:
    text = api.messages.create(
        to=CITIZEN, from_=AGENCY, body="Soitamme teille.", status_callback=f"{HOST}/texts"
    )
    assert (text.status, text.date_sent, application.told) == ("queued", None, [])

    network.run_for(10)

    told = application.at("/texts")
    assert [t["MessageStatus"] for t in told] == ["sent", "delivered"]
    assert {t["MessageSid"] for t in told} == {text.sid}
    assert set(told[0]) == {
        "AccountSid", "ApiVersion", "From", "MessageSid", "MessageStatus", "SmsSid", "SmsStatus",
        "To",
    }  # fmt: skip
    assert text.fetch().status == "delivered"
    (kept,) = network.texts(to=CITIZEN)
    assert (kept.body, kept.from_) == ("Soitamme teille.", AGENCY)


def test_a_text_to_a_landline_is_lost_on_the_way(
    network: Network, application: Application, api: Client
) -> None:
    text = api.messages.create(
        to=LANDLINE, from_=AGENCY, body="Hei.", status_callback=f"{HOST}/texts"
    )
    network.run_for(10)

    last = application.at("/texts")[-1]
    assert (last["MessageStatus"], last["ErrorCode"]) == ("undelivered", "30006")
    assert text.fetch().error_code == 30006


def test_a_number_known_to_take_no_texts_is_refused_at_once(network: Network, api: Client) -> None:
    network.receive_texts(LANDLINE, "refuses")

    with pytest.raises(TwilioRestException) as refused:
        api.messages.create(to=LANDLINE, from_=AGENCY, body="Hei.")

    assert refused.value.code == 21614


def test_a_name_may_be_the_sender_if_it_is_registered(make_network: MakeNetwork) -> None:
    network = make_network(senders=("Virasto",))

    client_of(network).messages.create(to=CITIZEN, from_="Virasto", body="Hei.")

    assert network.texts()[0].from_ == "Virasto"


def test_a_text_from_a_phone_is_told_to_the_application(
    network: Network, application: Application
) -> None:
    application["/text"] = response("")

    sid = network.text(CITIZEN, AGENCY, "Peruutan ajan. Kiitos!")
    network.run_for(1)

    (told,) = application.at("/text")
    assert (told["From"], told["To"]) == (CITIZEN, AGENCY)
    assert told["Body"] == "Peruutan ajan. Kiitos!"
    assert {told["MessageSid"], told["SmsSid"], told["SmsMessageSid"]} == {sid}
    assert (told["SmsStatus"], told["NumMedia"], told["NumSegments"]) == ("received", "0", "1")
    assert network.problems == ()


@pytest.mark.parametrize(
    "answer",
    ["<Message>Soita meille.</Message>", "<Message><Body>\n Soita\n meille.</Body></Message>"],
)
def test_a_text_may_be_answered_with_another(
    network: Network, application: Application, api: Client, answer: str
) -> None:
    application["/text"] = response(answer)

    network.text(CITIZEN, AGENCY, "Hei.")
    network.run_for(10)

    (reply,) = network.texts(to=CITIZEN)
    assert (reply.body, reply.from_, reply.status) == ("Soita meille.", AGENCY, "delivered")
    assert api.messages(reply.sid).fetch().direction == "outbound-reply"
    assert network.problems == ()


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        ("<Redirect>/other</Redirect>", "<Redirect> in the answer to a text"),
        ('<Message to="+358401">Hei.</Message>', "to of <Message>"),
        ("<Message>Hei.<Media>/cat.png</Media></Message>", "<Media> in <Message>"),
        ("<Message/>", "without words"),
    ],
)
def test_what_is_not_simulated_or_odd_in_an_answer_is_found(
    network: Network, application: Application, answer: str, what: str
) -> None:
    application["/text"] = response(answer)

    network.text(CITIZEN, AGENCY, "Hei.")
    network.run_for(10)

    assert what in network.problems[0].what


def test_an_answer_that_is_no_document_is_found(network: Network, application: Application) -> None:
    for body, code in ((b"<Response>", 12100), (b"<Answer/>", 12102)):
        application["/text"] = Page(body)
        network.text(CITIZEN, AGENCY, "Hei.")
        network.run_for(10)

        assert network.problems[-1].code == code


def test_an_answer_without_a_body_says_nothing(network: Network, application: Application) -> None:
    application["/text"] = Page(b"", content_type="")

    network.text(CITIZEN, AGENCY, "Hei.")
    network.run_for(10)

    assert network.problems == ()
    assert network.texts(to=CITIZEN) == ()


def test_who_wants_no_texts_gets_no_answer_either(
    network: Network, application: Application
) -> None:
    application["/text"] = response("<Message>Soita meille.</Message>")

    network.text(CITIZEN, AGENCY, "stop")
    network.run_for(10)

    assert network.problems[0].code == 21610
    assert network.texts(to=CITIZEN) == ()


def test_stop_is_heeded_until_start(network: Network, api: Client) -> None:
    network.text(CITIZEN, AGENCY, " stop ")
    with pytest.raises(TwilioRestException) as refused:
        api.messages.create(to=CITIZEN, from_=AGENCY, body="Hei.")
    assert refused.value.code == 21610

    network.text(CITIZEN, AGENCY, "START")
    assert api.messages.create(to=CITIZEN, from_=AGENCY, body="Hei.").status == "queued"


def test_a_text_goes_to_a_rented_number_only(network: Network) -> None:
    with pytest.raises(RefusedError, match="none of the network's numbers"):
        network.text(CITIZEN, "+358291112222", "Hei.")


def test_a_failing_callback_is_a_fault(
    network: Network, application: Application, api: Client
) -> None:
    application["/texts"] = Page(b"", status=500)

    api.messages.create(to=CITIZEN, from_=AGENCY, body="Hei.", status_callback=f"{HOST}/texts")
    network.run_for(10)

    assert [problem.code for problem in network.problems] == [11200, 11200]


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("ä" * 160, 1),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("–" + "a" * 69, 1),
        ("–" + "a" * 70, 2),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_a_long_text_is_sent_in_parts(body: str, count: int) -> None:
    assert segments(body) == count
