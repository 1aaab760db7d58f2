"""The figures of a day are those of its rows, whatever came before and after."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from flows.rules.quarters import Share
from ivr.db import Database
from ivr.models import Callback, Line, Promise, Staff
from ivr.services import day_figures
from ivr.services.day_figures import Figures
from tests import make
from tests.clocks import helsinki as at

TUESDAY = date(2026, 11, 24)
EVENING = at("2026-11-24 18:00")


def asked(session: Session, line: Line, when: str, ended: str = "", **values: Any) -> Callback:
    facts = {"ended_at": at(ended), "state": "done"} if ended else {}
    return make.a_callback(session, line, arrived_at=at(when), **{**facts, **values})


def rung(
    session: Session, callback: Callback, agent: Staff, when: str, answered: bool = False
) -> None:
    moment = at(when)
    make.an_attempt(
        session,
        callback,
        agent,
        state="ended",
        released_at=moment,
        answered_at=moment + timedelta(seconds=20) if answered else None,
        ended_at=moment + timedelta(minutes=1),
        result="answered" if answered else "no_answer",
    )


def promised(session: Session, callback: Callback, to_at: datetime, score: str | None) -> None:
    session.add(
        Promise(
            callback_id=callback.id,
            from_at=to_at - timedelta(hours=2),
            to_at=to_at,
            local_date=TUESDAY,
            form="window",
            words="…",
            language="fi",
            channel="spoken",
            told_at=callback.arrived_at,
            score=score,
        )
    )


@pytest.fixture
def figures(database: Database) -> Figures:
    """Monday's caller is reached at the second try, Tuesday's first at once, the second never,
    and the third is still waiting; who asked on Wednesday and on another line doesn't count."""
    with database.writing() as session:
        line, agent = make.an_open_line(session), make.an_agent(session)
        other = make.a_line(session, "other")
        old = asked(session, line, "2026-11-23 15:00", "2026-11-24 09:30")
        rung(session, old, agent, "2026-11-23 15:30")
        rung(session, old, agent, "2026-11-24 09:15", answered=True)
        soon = asked(session, line, "2026-11-24 09:50", "2026-11-24 10:20")
        rung(session, soon, agent, "2026-11-24 10:10", answered=True)
        never = asked(session, line, "2026-11-24 10:00", "2026-11-24 15:00", state="unreached")
        rung(session, never, agent, "2026-11-24 10:31")
        left = asked(session, line, "2026-11-24 17:00")
        asked(session, line, "2026-11-25 09:00")
        asked(session, other, "2026-11-24 10:00")
        for callback, to_at, score in (
            (old, "12:00", "kept"),
            (soon, "10:00", "late"),
            (never, "14:00", "broken"),
            (left, "16:00", None),
        ):
            promised(session, callback, at(f"2026-11-24 {to_at}"), score)
        session.flush()
        return day_figures.of_day(session, [line], TUESDAY, EVENING)


def test_the_figures_are_those_of_the_day_and_the_line(figures: Figures) -> None:
    assert (figures.asked, figures.before_opening, figures.after_closing) == (3, 0, 1)
    assert figures.rung == Share(2, 3)
    assert figures.first_try == Share(1, 2)
    assert figures.same_day == Share(2, 2)
    assert figures.promises == {"kept": 1, "late": 1, "broken": 1, "open": 1}
    assert figures.unreached == 1


def test_a_wait_counts_from_the_asking_through_every_retry(figures: Figures) -> None:
    assert figures.median == timedelta(minutes=20, seconds=20)
    assert figures.ninety == timedelta(hours=18, minutes=15, seconds=20)


def test_the_picture_goes_through_the_day_by_quarter_hours(figures: Figures) -> None:
    picture = figures.picture

    assert picture.open == (0, 28)
    assert picture.came[3:5] == [1, 1]
    assert picture.reached[1] == picture.reached[4] == picture.missed[6] == 1
    assert picture.waiting[:7] == [1, 1, 0, 0, 2, 2, 1]
    assert picture.waiting[-1] == 0


def test_a_closed_day_has_no_window(database: Database) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)
        figures = day_figures.of_day(session, [line], date(2026, 11, 28), EVENING)

    assert figures.picture.open is None
    assert figures.median is None
