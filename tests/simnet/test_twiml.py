"""What the strict reader makes of an answer: its verbs, its faults, their numbers."""

import pytest

from ivr.simnet.twiml import Document, Verb, read

FINNISH = 'voice="Polly.Suvi-Neural" language="fi-FI"'
END = "<Hangup/>"


def answer(inner: str, content_type: str = "text/xml; charset=utf-8") -> Document:
    return read(f"<Response>{inner}</Response>".encode(), content_type)


def codes(document: Document) -> list[int | None]:
    return [problem.code for problem in document.problems]


def test_a_menu_is_read_into_verbs_with_what_the_listener_hears() -> None:
    menu = answer(
        '<Gather action="/voice/turn/2/" numDigits="1" finishOnKey="" actionOnEmptyResult="true">'
        f'<Say {FINNISH}>Soitit <sub alias="Kansaneläkelaitokseen">Kelaan</sub>.\n'
        '  <break time="1s"/>Paina <say-as interpret-as="digits">1</say-as>.</Say></Gather>'
    )
    assert menu.problems == ()
    (gather,) = menu.verbs
    assert gather.attributes["action"] == "/voice/turn/2/"
    assert [child.text for child in gather.children] == ["Soitit Kansaneläkelaitokseen. Paina 1."]


def test_walk_gives_parents_before_children_in_document_order() -> None:
    document = answer(
        f'<Say {FINNISH}>Hei</Say><Dial action="/d/"><Number>+358401234567</Number></Dial>'
    )
    assert [verb.name for verb in document.walk()] == ["Say", "Dial", "Number"]


def test_what_does_not_fit_is_left_out_so_that_defaults_apply() -> None:
    document = answer('<Pause length="soon" lenght="2"/><Say-So/>' + END)
    assert document.verbs == (Verb("Pause", {}, ""), Verb("Hangup", {}, ""))
    assert codes(document) == [13910, 12200, 12200]


@pytest.mark.parametrize(
    ("body", "content_type", "code"),
    [
        pytest.param(b"<Response>", "text/xml", 12100, id="an element left open"),
        pytest.param(b"moi", "text/xml", 12100, id="no XML at all"),
        pytest.param(b"<Response>\x0b</Response>", "text/xml", 12100, id="a control character"),
        pytest.param(
            "<Response>\xe4</Response>".encode("latin-1"), "text/xml", 12100, id="no UTF-8"
        ),
        pytest.param(b'\n<?xml version="1.0"?><Response/>', "text/xml", 12100, id="a leading line"),
        pytest.param(b"\xef\xbb\xbf<Response/>", "text/xml", 12100, id="a byte order mark"),
        pytest.param(
            b'<?xml version="1.0" encoding="latin-1"?><Response/>', "text/xml", 12100, id="latin-1"
        ),
        pytest.param(b"<Response/><Response/>", "text/xml", 12100, id="two roots"),
        pytest.param(b"<?php echo 1 ?><Response/>", "text/xml", 12100, id="an instruction"),
        pytest.param(b'<Response version="3"/>', "text/xml", 12101, id="an unknown version"),
        pytest.param(b"<response/>", "text/xml", 12102, id="a root in lower case"),
        pytest.param(b"<html></html>", "text/html", 12102, id="a page"),
        pytest.param(b"<Response/>", "application/json", 12300, id="a wrong content type"),
        pytest.param(b"<Response/>", "", 11200, id="no content type"),
        pytest.param(b"<Response>" + b" " * 65536, "text/xml", 11750, id="over 64 kB"),
        pytest.param(b"", "text/xml", 11770, id="nothing at all"),
    ],
)
def test_an_unreadable_answer_is_fatal_and_has_no_verbs(
    body: bytes, content_type: str, code: int
) -> None:
    document = read(body, content_type)
    assert (codes(document), document.fatal, document.verbs) == ([code], True, ())


@pytest.mark.parametrize("content_type", ["text/xml", "application/xml", "Text/HTML;charset=utf-8"])
def test_the_three_documented_content_types_are_read(content_type: str) -> None:
    assert read(b"<Response><Hangup/></Response>", content_type).problems == ()


@pytest.mark.parametrize("content_type", ["text/plain", "audio/mpeg"])
def test_plain_text_and_sound_are_real_but_not_simulated(content_type: str) -> None:
    (problem,) = read(b"moi", content_type).problems
    assert problem.fatal
    assert "real, not simulated" in problem.what


def test_no_entity_is_ever_expanded() -> None:
    bomb = b'<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Response>&b;</Response>'
    document = read(bomb, "text/xml")
    assert codes(document) == [12100]
    assert "document type" in document.problems[0].what


def test_absurd_nesting_is_refused() -> None:
    depth = 5000
    body = b"<Response>" + b"<p>" * depth + b"</p>" * depth + b"</Response>"
    assert codes(read(body, "text/xml")) == [12100]


@pytest.mark.parametrize(
    ("inner", "code"),
    [
        ("<say>Hei</say><Hangup/>", 12200),
        ("<Play>/a.wav</Play>moi<Hangup/>", 12200),
        ("<Hangup><Pause/></Hangup>", 12200),
        (f"<Say {FINNISH}><b>Hei</b> vaan</Say><Hangup/>", 12200),
        (f"<Say {FINNISH}> </Say><Hangup/>", 13520),
        (f"<Say {FINNISH} loop='-1'>Hei</Say><Hangup/>", 13510),
        ("<Say voice='Polly.Suvi' language='fi-FI'>Hei</Say><Hangup/>", 13511),
        ("<Say voice='Polly.Suvi-Neural' language='sv-SE'>Hej</Say><Hangup/>", 13512),
        ("<Say voice='man' language='fi-FI'>Hei</Say><Hangup/>", 13512),
        ("<Say voice='Polly.Suvi-Neural' language='se-FI'>Bures</Say><Hangup/>", 13512),
        (f"<Say {FINNISH}>{'a' * 3001}</Say><Hangup/>", 13521),
        (f"<Say {FINNISH}>{'ä' * 800}</Say><Hangup/>", 13521),
        ("<Say voice='man' language='en-GB'>" + "a" * 4097 + "</Say><Hangup/>", 13521),
        ("<Dial action='/d/' timeout='4'>+358401234567</Dial>", 13212),
        ("<Dial action='/d/' timeout='601'>+358401234567</Dial>", 13212),
        ("<Dial action='/d/' timeLimit='0'>+358401234567</Dial>", 13216),
        ("<Dial action='/d/' hangupOnStar='yes'>+358401234567</Dial>", 13213),
        ("<Dial action='/d/' callerId='0401234567'>+358401234567</Dial>", 13214),
        ("<Dial action='/d/' method='PUT'>+358401234567</Dial>", 13210),
        ("<Dial action='/d/'>0401234567</Dial>", 13223),
        ("<Dial action='/d/'><Number>+0401234567</Number></Dial>", 13223),
        ("<Dial action='/d/'>+358401234567<Say>Hei</Say></Dial>", 13215),
        ("<Redirect method='get'>/x/</Redirect>", 13710),
        ("<Redirect>http://[x/</Redirect>", 11100),
        ("<Redirect/>", 11100),
        ("<Redirect>ftp://host/x</Redirect>", 11100),
        ("<Reject reason='closed'/>", 13810),
        ("<Pause length='0'/><Hangup/>", 13910),
        ("<Play loop='x'>/a.wav</Play><Hangup/>", 13410),
        ("<Play digits='1x'/><Hangup/>", 13430),
    ],
)
def test_a_fault_has_the_number_of_the_real_network_and_does_not_end_the_call(
    inner: str, code: int
) -> None:
    document = answer(inner)
    assert [found for found in codes(document) if found] == [code]
    assert not document.fatal


@pytest.mark.parametrize(
    ("attributes", "code"),
    [
        ("finishOnKey='ab'", 13310),
        ("method='POST '", 13312),
        ("timeout='6s'", 13313),
        ("timeout='٦'", 13313),
        ("numDigits='0'", 13314),
        ("input='keys'", 13326),
        ("actionOnEmptyResult='True'", 13338),
        ("action='/a b'", 11100),
    ],
)
def test_a_bad_value_of_gather_has_its_own_number(attributes: str, code: int) -> None:
    assert code in codes(answer(f"<Gather {attributes}/>" + END))


@pytest.mark.parametrize("inner", ["<Dial/>", "<Redirect>/x</Redirect>", "<Gather/>", "<Hangup/>"])
def test_gather_holds_nothing_but_say_play_and_pause(inner: str) -> None:
    document = answer(f"<Gather action='/g/' actionOnEmptyResult='true'><Pause/>{inner}</Gather>")
    assert codes(document) == [13320]
    assert [child.name for child in document.verbs[0].children] == ["Pause"]


@pytest.mark.parametrize(
    "inner",
    [
        "<Enqueue>queue</Enqueue>",
        "<Leave/>",
        "<Record/>",
        "<Connect><Stream url='wss://x'/></Connect>",
        "<Dial><Sip>sip:a@b</Sip></Dial>",
        "<Dial><Client>liisa</Client></Dial>",
        "<Dial><Conference>room</Conference></Dial>",
        "<Dial><Queue>queue</Queue></Dial>",
    ],
)
def test_what_is_real_but_not_simulated_ends_the_call_instead_of_pretending(inner: str) -> None:
    document = answer(inner + END)
    assert document.fatal
    assert "real, not simulated" in document.problems[0].what


def test_an_attribute_that_is_real_but_not_simulated_is_told_from_an_unknown_one() -> None:
    real = answer("<Dial action='/d/' record='record-from-answer'>+358401234567</Dial>")
    unknown = answer("<Dial action='/d/' recrod='record-from-answer'>+358401234567</Dial>")
    assert "real, not simulated" in real.problems[0].what
    assert "unknown attribute" in unknown.problems[0].what


@pytest.mark.parametrize(
    ("inner", "complaint"),
    [
        ("", "just ends"),
        (f"<Say {FINNISH}>Hei</Say>", "just ends"),
        ("<Gather action='/g/'/>", "just ends"),
        ("<Hangup/><Pause/>", "<Pause> is never reached after <Hangup>"),
        ("<Redirect>/x/</Redirect><Hangup/>", "never reached"),
        ("<Dial action='/d/'>+358401234567</Dial><Hangup/>", "never reached"),
        ("<Pause/><Reject/>", "must come first"),
        ("<Gather actionOnEmptyResult='true'/>", "without action"),
        ("<Gather action='/g/' finishOnKey=''/><Hangup/>", "only silence"),
        ("<Gather action='/g/' numDigits='1'/><Hangup/>", "# can't be a choice"),
        ("<Gather action='/g/' input='speech'/><Hangup/>", "speech is real, not simulated"),
        ("<Gather action='/g/'><Play digits='1'/></Gather><Hangup/>", "not allowed inside"),
        ("<Dial>+358401234567</Dial><Hangup/>", "without action"),
        ("<Dial action='/d/'/>", "calls nobody"),
        ("<Dial action='/d/'>" + "<Number>+358401234567</Number>" * 11 + "</Dial>", "limit is 10"),
        ("<Play/><Hangup/>", "either a URL or digits"),
        ("<Say voice='Polly.Suvi-Neural'>Hei</Say><Hangup/>", "both voice and language"),
        (f"<Say {FINNISH}>Hei\u202evaan</Say><Hangup/>", "U+202E"),
        (f"<Say {FINNISH}>Hei&#x85;vaan</Say><Hangup/>", "U+0085"),
    ],
)
def test_what_only_the_caller_would_suffer_from_is_named_too(inner: str, complaint: str) -> None:
    problems = answer(inner).problems
    assert [p for p in problems if p.code is None and complaint in p.what], problems


@pytest.mark.parametrize(
    ("url", "where", "complaint"),
    [
        ("/voice/turn/2/", "", None),
        ("https://agency.example/x/", "https://agency.example/voice/", None),
        ("https://agency.example/x/", "", "another host"),
        ("https://agency.example/x/", "https://other.example/", "another host"),
        ("//other.example/x/", "https://agency.example/", "another host"),
        ("http://127.0.0.1:5000/x/", "http://127.0.0.1:5001/", "another host"),
        ("http://my_agency/x/", "http://my_agency/", "underscore"),
    ],
)
def test_an_address_may_not_leave_the_host_that_answered(
    url: str, where: str, complaint: str | None
) -> None:
    body = f"<Response><Redirect>{url}</Redirect></Response>".encode()
    complaints = [problem.what for problem in read(body, "text/xml", where).problems]
    assert len(complaints) == (complaint is not None)
    assert all((complaint or "") in what for what in complaints)
