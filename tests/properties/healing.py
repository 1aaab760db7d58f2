"""When nothing goes wrong any more, every callback comes to an end, and every agent is free."""

from datetime import timedelta

from tests.properties import minutes
from tests.properties.days_go_by import Days
from tests.properties.house import IN_A_CALL
from tests.properties.people import Attempt, Callback

MOST = 30
"""Rounds of some minutes each; a callback needs one for each of its tries."""


class Healing(Days):
    def heal(self) -> None:
        """People do what they should from now on."""
        self.faults.clear()
        for _ in range(MOST):
            if not self._left() and not minutes.ahead(self.house):
                break
            self._round()
        self._free_agents()
        self.the_tables_are_what_the_model_remembers()
        assert minutes.ahead(self.house) == []
        left = [(one.id, one.state, one.language) for one in self._left()]
        assert left == []
        assert {one.state for one in self.house.agents.values()}.isdisjoint(IN_A_CALL)

    def _left(self) -> list[Callback]:
        return [one for one in self.house.callbacks.values() if one.ended is None]

    def _round(self) -> None:
        for who in range(len(self.house.contacts)):
            self.hangs_up(who)
        self._free_agents()
        self._resolve()
        waiting = [one.not_before for one in self._left()]
        soon = min([*waiting, *minutes.ahead(self.house)], default=self.now)
        self.house.now = max(self.now, soon) + timedelta(seconds=1)
        self.open_up()
        for who in range(len(self.house.agents)):
            self.her_state_is_set(who, "ready")
        self.phone_times_are_handed_over()
        self.what_is_due_is_made_ready()
        self.the_next_is_claimed("answered")
        self.goes_on(9, "done")

    def _free_agents(self) -> None:
        """Whatever they are in is over: told, or found out by a sweep."""
        for attempt in [one for one in self.house.attempts.values() if one.live]:
            self._finish(attempt)
        for attempt in list(self.house.attempts.values()):
            if attempt.sid and not attempt.agent_gone:
                self.leg_ends(attempt)
        for _ in range(2):  # the offer of a leg without a name, then the agent whom it holds
            self.house.now = self.house.on(minutes=3)
            self.everything_is_swept()

    def _finish(self, attempt: Attempt) -> None:
        for _ in range(9):
            if attempt.live and attempt.state != "offered":
                self.step(attempt, "done")

    def _resolve(self) -> None:
        """What was left open is filed by its agent, or decided by a supervisor."""
        for ago, callback in enumerate(reversed(list(self.house.callbacks.values()))):
            if callback.state == "needs_human":
                self.a_supervisor_decides(ago, "done")
            if callback.state == "unfiled":
                mine = [one for one in self.house.attempts.values() if one.callback is callback]
                self.an_outcome_is_filed(self.ago(mine[-1]), "done")
