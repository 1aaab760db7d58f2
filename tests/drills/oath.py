"""What must be true after a drill: the clauses of the stories' oath that hold whoever was killed,
put into the columns of a report, and some more for those whom a kill may leave behind.

Left out are clauses that compare moments of two clocks to the second, and those on what the
product can't know while nothing is told to it: who is in which call, and whose turn it is.
That hands hold one thing is read off the journal's order: a claim may have read the clock just
before what it waited for was committed, and then seems to come first.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from ivr.simnet.findings import Finding
from tests.drills import ledger
from tests.drills.house import House
from tests.stories import booking_oath, calls_oath, order_oath, records_oath, words_oath
from tests.stories.evidence import Evidence

Clause = Callable[[Evidence], Iterator[str]]

UNDELIVERED: Final = frozenset({11205, 11206})
"""What the network says of those who are dead. Source: Twilio, "Error codes"."""
AWAY: Final = "HTTP status 503"
"""What it says of us while our database is dead."""


def gather(house: House) -> Evidence:
    """All that there is."""
    lives = house.lives
    return Evidence(
        legs=ledger.legs(lives),
        texts=ledger.texts(lives),
        answers=ledger.answers(lives),
        problems=tuple(one for one in ledger.findings(lives) if not _is_excused(one)),
        **house.office.rows(),  # type: ignore[arg-type]
    )


def _is_excused(finding: Finding) -> bool:
    return finding.code in UNDELIVERED or AWAY in finding.what


def a_released_attempt_rings_once(evidence: Evidence) -> Iterator[str]:
    for leg in evidence.to_citizens:
        attempt = evidence.attempt_of(leg)
        if attempt is None or attempt.released_at is None:
            yield f"the citizen's leg {leg.sid} belongs to no released attempt"
        elif leg.created_at < attempt.released_at:
            yield f"the citizen's leg {leg.sid} came before its release"
        elif evidence.number(evidence.callback(attempt.callback_id).contact_id) != leg.to:
            yield f"the citizen's leg {leg.sid} went to somebody else"
    yield from calls_oath.an_attempt_rings_once(evidence)


def nothing_is_left_hanging(evidence: Evidence) -> Iterator[str]:
    """What is in doubt is shown to somebody; nobody is in a call that is over."""
    for callback in evidence.callbacks:
        if callback.state in ("offered", "dialling", "talking"):
            yield f"callback {callback.id} is still {callback.state}"
        if callback.state == "needs_human" and callback.raised_at is None:
            yield f"callback {callback.id} needs a person, and nobody is told"
    for attempt in evidence.attempts:
        if attempt.ended_at is None:
            yield f"attempt {attempt.id} is still {attempt.state}"
    for agent in evidence.staff:
        if agent.state in ("offered", "talking", "wrapup"):
            yield f"{agent.name} is still {agent.state}"


COLUMNS: Final[Mapping[str, tuple[Clause, ...]]] = {
    "lies": (
        words_oath.what_is_called_stored_is_stored,
        words_oath.what_is_called_not_stored_is_not,
    ),
    "lost": (
        nothing_is_left_hanging,
        order_oath.requests_are_neither_lost_nor_made_up,
        order_oath.what_is_open_is_in_line_or_in_hands,
        order_oath.a_place_is_kept,
        records_oath.what_has_ended_says_so,
        records_oath.the_journal_fits_together,
        records_oath.tallies_are_counts,
        booking_oath.bookings_are_neither_lost_nor_made_up,
        booking_oath.whom_we_owe_a_time_is_to_be_called,
    ),
    "doubled": (
        a_released_attempt_rings_once,
        calls_oath.nobody_is_rung_twice_at_once,
        calls_oath.nobody_is_called_again_at_once,
        calls_oath.misses_come_to_an_end,
        calls_oath.nobody_is_called_too_often_a_day,
        calls_oath.what_has_ended_rings_no_more,
        order_oath.only_the_latest_attempt_moves_a_callback,
        order_oath.every_attempt_begins_an_epoch,
        records_oath.a_number_waits_once_on_a_line,
        records_oath.only_the_ready_are_rung,
        words_oath.texts_say_what_was_written,
        booking_oath.places_taken_are_bookings,
        booking_oath.each_sits_on_a_seat_of_its_own,
    ),
    "outside": (
        calls_oath.citizens_are_called_in_opening_hours,
        calls_oath.closures_and_narrow_lines_are_kept,
        calls_oath.an_agent_is_on_the_line_first,
        words_oath.promises_lie_in_opening_hours,
        words_oath.texts_are_few_and_go_to_mobiles_by_day,
        booking_oath.bookings_lie_in_opening_hours,
    ),
    "odd": (
        calls_oath.the_network_finds_no_fault,
        calls_oath.we_ring_agents_alone_by_ourselves,
        calls_oath.no_citizen_is_a_number_of_ours,
        calls_oath.only_personal_numbers_are_called,
        order_oath.a_call_is_written_down_as_it_was,
        records_oath.what_counts_has_rung,
        records_oath.misses_are_counted,
        words_oath.promises_are_judged_by_the_first_call,
    ),
}


def complaints(evidence: Evidence) -> dict[str, list[str]]:
    """The sentences of each column."""
    return {
        column: [f"{one.__name__}: {what}" for one in clauses for what in one(evidence)]
        for column, clauses in COLUMNS.items()
    }
