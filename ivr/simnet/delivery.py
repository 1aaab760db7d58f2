"""What travels between network and application: a webhook, its requests, their answers.

How bytes travel is a function handed in, a `Deliver`.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal
from urllib.parse import quote_plus, urlsplit

Method = Literal["GET", "POST"]
Purpose = Literal["control", "status", "text", "media"]
"""What a request is for; `media` fetches a sound, and is not signed."""


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request; `purpose` and `sid` tell a fault injector what it is about."""

    purpose: Purpose
    sid: str
    method: Method
    url: str
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer; names of headers in any case, several of a name one after the other."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    url: str = ""

    def header(self, name: str) -> str:
        """The first header of that name, or nothing."""
        return next((v for n, v in self.headers if n.lower() == name.lower()), "")


@dataclass(slots=True)
class Webhook:
    """What is to be told: fields for a URL. `cookies` are those of the call, kept up to date.

    `fault` names the fault on the way that excuses the application if this fails.
    """

    purpose: Purpose
    sid: str
    url: str
    fields: Mapping[str, str]
    method: Method = "POST"
    cookies: dict[str, str] = field(default_factory=dict)
    fault: str = ""


class DeliveryError(Exception):
    """No usable answer came; `code` is Twilio's number for why."""

    def __init__(self, code: int, what: str) -> None:
        super().__init__(what)
        self.code = code


class UnreachableError(DeliveryError):
    """No connection: nothing has reached the application, so it may be tried again."""

    def __init__(self, what: str) -> None:
        super().__init__(11205, what)


Deliver = Callable[[Request], Awaitable[Answer]]


_quoted = lru_cache(4_096)(quote_plus)


def encode(fields: Mapping[str, str]) -> str:
    """The form as it goes over the wire; most names and many values come again and again."""
    return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in fields.items())


def is_url(text: str) -> bool:
    """True for the complete address of a web page."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
