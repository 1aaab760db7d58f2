"""The vocabulary: what a dialogue may ask to be looked up or done, and every way it can turn out.

An action takes variables of the call and gives back one of its outcomes, each with the variables
it sets. Values are words in the caller's language, ready to be spoken. Bodies live in
`ivr/services`; this file must not know them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Action:
    """`takes` are variables that must be set (a trailing `?` marks an optional one)."""

    takes: tuple[str, ...] = ()
    outcomes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def _action(*takes: str, **outcomes: tuple[str, ...]) -> Action:
    return Action(takes, {**outcomes, "failed": ()})


# What happens to a request for a callback, whoever asks for it.
_REQUEST_OUTCOMES: Mapping[str, tuple[str, ...]] = {
    "today": ("eta", "cli"),  # open, and promised for today
    "later": ("eta", "cli", "urgent"),  # closed now, or promised for a later day
    "standing": ("eta",),  # the shown number has an open request
    "calling": (),  # we are dialling that number at this moment
    "limit": ("urgent",),  # too many requests from or for this number today
    "refused": ("urgent",),  # this number can't be called
    "not_taken": ("urgent",),  # the line takes no requests now
}

ACTIONS: Mapping[str, Action] = {
    # --- the citizen's call ---
    "opening": _action(
        open=(),
        short_day=("closes",),  # open now, closes earlier than usual
        closed=("next_open",),
        holiday=("holiday", "next_open"),
        exceptional=("reason", "next_open"),  # a closure of the agency
        uncertain=(),  # the calendar has no data, or no opening in sight
    ),
    "look_up": _action(  # by the number that the network shows, on this line
        new=(),
        standing=("eta",),
        tried=("eta",),  # it has one, and our last call was missed
        calling=(),
        missed=(),  # we tried to reach this number within the last 7 days and gave up
    ),
    "number_to_call": _action(
        shown=("digits",),
        withheld=(),
        refused=(),  # shown, but none that we may call
    ),
    "check_number": _action(
        "typed",
        ok=("number", "digits"),
        invalid=(),  # too short or too long
        company=(),  # a company's switchboard: a direct number is needed
        foreign=(),
        refused=(),
    ),
    # `number` unset: the shown number. `place`: "kept" asks with the place of a missed request.
    "request_callback": _action("number?", "place?", **_REQUEST_OUTCOMES),
    "may_call_unasked": _action(offered=("digits",), not_offered=()),
    "request_unasked": _action(**_REQUEST_OUTCOMES),
    "call_sooner": _action(  # whoever was missed rings back
        today=("eta", "cli"),
        later=("eta", "cli", "urgent"),
        standing=("eta",),  # it is due already
        calling=(),
        none=(),  # it has been cancelled meanwhile
    ),
    "cancel_request": _action(cancelled=(), calling=(), none=()),
    "hours": _action(told=("hours", "price")),
    # --- the call to an agent ---
    "offer": _action(
        offered=("language_name", "line", "asked", "promised", "tries"),
        late=("language_name", "line", "asked", "promised", "tries", "lateness"),
        booked=("language_name", "line", "agreed", "tries"),  # a phone time
        booked_late=("language_name", "line", "agreed", "tries", "lateness"),
        unfiled=("asked",),  # the agent's last conversation has no outcome yet
        taken=(),  # this call has nothing to offer, or nothing more once its outcome is filed
    ),
    "accept": _action(
        dial=("ring",),
        closed=(),  # the window ends before the call could start
        cancelled=(),  # the citizen has cancelled
        taken=(),
        capped=(),  # the number has been called often enough today
        refused=(),  # the number may not be called any more
        stopped=(),  # dialling is switched off on this line
    ),
    "pass_offer": _action(passed=(), taken=()),
    # `outcome`: done, later_hour, later_morning, later_afternoon, not_reached, wrong_number,
    # cut_off or visit
    "file_outcome": _action(
        "outcome",
        filed=(),
        filed_later=("eta",),
        nothing=(),  # there is nothing to file any more
    ),
    "pause_after": _action(noted=()),
    # --- an agent calls in ---
    "check_pin": _action("pin", right=(), wrong=(), locked=()),
    "agent_status": _action(told=("status", "waiting"), unfiled=("asked",)),
    # `wanted`: ready, paused, off
    "set_status": _action("wanted", set=("status",), unfiled=("asked",)),
}
