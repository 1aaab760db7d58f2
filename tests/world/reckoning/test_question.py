"""What can be asked, and what the product would refuse as well."""

from datetime import date, time
from typing import Any

import pytest

from flows.rules.hours import Hours
from ivr.simnet.crowd.population import a_day
from scheduler.world.reckoning.question import Question, Team, teams_of
from tests.world.reckoning import asking


@pytest.mark.parametrize("agents", [1, 2, 3, 7, 96, 1_000])
def test_teams_have_so_many_agents_and_serve_every_language(agents: int) -> None:
    teams = teams_of(agents)

    assert sum(team.agents for team in teams) == agents
    assert min(team.agents for team in teams) > 0
    assert {one for team in teams for one in team.languages} == {"fi", "sv", "en"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"days": 0},
        {"calls": -1},
        {"arrivals": -0.5},
        {"pace": -1},
        {"teams": ()},
        {"teams": (Team(("fi", "sv"), 3), Team(("en",), 0))},
        {"hours": Hours(time(8), time(16))},
        {"settings": {"ladder": {"attempts": 4}}},
        {"settings": {"ladder": {"gaps": []}}},
        {"settings": {"no such": 1}},
    ],
)
def test_what_the_product_would_refuse_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        asking(**wrong)


def test_nobody_answers_without_agents() -> None:
    with pytest.raises(ValueError, match="at least one agent"):
        teams_of(0)


def test_a_year_has_as_many_first_calls_as_asked_for() -> None:
    question = Question(date(2026, 1, 1), calls=100_000)
    days = (date.fromordinal(question.first.toordinal() + n) for n in range(365))

    calls = sum(len(a_day(day, question.seed, question.factor)) for day in days)

    assert calls == pytest.approx(100_000, rel=0.02)
