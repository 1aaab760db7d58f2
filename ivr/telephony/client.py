"""The hand that dials: Twilio's REST API, asked once for each thing and never again on doubt.

There is no idempotency key for creating a call, so a silence after the request has left means
"unknown", not "failed". Only a refusal that Twilio spoke, or a connection that was never made,
is a certain no. Source: Twilio, "Call resource"; error 20429.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from requests.exceptions import ConnectionError as NotConnected
from requests.exceptions import ConnectTimeout, RequestException
from twilio.base.exceptions import TwilioRestException
from twilio.http import HttpClient
from urllib3.exceptions import MaxRetryError, NewConnectionError

from ivr.telephony.inquiry import Inquiry, answer_to, make_client

_AGENT_EVENTS = ["initiated", "ringing", "answered", "completed"]
_TOO_MANY = 429

TOO_LATE: Final = 21220
"""A call is not in a state to be cancelled: answered, or over. Source: Twilio, "Error codes"."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Twilio has taken it over under this SID."""

    sid: str


@dataclass(frozen=True, slots=True)
class Declined:
    """Twilio did not take it; `later`: only because it was too busy or out of reach."""

    code: int | None
    later: bool


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may or may not have been taken over: only what is heard later can tell."""

    why: str


Result = Placed | Declined | Unknown


@dataclass(frozen=True, slots=True)
class AgentLeg:
    """A call to an agent. Numbers in E.164, times in seconds; `token` names the attempt."""

    to: str
    from_: str
    token: str
    ring: int
    limit: int


class Dialler(Protocol):
    """What the scheduler may ask of a telephone network."""

    def call_agent(self, leg: AgentLeg) -> Result: ...

    def cancel(self, sid: str) -> Result: ...

    def send_text(self, to: str, from_: str, body: str, token: str) -> Result: ...


class Twilio(Inquiry):
    """A `Dialler`, and an `Inquirer`, over Twilio's own client. `origin` is our PUBLIC_URL."""

    def __init__(
        self,
        account: str,
        token: str,
        origin: str,
        api_url: str = "",
        http: HttpClient | None = None,
    ) -> None:
        super().__init__(make_client(account, token, api_url, http))
        self._origin = origin

    def call_agent(self, leg: AgentLeg) -> Result:
        """Ring an agent. The citizen's leg comes only in the answer to this call's webhook."""
        offer = f"{self._origin}/voice/offer/{leg.token}/"
        return _once(
            lambda: self._client.calls.create(
                to=leg.to,
                from_=leg.from_,
                url=offer,
                fallback_url=f"{self._origin}/voice/fallback",
                status_callback=f"{offer}status/",
                status_callback_event=_AGENT_EVENTS,
                timeout=leg.ring,
                time_limit=leg.limit,
            )
        )

    def cancel(self, sid: str) -> Result:
        """End a leg that is still queued or ringing.

        Declined with TOO_LATE: it has moved on, and what became of it is told or asked for.
        """
        return _once(lambda: self._client.calls(sid).update(status="canceled"))

    def send_text(self, to: str, from_: str, body: str, token: str) -> Result:
        """Send one text message; its status comes to the webhook of `token`."""
        return _once(
            lambda: self._client.messages.create(
                to=to,
                from_=from_,
                body=body,
                status_callback=f"{self._origin}/sms/status/{token}/",
            )
        )


def _once(ask: Callable[[], Any]) -> Result:
    try:
        return Placed(answer_to(ask).sid)
    except TwilioRestException as error:
        if error.status < 500:
            return Declined(error.code, later=error.status == _TOO_MANY)
        return Unknown(f"HTTP {error.status}")
    except RequestException as error:
        if _never_left(error):
            return Declined(None, later=True)
        return Unknown(type(error).__name__)


def _never_left(error: RequestException) -> bool:
    """Whether the request can't have reached Twilio: no name, no route, nobody listening."""
    if isinstance(error, ConnectTimeout):
        return True
    causes: Sequence[object] = error.args if isinstance(error, NotConnected) else ()
    return any(
        isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)
        for cause in causes
    )
