"""What the network found wrong with the application's answers; tests fail when there is any."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault; `code` is Twilio's number or None for a fault that only this network minds.

    `fatal` means that the real network would not have gone on with that answer either.
    """

    at: datetime
    sid: str
    url: str
    code: int | None
    fatal: bool
    what: str

    def __str__(self) -> str:
        return f"{self.code or 'lint'}: {self.what} ({self.url or 'no URL'}, {self.sid})"
