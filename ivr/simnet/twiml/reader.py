"""The one entrance: an HTTP answer's body and content type in, a Document out."""

from collections.abc import Iterator
from typing import Final

from ivr.simnet.twiml import lints
from ivr.simnet.twiml.document import Document, Problem
from ivr.simnet.twiml.grammar import admit
from ivr.simnet.twiml.markup import Element, MarkupError, parse
from ivr.simnet.twiml.tables import ROOT
from ivr.simnet.twiml.utterances import examine

MAX_BYTES: Final = 64 * 1024
_TWIML_TYPES: Final = frozenset({"text/xml", "application/xml", "text/html"})
_SPOKEN_OR_PLAYED: Final = ("text/plain", "audio/")


def read(body: bytes, content_type: str, where: str = "") -> Document:
    """What the network makes of an answer. Never raises: every fault becomes a Problem.

    `where` is the address the answer came from: an absolute URL to its host is in order, any
    other is reported. Without it every absolute URL is reported.
    """
    if problem := outer_fault(body, content_type):
        return Document((), (problem,))
    try:
        root = parse(body)
    except MarkupError as error:
        return Document((), (Problem.of(12100, str(error)),))
    if root.name != "Response":
        return Document((), (Problem.of(12102, f"the root is <{root.name}>, not <Response>"),))
    return _obey(root, where)


def outer_fault(body: bytes, content_type: str) -> Problem | None:
    """What is wrong with an answer before anything is read of it."""
    kind = content_type.partition(";")[0].strip().lower()
    if not kind:
        return Problem.of(11200, "the answer has no content type")
    if kind.startswith(_SPOKEN_OR_PLAYED):
        return Problem(None, True, f"content type {kind}: real, not simulated")
    if kind not in _TWIML_TYPES:
        return Problem.of(12300, f"content type {kind} is not TwiML")
    if len(body) > MAX_BYTES:
        return Problem.of(11750, f"{len(body)} bytes, the limit is {MAX_BYTES}")
    if not body:
        return Problem.of(11770, "the answer is empty")
    return None


def _obey(root: Element, where: str) -> Document:
    problems: list[Problem] = []
    response = admit(root, ROOT, problems)
    if any(problem.fatal for problem in problems):
        return Document((), tuple(problems))
    document = Document(response.children, tuple(problems))
    return Document(document.verbs, (*problems, *_finer_faults(document, where)))


def _finer_faults(document: Document, where: str) -> Iterator[Problem]:
    faults = [*lints.find_order_faults(document.verbs)]
    for verb in document.walk():
        if verb.name == "Say":
            yield from examine(verb)
        faults += lints.find_verb_faults(verb)
        faults += lints.find_foreign_addresses(verb, where)
    yield from (Problem(None, False, what) for what in faults)
