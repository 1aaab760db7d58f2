"""What rarely comes together by chance: an offer, and what can stand against it just then."""

from datetime import time

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.properties.citizens_live import LANGUAGE, WHO
from tests.properties.days_go_by import Days, in_time

UNANSWERED = st.sampled_from(["no-answer", "busy", "failed", "completed", "canceled"])
AGAINST = st.sampled_from(["stopped", "closing", "closed", "cancelled", "nothing"])


class Mishaps(Days):
    @in_time
    @rule(who=WHO, of=LANGUAGE, against=AGAINST)
    def something_stands_against_an_offer(self, who: int, of: str, against: str) -> None:
        """After she has answered, and before she accepts."""
        self.a_call_begins(who, of, "answered")
        if not self.house.attempts or self.attempt(0).state != "offered":
            return
        attempt, leg = self.attempt(0), self.her_leg()
        self.she_answers(0, leg)
        match against:
            case "stopped":
                self.the_line_is_switched("dials", False)
            case "closing":
                self.it_is_nearly_closing_time(-15)
            case "closed":
                self.a_day_is_closed_or_shortened(0, time(9, 1))
            case "cancelled":
                self.cancels(list(self.house.contacts).index(attempt.callback.contact.id))
        self.she_accepts(0, leg)

    @in_time
    @rule(who=WHO, of=LANGUAGE, passes=st.booleans(), how=UNANSWERED)
    def an_offer_comes_back_and_is_claimed_again(
        self, who: int, of: str, passes: bool, how: str
    ) -> None:
        self.a_call_begins(who, of, "answered")
        if not self.house.attempts or self.attempt(0).state != "offered":
            return
        leg = self.her_leg()
        if passes:
            self.she_answers(0, leg)
            self.she_passes(0, leg)
        self.the_network_tells_of_her_leg(0, leg, how)
        self.house.now = self.house.on(seconds=2)
        self.the_next_is_claimed("answered")

    def her_leg(self) -> str:
        """Which of the two that an attempt may have is the last one's."""
        named = self.attempt(0).sid
        return named[2] if named else "a"
