"""What a caller hears of the opening hours at each kind of moment."""

from datetime import date, time

import pytest

from flows.engine.turn import Outcome
from flows.rules.hours import Hours
from ivr.db import Database
from ivr.services import calendar, closures, opening
from tests import make
from tests.conftest import only_sqlite
from tests.make import NOW, at

REASONS = {"fi": "Koulutus", "sv": "Utbildning", "en": "Training"}


def describe(database: Database, local: str, language: str = "en") -> Outcome:
    """The opening of a line whose staff is trained on one day and goes home early on another."""
    with database.writing() as session:
        calendar.extend(session, NOW, years=1)
        line = make.a_line(session)
        trained, early = date(2026, 11, 26), Hours(time(9), time(14))
        closures.add(session, line, None, trained, None, REASONS, "supervisor:1", NOW)
        closures.add(session, line, None, date(2026, 11, 27), early, REASONS, "system", NOW)
        return opening.describe(session, line, language, at(local))


IN_TWO_DAYS = {"next_open": "the day after tomorrow at nine a.m."}
MONDAY = {"next_open": "on Monday, the thirtieth of November, at nine a.m."}


@only_sqlite
@pytest.mark.parametrize(
    ("moment", "local", "name", "values"),
    [
        ("a working day's morning", "2026-11-24 09:00", "open", {}),
        ("a minute before the end", "2026-11-24 15:59", "open", {}),
        ("the end", "2026-11-24 16:00", "closed", {"next_open": "tomorrow at nine a.m."}),
        ("before opening", "2026-11-24 08:59", "closed", {"next_open": "today at nine a.m."}),
        ("a Saturday", "2026-11-28 12:00", "closed", IN_TWO_DAYS),
        ("a short day, open", "2026-12-31 12:59", "short_day", {"closes": "until one p.m."}),
        ("a shortened day, open", "2026-11-27 09:30", "short_day", {"closes": "until two p.m."}),
        ("a shortened day, over", "2026-11-27 14:00", "closed", MONDAY),
        (
            "a day closed by a supervisor",
            "2026-11-26 10:00",
            "exceptional",
            {"reason": "Training", "next_open": "tomorrow at nine a.m."},
        ),
        (
            "a holiday",
            "2027-01-06 10:00",
            "holiday",
            {"holiday": "Epiphany", "next_open": "tomorrow at nine a.m."},
        ),
        ("a date beyond the calendar", "2028-06-01 10:00", "uncertain", {}),
    ],
)
def test_the_opening_is_told_as_it_is(
    database: Database, moment: str, local: str, name: str, values: dict
) -> None:
    assert describe(database, local) == Outcome(name, values), moment


def test_it_is_told_in_the_callers_language(database: Database) -> None:
    told = describe(database, "2026-11-26 10:00", "fi")

    assert told.values == {"reason": "Koulutus", "next_open": "huomenna kello yhdeksän"}
