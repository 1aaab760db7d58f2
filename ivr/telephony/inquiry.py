"""Questions to Twilio: what became of a call or a text. They change nothing, there or here.

Each is asked once; whoever wants to know more asks again later. An answer may be a moment old.
Source: Twilio, "Call resource", "Messages resource".
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from requests.exceptions import RequestException
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http import HttpClient
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from ivr import perils

_UNKNOWN_THERE = 404
_GOING_ON = ("queued", "initiated", "ringing", "in-progress")
_OVER = ("completed", "busy", "no-answer", "failed", "canceled")
_STATUSES = frozenset({*_GOING_ON, *_OVER})
_PATIENCE = 10.0  # seconds to connect, and to answer; Twilio's own client waits for ever
_MOST = 20
"""Of a list the newest are enough: nobody is rung or written to more often within minutes."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class LegSeen:
    """A call as Twilio shows it: `status` is its CallStatus, `seconds` from answer to end."""

    sid: str
    status: str
    created_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class TextSeen:
    """A text message as Twilio shows it; `error` is its code for why it did not arrive."""

    sid: str
    status: str
    body: str
    created_at: datetime | None = None
    error: int | None = None


@dataclass(frozen=True, slots=True)
class NotKnown:
    """Twilio says that there is no such thing."""


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Twilio could not be asked, or would not answer: nothing has been learnt."""

    why: str


class Inquirer(Protocol):
    """What the scheduler may ask of a telephone network about what it did."""

    def leg(self, sid: str) -> LegSeen | NotKnown | NoAnswer: ...

    def children(self, sid: str) -> Sequence[LegSeen] | NoAnswer: ...

    def legs_to(self, to: str, from_: str) -> Sequence[LegSeen] | NoAnswer: ...

    def texts_to(self, to: str) -> Sequence[TextSeen] | NoAnswer: ...


def inquirer(account: str, token: str, api_url: str = "") -> "Inquiry":
    """One that can only ask, for whoever never dials."""
    return Inquiry(make_client(account, token, api_url))


def make_client(
    account: str, token: str, api_url: str = "", http: HttpClient | None = None
) -> Client:
    """Twilio's client, with patience that ends, speaking to `api_url` where one is given."""
    http = http or TwilioHttpClient(timeout=_PATIENCE)
    client = Client(account, token, http_client=http)
    if api_url:
        client.api.base_url = api_url
    return client


class Inquiry:
    """An `Inquirer` over Twilio's own client, whose time-outs are its time-outs."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def leg(self, sid: str) -> LegSeen | NotKnown | NoAnswer:
        """One call as it is now."""
        return _asked(lambda: _leg(self._client.calls(sid).fetch()))

    def children(self, sid: str) -> Sequence[LegSeen] | NoAnswer:
        """The legs that were made by a Dial of this call."""
        calls = self._client.calls
        return _listed(lambda: calls.list(parent_call_sid=sid, limit=_MOST), _leg)

    def legs_to(self, to: str, from_: str) -> Sequence[LegSeen] | NoAnswer:
        """The newest calls between these two numbers, in E.164."""
        calls = self._client.calls
        return _listed(lambda: calls.list(to=to, from_=from_, limit=_MOST), _leg)

    def texts_to(self, to: str) -> Sequence[TextSeen] | NoAnswer:
        """The newest texts to this number, in E.164.

        All of them, for a text that has not left yet fits no filter by its date.
        """
        return _listed(lambda: self._client.messages.list(to=to, limit=_MOST), _text)


def answer_to(ask: Callable[[], T]) -> T:
    """What the network answers; raises as `ask` does."""
    perils.reached("asking")
    answer = ask()
    perils.reached("answered")
    return answer


def _leg(call: Any) -> LegSeen:
    """Raises ValueError for a call in no state that there is: that is no answer."""
    if call.status not in _STATUSES:
        raise ValueError(f"{call.status} is no status of a call")
    return LegSeen(
        sid=call.sid,
        status=str(call.status),
        created_at=call.date_created,
        started_at=call.start_time,
        ended_at=call.end_time,
        seconds=int(call.duration) if call.duration else None,
    )


def _text(message: Any) -> TextSeen:
    error = message.error_code
    return TextSeen(
        sid=message.sid,
        status=str(message.status),
        body=message.body or "",
        created_at=message.date_created,
        error=int(error) if error else None,
    )


def _listed(ask: Callable[[], Sequence[Any]], read: Callable[[Any], T]) -> Sequence[T] | NoAnswer:
    answer = _asked(lambda: tuple(map(read, ask())))
    return NoAnswer("HTTP 404") if isinstance(answer, NotKnown) else answer


def _asked(ask: Callable[[], T]) -> T | NotKnown | NoAnswer:
    """A refused list is a plain TwilioException; what is no JSON or makes no sense, ValueError."""
    try:
        return answer_to(ask)
    except TwilioRestException as error:
        return NotKnown() if error.status == _UNKNOWN_THERE else NoAnswer(f"HTTP {error.status}")
    except (TwilioException, RequestException, ValueError) as error:
        return NoAnswer(type(error).__name__)
