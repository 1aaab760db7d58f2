"""The citizen's telephone rings: what may forbid it, who answers, what came of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from flows.rules.ladder import Result
from flows.rules.ringing import unanswered
from flows.rules.window import RELEASE_MARGIN, local_date, may_start
from ivr.simnet.folk import agent as habits
from ivr.simnet.folk import citizen
from ivr.simnet.folk.character import around, pick
from ivr.simnet.folk.nuisance import SAYS_NOTHING
from scheduler.world.reckoning.agents import Agents
from scheduler.world.reckoning.following import Following
from scheduler.world.reckoning.foresight import Foresight, Length
from scheduler.world.reckoning.people import Agent, Attempt
from scheduler.world.reckoning.requests import C, Request
from scheduler.world.reckoning.scene import Scene

ENGAGED, UNREACHABLE, TAPE = 2.0, 3.0, 10.0
"""Seconds until the network says so, and for which an agent listens to a voicemail: assumptions."""
MENU: Final = 5.0
"""Seconds of the question how it ended: an assumption."""
RAISED_AFTER: Final = 1_800.0
"""Seconds after which a supervisor has seen to what was not filed: an assumption."""

OUTCOMES: Final[dict[str, Result]] = {
    "1": "done", "3": "not_reached", "4": "wrong_number", "5": "cut_off", "6": "visit",
}  # fmt: skip
LATER: Final[dict[str, Result]] = {
    "1": "later_hour", "2": "later_morning", "3": "later_afternoon",
}  # fmt: skip
_FILED: Final = {key: share for key, share in habits.OUTCOMES.items() if key != "0"}
_LATER: Final = {key: habits.OUTCOMES[key] for key in LATER}
_PAUSES: Final = habits.OUTCOMES["0"]


class Legs:
    """Calls to citizens, from the release to the outcome."""

    def __init__(
        self, scene: Scene, agents: Agents, foresight: Foresight, following: Following
    ) -> None:
        self._scene, self._agents = scene, agents
        self._foresight, self._following = foresight, following

    def release(self, attempt: Attempt) -> None:
        """The agent has accepted: the citizen's telephone rings, unless something forbids it."""
        scene, agent = self._scene, attempt.agent
        request = scene.book.open.get(attempt.id)
        if request is None or request.state is not C.OFFERED:
            self._ends_early(attempt)
        elif not may_start(scene.known, scene.now, RELEASE_MARGIN):
            scene.book.move(request, C.READY, scene.now)
            self._ends_early(attempt)
        elif not self._following.leg_left(request):
            self._following.put_off(request)
            self._ends_early(attempt)
        else:
            self._rings(request, attempt, agent)

    def _ends_early(self, attempt: Attempt) -> None:
        attempt.is_over = True
        attempt.agent.busy += (self._scene.now - attempt.begun).total_seconds()
        self._agents.lets_go(attempt.agent)

    def _rings(self, request: Request, attempt: Attempt, agent: Agent) -> None:
        scene, policy = self._scene, self._scene.policy
        scene.oath.rung(request, attempt, scene.now)
        attempt.released = scene.now
        attempt.rings = policy.ring_mobile if request.caller.takes_texts else policy.ring_geographic
        scene.book.move(request, C.DIALLING, scene.now)
        self._agents.talks(agent)
        self._foresight.rung(request)
        self._note_first(request)
        self._following.count_leg(request)
        scene.agenda.after(*self._what_happens(request, attempt), attempt)

    def _note_first(self, request: Request) -> None:
        scene = self._scene
        scene.figures.rung += 1
        if request.rung_at is None:
            request.rung_at = scene.now
            if request.kind != "phone_time":
                asked, minutes = local_date(request.asked_at), _minutes(request, scene)
                scene.figures.day(asked).first_waits[minutes] += 1
                scene.figures.waits_in(request.language)[minutes] += 1
                scene.figures.same_day += request.asked_in_window and asked == scene.today

    def _what_happens(
        self, request: Request, attempt: Attempt
    ) -> tuple[float, Callable[[Attempt], None]]:
        chance, mood = self._scene.chance, self._scene.chance.random()
        rung = citizen.ANSWERS + citizen.NO_ANSWER
        if request.caller.on_the_line or rung <= mood < rung + citizen.BUSY:
            return ENGAGED, self.is_busy
        if mood >= rung:
            return UNREACHABLE, self.fails
        if mood < citizen.ANSWERS:
            pause = around(chance, *citizen.PICKS_UP)
            return (pause, self.answers) if pause < attempt.rings else self._in_vain(attempt)
        if request.caller.ways.voicemail and attempt.rings > citizen.VOICEMAIL_AFTER:
            attempt.by_voicemail = True
            return citizen.VOICEMAIL_AFTER, self.answers
        return self._in_vain(attempt)

    def _in_vain(self, attempt: Attempt) -> tuple[float, Callable[[Attempt], None]]:
        return attempt.rings, self.rings_out

    def is_busy(self, attempt: Attempt) -> None:
        """The citizen is on the telephone."""
        self._misses(attempt, "busy")

    def fails(self, attempt: Attempt) -> None:
        """The network does not reach the telephone."""
        self._misses(attempt, "failed")

    def rings_out(self, attempt: Attempt) -> None:
        """Nobody answers."""
        assert attempt.released  # noqa: S101 - it rang
        until = attempt.released + timedelta(seconds=attempt.rings)
        self._misses(attempt, unanswered(self._scene.now, until, None) or "no_answer")

    def _misses(self, attempt: Attempt, result: Result) -> None:
        request = self._scene.book.open[attempt.id]
        request.in_vain += 1
        self._close(request, attempt)
        self._following.follow(request, attempt, result)
        self._agents.wraps_up(attempt.agent)

    def answers(self, attempt: Attempt) -> None:
        """Somebody or something answers, and is talked to."""
        attempt.answered = True
        scene = self._scene
        request = scene.book.open[attempt.id]
        scene.book.move(request, C.TALKING, scene.now)
        scene.agenda.after(self._length(request, attempt), self.hangs_up, attempt)

    def _length(self, request: Request, attempt: Attempt) -> float:
        chance = self._scene.chance
        if attempt.by_voicemail:
            return TAPE
        if request.caller.kind == "spammer":
            return chance.uniform(*SAYS_NOTHING)
        said = min(around(chance, *citizen.TALKS), around(chance, *habits.TALKS))
        return min(said, self._scene.policy.time_limit)

    def hangs_up(self, attempt: Attempt) -> None:
        """The conversation is over: the agent says how it ended, or forgets to."""
        scene, agent = self._scene, attempt.agent
        request = scene.book.open[attempt.id]
        if not attempt.by_voicemail:
            self._note_talk(request)
        scene.book.move(request, C.UNFILED, scene.now)
        request.talked_with = agent
        if not attempt.by_voicemail and scene.chance.random() < habits.FORGETS:
            agent.unfiled = request.id
            self._close(request, attempt)
            self._agents.wraps_up(agent)
            scene.agenda.after(RAISED_AFTER, self.is_raised, agent)
        else:
            pause = MENU + around(scene.chance, *habits.THINKS)
            scene.agenda.after(pause, self.files, attempt)

    def _note_talk(self, request: Request) -> None:
        scene = self._scene
        scene.figures.talks += 1
        if not request.caller.talked and request.kind != "phone_time":
            scene.figures.talk_waits[_minutes(request, scene)] += 1
        if not request.reached:
            request.reached = True
            scene.figures.reached_on[request.legs] += 1
            scene.figures.day(scene.today).reached += 1
        request.caller.talked = True

    def files(self, attempt: Attempt) -> None:
        """She says how it ended."""
        agent, scene = attempt.agent, self._scene
        request = scene.book.open.get(attempt.id)
        agent.pauses_after = scene.chance.random() < _PAUSES
        if request and request.state is C.UNFILED:
            self._close(request, attempt)
            outcome = "not_reached" if attempt.by_voicemail else self._outcome()
            request.in_vain += outcome == "not_reached"
            self._following.follow(request, attempt, outcome)
        self._agents.wraps_up(agent)

    def files_late(self, agent: Agent) -> None:
        """Before anything else she is asked for what she has forgotten."""
        request = self._scene.book.open.get(agent.unfiled or 0)
        agent.unfiled = None
        if request and request.state is C.UNFILED and request.talked_with is agent:
            self._following.follow(request, None, "done")

    def is_raised(self, agent: Agent) -> None:
        """A supervisor has asked her, or files it herself."""
        self.files_late(agent)

    def _outcome(self) -> Result:
        chance = self._scene.chance
        key = pick(chance, _FILED)
        return OUTCOMES.get(key) or LATER[pick(chance, _LATER)]

    def _close(self, request: Request, attempt: Attempt) -> None:
        attempt.is_over = True
        taken = self._scene.now - attempt.begun
        request.last_ended = self._scene.now
        attempt.agent.busy += taken.total_seconds() + self._scene.policy.wrapup
        self._foresight.took(Length(taken, attempt.answered))


def _minutes(request: Request, scene: Scene) -> int:
    return int((scene.now - request.asked_at).total_seconds() // 60)
