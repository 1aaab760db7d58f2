"""What usually happens, so that lives get far enough for the unusual to matter."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from ivr.services.outcomes import OUTCOMES, Outcome
from tests.properties.calls_live import FATE, Calls, sid
from tests.properties.citizens_live import LANGUAGE, WHO
from tests.properties.minute_lives import Minutes
from tests.properties.office_lives import LAST, Office
from tests.properties.people import Attempt
from tests.properties.settling import FATES

OUTCOME = st.sampled_from(OUTCOMES)
IN_VAIN = st.sampled_from(["busy", "no_answer", "declined", "abandoned", "failed"])
STEPS = st.integers(1, 7)
under_way = precondition(lambda self: bool(self.house.attempts))
in_time = precondition(lambda self: self.now < LAST)


class Days(Minutes, Calls, Office):
    @in_time
    @rule(who=WHO, of=LANGUAGE, fate=FATE)
    def a_call_begins(self, who: int, of: str, fate: str) -> None:
        """The line is open, somebody is at work, somebody waits and is due, and it is offered."""
        self.open_up()
        if self.house.open_of(self.citizen(who)) is None:
            self.asks(who, of, False)
        self._due()
        self.what_is_due_is_made_ready()
        self.the_next_is_claimed(fate)

    def open_up(self) -> None:
        house = self.house
        house.now = max(house.now, next(house.almanac.ahead(self.now))[0])
        if not house.dials:
            self.the_line_is_switched("dials", True)
        if not house.takes:
            self.the_line_is_switched("takes_requests", True)
        if not any(one.state == "ready" for one in house.agents.values()):
            for who in range(len(house.agents)):
                self.her_state_is_set(who, "ready")

    def _due(self) -> None:
        """Until the first of those who wait may be called, if that is today."""
        waiting = [c.not_before for c in self.house.callbacks.values() if c.state == "waiting"]
        soon = min(waiting, default=self.now)
        if self.house.almanac.is_open(soon, timedelta(minutes=1)):
            self.house.now = max(self.now, soon)

    @in_time
    @rule(who=WHO, of=LANGUAGE, fate=FATE, steps=STEPS, outcome=OUTCOME)
    def a_call_takes_place(
        self, who: int, of: str, fate: str, steps: int, outcome: Outcome
    ) -> None:
        self.a_call_begins(who, of, fate)
        self.goes_on(steps, outcome)

    @in_time
    @rule(who=WHO, fate=FATE, outcome=OUTCOME)
    def a_call_takes_place_from_beginning_to_end(
        self, who: int, fate: str, outcome: Outcome
    ) -> None:
        self.a_call_begins(who, "fi", fate)
        self.goes_on(9, outcome)

    @in_time
    @rule(who=WHO, of=LANGUAGE, fate=IN_VAIN, tries=st.integers(1, 3))
    def a_phone_time_is_missed(self, who: int, of: str, fate: str, tries: int) -> None:
        """Booked, called at its minute with everybody at work, and called again."""
        self.open_up()
        self.a_phone_time_is_booked(who, of, 1)
        self.phone_times_are_handed_over()
        for _ in range(tries):
            self.goes_on(9, "done")
            self._due()
            for agent in range(len(self.house.agents)):
                self.her_state_is_set(agent, "ready")
            self.what_is_due_is_made_ready()
            self.the_next_is_claimed(fate)
        self.goes_on(9, "done")

    @under_way
    @rule(steps=STEPS, outcome=OUTCOME)
    def a_call_goes_on(self, steps: int, outcome: Outcome) -> None:
        self.goes_on(steps, outcome)

    @under_way
    @rule(steps=st.integers(1, 2), outcome=OUTCOME)
    def a_call_goes_on_a_little(self, steps: int, outcome: Outcome) -> None:
        self.goes_on(steps, outcome)

    def goes_on(self, steps: int, outcome: Outcome) -> None:
        for _ in range(steps):
            if self.house.attempts:
                self.step(self._liveliest(), outcome)

    def _liveliest(self) -> Attempt:
        live = [one for one in self.house.attempts.values() if one.live]
        return live[-1] if live else self.attempt(0)

    def step(self, attempt: Attempt, outcome: Outcome) -> None:
        """The next thing of an ordinary call."""
        ago, of = self.ago(attempt), attempt.sid[2] if attempt.sid else "a"
        self.house.now = self.house.on(seconds=3)
        match attempt.state:
            case "offered" if attempt.opened:
                self.she_accepts(ago, of)
            case "offered":
                self.she_answers(ago, of)
            case "dialling" | "talking":
                self._next_word(attempt)
            case _ if not attempt.agent_gone:
                self.leg_ends(attempt)
            case _:
                self.an_outcome_is_filed(ago, outcome)

    def _next_word(self, attempt: Attempt) -> None:
        """The next of the citizen's leg; after the last one, the agent puts the receiver down."""
        fresh = [one for one in FATES[attempt.fate] if one not in attempt.told]
        if fresh and fresh[0] != "dial gone":
            self.tell(attempt, fresh[0], attempt.leg or sid("c", attempt))
        else:
            self.leg_ends(attempt)

    def leg_ends(self, attempt: Attempt) -> None:
        of = attempt.sid[2] if attempt.sid else "a"
        self.the_network_tells_of_her_leg(self.ago(attempt), of, "completed")

    def ago(self, attempt: Attempt) -> int:
        return len(self.house.attempts) - 1 - list(self.house.attempts).index(attempt.id)
