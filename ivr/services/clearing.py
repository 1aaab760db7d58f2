"""When today's queue of each line will be empty, from the facts of which promises are made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from sqlalchemy.orm import Session

from flows.rules import clearing as rules
from flows.rules.clearing import Clearing
from flows.rules.languages import LANGUAGES, Language
from flows.rules.window import local_date
from ivr.models import Line
from ivr.services import calendar, lines, outlook, promises
from ivr.services.policy import Policy


@dataclass(frozen=True, slots=True)
class Forecast:
    """The whole line's clearing. `ahead`: callbacks that wait now."""

    line: Line
    ahead: int
    clearing: Clearing


def every(session: Session, now: datetime) -> Sequence[Forecast]:
    """The forecast for each line, in their order."""
    return [of_line(session, line, now) for line in lines.every(session)]


def of_line(session: Session, line: Line, now: datetime) -> Forecast:
    """The forecast for the queues of a line, one for each language in which somebody waits.

    Agents who speak several languages are shared among them.
    """
    policy = Policy.read(line.policy)
    days = calendar.of_line(session, line, local_date(now), promises.NEAR)
    given = outlook.circumstances(session, line, policy, days, now)
    waiting = [spoken for spoken in LANGUAGES if given.ahead.get(spoken)]
    queues = {spoken: outlook.look_out(session, given, spoken) for spoken in waiting}
    if not queues:
        return Forecast(line, 0, Clearing(now))

    def clear(group: Sequence[Language]) -> Clearing:
        joined = rules.together([queues[one] for one in group], *given.expected(group))
        return rules.clear(now, days, joined)

    single = [clear((spoken,)) for spoken in queues]
    joint = [clear(g) for many in range(2, len(queues) + 1) for g in combinations(queues, many)]
    ahead = sum(one.ahead for one in queues.values())
    return Forecast(line, ahead, rules.whole(single, joint))
