"""The answer to a question: the figures of a reckoning that is over, as plain values."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from flows.rules.quarters import Share
from scheduler.world.reckoning.figures import (
    QUARTERS_A_DAY,
    DayFigures,
    Figures,
    at_rank,
    together,
)
from scheduler.world.reckoning.question import Question
from scheduler.world.reckoning.reckoning import Reckoning

ONE_BY_ONE: Final = 62
"""More days than this are told by the week."""


def answer(reckoning: Reckoning) -> dict[str, Any]:
    """All figures by name; minutes are whole, shares are percent, rounded down."""
    figures = reckoning.scene.figures
    return {
        "question": asked(reckoning.question),
        "events": reckoning.scene.agenda.happened,
        "trace": reckoning.scene.agenda.seal(),
        "calls": figures.calls,
        "requests": figures.asked,
        "phone_times": figures.booked,
        "visits": figures.visits,
        "refused": _named(figures.refused),
        "ended": _named(figures.ended),
        "minutes_to_first_call": _waits(figures),
        "minutes_to_conversation": _spread(figures.talk_waits),
        "same_day_percent": Share(figures.same_day, figures.in_window).percent,
        "promises": {score: figures.scores[score] for score in ("kept", "late", "broken")},
        "promises_kept_percent": Share(figures.scores["kept"], figures.scores.total()).percent,
        "phone_times_kept_percent": Share(figures.on_time["kept"], figures.on_time.total()).percent,
        "citizens_rung": figures.rung,
        "conversations": figures.talks,
        "texts": figures.texts,
        "calls_per_request": {str(many): figures.tries[many] for many in sorted(figures.tries)},
        "reached_on_try": {str(one): figures.reached_on[one] for one in sorted(figures.reached_on)},
        "agents_busy_percent": _busy(figures),
        "by_quarter": _quarters(figures),
        "by_day": list(_stretches(figures.days)),
    }


def asked(question: Question) -> dict[str, Any]:
    """The question in words and numbers."""
    return {
        "first": question.first.isoformat(),
        "days": question.days,
        "seed": question.seed,
        "first_calls_a_year": question.calls,
        "arrivals": question.arrivals,
        "agents": {"+".join(team.languages): team.agents for team in question.teams},
        "hours": f"{question.hours.opens:%H:%M}-{question.hours.closes:%H:%M}",
        "settings": dict(question.settings),
        "seconds_between_calls": question.pace,
    }


def _named(counts: Counter[str]) -> dict[str, int]:
    return {name: counts[name] for name in sorted(counts)}


def _waits(figures: Figures) -> dict[str, dict[str, int | None]]:
    by_language = {one: _spread(figures.waits_by[one]) for one in sorted(figures.waits_by)}
    return {"all": _spread(together(figures.waits_by)), **by_language}


def _spread(minutes: Mapping[int, int]) -> dict[str, int | None]:
    return {"median": at_rank(minutes, 50), "p90": at_rank(minutes, 90)}


def _busy(figures: Figures) -> int:
    return int(100 * figures.busy / figures.present) if figures.present else 0


def _quarters(figures: Figures) -> list[dict[str, Any]]:
    days = figures.open_days or 1
    return [
        {
            "at": f"{9 + quarter // 4}.{quarter % 4 * 15:02}",
            "requests": round(figures.asked_by[quarter] / days),
            "due": round(figures.due_by[quarter] / days),
            "most_due": figures.most_due_by.get(quarter, 0),
        }
        for quarter in range(QUARTERS_A_DAY)
    ]


def _stretches(days: Mapping[date, DayFigures]) -> Iterator[dict[str, Any]]:
    """Day by day, or week by week if there are many, up to the last call."""
    last = max((day for day, one in days.items() if one.calls), default=date.min)
    known = [(day, days[day]) for day in sorted(days) if day <= last]
    length = 1 if len(known) <= ONE_BY_ONE else 7
    for begin in range(0, len(known), length):
        yield _stretch(known[begin : begin + length])


def _stretch(days: Sequence[tuple[date, DayFigures]]) -> dict[str, Any]:
    minutes = sum((one.first_waits for _, one in days), Counter[int]())
    return {
        "first": days[0][0].isoformat(),
        "calls": sum(one.calls for _, one in days),
        "requests": sum(one.asked for _, one in days),
        "reached": sum(one.reached for _, one in days),
        "open_at_the_end": days[-1][1].left,
        **_spread(minutes),
    }
