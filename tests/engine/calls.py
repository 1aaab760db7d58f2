"""Calls on paper through the toy dialogues; every action goes well unless told otherwise."""

from flows.engine.turn import Outcome
from flows.engine.walk import Walk
from tests.engine.toys import AGENT, CALLER, VALUES

OUTCOMES = {
    "opening": Outcome("open", {"closes": "kolmeentoista"}),
    "check_number": Outcome("ok", {"number": "+358401234567", "digits": "nolla neljä nolla"}),
    "request": Outcome("stored", {"eta": "tänään"}),
    "find_times": Outcome("some", {"times": VALUES["times"]}),
    "book": Outcome("booked", {"when": "huomenna"}),
    "check_pin": Outcome("right", {"ring": "+358401234567"}),
    "file": Outcome("filed"),
}


def caller(*keys: str) -> Walk:
    """A citizen who has pressed these keys."""
    return Walk(CALLER, OUTCOMES).press(*keys)


def agent(*keys: str) -> Walk:
    """An agent who has pressed these keys."""
    return Walk(AGENT, OUTCOMES).press(*keys)


def spoken(walk: Walk) -> list[str]:
    """The prompts of the last answer."""
    return [line.prompt for line in walk.turn.say]
