"""More good days spoilt: places that are lost, epochs that come back, answers that differ."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

from ivr.models import Booking, Closure
from tests.stories import answers_oath as answers
from tests.stories import calls_oath as calls
from tests.stories import order_oath as order
from tests.stories.evidence import Evidence
from tests.stories.good_day import at, call_again, event, with_leg
from tests.stories.oath import Clause
from tests.stories.spoilt_days import Spoil, a_second_at_once, said, with_row


def with_closure(**values: Any) -> Spoil:
    known = {"line_id": None, "date": date(2026, 11, 24), "opens": None, "closes": None}
    known |= {"created_at": at("08:00")}
    return lambda day: replace(day, closures=(Closure(**known | values),))


def to_number(number: str, source: str = "shown") -> Spoil:
    def spoil(day: Evidence) -> Evidence:
        return with_leg(with_row("callbacks", number_source=source)(day), "citizen", to=number)

    return spoil


def after(*spoils: Callable[[Evidence], Evidence]) -> Spoil:
    def spoil(day: Evidence) -> Evidence:
        for one in spoils:
            day = one(day)
        return day

    return spoil


def with_echo(**changes: Any) -> Spoil:
    def spoil(day: Evidence) -> Evidence:
        [echo] = day.probes.echoes
        return replace(day, probes=replace(day.probes, echoes=(replace(echo, **changes),)))

    return spoil


def probed(**changes: Any) -> Spoil:
    return lambda day: replace(day, probes=replace(day.probes, **changes))


def with_event(*values: Any, **more: Any) -> Spoil:
    return lambda day: replace(day, events=(*day.events, event(20, *values, **more)))


def booked(starts_at: str, booking_id: int | None = 1) -> Spoil:
    """The citizen had a phone time, of which the call has come."""

    def spoil(day: Evidence) -> Evidence:
        booking = Booking(id=1, state="called", starts_at=at(starts_at))
        return replace(with_row("callbacks", booking_id=booking_id)(day), bookings=(booking,))

    return spoil


def an_old_attempt_moves_it(day: Evidence) -> Evidence:
    claimed = event(20, "callback", "ready", "offered", attempt_id=2)
    late = event(21, "callback", "offered", "talking", attempt_id=1)
    return replace(day, events=(*day.events, claimed, late))


def typed_again_after_a_wrong_number(day: Evidence) -> Evidence:
    day = call_again(with_row("callbacks", number_source="typed")(day), 1)
    return with_row("attempts", outcome="wrong_number", outcome_at=at("10:05:30"))(day)


def queued_behind(day: Evidence) -> Evidence:
    day = with_leg(day, "agent", dialled_at=at("10:02:09"))
    return after(a_second_at_once("2", "agent"))(day)


SPOILT_TOO: tuple[tuple[Clause, str, Spoil], ...] = (
    (calls.closures_and_narrow_lines_are_kept, "closed", with_closure()),
    (calls.closures_and_narrow_lines_are_kept, "line closed", with_closure(line_id=1)),
    (
        calls.closures_and_narrow_lines_are_kept,
        "shortened",
        with_closure(opens=time(9), closes=time(10)),
    ),
    (
        calls.closures_and_narrow_lines_are_kept,
        "narrow",
        with_row("lines", hours={"tue": ["12:00", "16:00"]}),
    ),
    (
        calls.closures_and_narrow_lines_are_kept,
        "no Tuesdays",
        with_row("lines", hours={"wed": ["09:00", "16:00"]}),
    ),
    (calls.only_personal_numbers_are_called, "an emergency", to_number("+358112")),
    (calls.only_personal_numbers_are_called, "premium", to_number("+35860012345")),
    (
        calls.only_personal_numbers_are_called,
        "a company, typed",
        to_number("+358201234567", "typed"),
    ),
    (calls.no_call_waits_behind_another, "one waits", queued_behind),
    (order.a_place_is_kept, "later", with_row("callbacks", arrived_at=at("10:04:00"))),
    (order.a_place_is_kept, "earlier", with_row("callbacks", arrived_at=at("09:04:00"))),
    (order.an_agreed_minute_is_kept, "too early", booked("10:04:00")),
    (order.an_agreed_minute_is_kept, "never called", booked("10:01:00", booking_id=None)),
    (order.only_the_latest_attempt_moves_a_callback, "an old one", an_old_attempt_moves_it),
    (order.every_attempt_begins_an_epoch, "the same again", with_row("attempts", epoch=0)),
    (order.every_attempt_begins_an_epoch, "one more", with_row("callbacks", epoch=2)),
    (
        order.what_is_open_is_in_line_or_in_hands,
        "offered to nobody",
        with_row("callbacks", state="offered", ended_at=None),
    ),
    (
        order.what_is_open_is_in_line_or_in_hands,
        "talking, yet in line",
        after(
            with_row("callbacks", state="ready", ended_at=None),
            with_row("attempts", state="talking"),
        ),
    ),
    (
        order.what_is_open_is_in_line_or_in_hands,
        "of another epoch",
        after(
            with_row("callbacks", state="dialling", ended_at=None, epoch=2),
            with_row("attempts", state="dialling"),
        ),
    ),
    (
        order.what_is_open_is_in_line_or_in_hands,
        "untold",
        with_row("callbacks", state="needs_human", ended_at=None, raised_at=None),
    ),
    (
        order.requests_are_neither_lost_nor_made_up,
        "lost",
        lambda day: replace(day, callbacks=()),
    ),
    (
        order.requests_are_neither_lost_nor_made_up,
        "made up",
        lambda day: replace(day, events=day.events[1:]),
    ),
    (
        order.requests_are_neither_lost_nor_made_up,
        "asked for twice",
        with_event("callback", None, "waiting"),
    ),
    (
        order.a_call_is_written_down_as_it_was,
        "a talk with nobody",
        lambda day: with_leg(day, "citizen", answered_at=None),
    ),
    (order.a_call_is_written_down_as_it_was, "a missed talk", with_row("attempts", result="busy")),
    (order.who_did_not_ask_is_left_alone, "typed again", typed_again_after_a_wrong_number),
    (answers.the_same_question_gets_the_same_answer, "other words", with_echo(again="Hei")),
    (
        answers.the_same_question_gets_the_same_answer,
        "another Dial",
        with_echo(first="<Dial>1</Dial>", again="<Dial>2</Dial>"),
    ),
    (answers.what_is_told_again_changes_nothing, "a row", probed(changed=("callback",))),
    (answers.strangers_are_turned_away, "let in", probed(status=200)),
    (
        answers.every_time_told_is_written_down,
        "another time",
        said("Soitamme sinulle arviolta huomenna aamupäivällä."),
    ),
    (
        answers.every_time_told_is_written_down,
        "written down too late",
        with_row("promises", told_at=at("10:00:40") + timedelta(seconds=1)),
    ),
)
