"""The hours of one date: which of the facts about it decides, and what nothing can open."""

from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.rules.hours import (
    OUTER,
    Closure,
    Day,
    DayFacts,
    Hours,
    ShortDay,
    WeekHours,
    day_hours,
    from_monday_to_friday,
    point_hours,
)
from flows.rules.reason import Reason, because
from tests.rules.calendars import (
    FRIDAYS_ONLY,
    NINE_TO_SIXTEEN,
    NINE_TO_THIRTEEN,
    USUAL_WEEK,
    closed,
    facts,
    on,
)

TEN_TO_FIFTEEN = Hours(time(10), time(15))
ORDINARY, HOLIDAY, SHORT, SUNDAY = "24.11.2026", "25.12.2026", "31.12.2026", "6.12.2026"


def weighed(day: str, *closures: Closure, week: WeekHours = USUAL_WEEK) -> tuple[Hours | None, str]:
    decided = day_hours(facts(on(day), week, closures), "general")
    return decided.hours, decided.why.code


def clocked(opens: str, closes: str) -> Hours:
    return Hours(time.fromisoformat(opens), time.fromisoformat(closes))


def at_kuhmo(day: str, hours: Hours | None = None, point: str = "kuhmo") -> Closure:
    return replace(closed(day, hours=hours), point=point)


@pytest.mark.parametrize(
    ("what", "day", "closures", "hours", "why"),
    [
        ("an ordinary Tuesday", ORDINARY, [], NINE_TO_SIXTEEN, "weekly_hours"),
        ("a holiday", HOLIDAY, [], None, "holiday"),
        ("a short day", SHORT, [], NINE_TO_THIRTEEN, "short_day"),
        ("a holiday on a Sunday", SUNDAY, [], None, "weekend"),
        ("a closure of all lines", ORDINARY, [closed(ORDINARY)], None, "general_exception"),
        ("our closure", ORDINARY, [closed(ORDINARY, "general")], None, "line_exception"),
        ("another line's", ORDINARY, [closed(ORDINARY, "other")], NINE_TO_SIXTEEN, "weekly_hours"),
        ("another date's", ORDINARY, [closed("25.11.2026")], NINE_TO_SIXTEEN, "weekly_hours"),
        (
            "our exception before that of all lines",
            ORDINARY,
            [closed(ORDINARY), closed(ORDINARY, "general", TEN_TO_FIFTEEN)],
            TEN_TO_FIFTEEN,
            "line_exception",
        ),
        (
            "an exception before the short day",
            SHORT,
            [closed(SHORT, hours=TEN_TO_FIFTEEN)],
            TEN_TO_FIFTEEN,
            "general_exception",
        ),
        (
            "an urgent line open to the end on a short day",
            SHORT,
            [closed(SHORT, "general", NINE_TO_SIXTEEN)],
            NINE_TO_SIXTEEN,
            "line_exception",
        ),
        (
            "a closure that falls on a holiday tells its own reason",
            HOLIDAY,
            [closed(HOLIDAY)],
            None,
            "general_exception",
        ),
    ],
)  # fmt: skip
def test_the_facts_about_a_date_are_weighed_in_their_order(
    what: str, day: str, closures: list[Closure], hours: Hours | None, why: str
) -> None:
    assert weighed(day, *closures) == (hours, why), what


@pytest.mark.parametrize(
    ("what", "day", "closures", "hours", "why"),
    [
        ("an ordinary Friday", "27.11.2026", [], NINE_TO_SIXTEEN, "weekly_hours"),
        ("another weekday", ORDINARY, [], None, "weekly_closed"),
        ("a Friday that is a holiday", HOLIDAY, [], None, "holiday"),
        ("closed all", "27.11.2026", [closed("27.11.2026")], None, "general_exception"),
        ("closed itself", "27.11.2026", [at_kuhmo("27.11.2026")], None, "point_exception"),
        ("another point", "27.11.2026", [at_kuhmo("27.11.2026", point="kajaani")],
         NINE_TO_SIXTEEN, "weekly_hours"),
        ("a line of that name", "27.11.2026", [closed("27.11.2026", "kuhmo")],
         NINE_TO_SIXTEEN, "weekly_hours"),
        ("its own before that of all", "27.11.2026",
         [closed("27.11.2026"), at_kuhmo("27.11.2026", TEN_TO_FIFTEEN)],
         TEN_TO_FIFTEEN, "point_exception"),
        ("one day more", ORDINARY, [at_kuhmo(ORDINARY, TEN_TO_FIFTEEN)],
         TEN_TO_FIFTEEN, "point_exception"),
        ("never on a holiday", HOLIDAY, [at_kuhmo(HOLIDAY, TEN_TO_FIFTEEN)], None, "holiday"),
    ],
)  # fmt: skip
def test_the_days_of_a_service_point_are_weighed_in_the_same_order(
    what: str, day: str, closures: list[Closure], hours: Hours | None, why: str
) -> None:
    decided = point_hours(facts(on(day), FRIDAYS_ONLY, closures), "kuhmo")
    assert (decided.hours, decided.why.code) == (hours, why), what


def test_no_exception_opens_a_holiday_or_a_weekend() -> None:
    for line in (None, "general"):
        assert weighed(HOLIDAY, closed(HOLIDAY, line, NINE_TO_SIXTEEN)) == (None, "holiday")
        assert weighed(SUNDAY, closed(SUNDAY, line, NINE_TO_SIXTEEN)) == (None, "weekend")


def test_a_line_may_be_narrower_but_never_wider_than_nine_to_sixteen() -> None:
    early_and_late = from_monday_to_friday(Hours(time(7), time(20)))
    assert weighed(ORDINARY, week=early_and_late)[0] == NINE_TO_SIXTEEN
    narrow = from_monday_to_friday(TEN_TO_FIFTEEN)
    assert weighed(ORDINARY, week=narrow)[0] == TEN_TO_FIFTEEN
    every_day = WeekHours((NINE_TO_SIXTEEN,) * 7)
    assert weighed("28.11.2026", week=every_day) == (None, "weekend")


def test_a_line_s_own_exception_outside_the_outer_limit_closes_the_day() -> None:
    evening = closed(ORDINARY, "general", Hours(time(17), time(19)))
    assert weighed(ORDINARY, evening) == (None, "line_exception")


def test_hours_that_only_touch_the_outer_limit_have_no_part_in_common_with_it() -> None:
    early = closed(ORDINARY, "general", Hours(time(7), time(9)))
    late = closed(ORDINARY, "general", Hours(time(16), time(18)))
    assert weighed(ORDINARY, early) == weighed(ORDINARY, late) == (None, "line_exception")


def test_a_short_day_shortens_the_line_s_own_hours_and_opens_nothing() -> None:
    from_ten = from_monday_to_friday(TEN_TO_FIFTEEN)
    assert weighed(SHORT, week=from_ten)[0] == Hours(time(10), time(13))
    assert weighed(SHORT, week=FRIDAYS_ONLY) == (None, "weekly_closed")


def test_a_general_exception_does_not_widen_a_narrower_line() -> None:
    from_ten = from_monday_to_friday(TEN_TO_FIFTEEN)
    assert weighed(ORDINARY, closed(ORDINARY, hours=NINE_TO_THIRTEEN), week=from_ten)[0] == (
        Hours(time(10), time(13))
    )
    assert weighed(ORDINARY, closed(ORDINARY, hours=NINE_TO_SIXTEEN), week=FRIDAYS_ONLY) == (
        None,
        "weekly_closed",
    )


def test_of_two_exceptions_for_the_same_date_the_narrower_one_holds() -> None:
    narrow, none = closed(ORDINARY, hours=TEN_TO_FIFTEEN), closed(ORDINARY)
    assert weighed(ORDINARY, closed(ORDINARY, hours=NINE_TO_SIXTEEN), narrow)[0] == TEN_TO_FIFTEEN
    assert weighed(ORDINARY, narrow, none)[0] is None


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        pytest.param(("09:45", "10:15"), ("09:00", "10:00"), id="it begins before a full hour"),
        pytest.param(("09:00", "10:00"), ("09:00", "10:30"), id="it ends before the other does"),
        pytest.param(("09:00", "09:59"), ("09:00", "11:00"), id="59 minutes and two hours"),
        pytest.param(("09:30", "11:00"), ("09:00", "10:31"), id="one minute less"),
        pytest.param(None, ("09:00", "09:01"), id="nothing and a minute"),
    ],
)
def test_the_narrower_one_is_the_one_of_fewer_minutes(
    narrow: tuple[str, str] | None, wide: tuple[str, str]
) -> None:
    both = [closed(ORDINARY, hours=pair and clocked(*pair)) for pair in (wide, narrow)]
    assert weighed(ORDINARY, *both)[0] == (narrow and clocked(*narrow))
    assert weighed(ORDINARY, *reversed(both))[0] == (narrow and clocked(*narrow))


def test_an_exception_tells_its_reason_in_three_languages() -> None:
    texts = {"fi": "syy", "sv": "skäl", "en": "reason"}
    assert closed(ORDINARY).why == because("general_exception", **texts)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (SUNDAY, because("weekend")),
        (HOLIDAY, because("holiday", name="Joulupäivä")),
        (SHORT, because("short_day", name="new_years_eve")),
        (ORDINARY, because("weekly_hours")),
    ],
)
def test_a_weighed_day_tells_its_date_and_what_the_day_is_called(day: str, why: Reason) -> None:
    decided = day_hours(facts(on(day)), "general")
    assert (decided.date, decided.why) == (on(day), why)


def test_a_holiday_tells_its_name_even_where_an_exception_wanted_it_open() -> None:
    wanted_open = closed(HOLIDAY, "general", NINE_TO_SIXTEEN)
    decided = day_hours(facts(on(HOLIDAY), closures=[wanted_open]), "general")
    assert decided == Day(on(HOLIDAY), None, because("holiday", name="Joulupäivä"))


@pytest.mark.parametrize(
    ("day", "opens", "closes"),
    [
        ("a Saturday", time(9), time(16)),
        ("a Tuesday", time(8, 59), time(16)),
        ("a Tuesday", time(9), time(16, 1)),
    ],
)
def test_a_day_outside_the_outer_limit_can_not_even_be_written_down(
    day: str, opens: time, closes: time
) -> None:
    when = date(2026, 11, 28) if day == "a Saturday" else date(2026, 11, 24)
    with pytest.raises(ValueError, match="cannot be open"):
        Day(when, Hours(opens, closes), because("weekly_hours"))


def test_hours_that_end_before_they_begin_and_weeks_of_six_days_are_refused() -> None:
    with pytest.raises(ValueError, match="opens 16:00:00, yet closes 09:00:00"):
        Hours(time(16), time(9))
    with pytest.raises(ValueError, match="opens 09:00:00, yet closes 09:00:00"):
        Hours(time(9), time(9))
    with pytest.raises(ValueError, match=r"^a week has seven days"):
        WeekHours((None,) * 6)


times = st.times(time(0), time(23, 59)).map(lambda t: t.replace(second=0, microsecond=0))
hours = st.tuples(times, times).filter(lambda pair: pair[0] < pair[1]).map(lambda p: Hours(*p))
maybe_hours = st.none() | hours
days = st.dates(date(2026, 1, 1), date(2030, 12, 31))


@given(
    days,
    st.lists(maybe_hours, min_size=7, max_size=7),
    st.none() | st.just("juhannus"),
    maybe_hours,
    st.lists(st.tuples(maybe_hours, st.sampled_from([None, "general", "other"])), max_size=3),
)
def test_whatever_is_known_about_a_day_it_is_never_wider_than_the_agency_s_limit(
    day: date,
    week: list[Hours | None],
    holiday: str | None,
    short: Hours | None,
    exceptions: list[tuple[Hours | None, str | None]],
) -> None:
    closures = tuple(
        Closure(day, hours, {"fi": "s", "sv": "s", "en": "r"}, line) for hours, line in exceptions
    )
    short_day = ShortDay("eve", short) if short else None
    decided = day_hours(
        DayFacts(day, WeekHours(tuple(week)), holiday, short_day, closures), "general"
    )
    if decided.hours:
        assert day.weekday() < 5
        assert holiday is None
        assert OUTER.opens <= decided.hours.opens < decided.hours.closes <= OUTER.closes
