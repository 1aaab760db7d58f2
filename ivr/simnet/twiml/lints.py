"""Faults of a well-formed document that the network would not name but a caller would suffer.

They have no error number. The worst is a document that just ends: the call is cut off without
a word and nobody is told.
"""

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from ivr.simnet.twiml import values as v
from ivr.simnet.twiml.document import Verb
from ivr.simnet.twiml.grammar import GRAMMARS


def find_order_faults(verbs: Sequence[Verb]) -> Iterator[str]:
    """What is wrong with the sequence: unreachable verbs, a late Reject, no proper end."""
    last = next((n for n, verb in enumerate(verbs) if _hands_over(verb)), None)
    if last is None:
        yield "the document just ends, and with it the call"
    else:
        for verb in verbs[last + 1 :]:
            yield f"<{verb.name}> is never reached after <{verbs[last].name}>"
    if any(verb.name == "Reject" for verb in verbs[1:]):
        yield "<Reject> must come first"


def _hands_over(verb: Verb) -> bool:
    match verb.name:
        case "Redirect" | "Hangup" | "Reject":
            return True
        case "Dial":
            return "action" in verb.attributes
        case "Gather":
            return verb.attributes.get("actionOnEmptyResult") == "true"
        case _:
            return False


def find_verb_faults(verb: Verb) -> Iterator[str]:
    """What is wrong with one verb or noun although its grammar is kept."""
    match verb.name:
        case "Gather":
            yield from _gather_faults(verb)
        case "Dial":
            yield from _dial_faults(verb)
        case "Play":
            yield from _play_faults(verb)


def _gather_faults(gather: Verb) -> Iterator[str]:
    digits, finish = (gather.attributes.get(key) for key in ("numDigits", "finishOnKey"))
    if "action" not in gather.attributes:
        yield "<Gather> without action asks for the same document for ever"
    if digits is None and finish == "":
        yield "<Gather>: no key and no number of digits ends the entry, only silence"
    if digits == "1" and finish != "":
        yield f"<Gather>: {finish or '#'} can't be a choice, it counts as no digit"
    if "speech" in gather.attributes.get("input", ""):
        yield "<Gather>: input by speech is real, not simulated"
    if any("digits" in child.attributes for child in gather.children):
        yield "<Gather>: <Play digits> is not allowed inside"


def _dial_faults(dial: Verb) -> Iterator[str]:
    parties = len(dial.children) + bool(dial.text)
    if parties == 0:
        yield "<Dial> calls nobody"
    if dial.text and dial.children:
        yield "<Dial> names a number beside its <Number>"
    if parties > 10:
        yield f"<Dial> calls {parties} numbers at once, the limit is 10"
    if "action" not in dial.attributes:
        yield "<Dial> without action: nobody hears how the call went"


def _play_faults(play: Verb) -> Iterator[str]:
    if bool(play.text) == ("digits" in play.attributes):
        yield "<Play> needs either a URL or digits"


def find_foreign_addresses(verb: Verb, where: str) -> Iterator[str]:
    """Absolute URLs that leave the host of the document's own address `where`."""
    grammar = GRAMMARS[verb.name]
    addresses = [
        value for key, value in verb.attributes.items() if grammar.attributes[key].value is v.URL
    ]
    if grammar.text is not None and grammar.text.value is v.URL and v.URL.accepts(verb.text):
        addresses.append(verb.text)
    for url in addresses:
        parts = urlsplit(url)
        if parts.netloc and parts.netloc != urlsplit(where).netloc:
            yield f"<{verb.name}>: {url} leads to another host"
        if "_" in (parts.hostname or ""):
            yield f"<{verb.name}>: {url}: a host name must not contain an underscore"
