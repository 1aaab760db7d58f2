"""The one entrance: an HTTP answer's body and content type in, a Document out."""

from ivr.simnet.twiml.document import Document, Problem, Verb
from ivr.simnet.twiml.markup import Element, MarkupError, parse


def read(body: bytes, content_type: str) -> Document:
    """What the network makes of an answer. Never raises: every fault becomes a Problem."""
    del content_type
    try:
        root = parse(body)
    except MarkupError as error:
        return Document((), (Problem(12100, True, str(error)),))
    return Document(tuple(map(_verb, root.elements)), ())


def _verb(element: Element) -> Verb:
    text = " ".join(element.strings.split())
    return Verb(element.name, element.attributes, text, tuple(map(_verb, element.elements)))
