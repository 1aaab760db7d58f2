"""What may never happen: looked for as it happens, by other means than those of the rules.

The numbers are those of the reference on reliability, 5.3.
"""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Final

import holidays

from flows.rules.ladder import ABANDONED_AT_MOST
from flows.rules.states import LIVE
from flows.rules.window import HELSINKI
from ivr.services.policy import Policy
from scheduler.world.reckoning.broken import Broken
from scheduler.world.reckoning.people import Agent, Attempt
from scheduler.world.reckoning.requests import Book, Request

OPENS, CLOSES, SATURDAY = 9, 16, 5
MOST_A_DAY: Final = 4
"""Calls to one telephone on a day (I9)."""


class Oath:
    """Listens to all that is done, and raises Broken when a promise does not hold."""

    def __init__(self, policy: Policy, pace: timedelta, first: date, last: date) -> None:
        self._policy, self._pace = policy, pace
        years = range(first.year, last.year + 2)
        self._holidays = frozenset(holidays.country_holidays("FI", years=years))
        self._last_dialled: datetime | None = None
        self._today, self._legs = first, Counter[int]()
        self._first_offers: dict[str, tuple[datetime, datetime]] = {}

    def offered(self, request: Request, agent: Agent, now: datetime) -> None:
        """A request is given to an agent: in order (I13), not too fast (I27), one each (I23)."""
        if agent.request is not None:
            raise Broken(f"I23: agent {agent.id} holds {agent.request} and gets {request.id}")
        if self._last_dialled and now < self._last_dialled + self._pace:
            raise Broken(f"I27: two calls at {now}")
        self._last_dialled = now
        has_own_place = request.kind == "callback" and request.arrived_at == request.asked_at
        if has_own_place and not request.offers and request.caller.calls == 1:
            self._in_order(request, now)

    def _in_order(self, request: Request, now: datetime) -> None:
        """Nobody who was ready is overtaken by who asked later, before either was ever offered."""
        later = self._first_offers.get(request.language)
        since = request.state_since or now
        if later and request.arrived_at < later[0] and since < later[1]:
            raise Broken(f"I13: request {request.id} of {request.arrived_at} was overtaken")
        if not later or later[0] <= request.arrived_at:
            self._first_offers[request.language] = (request.arrived_at, now)

    def rung(self, request: Request, attempt: Attempt, now: datetime) -> None:
        """A citizen's telephone rings; the attempt before has not been noted yet."""
        self._in_window(now)
        if attempt.agent.request != request.id:
            raise Broken(f"I10: request {request.id} is rung without an agent")
        further = not request.caller.takes_texts
        if request.in_vain >= self._policy.ladder.attempts + further + ABANDONED_AT_MOST:
            raise Broken(f"I7: request {request.id} was rung {request.in_vain} times in vain")
        self._not_too_often(request.caller.id, now)
        self._apart(request, now)

    def _not_too_often(self, caller: int, now: datetime) -> None:
        today = now.astimezone(HELSINKI).date()
        if today != self._today:
            self._today = today
            self._legs.clear()
        self._legs[caller] += 1
        if self._legs[caller] > MOST_A_DAY:
            raise Broken(f"I9: caller {caller} is rung too often at {now}")

    def _in_window(self, now: datetime) -> None:
        local = now.astimezone(HELSINKI)
        working = local.weekday() < SATURDAY and local.date() not in self._holidays
        if not (working and OPENS <= local.hour < CLOSES):
            raise Broken(f"I1: somebody is rung at {local}")

    def _apart(self, request: Request, now: datetime) -> None:
        ended = request.last_ended
        exempt = request.kind in ("cut_off", "phone_time")
        if ended and not exempt and now < ended + self._policy.ladder.least_gap:
            raise Broken(f"I8: request {request.id} is rung at {now}, after {ended}")

    def conserved(self, book: Book) -> None:
        """None is lost and none is two (I26): what was accepted is open, or has ended."""
        if sum(book.standing.values()) != book.accepted:
            raise Broken(f"I26: {book.accepted} were accepted, {book.standing} are there")
        live = sum(book.standing[state] for state in LIVE)
        if live != len(book.open):
            raise Broken(f"I26: {live} should be open, {len(book.open)} are")

    def ended(self, book: Book) -> None:
        """Nothing is left (I4)."""
        if book.open:
            left = sorted(book.open)[:5]
            raise Broken(f"I4: {len(book.open)} requests never end, {left} first")
