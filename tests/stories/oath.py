"""What must be true after every story, whatever happened in it: the product's oath.

Each clause takes the evidence and says, in a sentence each, where its word was broken.

| what is promised | clauses |
|---|---|
| nobody is called outside the window, on a holiday, a closed or an unknown day | \
`citizens_are_called_in_opening_hours`, `closures_and_narrow_lines_are_kept` |
| what is called stored, not stored or cancelled is so, and every time told is written down, \
before it is said | `what_is_called_stored_is_stored`, `what_is_called_not_stored_is_not`, \
`what_is_called_cancelled_is_cancelled`, \
`every_time_told_is_written_down`, `promises_are_kept_as_they_were_told` |
| a callback is in one state, and what has ended stays so | `the_journal_fits_together`, \
`what_has_ended_says_so`, `what_is_open_is_in_line_or_in_hands` |
| one call at a time, once for each attempt | `nobody_is_rung_twice_at_once`, \
`an_attempt_rings_once`, `hands_hold_one_thing` |
| not too often, not too soon, not for ever | `nobody_is_called_too_often_a_day`, \
`nobody_is_called_again_at_once`, `misses_come_to_an_end` |
| somebody is on the line before the telephone rings | `an_agent_is_on_the_line_first`, \
`we_ring_agents_alone_by_ourselves` |
| only numbers that may be called, and only while they want to be | \
`no_citizen_is_a_number_of_ours`, `only_personal_numbers_are_called`, \
`what_has_ended_rings_no_more`, `who_did_not_ask_is_left_alone` |
| first come, first served; who is given back keeps the place | `nobody_is_overtaken`, \
`a_place_is_kept`, `only_the_ready_are_rung` |
| an agreed minute is kept | `an_agreed_minute_is_kept` |
| a webhook may come again, late, in any order, or from a stranger | \
`the_same_question_gets_the_same_answer`, `what_is_told_again_changes_nothing`, \
`strangers_are_turned_away`, `a_call_is_written_down_as_it_was` |
| what is old can't act any more | `only_the_latest_attempt_moves_a_callback`, \
`every_attempt_begins_an_epoch` |
| what counts has rung, and what has rung is written down | `what_counts_has_rung`, \
`misses_are_counted`, `every_call_is_written_down` |
| nothing is lost or made up | `requests_are_neither_lost_nor_made_up`, `tallies_are_counts`, \
`a_number_waits_once_on_a_line` |
| the network gets no more than it can place at once | `the_network_is_asked_once_a_second`, \
`no_call_waits_behind_another` |
| no place is given twice, nobody who has one is dropped | `places_taken_are_bookings`, \
`each_sits_on_a_seat_of_its_own`, `whom_we_owe_a_time_is_to_be_called`, \
`bookings_are_neither_lost_nor_made_up`, `a_place_is_held_no_longer_than_its_call` |
| what is booked can be kept | `bookings_lie_in_opening_hours`, `nothing_is_booked_in_the_past` |
| what is said of a booking is so, and its code is the caller's | \
`what_is_called_booked_is_booked`, `what_is_called_moved_is_moved`, \
`a_booking_called_cancelled_is_so`, `a_booking_called_standing_stands`, \
`when_nothing_is_said_to_be_booked_nothing_is`, `texts_of_bookings_are_true`, \
`no_text_has_a_code_that_is_somebody_elses` |
| promises and texts are true and decent | `promises_lie_in_opening_hours`, \
`promises_are_judged_by_the_first_call`, `texts_are_few_and_go_to_mobiles_by_day`, \
`of_misses_and_delays_at_most_two_are_told_a_day`, `texts_say_what_was_written` |
"""

from collections.abc import Callable, Iterator

from tests.stories.answers_oath import ANSWERS
from tests.stories.booked_words_oath import BOOKED_WORDS
from tests.stories.booking_oath import PLACES
from tests.stories.calls_oath import CALLS
from tests.stories.evidence import Evidence, gather
from tests.stories.order_oath import ORDER
from tests.stories.records_oath import RECORDS
from tests.stories.words_oath import WORDS
from tests.stories.world import World

Clause = Callable[[Evidence], Iterator[str]]

OATH: tuple[Clause, ...] = (
    *CALLS,
    *RECORDS,
    *ORDER,
    *WORDS,
    *ANSWERS,
    *PLACES,
    *BOOKED_WORDS,
)


def keeps_its_word(world: World) -> None:
    """Raises AssertionError where the product has broken a promise that it makes to everybody."""
    broken = list(complaints(gather(world)))
    assert not broken, "\n".join(broken)


def complaints(evidence: Evidence) -> Iterator[str]:
    for clause in OATH:
        for complaint in clause(evidence):
            yield f"{clause.__name__}: {complaint}"
