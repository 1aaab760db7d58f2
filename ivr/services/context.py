"""What a performer of an action is handed besides the action's arguments."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from flows.engine.turn import Outcome
from flows.rules.languages import Language
from ivr.models import Call, Line
from ivr.services.contacts import Keyer
from ivr.services.policy import Policy


@dataclass(frozen=True, slots=True)
class Context:
    """The call in which something is to be done, in the transaction of its turn.

    `turn` is the number of the answer that is being made up; `language` is what the caller
    hears now: the words in an outcome's values must be in it.
    """

    session: Session
    call: Call
    line: Line
    policy: Policy
    language: Language
    turn: int
    keyer: Keyer
    now: datetime


Performer = Callable[[Context, Mapping[str, Any]], Outcome]
"""Does one action of the vocabulary. Whatever it raises undoes it and becomes `failed`."""
