"""What is asked: which days, how many people call, who answers, and under which rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from flows.rules.hours import OUTER, Hours
from flows.rules.languages import LANGUAGES, Language
from ivr.services.policy import Policy
from ivr.simnet.crowd.population import CALLS_A_DAY, WEEKDAYS

NATION: Final = 2_000_000
"""Calls a year to a service of the whole country."""
AGENTS: Final = 96
"""So many answer them in about an hour on most days."""
_A_YEAR: Final = CALLS_A_DAY * sum(WEEKDAYS) / 7 * 365
_SWEDISH, _ENGLISH = 0.08, 0.12
"""Shares of agents who speak that language beside Finnish: an assumption."""


@dataclass(frozen=True, slots=True)
class Team:
    """So many agents who speak the same languages."""

    languages: tuple[Language, ...]
    agents: int


def teams_of(agents: int) -> tuple[Team, ...]:
    """Agents of whom all speak Finnish and a few, at least one each, Swedish or English too.

    Raises ValueError without agents.
    """
    if agents < 1:
        raise ValueError("nobody would answer: at least one agent is needed")
    if agents < 3:
        return (Team(LANGUAGES, agents),)
    swedish, english = (max(1, round(agents * share)) for share in (_SWEDISH, _ENGLISH))
    return (
        Team(("fi",), agents - swedish - english),
        Team(("fi", "sv"), swedish),
        Team(("fi", "en"), english),
    )


@dataclass(frozen=True, slots=True)
class Question:
    """One "what if". `calls` are first calls a year; `arrivals` multiplies them.

    `settings` are those of a line, as in the agency's file; `pace` are seconds between two calls
    that the network is asked for. Raises ValueError for what the product would refuse as well.
    """

    first: date
    days: int = 365
    seed: int = 1
    calls: int = NATION
    arrivals: float = 1.0
    teams: Sequence[Team] = field(default_factory=lambda: teams_of(AGENTS))
    hours: Hours = OUTER
    settings: Mapping[str, Any] = field(default_factory=dict)
    pace: float = 1.0

    def __post_init__(self) -> None:
        if self.days < 1 or self.calls < 0 or self.arrivals < 0 or self.pace < 0:
            raise ValueError("days must be at least 1, and nothing can be negative")
        if OUTER.within(self.hours) != self.hours:
            raise ValueError("a line's hours can only be within 9-16")
        spoken = {one for team in self.teams if team.agents for one in team.languages}
        if missing := set(LANGUAGES) - spoken:
            raise ValueError(f"no agent speaks {', '.join(sorted(missing))}")
        Policy.read(self.settings)

    @property
    def agents(self) -> int:
        """How many there are in all teams."""
        return sum(team.agents for team in self.teams)

    @property
    def factor(self) -> float:
        """The number of first calls beside that of Kainuu's office."""
        return self.calls / _A_YEAR * self.arrivals

    @property
    def policy(self) -> Policy:
        """How the line works."""
        return Policy.read(self.settings)
