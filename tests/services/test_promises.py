"""A promise follows from queue, agents and calendar; what is told is kept and judged."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from flows.rules import estimate
from flows.rules.window import local_date
from ivr.db import Database
from ivr.models import Promise
from ivr.services import calendar, closing_off, outlook, promises
from ivr.services.policy import Policy
from ivr.services.promises import Told
from tests import diaries, make
from tests.conftest import only_sqlite
from tests.make import NOW, at, span


def foresee(
    database: Database,
    *,
    ahead: int = 0,
    agents: int = 1,
    now: str = "2026-11-24 10:00",
    language: str = "en",
    **policy: object,
) -> Told:
    """What is told on a line where so many wait and work, all of them in every language."""
    with database.writing() as session:
        line = make.an_open_line(session)
        for n in range(agents):
            make.an_agent(session, f"Agent {n}")
        for _ in range(ahead):
            make.a_callback(session, line, language=language)
        return promises.foresee(session, line, language, Policy.read(policy), at(now))


@only_sqlite
@pytest.mark.parametrize(
    ("ahead", "agents", "now", "words"),
    [
        (0, 1, "2026-11-24 10:00", "within half an hour"),
        (0, 5, "2026-11-24 10:00", "within half an hour"),
        (3, 1, "2026-11-24 10:00", "within an hour"),
        (10, 1, "2026-11-24 10:00", "today between ten a.m. and twelve noon"),
        (10, 5, "2026-11-24 10:00", "within an hour"),
        (30, 1, "2026-11-24 10:00", "today between two and four p.m."),
        (40, 1, "2026-11-24 10:00", "tomorrow morning"),
        (3, 1, "2026-11-24 15:40", "tomorrow morning"),
        (0, 1, "2026-11-27 17:00", "on Monday, the thirtieth of November, in the morning"),
    ],
)
def test_the_time_told_grows_with_the_queue_and_shrinks_with_agents(
    database: Database, ahead: int, agents: int, now: str, words: str
) -> None:
    assert foresee(database, ahead=ahead, agents=agents, now=now).words == words


@only_sqlite
@pytest.mark.parametrize(
    ("moment", "now", "today"),
    [
        ("open, and the call comes today", "2026-11-24 10:00", True),
        ("not open yet", "2026-11-24 08:00", False),
        ("over for today", "2026-11-24 16:00", False),
        ("open, but too late for today", "2026-11-24 15:55", False),
    ],
)
def test_it_is_for_today_only_if_the_line_is_open_and_the_call_comes_today(
    database: Database, moment: str, now: str, today: bool
) -> None:
    assert foresee(database, now=now).today is today, moment


def test_each_language_has_its_own_queue_and_its_own_agents(database: Database) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)
        make.an_agent(session, "Aino", languages=["fi"])
        make.an_agent(session, "Sven", languages=["fi", "sv"])
        for _ in range(12):
            make.a_callback(session, line, language="fi")

        told = {
            language: promises.foresee(session, line, language, Policy(), NOW).promise
            for language in ("fi", "sv", "en")
        }

    assert told["fi"].to_at > told["sv"].to_at
    assert local_date(told["sv"].to_at) == date(2026, 11, 24)
    assert local_date(told["en"].to_at) == date(2026, 11, 25)
    assert (told["sv"].assumed, told["en"].assumed) == (False, True)


@only_sqlite
@pytest.mark.parametrize(
    ("now", "state", "today"),
    [
        ("2026-11-24 09:29", "off", True),
        ("2026-11-24 09:30", "off", False),
        ("2026-11-24 09:30", "paused", True),
        ("2026-11-24 12:00", "talking", True),
    ],
)
def test_an_agent_still_off_half_an_hour_after_opening_is_not_expected_that_day(
    database: Database, now: str, state: str, today: bool
) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)
        make.an_agent(session, state=state)
        told = promises.foresee(session, line, "fi", Policy(), at(now))

    assert told.today is today


@only_sqlite
@pytest.mark.parametrize(
    ("who", "values"),
    [
        ("of another line", {"line_keys": ["authority"]}),
        ("who has left", {"active": False}),
        ("who is a supervisor", {"role": "supervisor"}),
    ],
)
def test_nobody_else_is_counted_on(database: Database, who: str, values: dict) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)
        make.an_agent(session, **values)
        told = promises.foresee(session, line, "fi", Policy(), NOW)

    assert told.promise.assumed, who


def test_a_share_of_the_agents_may_be_counted_on(database: Database) -> None:
    told = foresee(database, ahead=30, agents=2, expected_share=0.5)

    assert told.words == "today between two and four p.m."


def test_without_a_calendar_no_time_is_promised(database: Database) -> None:
    with database.writing() as session:
        told = promises.foresee(session, make.a_line(session), "en", Policy(), NOW)

    assert (told.promise, told.today) == (None, False)
    assert told.words == "today or on the next working day"


def test_nobody_is_told_an_earlier_time_than_someone_ahead_still_holds(
    database: Database,
) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)
        make.an_agent(session)
        ahead = make.a_callback(session, line, waiting="5 min")
        late = estimate.Promise(at("2026-11-24 13:00"), at("2026-11-24 15:00"), "window")
        promises.tell(session, ahead, Told(late, "words", True), "spoken", ahead.arrived_at)
        session.flush()

        held = promises.foresee(session, line, "fi", Policy(), NOW).promise
        promises.score(session, ahead.id, NOW)
        session.flush()
        judged = promises.foresee(session, line, "fi", Policy(), NOW).promise

    assert held.to_at == at("2026-11-24 15:00")
    assert judged.to_at < at("2026-11-24 12:00")


@pytest.mark.parametrize("channel", ["spoken", "text"])
def test_another_attempt_that_one_person_waits_for_holds_nobody_up(
    database: Database, channel: promises.Channel
) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)
        make.an_agent(session)
        ahead = make.a_callback(session, line, state="waiting")
        again = estimate.Promise(at("2026-11-25 09:00"), at("2026-11-25 11:00"), "window")
        promises.tell(session, ahead, Told(again, "words", False), channel, NOW)
        session.flush()

        assert outlook.held_ahead(session, line, "fi") is None


def test_what_is_told_is_kept_word_by_word(database: Database) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)
        make.an_agent(session)
        callback = make.a_callback(session, line, language="sv")
        told = promises.foresee(session, line, "sv", Policy(), NOW)
        promises.tell(session, callback, told, "spoken", NOW)
        session.flush()

        kept = promises.last(session, callback.id)

    assert (kept.words, kept.language, kept.form) == (told.words, "sv", told.promise.form)
    assert (kept.from_at, kept.to_at) == (told.promise.from_at, told.promise.to_at)
    assert (kept.local_date, kept.told_at, kept.channel) == (local_date(NOW), NOW, "spoken")
    assert kept.score is None


def a_promise(session, callback, to: str, *, told: str = "2026-11-24 09:00") -> None:
    start = at(to) - timedelta(hours=2)
    promise = estimate.Promise(start, at(to), "window")
    promises.tell(session, callback, Told(promise, "words", True), "spoken", at(told))
    session.flush()


def test_whoever_asks_again_hears_the_promise_still_held_in_words_true_now(
    database: Database,
) -> None:
    with database.writing() as session:
        callback = make.a_callback(session, make.an_open_line(session), waiting="20 h")
        a_promise(session, callback, "2026-11-24 12:00", told="2026-11-23 15:00")

        words = promises.current(session, callback, "en", Policy(), NOW)

        assert words == "today between ten a.m. and twelve noon"
        assert len(session.scalars(select(Promise)).all()) == 1


@pytest.mark.parametrize("why", ["it has passed", "an attempt has used it up"])
def test_a_promise_no_longer_held_gives_way_to_a_new_one(database: Database, why: str) -> None:
    with database.writing() as session:
        callback = make.a_callback(session, make.an_open_line(session))
        make.an_agent(session)
        if why == "it has passed":
            a_promise(session, callback, "2026-11-24 09:30", told="2026-11-24 08:00")
        else:
            a_promise(session, callback, "2026-11-24 12:00")
            promises.score(session, callback.id, NOW)

        words = promises.current(session, callback, "en", Policy(), NOW)
        session.flush()

        assert words == "within half an hour"
        kept = promises.last(session, callback.id)
        assert (kept.words, kept.score, kept.told_at) == (words, None, NOW)


def test_whoever_waits_for_another_attempt_is_told_no_earlier_time(database: Database) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)
        make.an_agent(session)
        tomorrow = at("2026-11-25 09:00")
        callback = make.a_callback(session, line, state="waiting", not_before=tomorrow)

        assert promises.current(session, callback, "en", Policy(), NOW) == "tomorrow morning"


@only_sqlite
@pytest.mark.parametrize(
    ("tried", "score"),
    [
        ("2026-11-24 09:30", "kept"),
        ("2026-11-24 12:00", "kept"),
        ("2026-11-24 12:01", "late"),
        ("2026-11-25 09:00", "broken"),
    ],
)
def test_a_promise_is_judged_when_the_first_attempt_since_begins(
    database: Database, tried: str, score: str
) -> None:
    with database.writing() as session:
        callback = make.a_callback(session, make.an_open_line(session))
        a_promise(session, callback, "2026-11-24 12:00")

        promises.score(session, callback.id, at(tried))
        promises.score(session, callback.id, at("2026-11-26 09:00"))

        kept = promises.last(session, callback.id)
        assert (kept.score, kept.scored_at) == (score, at(tried))


@pytest.mark.parametrize(
    ("state", "broken"),
    [
        ("waiting", 1),
        ("ready", 1),
        ("offered", 1),
        ("dialling", 0),
        ("needs_human", 0),
        ("cancelled", 0),
        ("done", 0),
    ],
)
def test_a_promise_whose_day_goes_by_without_an_attempt_is_broken(
    database: Database, state: str, broken: int
) -> None:
    with database.writing() as session:
        callback = make.a_callback(session, make.an_open_line(session), state=state)
        a_promise(session, callback, "2026-11-24 12:00")

        same_day = promises.score_broken(session, at("2026-11-24 23:59"))
        next_day = promises.score_broken(session, at("2026-11-25 00:00"))
        again = promises.score_broken(session, at("2026-11-25 00:01"))

        assert (same_day, next_day, again) == (0, broken, 0)
        assert promises.last(session, callback.id).score == ("broken" if broken else None)


@pytest.mark.parametrize(("ended", "score"), [("11:59", None), ("12:01", "broken")])
def test_what_is_ended_once_its_time_has_gone_by_was_broken_all_the_same(
    database: Database, ended: str, score: str | None
) -> None:
    with database.writing() as session:
        callback = make.a_callback(session, make.an_open_line(session))
        a_promise(session, callback, "2026-11-24 12:00")
        over, actor = at(f"2026-11-24 {ended}"), "supervisor:9"
        closing_off.cancel(session, callback.public_id, "other", False, actor, over)

        promises.score_broken(session, at("2026-11-25 00:00"))

        assert promises.last(session, callback.id).score == score


@only_sqlite
@pytest.mark.parametrize(
    ("due", "start", "end"),
    [
        ("2026-11-24 10:17", "2026-11-24 10:00", "2026-11-24 12:00"),
        ("2026-11-24 10:55", "2026-11-24 10:00", "2026-11-24 12:00"),
        ("2026-11-24 15:10", "2026-11-24 15:00", "2026-11-24 16:00"),
        ("2026-11-24 17:00", "2026-11-25 09:00", "2026-11-25 11:00"),
        ("2026-11-25 09:00", "2026-11-25 09:00", "2026-11-25 11:00"),
    ],
)
def test_another_attempt_is_told_in_full_hours_around_its_moment(
    database: Database, due: str, start: str, end: str
) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)
        days = calendar.of_line(session, line, local_date(NOW))

    promise = promises.again(days, at(due))

    assert (promise.from_at, promise.to_at) == (at(start), at(end))


def test_another_attempt_on_an_unknown_day_is_told_no_time(database: Database) -> None:
    with database.writing() as session:
        days = calendar.of_line(session, make.a_line(session), local_date(NOW))

    assert promises.again(days, NOW + span("15 min")) is None


def test_phone_times_that_are_booked_go_first(database: Database) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)
        make.an_agent(session)
        policy = Policy.read({"phone_times": {"notice": 0}})
        free = promises.foresee(session, line, "fi", policy, NOW)
        times = diaries.phone_times(session, line, NOW + span("5 min"), whole=4, fi=3, sv=1)
        for language in ("fi", "fi", "sv"):
            diaries.a_booking(session, times[language], line, language=language)

        behind = promises.foresee(session, line, "fi", policy, NOW)
        elsewhere = promises.foresee(session, make.a_line(session, "authority"), "fi", policy, NOW)

    assert free.promise == elsewhere.promise
    assert (free.promise.form, behind.promise.form) == ("half_hour", "hour")


def test_nothing_is_ahead_of_a_phone_time_that_is_late(database: Database) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)
        make.an_agent(session)
        for _ in range(12):
            make.a_callback(session, line)
        late = make.a_callback(session, line, kind="phone_time")

        told = promises.current(session, late, "en", Policy(), NOW)

    assert told == "within half an hour"


def test_an_agreed_minute_is_said_again_as_long_as_it_holds(database: Database) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)
        callback = make.a_callback(session, line, state="waiting", kind="phone_time")
        minute = estimate.Promise(NOW + span("2 min"), NOW + span("17 min"), "booked")
        promises.tell(session, callback, Told(minute, "", True), "spoken", NOW)

        told = [
            promises.current(session, callback, "en", Policy(), NOW + span(later))
            for later in ("0 s", "2 min", "16 min")
        ]

    assert told == ["today at ten oh two a.m.", *["within half an hour"] * 2]
