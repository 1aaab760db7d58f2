"""The answer to a text that has come in: which texts it answers with, and what is wrong with it."""

from collections.abc import Iterator

from ivr.simnet.twiml.document import Problem
from ivr.simnet.twiml.markup import Element, MarkupError, parse
from ivr.simnet.twiml.reader import outer_fault

Replies = tuple[tuple[str, ...], tuple[Problem, ...]]


def read_replies(body: bytes, content_type: str) -> Replies:
    """The bodies of its `<Message>`s in order, and every problem found. Never raises.

    Other verbs and what a Message may hold beside its words are real, but not simulated. An
    answer without a body is in order and says nothing.
    """
    if not body:
        return (), ()
    if problem := outer_fault(body, content_type):
        return (), (problem,)
    try:
        root = parse(body)
    except MarkupError as error:
        return (), (Problem.of(12100, str(error)),)
    if root.name != "Response":
        return (), (Problem.of(12102, f"the root is <{root.name}>, not <Response>"),)
    messages = [child for child in root.elements if child.name == "Message"]
    return tuple(map(_words, messages)), tuple(_faults(root, messages))


def _words(message: Element) -> str:
    """Its own text, or that of the Body inside it."""
    inner = [child for child in message.elements if child.name == "Body"]
    parts = [part for one in (inner or [message]) for part in one.content]
    return " ".join("".join(part for part in parts if isinstance(part, str)).split())


def _faults(root: Element, messages: list[Element]) -> Iterator[Problem]:
    for child in root.elements:
        if child.name != "Message":
            yield _not_simulated(f"<{child.name}> in the answer to a text")
    for message in messages:
        for name in message.attributes:
            yield _not_simulated(f"{name} of <Message>")
        for child in message.elements:
            if child.name != "Body":
                yield _not_simulated(f"<{child.name}> in <Message>")
        if not _words(message):
            yield Problem.of(14103, "<Message> without words")


def _not_simulated(what: str) -> Problem:
    return Problem(None, False, f"{what}: real, not simulated")
