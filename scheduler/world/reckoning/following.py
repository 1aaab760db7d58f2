"""What follows an attempt: the ladder is asked, the request moved, its end written down."""

from collections import Counter
from collections.abc import Callable
from datetime import time, timedelta

from flows.rules import ladder
from flows.rules.caps import may_ring
from flows.rules.ladder import Again, Closed, Result, Tries, Unreached
from flows.rules.states import CallbackState
from flows.rules.window import HELSINKI, at_local
from scheduler.world.reckoning.foresight import Foresight
from scheduler.world.reckoning.people import Attempt, Caller
from scheduler.world.reckoning.requests import C, Request
from scheduler.world.reckoning.scene import Scene


class Following:
    """Where requests go after each attempt; `calls` is what a citizen does who calls again."""

    def __init__(self, scene: Scene, foresight: Foresight, calls: Callable[[Caller], None]) -> None:
        self._scene, self._foresight, self._calls = scene, foresight, calls
        self._legs: Counter[int] = Counter()

    def begin_day(self) -> None:
        """Calls to each telephone are counted by the day."""
        self._legs.clear()

    def leg_left(self, request: Request) -> bool:
        """Whether her telephone may ring once more today."""
        caps, caller = self._scene.policy.caps, request.caller
        return bool(may_ring(self._legs[caller.id], caller.source, caps))

    def count_leg(self, request: Request) -> None:
        """Her telephone rings."""
        request.legs += 1
        self._legs[request.caller.id] += 1
        hour = self._scene.now.astimezone(HELSINKI).hour
        request.tried_hours |= {hour}

    def put_off(self, request: Request) -> None:
        """Her telephone has rung often enough today."""
        midnight = at_local(self._scene.today + timedelta(days=1), time())
        self._waits(request, Again(midnight, ladder.why_waiting(midnight)))

    def due(self, request: Request) -> None:
        """Its time has come, unless it was put off once more or the citizen is calling us."""
        is_due = request.state is C.WAITING and request.not_before <= self._scene.now
        if is_due and not request.caller.on_the_line:
            self._scene.book.move(request, C.READY, self._scene.now)
            self._scene.wake()

    def follow(self, request: Request, attempt: Attempt | None, result: Result) -> None:
        """Moves a request to where the result of its attempt leads."""
        scene = self._scene
        result = ladder.weighed(result, request.abandoned)
        request.counted += ladder.counts(result)
        tries = Tries(
            request.counted,
            request.tried_hours,
            request.caller.takes_texts,
            self.leg_left(request),
        )
        agreed = request.agreed if request.kind == "phone_time" else None
        known, rules = scene.known, scene.policy.ladder
        following = ladder.after(result, tries, scene.now, known, rules, agreed)
        self._apply(request, attempt, result, following)

    def _apply(
        self,
        request: Request,
        attempt: Attempt | None,
        result: Result,
        following: Again | Unreached | Closed,
    ) -> None:
        scene = self._scene
        match following:
            case Again():
                self._lane(request, attempt, result, following)
                self._waits(request, following)
                if result in ("later_hour", "later_morning", "later_afternoon"):
                    self._foresight.tell_again(request)
            case Unreached():
                request.caller.old_place, request.caller.missed_at = request.arrived_at, scene.now
                self.end(request, C.UNREACHED)
            case Closed(end):
                self.end(request, C(end))
        if not isinstance(following, Closed) and following.text:
            scene.figures.texts += 1
        if ladder.counts(result):
            self._may_call(request.caller)

    def _lane(
        self, request: Request, attempt: Attempt | None, result: Result, following: Again
    ) -> None:
        if result == "cut_off" and attempt:
            request.kind, request.for_agent = "cut_off", attempt.agent
        elif request.kind == "phone_time" and not following.agreed:
            request.kind = "callback"

    def _waits(self, request: Request, again: Again) -> None:
        scene = self._scene
        request.not_before = again.not_before
        if again.not_before <= scene.now:
            scene.book.move(request, C.READY, scene.now)
            scene.wake()
        else:
            scene.book.move(request, C.WAITING, scene.now)
            scene.agenda.at(again.not_before, self.due, request)

    def _may_call(self, caller: Caller) -> None:
        pause = caller.asks_after_a_miss(self._scene.chance)
        if pause is not None:
            self._scene.agenda.after(pause, self._calls, caller)

    def end(self, request: Request, to: CallbackState) -> None:
        """The request comes to its end."""
        scene = self._scene
        scene.book.move(request, to, scene.now)
        scene.figures.ended[to.value] += 1
        scene.figures.tries[request.legs] += 1
        self._foresight.ended(request)
        if request.caller.request == request.id:
            request.caller.request = None
