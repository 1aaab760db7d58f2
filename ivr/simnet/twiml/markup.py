"""From bytes to a tree of elements with their text in order; nothing here knows a verb.

Document type declarations are refused before any entity could be declared, so no entity can
expand and nothing outside the document is ever fetched.
"""

from dataclasses import dataclass, field
from xml.parsers import expat

MAX_BYTES = 64 * 1024
MAX_DEPTH = 20


class MarkupError(Exception):
    """The bytes are no XML that the network accepts; the message says where and why."""


@dataclass(slots=True)
class Element:
    """One XML element; `content` keeps strings and elements in document order."""

    name: str
    attributes: dict[str, str]
    line: int
    content: list["str | Element"] = field(default_factory=list)

    @property
    def elements(self) -> list["Element"]:
        """The child elements alone."""
        return [part for part in self.content if isinstance(part, Element)]

    @property
    def strings(self) -> str:
        """The element's own text, that of its children left out."""
        return "".join(part for part in self.content if isinstance(part, str))


def parse(body: bytes) -> Element:
    """The root element of `body`.

    Raises MarkupError for anything that is not well-formed UTF-8 XML without a document type,
    or is nested deeper than any document of this language can be.
    """
    builder = _Builder()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: builder.open(
        name, attributes, parser.CurrentLineNumber
    )
    parser.EndElementHandler = builder.close
    parser.CharacterDataHandler = builder.write
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        raise MarkupError(f"not well-formed XML: {error}") from error
    return builder.root


def _refuse_doctype(*_declaration: object) -> None:
    raise MarkupError("a document type declaration is not allowed")


class _Builder:
    """Collects expat's events into one tree."""

    def __init__(self) -> None:
        self.root = Element("", {}, 0)
        self._open: list[Element] = []

    def open(self, name: str, attributes: dict[str, str], line: int) -> None:
        if len(self._open) >= MAX_DEPTH:
            raise MarkupError(f"elements nested deeper than {MAX_DEPTH}")
        element = Element(name, attributes, line)
        if self._open:
            self._open[-1].content.append(element)
        else:
            self.root = element
        self._open.append(element)

    def close(self, _name: str) -> None:
        self._open.pop()

    def write(self, text: str) -> None:
        self._open[-1].content.append(text)
