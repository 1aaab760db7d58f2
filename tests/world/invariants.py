"""The invariants of the whole system, each a named check of what a world leaves behind.

The letters are those under which they were first written down. Most of them are clauses of the
oath that every story keeps; some can only be asked of weeks; and some are asked by tests of their
own, since they are about what no ledger shows: logs, roles, backups.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from flows.rules.window import HELSINKI
from tests.stories import answers_oath as answers
from tests.stories import booked_words_oath as booked
from tests.stories import booking_oath as places
from tests.stories import calls_oath as calls
from tests.stories import order_oath as order
from tests.stories import records_oath as records
from tests.stories import words_oath as words
from tests.stories.evidence import Evidence
from tests.stories.oath import OATH, Clause

HELD_UP: Final = timedelta(minutes=30)
"""So long a phone time may wait for what goes on with the same citizen."""
PATIENCE: Final = 3
"""Working days after which everybody has been tried at least once, whoever else has called."""


def all_comes_to_its_end(evidence: Evidence) -> Iterator[str]:
    """Once nothing goes wrong any more."""
    for callback in evidence.callbacks:
        if callback.ended_at is None:
            yield f"callback {callback.id} is still {callback.state}"


def nobody_is_forgotten(evidence: Evidence) -> Iterator[str]:
    """First offered to an agent within a few working days."""
    tried = {one.callback_id: one.created_at for one in reversed(evidence.attempts)}
    for callback in evidence.callbacks:
        latest = _working_days_after(evidence, callback.arrived_at)
        begun = tried.get(callback.id) or callback.ended_at
        agreed = evidence.agreed(callback) is not None
        if begun is not None and begun > latest and not agreed:
            yield f"callback {callback.id} came at {callback.arrived_at}, was tried at {begun}"


def phone_times_come_in_time(evidence: Evidence) -> Iterator[str]:
    """By its minute each becomes work, or soon after, where the citizen is in our hands still."""
    came = {
        event.subject_id: event.at
        for event in evidence.events
        if event.subject == "booking" and event.to_state == "called"
    }
    over = max((event.at for event in evidence.events), default=None)
    for booking in evidence.bookings:
        is_due = booking.kind == "phone_time" and booking.state in ("booked", "called")
        at = came.get(booking.id, over)
        if is_due and at and at > booking.starts_at + HELD_UP:
            yield f"phone time {booking.id} of {booking.starts_at} has come at {at}, or never"


def _working_days_after(evidence: Evidence, at: datetime) -> datetime:
    """The end of the last day of patience, which begins with the next working day."""
    day, left = at.astimezone(HELSINKI).date(), PATIENCE
    while left:
        day += timedelta(days=1)
        known = evidence.calendar.get(day)
        left -= known is not None and not known.holiday and day.weekday() < calls.SATURDAY
    return datetime.combine(day, calls.CLOSES, HELSINKI)


LIVENESS: Final[tuple[Clause, ...]] = (
    all_comes_to_its_end,
    nobody_is_forgotten,
    phone_times_come_in_time,
)
WORLD: Final[tuple[Clause, ...]] = (*OATH, *LIVENESS)

INVARIANTS: Final[Mapping[str, tuple[Clause | str, ...]]] = {
    "I1": (
        calls.citizens_are_called_in_opening_hours,
        calls.closures_and_narrow_lines_are_kept,
        order.an_agreed_minute_is_kept,
    ),
    "I2": (calls.citizens_are_called_in_opening_hours,),
    "I3": (
        words.what_is_called_stored_is_stored,
        records.the_journal_fits_together,
        order.what_is_open_is_in_line_or_in_hands,
    ),
    "I4": (all_comes_to_its_end, records.what_has_ended_says_so),
    "I5": (calls.nobody_is_rung_twice_at_once, calls.nobody_is_called_while_calling_us),
    "I6": (calls.an_attempt_rings_once,),
    "I7": (calls.misses_come_to_an_end,),
    "I8": (calls.nobody_is_called_again_at_once,),
    "I9": (calls.nobody_is_called_too_often_a_day,),
    "I10": (calls.an_agent_is_on_the_line_first, calls.we_ring_agents_alone_by_ourselves),
    "I11": (calls.only_personal_numbers_are_called, calls.no_citizen_is_a_number_of_ours),
    "I12": (calls.what_has_ended_rings_no_more, order.who_did_not_ask_is_left_alone),
    "I13": (records.nobody_is_overtaken, order.a_place_is_kept),
    "I14": (nobody_is_forgotten, phone_times_come_in_time),
    "I15": (places.places_taken_are_bookings,),
    "I16": (
        places.each_sits_on_a_seat_of_its_own,
        places.whom_we_owe_a_time_is_to_be_called,
        places.bookings_are_neither_lost_nor_made_up,
        places.a_place_is_held_no_longer_than_its_call,
    ),
    "I17": (places.bookings_lie_in_opening_hours, places.nothing_is_booked_in_the_past),
    "I18": (
        words.what_is_called_not_stored_is_not,
        words.what_is_called_cancelled_is_cancelled,
        words.promises_are_kept_as_they_were_told,
        words.promises_lie_in_opening_hours,
        words.promises_are_judged_by_the_first_call,
        words.texts_are_few_and_go_to_mobiles_by_day,
        words.of_misses_and_delays_at_most_two_are_told_a_day,
        words.texts_say_what_was_written,
        answers.every_time_told_is_written_down,
        booked.what_is_called_booked_is_booked,
        booked.what_is_called_moved_is_moved,
        booked.a_booking_called_cancelled_is_so,
        booked.a_booking_called_standing_stands,
        booked.when_nothing_is_said_to_be_booked_nothing_is,
        booked.texts_of_bookings_are_true,
        booked.no_text_has_a_code_that_is_somebody_elses,
    ),
    "I19": (
        answers.the_same_question_gets_the_same_answer,
        answers.what_is_told_again_changes_nothing,
    ),
    "I20": ("services/test_event_orders.py", order.a_call_is_written_down_as_it_was),
    "I21": (answers.strangers_are_turned_away, "web/test_gate.py"),
    "I22": (
        order.only_the_latest_attempt_moves_a_callback,
        order.every_attempt_begins_an_epoch,
    ),
    "I23": (records.hands_hold_one_thing, records.a_number_waits_once_on_a_line),
    "I24": (records.only_the_ready_are_rung,),
    "I25": (
        records.what_counts_has_rung,
        records.misses_are_counted,
        calls.every_call_is_written_down,
    ),
    "I26": (order.requests_are_neither_lost_nor_made_up, records.tallies_are_counts),
    "I27": (calls.the_network_is_asked_once_a_second, calls.no_call_waits_behind_another),
    "I28": ("world/test_canary.py",),
    "I29": ("services/test_seals.py", "scheduler/test_sealing.py"),
    "I30": ("web/test_access_roles.py",),
    "I31": (calls.the_network_finds_no_fault, "web/test_trouble.py"),
    "I32": ("abuse/test_webhooks.py",),
    "I33": ("scheduler/test_restored.py", "services/test_reconciling.py"),
    "I34": ("scheduler/test_processes.py",),
    "I35": ("stories/test_lapses.py", "drills/test_drills.py"),
    "I36": ("world/test_world.py",),
}
"""Which of them hold which invariant; a file's name stands for the tests in it."""
