"""Those who call: what they want, what they are told, and whether they call again."""

from collections import Counter
from datetime import datetime
from random import Random
from typing import Final

from flows.rules.caps import may_stay_on_the_line
from flows.rules.ladder import first_call
from flows.rules.numbers import PROVEN
from flows.rules.quarters import QUARTER
from ivr.services.callbacks import MISSED_FOR
from ivr.services.phone_times import EARLY, LEFT_OPEN
from ivr.simnet.crowd.population import WEEKDAYS, Arrival, a_day
from ivr.simnet.folk.character import around
from scheduler.world.reckoning.booked import Booked, PhoneTime, agreed_call
from scheduler.world.reckoning.following import Following
from scheduler.world.reckoning.foresight import Foresight
from scheduler.world.reckoning.people import Caller, anybody
from scheduler.world.reckoning.requests import C, Request
from scheduler.world.reckoning.scene import Scene

SUNDAY: Final = 6
DIALOGUE: Final = (40.0, 0.3)
"""Seconds from the first word until a request is stored: an assumption."""
SAYS_NOTHING: Final = (0.5, 6.0)
"""Seconds until somebody hangs up who wants nothing, the least and the most."""


class Callers:
    """All own calls of citizens, first ones and further ones."""

    def __init__(self, scene: Scene, foresight: Foresight, booked: Booked) -> None:
        self._scene, self._foresight, self._booked = scene, foresight, booked
        self.following = Following(scene, foresight, self.calls)
        self._arrivals: list[Arrival] = []
        self._people = Random()
        self.known = self._requests = 0
        self._asked_today: Counter[int] = Counter()
        self._stayed_today: Counter[int] = Counter()
        self._typed_today = 0

    def begin_day(self, comes: bool) -> None:
        """Draws who calls for the first time: the same people whatever else is asked."""
        self._asked_today.clear()
        self._stayed_today.clear()
        self._typed_today = 0
        question, today = self._scene.question, self._scene.today
        if comes:
            self._people = Random(f"people {question.seed} {today.isoformat()}")
            factor = question.factor * self._share_of_usual()
            drawn = a_day(today, question.seed, factor, self.known)
            self.known += len(drawn)
            self._arrivals = list(reversed(drawn))
            self._plan_next()

    def _share_of_usual(self) -> float:
        """On a public holiday as few call as on a Sunday: an assumption."""
        today = self._scene.today
        is_holiday = self._scene.days.is_holiday(today)
        return WEEKDAYS[SUNDAY] / WEEKDAYS[today.weekday()] if is_holiday else 1.0

    def _plan_next(self) -> None:
        if self._arrivals:
            arrival = self._arrivals.pop()
            caller = anybody(self._people, arrival.citizen)
            self._scene.agenda.at(arrival.at, self.comes, caller)

    def comes(self, caller: Caller) -> None:
        """Somebody calls for the first time."""
        self._plan_next()
        self.calls(caller)

    def calls(self, caller: Caller) -> None:
        """Somebody calls, unless she is on the telephone or has been served."""
        if caller.on_the_line or (caller.talked and caller.kind != "spammer"):
            return
        scene = self._scene
        scene.figures.calls += 1
        scene.figures.day(scene.today).calls += 1
        caller.calls += 1
        caller.on_the_line = True
        lasts = around(scene.chance, *DIALOGUE)
        if caller.wish == "nothing":
            scene.agenda.after(scene.chance.uniform(*SAYS_NOTHING), self.hangs_up, caller)
        elif caller.ways.patience < lasts:
            scene.agenda.after(caller.ways.patience, self.hangs_up, caller)
        else:
            scene.agenda.after(lasts, self.decides, caller)

    def decides(self, caller: Caller) -> None:
        """Says what she wants, and gets it or not."""
        match caller.wish:
            case "cancel":
                self._cancels(caller)
            case "visit":
                self._scene.figures.visits += 1
                caller.booked = True
            case "phone time" if self._books(caller):
                caller.booked = True
            case "hours" | "own":
                pass
            case _:
                self._asks(caller)
        self.hangs_up(caller)

    def hangs_up(self, caller: Caller) -> None:
        """The call ends; what was held back because of it goes on."""
        caller.on_the_line = False
        request = self._scene.book.open.get(caller.request or 0)
        if request and request.state is C.READY:
            self._scene.wake()
        elif request:
            self.following.due(request)
        pause = caller.calls_again(self._scene.chance)
        if pause is not None:
            self._scene.agenda.after(pause, self.calls, caller)

    def _cancels(self, caller: Caller) -> None:
        request = self._scene.book.open.get(caller.request or 0)
        if request and request.state not in (C.DIALLING, C.TALKING):
            self.following.end(request, C.CANCELLED)
            caller.cancelled = True

    def _books(self, caller: Caller) -> bool:
        if caller.times >= self._scene.policy.caps.phone_times:
            return False
        at = self._booked.book(caller.ways.language)
        if at is not None:
            caller.times += 1
            self._scene.figures.booked += 1
            self._scene.agenda.at(at - EARLY, self.is_due, PhoneTime(caller.id, caller, at))
        return at is not None

    def is_due(self, booked: PhoneTime) -> None:
        """A phone time becomes work, shortly before its minute."""
        scene, caller = self._scene, booked.caller
        standing = scene.book.open.get(caller.request or 0)
        if standing and not standing.is_at_rest:
            scene.agenda.after(LEFT_OPEN.total_seconds(), self.is_due, booked)
            return
        if standing:
            self.following.end(standing, C.CANCELLED)
        caller.times -= 1
        request = agreed_call(self._next(), caller, booked.at, scene)
        self._accept(request)

    def _asks(self, caller: Caller) -> None:
        standing = self._scene.book.open.get(caller.request or 0)
        if standing:
            self._asks_once_more(caller, standing)
        elif reason := self._refusal(caller):
            self._scene.figures.refused[reason] += 1
        else:
            self._requests_a_call(caller)

    def _asks_once_more(self, caller: Caller, standing: Request) -> None:
        """Hears what was promised; or, talked to and not filed yet, is called once more."""
        scene, rules = self._scene, self._scene.policy.ladder
        if standing.state is C.UNFILED:
            standing.not_before = scene.now + max(rules.first_delay, rules.least_gap)
            scene.book.move(standing, C.WAITING, scene.now)
            scene.agenda.at(standing.not_before, self.following.due, standing)
        elif standing.is_at_rest and standing.promise is None and caller.source in PROVEN:
            self._foresight.tell_again(standing)

    def _refusal(self, caller: Caller) -> str | None:
        """Why nothing is taken; else it is counted."""
        caps = self._scene.policy.caps
        if caller.kind == "fraudster":
            return "number"
        if caller.ways.silent and caller.ways.withheld:
            return "no number"
        stays = caller.ways.silent
        if stays and not may_stay_on_the_line(self._stayed_today[caller.id], caps):
            return "stayed too often"
        if self._asked_today[caller.id] >= caps.requests:
            return "asked too often"
        if caller.ways.withheld and self._typed_today >= caps.typed_withheld:
            return "too many withheld"
        self._asked_today[caller.id] += 1
        self._stayed_today[caller.id] += stays
        self._typed_today += caller.ways.withheld
        return None

    def _requests_a_call(self, caller: Caller) -> None:
        scene = self._scene
        now, language = scene.now, caller.ways.language
        not_before = first_call(now, scene.policy.ladder)
        request = Request(self._next(), caller, language, now, self._place(caller), not_before)
        request.asked_in_window = scene.is_open
        scene.figures.asked += 1
        scene.figures.in_window += scene.is_open
        scene.figures.day(scene.today).asked += 1
        if scene.window:
            scene.figures.asked_by[(now - scene.nine) // QUARTER] += 1
        caller.promised = True
        self._foresight.tell(request)
        self._accept(request)

    def _place(self, caller: Caller) -> datetime:
        """Now, or the old place of one on whom we gave up lately."""
        now, missed = self._scene.now, caller.missed_at
        if missed and caller.old_place and caller.source in PROVEN and now < missed + MISSED_FOR:
            return caller.old_place
        return now

    def _accept(self, request: Request) -> None:
        request.caller.request = request.id
        self._scene.book.accept(request)
        self._scene.agenda.at(request.not_before, self.following.due, request)

    def _next(self) -> int:
        self._requests += 1
        return self._requests
