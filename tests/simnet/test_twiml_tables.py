"""The tables were written from the documentation; here they meet a library that writes TwiML.

Each difference is known and explained; a new one means that either side has changed.
"""

import inspect
from collections.abc import Callable

import pytest
from twilio.twiml import voice_response as library

from ivr.simnet.twiml.grammar import GRAMMARS
from ivr.simnet.twiml.tables import REAL_NOUNS, REAL_VERBS, ROOT, VERBS
from ivr.simnet.twiml.voices import ALL_VOICES, VOICES

OTHER_NAMES = {"break_": "break", "say_as": "say-as", "whats_app": "WhatsApp"}
TEXTS = {"message", "url", "number", "phone_number", "words"}
OWN_ATTRIBUTES = {"interpret_as": "interpret-as", "xml_lang": "xml:lang"}

ONLY_THEIRS = {
    "Dial": {
        "passports",  # carrier features without a page of documentation
        "recordingConfigurationId",  # recording is not for this network
    },
}
ONLY_OURS = {
    "Dial": {"callReason"},  # documented, in public beta
}
MAKERS = {
    **dict.fromkeys(VERBS, library.VoiceResponse),
    "Number": library.Dial,
    **dict.fromkeys(VERBS["Say"].children, library.Say),
}


def camel(name: str) -> str:
    if name in OWN_ATTRIBUTES:
        return OWN_ATTRIBUTES[name]
    first, *rest = name.rstrip("_").split("_")
    return first + "".join(word.capitalize() for word in rest)


def maker_of(name: str) -> Callable[..., object]:
    spelled = {"break": "break_", "say-as": "say_as"}.get(name, name.lower())
    maker: Callable[..., object] = getattr(MAKERS[name], spelled)
    return maker


def their_attributes(name: str) -> set[str]:
    given = list(inspect.signature(maker_of(name)).parameters)[1:-1]  # without self and **kwargs
    text = TEXTS if name != "Number" else {"phone_number"}
    keep = {"url"} if name == "Number" else set()
    return {camel(p) for p in given if p not in text or p in keep}


def methods(holder: type) -> set[str]:
    shared = {name for name, _ in inspect.getmembers(library.TwiML, inspect.isfunction)}
    found = {name for name, _ in inspect.getmembers(holder, inspect.isfunction)} - shared
    return {name for name in found if not name.startswith("_")}


@pytest.mark.parametrize("name", GRAMMARS)
def test_every_attribute_is_known_to_both_or_explained(name: str) -> None:
    ours, theirs = set(GRAMMARS[name].attributes), their_attributes(name)
    assert theirs - ours == ONLY_THEIRS.get(name, set())
    assert ours - theirs == ONLY_OURS.get(name, set())


def test_every_verb_is_either_simulated_or_known_to_be_real() -> None:
    theirs = {name.title() for name in methods(library.VoiceResponse)}
    assert theirs == {*ROOT.children, *ROOT.real, "Queue"}  # Queue is a noun of Dial


@pytest.mark.parametrize(
    ("name", "holder"),
    [("Gather", library.Gather), ("Dial", library.Dial), ("Say", library.Say)],
)
def test_the_same_elements_may_stand_inside(name: str, holder: type) -> None:
    grammar = GRAMMARS[name]
    case = str if name == "Say" else str.title
    theirs = {OTHER_NAMES.get(method, case(method)) for method in methods(holder)}
    assert theirs == grammar.children | grammar.real


@pytest.mark.parametrize("name", sorted(VERBS["Say"].children))
def test_the_same_speech_marks_may_stand_inside_a_speech_mark(name: str) -> None:
    holder = getattr(library, "Ssml" + name.title().replace("-", ""))
    theirs = {OTHER_NAMES.get(method, method) for method in methods(holder)}
    assert theirs == GRAMMARS[name].children


def test_no_name_is_both_simulated_and_merely_real() -> None:
    assert not GRAMMARS.keys() & (REAL_VERBS | REAL_NOUNS)
    assert not REAL_VERBS & REAL_NOUNS


def test_every_element_of_the_library_is_known_by_name() -> None:
    elements = [
        element for _, element in inspect.getmembers(library, inspect.isclass)
        if element.__module__ == library.__name__ and element is not library.VoiceResponse
    ]  # fmt: skip
    names = {element.__name__ for element in elements if not element.__name__.startswith("Ssml")}
    names -= {"SipUri", "ReferSip"}  # classes for <Uri> and <Sip>
    assert names <= GRAMMARS.keys() | REAL_VERBS | REAL_NOUNS


def test_each_language_of_the_agency_has_a_voice_and_no_voice_is_listed_twice() -> None:
    assert set(VOICES) == {"fi-FI", "sv-SE", "en-GB"}
    assert sum(map(len, VOICES.values())) == len(ALL_VOICES)
