"""Calls on paper: a citizen's, the call to an agent, an agent's own; each goes well unless told.

What actions turn out to be is given by name: `citizen(look_up="standing")`.
"""

from collections.abc import Callable, Mapping

from flows.dialogues import DIALOGUES
from flows.dialogues.actions import ACTIONS
from flows.engine.turn import Act, Outcome
from flows.engine.walk import Turnout, Walk
from flows.prompts import say
from flows.rules.languages import Language
from tests.dialogues.values import NAMES, longest

USUAL: Mapping[str, str] = {
    "on_offer": "known",
    "announcement": "none",
    "opening": "open",
    "look_up": "new",
    "number_to_call": "shown",
    "check_number": "ok",
    "request_callback": "today",
    "may_call_unasked": "offered",
    "request_unasked": "today",
    "call_sooner": "today",
    "cancel_request": "cancelled",
    "hours": "told",
    "points": "one",
    "point": "open",
    "any_times": "some",
    "closed_before": "none",
    "find_times": "few",
    "hold_time": "phone_time",
    "turn_back": "anew",
    "book_time": "phone_time",
    "told_by": "text",
    "proof_awaited": "none",
    "check_proof": "right",
    "own": "phone_time",
    "own_one": "visit",
    "may_change": "code",
    "check_code": "right",
    "check_reference": "phone_time",
    "cancel_booking": "cancelled",
    "offer": "offered",
    "glance": "waiting",
    "accept": "dial",
    "pass_offer": "passed",
    "file_outcome": "filed",
    "pause_after": "noted",
    "check_pin": "right",
    "agent_status": "told",
    "set_status": "set",
}


def citizen(**outcomes: str) -> Walk:
    """A citizen's call, waiting at the choice of a language."""
    return Walk(DIALOGUES["caller"], {**FORKS, **_turning_out(outcomes)})


def agent(**outcomes: str) -> Walk:
    """The call to an agent who has just answered."""
    return Walk(DIALOGUES["agent"], _turning_out(outcomes), language="fi")


def agent_calls_in(**outcomes: str) -> Walk:
    """The call of an agent from her own telephone, waiting for her PIN."""
    return Walk(DIALOGUES["agent_line"], _turning_out(outcomes), language="fi")


def turn_out(walk: Walk, **outcomes: str) -> Walk:
    """From now on actions turn out like this."""
    walk.outcomes.update(_turning_out(outcomes, usual={}))
    return walk


def words(walk: Walk) -> str:
    """What was said last, as it is heard."""
    return " ".join(
        say(line.prompt, line.language, {**NAMES[line.language], **line.values})
        for line in walk.turn.say
    )


def languages(walk: Walk) -> set[Language]:
    """The languages of what was said last."""
    return {line.language for line in walk.turn.say}


def _turning_out(
    outcomes: Mapping[str, str], usual: Mapping[str, str] = USUAL
) -> dict[str, Outcome]:
    values = longest("fi")
    return {
        action: Outcome(name, {key: values[key] for key in ACTIONS[action].outcomes[name]})
        for action, name in {**usual, **outcomes}.items()
    }


def _by(variable: str) -> Callable[[Act], Outcome]:
    return lambda act: Outcome(act.arguments[variable])


FORKS: Mapping[str, Turnout] = {"aim": _by("purpose"), "change": _by("change")}
"""Actions that do nothing but lead on by what is wanted."""
