"""Good documents are spoilt mechanically, one mistake at a time; not one may pass unnoticed."""

from collections.abc import Iterator
from copy import deepcopy
from xml.etree.ElementTree import Element, SubElement, fromstring, tostring

import pytest

from ivr.simnet.twiml import Document, read

GOOD = {
    "menu": """
        <Response><Gather action="/voice/turn/2/" method="POST" numDigits="1" finishOnKey=""
            timeout="6" input="dtmf" actionOnEmptyResult="true">
          <Say voice="Polly.Suvi-Neural" language="fi-FI" loop="1">Paina <break time="500ms"/>
            <prosody rate="90%">yksi</prosody>.</Say>
          <Pause length="1"/>
          <Say voice="Polly.Elin-Neural" language="sv-SE">Tryck två.</Say>
        </Gather></Response>""",
    "entry": """
        <Response><Gather action="/voice/turn/5/" timeout="10" finishOnKey="#"
            actionOnEmptyResult="true">
          <Play loop="1">/static/fi/number.wav</Play>
          <Say voice="Polly.Amy-Neural" language="en-GB"><s>Key in your number,
            <say-as interpret-as="spell-out">hash</say-as> at the end.</s></Say>
        </Gather></Response>""",
    "release": """
        <Response><Dial action="/voice/settle/9/" method="POST" timeout="25" timeLimit="3600"
            hangupOnStar="true" callerId="+358291234567">
          <Number statusCallback="/voice/status" statusCallbackMethod="POST"
            statusCallbackEvent="initiated ringing answered completed">+358401234567</Number>
        </Dial></Response>""",
    "goodbye": """
        <Response><Say voice="Google.fi-FI-Wavenet-B" language="fi-FI">
          <p>Soitamme <sub alias="kello yksitoista">klo 11</sub>.</p>
          <lang xml:lang="sv-FI">Hej då</lang></Say><Play digits="1w#"/><Hangup/></Response>""",
    "onward": """<Response><Redirect method="POST">/voice/turn/7/</Redirect></Response>""",
    "refusal": """<Response><Reject reason="busy"/></Response>""",
}

BAD_VALUES = {
    "digits": ["", "1,2", "x"],
    "finishOnKey": ["##", "x", "pound"],
    "input": ["", "dtmf,speech", "['dtmf']", "touch"],
    "interpret-as": ["", "numbers"],
    "language": ["", "fi", "Finnish", "fi_FI", "da-DK"],
    "length": ["", "0", "-1", "1.5", "1s"],
    "loop": ["", "-1", "once"],
    "method": ["", "post", "PUT"],
    "numDigits": ["", "0", "-1", "one"],
    "rate": ["", "quick", "1.1"],
    "reason": ["", "closed"],
    "statusCallbackEvent": ["", "['initiated', 'answered']", "initiated,answered", "ended"],
    "statusCallbackMethod": ["", "Get"],
    "time": ["", "500", "1 s"],
    "timeLimit": ["", "0", "-1", "1h"],
    "timeout": ["", "0", "-5", "abc", "6.0"],
    "voice": ["", "Suvi", "Polly.Suvi", "polly.suvi-neural", "Google.fi-FI-Wavenet-Z"],
    "xml:lang": ["", "svenska språket"],
} | {key: ["", "javascript:x", "/a b", "http://", "https://elsewhere.example/x"]
     for key in ("action", "statusCallback")}  # fmt: skip
BAD_VALUES |= {key: ["", "yes", "True", "1"] for key in ("actionOnEmptyResult", "hangupOnStar")}
BAD_VALUES |= {"callerId": ["", "0291234567", "358291234567", "anonymous"], "alias": [""]}

MISSED_WHEN_DROPPED = {
    "action", "actionOnEmptyResult", "alias", "digits", "interpret-as", "language", "voice",
    "xml:lang",
}  # fmt: skip
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def plain(name: str) -> str:
    return "xml:lang" if name == XML_LANG else name


def misspellings(element: Element) -> Iterator[str]:
    for name, value in list(element.attrib.items()):
        snake = "".join(f"_{c.lower()}" if c.isupper() else c for c in name)
        for wrong in sorted({name[:-1], name.lower(), name.capitalize(), snake} - {name}):
            if name != XML_LANG:
                del element.attrib[name]
                element.set(wrong, value)
                yield f"{wrong} for {name}"
                del element.attrib[wrong]
                element.set(name, value)


def dropped_attributes(element: Element) -> Iterator[str]:
    for name, value in list(element.attrib.items()):
        if plain(name) in MISSED_WHEN_DROPPED:
            del element.attrib[name]
            yield f"no {plain(name)}"
            element.set(name, value)


def bad_values(element: Element) -> Iterator[str]:
    for name, value in list(element.attrib.items()):
        for wrong in BAD_VALUES.get(plain(name), []):
            element.set(name, wrong)
            yield f"{plain(name)}={wrong!r}"
        element.set(name, value)


def wrong_names(element: Element) -> Iterator[str]:
    name = element.tag
    for wrong in sorted({name.lower(), name.upper(), name + "s", name.capitalize()} - {name}):
        element.tag = wrong
        yield f"named <{wrong}>"
    element.tag = name


def wrong_children(element: Element) -> Iterator[str]:
    for name in ("Response", "Dial", "Gather", "Redirect", "Number", "Record", "Bogus", "speak"):
        if not (element.tag == "Dial" and name == "Number") and element.tag != "Response":
            child = SubElement(element, name)
            yield f"holding <{name}>"
            element.remove(child)


def stray_text(element: Element) -> Iterator[str]:
    if element.tag in {"Response", "Gather", "Hangup", "Reject", "Pause", "break"}:
        text, element.text = element.text, "stray"
        yield "holding stray text"
        element.text = text


def spoilt_speech(element: Element) -> Iterator[str]:
    if element.tag != "Say":
        return
    kept = element.text
    for words, what in (
        ("a " * 2000, "far too long"),
        ("ä" * 760, "too long when URL-encoded"),
        ("Hei\u200b vaan", "holding an invisible character"),
    ):
        element.text = words
        yield what
    element.text = kept


def spoilt_endings(element: Element) -> Iterator[str]:
    if element.tag == "Response":
        for name in ("Pause", "Hangup", "Reject"):
            child = SubElement(element, name)
            yield f"going on with <{name}> after its end"
            element.remove(child)


MISTAKES = (
    misspellings, dropped_attributes, bad_values, wrong_names, wrong_children, stray_text,
    spoilt_speech, spoilt_endings,
)  # fmt: skip


def spoil(document: str) -> Iterator[tuple[str, bytes]]:
    tree = fromstring(document.strip())  # noqa: S314 - our own text
    for position in range(len(list(tree.iter()))):
        for mistake in MISTAKES:
            copy = deepcopy(tree)
            element = list(copy.iter())[position]
            name = element.tag
            for what in mistake(element):
                yield f"<{name}> {what}", tostring(copy, encoding="utf-8")


def read_good(body: bytes) -> Document:
    return read(body, "text/xml; charset=utf-8", "http://127.0.0.1:5000/voice/incoming")


SPOILT = [
    pytest.param(body, id=f"{name}: {what}")
    for name, document in GOOD.items()
    for what, body in spoil(document)
]


@pytest.mark.parametrize("name", GOOD)
def test_a_good_document_is_read_without_complaint(name: str) -> None:
    assert read_good(GOOD[name].strip().encode()).problems == ()


@pytest.mark.parametrize("body", SPOILT)
def test_no_mistake_passes(body: bytes) -> None:
    assert read_good(body).problems


def test_there_are_hundreds_of_mistakes_of_every_kind(capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print(f"\n{len(SPOILT)} spoilt documents, {len(GOOD)} good ones")  # noqa: T201
    assert len(SPOILT) > 400
