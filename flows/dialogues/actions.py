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

# What somebody has, of whom the network or eight digits tell.
_FOUND_OUTCOMES: Mapping[str, tuple[str, ...]] = {
    "phone_time": ("booking", "purpose", "proof", "when"),
    "visit": ("booking", "purpose", "proof", "when", "at_point"),
    "displaced": ("booking", "purpose", "proof", "when"),  # we took the time back, and owe another
    "request": ("request", "eta"),
    "calling": (),
}

ACTIONS: Mapping[str, Action] = {
    # --- the citizen's call ---
    # What can be booked at all in this language; each is true or false, and kept for the call.
    "on_offer": _action(known=("phone_times", "visits")),
    "announcement": _action(some=("announcement",), none=()),  # a supervisor's words to all callers
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
    # `number` unset or empty: the shown number. `place`: "kept" keeps that of a missed request.
    # A number that the network does not show gets eight digits to be known by, which are `code`.
    "request_callback": _action(
        "number?",
        "place?",
        **_REQUEST_OUTCOMES,
        today_referred=("eta", "cli", "code"),
        later_referred=("eta", "cli", "urgent", "code"),
    ),
    "may_call_unasked": _action(offered=("digits",), not_offered=()),
    "request_unasked": _action(**_REQUEST_OUTCOMES),
    "call_sooner": _action(  # whoever was missed rings back
        today=("eta", "cli"),
        later=("eta", "cli", "urgent"),
        standing=("eta",),  # it is due already
        calling=(),
        none=(),  # it has been cancelled meanwhile
    ),
    # `request`: the one that eight digits have found; empty: that of the shown number.
    "cancel_request": _action("request", cancelled=(), calling=(), none=()),
    "hours": _action(told=("hours", "price")),
    # --- the citizen's call: a phone time or a visit is booked ---
    "aim": _action("purpose", callback=(), phone_time=(), visit=()),
    "points": _action(one=("point",), several=("points",), none=()),
    "point": _action(
        "point",
        open=("point_name", "open_days"),
        adviser=("to_point",),  # there an adviser books, after a talk
        none=(),  # it has been closed for good
    ),
    "any_times": _action("purpose", "point", some=(), no_phone_times=(), no_visits=()),
    # `booking`: it is to go to another time; empty: `purpose` and `point` tell what is wanted.
    "closed_before": _action(  # named days, closed, that come before the first free time
        "purpose", "point", "booking", named=("closed_days",), none=()
    ),
    # `part`: any, morning or afternoon; empty: ask for it, if there are many times.
    "find_times": _action(
        "purpose",
        "point",
        "booking",
        "part",
        few=("times",),
        many=(),  # too many to be read out: which part of a day?
        no_phone_times=(),
        no_visits=(),
        none_to_move=(),
    ),
    "hold_time": _action(
        "time", phone_time=("held", "when"), visit=("held", "when", "to_point"), taken=()
    ),
    "turn_back": _action("booking", anew=(), moving=(), displaced=()),
    # What is `held` is booked, or takes the place of `booking`. `number` as above.
    "book_time": _action(
        "held",
        "number",
        "booking",
        phone_time=("when", "cli", "tolerance", "told_by", "code"),
        visit=("when", "to_point", "told_by", "code"),
        moved=("when",),
        gone=(),  # what was to be moved is no longer open
        taken=(),  # the hold has ended, and somebody was faster
        limit=(),  # as many are booked for the shown number as may be
        refused=(),  # nothing can be booked for this number
    ),
    # How the code of a new booking is told: in a text, or spoken, four digits or eight.
    "told_by": _action("told_by", text=(), code=(), reference=()),
    # --- the citizen's call: what is booked or asked for already ---
    # Whether a page waits for six digits from the telephone that the network shows; `withheld`:
    # it shows none, and a page waits for somebody's.
    "proof_awaited": _action(awaited=(), withheld=(), none=()),
    "check_proof": _action("keyed", right=(), wrong=(), spent=()),
    "own": _action(**_FOUND_OUTCOMES, several=("things",), none=(), withheld=()),
    "own_one": _action("thing", **_FOUND_OUTCOMES, reference=(), gone=()),
    # `proof`: the booking for which digits have been right in this call, or empty. Who booked for
    # the number of somebody else was told eight digits, and the text has no four.
    "may_change": _action("booking", "proof", proved=(), code=(), reference=()),
    "check_code": _action("booking", "keyed", right=("proof",), wrong=(), spent=()),
    "check_reference": _action("keyed", **_FOUND_OUTCOMES, gone=(), wrong=(), spent=()),
    # `change`: move or cancel
    "change": _action("change", move=(), cancel=()),
    "cancel_booking": _action("booking", cancelled=(), gone=()),
    # --- the call to an agent ---
    "offer": _action(
        offered=("language_name", "line", "asked", "promised", "tries"),
        late=("language_name", "line", "asked", "promised", "tries", "lateness"),
        booked=("language_name", "line", "agreed", "tries"),  # a phone time
        booked_late=("language_name", "line", "agreed", "tries", "lateness"),
        accepted=(),  # she has taken it at her desk already
        passed=(),  # or left it to somebody else there
        unfiled=("asked",),  # the agent's last conversation has no outcome yet
        taken=(),  # this call has nothing to offer, or nothing more once its outcome is filed
    ),
    # What she has answered at her desk meanwhile.
    "glance": _action(waiting=(), accepted=(), passed=(), cancelled=(), taken=()),
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
