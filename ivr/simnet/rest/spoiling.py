"""Faults of the API: what is answered in place of what happened, and when."""

from collections.abc import Callable
from dataclasses import replace
from math import inf
from typing import Final

from ivr.simnet.faults import Faults, Occasion
from ivr.simnet.faults.kinds import Place
from ivr.simnet.rest import refusals
from ivr.simnet.rest.refusals import Refusal, Response

RETRY_AFTER: Final = {"Retry-After": "1"}


def spoil(faults: Faults, is_order: bool, path: str, carry_out: Callable[[], Response]) -> Response:
    """The answer to one request; raises Refusal where a fault stands before what is asked."""
    places: tuple[Place, ...] = ("order", "api") if is_order else ("api",)
    fault = faults.strike(*places, occasion=lambda: Occasion("", "rest", path))
    match fault and fault.name:
        case "api_429":
            raise Refusal(refusals.TOO_MANY_REQUESTS, "Too many requests", 429, RETRY_AFTER)
        case "api_unauthorized":
            raise Refusal(refusals.DENIED, "Authenticate", 401)
        case "api_invalid_number":
            raise Refusal(refusals.BAD_TO, "The 'To' number is not a valid phone number")
        case "api_concurrency":
            raise Refusal(refusals.TOO_MANY_CALLS, "Too many calls at once", 429)
        case "api_error_before_placed":
            raise _out_of_order()
        case "api_error_after_placed":
            carry_out()
            raise _out_of_order()
        case "api_hang_after_placed":
            return replace(carry_out(), late=inf)
        case "api_slow":
            return replace(carry_out(), late=fault.lasts if fault else 0.0)
    return carry_out()


def _out_of_order() -> Refusal:
    return Refusal(refusals.OUT_OF_ORDER, "Internal server error", 500)
