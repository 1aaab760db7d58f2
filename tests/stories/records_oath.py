"""The oath on records: the journal tells how everything came to be as it is, and the counts and
the order of the queue agree with it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from ivr.models import Attempt, Callback, Event
from tests.stories.evidence import Evidence
from tests.stories.standings import Standings

ENDED = frozenset({"done", "unreached", "refused", "cancelled"})
OVER = ENDED | {"called", "kept", "missed", "released"}
"""Of bookings, too."""
CALLED = frozenset({"answered", "busy", "no_answer", "failed", "invalid_number"})
"""Results of attempts that rang the citizen."""
REST = timedelta(minutes=10)


def what_has_ended_says_so(evidence: Evidence) -> Iterator[str]:
    for callback in evidence.callbacks:
        if (callback.ended_at is not None) != (callback.state in ENDED):
            yield f"callback {callback.id} is {callback.state}, ended at {callback.ended_at}"


def a_number_waits_once_on_a_line(evidence: Evidence) -> Iterator[str]:
    waiting = Counter(
        (one.contact_id, one.line_id) for one in evidence.callbacks if one.ended_at is None
    )
    for (contact, line), count in waiting.items():
        if count > 1:
            yield f"contact {contact} waits {count} times on line {line}"


def tallies_are_counts(evidence: Evidence) -> Iterator[str]:
    counted = Counter((one.line_id, one.language, one.state) for one in evidence.callbacks)
    kept = {(t.line_id, t.language, t.state): t.count for t in evidence.tallies if t.count}
    if kept != dict(counted):
        yield f"the tallies are {kept}, the counts {dict(counted)}"


def the_journal_fits_together(evidence: Evidence) -> Iterator[str]:
    """Every change begins where the last one ended; the last one leads to what is."""
    rows = {("callback", one.id): one.state for one in evidence.callbacks}
    rows |= {("staff", one.id): one.state for one in evidence.staff}
    rows |= {("booking", one.id): one.state for one in evidence.bookings}
    journal = _by_subject(evidence.events)
    for subject, state in rows.items():
        chain = journal[subject]
        if not chain or chain[0].from_state is not None:
            yield f"{subject} has no beginning"
        elif chain[-1].to_state != state:
            yield f"{subject} is {state}, but the journal ends with {chain[-1].to_state}"
        for one, next_one in pairwise(chain):
            if one.to_state != next_one.from_state or one.to_state in OVER:
                yield f"{subject} went to {one.to_state}, then from {next_one.from_state}"


def _by_subject(events: tuple[Event, ...]) -> dict[tuple[str, int], list[Event]]:
    journal: dict[tuple[str, int], list[Event]] = defaultdict(list)
    for event in events:
        journal[event.subject, event.subject_id].append(event)
    return journal


def only_the_ready_are_rung(evidence: Evidence) -> Iterator[str]:
    for event in evidence.events:
        raised = event.from_state == event.to_state  # shown to supervisors, nothing else
        if event.to_state == "offered" and event.from_state != "ready" and not raised:
            yield f"{event.subject} {event.subject_id} was {event.from_state} when offered"


def hands_hold_one_thing(evidence: Evidence) -> Iterator[str]:
    """One callback is with one agent, one agent has one callback."""
    for key in ("callback_id", "staff_id"):
        held: dict[int, list[Attempt]] = defaultdict(list)
        for attempt in evidence.attempts:
            held[getattr(attempt, key)].append(attempt)
        for one, next_one in (pair for each in held.values() for pair in pairwise(each)):
            if one.ended_at is None or next_one.created_at < one.ended_at:
                yield f"attempts {one.id} and {next_one.id} share {key}"


def what_counts_has_rung(evidence: Evidence) -> Iterator[str]:
    rung = {leg.parent for leg in evidence.to_citizens}
    for attempt in evidence.attempts:
        has_called = attempt.counted or attempt.result in CALLED
        if has_called and attempt.agent_sid not in rung:
            yield f"attempt {attempt.id} is {attempt.result}, but nobody was rung"


def misses_are_counted(evidence: Evidence) -> Iterator[str]:
    counts = Counter(one.callback_id for one in evidence.attempts if one.counted)
    for callback in evidence.callbacks:
        if callback.counted != counts[callback.id]:
            yield f"callback {callback.id} counts {callback.counted} of {counts[callback.id]}"


def nobody_is_overtaken(evidence: Evidence) -> Iterator[str]:
    """In a lane the first come is offered first, or what a supervisor has called up, unless it
    rests for this agent or is another's."""
    ready: dict[tuple[int, str], dict[int, Callback]] = defaultdict(dict)
    standings = Standings()
    for event in evidence.events:
        if event.subject != "callback":
            continue
        callback = evidence.callback(event.subject_id)
        lane = ready[callback.line_id, callback.language]
        if event.to_state == "offered" and event.attempt_id:
            yield from _overtaken(evidence, event, lane.values(), standings)
        lane.pop(callback.id, None)
        if event.to_state == "ready":
            lane[callback.id] = callback
        standings.read(event)


def _overtaken(
    evidence: Evidence, event: Event, ready: Iterable[Callback], standings: Standings
) -> Iterator[str]:
    offered = evidence.callback(event.subject_id)
    agent = evidence.staff_of(event.attempt_id)
    usual = offered.kind == "callback" and evidence.agreed(offered) is None
    for other in ready if usual else ():
        is_before = standings.place(other) < standings.place(offered)
        if is_before and Claim(evidence, other, agent, event.at).is_free:
            yield f"callback {offered.id} was offered before {other.id}"


@dataclass(frozen=True, slots=True)
class Claim:
    """Whether a waiting callback could have been offered to this agent at that moment."""

    evidence: Evidence
    callback: Callback
    agent: int | None
    at: datetime

    @property
    def is_free(self) -> bool:
        hers_or_anybodys = self.owners <= {None, self.agent}
        return hers_or_anybodys and not (self.rests or self.is_calling_us or self.is_called)

    @property
    def owners(self) -> set[int | None]:
        """Whose it may have been: what was cut off is whoever's who talked last until then."""
        talked = [
            one
            for one in self.evidence.attempts_to(self.callback.contact_id)
            if one.callback_id == self.callback.id and one.result == "answered"
            if one.ended_at is not None and one.ended_at <= self.at
        ]
        last = max(talked, key=lambda one: one.id, default=None)
        was_cut_off = last is not None and self.callback.kind == "cut_off"
        return {self.callback.for_staff_id, *([last.staff_id] if last and was_cut_off else [])}

    @property
    def rests(self) -> bool:
        """She has passed or missed it just now."""
        return any(
            one.staff_id == self.agent
            and one.result in ("passed", "missed")
            and one.ended_at is not None
            and one.ended_at <= self.at < one.ended_at + REST
            for one in self.evidence.attempts_to(self.callback.contact_id)
            if one.callback_id == self.callback.id
        )

    @property
    def is_called(self) -> bool:
        """The citizen is being called for something else."""
        return any(
            one.created_at <= self.at and (one.ended_at is None or self.at < one.ended_at)
            for one in self.evidence.attempts_to(self.callback.contact_id)
        )

    @property
    def is_calling_us(self) -> bool:
        number = self.evidence.number(self.callback.contact_id)
        return any(
            leg.created_at <= self.at and (leg.ended_at is None or self.at < leg.ended_at)
            for leg in self.evidence.own_calls(number)
        )


RECORDS = (
    what_has_ended_says_so,
    a_number_waits_once_on_a_line,
    tallies_are_counts,
    the_journal_fits_together,
    only_the_ready_are_rung,
    hands_hold_one_thing,
    what_counts_has_rung,
    misses_are_counted,
    nobody_is_overtaken,
)
