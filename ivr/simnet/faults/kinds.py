"""The table of faults: every name there is, where it strikes and what it does, in a sentence."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

Place = Literal["webhook", "status", "order", "api", "key", "verb", "ring"]
"""Where a fault strikes: on the way of any webhook, or of a status callback; at an order (a call
or a text) or any request of the API; at a key, between two verbs, or when a phone is rung."""


@dataclass(frozen=True, slots=True)
class Kind:
    """`seconds` is how long it takes unless told otherwise; None where nothing takes time."""

    place: Place
    what: str
    seconds: float | None = None


KINDS: Final[Mapping[str, Kind]] = {
    "refused": Kind(
        "webhook",
        "No connection can be made, nor at the second try; the application hears nothing.",
    ),
    "timeout_before": Kind(
        "webhook",
        "The request is lost on its way; the network waits its whole time for an answer.",
    ),
    "timeout_after": Kind(
        "webhook",
        "The application has done its work, but its answer is lost; the network waits in vain.",
    ),
    "slow": Kind("webhook", "The answer arrives late.", 10.0),
    "error_5xx_before": Kind(
        "webhook", "Error 502 comes back instead of an answer; the application hears nothing."
    ),
    "error_5xx": Kind(
        "webhook", "The application has done its work, but error 500 comes back for an answer."
    ),
    "doubled": Kind(
        "webhook", "The same request is sent twice at once; only one of the answers is obeyed."
    ),
    "replayed": Kind(
        "webhook", "The same signed request is sent again, later; nobody obeys the answer.", 600.0
    ),
    "wrong_signature": Kind("webhook", "The request is signed with another token."),
    "status_late": Kind(
        "status", "A status callback is late, and so are those behind it.", 60.0
    ),
    "status_reordered": Kind(
        "status", "A status callback is overtaken by those behind it.", 10.0
    ),
    "status_lost": Kind("status", "A status callback is never sent."),
    "status_doubled": Kind("status", "A status callback is sent a second time."),
    "api_error_before_placed": Kind(
        "order", "An order is answered with error 500, and has not been carried out."
    ),
    "api_error_after_placed": Kind(
        "order", "An order is answered with error 500, but has been carried out."
    ),
    "api_hang_after_placed": Kind(
        "order", "An order has been carried out, but is not answered."
    ),
    "api_invalid_number": Kind("order", "An order is refused: its number is not valid (21211)."),
    "api_concurrency": Kind("order", "An order is refused: too many calls at once (10004)."),
    "api_429": Kind("api", "A request is refused: too many requests (20429)."),
    "api_unauthorized": Kind("api", "A request is refused as if its token were wrong (20003)."),
    "api_slow": Kind(
        "api", "An answer arrives late.", 5.0
    ),
    "key_doubled": Kind("key", "A key is pressed a second time right after.", 0.3),
    "key_late": Kind("key", "A key arrives late.", 0.2),
    "hang_up_at_verb": Kind(
        "verb", "The person hangs up before the next part of what the application answered."
    ),
    "busy": Kind("ring", "The called phone is busy, whoever is at it."),
    "no_answer": Kind("ring", "Nobody is at the called phone: it rings until it is given up."),
    "failed": Kind("ring", "The way to the called phone is out of order, for now (SIP 503)."),
    "no_such_number": Kind("ring", "The called number does not exist (SIP 404)."),
    "voicemail": Kind("ring", "A machine takes the call, after 25 seconds of ringing."),
}  # fmt: skip


def at(*places: Place) -> Iterator[str]:
    """The names of the faults that strike there, in the order of the table."""
    return (name for name, kind in KINDS.items() if kind.place in places)
