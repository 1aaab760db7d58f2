"""A text message, as a value."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

TextStatus = Literal["queued", "sent", "delivered", "undelivered", "failed", "received"]
Direction = Literal["inbound", "outbound-api", "outbound-reply"]

MAX_BODY = 1600
_PLAIN = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_ESCAPED = frozenset("\f^{}\\[~]|€")


@dataclass(frozen=True, slots=True)
class Text:
    """One text message at one moment; `error` is the network's number for why it failed."""

    sid: str
    direction: Direction
    from_: str
    to: str
    body: str
    status: TextStatus
    created_at: datetime
    updated_at: datetime
    sent_at: datetime | None = None
    error: int | None = None

    def moved(self, status: TextStatus, now: datetime, error: int | None = None) -> "Text":
        """The text after it has become `status` at `now`."""
        sent_at = now if status == "sent" else self.sent_at
        return replace(self, status=status, updated_at=now, sent_at=sent_at, error=error)


def segments(body: str) -> int:
    """How many messages `body` is sent as (3GPP 23.038: 160 or 153 plain, 70 or 67 other)."""
    if set(body) <= _PLAIN | _ESCAPED:
        length, one, each = len(body) + sum(c in _ESCAPED for c in body), 160, 153
    else:
        length, one, each = len(body.encode("utf-16-le")) // 2, 70, 67
    return 1 if length <= one else -(-length // each)
