"""Phone times: the first that is free is booked, and called to the minute."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flows.rules.agreed import Agreed
from flows.rules.estimate import Promise
from flows.rules.languages import LANGUAGES, Language
from flows.rules.layout import Time, cut, kept_places, places_of, room_for_calls
from flows.rules.times import terms
from ivr.services.outlook import BOOKED_WITHIN
from scheduler.world.reckoning.people import Caller
from scheduler.world.reckoning.question import Question
from scheduler.world.reckoning.requests import Request
from scheduler.world.reckoning.scene import Scene

Open = tuple[tuple[datetime, int], ...]
"""Times and how many of their places citizens may have."""


class Booked:
    """The diary of the line: its places, and those of each language within them."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        question, self._phone = scene.question, scene.policy.phone_times
        self._places = places_of(question.agents, self._phone.share)
        self._places_in = {
            one: places_of(_able(question, one), self._phone.share) for one in LANGUAGES
        }
        self._times: dict[date, tuple[Time, ...]] = {}
        self._taken: Counter[datetime] = Counter()
        self._taken_in: dict[Language, Counter[datetime]] = {one: Counter() for one in LANGUAGES}
        self._ahead: dict[Language, Open] = {}

    def begin_day(self) -> None:
        """Yesterday is forgotten."""
        self._times = {day: times for day, times in self._times.items() if day >= self._scene.today}
        for taken in (self._taken, *self._taken_in.values()):
            for gone in [at for at in taken if at < self._scene.now]:
                del taken[gone]

    def ahead(self, language: Language) -> Open:
        """How many are booked in a language for each moment of the next days, in order."""
        now = self._scene.now
        known = self._ahead.get(language)
        if known is None or (known and known[0][0] <= now):
            until = now + BOOKED_WITHIN
            taken = sorted(self._taken_in[language].items())
            known = tuple((at, many) for at, many in taken if now < at < until)
            self._ahead[language] = known
        return known

    def book(self, language: Language) -> datetime | None:
        """Takes a place of the first time that is free; None if there is none."""
        at = self._first_free(language)
        if at is not None:
            self._taken[at] += 1
            self._taken_in[language][at] += 1
            self._ahead.pop(language, None)
        return at

    def _first_free(self, language: Language) -> datetime | None:
        on = terms(self._phone.rhythm, "citizen", self._scene.now)
        day = self._scene.today
        while day <= on.last:
            kept = 0.0 if day <= on.kept_until else self._phone.rhythm.kept
            times = self._of_day(day)
            keeps = kept_places(len(times), self._places, kept)
            keeps_in = kept_places(len(times), self._places_in[language], kept)
            for time, keep, keep_in in zip(times, keeps, keeps_in, strict=True):
                at = time.starts_at
                free = self._taken[at] < self._places - keep
                own = self._taken_in[language][at] < self._places_in[language] - keep_in
                if free and own and at >= on.earliest:
                    return at
            day += timedelta(days=1)
        return None

    def _of_day(self, day: date) -> tuple[Time, ...]:
        found = self._times.get(day)
        if found is None:
            ring = timedelta(seconds=self._scene.policy.ring_geographic)
            room = room_for_calls(self._phone, ring)
            found = cut(self._scene.days.day(day), self._phone.rhythm, room)
            self._times[day] = found
        return found


def _able(question: Question, language: Language) -> int:
    return sum(team.agents for team in question.teams if language in team.languages)


@dataclass(slots=True, eq=False)
class PhoneTime:
    """A booked one: `id` is that of the caller."""

    id: int
    caller: Caller
    at: datetime


def agreed_call(id: int, caller: Caller, at: datetime, scene: Scene) -> Request:
    """The request that a booked time becomes."""
    phone = scene.policy.phone_times
    request = Request(id, caller, caller.ways.language, scene.now, at, at, kind="phone_time")
    request.agreed = Agreed(at, phone.again)
    request.promise = Promise(at, at + phone.tolerance, "booked")
    return request
