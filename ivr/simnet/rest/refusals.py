"""Answers of the API, and the errors among them with Twilio's numbers (Errors dictionary)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

OUT_OF_ORDER = 20500
UNKNOWN_PARAMETER = 20001
DENIED = 20003
WRONG_METHOD = 20004
NOT_FOUND = 20404
TOO_MANY_REQUESTS = 20429
TOO_MANY_CALLS = 10004
NO_TO = 21201
BAD_URL = 21205
BAD_TIMEOUT = 21208
NOT_OWN_NUMBER = 21210
BAD_TO = 21211
BAD_FROM = 21212
NO_FROM = 21213
NO_PERMISSION = 21215
BAD_STATE = 21220
BAD_EVENT = 21626
NO_BODY = 21602
NO_TEXT_TO = 21604
NOT_TEXT_SENDER = 21606
STOPPED = 21610
NOT_MOBILE = 21614
BODY_TOO_LONG = 21617
TWIML_TOO_LONG = 32018


@dataclass(frozen=True, slots=True)
class Response:
    """One answer: an HTTP status and a JSON object.

    It is sent so many seconds `late`; never, if that is infinite.
    """

    status: int
    json: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)
    late: float = 0.0


class Refusal(Exception):
    """A request that is not granted."""

    def __init__(
        self,
        code: int,
        message: str,
        status: int = 400,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.response = Response(
            status,
            {
                "code": code,
                "message": message,
                "more_info": f"https://www.twilio.com/docs/errors/{code}",
                "status": status,
            },
            headers or {},
        )
