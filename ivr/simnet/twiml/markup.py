"""From bytes to a tree of elements with their text in order; nothing here knows a verb.

Document type declarations are refused before any entity could be declared, so no entity can
expand and nothing outside the document is ever fetched.
"""

from codecs import BOM_UTF8
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

MAX_DEPTH: Final = 20


class MarkupError(Exception):
    """The bytes are no XML that the network accepts; the message says where and why."""


@dataclass(slots=True)
class Element:
    """One XML element; `content` keeps strings and elements in document order."""

    name: str
    attributes: dict[str, str]
    content: list["str | Element"] = field(default_factory=list)

    @property
    def elements(self) -> list["Element"]:
        """The child elements alone."""
        return [part for part in self.content if isinstance(part, Element)]


def parse(body: bytes) -> Element:
    """The root element of `body`.

    Raises MarkupError for anything that is not well-formed UTF-8 XML without a document type,
    or is nested deeper than any document of this language can be.
    """
    if body.startswith(BOM_UTF8):
        raise MarkupError("a byte order mark stands before the document")
    builder = _Builder()
    try:
        _watch(expat.ParserCreate("utf-8"), builder).Parse(body, True)
    except expat.ExpatError as error:
        raise MarkupError(f"not well-formed XML: {error}") from error
    return builder.root


def _watch(parser: expat.XMLParserType, builder: "_Builder") -> expat.XMLParserType:
    parser.buffer_text = True
    parser.StartElementHandler = builder.open
    parser.EndElementHandler = builder.close
    parser.CharacterDataHandler = builder.write
    parser.XmlDeclHandler = _check_encoding
    parser.StartDoctypeDeclHandler = _refuse("a document type declaration")
    parser.ProcessingInstructionHandler = _refuse("a processing instruction")
    return parser


def _check_encoding(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding is not None and encoding.casefold() != "utf-8":
        raise MarkupError(f"encoding {encoding} is declared; only UTF-8 is read")


def _refuse(what: str) -> Callable[..., None]:
    def refuse(*_found: object) -> None:
        raise MarkupError(f"{what} is not allowed")

    return refuse


class _Builder:
    """Collects expat's events into one tree."""

    def __init__(self) -> None:
        self.root = Element("", {})
        self._open: list[Element] = []

    def open(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= MAX_DEPTH:
            raise MarkupError(f"elements nested deeper than {MAX_DEPTH}")
        element = Element(name, attributes)
        if self._open:
            self._open[-1].content.append(element)
        else:
            self.root = element
        self._open.append(element)

    def close(self, _name: str) -> None:
        self._open.pop()

    def write(self, text: str) -> None:
        self._open[-1].content.append(text)
