"""Good days spoilt: for every clause of the oath, ways in which a product could break it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta

from ivr.models import CalendarDay, Call, Callback, Message, Promise
from ivr.simnet.findings import Finding
from tests.clocks import helsinki
from tests.stories import calls_oath as calls
from tests.stories import records_oath as records
from tests.stories import words_oath as words
from tests.stories.evidence import Evidence
from tests.stories.good_day import AGENT, CITIZEN, at, call_again, event, with_leg
from tests.stories.oath import Clause

Spoil = Callable[[Evidence], Evidence]


def moved_to(moment: str) -> Spoil:
    return lambda day: with_leg(day, "citizen", created_at=helsinki(moment))


def with_day(**values: object) -> Spoil:
    """The day itself was another one."""
    known = {"date": date(2026, 11, 24), "holiday": None, "closes": None}
    return lambda day: replace(day, days=(CalendarDay(**known | values),))


def with_row(table: str, **values: object) -> Spoil:
    """The table's first row has other values."""

    def spoil(day: Evidence) -> Evidence:
        for name, value in values.items():
            setattr(getattr(day, table)[0], name, value)
        return day

    return spoil


def typed_and_called_three_times(day: Evidence) -> Evidence:
    return call_again(with_row("callbacks", number_source="typed")(day), 2)


def missed_five_times(day: Evidence) -> Evidence:
    day = call_again(day, 4)
    legs = (
        replace(leg, answered_at=None) if leg.direction == "outbound-dial" else leg
        for leg in day.legs
    )
    return replace(day, legs=tuple(legs))


def a_second_at_once(sid: str, direction_of: str) -> Spoil:
    def spoil(day: Evidence) -> Evidence:
        leg = next(leg for leg in day.legs if leg.sid == direction_of)
        soon = leg.created_at + timedelta(seconds=0.5)
        return replace(day, legs=(*day.legs, replace(leg, sid=sid, created_at=soon)))

    return spoil


def another_waits(**values: object) -> Spoil:
    """A second callback, which has asked first and is ready."""

    def spoil(day: Evidence) -> Evidence:
        row = {"id": 2, "contact_id": 2, "line_id": 1, "language": "fi", "kind": "callback"}
        row |= {"state": "ready", "arrived_at": at("09:00:00"), "counted": 0}
        events = (
            event(0, "callback", None, "waiting", subject_id=2),
            event(0, "callback", "waiting", "ready", subject_id=2),
        )
        other = Callback(**row | values)
        return replace(
            day, callbacks=(*day.callbacks, other), events=(*events, *day.events), tallies=()
        )

    return spoil


def open_twice(day: Evidence) -> Evidence:
    day = with_row("callbacks", ended_at=None, state="ready")(day)
    return another_waits(contact_id=1)(day)


def a_text(**changes: object) -> Spoil:
    return lambda day: replace(day, texts=(replace(day.texts[0], **changes),))  # type: ignore[arg-type]


def told_anew(day: Evidence) -> Evidence:
    later = Promise(callback_id=1, channel="text", told_at=at("10:01:00"), words="Kiitos")
    later.from_at, later.to_at = at("11:00:00"), at("12:00:00")
    later.local_date, later.score = date(2026, 11, 24), "kept"
    return replace(day, promises=(*day.promises, later))


def the_same_text_twice(day: Evidence) -> Evidence:
    row = {"callback_id": 1, "contact_id": 1, "kind": "thanks", "body": day.messages[0].body}
    return replace(day, messages=(*day.messages, Message(id=2, **row)))


def three_misses_told(day: Evidence) -> Evidence:
    row = {"contact_id": 1, "kind": "delay", "state": "sent", "body": "Hei"}
    told = tuple(
        Message(id=10 + one, callback_id=10 + one, send_after=at("10:00:00"), **row)
        for one in range(3)
    )
    return replace(day, messages=(*day.messages, *told))


def said(sentence: str) -> Spoil:
    return lambda day: replace(
        day, answers=(*day.answers, replace(day.answers[0], body=sentence, at=at("10:00:50")))
    )


FAULT = Finding(at("10:00:00"), "asks", "https://virasto.example", 12100, True, "no document")
SPOILT: tuple[tuple[Clause, str, Spoil], ...] = (
    (calls.the_network_finds_no_fault, "a fault", lambda day: replace(day, problems=(FAULT,))),
    (calls.citizens_are_called_in_opening_hours, "at four", moved_to("2026-11-24 16:00")),
    (calls.citizens_are_called_in_opening_hours, "before nine", moved_to("2026-11-24 08:59:59")),
    (calls.citizens_are_called_in_opening_hours, "unknown day", moved_to("2026-11-23 10:00")),
    (calls.citizens_are_called_in_opening_hours, "holiday", with_day(holiday="christmas_day")),
    (calls.citizens_are_called_in_opening_hours, "short day", with_day(closes=time(10))),
    (
        calls.citizens_are_called_in_opening_hours,
        "on a Saturday",
        lambda day: moved_to("2026-11-28 10:00")(with_day(date=date(2026, 11, 28))(day)),
    ),
    (
        calls.an_agent_is_on_the_line_first,
        "nobody at all",
        lambda day: with_leg(day, "citizen", parent=None),
    ),
    (
        calls.an_agent_is_on_the_line_first,
        "not yet",
        lambda day: with_leg(day, "agent", answered_at=at("10:02:31")),
    ),
    (
        calls.an_agent_is_on_the_line_first,
        "no more",
        lambda day: with_leg(day, "agent", ended_at=at("10:02:20")),
    ),
    (
        calls.we_ring_agents_alone_by_ourselves,
        "a citizen",
        lambda day: with_leg(day, "agent", to=CITIZEN),
    ),
    (
        calls.no_citizen_is_a_number_of_ours,
        "an agent",
        lambda day: with_leg(day, "citizen", to=AGENT),
    ),
    (
        calls.no_citizen_is_a_number_of_ours,
        "a number abroad",
        lambda day: with_leg(day, "citizen", to="+46701234567"),
    ),
    (calls.nobody_is_rung_twice_at_once, "a citizen", a_second_at_once("again", "citizen")),
    (calls.nobody_is_rung_twice_at_once, "an agent", a_second_at_once("again", "agent")),
    (
        calls.nobody_is_called_while_calling_us,
        "still on the line",
        lambda day: replace(
            with_leg(day, "asks", ended_at=at("10:03:00")), calls=(Call(sid="asks"),)
        ),
    ),
    (calls.nobody_is_called_too_often_a_day, "five", lambda day: call_again(day, 4)),
    (calls.nobody_is_called_too_often_a_day, "three, typed", typed_and_called_three_times),
    (calls.nobody_is_called_again_at_once, "too soon", lambda day: call_again(day, 1, 0.1)),
    (calls.misses_come_to_an_end, "five misses", missed_five_times),
    (
        calls.what_has_ended_rings_no_more,
        "cancelled before",
        with_row("callbacks", state="cancelled", ended_at=at("10:02:00")),
    ),
    (calls.the_network_is_asked_once_a_second, "too fast", a_second_at_once("2", "agent")),
    (
        calls.every_call_is_written_down,
        "no attempt",
        lambda day: replace(day, attempts=()),
    ),
    (calls.every_call_is_written_down, "not released", with_row("attempts", released_at=None)),
    (
        calls.every_call_is_written_down,
        "released long before",
        with_row("attempts", released_at=at("10:02:10")),
    ),
    (
        calls.every_call_is_written_down,
        "to somebody else",
        lambda day: with_leg(day, "citizen", to="+358407654321"),
    ),
    (calls.an_attempt_rings_once, "twice", a_second_at_once("again", "citizen")),
    (records.what_has_ended_says_so, "no end", with_row("callbacks", ended_at=None)),
    (records.a_number_waits_once_on_a_line, "twice", open_twice),
    (records.tallies_are_counts, "one too many", with_row("tallies", count=2)),
    (records.the_journal_fits_together, "elsewhere", with_row("callbacks", state="ready")),
    (
        records.the_journal_fits_together,
        "a gap",
        lambda day: replace(day, events=day.events[:3] + day.events[4:]),
    ),
    (
        records.the_journal_fits_together,
        "no beginning",
        lambda day: replace(day, events=day.events[1:]),
    ),
    (
        records.only_the_ready_are_rung,
        "a pausing agent",
        lambda day: replace(day, events=(*day.events, event(20, "staff", "paused", "offered"))),
    ),
    (
        records.hands_hold_one_thing,
        "two at once",
        lambda day: with_row("attempts", ended_at=at("11:30:00"))(call_again(day, 1)),
    ),
    (
        records.what_counts_has_rung,
        "nobody rang",
        lambda day: replace(day, legs=day.legs[:2]),
    ),
    (records.misses_are_counted, "miscounted", with_row("callbacks", counted=1)),
    (records.nobody_is_overtaken, "asked first", another_waits()),
    (
        words.what_is_called_stored_is_stored,
        "not stored",
        lambda day: replace(day, callbacks=()),
    ),
    (
        words.what_is_called_not_stored_is_not,
        "stored in this call",
        said("Palvelussa on häiriö. Uutta soittopyyntöä ei tallennettu."),
    ),
    (
        words.what_is_called_cancelled_is_cancelled,
        "not cancelled",
        said("Soittopyyntösi on peruttu."),
    ),
    (
        words.promises_are_kept_as_they_were_told,
        "other words",
        with_row("promises", words="tunnin kuluessa"),
    ),
    (
        words.promises_are_kept_as_they_were_told,
        "no text",
        with_row("promises", channel="text"),
    ),
    (words.promises_lie_in_opening_hours, "too late", with_row("promises", to_at=at("16:30"))),
    (
        words.promises_lie_in_opening_hours,
        "another date",
        with_row("promises", local_date=date(2026, 11, 25)),
    ),
    (words.promises_are_judged_by_the_first_call, "late", with_row("promises", score="late")),
    (words.promises_are_judged_by_the_first_call, "not judged", with_row("promises", score=None)),
    (words.promises_are_judged_by_the_first_call, "told anew", told_anew),
    (words.texts_are_few_and_go_to_mobiles_by_day, "a landline", a_text(to="+358981234567")),
    (words.texts_are_few_and_go_to_mobiles_by_day, "at night", a_text(created_at=at("23:00"))),
    (words.texts_are_few_and_go_to_mobiles_by_day, "twice", the_same_text_twice),
    (words.of_misses_and_delays_at_most_two_are_told_a_day, "three", three_misses_told),
    (words.texts_say_what_was_written, "other words", a_text(body="Hei")),
)
