"""What becomes of a status callback between its being written and its being sent."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from ivr.simnet.delivery import Webhook
from ivr.simnet.faults.fault import Occasion
from ivr.simnet.faults.faults import Faults


@dataclass(frozen=True, slots=True)
class Fate:
    """Sent so many times, so many seconds late; `out_of_line`: nobody behind it waits for it."""

    times: int = 1
    late: float = 0.0
    out_of_line: bool = False


USUAL: Final = Fate()


def fate_of(faults: Faults, webhook: Webhook) -> Fate:
    """The fate of one callback; a fault that changes it is written down."""
    fault = faults.strike("status", occasion=lambda: _occasion(webhook))
    if fault is None:
        return USUAL
    match fault.name:
        case "status_late":
            return Fate(late=fault.lasts)
        case "status_reordered":
            return Fate(late=fault.lasts, out_of_line=True)
        case "status_lost":
            return Fate(times=0)
        case _:
            return Fate(times=2)


def _occasion(webhook: Webhook) -> Occasion:
    fields = webhook.fields
    return Occasion(
        webhook.sid,
        webhook.purpose,
        urlsplit(webhook.url).path,
        fields.get("Direction", ""),
        fields.get("CallStatus") or fields.get("MessageStatus", ""),
    )
