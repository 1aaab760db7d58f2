"""A scripted application for the network to call: answers by path, remembers what it was told."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from twilio.request_validator import RequestValidator

from ivr.simnet.settings import AUTH_TOKEN

HOST = "https://agency.example"
FINNISH = 'voice="Polly.Suvi-Neural" language="fi-FI"'


@dataclass(frozen=True)
class Page:
    """One answer."""

    body: bytes
    status: int = 200
    content_type: str = "text/xml; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Told:
    """One request as the application got it."""

    path: str
    method: str
    fields: dict[str, str]
    headers: dict[str, str]


def response(verbs: str) -> Page:
    return Page(f"<Response>{verbs}</Response>".encode())


def say(text: str) -> str:
    return f"<Say {FINNISH}>{text}</Say>"


def goodbye(text: str) -> str:
    return say(text) + "<Hangup/>"


EMPTY = Page(b"", status=204)


class Application:
    """A WSGI application. A request with a wrong signature is answered 403; only what lies under
    /sounds/ is fetched without any.
    """

    def __init__(self, host: str = HOST) -> None:
        self._host = host
        self.pages: dict[str, Page | Callable[[Told], Page]] = {}
        self.told: list[Told] = []
        self._validator = RequestValidator(AUTH_TOKEN)

    def __setitem__(self, path: str, verbs: str | Page | Callable[[Told], Page]) -> None:
        self.pages[path] = response(verbs) if isinstance(verbs, str) else verbs

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        body = environ["wsgi.input"].read().decode()
        form = dict(parse_qsl(body, keep_blank_values=True))
        url = self._host + environ["RAW_URI"]
        signature = environ.get("HTTP_X_TWILIO_SIGNATURE", "")
        plain = environ["PATH_INFO"].startswith("/sounds/") and not signature
        if not plain and not self._validator.validate(url, form, signature):
            start("403 Forbidden", [])
            return [b""]
        query = dict(parse_qsl(environ["QUERY_STRING"], keep_blank_values=True))
        headers = {n[5:]: v for n, v in environ.items() if n.startswith("HTTP_")}
        told = Told(environ["PATH_INFO"], environ["REQUEST_METHOD"], form or query, headers)
        self.told.append(told)
        page = self.pages.get(told.path, EMPTY)
        page = page if isinstance(page, Page) else page(told)
        kind = [("Content-Type", page.content_type)] if page.content_type else []
        start(f"{page.status} -", [*kind, *page.headers])
        return [page.body]

    def at(self, path: str) -> list[dict[str, str]]:
        """The fields of every request to `path`, in order."""
        return [told.fields for told in self.told if told.path == path]

    def paths(self) -> list[str]:
        return [told.path for told in self.told]
