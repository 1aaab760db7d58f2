"""A page: one TwiML document with the URL it came from, and where its verbs lead."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast
from urllib.parse import urljoin

from ivr.simnet.calls.call import Goto
from ivr.simnet.delivery import Answer, Method
from ivr.simnet.twiml import Document, Problem, Verb, read


@dataclass(frozen=True, slots=True)
class Page:
    """The verbs to obey and the URL against which theirs are resolved."""

    url: str
    verbs: tuple[Verb, ...]

    def leads_to(self, verb: Verb, fields: Mapping[str, str]) -> Goto:
        """Where `verb`'s action leads; without an action, to this page again."""
        return self.resolve(verb, verb.attributes.get("action", ""), fields)

    def resolve(self, verb: Verb, target: str, fields: Mapping[str, str]) -> Goto:
        """`target` as seen from this page, asked for by the verb's method."""
        url = urljoin(self.url, target)
        return Goto(url, cast("Method", verb.attributes.get("method", "POST")), dict(fields))


def understand(answer: Answer) -> Document:
    """What an HTTP answer tells the network to do.

    Plain text is spoken and sound is played, then the call ends (Twilio: TwiML responses); an
    application that means TwiML and sends that has made a mistake, so it is a problem too.
    """
    kind = answer.header("Content-Type").partition(";")[0].strip().lower()
    text = answer.body.decode(errors="replace").strip()
    if kind == "text/plain":
        verbs = (Verb("Say", {}, text), Verb("Hangup", {}, ""))
        return Document(verbs, (_lint("plain text is spoken, then the call ends"),))
    if kind.startswith("audio/"):
        verbs = (Verb("Play", {}, answer.url), Verb("Hangup", {}, ""))
        return Document(verbs, (_lint("a sound is played, then the call ends"),))
    return read(answer.body, answer.header("Content-Type"), answer.url)


def _lint(what: str) -> Problem:
    return Problem(None, False, what)
