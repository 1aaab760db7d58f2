"""The oath on calls: whom we ring, when, how often, and who is on the line. Asked of the
network's ledger; the calendar alone is ours.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

from flows.rules.window import HELSINKI
from ivr.models import CalendarDay, Callback, Line
from ivr.simnet.legs import Leg
from tests.stories.evidence import Evidence

OPENS, CLOSES = time(9), time(16)
MOST_A_DAY, MOST_TYPED_A_DAY, MOST_MISSES, MOST_LEFT = 4, 2, 4, 2
LEAST_GAP, LEAST_AGREED_GAP = timedelta(minutes=5), timedelta(minutes=3)
ONE_SECOND = timedelta(seconds=1)
A_WEBHOOK = timedelta(seconds=15)
ON_THE_LINE = timedelta(minutes=10)
SATURDAY = 5
COMPANIES = ("10", "20", "29", "30", "39", "71", "73", "75")
NOBODYS = ("0", "100", "11", "200", "202", "300", "60", "70", "80")
"""Prefixes of emergency, service and premium numbers."""


def the_network_finds_no_fault(evidence: Evidence) -> Iterator[str]:
    yield from (f"{fault.what} at {fault.at}" for fault in evidence.problems)


def citizens_are_called_in_opening_hours(evidence: Evidence) -> Iterator[str]:
    for leg in evidence.to_citizens:
        local = leg.created_at.astimezone(HELSINKI)
        if not _is_open(local, evidence.calendar.get(local.date())):
            yield f"called on {local:%A %Y-%m-%d at %H:%M:%S}"


def _is_open(local: datetime, day: CalendarDay | None) -> bool:
    if day is None or day.holiday or local.weekday() >= SATURDAY:
        return False
    return OPENS <= local.time() < min(CLOSES, day.closes or CLOSES)


def closures_and_narrow_lines_are_kept(evidence: Evidence) -> Iterator[str]:
    """What supervisors had closed or shortened by then; the line's own closure comes first."""
    for callback in evidence.callbacks:
        [line] = (one for one in evidence.lines if one.id == callback.line_id)
        for _, leg in evidence.legs_of(callback):
            hours = _hours(evidence, line, leg.created_at)
            clock = leg.created_at.astimezone(HELSINKI).time()
            if hours is None or not hours[0] <= clock < hours[1]:
                yield f"{line.key} called at {clock}, open {hours}"


def _hours(evidence: Evidence, line: Line, at: datetime) -> tuple[time, time] | None:
    local = at.astimezone(HELSINKI)
    closed = [c for c in evidence.closures if c.date == local.date() and c.created_at <= at]
    for closure in sorted(closed, key=lambda one: one.line_id is None):
        if closure.point_id is None and closure.line_id in (None, line.id):
            return (closure.opens, closure.closes) if closure.opens and closure.closes else None
    clocks = line.hours.get(f"{local:%a}".lower())
    return (time.fromisoformat(clocks[0]), time.fromisoformat(clocks[1])) if clocks else None


def an_agent_is_on_the_line_first(evidence: Evidence) -> Iterator[str]:
    for leg in evidence.to_citizens:
        agent = evidence.leg(leg.parent)
        if agent is None or agent.direction != "outbound-api":
            yield f"{leg.sid} was placed by nobody's leg"
        elif agent.answered_at is None or leg.created_at < agent.answered_at:
            yield f"{leg.sid} began before the agent had answered"
        elif agent.ended_at and agent.ended_at < leg.created_at:
            yield f"{leg.sid} began after the agent had left"


def we_ring_agents_alone_by_ourselves(evidence: Evidence) -> Iterator[str]:
    agents = {evidence.number(one.contact_id) for one in evidence.staff if one.role == "agent"}
    for leg in evidence.to_agents:
        if leg.to not in agents:
            yield f"{leg.to} was rung with nobody on the line"


def no_citizen_is_a_number_of_ours(evidence: Evidence) -> Iterator[str]:
    ours = {evidence.number(one.contact_id) for one in evidence.staff}
    ours |= {leg.from_ for leg in evidence.to_agents}
    for leg in evidence.to_citizens:
        if leg.to in ours or not leg.to.startswith("+358"):
            yield f"{leg.to} is not a citizen's number"


def only_personal_numbers_are_called(evidence: Evidence) -> Iterator[str]:
    """Mobiles and landlines; a company's only if the network has shown it; services never."""
    for callback in evidence.callbacks:
        for _, leg in evidence.legs_of(callback):
            national = leg.to.removeprefix("+358")
            company = national.startswith(COMPANIES) and callback.number_source == "shown"
            if national.startswith(NOBODYS) or (national.startswith(COMPANIES) and not company):
                yield f"{leg.to} is no number to be called back"


def nobody_is_rung_twice_at_once(evidence: Evidence) -> Iterator[str]:
    outbound = sorted(
        (leg for leg in evidence.legs if leg.direction != "inbound"),
        key=lambda leg: (leg.to, leg.created_at),
    )
    for one, next_one in pairwise(outbound):
        same = one.to == next_one.to
        if same and (one.ended_at is None or next_one.created_at < one.ended_at):
            yield f"{one.to} was rung by {next_one.sid} while {one.sid} lasted"


def nobody_is_called_while_calling_us(evidence: Evidence) -> Iterator[str]:
    """The agent's leg begins the call: whoever calls us only later, is not waited for; nor can be
    who calls while nothing of that reaches us, or hides the number."""
    for leg in evidence.to_citizens:
        agent = evidence.leg(leg.parent)
        shown = (own for own in evidence.own_calls(leg.to) if own.from_ == leg.to)
        known = (own for own in shown if evidence.has_heard_of(own))
        for own in known if agent else ():
            lately = timedelta() <= agent.created_at - own.created_at < ON_THE_LINE
            if lately and (own.ended_at is None or agent.created_at < own.ended_at):
                yield f"{leg.to} was called while calling us"


def nobody_is_called_too_often_a_day(evidence: Evidence) -> Iterator[str]:
    yield from _too_many(evidence.to_citizens, MOST_A_DAY)
    typed = [
        leg
        for callback in evidence.callbacks
        if callback.number_source == "typed"
        for _, leg in evidence.legs_of(callback)
    ]
    yield from _too_many(typed, MOST_TYPED_A_DAY)


def _too_many(legs: Iterable[Leg], most: int) -> Iterator[str]:
    days = Counter((leg.to, leg.created_at.astimezone(HELSINKI).date()) for leg in legs)
    for (number, day), count in days.items():
        if count > most:
            yield f"{number} was called {count} times on {day}"


def nobody_is_called_again_at_once(evidence: Evidence) -> Iterator[str]:
    """After a conversation that was cut off, at once is what the citizen wants; and whoever has a
    phone time sits by the telephone."""
    for callback in evidence.callbacks:
        least = LEAST_AGREED_GAP if evidence.agreed(callback) else LEAST_GAP
        for (attempt, before), (_, after) in pairwise(evidence.legs_of(callback)):
            gap = after.created_at - (before.ended_at or after.created_at)
            if gap < least and attempt.outcome != "cut_off":
                yield f"callback {callback.id} was called again after {gap}"


def misses_come_to_an_end(evidence: Evidence) -> Iterator[str]:
    """Two calls that their agents left while it rang are no tries of the citizen's."""
    for callback in evidence.callbacks:
        missed = [a for a, leg in evidence.legs_of(callback) if leg.answered_at is None]
        left = min(MOST_LEFT, sum(attempt.result == "abandoned" for attempt in missed))
        if len(missed) > MOST_MISSES + left:
            yield f"callback {callback.id} rang in vain {len(missed)} times"


def what_has_ended_rings_no_more(evidence: Evidence) -> Iterator[str]:
    for callback in evidence.callbacks:
        for _, leg in evidence.legs_of(callback):
            if callback.ended_at and callback.ended_at < leg.created_at:
                yield f"callback {callback.id} was called after it had {callback.state}"


def the_network_is_asked_once_a_second(evidence: Evidence) -> Iterator[str]:
    for one, next_one in pairwise(leg.created_at for leg in evidence.to_agents):
        if next_one - one < ONE_SECOND:
            yield f"two calls were ordered within {next_one - one}"


def no_call_waits_behind_another(evidence: Evidence) -> Iterator[str]:
    """The network is never handed more than it places at once: what queues there rings late."""
    waits: datetime | None = None
    for leg in sorted(evidence.to_agents, key=lambda one: one.created_at):
        if waits and leg.created_at < waits:
            yield f"{leg.sid} was ordered while another call waited in the network's queue"
        waits = leg.dialled_at or leg.ended_at or datetime.max.replace(tzinfo=UTC)


def every_call_is_written_down(evidence: Evidence) -> Iterator[str]:
    for leg in evidence.to_agents:
        attempt = evidence.attempt_of(leg)
        hers = [one.contact_id for one in evidence.staff if attempt and one.id == attempt.staff_id]
        if leg.to not in map(evidence.number, hers):
            yield f"the agent's leg {leg.sid} belongs to no attempt of hers"
    for leg in evidence.to_citizens:
        attempt = evidence.attempt_of(leg)
        if attempt is None or attempt.released_at is None:
            yield f"the citizen's leg {leg.sid} belongs to no released attempt"
        elif not timedelta() <= leg.created_at - attempt.released_at <= A_WEBHOOK:
            yield f"the citizen's leg {leg.sid} did not follow its release"
        elif evidence.number(_whose(evidence.callback(attempt.callback_id))) != leg.to:
            yield f"the citizen's leg {leg.sid} went to somebody else"


def an_attempt_rings_once(evidence: Evidence) -> Iterator[str]:
    for parent, count in Counter(leg.parent for leg in evidence.to_citizens).items():
        if count > 1:
            yield f"{parent} rang the citizen {count} times"


CALLS = (
    the_network_finds_no_fault,
    citizens_are_called_in_opening_hours,
    closures_and_narrow_lines_are_kept,
    an_agent_is_on_the_line_first,
    we_ring_agents_alone_by_ourselves,
    no_citizen_is_a_number_of_ours,
    only_personal_numbers_are_called,
    nobody_is_rung_twice_at_once,
    nobody_is_called_while_calling_us,
    nobody_is_called_too_often_a_day,
    nobody_is_called_again_at_once,
    misses_come_to_an_end,
    what_has_ended_rings_no_more,
    the_network_is_asked_once_a_second,
    no_call_waits_behind_another,
    every_call_is_written_down,
    an_attempt_rings_once,
)


def _whose(callback: Callback) -> int:
    """Whose telephone is to ring: the citizen's, or the one she asked to be called through."""
    return callback.relay_contact_id or callback.contact_id
