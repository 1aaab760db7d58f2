"""The parameters of each request, written from Twilio's OpenAPI description of the API.

What exists there but is not done here is refused by name: nothing is ignored in silence.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from ivr.simnet.calls.call import EVENTS
from ivr.simnet.delivery import is_url
from ivr.simnet.rest import refusals
from ivr.simnet.rest.refusals import Refusal

Check = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: what it may hold, and Twilio's number for when it does not."""

    accepts: Check
    code: int = refusals.UNKNOWN_PARAMETER
    simulated: bool = True


def whole(least: int, most: int) -> Check:
    """Accepts whole numbers from `least` to `most`."""

    def accepts(text: str) -> bool:
        plain = text.isascii() and text.isdigit() and len(text) <= 9
        return plain and least <= int(text) <= most

    return accepts


_TEXT: Final = Parameter(lambda text: True)
_REAL: Final = Parameter(lambda text: True, simulated=False)
_URL: Final = Parameter(is_url, refusals.BAD_URL)
_METHOD: Final = Parameter(frozenset({"GET", "POST"}).__contains__)
_SECONDS: Final = Parameter(whole(1, 86_400))


def _real(names: str) -> dict[str, Parameter]:
    return dict.fromkeys(names.split(), _REAL)


NONE: Final[Mapping[str, Parameter]] = {}

CREATE_CALL: Final[Mapping[str, Parameter]] = {
    "To": _TEXT,
    "From": _TEXT,
    "Url": _URL,
    "Method": _METHOD,
    "FallbackUrl": _URL,
    "FallbackMethod": _METHOD,
    "StatusCallback": _URL,
    "StatusCallbackMethod": _METHOD,
    "StatusCallbackEvent": Parameter(frozenset(EVENTS).__contains__, refusals.BAD_EVENT),
    "Timeout": Parameter(whole(1, 600), refusals.BAD_TIMEOUT),
    "TimeLimit": _SECONDS,
    "Twiml": Parameter(lambda text: len(text) <= 4_000, refusals.TWIML_TOO_LONG),
} | _real(
    "ApplicationSid AsyncAmd AsyncAmdStatusCallback AsyncAmdStatusCallbackMethod Byoc CallReason"
    " CallToken CallerId ClientNotificationUrl MachineDetection MachineDetectionSilenceTimeout"
    " MachineDetectionSpeechEndThreshold MachineDetectionSpeechThreshold MachineDetectionTimeout"
    " Record RecordingChannels RecordingStatusCallback RecordingStatusCallbackEvent"
    " RecordingStatusCallbackMethod RecordingTrack SendDigits SipAuthPassword SipAuthUsername Trim"
)

UPDATE_CALL: Final[Mapping[str, Parameter]] = {
    "Url": _URL,
    "Method": _METHOD,
    "Twiml": CREATE_CALL["Twiml"],
    "Status": Parameter(frozenset({"canceled", "completed"}).__contains__),
    "FallbackUrl": _URL,
    "FallbackMethod": _METHOD,
    "StatusCallback": _URL,
    "StatusCallbackMethod": _METHOD,
    "TimeLimit": _SECONDS,
}

_PAGE: Final[Mapping[str, Parameter]] = {
    "PageSize": Parameter(whole(1, 1_000)),
    "Page": Parameter(whole(0, 10**9 - 1)),
    "PageToken": _TEXT,
}

LIST_CALLS: Final[Mapping[str, Parameter]] = {
    "To": _TEXT,
    "From": _TEXT,
    "ParentCallSid": _TEXT,
    "Status": _TEXT,
    "StartTime": _TEXT,
    "StartTime<": _TEXT,
    "StartTime>": _TEXT,
    "EndTime": _TEXT,
    "EndTime<": _TEXT,
    "EndTime>": _TEXT,
    **_PAGE,
}

CREATE_TEXT: Final[Mapping[str, Parameter]] = {
    "To": _TEXT,
    "From": _TEXT,
    "Body": _TEXT,
    "StatusCallback": _URL,
} | _real(
    "AddressRetention ApplicationSid Attempt ContentRetention ContentSid ContentVariables"
    " FallbackFrom ForceDelivery MaxPrice MediaUrl MessagingServiceSid PersistentAction"
    " ProvideFeedback RiskCheck ScheduleType SendAsMms SendAt ShortenUrls SmartEncoded TrafficType"
    " ValidityPeriod"
)

LIST_TEXTS: Final[Mapping[str, Parameter]] = {
    "To": _TEXT,
    "From": _TEXT,
    "DateSent": _TEXT,
    "DateSent<": _TEXT,
    "DateSent>": _TEXT,
    **_PAGE,
}


class Form:
    """The fields of one request, held against their table."""

    def __init__(self, fields: Iterable[tuple[str, str]], table: Mapping[str, Parameter]) -> None:
        """Raises Refusal for a parameter that is unknown, not simulated, or of a wrong form."""
        self._values: dict[str, list[str]] = {}
        for name, value in fields:
            _check(name, value, table)
            self._values.setdefault(name, []).append(value)

    def one(self, name: str, default: str = "") -> str:
        """The value of `name`; the last if there are several."""
        return self._values.get(name, [default])[-1]

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of `name`, in order."""
        return tuple(self._values.get(name, ()))

    def filters(self) -> list[tuple[str, str]]:
        """All fields but those that tell one page from another."""
        pages = {"Page", "PageToken"}
        return [(n, v) for n, values in self._values.items() if n not in pages for v in values]

    def __contains__(self, name: str) -> bool:
        return name in self._values


def _check(name: str, value: str, table: Mapping[str, Parameter]) -> None:
    parameter = table.get(name)
    if parameter is None:
        raise Refusal(refusals.UNKNOWN_PARAMETER, f"{name}: unknown parameter")
    if not parameter.simulated:
        raise Refusal(refusals.UNKNOWN_PARAMETER, f"{name}: real, not simulated")
    if value and not parameter.accepts(value):
        raise Refusal(parameter.code, f"{name}: {value!r} is not valid")
